package simulate

import (
	"time"

	"qhana/internal/foi"
)

// DS5521 is what the administrator of La Paz had to declare on 15 January 2026: 22 January worked after all, 23 January not,
// and two days added.
func DS5521(w World, zone *time.Location) Decree {
	const source = "DS 5521"
	day := foi.MustDate
	d := Decree{At: day("2026-01-15").At(9, 10, zone), List: []foi.Closure{
		{From: day("2026-01-22"), To: day("2026-01-22"), Worked: true, Name: "Día hábil pese al 22 de enero", Source: source},
		{From: day("2026-01-23"), To: day("2026-01-23"), Name: "Estado Plurinacional (trasladado)", Source: source},
		{From: day("2026-06-05"), To: day("2026-06-05"), Name: "Corpus Christi (puente)", Source: source},
		{From: day("2026-06-22"), To: day("2026-06-22"), Name: "Año Nuevo Andino (trasladado)", Source: source},
		{From: day("2026-08-07"), To: day("2026-08-07"), Name: "Independencia (puente)", Source: source},
	}}
	for _, p := range w.People {
		for _, g := range p.Grants {
			if g.Role == foi.Administrator {
				d.Who = foi.Actor{Account: p.ID, Name: p.Name, Grants: p.Grants}
			}
		}
	}
	return d
}

// KnownBefore is the last day whose declarations the calendar's file still has when DS5521 is declared by hand.
var KnownBefore = foi.MustDate("2026-01-14")

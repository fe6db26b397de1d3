package server

import (
	"strconv"
	"strings"

	"qhana/internal/foi"
	"qhana/internal/view"
)

// thirds are those whom the information is about and who were asked, each with how it stands. Who they are is shown to those who write
// to people; units and auditors see that somebody was asked.
func (d deskReader) thirds(c foi.Case) []view.DeskThird {
	var out []view.DeskThird
	for _, e := range c.Ledger {
		if e.Event != foi.ThirdConsulted {
			continue
		}
		x := view.DeskThird{N: e.Facts.Third, AskedOn: d.law.Today(e.At)}
		if d.seesPerson() {
			x.Name = e.Words["name"]
			x.Reach = strings.Join(said(e.Words["email"], e.Words["address"]), " · ")
		}
		for _, dl := range c.Deadlines {
			if dl.Clock == "consultation" && dl.Branch == x.N {
				x.Due = deadlineDue(d.law, d.today, dl)
				x.Due.Mark = metMark(x.Due.Mark)
			}
		}
		for _, said := range c.Ledger[e.Seq:] {
			if said.Event == foi.ThirdAnswered && said.Facts.Third == x.N && x.Position == "" {
				x.Position, x.Text = said.Facts.Position, said.Words.Text()
			}
		}
		out = append(out, x)
	}
	return out
}

// thirdName is who was consulted, or their number for readers who need not know.
func (d deskReader) thirdName(c foi.Case, n int) string {
	for _, x := range d.thirds(c) {
		if x.N == n && x.Name != "" {
			return x.Name
		}
	}
	return strconv.Itoa(n)
}

// said are the texts that say something.
func said(texts ...string) []string {
	var out []string
	for _, t := range texts {
		if t != "" {
			out = append(out, t)
		}
	}
	return out
}

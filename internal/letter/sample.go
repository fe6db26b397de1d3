package letter

import (
	"strings"
	"time"

	"qhana/internal/i18n"
)

// SampleDay is the day of the sample case's letter.
var SampleDay = time.Date(2026, 3, 3, 14, 0, 0, 0, time.UTC)

// Sample are the facts of an invented case in which everything that a kind of letter can tell is there. What a body and its law say of
// themselves takes the place of what is invented.
func Sample(name, locale string, own Facts) Facts {
	words := i18n.Of(Locale(locale))
	f := Facts{}
	for _, x := range known {
		f[x.name] = words.T("letters.sample."+strings.ToLower(x.name), nil)
	}
	f["Reference"], f["Today"] = "LP-2026-000123-7", words.Day(SampleDay)
	f["Received"] = words.Moment(SampleDay)
	f["Due"], f["OldDue"] = words.Day(SampleDay.AddDate(0, 0, 21)), words.Day(SampleDay.AddDate(0, 0, 10))
	f["Check"], f["Page"] = "https://lapaz.example/verificar/7Q2M9K4TXV0B3HDN", "https://lapaz.example/caso/LP-2026-000123-7"
	for name, v := range own {
		if v != "" {
			f[name] = v
		}
	}
	for _, x := range known {
		if x.shape == listed {
			f[x.name] = List(strings.Split(f[x.name], "\n"))
		}
	}
	if strings.HasPrefix(name, "delivered_") {
		_, f["Outcome"], _ = strings.Cut(words.T("letters.kind."+name, nil), ": ")
	}
	facts, _ := Has(name)
	return f.Only(facts)
}

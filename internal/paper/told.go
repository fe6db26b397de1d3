package paper

import (
	"qhana/internal/foi"
	"qhana/internal/statute"
)

// Told is what law and case say of the matter of a notice, in the notice's language.
type Told struct {
	Due      foi.Date // the entry's own, else the response's as it stands
	Left     int      // working days from the notice's day, negative when it has passed
	Term     string   // article of the term to answer
	Units    []string // that hold the case, or that a breach is recorded against
	Outcome  string
	Ground   string
	Silence  string
	Remedies []string // each with its article
}

// Tell says what a notice's reader is told.
func Tell(law *statute.Statute, units []foi.Unit, c foi.Case, n foi.Notice) Told {
	entry := EntryOf(c.Ledger, n.Entry)
	words := func(kind, code string) string {
		if code == "" {
			return ""
		}
		return law.Text(n.Locale, kind+"."+code)
	}
	t := Told{Due: entry.Facts.Due, Term: law.Term("response").Cite.Article, Outcome: words("outcome", entry.Facts.Outcome),
		Ground: words("ground", entry.Facts.Ground), Silence: words("silence", entry.Facts.Silence)}
	if t.Due.IsZero() {
		t.Due = c.Request.DueOn
	}
	if today := law.Today(n.CreatedAt); t.Due >= today {
		t.Left = law.WorkingDaysBetween(today, t.Due)
	} else {
		t.Left = -law.WorkingDaysBetween(t.Due, today)
	}
	held := entry.Facts.Units
	if len(held) == 0 {
		held = c.Request.Holders
	}
	for _, key := range held {
		t.Units = append(t.Units, UnitName(units, key, n.Locale, key))
	}
	for _, r := range law.Remedies() {
		t.Remedies = append(t.Remedies, words("remedy", r.Code)+" ("+r.Cite.Article+")")
	}
	return t
}

// UnitName is the name of a unit, otherwise for one that is not there.
func UnitName(units []foi.Unit, key, locale, otherwise string) string {
	for _, u := range units {
		if u.Key == key {
			return u.Name(locale)
		}
	}
	return otherwise
}

package paper

import (
	"strings"

	"qhana/internal/foi"
	"qhana/internal/letter"
	"qhana/internal/statute"
)

// Told is what law and case say of the matter of a notice, in the notice's language.
type Told struct {
	Clock    string   // the term that the matter is about, "" where it is about none
	Due      foi.Date // the entry's own, else that term's, else the response's as it stands
	Left     int      // working days from the notice's day, negative when it has passed
	Term     string   // article of the term to answer
	Units    []string // that hold the case, or that a breach is recorded against
	Outcome  string
	Ground   string
	Silence  string
	Remedies []string // each with its article
	OldDue   foi.Date // of a case that moved to another version of its law: the day until which it was to be answered before
	Law      string   // that law, with its version
	Rule     string   // article of its rule of transition
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
	if r := law.Remedy(c.Request.Remedy); r.Decide != nil { // what decides a remedy is the term to decide it
		t.Term = r.Decide.Cite.Article
	}
	if entry.Event == foi.LawChanged {
		t.changed(law.Became(entry.Facts.Version), c, entry, n.Locale)
	}
	if t.Clock = entry.Facts.Clock; t.Clock == "" && entry.Facts.Branch != 0 {
		t.Clock = "branch"
	}
	for _, d := range c.Deadlines {
		if t.Due.IsZero() && d.Clock == t.Clock && d.Branch == entry.Facts.Branch {
			t.Due = d.DueOn
		}
	}
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
	for _, r := range law.Recourses(c.Ledger, law.Today(n.CreatedAt)) {
		if line := words("remedy", r.Code) + " (" + cited(r.Remedy) + ")"; !r.Until.IsZero() && r.Until >= law.Today(n.CreatedAt) {
			t.Remedies = append(t.Remedies, line+letter.Until(r.Until, n.Locale))
		} else if !r.Taken && r.Until.IsZero() {
			t.Remedies = append(t.Remedies, line)
		}
	}
	return t
}

// cited is where a remedy stands, without what the file says about it in brackets.
func cited(r statute.Remedy) string {
	article, _, _ := strings.Cut(r.Cite.Article, " (")
	return article
}

// KindOf is the kind of letter for a notice of a case; "" when there is none.
func KindOf(c foi.Case, n foi.Notice) string {
	what := ""
	switch {
	case c.Request.Remedy != "":
		what = "remedy"
	case c.Request.Parent != 0:
		what = "part"
	}
	return letter.KindOf(n.Kind, EntryOf(c.Ledger, n.Entry).Facts.Outcome, what)
}

// changed says to which version of its law a case moved, by which rule, and what became of the day of its answer.
func (t *Told) changed(law *statute.Statute, c foi.Case, entry foi.Entry, locale string) {
	_, cite := law.Moves()
	t.Law, t.Rule, t.Term = law.Text(locale, "name")+" ("+law.Version()+")", cite.Article, law.Term("response").Cite.Article
	t.Due, t.OldDue = c.Request.DueOn, c.Request.DueOn
	if m, moved := entry.Facts.MoveOf("response"); moved {
		t.Due, t.OldDue = m.New, m.Old
	}
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

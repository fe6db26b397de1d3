package server

import (
	"context"
	"slices"

	"qhana/internal/foi"
	"qhana/internal/statute"
	"qhana/internal/view"
)

// deskReader is who reads a page of the desk, and when.
type deskReader struct {
	who    foi.Actor
	locale string
	law    *statute.Statute
	today  foi.Date
	units  []foi.Unit

	replaceable []string // documents of the case at hand that this reader can replace
}

// reader gathers what every page of the desk, of the auditor and of the administrator needs.
func (s *Server) reader(ctx context.Context, who foi.Actor, locale string) (deskReader, error) {
	units, err := s.store.Units(ctx)
	law := s.law.Body()
	return deskReader{who: who, locale: locale, law: law, today: law.Today(s.now()), units: units}, err
}

// under is the reader of a case that came in under another law than the body's present one.
func (d deskReader) under(law *statute.Statute) deskReader {
	if law != nil {
		d.law = law
	}
	return d
}

// unitName is the name of a unit, or its key when there is none such any more.
func (d deskReader) unitName(key string) string {
	for _, u := range d.units {
		if u.Key == key {
			return u.Name(d.locale)
		}
	}
	return key
}

func (d deskReader) unitNames(keys []string) []string {
	names := make([]string, len(keys))
	for i, k := range keys {
		names[i] = d.unitName(k)
	}
	return names
}

// seesPerson tells whether the reader may know who asked; the store has left it out already for everybody else.
func (d deskReader) seesPerson() bool {
	return d.who.Has(foi.TransparencyOfficer) || d.who.Has(foi.Signatory) || d.who.Has(foi.Clerk)
}

// mine tells whether the reader works in a unit.
func (d deskReader) mine(unit string) bool {
	for _, u := range d.who.Units(foi.UnitOfficial, foi.UnitHead) {
		if u == unit {
			return true
		}
	}
	return false
}

// names are the names that a case's ledger needs. Readers who work on the case see colleagues by name, the auditor sees
// roles.
func (s *Server) names(ctx context.Context, d deskReader, c foi.Case, byName bool) (deskNames, error) {
	n := deskNames{
		zone: d.law.Location(), units: map[string]string{}, docs: map[string]foi.Document{}, branches: map[int]foi.Branch{},
		grounds:  func(code string) string { return d.law.Text(d.locale, "ground."+code) },
		outcomes: d.outcome,
		remedies: func(code string) string { return d.remedy(d.locale, code) },
		exempt:   func(code string) string { return d.law.Text(d.locale, "exemption."+code) },
	}
	for _, u := range d.units {
		n.units[u.Key] = u.Name(d.locale)
	}
	for _, doc := range c.Documents {
		n.docs[doc.ID] = doc
	}
	for _, b := range c.Branches {
		n.branches[b.No] = b
	}
	if !byName {
		return n, nil
	}
	var err error
	if others := othersOf(c); len(others) > 0 {
		if n.closed, err = s.store.Closed(ctx, others, d.who); err != nil {
			return n, err
		}
	}
	n.people, err = s.store.Names(ctx, peopleOf(c))
	return n, err
}

// othersOf are the requests that a case's ledger names.
func othersOf(c foi.Case) []string {
	var out []string
	for _, e := range c.Ledger {
		if e.Facts.Other != "" {
			out = append(out, e.Facts.Other)
		}
	}
	return out
}

// peopleOf are the accounts that a case's page names: whoever acted, and whoever was named.
func peopleOf(c foi.Case) []int64 {
	ids := []int64{c.Request.Owner}
	for _, e := range c.Ledger {
		ids = append(append(ids, e.By.Account, e.Facts.Assignee), e.Facts.People...)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// head is what every page about a case has at its top.
func (d deskReader) head(c foi.Case) view.DeskCaseHead {
	return view.DeskCaseHead{Reference: c.Request.Reference, Subject: c.Question.Subject, State: c.Request.State,
		Due: caseDue(d.law, d.today, c)}
}

// deskURL is the address of a case at the desk.
func deskURL(ref foi.Reference) string { return "/mesa/casos/" + string(ref) }

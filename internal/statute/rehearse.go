package statute

import (
	"errors"
	"slices"

	"qhana/internal/foi"
)

// Changed is something in a past case that would have been otherwise under another version of the law.
type Changed struct {
	Kind          string // "due", "starts", "gone": of a clock; "extension"; "lapse"
	Clock         string
	Was, Due      foi.Date // of a clock
	WasLate, Late bool     // it was met, or is still waited for, after its day
	From, To      string   // "extension": its ground, and why it would be refused; "lapse": what the end of the term did, and would do
}

// Rehearse replays a request under this version, whatever version it came in under, and says what would have been otherwise:
// the days of the terms, terms that there would be or not, extensions that would have been refused, and what the end of a term
// does. What people did stays as they did it, except what this version would have refused or would not have done by itself.
func (s *Statute) Rehearse(req foi.Request, ledger []foi.Entry) []Changed {
	was, is := s.fold(ledger), newDocket(s)
	var out []Changed
	for _, e := range ledger {
		if e.Event == foi.LawChanged { // it is this version from the first to the last entry
			continue
		}
		d := &decision{docket: is, by: e.By, at: e.At, day: s.Today(e.At)}
		change, same := d.again(&e, was.s)
		if change.Kind != "" && !slices.Contains(out, change) { // one that was proposed and then confirmed is said once
			out = append(out, change)
		}
		if same {
			is.apply(&e)
		}
	}
	today := s.Today(was.last)
	for _, c := range was.clocks {
		again := is.clock(c.Key, c.Branch)
		switch {
		case c.Branch != 0:
		case again == nil:
			out = append(out, Changed{Kind: "gone", Clock: c.Key, Was: c.Due, WasLate: c.late(today)})
		case again.Due != c.Due:
			out = append(out, Changed{Kind: "due", Clock: c.Key, Was: c.Due, Due: again.Due, WasLate: c.late(today), Late: again.late(today)})
		}
	}
	for _, c := range is.clocks {
		if c.Branch == 0 && was.clock(c.Key, 0) == nil {
			out = append(out, Changed{Kind: "starts", Clock: c.Key, Due: c.Due, Late: c.late(today)})
		}
	}
	return out
}

// again says what this version makes of an entry: what would be otherwise, and whether the entry would have been made at all.
func (d *decision) again(e *foi.Entry, was *Statute) (Changed, bool) {
	switch e.Event {
	case foi.ExtensionProposed, foi.Extended:
		if e.Event == foi.Extended && d.proposed != nil {
			return Changed{}, true // it was looked at when it was proposed
		}
		var refused *foi.Error
		if errors.As(d.wouldExtend(e.Facts), &refused) {
			return Changed{Kind: "extension", Clock: "response", From: e.Facts.Ground, To: refused.Key}, false
		}
	case foi.ClockResumed, foi.Clarified:
		c := d.clock("response", 0)
		return Changed{}, c != nil && c.Status == foi.Suspended
	case foi.Lapsed, foi.ClarificationLapsed, foi.FeeLapsed:
		return d.wouldLapse(e, was)
	}
	return Changed{}, true
}

// wouldExtend is the refusal that an extension which was asked for would have met.
func (d *decision) wouldExtend(f foi.Facts) error {
	c, rule := d.clock("response", 0), d.s.extensionOn(f.Ground)
	switch {
	case rule == nil:
		return foi.Refusal("no_extension")
	case c == nil || c.Status != foi.Running || d.day > c.Due:
		return foi.Refusal("term_over")
	}
	if err := d.canUse(rule); err != nil {
		return err
	}
	return rule.fits(c, f.Amount, f.Until)
}

// wouldLapse compares the end of a term with what it would be under this version: it would not have come while the term ran.
func (d *decision) wouldLapse(e *foi.Entry, was *Statute) (Changed, bool) {
	key := e.Facts.Clock
	switch e.Event {
	case foi.ClarificationLapsed:
		key = "clarification"
	case foi.FeeLapsed:
		key = "fee"
	}
	c, before := d.clock(key, e.Facts.Branch), docket{s: was, remedy: d.remedy}
	change := Changed{Kind: "lapse", Clock: key, From: before.effect(key), To: d.effect(key)}
	switch {
	case e.Facts.Branch != 0:
		return Changed{}, true
	case c == nil || c.Status != foi.Running || c.ends(d.s.calendar.Zone).After(e.At):
		change.To = ""
		return change, false
	case key == "response":
		e.Facts.Silence = change.To
	}
	if change.From == change.To {
		change = Changed{}
	}
	return change, true
}

// late tells whether what the clock waits for came after its day, or had not come by a later day.
func (c *Clock) late(today foi.Date) bool {
	if c.Due.IsZero() {
		return false
	}
	if c.Status == foi.Met || c.Status == foi.Stopped {
		return c.Ended > c.Due
	}
	return today > c.Due
}

package statute

import (
	"time"

	"qhana/internal/foi"
)

func (d *docket) applyFiled(e *foi.Entry) {
	d.state, d.track, d.distant, d.remedy, d.barred = foi.Received, e.Facts.Track, e.Facts.Distant, e.Facts.Remedy, e.Facts.Barred
	d.at = e.At
	if t, err := time.Parse(time.RFC3339, e.Facts.ReceivedAt); err == nil {
		d.at = t
	}
	d.received = d.s.receivedOn(d.at, d.days())
	lead := d.s.procedure.Body.Lead
	response := d.start("response", 0, lead, d.received, d.at)
	acknowledge := d.start("acknowledge", 0, lead, d.received, d.at)
	for _, c := range []*Clock{response, acknowledge} {
		if c != nil {
			c.zero = StepReceived
		}
	}
	if d.remedy == "" { // the day by which it is decided in any case, whatever silence was taken to mean
		if c := d.start("resolution", 0, lead, d.received, d.at); c != nil {
			c.zero = StepReceived
		}
	}
	if rule := d.s.law.Start; rule != nil && response != nil {
		response.Start, d.problem = d.days().Due(d.received, &rule.AtLatest, nil, nil)
		response.zero = StepLatest
		response.set(d.due(response), e.At)
	}
}

// applyRegistered sets the response term off where the law counts from registration, unless it runs already.
func (d *docket) applyRegistered(e *foi.Entry) {
	c := d.clock("response", 0)
	if day := d.s.receivedOn(e.At, d.days()); c != nil && day < c.Start {
		c.Start, c.StartAt, c.zero = day, e.At, StepRegistered
		c.set(d.due(c), e.At)
	}
}

func (d *docket) applyExtension(e *foi.Entry) {
	c := d.clock("response", 0)
	if c == nil {
		return
	}
	switch e.Event {
	case foi.ExtensionProposed:
		facts := e.Facts
		d.proposed, d.proposer = &facts, e.By.Account
		return
	case foi.ExtensionRefused:
		d.proposed = nil
		return
	case foi.Extended:
		d.proposed = nil
		d.grounds = append(d.grounds, e.Facts.Ground)
		unit := e.Facts.TermUnit
		if unit == "" {
			unit = c.Term.Unit
		}
		c.Added = append(c.Added, Addition{Amount: e.Facts.Amount, Unit: unit, Until: e.Facts.Until, Ground: e.Facts.Ground})
	case foi.ExtensionReverted:
		if n := len(c.Added); n > 0 {
			c.Added = c.Added[:n-1]
		}
	}
	c.Extended = 0
	for _, a := range c.Added {
		c.Extended += max(a.Amount, 1)
	}
	c.set(d.due(c), e.At)
}

func (d *docket) applyClarification(e *foi.Entry, day foi.Date) {
	response := d.clock("response", 0)
	switch e.Event {
	case foi.ClarificationAsked:
		d.open()
		d.clock("acknowledge", 0).end(foi.Met, day)
		d.asked++
		response.pause(e.Facts.Ground, day, e.At)
		d.start("clarification", 0, d.s.procedure.Body.Lead, day, e.At)
	case foi.Clarified:
		if came := d.s.came(e); came != 0 { // on paper, some days before it was entered
			day = came
		}
		d.clock("clarification", 0).end(foi.Met, day)
		d.resumeResponse(e, day, d.s.law.Clarification.Effect == "restart")
	case foi.ClarificationLapsed:
		c := d.clock("clarification", 0)
		c.miss()
		if d.s.law.Clarification.Lapse == "continue" {
			c.end(foi.Missed, day)
			d.resumeResponse(e, day, false)
			return
		}
		d.close(foi.Withdrawn, day)
	}
}

// came is the day on which something had reached the body that an entry enters later, zero when it came with the entry.
func (s *Statute) came(e *foi.Entry) foi.Date {
	if at, err := time.Parse(time.RFC3339, e.Facts.ReceivedAt); err == nil {
		return s.Today(at)
	}
	return 0
}

// resumeResponse lets the response term go on, or begins it anew.
func (d *docket) resumeResponse(e *foi.Entry, day foi.Date, restart bool) {
	c := d.clock("response", 0)
	if restart && c != nil {
		c.Start, c.StartAt, c.Suspended, c.Added, c.Extended = d.s.receivedOn(e.At, d.days()), e.At, nil, nil, 0
		c.zero = StepRestarted
		if came := d.s.came(e); came != 0 {
			c.Start = came
		}
	}
	c.goOn(day, e.At)
	c.set(d.due(c), e.At)
}

// recalculate computes every running clock with the calendar that the entry brought. Clocks that ran out are revived only
// where the declaration says so and their new last day is still to come.
func (d *docket) recalculate(e *foi.Entry) {
	for _, c := range d.clocks {
		due, moves := d.moves(c, e.Facts.Revives, d.s.Today(e.At))
		if !moves {
			continue
		}
		b := d.branchOf(c)
		if c.Status == foi.Missed {
			c.Status, c.Missed = foi.Running, false
			if b != nil {
				b.Missed = false
			}
		}
		c.set(due, e.At)
		if b != nil {
			b.DueOn = due
		}
	}
}

// moves computes a clock's due day by the calendar as the case has it now, and whether the clock takes it.
func (d *docket) moves(c *Clock, revives bool, today foi.Date) (foi.Date, bool) {
	if c.Status != foi.Running && (c.Status != foi.Missed || !revives) {
		return 0, false
	}
	due := d.due(c)
	return due, due != c.Due && (c.Status == foi.Running || due >= today)
}

// changeLaw puts the case under another version of its statute: the terms that run are counted by it.
func (d *docket) changeLaw(e *foi.Entry) {
	d.s, d.cached = d.s.sibling(e.Facts.Version), nil
	for _, c := range d.clocks {
		if t, goesOn := d.under(d.s, c); goesOn {
			c.Term = t
			c.set(d.due(c), e.At)
		}
	}
}

// under is the term of a clock under another version of its law, and whether the clock is counted by it: branches keep the
// day that they were given, and so does what is over.
func (d *docket) under(s *Statute, c *Clock) (TermRule, bool) {
	t := d.term(s, c.Key)
	return t, c.Branch == 0 && t.Amount > 0 && (c.Status == foi.Running || c.Status == foi.Suspended)
}

package statute

import (
	"time"

	"qhana/internal/foi"
)

// StepKind says what a day does to a term.
type StepKind string

const (
	StepReceived StepKind = "received" // day zero: it does not count
	StepCounts   StepKind = "counts"
	StepWeekend  StepKind = "weekend"
	StepHoliday  StepKind = "holiday"
	StepClosed   StepKind = "closed" // in a closed period
	StepPaused   StepKind = "paused" // the term is suspended
	StepBefore   StepKind = "before" // the count has not begun: it begins on a worked day
	StepMonth    StepKind = "month"  // the same day of a later month
	StepRoll     StepKind = "roll"   // the term would end here, and the office does not serve: it goes on to the next day
	StepDue      StepKind = "due"    // the last day
)

// Step is one day of a term: what it does, and how many days had counted by its end.
type Step struct {
	Day    foi.Date
	Kind   StepKind
	Count  int
	Unit   string    // what the term is counted in
	Of     int       // days of the whole term, extensions included; months for terms in months, hours for those in hours
	Why    Holiday   // of a holiday: its name and source
	Ground string    // of a pause
	Extend bool      // this day counts because of an extension
	At     time.Time // the instant, of terms in hours
	Cite   Cite      // of the rule that makes it so
}

// Explain computes a clock's due day once more, day by day. It is empty when the request has no such clock, and ends today
// while the clock stands still.
func (s *Statute) Explain(_ foi.Request, ledger []foi.Entry, clock string, branch int) []Step {
	d := s.fold(ledger)
	c := d.clock(clock, branch)
	if c == nil {
		return nil
	}
	x := explanation{s: d.s, clock: c, days: d.daysOf(c), view: d.view(c), until: s.Today(d.last)}
	return x.told()
}

// ExplainTerm explains a term that was set off at an instant, with what happened to it: no request is needed. It fails where
// the calendar does not reach, or the statute has no such term.
func (s *Statute) ExplainTerm(key, track string, at time.Time, added []Addition, pauses []foi.Suspension) (Clock, []Step, error) {
	days := s.newest()
	c := Clock{Key: key, Term: s.term(key, track), Start: s.receivedOn(at, days), StartAt: at, Status: foi.Running, Added: added, Suspended: pauses}
	if c.Term.Amount == 0 {
		return c, nil, foi.Refusal("no_term", "term", key)
	}
	if !days.Knows(s.Today(at)) {
		return c, nil, outside(s.Today(at))
	}
	due, err := c.compute(days, s.calendar.Zone)
	if err != nil {
		return c, nil, err
	}
	c.Due = due
	last := foi.NewDate(s.calendar.to, 12, 31)
	x := explanation{s: s, clock: &c, days: days, view: View{AsOf: s.calendar.Newest(last), Revision: s.calendar.revisionOn(last)}, until: due}
	return c, x.told(), nil
}

// explanation is a clock being told day by day.
type explanation struct {
	s     *Statute
	clock *Clock
	days  *Days
	view  View
	until foi.Date // last day told while the clock stands still
}

// told are the steps, each with the unit of the term.
func (x *explanation) told() []Step {
	steps := x.steps()
	for i := range steps {
		steps[i].Unit = x.clock.Term.Unit
	}
	return steps
}

func (x *explanation) steps() []Step {
	c := x.clock
	t := &c.Term
	if t.Unit == hour {
		return []Step{{Day: c.Start, Kind: StepReceived, Of: t.Amount, At: c.StartAt, Cite: x.s.law.Receipt.Cite},
			{Day: c.Due, Kind: StepDue, Count: t.Amount, Of: t.Amount, At: c.DueAt, Cite: t.Cite}}
	}
	last, of := c.Due, t.Amount
	if last.IsZero() {
		last = x.until
	}
	if t.Unit == week5 {
		of *= 5
	}
	base := of
	for _, a := range c.Added {
		if a.Unit == t.Unit && t.Unit != week5 {
			of += a.Amount
		} else if a.Unit == week5 {
			of += 5 * a.Amount
		} else if t.Unit != calendar && t.Unit != month && a.Unit == working {
			of += a.Amount
		}
	}
	steps := make([]Step, 0, int(last-c.Start)+2)
	steps = append(steps, Step{Day: c.Start, Kind: StepReceived, Of: of, Cite: x.s.law.Receipt.Cite})
	first := c.Start + 1
	switch t.FirstDay {
	case triggerDay:
		steps, first = steps[:0], c.Start
	case nextWorkingDay:
		for ; first < x.days.Next(c.Start+1); first++ {
			steps = append(steps, Step{Day: first, Kind: StepBefore, Of: of, Cite: x.s.law.Counting.Cite})
		}
	}
	if t.Unit == month {
		return x.monthSteps(steps, last)
	}
	count := 0
	for day := first; day <= last; day++ {
		step := x.kindOf(day)
		step.Day, step.Of = day, of
		if step.Kind == StepCounts && count >= of && c.Added == nil {
			step.Kind = StepRoll
		}
		if step.Kind == StepCounts {
			count++
			step.Extend, step.Cite = count > base, t.Cite
		} else if count >= of && step.Kind != StepPaused && t.Unit == calendar {
			step.Kind = StepRoll
		}
		step.Count = count
		if day == c.Due {
			step.Kind = StepDue
		}
		steps = append(steps, step)
	}
	return steps
}

// monthSteps tells a term in months: the same day of the later month, and where it goes on from there.
func (x *explanation) monthSteps(steps []Step, last foi.Date) []Step {
	c := x.clock
	t := &c.Term
	for _, p := range c.Suspended {
		for day := p.From + 1; day <= p.To || p.To.IsZero() && day <= last; day++ {
			steps = append(steps, Step{Day: day, Kind: StepPaused, Ground: p.Ground, Of: t.Amount})
		}
	}
	if c.Due.IsZero() {
		return steps
	}
	for day := min(x.days.add(c.Start, t.Amount, month, c.Suspended), last); day <= last; day++ {
		step := Step{Day: day, Kind: StepRoll, Count: t.Amount, Of: t.Amount, Cite: x.s.law.Counting.Cite}
		if h := x.kindOf(day); h.Kind == StepHoliday || h.Kind == StepClosed {
			step.Why = h.Why
		}
		if day == last {
			step.Kind, step.Cite = StepDue, t.Cite
		}
		steps = append(steps, step)
	}
	return steps
}

// kindOf is what a day does to the clock.
func (x *explanation) kindOf(day foi.Date) Step {
	for _, p := range x.clock.Suspended {
		if day > p.From && (p.To.IsZero() || day <= p.To) {
			return Step{Kind: StepPaused, Ground: p.Ground, Cite: x.s.citeOf(p.Ground)}
		}
	}
	inDays := x.clock.Term.Unit == calendar
	if x.days.in(x.days.closed, day) {
		h, _ := x.s.calendar.Holiday(x.view, day)
		return Step{Kind: StepClosed, Why: h, Cite: Cite{Article: h.Source, Certainty: h.Certainty}}
	}
	if inDays || x.days.Worked(day) {
		return Step{Kind: StepCounts}
	}
	if h, ok := x.s.calendar.Holiday(x.view, day); ok {
		return Step{Kind: StepHoliday, Why: h, Cite: Cite{Article: h.Source, Certainty: h.Certainty}}
	}
	return Step{Kind: StepWeekend, Cite: x.s.law.Counting.Cite}
}

// citeOf is where a ground for pausing stands.
func (s *Statute) citeOf(ground string) Cite {
	for _, r := range s.law.Suspensions {
		if r.Ground == ground {
			return r.Cite
		}
	}
	return s.law.Clarification.Cite
}

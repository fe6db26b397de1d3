package statute

import (
	"qhana/internal/foi"
)

// StepKind says what a day does to a term.
type StepKind string

const (
	StepReceived StepKind = "received" // day zero: it does not count
	StepCounts   StepKind = "counts"
	StepWeekend  StepKind = "weekend"
	StepHoliday  StepKind = "holiday"
	StepPaused   StepKind = "paused" // the term is suspended
	StepDue      StepKind = "due"    // the last day, which counts
)

// Step is one day of a term: what it does, and how many days had counted by its end.
type Step struct {
	Day    foi.Date
	Kind   StepKind
	Count  int
	Of     int     // working days of the whole term, extensions included
	Why    Holiday // of a holiday: its name and source
	Extend bool    // this day counts because of an extension
}

// Explain computes a clock's due day once more, day by day. It is empty when the request has no such clock, and ends on
// the day before the pause while the clock is suspended.
func (s *Statute) Explain(_ foi.Request, ledger []foi.Entry, clock string, branch int) []Step {
	d := s.fold(ledger)
	c := d.clock(clock, branch)
	if c == nil {
		return nil
	}
	days, last := d.days(), c.Due
	if last.IsZero() {
		last = d.s.Today(d.last)
	}
	steps := []Step{{Day: c.Start, Kind: StepReceived, Of: c.Amount}}
	count := 0
	for day := c.Start + 1; day <= last; day++ {
		step := Step{Day: day, Of: c.Amount}
		step.Kind, step.Why = d.kindOf(c, days, day)
		if step.Kind == StepCounts {
			count++
			step.Extend = count > c.Amount-c.Extended
		}
		step.Count = count
		if day == c.Due && step.Kind == StepCounts {
			step.Kind = StepDue
		}
		steps = append(steps, step)
	}
	return steps
}

// kindOf is what a day does to a clock, by the calendar that the request is counted with.
func (d *docket) kindOf(c *Clock, days *Days, day foi.Date) (StepKind, Holiday) {
	for _, p := range c.Suspended {
		if day > p.From && (p.To.IsZero() || day <= p.To) {
			return StepPaused, Holiday{}
		}
	}
	if days.Worked(day) {
		return StepCounts, Holiday{}
	}
	if h, ok := d.s.calendar.Holiday(d.asOf, day); ok {
		return StepHoliday, h
	}
	return StepWeekend, Holiday{}
}

// ClarificationGrounds lists the grounds on which a person may be asked to clarify.
func (s *Statute) ClarificationGrounds() []string { return s.law.Clarification.Grounds }

package statute

import (
	"strings"
	"time"

	"qhana/internal/foi"
)

// StepKind says what a day does to a term.
type StepKind string

const (
	StepArrived    StepKind = "arrived"    // it came, and is received later: the office was closed
	StepReceived   StepKind = "received"   // day zero: it does not count
	StepRegistered StepKind = "registered" // day zero, where the law counts from registration
	StepLatest     StepKind = "latest"     // day zero, where nobody registered it in time
	StepRestarted  StepKind = "restarted"  // day zero of a term that is counted anew
	StepBegins     StepKind = "begins"     // day zero of a term that something else than receipt set off
	StepWaits      StepKind = "waits"      // received, and not yet registered
	StepBefore     StepKind = "before"     // the count has not begun: it begins on a worked day
	StepCounts     StepKind = "counts"
	StepWeekend    StepKind = "weekend"
	StepHoliday    StepKind = "holiday"
	StepClosed     StepKind = "closed" // in a closed period
	StepShort      StepKind = "short"  // worked, but not at full hours
	StepCutoff     StepKind = "cutoff" // the office had closed by that hour
	StepPaused     StepKind = "paused" // the term is suspended
	StepMonth      StepKind = "month"  // the same day of a later month; the end of what is extended
	StepRoll       StepKind = "roll"   // the term would end here, and the day does not serve: it goes on to the next
	StepDue        StepKind = "due"    // the last day
)

// Step is one day of a term: what it does, and how many days had counted by its end.
type Step struct {
	Day    foi.Date
	Kind   StepKind
	Off    StepKind // why nothing is received on it, or no term ends: weekend, holiday, closed, short, cutoff
	Count  int
	Unit   string    // what is counted on it
	Of     int       // days of the whole term, extensions included; months for terms in months, hours for those in hours
	Why    Holiday   // of a holiday, a closed period or a short day: its name and source
	Ground string    // of a pause
	Extend bool      // this day counts because of an extension
	Far    bool      // this day counts because the person lives elsewhere
	At     time.Time // the instant, of what came after hours and of terms in hours
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
	x := explanation{s: d.s, calendar: d.s.calendar, clock: c, days: d.daysOf(c), view: d.view(c), until: s.Today(d.last)}
	return x.told()
}

// ExplainTerm explains a term that was set off at an instant, with what happened to it: no request is needed. It fails where
// the calendar does not reach, or the statute has no such term.
func (s *Statute) ExplainTerm(key, track string, at time.Time, added []Addition, pauses []foi.Suspension) (Clock, []Step, error) {
	c := Clock{Key: key, Term: s.term(key, track), StartAt: at, Status: foi.Running, Added: added, Suspended: pauses}
	if c.Term.Amount == 0 {
		return c, nil, foi.Refusal("no_term", "term", key)
	}
	cal, days := s.calendarOf(c.Term), s.newestFor(c.Term)
	c.Start = s.receivedOn(at, s.newest())
	if s.Remedy(strings.TrimSuffix(key, ".file")).Code != "" { // an answer or a silence sets it off, and not what comes to the body
		c.Start, c.zero = s.Today(at), StepBegins
	}
	if !days.Knows(s.Today(at)) {
		return c, nil, outside(s.Today(at))
	}
	due, err := c.compute(days, s.calendar.Zone)
	if err != nil {
		return c, nil, err
	}
	c.Due = due
	last := foi.NewDate(cal.to, 12, 31)
	x := explanation{s: s, calendar: cal, clock: &c, days: days, view: View{AsOf: cal.Newest(last), Revision: cal.revisionOn(last)}, until: due}
	return c, x.told(), nil
}

// explanation is a clock being told day by day.
type explanation struct {
	s        *Statute
	calendar *Calendar // by which it is counted
	clock    *Clock
	days     *Days
	view     View
	until    foi.Date // last day told while the clock stands still
	steps    []Step
}

func (x *explanation) told() []Step {
	x.beginning()
	if x.clock.Term.Unit == hour {
		x.hours()
	} else {
		x.course()
	}
	for i := range x.steps {
		if x.steps[i].Unit == "" {
			x.steps[i].Unit = x.clock.Term.Unit
		}
	}
	return x.steps
}

func (x *explanation) add(step Step) { x.steps = append(x.steps, step) }

// beginning tells what came before day one: when it came, from which day on that counts as received, and day zero.
func (x *explanation) beginning() {
	c, law := x.clock, &x.s.law
	if c.zero == StepBegins || c.StartAt.IsZero() {
		x.zero(c.Start, StepBegins, law.Counting.Cite)
		return
	}
	came, received := x.s.Today(c.StartAt), c.Start
	if c.zero == StepLatest {
		received = x.s.receivedOn(c.StartAt, x.days)
	}
	for day := came; day < received; day++ {
		step := Step{Day: day, Kind: StepArrived, Cite: law.Receipt.Cite}
		if step.Off, step.Why = x.off(day); step.Off == "" || step.Off == StepShort {
			step.Off = StepCutoff
		}
		if day == came {
			step.At = c.StartAt
		}
		x.add(step)
	}
	switch c.zero {
	case StepLatest:
		x.add(Step{Day: received, Kind: StepReceived, Cite: law.Receipt.Cite})
		for day := received + 1; day < c.Start; day++ {
			x.add(Step{Day: day, Kind: StepWaits, Cite: law.Start.Cite})
		}
		x.zero(c.Start, StepLatest, law.Start.Cite)
	case StepRegistered:
		x.zero(c.Start, StepRegistered, law.Start.Cite)
	case StepRestarted:
		x.zero(c.Start, StepRestarted, law.Clarification.Cite)
	default:
		x.zero(c.Start, StepReceived, law.Receipt.Cite)
	}
}

// zero tells day zero, unless it is day one as well.
func (x *explanation) zero(day foi.Date, kind StepKind, cite Cite) {
	if x.clock.Term.FirstDay == triggerDay && x.clock.Term.Unit != hour {
		return
	}
	step := Step{Day: day, Kind: kind, Cite: cite}
	if x.clock.Term.Unit == hour {
		step.At = x.clock.StartAt
	}
	x.add(step)
}

// off says why a day is not worked, or not at full hours; "" for one that is.
func (x *explanation) off(day foi.Date) (StepKind, Holiday) {
	h, named := x.calendar.Holiday(x.view, day)
	switch {
	case x.days.in(x.days.closed, day):
		return StepClosed, h
	case x.days.Worked(day) && x.days.Short(day):
		h, _ = x.calendar.ShortDay(x.view.AsOf, day)
		return StepShort, h
	case x.days.Worked(day):
		return "", Holiday{}
	case named:
		return StepHoliday, h
	}
	return StepWeekend, Holiday{}
}

// kindOf is what a day does to the clock, in a part of the term that is counted in a unit.
func (x *explanation) kindOf(day foi.Date, unit string) Step {
	for _, p := range x.clock.Suspended {
		if day > p.From && (p.To.IsZero() || day <= p.To) {
			return Step{Day: day, Kind: StepPaused, Ground: p.Ground, Cite: x.s.citeOf(p.Ground)}
		}
	}
	kind, why := x.off(day)
	step := Step{Day: day, Kind: kind, Why: why, Cite: x.s.law.Counting.Cite}
	switch {
	case kind == StepClosed || kind == StepHoliday && unit != calendar:
		step.Cite = Cite{Article: why.Source, Certainty: why.Certainty}
	case kind == StepShort:
		step.Kind, step.Off = StepCounts, StepShort
	case kind == "" || unit == calendar:
		step.Kind, step.Why = StepCounts, Holiday{}
	}
	return step
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

// citeOfExtension is where an extension stands: by its ground, else the law's first.
func (s *Statute) citeOfExtension(a Addition) Cite {
	if a.Far {
		return s.law.Distance.Cite
	}
	if rule := s.extensionOn(a.Ground); rule != nil {
		return rule.Cite
	}
	if len(s.law.Extensions) > 0 {
		return s.law.Extensions[0].Cite
	}
	return Cite{}
}

package statute

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"qhana/internal/foi"
)

// Clock is a term that runs on a request.
type Clock struct {
	Key       string
	Branch    int
	Unit      string
	Start     foi.Date  // day zero
	zero      StepKind  // what made it so; empty for receipt
	StartAt   time.Time // instant zero, of terms in hours
	Term      TermRule
	Added     []Addition
	Due       foi.Date
	DueAt     time.Time // of terms in hours
	Status    foi.Status
	Ended     foi.Date
	Extended  int
	Missed    bool
	Suspended []foi.Suspension
	setAt     time.Time // since when it has this due day
	without   []int     // closures declared after it had run out that did not say that they revive it
	frozen    foi.Date  // the calendar as declared when it had run out, zero for the case's own
	fired     []string  // milestones acted on for this due day
}

// compute is the due day by a calendar; zero while the clock stands still.
func (c *Clock) compute(days *Days, zone *time.Location) (foi.Date, error) {
	last := len(c.Suspended) - 1
	if last >= 0 && c.Suspended[last].To.IsZero() {
		return 0, nil
	}
	if c.Term.Unit == hour {
		stages, err := c.hours(days, zone)
		if err != nil {
			return 0, err
		}
		end := stages[len(stages)-1]
		c.DueAt = end.at
		return end.day, nil
	}
	due, err := days.Due(c.Start, &c.Term, c.Added, c.Suspended)
	if err != nil {
		return 0, err
	}
	if last >= 0 && due <= c.Suspended[last].To { // it stood still on its last day: what is left is one day, not none
		due = days.roll(days.add(c.Suspended[last].To, 1, c.Term.Unit, nil), c.Term.Roll)
	}
	return due, nil
}

// stage is where a term in hours would end after a part of it: at an instant, or with the last hour of a day.
type stage struct {
	day foi.Date
	at  time.Time // zero: with the day
}

// hours are the ends of a term in hours: by itself, with the time at which it stood still, and after each extension, which may
// be in days. A day more is the same hour of a later day.
func (c *Clock) hours(days *Days, zone *time.Location) ([]stage, error) {
	at := c.StartAt.Add(time.Duration(c.Term.Amount) * time.Hour)
	for _, p := range c.Suspended {
		switch {
		case !p.FromAt.IsZero() && !p.ToAt.IsZero():
			at = at.Add(p.ToAt.Sub(p.FromAt))
		default:
			at = sameHour(at, int(p.To-p.From), zone)
		}
	}
	out := []stage{{foi.DateOf(at, zone), at}}
	for _, a := range c.Added {
		s := out[len(out)-1]
		switch unit := a.unit(&c.Term); {
		case !a.Until.IsZero():
			s = stage{day: a.Until}
		case unit == hour:
			s.at = c.endOf(s, zone).Add(time.Duration(a.Amount) * time.Hour)
			s.day = foi.DateOf(s.at, zone)
		default:
			day := days.add(s.day, a.Amount, unit, nil)
			if !days.Knows(day) {
				return nil, outside(day)
			}
			if !s.at.IsZero() {
				s.at = sameHour(s.at, int(day-s.day), zone)
			}
			s.day = day
		}
		out = append(out, s)
	}
	return out, nil
}

// endOf is the instant at which a stage ends.
func (c *Clock) endOf(s stage, zone *time.Location) time.Time {
	if s.at.IsZero() {
		return (s.day + 1).At(0, 0, zone)
	}
	return s.at
}

// sameHour is the same hour of a later day.
func sameHour(at time.Time, days int, zone *time.Location) time.Time {
	return at.In(zone).AddDate(0, 0, days).UTC()
}

// set gives the clock a due day; milestones count anew from then. Like what follows it does nothing to a clock that there is
// not: another version of the law may not know it.
func (c *Clock) set(due foi.Date, at time.Time) {
	if c != nil && due != c.Due {
		c.Due, c.setAt, c.fired = due, at, nil
	}
}

func (c *Clock) miss() {
	if c != nil {
		c.Missed = true
	}
}

func (c *Clock) end(status foi.Status, day foi.Date) {
	if c == nil || c.Status == foi.Met || c.Status == foi.Stopped {
		return
	}
	c.Status, c.Ended = status, day
}

// pause stops the clock after a day.
func (c *Clock) pause(ground string, day foi.Date, at time.Time) {
	if c == nil {
		return
	}
	c.Suspended = append(c.Suspended, foi.Suspension{Ground: ground, From: day, FromAt: at})
	c.Status = foi.Suspended
	c.set(0, at)
}

// stands tells whether the clock stands still on a ground.
func (c *Clock) stands(ground string) bool {
	return c != nil && c.Status == foi.Suspended && c.Suspended[len(c.Suspended)-1].Ground == ground
}

// goOn lets the clock run again after a day.
func (c *Clock) goOn(day foi.Date, at time.Time) {
	if c == nil {
		return
	}
	if n := len(c.Suspended); n > 0 && c.Suspended[n-1].To.IsZero() {
		c.Suspended[n-1].To, c.Suspended[n-1].ToAt = day, at
	}
	c.Status = foi.Running
}

func (c *Clock) deadline() foi.Deadline {
	d := foi.Deadline{Clock: c.Key, Branch: c.Branch, Unit: c.Unit, Status: c.Status, StartedOn: c.Start, DueOn: c.Due,
		EndedOn: c.Ended, Extended: c.Extended, Missed: c.Missed}
	if !c.Due.IsZero() {
		d.DueAt = c.DueAt
	}
	for _, p := range c.Suspended {
		if !p.To.IsZero() {
			d.Suspended += int(p.To - p.From)
		}
	}
	return d
}

// pending lists the clock's milestones that are still to come, by the days of a calendar. What reminds of a due day is left
// out when its hour had passed before the clock had that due day; that the clock ran out is never left out.
func (s *Statute) pending(c *Clock, days *Days) []foi.Milestone {
	if c.Status == foi.Missed {
		return s.chases(c, days)
	}
	if c.Status != foi.Running {
		return nil
	}
	var out []foi.Milestone
	for _, name := range s.procedure.Milestones[c.Key] {
		m := s.milestone(c, name, days)
		if (m.At.After(c.setAt) || m.Kind == "lapse") && !slices.Contains(c.fired, name) {
			out = append(out, m)
		}
	}
	return out
}

func (s *Statute) milestone(c *Clock, name string, days *Days) foi.Milestone {
	kind, n, _ := strings.Cut(name, ".")
	before, _ := strconv.Atoi(n)
	m := foi.Milestone{Clock: c.Key, Branch: c.Branch, Kind: kind, Before: before, DueOn: c.Due}
	open := s.calendar.open
	switch kind {
	case "remind":
		m.At = days.Before(c.Due, before).At(int(open)/60, int(open)%60, s.calendar.Zone)
	case "escalate":
		m.At = c.Due.At(int(open)/60, int(open)%60, s.calendar.Zone)
	default: // lapse: a term in days ends with the last hour of its last day (Law 2341 art. 21)
		m.At = c.ends(s.calendar.Zone)
	}
	return m
}

// ends is the instant at which the clock has run out.
func (c *Clock) ends(zone *time.Location) time.Time { return c.endOf(stage{c.Due, c.DueAt}, zone) }

// chases is the next time that a late clock is asked for again, by the procedure.
func (s *Statute) chases(c *Clock, days *Days) []foi.Milestone {
	rule := s.procedure.Chase[c.Key]
	for n := 1; n <= rule.Times; n++ {
		m := foi.Milestone{Clock: c.Key, Branch: c.Branch, Kind: "chase", Before: n, DueOn: c.Due}
		if slices.Contains(c.fired, m.Name()) {
			continue
		}
		m.At = days.After(c.Due, rule.First+(n-1)*rule.Every).At(int(s.calendar.open)/60, int(s.calendar.open)%60, s.calendar.Zone)
		return []foi.Milestone{m}
	}
	return nil
}

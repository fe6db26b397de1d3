package statute

import (
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
	Start     foi.Date // day zero
	Amount    int      // working days, extensions included
	Due       foi.Date
	Status    foi.Status
	Ended     foi.Date
	Extended  int
	Missed    bool
	Suspended []foi.Suspension
	setAt     time.Time // since when it has this due day
	fired     []string  // milestones acted on for this due day
}

// compute is the due day by a calendar: the n-th worked day after day zero, days of suspension not counted.
func (c *Clock) compute(days *Days) foi.Date {
	due, from, left := foi.Date(0), c.Start, c.Amount
	for _, p := range c.Suspended {
		left -= days.Between(from, p.From)
		if p.To.IsZero() {
			return 0
		}
		from = p.To
	}
	due = days.After(from, max(1, left))
	return due
}

// set gives the clock a due day; milestones count anew from then.
func (c *Clock) set(due foi.Date, at time.Time) {
	if due != c.Due {
		c.Due, c.setAt, c.fired = due, at, nil
	}
}

func (c *Clock) end(status foi.Status, day foi.Date) {
	if c == nil || c.Status == foi.Met || c.Status == foi.Stopped {
		return
	}
	c.Status, c.Ended = status, day
}

func (c *Clock) deadline() foi.Deadline {
	d := foi.Deadline{Clock: c.Key, Branch: c.Branch, Unit: c.Unit, Status: c.Status, StartedOn: c.Start, DueOn: c.Due,
		EndedOn: c.Ended, Extended: c.Extended, Missed: c.Missed}
	for _, p := range c.Suspended {
		if !p.To.IsZero() {
			d.Suspended += int(p.To - p.From)
		}
	}
	return d
}

// pending lists the clock's milestones that are still to come, by the days of a calendar.
func (s *Statute) pending(c *Clock, days *Days) []foi.Milestone {
	if c.Status != foi.Running {
		return nil
	}
	var out []foi.Milestone
	for _, name := range s.procedure.Milestones[c.Key] {
		m := s.milestone(c, name, days)
		if m.At.After(c.setAt) && !contains(c.fired, name) {
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
	default: // lapse: the term ends with the last hour of its last day (Law 2341 art. 21)
		m.At = (c.Due + 1).At(0, 0, s.calendar.Zone)
	}
	return m
}

func contains(list []string, s string) bool {
	for _, v := range list {
		if v == s {
			return true
		}
	}
	return false
}

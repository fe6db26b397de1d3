package verify

import (
	"fmt"
	"sync"
	"time"

	"qhana/internal/foi"
	"qhana/internal/statute"
)

// wall is a calendar as it hangs on a wall: of each day whether it is worked. Terms are counted on it with a finger, day after day, and
// held against what the law's engine counts with tables and arithmetic of its own.
type wall struct {
	first  foi.Date
	worked []bool
	plain  bool // no period of it is closed, so that days of the calendar are all days
}

// walls are the calendars that were needed, as they were declared up to a day and with the body's declarations up to a number.
type walls struct{ made sync.Map }

type wallKey struct {
	calendar string
	asOf     foi.Date
	closures int
	known    int // declarations, of which more may be read later
}

func (w *walls) of(s *statute.Statute, asOf foi.Date, closures int) *wall {
	c := s.Calendar()
	key := wallKey{calendar: c.Key, asOf: asOf, closures: closures, known: len(c.Closures())}
	if made, ok := w.made.Load(key); ok {
		if out, ok := made.(*wall); ok {
			return out
		}
	}
	from, to := c.Years()
	out := &wall{first: foi.NewDate(from, time.January, 1), plain: true}
	for d := out.first; d <= foi.NewDate(to, time.December, 31); d++ {
		h, off := c.Holiday(statute.View{AsOf: asOf, Revision: closures}, d)
		worked := !off && !c.Weekend(d) || h.Closure != 0 && !off // declared to be worked
		if h.Nth == "closed" {
			out.plain = false
		}
		out.worked = append(out.worked, worked)
	}
	w.made.Store(key, out)
	return out
}

// due is the last day of a term that was set off on a day.
func (w *wall) due(day foi.Date, t statute.TermRule) (foi.Date, bool) {
	isWorked := func() bool { i := int(day - w.first); return i >= 0 && i < len(w.worked) && w.worked[i] }
	end := w.first + foi.Date(len(w.worked))
	for n := t.Amount; n > 0; {
		if day++; day >= end {
			return 0, false
		}
		if t.Unit == "calendar" || isWorked() {
			n--
		}
	}
	for t.Roll == "next_working" && !isWorked() {
		if day++; day >= end {
			return 0, false
		}
	}
	return day, true
}

// counts tells whether a finger can count a term: so many worked days, or days of a calendar without closed periods.
func (w *wall) counts(t statute.TermRule) bool {
	return t.Amount > 0 && t.FirstDay == "" && t.MinWorking == 0 && (t.Roll == "" || t.Roll == "next_working") &&
		(t.Unit == "working" && t.Roll == "" || t.Unit == "calendar" && w.plain)
}

// bends are the events after which a case's terms are no plain ones any more.
var bends = map[foi.Event]bool{foi.Recalculated: true, foi.LawChanged: true, foi.ClockSuspended: true, foi.ClarificationAsked: true, foi.FeeAsked: true,
	foi.Extended: true, foi.ExtensionReverted: true, foi.Registered: true}

// count counts a case's plain terms day after day, and says where the engine counts otherwise.
func (w *walls) count(c *publicCase, s *statute.Statute, ledger []foi.Entry, clocks []foi.Deadline) {
	first := &ledger[0].Facts
	if first.Track != "" || first.Remedy != "" || s.Start() != nil {
		return
	}
	for i := range ledger {
		if f := &ledger[i].Facts; bends[ledger[i].Event] || i > 0 && (f.Closures > 0 || !f.Calendar.IsZero()) {
			return
		}
	}
	var wall *wall
	for i := range clocks {
		d := &clocks[i]
		if d.Branch != 0 || d.DueOn.IsZero() || d.Extended != 0 || d.Suspended != 0 || !d.DueAt.IsZero() {
			continue
		}
		if wall == nil {
			wall = w.of(s, first.Calendar, first.Closures)
		}
		if t := s.Term(d.Clock); wall.counts(t) {
			c.counted++
			if due, ok := wall.due(d.StartedOn, t); !ok || due != d.DueOn {
				c.wrong = append(c.wrong, fmt.Sprintf("%s: the law's engine counts the clock %s from %s to %s, and day after day it is %s", c.ref, d.Clock, d.StartedOn, d.DueOn, due))
			}
		}
	}
}

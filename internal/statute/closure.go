package statute

import (
	"sync"
	"time"

	"qhana/internal/foi"
)

// declarations are the closures of one calendar in the order of their numbers, with the days that they made so far.
type declarations struct {
	list  []foi.Closure
	mu    sync.Mutex
	views map[closureView]*Days
}

type closureView struct {
	edition, revision int
	unit              string
}

// Declare tells the calendar what the body declared, in order. What was counted up to an earlier number is counted the same
// way as before: a declaration never changes the past, it is a revision of its own.
func (c *Calendar) Declare(list []foi.Closure) {
	own := &declarations{views: map[closureView]*Days{}}
	for _, x := range list {
		if x.Calendar == c.Key {
			own.list = append(own.list, x)
		}
	}
	c.closures.Store(own)
}

// Declare tells every calendar of the library what was declared.
func (l *Library) Declare(list []foi.Closure) {
	for _, c := range l.calendars {
		c.Declare(list)
	}
}

// Closures lists what was declared, in order.
func (c *Calendar) Closures() []foi.Closure {
	if d := c.closures.Load(); d != nil {
		return d.list
	}
	return nil
}

// Revision is the number of the newest declaration that stood at an instant, 0 when there was none.
func (c *Calendar) Revision(at time.Time) int {
	n := 0
	for _, x := range c.Closures() {
		if !x.DeclaredAt.After(at) {
			n = max(n, x.No)
		}
	}
	return n
}

func (c *Calendar) revisionOn(day foi.Date) int { return c.Revision((day + 1).At(0, 0, c.Zone)) }

// inForce are the closures up to a number that hold for a unit; revoked ones do not.
func inForce(list []foi.Closure, revision int, unit string) []foi.Closure {
	revoked := map[int]bool{}
	for _, x := range list {
		if x.Revokes != 0 && x.No <= revision {
			revoked[x.Revokes] = true
		}
	}
	var out []foi.Closure
	for _, x := range list {
		if x.No <= revision && x.Revokes == 0 && !revoked[x.No] && (x.Unit == "" || x.Unit == unit) {
			out = append(out, x)
		}
	}
	return out
}

// Days are the calendar's days with the file as declared up to a day and the closures up to a number, as a unit has them;
// unit is empty for the body.
func (c *Calendar) Days(asOf foi.Date, revision int, unit string) *Days {
	i := c.edition(asOf)
	d := c.closures.Load()
	if revision == 0 || d == nil || len(d.list) == 0 {
		return c.editions[i].days
	}
	key := closureView{i, revision, unit}
	d.mu.Lock()
	defer d.mu.Unlock()
	if days, ok := d.views[key]; ok {
		return days
	}
	days := c.editions[i].days.closing(inForce(d.list, revision, unit))
	d.views[key] = days
	return days
}

// Holiday is what makes a day not worked, other than a weekend, as declared up to a day and a number.
func (c *Calendar) Holiday(asOf foi.Date, revision int, unit string, day foi.Date) (Holiday, bool) {
	list := inForce(c.Closures(), revision, unit)
	for i := len(list) - 1; i >= 0; i-- {
		if x := list[i]; day >= x.From && day <= x.To {
			return Holiday{ES: x.Name, EN: x.Name, Date: day, Source: x.Source, Certainty: "read", Closure: x.No}, !x.Worked
		}
	}
	h, ok := c.editions[c.edition(asOf)].names[day]
	return h, ok
}

// ShortDay is a worked day that is not worked at full hours.
func (c *Calendar) ShortDay(asOf, day foi.Date) (Holiday, bool) {
	h, ok := c.editions[c.edition(asOf)].short[day]
	return h, ok
}

package statute

import (
	"fmt"
	"slices"
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

// View is how somebody sees a calendar: the file as declared up to a day and the closures up to a number, as a unit has them;
// Unit is empty for the body. Some closures may be left out, as if nobody had declared them.
type View struct {
	AsOf     foi.Date
	Revision int
	Unit     string
	without  []int
}

type closureView struct {
	edition, revision int
	unit, without     string
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

// InForce lists the declarations that were not revoked, of the body and of its units.
func (c *Calendar) InForce() []foi.Closure {
	list := c.Closures()
	revoked := map[int]bool{}
	for _, x := range list {
		revoked[x.Revokes] = true
	}
	return slices.DeleteFunc(slices.Clone(list), func(x foi.Closure) bool { return x.Revokes != 0 || revoked[x.No] })
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

// inForce are the closures that a view has; revoked ones do not hold.
func (v View) inForce(list []foi.Closure) []foi.Closure {
	has := func(x foi.Closure) bool { return x.No <= v.Revision && !slices.Contains(v.without, x.No) }
	revoked := map[int]bool{}
	for _, x := range list {
		if x.Revokes != 0 && has(x) {
			revoked[x.Revokes] = true
		}
	}
	var out []foi.Closure
	for _, x := range list {
		if has(x) && x.Revokes == 0 && !revoked[x.No] && (x.Unit == "" || x.Unit == v.Unit) {
			out = append(out, x)
		}
	}
	return out
}

// Days are the calendar's days as a view has them.
func (c *Calendar) Days(v View) *Days {
	i := c.edition(v.AsOf)
	d := c.closures.Load()
	if v.Revision == 0 || d == nil || len(d.list) == 0 {
		return c.editions[i].days
	}
	key := closureView{edition: i, revision: v.Revision, unit: v.Unit}
	if v.without != nil {
		key.without = fmt.Sprint(v.without)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if days, ok := d.views[key]; ok {
		return days
	}
	days := c.editions[i].days.closing(v.inForce(d.list))
	d.views[key] = days
	return days
}

// Holiday is what makes a day not worked, other than a weekend, as a view has it.
func (c *Calendar) Holiday(v View, day foi.Date) (Holiday, bool) {
	list := v.inForce(c.Closures())
	for i := len(list) - 1; i >= 0; i-- {
		if x := list[i]; day >= x.From && day <= x.To {
			return Holiday{ES: x.Name, EN: x.Name, Date: day, Source: x.Source, Certainty: "read", Closure: x.No}, !x.Worked
		}
	}
	h, ok := c.editions[c.edition(v.AsOf)].names[day]
	return h, ok
}

// ShortDay is a worked day that is not worked at full hours.
func (c *Calendar) ShortDay(asOf, day foi.Date) (Holiday, bool) {
	h, ok := c.editions[c.edition(asOf)].short[day]
	return h, ok
}

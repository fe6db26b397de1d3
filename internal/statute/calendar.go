package statute

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"qhana/internal/foi"
)

type calendarFile struct {
	Key     string   `yaml:"key"`
	Zone    string   `yaml:"zone"`
	Weekend []string `yaml:"weekend"`
	Hours   struct {
		Open  string `yaml:"open"`
		Close string `yaml:"close"`
	} `yaml:"hours"`
	From     int            `yaml:"from"`
	To       int            `yaml:"to"`
	Include  []string       `yaml:"include"`
	Holidays []Holiday      `yaml:"holidays"`
	Worked   []Holiday      `yaml:"worked"`
	Closed   []closedPeriod `yaml:"closed"`
	Short    []Holiday      `yaml:"short"`

	included []*calendarFile
}

// Calendar is when a body works: zone, weekend, office hours, holidays with their source. It is seen as declared up to a
// day, because a holiday that is declared today did not exist yesterday; and with the closures that the body itself
// declared, up to a number, for the same reason.
type Calendar struct {
	Key         string
	Zone        *time.Location
	Holidays    []Holiday // one-off ones and rules, of the included calendars too
	Worked      []Holiday // days that were taken out of the holidays
	weekend     [7]bool
	open, close minute
	from, to    int
	declared    []foi.Date // days of declaration, in order
	editions    []edition  // editions[0] before any declaration, editions[i] from declared[i-1] on
	closures    atomic.Pointer[declarations]
	pins        sync.Map // of pinOf: see Pin
}

// edition is a calendar as it stood after a declaration.
type edition struct {
	days  *Days
	names map[foi.Date]Holiday // holidays and closed periods
	short map[foi.Date]Holiday
}

// minute is a time of day.
type minute int

func minuteOf(s string) (minute, error) {
	t, err := time.Parse("15:04", s)
	if err != nil {
		return 0, fmt.Errorf("%q is not an hour written as 08:30", s)
	}
	return minute(t.Hour()*60 + t.Minute()), nil
}

func (m minute) String() string { return fmt.Sprintf("%02d:%02d", int(m)/60, int(m)%60) }

// edition is the index of the calendar as declared up to a day.
func (c *Calendar) edition(day foi.Date) int {
	n := 0
	for n < len(c.declared) && c.declared[n] <= day {
		n++
	}
	return n
}

// Newest is the newest day of declaration up to a day; zero when there is none.
func (c *Calendar) Newest(day foi.Date) foi.Date {
	if n := c.edition(day); n > 0 {
		return c.declared[n-1]
	}
	return 0
}

// AsOf is the calendar's days as they stood at the end of a day, for the whole body.
func (c *Calendar) AsOf(day foi.Date) *Days {
	return c.Days(View{AsOf: c.Newest(day), Revision: c.revisionOn(day)})
}

// Years are the first and the last year that the calendar knows.
func (c *Calendar) Years() (from, to int) { return c.from, c.to }

// Weekend tells whether a day of the week is not worked.
func (c *Calendar) Weekend(day foi.Date) bool { return c.weekend[day.Weekday()] }

// Hours are the hours at which the office opens and closes, as "08:30" and "18:30".
func (c *Calendar) Hours() (open, closes string) { return c.open.String(), c.close.String() }

// closing is the hour at which the office closes on a day.
func (c *Calendar) closing(asOf, day foi.Date) minute {
	if h, short := c.editions[c.edition(asOf)].short[day]; short && h.Close != "" {
		if m, err := minuteOf(h.Close); err == nil {
			return m
		}
	}
	return c.close
}

// calendar builds a calendar from its file. Every problem is reported.
func (f *calendarFile) calendar(bad func(at, format string, args ...any)) *Calendar {
	zone, err := time.LoadLocation(f.Zone)
	if err != nil || f.Zone == "" {
		bad("zone", "zone %q is not known", f.Zone)
		return nil
	}
	if f.From < 1900 || f.To < f.From || f.To > 2200 {
		bad("from", "from %d to %d: is not a range of years between 1900 and 2200", f.From, f.To)
		return nil
	}
	c := &Calendar{Key: f.Key, Zone: zone, from: f.From, to: f.To}
	if c.open, err = minuteOf(f.Hours.Open); err != nil {
		bad("hours", "hours: open: %v", err)
	}
	if c.close, err = minuteOf(f.Hours.Close); err != nil || c.close <= c.open {
		bad("hours", "hours: close %q is not an hour after opening", f.Hours.Close)
	}
	for _, name := range f.Weekend {
		w, ok := weekdays[name]
		if !ok {
			bad("weekend", "weekend: %q is not a day of the week", name)
		}
		c.weekend[w] = true
	}
	if !f.check(bad) {
		return nil
	}
	c.Holidays, c.Worked = f.all(func(x *calendarFile) []Holiday { return x.Holidays }), f.all(func(x *calendarFile) []Holiday { return x.Worked })
	c.declared = declaredDays(c.Holidays, c.Worked, f.all(func(x *calendarFile) []Holiday { return x.Short }))
	for i := range len(c.declared) + 1 {
		asOf := foi.Date(0)
		if i > 0 {
			asOf = c.declared[i-1]
		}
		c.editions = append(c.editions, f.edition(c, asOf))
	}
	years := map[int]bool{}
	for day, h := range c.editions[len(c.declared)].names {
		if y, _, _ := day.Civil(); !h.isPeriod() {
			years[y] = true
		}
	}
	for y := f.From; y <= f.To; y++ {
		if !years[y] {
			bad("holidays", "the year %d has no holidays: declare them, or end the calendar before it", y)
		}
	}
	return c
}

// check reports every rule that is wrong.
func (f *calendarFile) check(bad func(at, format string, args ...any)) bool {
	ok := true
	for _, list := range []struct {
		key   string
		rules []Holiday
	}{{"holidays", f.Holidays}, {"worked", f.Worked}, {"short", f.Short}} {
		for i, h := range list.rules {
			if what := h.problem(f.From, f.To); what != "" {
				bad(fmt.Sprintf("%s[%d]", list.key, i), "%s: %s", list.key, what)
				ok = false
			}
		}
	}
	for i, p := range f.Closed {
		_, e1 := dayOf(p.From, f.From)
		_, e2 := dayOf(p.To, f.From)
		if e1 != nil || e2 != nil || p.Source == "" || !certainties[p.Certainty] || p.ES == "" || p.EN == "" {
			bad(fmt.Sprintf("closed[%d]", i), "closed: needs es, en, from and to written as 12-25, source and certainty")
			ok = false
		}
	}
	return ok
}

// all are the rules of the included calendars and of this one.
func (f *calendarFile) all(of func(*calendarFile) []Holiday) []Holiday {
	var out []Holiday
	for _, inc := range f.included {
		out = append(out, inc.all(of)...)
	}
	return append(out, of(f)...)
}

func declaredDays(lists ...[]Holiday) []foi.Date {
	var out []foi.Date
	for _, list := range lists {
		for _, h := range list {
			if !h.Declared.IsZero() {
				out = append(out, h.Declared)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (f *calendarFile) edition(c *Calendar, asOf foi.Date) edition {
	e := edition{names: map[foi.Date]Holiday{}, short: map[foi.Date]Holiday{}}
	closed := map[foi.Date]bool{}
	f.expand(f.From, f.To, asOf, e.names)
	f.expandShort(e.short, asOf)
	f.expandClosed(f.From, f.To, closed, e.names)
	e.days = newDays(foi.NewDate(f.From, 1, 1), foi.NewDate(f.To, 12, 31), func(d foi.Date) dayKind {
		h, off := e.names[d]
		_, short := e.short[d]
		return dayKind{weekend: c.weekend[d.Weekday()], holiday: off && !h.isPeriod(), closed: closed[d], short: short}
	})
	return e
}

// isPeriod tells that a name stands for a closed period.
func (h Holiday) isPeriod() bool { return h.Nth == "closed" }

// expand writes the holidays of all years as declared up to a day.
func (f *calendarFile) expand(from, to int, asOf foi.Date, out map[foi.Date]Holiday) {
	for _, inc := range f.included {
		inc.expand(from, to, asOf, out)
	}
	own := map[foi.Date]Holiday{}
	var rules []Holiday
	for _, h := range f.Holidays {
		rules = append(rules, h.each()...)
	}
	for y := from - 1; y <= to; y++ { // a day of December may move into January
		for _, h := range rules {
			if day, ok, err := h.in(y); ok && err == nil && h.Declared <= asOf {
				own[day] = h
			}
		}
	}
	for _, w := range f.Worked {
		if w.Declared <= asOf {
			delete(own, w.Date)
			delete(out, w.Date)
		}
	}
	for day, h := range own {
		if y, _, _ := day.Civil(); y >= from && y <= to {
			out[day] = h
		}
	}
}

func has(m map[foi.Date]Holiday, day foi.Date) bool { _, ok := m[day]; return ok }

func (f *calendarFile) expandShort(out map[foi.Date]Holiday, asOf foi.Date) {
	for _, inc := range f.included {
		inc.expandShort(out, asOf)
	}
	for y := f.From; y <= f.To; y++ {
		for _, h := range f.Short {
			if day, ok, err := h.in(y); ok && err == nil && h.Declared <= asOf {
				out[day] = h
			}
		}
	}
}

func (f *calendarFile) expandClosed(from, to int, closed map[foi.Date]bool, names map[foi.Date]Holiday) {
	for _, inc := range f.included {
		inc.expandClosed(from, to, closed, names)
	}
	for _, p := range f.Closed {
		for y := from - 1; y <= to; y++ {
			if y < p.Since || p.Until > 0 && y > p.Until {
				continue
			}
			a, _ := dayOf(p.From, y)
			b, _ := dayOf(p.To, y)
			if b < a {
				b, _ = dayOf(p.To, y+1)
			}
			for day := a; day <= b; day++ {
				closed[day] = true
				if !has(names, day) {
					names[day] = Holiday{ES: p.ES, EN: p.EN, Source: p.Source, Certainty: p.Certainty, Nth: "closed"}
				}
			}
		}
	}
}

package statute

import (
	"fmt"
	"time"

	"qhana/internal/foi"
)

// Holiday is one rule of a calendar: a fixed day of each year, one counted from Easter, or a single day.
type Holiday struct {
	Name        string   `yaml:"name"`
	On          string   `yaml:"on"`           // "01-22": every year
	Easter      *int     `yaml:"easter"`       // days from Easter Sunday
	Date        foi.Date `yaml:"date"`         // one day
	Since       int      `yaml:"since"`        // first year of a yearly rule
	MondaySince int      `yaml:"monday_since"` // from this year a Sunday moves to Monday
	Declared    foi.Date `yaml:"declared"`     // day on which it was declared; nobody counts with it before
	Source      string   `yaml:"source"`
	Certainty   string   `yaml:"certainty"`
}

type calendarFile struct {
	Key     string   `yaml:"key"`
	Zone    string   `yaml:"zone"`
	Weekend []string `yaml:"weekend"`
	Hours   struct {
		Open  string `yaml:"open"`
		Close string `yaml:"close"`
	} `yaml:"hours"`
	From     int       `yaml:"from"`
	To       int       `yaml:"to"`
	Holidays []Holiday `yaml:"holidays"`
	Worked   []Holiday `yaml:"worked"`
}

// Calendar is when a body works: zone, weekend, office hours, holidays with their source. It is seen as declared up to a
// day, because a holiday that is declared today did not exist yesterday.
type Calendar struct {
	Key         string
	Zone        *time.Location
	Holidays    []Holiday
	Worked      []Holiday // days that were taken out of the holidays
	open, close minute
	declared    []foi.Date // days of declaration, in order
	versions    []*Days    // versions[0] before any declaration, versions[i] from declared[i-1] on
	names       []map[foi.Date]Holiday
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

func monthOf(m int) time.Month { return time.Month(m) }

// version is the index of the calendar as declared up to a day.
func (c *Calendar) version(day foi.Date) int {
	n := 0
	for n < len(c.declared) && c.declared[n] <= day {
		n++
	}
	return n
}

// AsOf is the calendar's days as declared up to a day.
func (c *Calendar) AsOf(day foi.Date) *Days { return c.versions[c.version(day)] }

// Newest is the newest day of declaration up to a day; zero when there is none.
func (c *Calendar) Newest(day foi.Date) foi.Date {
	if n := c.version(day); n > 0 {
		return c.declared[n-1]
	}
	return 0
}

// Holiday is the holiday that a day is, as declared up to asOf.
func (c *Calendar) Holiday(asOf, day foi.Date) (Holiday, bool) {
	h, ok := c.names[c.version(asOf)][day]
	return h, ok
}

var weekdays = map[string]time.Weekday{"sunday": 0, "monday": 1, "tuesday": 2, "wednesday": 3, "thursday": 4, "friday": 5, "saturday": 6}

func (f calendarFile) calendar() (*Calendar, error) {
	zone, err := time.LoadLocation(f.Zone)
	if err != nil {
		return nil, fmt.Errorf("zone %q is not known", f.Zone)
	}
	c := &Calendar{Key: f.Key, Zone: zone, Holidays: f.Holidays, Worked: f.Worked}
	if c.open, err = minuteOf(f.Hours.Open); err != nil {
		return nil, err
	}
	if c.close, err = minuteOf(f.Hours.Close); err != nil {
		return nil, err
	}
	var weekend [7]bool
	for _, name := range f.Weekend {
		w, ok := weekdays[name]
		if !ok {
			return nil, fmt.Errorf("%q is not a day of the week", name)
		}
		weekend[w] = true
	}
	c.declared = declarations(f.Holidays, f.Worked)
	first, last := foi.NewDate(f.From, 1, 1), foi.NewDate(f.To, 12, 31)
	for i := range len(c.declared) + 1 {
		asOf := foi.Date(0)
		if i > 0 {
			asOf = c.declared[i-1]
		}
		names, err := f.holidays(asOf)
		if err != nil {
			return nil, err
		}
		c.names = append(c.names, names)
		c.versions = append(c.versions, newDays(first, last, func(d foi.Date) bool {
			_, off := names[d]
			return !weekend[d.Weekday()] && !off
		}))
	}
	return c, nil
}

func declarations(lists ...[]Holiday) []foi.Date {
	seen := map[foi.Date]bool{}
	var out []foi.Date
	for _, list := range lists {
		for _, h := range list {
			if !h.Declared.IsZero() && !seen[h.Declared] {
				seen[h.Declared] = true
				out = append(out, h.Declared)
			}
		}
	}
	sortDates(out)
	return out
}

// holidays lists the holidays as declared up to a day.
func (f calendarFile) holidays(asOf foi.Date) (map[foi.Date]Holiday, error) {
	out := map[foi.Date]Holiday{}
	for _, h := range f.Holidays {
		if h.Declared > asOf {
			continue
		}
		if !h.Date.IsZero() {
			out[h.Date] = h
			continue
		}
		for y := max(f.From, h.Since); y <= f.To; y++ {
			d, err := h.in(y)
			if err != nil {
				return nil, err
			}
			out[d] = h
		}
	}
	for _, w := range f.Worked {
		if w.Declared <= asOf {
			delete(out, w.Date)
		}
	}
	return out, nil
}

// in is the day of a yearly holiday in a year.
func (h Holiday) in(y int) (foi.Date, error) {
	if h.Easter != nil {
		return easter(y) + foi.Date(*h.Easter), nil
	}
	t, err := time.Parse("01-02", h.On)
	if err != nil {
		return 0, fmt.Errorf("holiday %q: %q is not a day written as 01-22", h.Name, h.On)
	}
	d := foi.NewDate(y, t.Month(), t.Day())
	if h.MondaySince > 0 && y >= h.MondaySince && d.Weekday() == time.Sunday {
		d++
	}
	return d, nil
}

// Hours are the hours at which the office opens and closes, as "08:30" and "18:30".
func (c *Calendar) Hours() (open, closes string) { return c.open.String(), c.close.String() }

func (m minute) String() string { return fmt.Sprintf("%02d:%02d", int(m)/60, int(m)%60) }

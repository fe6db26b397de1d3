package foi

import (
	"fmt"
	"time"
)

// Date is a civil day, counted from 1 January 1970; it has no zone and no hour. Legal terms are computed on
// dates, because local midnight does not exist on every day of every zone. The zero Date means "no day".
type Date int32

const dayFormat = "2006-01-02"

// NewDate returns the civil day y-m-d; days out of range are carried over, as time.Date does.
func NewDate(y int, m time.Month, d int) Date {
	return Date(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// DateOf returns the civil day at which the instant t falls in the zone loc.
func DateOf(t time.Time, loc *time.Location) Date {
	y, m, d := t.In(loc).Date()
	return NewDate(y, m, d)
}

// ParseDate reads a day written as 2026-03-23.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(dayFormat, s)
	if err != nil {
		return 0, fmt.Errorf("%q is not a day written as 2026-03-23", s)
	}
	return Date(t.Unix() / 86400), nil
}

// MustDate is ParseDate for days written in the code.
func MustDate(s string) Date {
	d, err := ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// Time returns the day's midnight in UTC.
func (d Date) Time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// At returns the first instant at which the clock of zone loc shows hh:mm on this day. An hour that the zone skips is carried
// forward by what is skipped: where midnight is skipped the day begins at one.
func (d Date) At(hh, mm int, loc *time.Location) time.Time {
	wall := d.Time().Add(time.Duration(hh)*time.Hour + time.Duration(mm)*time.Minute)
	_, before := wall.Add(-24 * time.Hour).In(loc).Zone()
	_, after := wall.Add(24 * time.Hour).In(loc).Zone()
	for _, offset := range []int{max(before, after), min(before, after)} { // the larger comes first
		t := wall.Add(-time.Duration(offset) * time.Second)
		if _, is := t.In(loc).Zone(); is == offset {
			return t
		}
	}
	return wall.Add(-time.Duration(before) * time.Second) // skipped
}

// Civil returns year, month and day of the month.
func (d Date) Civil() (int, time.Month, int) { return d.Time().Date() }

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday {
	w := (int(d) + 4) % 7 // 1 January 1970 was a Thursday
	if w < 0 {
		w += 7
	}
	return time.Weekday(w)
}

// IsZero tells whether d is "no day".
func (d Date) IsZero() bool { return d == 0 }

func (d Date) String() string {
	if d == 0 {
		return ""
	}
	return d.Time().Format(dayFormat)
}

// MarshalText writes the day as 2026-03-23, and "no day" as the empty text.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = 0
		return nil
	}
	v, err := ParseDate(string(b))
	if err != nil {
		return err
	}
	*d = v
	return nil
}

// UnmarshalYAML reads YYYY-MM-DD as UnmarshalText does, which YAML's reader would call only after it had written the whole
// file out again, for each date.
func (d *Date) UnmarshalYAML(read func(any) error) error {
	var text string
	if err := read(&text); err != nil {
		return err
	}
	return d.UnmarshalText([]byte(text))
}

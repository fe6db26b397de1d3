package statute

import (
	"sort"

	"qhana/internal/foi"
)

// Days knows which days are worked. Counting and finding the n-th worked day take constant time and no memory.
type Days struct {
	first  foi.Date
	before []int32    // before[i]: worked days before first+i
	worked []foi.Date // all worked days, in order
}

// newDays builds the index of the days from first to last, both included.
func newDays(first, last foi.Date, isWorked func(foi.Date) bool) *Days {
	d := &Days{first: first, before: make([]int32, int(last-first)+2)}
	for day := first; day <= last; day++ {
		i := int(day - first)
		d.before[i+1] = d.before[i]
		if isWorked(day) {
			d.worked = append(d.worked, day)
			d.before[i+1]++
		}
	}
	return d
}

// rank counts the worked days up to and with a day. Days outside the calendar count as its ends.
func (d *Days) rank(day foi.Date) int {
	i := int(day-d.first) + 1
	return int(d.before[max(0, min(i, len(d.before)-1))])
}

// Worked tells whether a day is worked.
func (d *Days) Worked(day foi.Date) bool { return d.rank(day) != d.rank(day-1) }

// After is the n-th worked day after a day; n is at least 1. Past the calendar's end it is the last day known.
func (d *Days) After(day foi.Date, n int) foi.Date {
	i := d.rank(day) + n - 1
	return d.worked[max(0, min(i, len(d.worked)-1))]
}

// Before is the n-th worked day before a day.
func (d *Days) Before(day foi.Date, n int) foi.Date {
	i := d.rank(day-1) - n
	return d.worked[max(0, min(i, len(d.worked)-1))]
}

// Next is the day itself when it is worked, else the next one that is.
func (d *Days) Next(day foi.Date) foi.Date { return d.After(day-1, 1) }

// Between counts the worked days after a and up to b; 0 when b is not after a.
func (d *Days) Between(a, b foi.Date) int { return max(0, d.rank(b)-d.rank(a)) }

// easter is Easter Sunday of a year in the Gregorian calendar (anonymous algorithm, Meeus 1991).
func easter(y int) foi.Date {
	a, b, c := y%19, y/100, y%100
	d, e := b/4, b%4
	g := (8*b + 13) / 25
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 19*l) / 433
	month := (h + l - 7*m + 90) / 25
	day := (h + l - 7*m + 33*month + 19) % 32
	return foi.NewDate(y, monthOf(month), day)
}

func sortDates(ds []foi.Date) { sort.Slice(ds, func(i, j int) bool { return ds[i] < ds[j] }) }

package statute

import (
	"math/bits"

	"qhana/internal/foi"
)

// Days knows what each day of a calendar is: worked, holiday, part of a closed period, short. A bit for each day, so that
// counting twenty working days reads one or two words of memory.
type Days struct {
	first, last foi.Date
	worked      bitset
	holiday     bitset // holidays and closures, weekends among them
	closed      bitset // closed periods: no term runs on them
	short       bitset // worked, but not at full hours
	hasClosed   bool
	before      []int32 // before[i]: worked days before word i
}

type bitset []uint64

func newBitset(n int) bitset { return make(bitset, n/64+1) }

func (b bitset) set(i int)      { b[i>>6] |= 1 << (i & 63) }
func (b bitset) clear(i int)    { b[i>>6] &^= 1 << (i & 63) }
func (b bitset) has(i int) bool { return b[i>>6]&(1<<(i&63)) != 0 }

// newDays asks of every day from first to last what it is.
func newDays(first, last foi.Date, of func(foi.Date) dayKind) *Days {
	n := int(last-first) + 1
	d := &Days{first: first, last: last, worked: newBitset(n), holiday: newBitset(n), closed: newBitset(n), short: newBitset(n)}
	for i := range n {
		k := of(first + foi.Date(i))
		if k.holiday {
			d.holiday.set(i)
		}
		if k.closed {
			d.closed.set(i)
			d.hasClosed = true
		}
		if k.short {
			d.short.set(i)
		}
		if !k.weekend && !k.holiday && !k.closed {
			d.worked.set(i)
		}
	}
	d.tally()
	return d
}

type dayKind struct{ weekend, holiday, closed, short bool }

func (d *Days) tally() {
	d.before = make([]int32, len(d.worked)+1)
	for i, w := range d.worked {
		d.before[i+1] = d.before[i] + int32(bits.OnesCount64(w))
	}
}

// closing returns the days with some of them closed or opened by declarations.
func (d *Days) closing(list []foi.Closure) *Days {
	out := *d
	out.worked, out.holiday = append(bitset{}, d.worked...), append(bitset{}, d.holiday...)
	for _, c := range list {
		for day := max(c.From, d.first); day <= min(c.To, d.last); day++ {
			i := int(day - d.first)
			if c.Worked {
				out.worked.set(i)
				out.holiday.clear(i)
			} else {
				out.worked.clear(i)
				out.holiday.set(i)
			}
		}
	}
	out.tally()
	return &out
}

// Knows tells whether the calendar reaches a day.
func (d *Days) Knows(day foi.Date) bool { return day >= d.first && day <= d.last }

func (d *Days) in(b bitset, day foi.Date) bool { return d.Knows(day) && b.has(int(day-d.first)) }

// Worked tells whether a day is worked.
func (d *Days) Worked(day foi.Date) bool { return d.in(d.worked, day) }

// Short tells whether a day is worked, but not at full hours.
func (d *Days) Short(day foi.Date) bool { return d.in(d.short, day) }

// rank counts the worked days up to and with a day. Days outside the calendar count as its ends.
func (d *Days) rank(day foi.Date) int {
	i := int(day-d.first) + 1 // days up to and with it
	if i <= 0 {
		return 0
	}
	w := i >> 6
	if w >= len(d.worked) {
		return int(d.before[len(d.worked)])
	}
	return int(d.before[w]) + bits.OnesCount64(d.worked[w]&(1<<(i&63)-1))
}

// After is the n-th worked day after a day; n is at least 1. Past the calendar's end it is the first day that it does not
// know.
func (d *Days) After(day foi.Date, n int) foi.Date {
	i := max(0, int(day-d.first)+1)
	w := i >> 6
	if w >= len(d.worked) {
		return d.last + 1
	}
	word := d.worked[w] &^ (1<<(i&63) - 1)
	for {
		c := bits.OnesCount64(word)
		if n <= c {
			break
		}
		n -= c
		if w++; w == len(d.worked) {
			return d.last + 1
		}
		word = d.worked[w]
	}
	for ; n > 1; n-- {
		word &= word - 1
	}
	return d.first + foi.Date(w<<6+bits.TrailingZeros64(word))
}

// Before is the n-th worked day before a day; before the calendar's beginning it is the day before its first.
func (d *Days) Before(day foi.Date, n int) foi.Date {
	i := min(int(day-d.first), len(d.worked)<<6-1)
	if i <= 0 {
		return d.first - 1
	}
	w := i >> 6
	word := d.worked[w] & (1<<(i&63) - 1)
	for {
		c := bits.OnesCount64(word)
		if n <= c {
			n = c - n
			break
		}
		n -= c
		if w--; w < 0 {
			return d.first - 1
		}
		word = d.worked[w]
	}
	for ; n > 0; n-- {
		word &= word - 1
	}
	return d.first + foi.Date(w<<6+bits.TrailingZeros64(word))
}

// Next is the day itself when it is worked, else the next one that is.
func (d *Days) Next(day foi.Date) foi.Date { return d.After(day-1, 1) }

// Between counts the worked days after a and up to b; 0 when b is not after a.
func (d *Days) Between(a, b foi.Date) int { return max(0, d.rank(b)-d.rank(a)) }

// open counts the days after a and up to b that belong to no closed period.
func (d *Days) open(a, b foi.Date) int {
	n := max(0, int(b-a))
	if !d.hasClosed {
		return n
	}
	for day := a + 1; day <= b; day++ {
		if d.in(d.closed, day) {
			n--
		}
	}
	return n
}

// openAfter is the n-th day after a day that belongs to no closed period.
func (d *Days) openAfter(day foi.Date, n int) foi.Date {
	if !d.hasClosed {
		return day + foi.Date(n)
	}
	for n > 0 && day <= d.last {
		day++
		if !d.in(d.closed, day) {
			n--
		}
	}
	return day
}

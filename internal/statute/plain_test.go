package statute

import (
	"math/rand"
	"testing"
	"time"

	"qhana/internal/foi"
)

// plain counts a term as a person would with a finger on a wall calendar: one day after another, no index, no cleverness. It
// is the second implementation that the engine is held against.
type plain struct {
	weekend              [7]bool
	off, closed, reduced map[foi.Date]bool
	term                 TermRule
	pauses               []foi.Suspension
	added                []Addition
}

func (p plain) worked(d foi.Date) bool {
	return !p.weekend[d.Weekday()] && !p.off[d] && !p.closed[d]
}

func (p plain) paused(d foi.Date) bool {
	for _, s := range p.pauses {
		if d > s.From && d <= s.To {
			return true
		}
	}
	return false
}

func (p plain) counts(d foi.Date, unit string) bool {
	if p.paused(d) || p.closed[d] {
		return false
	}
	return unit == calendar || p.worked(d)
}

func (p plain) due(zero foi.Date) foi.Date {
	start := zero
	if p.term.FirstDay == triggerDay {
		start--
	}
	if p.term.FirstDay == nextWorkingDay {
		for !p.worked(start + 1) {
			start++
		}
	}
	day := p.walk(start, p.term.Amount, p.term.Unit)
	for _, a := range p.added {
		if a.Until.IsZero() {
			day = p.walk(day, a.Amount, a.Unit)
		} else {
			day = a.Until
		}
	}
	if p.term.MinWorking > 0 {
		n := 0
		for d := zero + 1; d <= day; d++ {
			if p.worked(d) {
				n++
			}
		}
		for n < p.term.MinWorking {
			day++
			if p.worked(day) {
				n++
			}
		}
	}
	for {
		ok := true
		switch p.term.Roll {
		case nextWorking:
			ok = p.worked(day)
		case nextFullWorking:
			ok = p.worked(day) && !p.reduced[day]
		case nextUnlessSun:
			ok = day.Weekday() != time.Sunday && !p.off[day]
		}
		if ok {
			return day
		}
		day++
	}
}

func (p plain) walk(day foi.Date, n int, unit string) foi.Date {
	if unit == month {
		return p.byMonths(day, n)
	}
	if unit == week5 {
		n *= 5
	}
	for n > 0 {
		day++
		if p.counts(day, unit) {
			n--
		}
	}
	return day
}

// byMonths steps month by month with the calendar of the standard library.
func (p plain) byMonths(day foi.Date, n int) foi.Date {
	t := day.Time()
	want := t.AddDate(0, n, 0)
	short := want.Day() != t.Day()
	if short { // it ran over the end of a shorter month
		want = want.AddDate(0, 0, -want.Day())
	}
	end := foi.NewDate(want.Date())
	if short && p.term.MonthEnd == firstOfNextMonth && len(p.added) == 0 {
		for end++; !p.worked(end); {
			end++
		}
	}
	for d := day + 1; d <= end; d++ {
		if p.paused(d) {
			end++
		}
	}
	return end
}

// A million terms of every kind on calendars of every kind, drawn by chance: the engine and the finger agree.
func TestSecondImplementation(t *testing.T) {
	t.Parallel()
	n := 1_000_000
	if raceEnabled {
		n = 150_000
	}
	const parts = 4
	for part := range parts {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewSource(int64(part) + 2026))
			for range n / parts / 50 {
				p, days, first := randomCalendar(r)
				for range 50 {
					p.term, p.pauses, p.added = randomTerm(r), nil, nil
					zero := first + 400 + foi.Date(r.Intn(700))
					p.pauses = randomPauses(r, zero)
					for range r.Intn(3) {
						more := Addition{Amount: 1 + r.Intn(30), Unit: []string{p.term.Unit, working, calendar, week5, month}[r.Intn(5)]}
						if more.Unit == month {
							more.Amount = 1 + r.Intn(6)
						}
						if r.Intn(6) == 0 {
							more = Addition{Until: zero + foi.Date(r.Intn(300))}
						}
						p.added = append(p.added, more)
					}
					if p.term.Unit == month && r.Intn(3) == 0 {
						p.term.MonthEnd = firstOfNextMonth
					}
					got, err := days.Due(zero, &p.term, p.added, p.pauses)
					if want := p.due(zero); err != nil || got != want {
						t.Fatalf("zero %s, %+v, added %v, pauses %v: got %s, %v; the finger says %s", zero, p.term, p.added, p.pauses, got, err, want)
					}
				}
			}
		})
	}
}

func randomCalendar(r *rand.Rand) (plain, *Days, foi.Date) {
	p := plain{off: map[foi.Date]bool{}, closed: map[foi.Date]bool{}, reduced: map[foi.Date]bool{}}
	p.weekend[0] = r.Intn(20) > 0
	p.weekend[6] = r.Intn(4) > 0
	first := foi.NewDate(1990+r.Intn(105), time.Month(1+r.Intn(12)), 1+r.Intn(28))
	last := first + 4000
	for range r.Intn(120) {
		p.off[first+foi.Date(r.Intn(2500))] = true
	}
	if r.Intn(4) == 0 {
		for y := range 11 {
			from := first + foi.Date(365*y+100)
			for d := from; d < from+foi.Date(5+r.Intn(25)); d++ {
				p.closed[d] = true
			}
		}
	}
	for range r.Intn(20) {
		p.reduced[first+foi.Date(r.Intn(2500))] = true
	}
	days := newDays(first, last, func(d foi.Date) dayKind {
		return dayKind{weekend: p.weekend[d.Weekday()], holiday: p.off[d], closed: p.closed[d], short: p.reduced[d]}
	})
	return p, days, first
}

func randomTerm(r *rand.Rand) TermRule {
	t := TermRule{Unit: []string{working, working, calendar, month, week5}[r.Intn(5)], Amount: 1 + r.Intn(60)}
	if t.Unit == month {
		t.Amount = 1 + r.Intn(12)
	}
	if t.Unit == calendar && r.Intn(6) == 0 {
		t.MinWorking = 1 + r.Intn(4)
	}
	t.FirstDay = []string{"", "", triggerDay, nextWorkingDay}[r.Intn(4)]
	t.Roll = []string{"", "stays", nextWorking, nextFullWorking, nextUnlessSun}[r.Intn(5)]
	return t
}

func randomPauses(r *rand.Rand, zero foi.Date) []foi.Suspension {
	var out []foi.Suspension
	at := zero + foi.Date(r.Intn(20))
	for range r.Intn(4) {
		to := at + 1 + foi.Date(r.Intn(15))
		out = append(out, foi.Suspension{From: at, To: to})
		at = to + foi.Date(r.Intn(10))
	}
	return out
}

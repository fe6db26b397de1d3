package statute

import (
	"cmp"
	"strconv"
	"time"

	"qhana/internal/foi"
)

// What a term is counted in.
const (
	working  = "working"  // worked days
	calendar = "calendar" // days of the calendar, closed periods aside
	month    = "month"    // date to date
	week5    = "week5"    // weeks of five worked days (Ireland, Freedom of Information Act 2014 s. 2)
	hour     = "hour"     // hours of the clock, by day and by night
)

// What becomes of a last day on which the office is not open. Empty: the term ends on it all the same.
const (
	nextWorking     = "next_working"
	nextFullWorking = "next_full_working"   // short days do not serve either
	nextUnlessSun   = "next_unless_sun_hol" // only Sundays and holidays move on: a Saturday serves
)

// Where a term begins. Empty: the day after day zero is day one.
const (
	triggerDay     = "trigger_day"      // day zero is day one
	nextWorkingDay = "next_working_day" // day one is the next worked day, for terms in calendar days too
)

// firstOfNextMonth is what a month without the day ends on, where it is not the month's last day (Peru, TUO of Law 27444
// art. 145.3).
const firstOfNextMonth = "first_working_day_next_month"

// TermRule is a term of the law or of the procedure. The day on which it is set off is day zero.
type TermRule struct {
	Amount     int    `yaml:"amount" json:"amount"`
	Unit       string `yaml:"unit" json:"unit"`
	FirstDay   string `yaml:"first_day" json:"first_day"`
	Roll       string `yaml:"roll" json:"roll"`
	MonthEnd   string `yaml:"month_end" json:"month_end"`
	MinWorking int    `yaml:"min_working" json:"-"` // worked days that it must contain at least (Reg. 1182/71 art. 3(5))
	Calendar   string `yaml:"calendar" json:"-"`    // of who it is counted by where that is not the body: a court has its own recess
	Min        int    `yaml:"min" json:"-"`         // least and most that may be chosen, 0 where nothing may
	Max        int    `yaml:"max" json:"-"`
	Cite       Cite   `yaml:"cite" json:"-"`
}

// Addition lengthens a term: by an amount, in the term's own unit where it names none, or to a day.
type Addition struct {
	Amount int
	Unit   string
	Until  foi.Date
	Ground string // why, which says where it stands; empty for what the law itself adds
	Far    bool   // the person lives elsewhere: it stands in the law's rule on distance
}

// unit is what the addition is counted in.
func (a *Addition) unit(t *TermRule) string { return cmp.Or(a.Unit, t.Unit) }

// Due is the last day of a term that was set off on day zero, with what was added to it and the times at which it stood
// still. A pause takes out the days after From and up to To; pauses are in order and do not overlap. It fails with
// foi.Refused, calendar_ends, when the calendar does not reach so far: a year that nobody declared has no working days, and
// not three hundred and sixty-five.
func (d *Days) Due(zero foi.Date, t *TermRule, added []Addition, pauses []foi.Suspension) (foi.Date, error) {
	start := d.eve(zero, t)
	day := d.add(start, t.Amount, t.Unit, pauses)
	if t.Unit == month && t.MonthEnd == firstOfNextMonth && len(added) == 0 {
		day = stretched(start, d.monthEnd(start, t.Amount), pauses)
	}
	for _, a := range added {
		if a.Until.IsZero() {
			day = d.add(day, a.Amount, a.unit(t), pauses)
		} else {
			day = a.Until
		}
	}
	if n := t.MinWorking; n > 0 && d.Between(zero, day) < n {
		day = d.After(zero, n)
	}
	day = d.roll(day, t.Roll)
	if !d.Knows(zero) || !d.Knows(day) {
		return 0, outside(day)
	}
	return day, nil
}

// eve is the day before day one of a term that was set off on day zero.
func (d *Days) eve(zero foi.Date, t *TermRule) foi.Date {
	switch t.FirstDay {
	case triggerDay:
		return zero - 1
	case nextWorkingDay:
		return d.Next(zero+1) - 1
	}
	return zero
}

func outside(day foi.Date) error {
	y, _, _ := day.Civil()
	return foi.Refusal("calendar_ends", "year", strconv.Itoa(y))
}

// add counts on from a day, leaving out the pauses that come after it.
func (d *Days) add(from foi.Date, n int, unit string, pauses []foi.Suspension) foi.Date {
	if n == 0 {
		return from
	}
	switch unit {
	case month:
		return stretched(from, months(from, n), pauses)
	case week5:
		n *= 5
	}
	for _, p := range pauses {
		if p.To <= from {
			continue
		}
		passed := d.counted(from, max(from, p.From), unit)
		if passed >= n {
			break
		}
		n -= passed
		from = p.To
	}
	if unit == calendar {
		return d.openAfter(from, n)
	}
	return d.After(from, n)
}

// counted is how many days of a unit lie after a and up to b.
func (d *Days) counted(a, b foi.Date, unit string) int {
	if unit == calendar {
		return d.open(a, b)
	}
	return d.Between(a, b)
}

// months counts from date to date; a month without that day ends on its last.
func months(from foi.Date, n int) foi.Date {
	y, m, dd := from.Civil()
	first := foi.NewDate(y, m+time.Month(n), 1)
	last := foi.NewDate(y, m+time.Month(n)+1, 1) - 1
	return min(first+foi.Date(dd-1), last)
}

// stretched is the end of a time that stood still meanwhile: later by as many days.
func stretched(from, day foi.Date, pauses []foi.Suspension) foi.Date {
	for _, p := range pauses {
		if p.To > from && p.From < day {
			day += p.To - max(p.From, from)
		}
	}
	return day
}

// monthEnd counts from date to date, to the next month's first worked day where the last month is without that day.
func (d *Days) monthEnd(from foi.Date, n int) foi.Date {
	day := months(from, n)
	_, _, want := from.Civil()
	if _, _, got := day.Civil(); got == want {
		return day
	}
	return d.Next(day + 1)
}

// roll moves a last day that does not serve to the next one that does.
func (d *Days) roll(day foi.Date, rule string) foi.Date {
	if rule == "" {
		return day
	}
	for d.Knows(day) && !d.serves(day, rule) {
		day++
	}
	return day
}

// serves tells whether a term can end on a day.
func (d *Days) serves(day foi.Date, rule string) bool {
	switch rule {
	case nextWorking:
		return d.Worked(day)
	case nextFullWorking:
		return d.Worked(day) && !d.Short(day)
	case nextUnlessSun:
		return day.Weekday() != time.Sunday && !d.in(d.holiday, day)
	}
	return true
}

// ends tells whether the term can only end on a worked day.
func (t *TermRule) ends() bool {
	return t.Unit == working || t.Unit == week5 || t.Roll == nextWorking || t.Roll == nextFullWorking
}

// ReceiptRule says on which day something counts as received.
type ReceiptRule struct {
	Cutoff     string `yaml:"cutoff" json:"cutoff"`         // "16:30"; "closing": the office's closing hour; empty: midnight
	NonWorking string `yaml:"nonworking" json:"nonworking"` // "next_working"; empty: on the day itself
	Cite       Cite   `yaml:"cite" json:"-"`
}

// receivedOn is day zero of what came at an hour of a day.
func (d *Days) receivedOn(day foi.Date, at minute, cutoff minute, rule *ReceiptRule) foi.Date {
	if cutoff > 0 && at >= cutoff && d.Worked(day) {
		return d.After(day, 1)
	}
	if rule.NonWorking == nextWorking {
		return d.Next(day)
	}
	return day
}

package statute

import (
	"math/rand"
	"testing"
	"time"

	"qhana/internal/foi"
)

// plainHours counts a term in hours as somebody would who looks at the clock each minute: a minute in which it stands still does not
// count. What is added in hours goes on so; what is added in days is the same hour of a later day; a day that is named ends with its last
// hour.
type plainHours struct {
	plain
	zone  *time.Location
	start time.Time
}

func (p plainHours) stands(at time.Time) bool {
	for _, s := range p.pauses {
		if !at.Before(s.FromAt) && at.Before(s.ToAt) {
			return true
		}
	}
	return false
}

// minutes goes on by so many that count.
func (p plainHours) minutes(at time.Time, n int) time.Time {
	for n > 0 {
		if !p.stands(at) {
			n--
		}
		at = at.Add(time.Minute)
	}
	return at
}

func midnightAfter(day foi.Date, zone *time.Location) time.Time {
	y, m, d := day.Civil()
	return time.Date(y, m, d+1, 0, 0, 0, 0, zone)
}

// end is the day on which the term ends, and the instant; zero for the last hour of the day.
func (p plainHours) end() (foi.Date, time.Time) {
	at := p.minutes(p.start, p.term.Amount*60)
	day := foi.DateOf(at, p.zone)
	for _, a := range p.added {
		switch {
		case !a.Until.IsZero():
			day, at = a.Until, time.Time{}
		case a.Unit == hour:
			if at.IsZero() {
				at = midnightAfter(day, p.zone)
			}
			for range a.Amount {
				at = at.Add(time.Hour)
			}
			day = foi.DateOf(at, p.zone)
		default:
			later := plain{weekend: p.weekend, off: p.off, closed: p.closed}.walk(day, a.Amount, a.Unit)
			if !at.IsZero() {
				local := at.In(p.zone)
				y, m, d := later.Civil()
				at = time.Date(y, m, d, local.Hour(), local.Minute(), local.Second(), 0, p.zone)
			}
			day = later
		}
	}
	return day, at
}

// Terms in hours of every length, in zones that put their clocks forward and back, with pauses, and lengthened in every unit: the engine
// and whoever looks at the clock agree.
func TestSecondImplementationOfHours(t *testing.T) {
	t.Parallel()
	n := 4_000
	if raceEnabled {
		n = 200
	}
	r := rand.New(rand.NewSource(2026))
	for _, name := range []string{"Asia/Kolkata", "America/Santiago", "Europe/London", "America/La_Paz"} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		for range n / 40 {
			base, days, first := randomCalendar(r)
			for range 10 {
				p := plainHours{plain: base, zone: zone, start: (first + 500 + foi.Date(r.Intn(700))).At(r.Intn(24), r.Intn(60), zone)}
				p.term = TermRule{Unit: hour, Amount: 1 + r.Intn(96)}
				at := p.start
				for range r.Intn(3) { // each stands still while it runs
					from := p.minutes(at, 1+r.Intn(p.term.Amount*20))
					to := from.Add(time.Duration(1+r.Intn(3000)) * time.Minute)
					p.pauses = append(p.pauses, foi.Suspension{From: foi.DateOf(from, zone), FromAt: from, To: foi.DateOf(to, zone), ToAt: to})
					at = to
				}
				for range r.Intn(3) {
					p.added = append(p.added, []Addition{{Amount: 1 + r.Intn(60), Unit: hour}, {Amount: 1 + r.Intn(12), Unit: working}, {Amount: 1 + r.Intn(12), Unit: calendar},
						{Amount: 1 + r.Intn(3), Unit: week5}, {Until: foi.DateOf(p.start, zone) + foi.Date(r.Intn(60))}}[r.Intn(5)])
				}
				c := Clock{Start: foi.DateOf(p.start, zone), StartAt: p.start, Term: p.term, Added: p.added, Suspended: p.pauses}
				got, err := c.compute(days, zone)
				day, end := p.end()
				if err != nil || got != day || !c.DueAt.Equal(end) {
					t.Fatalf("%s from %s, %d hours, added %+v, pauses %+v: got %s %s, %v; who looks at the clock says %s %s", name, p.start, p.term.Amount, p.added, p.pauses, got, c.DueAt, err, day, end)
				}
			}
		}
	}
}

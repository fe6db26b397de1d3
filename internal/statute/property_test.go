package statute

import (
	"fmt"
	"math/rand"
	"testing"
	"time"

	"qhana/internal/foi"
	"qhana/workflows"
)

// everyTerm draws terms of every statute by chance and hands them to a property.
func everyTerm(t *testing.T, rounds int, property func(t *testing.T, r *rand.Rand, l *Library, s *Statute, key string, at time.Time, due foi.Date)) {
	t.Helper()
	l, err := Load(workflows.FS)
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewSource(7))
	for _, law := range l.Keys() {
		s := l.Statute(law)
		for _, key := range s.Terms() {
			for range rounds {
				at := time.Date(2006+r.Intn(26), time.Month(1+r.Intn(12)), 1+r.Intn(31), r.Intn(24), r.Intn(60), r.Intn(60), 0, s.Location())
				c, _, err := s.ExplainTerm(key, "", at, nil, nil)
				if err != nil {
					t.Fatalf("%s %s at %s: %v", law, key, at, err)
				}
				property(t, r, l, s, key, at, c.Due)
			}
		}
	}
}

func TestDueDayServes(t *testing.T) {
	t.Parallel()
	everyTerm(t, 200, func(t *testing.T, _ *rand.Rand, _ *Library, s *Statute, key string, at time.Time, due foi.Date) {
		term, days := s.Term(key), s.newest()
		if u := term.Unit; u == working || u == week5 || term.Roll == nextWorking {
			if !days.Worked(due) {
				t.Fatalf("%s %s at %s ends on %s, which is not worked", s.Key(), key, at, due)
			}
		}
		if !days.serves(due, term.Roll) {
			t.Fatalf("%s %s at %s ends on %s, which does not serve", s.Key(), key, at, due)
		}
		if due < s.Today(at) {
			t.Fatalf("%s %s at %s ended on %s, before it began", s.Key(), key, at, due)
		}
	})
}

// One more holiday never brings a day forward, a pause and an extension never do; declared and revoked, all is as it was.
func TestNothingShortensATerm(t *testing.T) {
	t.Parallel()
	everyTerm(t, 60, func(t *testing.T, r *rand.Rand, l *Library, s *Statute, key string, at time.Time, due foi.Date) {
		again := func(added []Addition, pauses []foi.Suspension) foi.Date {
			c, steps, err := s.ExplainTerm(key, "", at, added, pauses)
			if err != nil {
				t.Fatal(err)
			}
			if n := len(steps); n == 0 || steps[n-1].Kind != StepDue || steps[n-1].Day != c.Due {
				t.Fatalf("%s %s at %s: the explanation ends otherwise than the term: %+v", s.Key(), key, at, steps)
			}
			return c.Due
		}
		day := s.Today(at) + foi.Date(r.Intn(40))
		closure := foi.Closure{No: 1, Calendar: s.CalendarKey(), From: day, To: day + foi.Date(r.Intn(4)), Name: "paro", DeclaredAt: at}
		l.Declare([]foi.Closure{closure})
		if got := again(nil, nil); got < due {
			t.Fatalf("%s %s at %s: closed on %s, and due on %s instead of %s", s.Key(), key, at, day, got, due)
		}
		l.Declare([]foi.Closure{closure, {No: 2, Calendar: s.CalendarKey(), Revokes: 1, DeclaredAt: at}})
		if got := again(nil, nil); got != due {
			t.Fatalf("%s %s at %s: declared and revoked, and due on %s instead of %s", s.Key(), key, at, got, due)
		}
		l.Declare(nil)
		pause := foi.Suspension{From: s.Today(at) + foi.Date(r.Intn(20)), To: s.Today(at) + 20 + foi.Date(r.Intn(20))}
		if got := again(nil, []foi.Suspension{pause}); got < due {
			t.Fatalf("%s %s at %s: paused %v, and due on %s instead of %s", s.Key(), key, at, pause, got, due)
		}
		if u := s.Term(key).Unit; u != month {
			if got := again([]Addition{{Amount: 1 + r.Intn(10), Unit: u}}, nil); got < due {
				t.Fatalf("%s %s at %s: extended, and due on %s instead of %s", s.Key(), key, at, got, due)
			}
		}
	})
}

// Whatever happens, the ledger up to any entry comes to what was stored when that entry was made.
func TestPrefixesReplay(t *testing.T) {
	t.Parallel()
	l, err := Load(workflows.FS)
	if err != nil {
		t.Fatal(err)
	}
	rounds := 40
	if raceEnabled {
		rounds = 8
	}
	for _, key := range l.Keys() {
		t.Run(key, func(t *testing.T) {
			t.Parallel()
			x := &explorer{t: t, law: l.Statute(key)}
			r := rand.New(rand.NewSource(int64(len(key))))
			for range rounds {
				n := &node{req: foi.Request{ID: 1, Locale: "es"}, at: time.Date(2024, 1, 8+r.Intn(300), 15, 0, 0, 0, time.UTC)}
				n = x.decide(n, foi.Action{Kind: foi.File, Filing: &foi.Filing{Locale: "es"}}, foi.TheCitizen(), n.at)
				stored := map[int]string{len(n.ledger): fmt.Sprintf("%+v", x.law.Replay(n.req, n.ledger))}
				for range 25 {
					d := x.law.fold(n.ledger)
					acts, actors := x.acts(d), x.actors()
					to := x.decide(n, acts[r.Intn(len(acts))], actors[r.Intn(len(actors))], n.at.Add(time.Duration(r.Intn(30))*time.Hour))
					if ms := d.pendingAll(); to == nil && len(ms) > 0 && r.Intn(3) == 0 {
						m := ms[0]
						to = x.decide(n, foi.Action{Kind: foi.Fire, Clock: m.Clock, Branch: m.Branch, Milestone: m.Name(), Due: m.DueOn}, foi.TheSystem(), later(m.At, n.at))
					}
					if to == nil {
						continue
					}
					n = to
					stored[len(n.ledger)] = fmt.Sprintf("%+v", x.law.Replay(n.req, n.ledger))
				}
				for seq, want := range stored {
					if got := fmt.Sprintf("%+v", x.law.Replay(n.req, n.ledger[:seq])); got != want {
						t.Fatalf("up to entry %d the ledger comes to\n%s\nand what was stored is\n%s", seq, got, want)
					}
				}
			}
		})
	}
}

// Twenty working days in any year from 1990 to 2100.
func BenchmarkTerm(b *testing.B) {
	f := &calendarFile{Key: "x", Zone: "UTC", Weekend: []string{"saturday", "sunday"}, From: 1990, To: 2101,
		Holidays: []Holiday{{ES: "a", EN: "a", On: "01-01", Source: "s", Certainty: "read"}}}
	f.Hours.Open, f.Hours.Close = "08:30", "18:30"
	c := f.calendar(func(at, format string, args ...any) { b.Fatalf(at+": "+format, args...) })
	days, term := c.editions[0].days, &TermRule{Amount: 20, Unit: working}
	first := foi.NewDate(1990, 1, 2)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if _, err := days.Due(first+foi.Date(i%40000), term, nil, nil); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkExplain(b *testing.B) {
	l, err := Load(workflows.FS)
	if err != nil {
		b.Fatal(err)
	}
	s := l.Body()
	at := time.Date(2026, 3, 2, 15, 0, 0, 0, time.UTC)
	for b.Loop() {
		if _, _, err := s.ExplainTerm("response", "", at, nil, nil); err != nil {
			b.Fatal(err)
		}
	}
}

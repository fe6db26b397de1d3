package statute

import (
	"errors"
	"fmt"
	"math/rand"
	"testing"
	"time"

	"qhana/internal/foi"
	"qhana/workflows"
)

// drawn is one term of a shipped law, set off at an instant.
type drawn struct {
	l          *Library
	s          *Statute
	key, track string
	term       TermRule
	at         time.Time
	due        *Clock
}

func (x drawn) String() string {
	return fmt.Sprintf("%s %s %s on %q at %s", x.s.Key(), x.s.Version(), x.key, x.track, x.at)
}

// again counts the term anew, with what was added to it and the times at which it stood still; its explanation ends as it does.
func (x drawn) again(t *testing.T, added []Addition, pauses []foi.Suspension) *Clock {
	t.Helper()
	c, steps, err := x.s.ExplainTerm(x.key, x.track, x.at, added, pauses)
	if err != nil {
		t.Fatalf("%s: %v", x, err)
	}
	if n := len(steps); n == 0 || steps[n-1].Kind != StepDue || steps[n-1].Day != c.Due {
		t.Fatalf("%s: the explanation ends otherwise than the term: %+v", x, steps)
	}
	return &c
}

// before tells whether a clock ends before another one: by the hour, where both end at one.
func (c *Clock) before(other *Clock) bool {
	if !c.DueAt.IsZero() && !other.DueAt.IsZero() {
		return c.DueAt.Before(other.DueAt)
	}
	return c.Due < other.Due
}

// everyTerm draws every term of every version of every statute, on every track, and of every remedy, by chance, and hands them to a
// property.
func everyTerm(t *testing.T, rounds int, property func(t *testing.T, r *rand.Rand, x drawn)) {
	t.Helper()
	l, err := Load(workflows.FS)
	if err != nil {
		t.Fatal(err)
	}
	if raceEnabled {
		rounds = max(1, rounds/8)
	}
	r := rand.New(rand.NewSource(7))
	for _, law := range l.Keys() {
		for _, s := range l.Versions(law) {
			type one struct{ key, track string }
			var terms []one
			for _, key := range s.Terms() {
				terms = append(terms, one{key, ""})
			}
			for _, track := range s.Tracks() {
				for _, key := range sorted(s.law.Tracks[track].Terms) {
					terms = append(terms, one{key, track})
				}
			}
			for _, remedy := range s.Remedies() {
				if remedy.File != nil {
					terms = append(terms, one{remedy.Code + ".file", ""})
				}
				if remedy.Decide != nil {
					terms = append(terms, one{remedy.Code + ".decide", ""})
				}
			}
			for _, of := range terms {
				for range rounds {
					x := drawn{l: l, s: s, key: of.key, track: of.track, term: s.TermOn(of.key, of.track),
						at: time.Date(2006+r.Intn(26), time.Month(1+r.Intn(12)), 1+r.Intn(31), r.Intn(24), r.Intn(60), r.Intn(60), 0, s.Location())}
					x.due = x.again(t, nil, nil)
					property(t, r, x)
				}
			}
		}
	}
}

func TestDueDayServes(t *testing.T) {
	t.Parallel()
	everyTerm(t, 60, func(t *testing.T, _ *rand.Rand, x drawn) {
		days, due := x.s.newestFor(x.term), x.due.Due
		switch u := x.term.Unit; {
		case u == hour:
			if got := x.due.DueAt.Sub(x.due.StartAt); got != time.Duration(x.term.Amount)*time.Hour {
				t.Fatalf("%s: lasts %s", x, got)
			}
			return
		case u == working || u == week5 || x.term.Roll == nextWorking:
			if !days.Worked(due) {
				t.Fatalf("%s ends on %s, which is not worked", x, due)
			}
		}
		if !days.serves(due, x.term.Roll) {
			t.Fatalf("%s ends on %s, which does not serve", x, due)
		}
		if due < x.s.Today(x.at) {
			t.Fatalf("%s ended on %s, before it began", x, due)
		}
	})
}

// One more holiday never brings a day forward, a pause and an extension never do, in whatever unit; declared and revoked, all is as it
// was.
func TestNothingShortensATerm(t *testing.T) {
	t.Parallel()
	everyTerm(t, 16, func(t *testing.T, r *rand.Rand, x drawn) {
		day := x.s.Today(x.at) + foi.Date(r.Intn(40))
		closure := foi.Closure{No: 1, Calendar: x.s.CalendarKey(), From: day, To: day + foi.Date(r.Intn(4)), Name: "paro", DeclaredAt: x.at}
		x.l.Declare([]foi.Closure{closure})
		if got := x.again(t, nil, nil); got.before(x.due) {
			t.Fatalf("%s: closed on %s, and due on %s instead of %s", x, day, got.Due, x.due.Due)
		}
		x.l.Declare([]foi.Closure{closure, {No: 2, Calendar: x.s.CalendarKey(), Revokes: 1, DeclaredAt: x.at}})
		if got := x.again(t, nil, nil); got.Due != x.due.Due || !got.DueAt.Equal(x.due.DueAt) {
			t.Fatalf("%s: declared and revoked, and due on %s instead of %s", x, got.Due, x.due.Due)
		}
		x.l.Declare(nil)
		pause := foi.Suspension{From: x.s.Today(x.at) + foi.Date(r.Intn(20)), To: x.s.Today(x.at) + 20 + foi.Date(r.Intn(20))}
		if got := x.again(t, nil, []foi.Suspension{pause}); got.before(x.due) {
			t.Fatalf("%s: paused %v, and due on %s instead of %s", x, pause, got.Due, x.due.Due)
		}
		for _, more := range []Addition{
			{Amount: 1 + r.Intn(3), Unit: x.term.Unit},
			{Amount: 1 + r.Intn(10), Unit: []string{working, calendar, month, week5}[r.Intn(4)]},
			{Until: x.due.Due + 1 + foi.Date(r.Intn(40))},
		} {
			if got := x.again(t, []Addition{more}, nil); got.before(x.due) {
				t.Fatalf("%s: extended by %+v, and due on %s instead of %s", x, more, got.Due, x.due.Due)
			}
		}
	})
}

// Under every law, a closure of its calendar that is declared while a request runs moves no term forward, and revoked gives each its first
// day again.
func TestDeclaredAndRevokedUnderEveryLaw(t *testing.T) {
	t.Parallel()
	l, err := Load(workflows.FS)
	if err != nil {
		t.Fatal(err)
	}
	days := func(c *course) string {
		out := ""
		for _, k := range c.law.fold(c.ledger).clocks {
			out += fmt.Sprintf("%s %s %s; ", k.Key, k.Due, k.DueAt)
		}
		return out
	}
	moved := 0
	for _, key := range l.Keys() {
		for _, law := range l.Versions(key) {
			for _, track := range append([]string{""}, law.Tracks()...) {
				l.Declare(nil)
				c := &course{t: t, law: law, req: foi.Request{ID: 1, Reference: "LP-2026-000001-5", Statute: law.Key(), Version: law.Version(), Locale: "es"}}
				officer := foi.Actor{Account: 1, Grants: []foi.Grant{{Role: foi.TransparencyOfficer, Unit: law.procedure.Body.Lead}}}
				c.do("2026-03-02 10:00", officer, foi.Action{Kind: foi.File, Filing: &foi.Filing{Track: track, Locale: "es"}})
				first, due := days(c), c.req.DueOn
				shut := foi.Closure{No: 1, Calendar: law.CalendarKey(), From: due - 1, To: due + 3, Name: "paro", DeclaredAt: c.instant("2026-03-02 11:00")}
				again := func(at string) {
					if _, err := c.law.Decide(c.req, c.ledger, foi.Action{Kind: foi.Recalculate}, foi.TheSystem(), c.instant(at)); err == nil {
						c.do(at, foi.TheSystem(), foi.Action{Kind: foi.Recalculate})
					} else if e := (*foi.Error)(nil); !errors.As(err, &e) || e.Key != "nothing_moves" {
						t.Fatalf("%s %s: %v", key, track, err)
					}
				}
				l.Declare([]foi.Closure{shut})
				again("2026-03-02 11:01")
				if c.req.DueOn < due {
					t.Errorf("%s %s on %q: closed, and due on %s instead of %s", key, law.Version(), track, c.req.DueOn, due)
				}
				if c.req.DueOn > due {
					moved++
				}
				l.Declare([]foi.Closure{shut, {No: 2, Calendar: law.CalendarKey(), Revokes: 1, DeclaredAt: c.instant("2026-03-02 12:00")}})
				again("2026-03-02 12:01")
				if got := days(c); got != first {
					t.Errorf("%s %s on %q: declared and revoked, and the terms are %s instead of %s", key, law.Version(), track, got, first)
				}
			}
		}
	}
	if moved < len(l.Keys())/2 {
		t.Errorf("a closure moved only %d terms", moved)
	}
}

// Whatever happens, the ledger up to any entry comes to what was stored when that entry was made.
func TestPrefixesReplay(t *testing.T) {
	t.Parallel()
	l := shared(t)
	rounds := 40
	if raceEnabled {
		rounds = 8
	}
	var laws []*Statute
	for _, key := range l.Keys() {
		laws = append(laws, l.Versions(key)...)
	}
	for _, law := range laws {
		t.Run(law.Key()+" "+law.Version(), func(t *testing.T) {
			t.Parallel()
			key, x := law.Key(), &explorer{t: t, law: law}
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

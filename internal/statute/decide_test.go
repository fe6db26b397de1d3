package statute_test

import (
	"fmt"
	"testing"
	"time"

	"qhana/internal/foi"
	"qhana/internal/statute"
)

var (
	citizen   = foi.TheCitizen()
	clock     = foi.TheSystem()
	officer   = account(1, foi.TransparencyOfficer, "transparencia")
	official  = account(2, foi.UnitOfficial, "finanzas")
	head      = account(3, foi.UnitHead, "finanzas")
	signatory = account(4, foi.Signatory, "secretaria-general")
	stranger  = account(5, foi.UnitOfficial, "salud")
)

func account(id int64, role foi.Role, unit string) foi.Actor {
	return foi.Actor{Account: id, Grants: []foi.Grant{{Role: role, Unit: unit}}}
}

// story is one request, told action by action.
type story struct {
	t      *testing.T
	law    *statute.Statute
	req    foi.Request
	ledger []foi.Entry
	last   statute.Outcome
}

func file(t *testing.T, at string) *story {
	t.Helper()
	s := &story{t: t, law: library(t).Body(), req: foi.Request{ID: 1, Reference: "LP-2026-000001-5", Statute: "bo-la-paz", Locale: "es"}}
	s.do(at, citizen, foi.Action{Kind: foi.File, Filing: &foi.Filing{Locale: "es"}})
	return s
}

func instant(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.Parse("2006-01-02 15:04 -07", s+" -04")
	if err != nil {
		t.Fatal(err)
	}
	return at.UTC()
}

// try decides without going on.
func (s *story) try(at string, who foi.Actor, act foi.Action) (statute.Outcome, error) {
	s.t.Helper()
	return s.law.Decide(s.req, s.ledger, act, who, instant(s.t, at))
}

// do decides, goes on, and checks that replaying the ledger gives what the decision gave.
func (s *story) do(at string, who foi.Actor, act foi.Action) {
	s.t.Helper()
	out, err := s.try(at, who, act)
	if err != nil {
		s.t.Fatalf("%s at %s: %v", act.Kind, at, err)
	}
	s.ledger = append(s.ledger, out.Entries...)
	replay := s.law.Replay(s.req, s.ledger)
	if got, want := fmt.Sprintf("%+v %+v %+v %+v", replay.Request, replay.Deadlines, replay.Milestones, replay.Branches),
		fmt.Sprintf("%+v %+v %+v %+v", out.Request, out.Deadlines, out.Milestones, out.Branches); got != want {
		s.t.Fatalf("replay after %s:\n got %s\nwant %s", act.Kind, got, want)
	}
	s.req, s.last = out.Request, out
}

func (s *story) refused(at string, who foi.Actor, act foi.Action, key string) {
	s.t.Helper()
	_, err := s.try(at, who, act)
	e, ok := err.(*foi.Error)
	if !ok || e.Key != key {
		s.t.Errorf("%s at %s: got %v, want refusal %s", act.Kind, at, err, key)
	}
}

func (s *story) due(want string) {
	s.t.Helper()
	if got := s.req.DueOn.String(); got != want {
		s.t.Errorf("due %s, want %s", got, want)
	}
}

func say(text string) foi.Words { return foi.Words{"text": text} }

func open(unit string) foi.Action {
	return foi.Action{Kind: foi.OpenBranch, Unit: unit, Words: say("¿Cuánto?")}
}

func TestWholeCourse(t *testing.T) {
	s := file(t, "2026-03-02 10:00")
	s.due("2026-03-23")
	s.do("2026-03-02 11:00", officer, foi.Action{Kind: foi.Acknowledge})
	s.do("2026-03-03 09:00", officer, open("finanzas"))
	s.refused("2026-03-03 09:01", officer, open("finanzas"), "unit_busy")
	s.refused("2026-03-03 09:02", stranger, foi.Action{Kind: foi.AcceptBranch, Branch: 1}, "not_yours")
	s.do("2026-03-03 10:00", official, foi.Action{Kind: foi.AcceptBranch, Branch: 1})
	s.refused("2026-03-04 10:00", officer, foi.Action{Kind: foi.Submit}, "no_draft")
	s.do("2026-03-05 10:00", official, foi.Action{Kind: foi.AnswerBranch, Branch: 1, Words: say("Bs 3.000")})
	s.do("2026-03-06 10:00", head, foi.Action{Kind: foi.ApproveBranch, Branch: 1})
	s.do("2026-03-09 10:00", officer, foi.Action{Kind: foi.Draft, Outcome: "granted", Words: say("Bs 3.000")})
	s.do("2026-03-09 11:00", officer, foi.Action{Kind: foi.Submit})
	both := foi.Actor{Account: 1, Grants: []foi.Grant{{Role: foi.Signatory, Unit: "secretaria-general"}}}
	s.refused("2026-03-09 12:00", both, foi.Action{Kind: foi.Sign}, "own_draft")
	s.do("2026-03-09 12:00", signatory, foi.Action{Kind: foi.Sign})
	s.do("2026-03-09 15:00", officer, foi.Action{Kind: foi.Deliver})
	s.do("2026-03-10 15:00", officer, foi.Action{Kind: foi.Publish, Words: foi.Words{"title": "a", "question": "b", "answer": "c"}})
	if s.req.State != foi.Published || s.req.Clock != foi.Met || s.req.Missed {
		t.Errorf("%+v", s.req)
	}
}

func TestNobodyActs(t *testing.T) {
	s := file(t, "2026-03-02 10:00")
	s.do("2026-03-02 11:00", officer, foi.Action{Kind: foi.Acknowledge})
	due := foi.MustDate("2026-03-23")
	lapse := foi.Action{Kind: foi.Fire, Clock: "response", Milestone: "lapse", Due: due}
	s.refused("2026-03-23 23:59", clock, lapse, "not_yet")
	s.do("2026-03-25 09:00", clock, lapse) // the system was down: every missed milestone fires once, in order, and says that it is late
	var got []string
	for _, e := range s.last.Entries {
		got = append(got, fmt.Sprintf("%s %s %v", e.Event, e.Facts.Milestone, e.Facts.Late))
	}
	want := "[reminded remind.5 true reminded remind.1 true escalated escalate true lapsed lapse true]"
	if fmt.Sprint(got) != want {
		t.Errorf("got %v, want %s", got, want)
	}
	if !s.req.Missed || s.req.State != foi.Open || len(s.last.Milestones) != 0 {
		t.Errorf("%+v, %d pending", s.req, len(s.last.Milestones))
	}
	s.refused("2026-03-25 09:01", clock, lapse, "not_pending")
	kinds := map[string]string{}
	for _, n := range s.last.Notices {
		kinds[n.Kind] = n.To.String()
	}
	if kinds["silence"] != "requester" || kinds["silence_unit"] == "" {
		t.Errorf("notices %v", kinds)
	}
}

func TestReceiptAfterHours(t *testing.T) { file(t, "2026-03-06 20:30").due("2026-03-30") }

func TestExtension(t *testing.T) {
	extend := foi.Action{Kind: foi.Extend, Ground: "volume", Amount: 10, Words: say("Son muchos archivos.")}
	s := file(t, "2026-03-02 10:00")
	s.refused("2026-03-24 09:00", officer, extend, "term_over")
	s.do("2026-03-23 17:00", officer, extend)
	s.due("2026-04-07")
	s.refused("2026-03-24 09:00", officer, extend, "extended_already")
}

func TestClarificationSuspends(t *testing.T) {
	ask := foi.Action{Kind: foi.AskClarification, Ground: "unclear", Words: say("¿De qué año?")}
	s := file(t, "2026-03-02 10:00")
	s.refused("2026-03-12 09:00", officer, ask, "too_late_to_clarify")
	s.do("2026-03-04 09:00", officer, ask)
	if s.req.Clock != foi.Suspended || s.req.DueOn != 0 {
		t.Errorf("%+v", s.req)
	}
	s.do("2026-03-06 09:00", citizen, foi.Action{Kind: foi.Clarify, Words: say("Del 2025.")})
	s.due("2026-03-25")
}

func TestUnansweredClarificationLapses(t *testing.T) {
	s := file(t, "2026-03-02 10:00")
	s.do("2026-03-04 09:00", officer, foi.Action{Kind: foi.AskClarification, Ground: "unclear", Words: say("¿De qué año?")})
	s.do("2026-03-12 00:00", clock, foi.Action{Kind: foi.Fire, Clock: "clarification", Milestone: "lapse", Due: foi.MustDate("2026-03-11")})
	if s.req.State != foi.Withdrawn {
		t.Errorf("%+v", s.req)
	}
}

// DS 5521 moves a clock a day earlier and another a day later, at the first action after its declaration.
func TestCalendarMovesClocks(t *testing.T) {
	s := file(t, "2025-12-30 09:00")
	s.due("2026-01-23")
	s.do("2026-01-15 09:00", clock, foi.Action{Kind: foi.Recalculate})
	s.due("2026-01-22")
	s.refused("2026-01-16 09:00", clock, foi.Action{Kind: foi.Recalculate}, "nothing_moves")
	later := file(t, "2026-01-05 09:00")
	before := later.req.DueOn
	if _, err := later.try("2026-01-15 09:00", clock, foi.Action{Kind: foi.Recalculate}); err == nil {
		t.Errorf("a clock across both days stays at %s", before)
	}
}

func TestStaleForm(t *testing.T) {
	s := file(t, "2026-03-02 10:00")
	s.do("2026-03-02 11:00", officer, foi.Action{Kind: foi.Acknowledge, Rev: 1})
	s.refused("2026-03-02 11:01", officer, foi.Action{Kind: foi.Draft, Rev: 1, Outcome: "granted", Words: say("x")}, "stale")
}

func BenchmarkDecide(b *testing.B) {
	law := library(b).Body()
	at := time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC)
	req := foi.Request{Statute: "bo-la-paz", Locale: "es"}
	out, err := law.Decide(req, nil, foi.Action{Kind: foi.File, Filing: &foi.Filing{}}, citizen, at)
	if err != nil {
		b.Fatal(err)
	}
	ledger := out.Entries
	for len(ledger) < 30 {
		out, err := law.Decide(req, ledger, foi.Action{Kind: foi.Note, Words: say("nota")}, officer, at)
		if err != nil {
			b.Fatal(err)
		}
		ledger = append(ledger, out.Entries...)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := law.Decide(req, ledger, foi.Action{Kind: foi.Acknowledge}, officer, at); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkTerm(b *testing.B) {
	days := library(b).Body().Calendar().AsOf(foi.MustDate("2026-11-23"))
	b.ReportAllocs()
	for b.Loop() {
		days.After(foi.MustDate("2026-03-02"), 20)
	}
}

// Two act on a case at once: whoever gets there second read the time first, and is not dated before the other.
func TestEntriesAreInOrder(t *testing.T) {
	s := file(t, "2026-03-02 10:00")
	s.do("2026-03-02 10:05", officer, foi.Action{Kind: foi.Acknowledge})
	s.do("2026-03-02 10:04", officer, foi.Action{Kind: foi.Note, Words: foi.Words{"text": "se llamó"}})
	for i := 1; i < len(s.ledger); i++ {
		if s.ledger[i].At.Before(s.ledger[i-1].At) {
			t.Errorf("entry %d is dated %s, entry %d before it %s", i+1, s.ledger[i].At, i, s.ledger[i-1].At)
		}
	}
}

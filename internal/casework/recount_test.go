package casework_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"qhana/internal/casework"
	"qhana/internal/foi"
	"qhana/internal/store"
)

// A request that cannot be counted is named, holds up no other, and is counted when it can be.
func TestRecountLeavesWhatItCannotCount(t *testing.T) {
	t.Parallel()
	w := newTown(t).at("2026-03-02 10:00")
	ids := w.file(4)
	if _, err := w.store.DB().Exec(`UPDATE request SET version = 'lost' WHERE id = $1`, ids[1]); err != nil {
		t.Fatal(err)
	}
	if err := w.desk.Declare(t.Context(), 0, []foi.Closure{closure("2026-03-10", "2026-03-10")}, w.admin); err != nil {
		t.Fatal(err)
	}
	done, err := w.desk.Recalculate(t.Context(), 0)
	if err != nil || done.Moved != 3 || len(done.Left) != 1 || done.Left[0].Request != ids[1] || done.Left[0].Why != "not_loaded" {
		t.Fatalf("%+v, %v", done, err)
	}
	w.due([]int64{ids[0], ids[2], ids[3]}, "2026-03-24")
	if _, err := w.store.OpenRecount(t.Context()); foi.CodeOf(err) != foi.NotFound {
		t.Errorf("the recount stays open: %v", err)
	}
	list, total, err := w.store.Uncounted(t.Context(), w.now.Add(time.Hour), 10)
	if err != nil || total != 1 || list[0].Reference != w.caseOf(ids[1]).Request.Reference {
		t.Fatalf("%+v %d %v", list, total, err)
	}
	w.at("2026-03-02 10:20")
	if done, err := w.desk.Recalculate(t.Context(), 0); err != nil || len(done.Left) != 1 { // still not
		t.Fatalf("%+v, %v", done, err)
	}
	if _, err := w.store.DB().Exec(`UPDATE request SET version = '2016-1' WHERE id = $1`, ids[1]); err != nil {
		t.Fatal(err)
	}
	if n := w.at("2026-03-02 10:40").recount(); n != 1 {
		t.Errorf("%d moved", n)
	}
	w.due(ids, "2026-03-24")
	if _, total, err := w.store.Uncounted(t.Context(), w.now.Add(time.Hour), 10); err != nil || total != 0 {
		t.Errorf("%d are left, %v", total, err)
	}
}

// A recount that is killed goes on where it was, and no clock is counted twice.
func TestRecountGoesOn(t *testing.T) {
	t.Parallel()
	w := newTown(t).at("2026-03-02 10:00")
	ids := w.file(620) // more than one batch
	if err := w.desk.Declare(t.Context(), 0, []foi.Closure{closure("2026-03-10", "2026-03-10")}, w.admin); err != nil {
		t.Fatal(err)
	}
	ctx, kill := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, _ = w.desk.Recalculate(ctx, 0)
	}()
	time.Sleep(120 * time.Millisecond)
	kill()
	<-done
	w.recount()
	w.due(ids, "2026-03-24")
	for _, id := range ids {
		if n := w.events(id, foi.Recalculated); n != 1 {
			t.Fatalf("request %d was counted anew %d times", id, n)
		}
	}
}

// A version comes into force: requests of before stay or move as it says, requests of after come in under it.
func TestEnforce(t *testing.T) {
	t.Parallel()
	w := newTown(t).at("2027-03-02 10:00")
	old := w.file(1)
	w.at("2026-12-30 10:00")
	var early *foi.Error
	if err := w.desk.Enforce(t.Context(), "proyecto-160", foi.MustDate("2026-12-31"), w.admin); !errors.As(err, &early) || early.Key != "force.early" {
		t.Fatalf("in force before the day that it names itself: %v", err)
	}
	w.at("2027-03-02 10:00")
	if err := w.desk.Enforce(t.Context(), "proyecto-160", foi.MustDate("2027-03-05"), w.admin); err != nil {
		t.Fatal(err)
	}
	version := func(id int64) string {
		c, err := w.store.CaseByID(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		return c.Request.Version
	}
	if err := w.desk.Watch(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.recount()
	if v := version(old[0]); v != "2016-1" {
		t.Fatalf("it moved to %s before its day", v)
	}
	w.at("2027-03-05 09:00")
	if err := w.desk.Watch(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := w.recount(); n != 1 {
		t.Fatalf("%d moved", n)
	}
	if v := version(old[0]); v != "proyecto-160" || w.events(old[0], foi.LawChanged) != 1 {
		t.Fatalf("it is under %s", v)
	}
	w.due(old, "2027-03-23")
	if err := w.desk.Watch(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.recount()
	if n := w.queue.kinds["law_changed requester"]; n != 1 {
		t.Errorf("the person was told %d times that their request moved: %v", n, w.queue.kinds)
	}
	if v := version(w.file(1)[0]); v != "proyecto-160" {
		t.Fatalf("a new one came in under %s", v)
	}
	if err := w.desk.Enforce(t.Context(), "proyecto-160", foi.MustDate("2027-03-09"), w.admin); foi.CodeOf(err) != foi.Conflict {
		t.Fatalf("brought into force twice: %v", err)
	}
	for _, v := range []string{"", "2016-1", "nada"} {
		if err := w.desk.Enforce(t.Context(), v, foi.MustDate("2027-03-09"), w.admin); foi.CodeOf(err) != foi.Invalid {
			t.Errorf("version %q: %v", v, err)
		}
	}
}

// A unit that closes alone moves its own branches, and no term of the law.
func TestUnitCloses(t *testing.T) {
	t.Parallel()
	w := newTown(t).at("2026-03-02 10:00")
	ids := w.file(1)
	officer := foi.Actor{Account: 1, Grants: []foi.Grant{{Role: foi.TransparencyOfficer, Unit: "transparencia"}}}
	if err := w.store.InTx(t.Context(), func(tx *store.Tx) error {
		for _, key := range []string{"finanzas", "salud"} {
			if err := tx.SaveUnit(t.Context(), foi.Unit{Key: key, NameES: key, NameEN: key, Kind: "department", Active: true}); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	officer.Account = 0
	for _, unit := range []string{"finanzas", "salud"} {
		if _, err := w.desk.Act(t.Context(), ids[0], foi.Action{Kind: foi.OpenBranch, Unit: unit, Words: foi.Words{"text": "…"}}, officer); err != nil {
			t.Fatal(err)
		}
	}
	c := closure("2026-03-05", "2026-03-05")
	c.Unit = "finanzas"
	if err := w.desk.Declare(t.Context(), 0, []foi.Closure{c}, w.admin); err != nil {
		t.Fatal(err)
	}
	w.recount()
	w.due(ids, "2026-03-23")
	got, err := w.store.CaseByID(t.Context(), ids[0])
	if err != nil {
		t.Fatal(err)
	}
	if a, b := got.Branches[0].DueOn.String(), got.Branches[1].DueOn.String(); a != "2026-03-12" || b != "2026-03-11" {
		t.Fatalf("finanzas is due on %s, salud on %s", a, b)
	}
	w.told(0, 1) // the branch is the body's own business
}

// told checks how often people, and the office that leads, were told that a day moved.
func (w *town) told(people, office int) {
	w.t.Helper()
	if a, b := w.queue.kinds["due_changed requester"], w.queue.kinds["due_changed transparency_officer@transparencia"]; a != people || b != office {
		w.t.Errorf("people were told %d times and the office %d times, want %d and %d: %v", a, b, people, office, w.queue.kinds)
	}
}

// A person is told once when a day of theirs moved, however many of the body's moved with it, and not when only the body's did.
func TestPeopleAreToldOfTheirOwnDays(t *testing.T) {
	t.Parallel()
	w := newTown(t).at("2026-03-02 10:00").staffed()
	ids := w.file(3)
	w.do(ids[0], rosa, foi.Action{Kind: foi.OpenBranch, Unit: "finanzas"})
	w.do(ids[1], rosa, foi.Action{Kind: foi.AskClarification, Ground: "unclear"})
	w.answer(ids[2], "granted")
	if err := w.desk.Declare(t.Context(), 0, []foi.Closure{closure("2026-03-05", "2026-03-05")}, w.admin); err != nil {
		t.Fatal(err)
	}
	if n := w.recount(); n != 3 {
		t.Fatalf("%d moved", n)
	}
	w.told(2, 3)
	c := w.caseOf(ids[0])
	moves := c.Ledger[len(c.Ledger)-1].Facts.Moves()
	if len(moves) != 2 || moves[0].Clock != "response" || moves[1].Clock != "branch" {
		t.Errorf("on record: %+v", moves)
	}
}

// lapse lets a clock of a case run out on a day.
func (w *town) lapse(id int64, clock string, branch int, due string) {
	w.t.Helper()
	w.do(id, foi.TheSystem(), foi.Action{Kind: foi.Fire, Clock: clock, Branch: branch, Milestone: "lapse", Due: foi.MustDate(due)})
}

// A closure that revives what had run out revives it by its own days: those of an earlier one that does not are not added.
func TestOneClosureRevivesAndTheOtherDoesNot(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct{ second, due string }{
		"Unrelated": {"2026-05-04", "2026-03-23"}, // a day after the term: nothing is revived through the first
		"Related":   {"2026-03-20", "2026-03-24"}, // one more day, and not the two of the first beside it
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newTown(t).at("2026-03-02 10:00")
			ids := w.file(1)
			w.at("2026-03-24 00:01").lapse(ids[0], "response", 0, "2026-03-23")
			if err := w.desk.Declare(t.Context(), 0, []foi.Closure{closure("2026-03-18", "2026-03-19")}, w.admin); err != nil {
				t.Fatal(err)
			}
			w.recount()
			w.due(ids, "2026-03-23")
			second := closure(x.second, x.second)
			second.Revives = true
			w.at("2026-03-24 09:00")
			if err := w.desk.Declare(t.Context(), 1, []foi.Closure{second}, w.admin); err != nil {
				t.Fatal(err)
			}
			w.recount()
			w.due(ids, x.due)
			if got := w.caseOf(ids[0]); got.Request.Missed != (name == "Unrelated") {
				t.Errorf("missed: %t", got.Request.Missed)
			}
		})
	}
}

// A process that has not heard of a declaration yet counts with it all the same, and never brings a day back.
func TestTwoDesks(t *testing.T) {
	t.Parallel()
	w := newTown(t).at("2026-03-02 10:00").staffed()
	law, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	other := casework.New(w.store, law.Supposing(nil), w.queue, func() time.Time { return w.now }, "lapaz.example")
	ids := w.file(2)
	if err := w.desk.Declare(t.Context(), 0, []foi.Closure{closure("2026-03-10", "2026-03-10")}, w.admin); err != nil {
		t.Fatal(err)
	}
	w.recount()
	if _, err := other.Act(t.Context(), ids[0], foi.Action{Kind: foi.Acknowledge}, rosa); err != nil {
		t.Fatal(err)
	}
	w.due(ids, "2026-03-24")
	// A clock that begins after the recount passed is counted with the declaration too.
	if err := w.desk.Declare(t.Context(), 1, []foi.Closure{closure("2026-03-12", "2026-03-12")}, w.admin); err != nil {
		t.Fatal(err)
	}
	w.recount()
	w.at("2026-03-11 10:00")
	if _, err := other.Act(t.Context(), ids[1], foi.Action{Kind: foi.Extend, Ground: "volume", Amount: 1, Words: foi.Words{"text": "…"}}, rosa); err != nil {
		t.Fatal(err)
	}
	w.due(ids[1:], "2026-03-26")
	w.due(ids[:1], "2026-03-25")
	// The one that reads an older list last keeps the newer.
	if err := other.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := w.recount(); n != 0 {
		t.Errorf("%d would still move", n)
	}
}

// A unit that was closed has its missed branch revived where the declaration says so.
func TestUnitClosureRevives(t *testing.T) {
	t.Parallel()
	for _, revives := range []bool{false, true} {
		w := newTown(t).at("2026-03-02 10:00").staffed()
		ids := w.file(1)
		w.do(ids[0], rosa, foi.Action{Kind: foi.OpenBranch, Unit: "finanzas"})
		w.at("2026-03-12 00:01").lapse(ids[0], "branch", 1, "2026-03-11")
		c := closure("2026-03-09", "2026-03-11")
		c.Unit, c.Revives = "finanzas", revives
		if err := w.desk.Declare(t.Context(), 0, []foi.Closure{c}, w.admin); err != nil {
			t.Fatal(err)
		}
		w.recount()
		w.due(ids, "2026-03-23")
		want := map[bool]string{false: "2026-03-11", true: "2026-03-16"}[revives]
		if b := w.caseOf(ids[0]).Branches[0]; b.DueOn.String() != want || b.Missed == revives {
			t.Errorf("revives %t: the branch is due on %s, missed %t", revives, b.DueOn, b.Missed)
		}
	}
}

package casework_test

import (
	"testing"

	"qhana/internal/foi"
	"qhana/internal/store"
)

var (
	rosa  = foi.Actor{Account: 1, Grants: []foi.Grant{{Role: foi.TransparencyOfficer, Unit: "transparencia"}}}
	tere  = foi.Actor{Account: 2, Grants: []foi.Grant{{Role: foi.Reviewer, Unit: "asesoria-legal"}}}
	erni  = foi.Actor{Account: 3, Grants: []foi.Grant{{Role: foi.Signatory, Unit: "secretaria-general"}}}
	jefa  = foi.Actor{Account: 4, Grants: []foi.Grant{{Role: foi.UnitHead, Unit: "finanzas"}}}
	nomac = func(foi.Reference) []byte { return make([]byte, 32) }
)

// staffed gives the town its units and its people, numbered as the actors above.
func (w *town) staffed() *town {
	w.t.Helper()
	ctx := w.t.Context()
	err := w.store.InTx(ctx, func(tx *store.Tx) error {
		for _, key := range []string{"transparencia", "asesoria-legal", "secretaria-general", "finanzas", "obras"} {
			if err := tx.SaveUnit(ctx, foi.Unit{Key: key, NameES: key, NameEN: key, Kind: "office", Active: true}); err != nil {
				return err
			}
		}
		for _, login := range []string{"rosa", "tere", "erni", "jefa", "pedro"} {
			a := foi.Account{Login: login, Name: login, Active: true, Grants: []foi.Grant{{Role: foi.UnitOfficial, Unit: map[string]string{"pedro": "finanzas"}[login]}}}
			if _, err := tx.CreateAccount(ctx, a, "x", w.now); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return w
}

// do carries actions out one after another, and fails where one is refused.
func (w *town) do(id int64, who foi.Actor, acts ...foi.Action) foi.Request {
	w.t.Helper()
	var req foi.Request
	for _, act := range acts {
		if act.Words == nil {
			act.Words = foi.Words{"text": "…", "title": "…", "question": "…", "answer": "…"}
		}
		var err error
		if req, err = w.desk.Act(w.t.Context(), id, act, who); err != nil {
			w.t.Fatalf("%s: %v", act.Kind, err)
		}
	}
	return req
}

// refused checks that an action is not possible, for a reason.
func (w *town) refused(id int64, who foi.Actor, act foi.Action, key string) {
	w.t.Helper()
	if act.Words == nil {
		act.Words = foi.Words{"text": "…"}
	}
	_, err := w.desk.Act(w.t.Context(), id, act, who)
	if got, ok := err.(*foi.Error); !ok || got.Key != key {
		w.t.Fatalf("%s: got %v, want %s", act.Kind, err, key)
	}
}

// answer drafts, signs and delivers.
func (w *town) answer(id int64, outcome string) foi.Request {
	w.t.Helper()
	w.do(id, rosa, foi.Action{Kind: foi.Draft, Outcome: outcome}, foi.Action{Kind: foi.Submit})
	w.do(id, erni, foi.Action{Kind: foi.Sign})
	return w.do(id, rosa, foi.Action{Kind: foi.Deliver})
}

func (w *town) caseOf(id int64) foi.Case {
	w.t.Helper()
	c, err := w.store.CaseByID(w.t.Context(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

// A remedy is a case of its own, with the law's term; what it decides comes back to the request, which owes it.
func TestReview(t *testing.T) {
	t.Parallel()
	w := newTown(t).at("2026-03-02 10:00").staffed()
	id := w.file(1)[0]
	act := foi.Action{Kind: foi.FileReview, Remedy: "revocatoria", Words: foi.Words{"text": "Falta el anexo"}}
	q := foi.Question{Subject: "Revocatoria", Body: "Falta el anexo"}
	file := func() (foi.Request, error) {
		return w.desk.FileReview(t.Context(), id, act, q, nil, foi.Web, foi.TheCitizen(), nomac)
	}
	if _, err := file(); err == nil {
		t.Fatal("a remedy was filed before there was anything to act against")
	}
	w.at("2026-03-04 10:00").answer(id, "not_held")
	w.at("2026-03-05 10:00")
	review, err := file()
	if err != nil {
		t.Fatal(err)
	}
	if got := w.caseOf(review.ID); got.Request.DueOn.String() != "2026-04-02" || got.Request.Parent != id || got.Request.Remedy != "revocatoria" {
		t.Fatalf("%+v", got.Request)
	}
	if _, err := file(); err == nil {
		t.Fatal("the same remedy was filed twice")
	}
	w.refused(review.ID, rosa, foi.Action{Kind: foi.Extend, Ground: "volume", Amount: 5}, "not_in_review")
	w.at("2026-03-10 10:00").answer(review.ID, "upheld")
	parent := w.caseOf(id)
	if parent.Request.State != foi.Open {
		t.Fatalf("after the decision the request is %s", parent.Request.State)
	}
	due := foi.Date(0)
	for _, dl := range parent.Deadlines {
		if dl.Clock == "compliance" && dl.Status == foi.Running {
			due = dl.DueOn
		}
	}
	if due.String() != "2026-03-17" {
		t.Fatalf("what was ordered is due on %s", due)
	}
	if req := w.at("2026-03-12 10:00").answer(id, "granted"); req.Outcome != "granted" {
		t.Fatalf("%+v", req)
	}
	w.replays(id, review.ID)
}

// The law's silence on an appeal is for the person: the body owes what was asked.
func TestSilenceOnAppeal(t *testing.T) {
	t.Parallel()
	w := newTown(t).at("2026-03-02 10:00").staffed()
	id := w.file(1)[0]
	w.at("2026-03-03 10:00").answer(id, "not_held")
	q := foi.Question{Subject: "x", Body: "y"}
	review := func(remedy string) foi.Request {
		t.Helper()
		act := foi.Action{Kind: foi.FileReview, Remedy: remedy, Words: foi.Words{"text": "…"}}
		req, err := w.desk.FileReview(t.Context(), id, act, q, nil, foi.Web, foi.TheCitizen(), nomac)
		if err != nil {
			t.Fatal(err)
		}
		return req
	}
	first := review("revocatoria")
	w.at("2026-03-05 10:00").answer(first.ID, "dismissed")
	second := review("jerarquico")
	w.at("2026-12-01 10:00")
	for _, m := range w.caseOf(second.ID).Milestones {
		if _, err := w.desk.Act(t.Context(), second.ID, foi.Action{Kind: foi.Fire, Clock: m.Clock, Branch: m.Branch, Milestone: m.Name(), Due: m.DueOn}, foi.TheSystem()); err != nil && foi.CodeOf(err) != foi.Refused {
			t.Fatal(err)
		}
	}
	if w.events(second.ID, foi.Lapsed) == 0 || w.caseOf(id).Request.State != foi.Open {
		t.Fatalf("the request is %s after the silence", w.caseOf(id).Request.State)
	}
	w.replays(id, first.ID, second.ID)
}

// One answer is given to all that asked the same, each within its own term; what was split keeps the day on which the whole came.
func TestJoinSplitLink(t *testing.T) {
	t.Parallel()
	w := newTown(t).at("2026-03-02 10:00").staffed()
	ids := w.file(3)
	one := w.caseOf(ids[0]).Request
	w.do(ids[0], rosa, foi.Action{Kind: foi.Acknowledge})
	w.do(ids[1], rosa, foi.Action{Kind: foi.Join, Other: one.Reference})
	w.refused(ids[1], rosa, foi.Action{Kind: foi.Draft, Outcome: "granted"}, "joined_already")
	w.refused(ids[2], rosa, foi.Action{Kind: foi.Join, Other: w.caseOf(ids[2]).Request.Reference}, "other")
	if _, err := w.desk.Link(t.Context(), ids[2], foi.Action{Kind: foi.Link, Other: one.Reference}, rosa); err != nil {
		t.Fatal(err)
	}
	if w.events(ids[0], foi.Linked) != 1 || w.events(ids[2], foi.Linked) != 1 {
		t.Fatal("a link stands on one side only")
	}
	w.at("2026-03-05 10:00")
	part, err := w.desk.Split(t.Context(), ids[0], foi.Action{Kind: foi.Split, Words: foi.Words{"text": "Pide otra cosa"}}, foi.Question{Subject: "p", Body: "q"}, rosa, nomac)
	if err != nil {
		t.Fatal(err)
	}
	if got := w.caseOf(part.ID).Request; got.DueOn != one.DueOn || got.Parent != ids[0] {
		t.Fatalf("the part is due on %s, the whole on %s", got.DueOn, one.DueOn)
	}
	w.answer(ids[0], "granted")
	if got := w.caseOf(ids[1]); got.Request.State != foi.Answered || got.Request.Outcome != "granted" {
		t.Fatalf("the joined request is %s, %s", got.Request.State, got.Request.Outcome)
	}
	w.replays(append(ids, part.ID)...)
}

// Who was joined to a request that is withdrawn, or sent on, goes on alone: the answer is still owed.
func TestJoinedComesLoose(t *testing.T) {
	t.Parallel()
	w := newTown(t).at("2026-03-02 10:00").staffed()
	ids := w.file(4)
	for i, over := range []foi.Action{{Kind: foi.Withdraw}, {Kind: foi.Transfer, Words: foi.Words{"text": "Es de su competencia", "body": "Ministerio de Obras Públicas"}}} {
		first, second := ids[2*i], ids[2*i+1]
		w.do(second, rosa, foi.Action{Kind: foi.Acknowledge}, foi.Action{Kind: foi.Join, Other: w.caseOf(first).Request.Reference})
		who := rosa
		if over.Kind == foi.Withdraw {
			who = foi.TheCitizen()
		}
		w.do(first, who, over)
		c := w.caseOf(second)
		if last := c.Ledger[len(c.Ledger)-1]; c.Request.Joined != 0 || last.Event != foi.Separated || last.Facts.Other != string(w.caseOf(first).Request.Reference) || last.By.Role != foi.System {
			t.Errorf("after %s it is joined to %d, its last entry is %+v", over.Kind, c.Request.Joined, last)
		}
		w.answer(second, "granted")
		w.replays(first, second)
	}
}

// A branch is opened and moved only to a unit that there is; one that is being dissolved is not given a branch meanwhile.
func TestBranchToNoUnit(t *testing.T) {
	t.Parallel()
	w := newTown(t).at("2026-03-02 10:00").staffed()
	id := w.file(1)[0]
	w.refused(id, rosa, foi.Action{Kind: foi.OpenBranch, Unit: "inventada"}, "unit_gone")
	w.do(id, rosa, foi.Action{Kind: foi.OpenBranch, Unit: "finanzas"})
	begun, opened := make(chan bool), make(chan error)
	err := w.store.InTx(t.Context(), func(tx *store.Tx) error {
		if _, err := tx.LockUnit(t.Context(), "obras"); err != nil {
			return err
		}
		go func() {
			close(begun)
			_, err := w.desk.Act(t.Context(), id, foi.Action{Kind: foi.MoveBranch, Branch: 1, Unit: "obras", Words: foi.Words{"text": "…"}}, rosa)
			opened <- err
		}()
		<-begun
		return tx.SaveUnit(t.Context(), foi.Unit{Key: "obras", NameES: "obras", NameEN: "obras", Kind: "office"})
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := <-opened; foi.CodeOf(err) != foi.Invalid {
		t.Errorf("a branch was moved to a unit that was being dissolved: %v", err)
	}
	w.refused(id, rosa, foi.Action{Kind: foi.OpenBranch, Unit: "obras"}, "unit_gone")
	if got := w.caseOf(id).Branches; len(got) != 1 || got[0].Unit != "finanzas" {
		t.Errorf("%+v", got)
	}
}

// A branch is given to somebody of its unit, moved, and asked for again when it is late; the answer then says why it is.
func TestBranchWork(t *testing.T) {
	t.Parallel()
	w := newTown(t).at("2026-03-02 10:00").staffed()
	id := w.file(1)[0]
	w.do(id, rosa, foi.Action{Kind: foi.OpenBranch, Unit: "finanzas"})
	w.refused(id, jefa, foi.Action{Kind: foi.AssignBranch, Branch: 1, Account: 1}, "missing.account")
	w.do(id, jefa, foi.Action{Kind: foi.AssignBranch, Branch: 1, Account: 5})
	w.do(id, rosa, foi.Action{Kind: foi.RedateBranch, Branch: 1, Due: foi.MustDate("2026-03-06")}, foi.Action{Kind: foi.MoveBranch, Branch: 1, Unit: "obras"},
		foi.Action{Kind: foi.MoveBranch, Branch: 1, Unit: "finanzas"})
	w.refused(id, rosa, foi.Action{Kind: foi.RedateBranch, Branch: 1, Due: foi.MustDate("2026-04-30")}, "branch_due")
	w.at("2026-03-16 12:00")
	for range 6 {
		for _, m := range w.caseOf(id).Milestones {
			if m.Clock == "branch" {
				_, _ = w.desk.Act(t.Context(), id, foi.Action{Kind: foi.Fire, Clock: m.Clock, Branch: m.Branch, Milestone: m.Name(), Due: m.DueOn}, foi.TheSystem())
			}
		}
	}
	if n := w.events(id, foi.Chased); n != 3 {
		t.Fatalf("%d chases", n)
	}
	if w.queue.kinds["branch_escalation superior@finanzas"] != 1 {
		t.Fatalf("the superior was told %d times", w.queue.kinds["branch_escalation superior@finanzas"])
	}
	w.do(id, jefa, foi.Action{Kind: foi.AcceptBranch, Branch: 1})
	w.refused(id, jefa, foi.Action{Kind: foi.AnswerBranch, Branch: 1}, "missing.delay")
	w.do(id, jefa, foi.Action{Kind: foi.AnswerBranch, Branch: 1, Words: foi.Words{"text": "…", "delay": "El archivo estaba en otra sede"}})
	w.replays(id)
}

// The superior of two units that hold a case hears of its last day once, and of its silence once.
func TestSuperiorIsToldOnce(t *testing.T) {
	t.Parallel()
	w := newTown(t).at("2026-03-02 10:00").staffed()
	if err := w.store.InTx(t.Context(), func(tx *store.Tx) error {
		for _, key := range []string{"finanzas", "obras"} {
			if err := tx.SaveUnit(t.Context(), foi.Unit{Key: key, Parent: "secretaria-general", NameES: key, NameEN: key, Kind: "office", Active: true}); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	id := w.file(1)[0]
	w.do(id, rosa, foi.Action{Kind: foi.OpenBranch, Unit: "finanzas"}, foi.Action{Kind: foi.OpenBranch, Unit: "obras"}, foi.Action{Kind: foi.OpenBranch, Unit: "asesoria-legal"})
	w.at("2026-03-24 09:00")
	for _, m := range w.caseOf(id).Milestones {
		if m.Clock == "response" {
			w.do(id, foi.TheSystem(), foi.Action{Kind: foi.Fire, Clock: m.Clock, Milestone: m.Name(), Due: m.DueOn})
		}
	}
	for to, want := range map[string]int{"escalation superior@finanzas": 1, "escalation superior@obras": 0, "escalation superior@asesoria-legal": 1, "silence_unit superior@finanzas": 1,
		"silence_unit superior@obras": 0, "silence_unit unit_head@finanzas": 1, "silence_unit unit_head@obras": 1} {
		if got := w.queue.kinds[to]; got != want {
			t.Errorf("%s: %d, not %d", to, got, want)
		}
	}
	w.replays(id)
}

// A restricted case is seen by those who are named, and by the auditor.
func TestRestrict(t *testing.T) {
	t.Parallel()
	w := newTown(t).at("2026-03-02 10:00").staffed()
	w.grant("rosa", rosa.Grants[0])
	id := w.file(1)[0]
	for _, people := range [][]int64{{1, 5}, {1, 999}, {0}} { // of a unit that was not asked, not there
		w.refused(id, rosa, foi.Action{Kind: foi.Restrict, People: people}, "people_gone")
	}
	w.do(id, rosa, foi.Action{Kind: foi.Restrict, People: []int64{1, 1}})
	ref := w.caseOf(id).Request.Reference
	auditor := foi.Actor{Account: 5, Grants: []foi.Grant{{Role: foi.Auditor}}}
	for _, x := range []struct {
		who  foi.Actor
		sees bool
	}{{rosa, true}, {erni, false}, {auditor, true}} {
		_, err := w.store.Case(t.Context(), ref, x.who)
		list, listErr := w.store.Requests(t.Context(), store.RequestFilter{Viewer: x.who})
		if listErr != nil || (err == nil) != x.sees || (len(list.Requests) == 1) != x.sees {
			t.Errorf("%v: %v, %d in the list, %v", x.who.Grants, err, len(list.Requests), listErr)
		}
	}
	unrestricted := w.file(1)[0]
	w.refused(unrestricted, erni, foi.Action{Kind: foi.Join, Other: ref}, "not_yours")
	pati := foi.Actor{Account: 2, Grants: rosa.Grants} // leads too, and was not named
	w.refused(unrestricted, pati, foi.Action{Kind: foi.Join, Other: ref}, "other")
	if _, err := w.desk.Link(t.Context(), unrestricted, foi.Action{Kind: foi.Link, Other: ref}, pati); foi.CodeOf(err) != foi.Invalid {
		t.Errorf("somebody who may not see it links it: %v", err)
	}
	part, err := w.desk.Split(t.Context(), id, foi.Action{Kind: foi.Split, Words: foi.Words{"text": "Pide otra cosa"}}, foi.Question{Subject: "p", Body: "q"}, rosa, nomac)
	if err != nil {
		t.Fatal(err)
	}
	w.at("2026-03-04 10:00").answer(id, "not_held")
	act := foi.Action{Kind: foi.FileReview, Remedy: "revocatoria", Words: foi.Words{"text": "Falta el anexo"}}
	review, err := w.desk.FileReview(t.Context(), id, act, foi.Question{Subject: "r", Body: "q"}, nil, foi.Web, foi.TheCitizen(), nomac)
	if err != nil {
		t.Fatal(err)
	}
	for _, child := range []foi.Request{part, review} {
		if _, err := w.store.Case(t.Context(), child.Reference, pati); foi.CodeOf(err) != foi.NotFound {
			t.Errorf("%s of a restricted request is open to those who may not see that: %v", child.Reference, err)
		}
		if _, err := w.store.Case(t.Context(), child.Reference, rosa); err != nil {
			t.Errorf("%s is hidden from who may see the whole: %v", child.Reference, err)
		}
	}
	w.replays(id, part.ID, review.ID)
	w.do(id, rosa, foi.Action{Kind: foi.Unrestrict})
	if _, err := w.store.Case(t.Context(), ref, erni); err != nil {
		t.Fatal(err)
	}
}

// A first part is given while the rest is owed.
func TestFirstPart(t *testing.T) {
	t.Parallel()
	w := newTown(t).at("2026-03-02 10:00").staffed()
	id := w.file(1)[0]
	w.do(id, rosa, foi.Action{Kind: foi.Draft, Outcome: "granted"}, foi.Action{Kind: foi.Submit})
	if req := w.do(id, erni, foi.Action{Kind: foi.DeliverPart}); req.State != foi.Open || req.Clock != foi.Running {
		t.Fatalf("%+v", req)
	}
	w.refused(id, rosa, foi.Action{Kind: foi.Submit}, "no_draft")
	w.answer(id, "granted")
	w.do(id, rosa, foi.Action{Kind: foi.Reopen})
	w.answer(id, "granted")
	w.replays(id)
}

// replays checks that what is stored is what the ledgers come to.
func (w *town) replays(ids ...int64) {
	w.t.Helper()
	for _, id := range ids {
		c := w.caseOf(id)
		r := w.law.Under(c.Request.Statute, c.Request.Version).Replay(c.Request, c.Ledger).Request
		if r.State != c.Request.State || r.DueOn != c.Request.DueOn || r.Rev != c.Request.Rev || r.Outcome != c.Request.Outcome {
			w.t.Fatalf("%s: the ledger comes to %+v, stored is %+v", c.Request.Reference, r, c.Request)
		}
	}
}

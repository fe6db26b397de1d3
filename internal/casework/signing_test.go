package casework_test

import (
	"testing"

	"qhana/internal/foi"
)

// What is denied goes past the lawyers before it is signed, and nobody approves what they wrote.
func TestApprovalChain(t *testing.T) {
	t.Parallel()
	w := newTown(t).at("2026-03-02 10:00").staffed()
	id := w.file(1)[0]
	words := foi.Words{"text": "No", "exemption.personal": "Nombra a menores"}
	w.do(id, rosa, foi.Action{Kind: foi.Draft, Outcome: "denied", Exemptions: []string{"personal"}, Words: words, Withheld: 3}, foi.Action{Kind: foi.Submit})
	w.refused(id, erni, foi.Action{Kind: foi.Sign}, "step_waits")
	if got := w.caseOf(id).Request.Holders[0]; got != "asesoria-legal" {
		t.Fatalf("%s holds it", got)
	}
	w.do(id, tere, foi.Action{Kind: foi.AmendDraft, Outcome: "denied", Exemptions: []string{"personal"}, Words: words})
	w.refused(id, tere, foi.Action{Kind: foi.ApproveDraft}, "own_draft")
	w.do(id, tere, foi.Action{Kind: foi.Decline})
	beti := foi.Actor{Account: 5, Grants: tere.Grants}
	w.do(id, rosa, foi.Action{Kind: foi.Draft, Outcome: "denied", Exemptions: []string{"personal"}, Words: words}, foi.Action{Kind: foi.Submit})
	w.refused(id, tere, foi.Action{Kind: foi.ApproveDraft}, "own_draft") // a new draft by somebody else may still have her words
	w.do(id, beti, foi.Action{Kind: foi.ApproveDraft})
	w.do(id, erni, foi.Action{Kind: foi.Sign})
	if req := w.do(id, rosa, foi.Action{Kind: foi.Deliver}); req.State != foi.Answered || req.Outcome != "denied" {
		t.Fatalf("%+v", req)
	}
	w.answer(w.file(1)[0], "granted") // what is granted needs no lawyer
}

// Of two who sign, or approve, at the same instant one does, and the other is told that it changed.
func TestTwoAtOnce(t *testing.T) {
	t.Parallel()
	w := newTown(t).at("2026-03-02 10:00").staffed()
	beti, ana := foi.Actor{Account: 5, Grants: tere.Grants}, foi.Actor{Account: 4, Grants: erni.Grants}
	both := func(id int64, kind foi.ActionKind, one, two foi.Actor) {
		t.Helper()
		rev := w.caseOf(id).Request.Rev
		start, errs := make(chan bool), make(chan error)
		for _, who := range []foi.Actor{one, two} {
			go func() {
				<-start
				_, err := w.desk.Act(t.Context(), id, foi.Action{Kind: kind, Rev: rev}, who)
				errs <- err
			}()
		}
		close(start)
		if a, b := <-errs, <-errs; (a == nil) == (b == nil) || a != nil && foi.CodeOf(a) != foi.Conflict || b != nil && foi.CodeOf(b) != foi.Conflict {
			t.Errorf("%s at once: %v and %v", kind, a, b)
		}
	}
	for _, id := range w.file(5) {
		words := foi.Words{"text": "No", "exemption.personal": "Nombra a menores"}
		w.do(id, rosa, foi.Action{Kind: foi.Draft, Outcome: "denied", Exemptions: []string{"personal"}, Words: words}, foi.Action{Kind: foi.Submit})
		both(id, foi.ApproveDraft, tere, beti)
		both(id, foi.Sign, erni, ana)
		if n, m := w.events(id, foi.DraftApproved), w.events(id, foi.SignedOff); n != 1 || m != 1 {
			t.Errorf("approved %d times, signed %d times", n, m)
		}
		w.replays(id)
	}
}

// Nobody decides the appeal to the superior who signed the answer, or what was decided on the review before it.
func TestSuperiorDecides(t *testing.T) {
	t.Parallel()
	w := newTown(t).at("2026-03-02 10:00").staffed()
	id := w.file(1)[0]
	w.answer(id, "not_held")
	review := func(remedy string) int64 {
		t.Helper()
		act := foi.Action{Kind: foi.FileReview, Remedy: remedy, Words: foi.Words{"text": "…"}}
		req, err := w.desk.FileReview(t.Context(), id, act, foi.Question{Subject: "x", Body: "y"}, nil, foi.Web, foi.TheCitizen(), nomac)
		if err != nil {
			t.Fatal(err)
		}
		return req.ID
	}
	first := review("revocatoria")
	w.do(first, rosa, foi.Action{Kind: foi.Draft, Outcome: "dismissed"}, foi.Action{Kind: foi.Submit})
	ana := foi.Actor{Account: 4, Grants: erni.Grants}
	w.do(first, ana, foi.Action{Kind: foi.Sign}) // by the authority that answered: the law says so (Ley 2341, art. 64)
	w.do(first, rosa, foi.Action{Kind: foi.Deliver})
	second := review("jerarquico")
	w.do(second, rosa, foi.Action{Kind: foi.Draft, Outcome: "upheld"}, foi.Action{Kind: foi.Submit})
	w.refused(second, erni, foi.Action{Kind: foi.Sign}, "own_answer_appealed")
	w.refused(second, ana, foi.Action{Kind: foi.Sign}, "own_answer_appealed")
	w.do(second, foi.Actor{Account: 5, Grants: erni.Grants}, foi.Action{Kind: foi.Sign})
	w.do(second, rosa, foi.Action{Kind: foi.Deliver})
	w.replays(id, first, second)
}

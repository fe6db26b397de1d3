package statute

import (
	"slices"
	"strings"
	"testing"
	"time"

	"qhana/internal/foi"
)

// A procedure with two steps before the signature: the second waits for the first, an amendment begins them anew, and nobody does both.
func TestTwoSteps(t *testing.T) {
	l := shared(t)
	law := *l.Statute("bo-la-paz")
	law.versions = []*Statute{&law}
	law.procedure.Approvals = []approvalRule{{Step: "legal", Unit: "asesoria-legal"}, {Step: "committee", Unit: "comite"}}
	of := func(id int64, role foi.Role, unit string) foi.Actor {
		return foi.Actor{Account: id, Grants: []foi.Grant{{Role: role, Unit: unit}}}
	}
	officer, lawyer, chair, signs := of(1, foi.TransparencyOfficer, "transparencia"), of(2, foi.Reviewer, "asesoria-legal"), of(3, foi.UnitHead, "comite"), of(4, foi.Signatory, "secretaria-general")
	at := time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC)
	req, ledger := foi.Request{ID: 1, Locale: "es"}, []foi.Entry(nil)
	do := func(who foi.Actor, act foi.Action, want string) {
		t.Helper()
		at = at.Add(time.Minute)
		act.Words = foi.Words{"text": "…"}
		out, err := law.Decide(req, ledger, act, who, at)
		if e, ok := err.(*foi.Error); want != "" && (!ok || e.Key != want) || want == "" && err != nil {
			t.Fatalf("%s: got %v, want %q", act.Kind, err, want)
		}
		if err == nil {
			req, ledger = out.Request, append(slices.Clone(ledger), out.Entries...)
		}
	}
	do(foi.TheCitizen(), foi.Action{Kind: foi.File, Filing: &foi.Filing{Locale: "es"}}, "")
	do(officer, foi.Action{Kind: foi.Draft, Outcome: "granted"}, "")
	do(officer, foi.Action{Kind: foi.Submit}, "")
	do(chair, foi.Action{Kind: foi.ApproveDraft}, "not_yours")
	do(signs, foi.Action{Kind: foi.AmendDraft, Outcome: "granted"}, "not_yours")
	do(lawyer, foi.Action{Kind: foi.ApproveDraft}, "")
	if req.Holders[0] != "comite" {
		t.Errorf("%s holds it", req.Holders)
	}
	do(signs, foi.Action{Kind: foi.Sign}, "step_waits")
	do(chair, foi.Action{Kind: foi.AmendDraft, Outcome: "granted"}, "")
	if req.Holders[0] != "asesoria-legal" {
		t.Errorf("after it was amended %s holds it", req.Holders)
	}
	do(lawyer, foi.Action{Kind: foi.ApproveDraft}, "")
	do(chair, foi.Action{Kind: foi.ApproveDraft}, "own_draft")
	do(of(5, foi.Reviewer, "comite"), foi.Action{Kind: foi.ApproveDraft}, "")
	do(signs, foi.Action{Kind: foi.Sign}, "")
	do(officer, foi.Action{Kind: foi.Deliver}, "")
}

// Who took a remedy is told of those that are left, and of none that was taken before it.
func TestRecoursesLeft(t *testing.T) {
	law := shared(t).Statute("bo-la-paz")
	for taken, want := range map[string]string{"": "revocatoria jerarquico utlcc", "revocatoria": "jerarquico utlcc", "jerarquico": "utlcc"} {
		var left []string
		filed := foi.Entry{Seq: 1, Event: foi.Filed, At: time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC), Facts: foi.Facts{Remedy: taken}}
		for _, r := range law.Recourses([]foi.Entry{filed}, foi.MustDate("2026-03-02")) {
			left = append(left, r.Code)
		}
		if got := strings.Join(left, " "); got != want {
			t.Errorf("after %q: %s, want %s", taken, got, want)
		}
	}
}

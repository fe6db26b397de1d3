package statute_test

import (
	"testing"

	"qhana/internal/foi"
)

// inTown is a request to the small town where one officer does it all.
func inTown(t *testing.T, at string) *story {
	t.Helper()
	s := &story{t: t, law: library(t).Statute("bo-nacional"), req: foi.Request{ID: 1, Reference: "VS-2026-000001-5", Statute: "bo-nacional", Locale: "es"}}
	s.do(at, citizen, foi.Action{Kind: foi.File, Filing: &foi.Filing{Locale: "es"}})
	return s
}

// Nothing is delivered before there is an answer, nor while something is waited for from the person: also where nobody signs.
func TestDeliverNeedsAnAnswer(t *testing.T) {
	town := account(1, foi.TransparencyOfficer, "secretaria")
	deliver := foi.Action{Kind: foi.Deliver}
	s := inTown(t, "2026-03-02 10:00")
	s.do("2026-03-02 11:00", town, foi.Action{Kind: foi.Acknowledge})
	s.refused("2026-03-02 11:01", town, deliver, "no_draft")
	for _, act := range s.law.Allowed(s.req, s.ledger, town, instant(t, "2026-03-02 11:01")) {
		if act.Kind == foi.Deliver {
			t.Error("there is a button to deliver nothing")
		}
	}
	s.do("2026-03-03 10:00", town, foi.Action{Kind: foi.Draft, Outcome: "granted", Words: say("Bs 3.000")})
	s.do("2026-03-03 10:30", town, foi.Action{Kind: foi.AskClarification, Ground: "unclear", Words: say("¿De qué año?")})
	s.refused("2026-03-03 10:31", town, deliver, "waiting_for_person")
	s.do("2026-03-04 10:00", citizen, foi.Action{Kind: foi.Clarify, Words: say("Del 2025")})
	s.do("2026-03-04 10:30", town, deliver)
	if s.req.State != foi.Answered || s.req.Outcome != "granted" {
		t.Errorf("%+v", s.req)
	}
	s.do("2026-03-05 10:30", town, foi.Action{Kind: foi.Reopen, Words: say("Falta el anexo")})
	s.refused("2026-03-05 10:31", town, deliver, "no_draft")
}

package statute_test

import (
	"strings"
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

// Several third parties are asked at a time: each answers on their own consultation, and no link answers for somebody else.
func TestSeveralThirdParties(t *testing.T) {
	ask := func(name string) foi.Action {
		return foi.Action{Kind: foi.ConsultThird, Words: foi.Words{"name": name, "address": "Calle 1", "text": "¿Está de acuerdo?"}}
	}
	third := foi.TheThirdParty()
	s := file(t, "2026-03-02 10:00")
	s.do("2026-03-02 11:00", officer, foi.Action{Kind: foi.Acknowledge})
	s.refused("2026-03-02 11:01", officer, foi.Action{Kind: foi.ConsultThird, Words: foi.Words{"name": "A", "text": "¿?"}}, "missing.address")
	s.do("2026-03-02 12:00", officer, ask("Uno"))
	s.do("2026-03-03 12:00", officer, ask("Dos"))
	s.do("2026-03-04 12:00", third, foi.Action{Kind: foi.AnswerThird, Third: 2, Position: "consents"})
	s.refused("2026-03-04 12:01", third, foi.Action{Kind: foi.AnswerThird, Third: 2, Position: "consents"}, "third_not_asked")
	s.do("2026-03-05 09:00", officer, ask("Tres"))
	s.refused("2026-03-05 09:01", officer, foi.Action{Kind: foi.AnswerThird, Position: "consents"}, "missing.third")
	due := map[int]string{}
	for _, d := range s.last.Deadlines {
		if d.Clock == "consultation" {
			due[d.Branch] = string(d.Status) + " " + d.DueOn.String()
		}
	}
	if got := due[1] + " " + due[2] + " " + due[3]; got != "running 2026-03-09 met 2026-03-10 running 2026-03-12" {
		t.Errorf("the consultations stand so: %s", got)
	}
	early := foi.Action{Kind: foi.AnswerThird, Third: 1, Position: "consents", Received: foi.MustDate("2026-03-01"), Words: foi.Words{"late": "Fue feriado"}}
	s.refused("2026-03-09 10:00", officer, early, "received_too_early")
	early.Received = foi.MustDate("2026-03-10")
	s.refused("2026-03-09 10:00", officer, early, "received_future")
	early.Received = foi.MustDate("2026-03-06")
	s.do("2026-03-09 10:00", officer, early)
	if e := s.last.Entries[0]; e.Facts.Third != 1 || !strings.HasPrefix(e.Facts.ReceivedAt, "2026-03-06T") {
		t.Errorf("%+v", e.Facts)
	}
}

// What a person brings to the counter counts from the day on which it came.
func TestClarifiedOnPaper(t *testing.T) {
	clerk := account(9, foi.Clerk, "transparencia")
	s := file(t, "2026-03-02 10:00")
	s.do("2026-03-04 09:00", officer, foi.Action{Kind: foi.AskClarification, Ground: "unclear", Words: say("¿De qué año?")})
	brought := foi.Action{Kind: foi.Clarify, Received: foi.MustDate("2026-03-06"), Words: say("Del 2025")}
	s.refused("2026-03-09 09:00", clerk, brought, "missing.late")
	brought.Words = foi.Words{"text": "Del 2025", "late": "Se cayó la red"}
	brought.Received = foi.MustDate("2026-03-03")
	s.refused("2026-03-09 09:00", clerk, brought, "received_too_early")
	brought.Received = foi.MustDate("2026-03-06")
	s.do("2026-03-09 09:00", clerk, brought)
	s.due("2026-03-25") // as when it is answered on the site that day
}

// A request, or a part of it, is sent on within the term that the law gives for that, and to a body that is named.
func TestTransfer(t *testing.T) {
	words := foi.Words{"body": "Ministerio de Obras Públicas", "text": "La vía es de su cargo"}
	whole, part := foi.Action{Kind: foi.Transfer, Words: words}, foi.Action{Kind: foi.TransferPart, Words: foi.Words{"body": "Ministerio", "text": "La vía es suya", "part": "El tramo norte"}}
	s := file(t, "2026-03-02 10:00")
	s.refused("2026-03-03 09:00", officer, foi.Action{Kind: foi.Transfer, Words: say("No es nuestro")}, "missing.body")
	s.refused("2026-03-03 09:00", officer, foi.Action{Kind: foi.TransferPart, Words: words}, "missing.part")
	s.refused("2026-03-06 00:01", officer, whole, "too_late_to_transfer")
	s.refused("2026-03-06 00:01", officer, part, "too_late_to_transfer")
	s.do("2026-03-05 16:00", officer, part) // the third working day
	if s.req.State != foi.Open || s.req.DueOn.String() != "2026-03-23" {
		t.Errorf("after a part was sent on: %+v", s.req)
	}
	s.do("2026-03-05 17:00", officer, whole)
	if s.req.State != foi.Transferred || s.req.Clock != foi.Stopped {
		t.Errorf("%+v", s.req)
	}
	var told []string
	for _, n := range s.last.Notices {
		told = append(told, n.Kind+" "+n.To.String())
	}
	if got := strings.Join(told, ", "); got != "transferred requester, sent_on other_body" {
		t.Errorf("told: %s", got)
	}
}

// Whoever wrote any draft of what is being approved approves and signs none of it, also when somebody else wrote it anew; of two steps
// each is somebody's own.
func TestNobodyApprovesTheirOwnWork(t *testing.T) {
	second := account(7, foi.TransparencyOfficer, "transparencia")
	both := foi.Actor{Account: 1, Grants: []foi.Grant{{Role: foi.Signatory, Unit: "secretaria-general"}}}
	s := file(t, "2026-03-02 10:00")
	s.do("2026-03-03 09:00", officer, foi.Action{Kind: foi.Draft, Outcome: "granted", Words: say("Bs 3.000")})
	s.do("2026-03-03 10:00", officer, foi.Action{Kind: foi.Submit})
	s.do("2026-03-03 11:00", signatory, foi.Action{Kind: foi.Decline, Words: say("Falta el año")})
	s.do("2026-03-04 09:00", second, foi.Action{Kind: foi.Draft, Outcome: "granted", Words: say("Bs 3.000 en 2025")})
	s.do("2026-03-04 10:00", second, foi.Action{Kind: foi.Submit})
	s.refused("2026-03-04 11:00", both, foi.Action{Kind: foi.Sign}, "own_draft")
	s.do("2026-03-04 11:30", signatory, foi.Action{Kind: foi.AmendDraft, Outcome: "granted", Words: say("Bs 3.000 en 2025.")})
	s.refused("2026-03-04 12:00", signatory, foi.Action{Kind: foi.Sign}, "own_draft")
	other := account(8, foi.Signatory, "secretaria-general")
	s.do("2026-03-04 12:30", other, foi.Action{Kind: foi.Sign})
}

// A remedy that is taken outside is recorded with what was decided there; what it orders is owed, wherever the request stands.
func TestAppealOutside(t *testing.T) {
	s := file(t, "2026-03-02 10:00")
	took := foi.Action{Kind: foi.RecordAppeal, Remedy: "utlcc", Words: foi.Words{"number": "UTLCC-77/2026"}}
	s.refused("2026-03-03 09:00", officer, took, "remedy_not_open")
	s.do("2026-03-03 09:00", officer, foi.Action{Kind: foi.Draft, Outcome: "not_held", Words: say("No lo tenemos")})
	s.do("2026-03-03 10:00", officer, foi.Action{Kind: foi.Submit})
	s.do("2026-03-03 11:00", signatory, foi.Action{Kind: foi.Sign})
	s.do("2026-03-03 12:00", officer, foi.Action{Kind: foi.Deliver})
	ruling := foi.Action{Kind: foi.RecordRuling, Remedy: "utlcc", Outcome: "upheld", Words: say("Que se busque en archivo")}
	s.refused("2026-03-04 09:00", officer, ruling, "no_appeal")
	s.refused("2026-03-04 09:00", officer, foi.Action{Kind: foi.RecordAppeal, Remedy: "revocatoria", Words: took.Words}, "missing.remedy")
	s.refused("2026-03-04 09:00", officer, foi.Action{Kind: foi.RecordAppeal, Remedy: "utlcc"}, "missing.number")
	s.do("2026-03-04 09:00", officer, took)
	s.do("2026-03-05 09:00", officer, foi.Action{Kind: foi.Reopen, Words: say("Apareció un archivo")})
	s.do("2026-03-05 10:00", officer, foi.Action{Kind: foi.Draft, Outcome: "granted", Words: say("Se halló")})
	s.do("2026-03-05 11:00", officer, foi.Action{Kind: foi.Submit})
	s.do("2026-03-06 09:00", officer, ruling) // while the mended answer is being signed
	compliance := foi.Deadline{}
	for _, d := range s.last.Deadlines {
		if d.Clock == "compliance" {
			compliance = d
		}
	}
	if s.req.State != foi.Signing || compliance.Status != foi.Running || compliance.DueOn.String() != "2026-03-13" {
		t.Errorf("it is %s, what was ordered is %s, due on %s", s.req.State, compliance.Status, compliance.DueOn)
	}
	s.do("2026-03-09 09:00", signatory, foi.Action{Kind: foi.Sign})
	s.do("2026-03-09 10:00", officer, foi.Action{Kind: foi.Deliver})
	for _, d := range s.last.Deadlines {
		if d.Clock == "compliance" && d.Status != foi.Met {
			t.Errorf("what was ordered is %s after it was given", d.Status)
		}
	}
}

// What does not fit the law's days is refused, and says so.
func TestDaysThatDoNotFit(t *testing.T) {
	s := &story{t: t, law: library(t).Body(), req: foi.Request{ID: 1, Locale: "es"}}
	received := func(at string) foi.Action {
		return foi.Action{Kind: foi.File, Filing: &foi.Filing{Locale: "es", ReceivedAt: instant(t, at), Late: "Se cayó la red"}}
	}
	before := s.law.InForce().Time().AddDate(0, 0, -1).Format("2006-01-02")
	s.refused("2026-03-02 10:00", citizen, received(before+" 10:00"), "received_before_law")
	s.refused("2026-03-02 10:00", citizen, received("2026-03-02 10:01"), "received_future")
	answered := file(t, "2026-03-02 10:00")
	answered.do("2026-03-03 09:00", officer, foi.Action{Kind: foi.Draft, Outcome: "granted", Words: say("Bs 3.000")})
	answered.do("2026-03-03 10:00", officer, foi.Action{Kind: foi.Submit})
	answered.do("2026-03-03 11:00", signatory, foi.Action{Kind: foi.Sign})
	answered.do("2026-03-03 12:00", officer, foi.Action{Kind: foi.Deliver})
	answered.refused("2026-03-18 09:00", officer, foi.Action{Kind: foi.Reopen, Words: say("Falta")}, "too_late_to_reopen")
	answered.do("2026-03-17 09:00", officer, foi.Action{Kind: foi.Reopen, Words: say("Falta")})
}

// Nobody confirms the extension that they proposed, whatever roles they hold.
func TestOwnExtension(t *testing.T) {
	law := library(t).Statute("mx-lgtaip")
	s := &story{t: t, law: law, req: foi.Request{ID: 1, Locale: "es"}}
	s.do("2026-03-02 10:00", citizen, foi.Action{Kind: foi.File, Filing: &foi.Filing{Locale: "es"}})
	rule := law.Extensions()[0]
	who := account(1, foi.TransparencyOfficer, law.Authority().Lead)
	s.do("2026-03-03 10:00", who, foi.Action{Kind: foi.Extend, Ground: rule.Grounds[0], Amount: 5, Words: say("Son muchos archivos")})
	who.Grants = []foi.Grant{{Role: rule.Approval}}
	s.refused("2026-03-03 11:00", who, foi.Action{Kind: foi.ConfirmExtension}, "own_extension")
	who.Account = 2
	s.do("2026-03-03 12:00", who, foi.Action{Kind: foi.ConfirmExtension})
}

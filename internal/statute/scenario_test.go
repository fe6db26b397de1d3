package statute_test

import (
	"testing"
	"time"

	"qhana/internal/foi"
	"qhana/internal/statute"
	"qhana/workflows"
)

func TestScenarios(t *testing.T) {
	t.Parallel()
	n := 0
	err := statute.RunScenarios(library(t), workflows.FS, "", func(name string, err error) {
		n++
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	})
	if err != nil || n < 7 {
		t.Fatal(n, err)
	}
}

// Whatever people do and when: a due day is a working day, a pause never brings it nearer, and replaying the ledger gives what
// the decisions gave.
func FuzzClocks(f *testing.F) {
	l, err := statute.Load(workflows.FS)
	if err != nil {
		f.Fatal(err)
	}
	var laws []*statute.Statute
	for _, key := range l.Keys() {
		laws = append(laws, l.Versions(key)...)
	}
	for i := range laws {
		f.Add(uint8(i), int64(0), []byte{1, 2, 3, 4, 5, 6, 7, 8})
		f.Add(uint8(i), int64(400), []byte{3, 9, 20, 4, 30, 5, 60, 6})
		f.Add(uint8(i), int64(77), []byte{9, 2, 50, 3, 60, 4, 70, 8, 71, 9, 70, 5, 60, 7})
	}
	f.Fuzz(func(t *testing.T, which uint8, day int64, moves []byte) {
		law := laws[int(which)%len(laws)]
		term, lead := law.Term("response"), law.Authority().Lead
		officer := account(1, foi.TransparencyOfficer, lead)
		at := time.Date(2024, 1, 1, 12, 0, 0, 0, time.UTC).Add(time.Duration(day%1500) * 24 * time.Hour)
		if day < 0 {
			t.Skip("no such day")
		}
		req := foi.Request{ID: 1, Reference: "LP-2026-000001-5", Statute: law.Key(), Version: law.Version(), Locale: "es"}
		var ledger []foi.Entry
		step := func(who foi.Actor, act foi.Action) {
			before := req
			out, err := law.Decide(req, ledger, act, who, at)
			if err != nil {
				return
			}
			req, ledger = out.Request, append(ledger, out.Entries...)
			for _, d := range out.Deadlines {
				if !d.DueOn.IsZero() && d.Status == foi.Running && d.Clock == "response" && (term.Unit == "working" || term.Unit == "week5" || term.Roll == "next_working") && !law.Calendar().AsOf(law.Today(at)).Worked(d.DueOn) {
					t.Fatalf("%s is due on %s, which is not worked", d.Clock, d.DueOn)
				}
			}
			if act.Kind == foi.Clarify && !before.FiledAt.IsZero() && out.Request.DueOn.IsZero() {
				t.Fatal("a clarified request has no due day")
			}
			if again := law.Replay(req, ledger); again.Request.DueOn != out.Request.DueOn || again.Request.State != out.Request.State || len(again.Deadlines) != len(out.Deadlines) {
				t.Fatalf("replay gives %+v, the decision gave %+v", again.Request, out.Request)
			}
		}
		req.FiledAt = at
		step(citizen, foi.Action{Kind: foi.File, Filing: &foi.Filing{Locale: "es"}})
		first := req.DueOn
		for i := 0; i+1 < len(moves) && i < 60; i += 2 {
			at = at.Add(time.Duration(moves[i]%72) * time.Hour)
			words := foi.Words{"text": "…"}
			switch moves[i+1] % 10 {
			case 0:
				step(officer, foi.Action{Kind: foi.Acknowledge})
			case 1:
				step(officer, foi.Action{Kind: foi.OpenBranch, Unit: "finanzas", Words: words})
			case 2:
				if g := law.ClarificationGrounds(); len(g) > 0 {
					step(officer, foi.Action{Kind: foi.AskClarification, Ground: g[0], Words: words})
				}
			case 3:
				step(citizen, foi.Action{Kind: foi.Clarify, Words: words})
				if !req.DueOn.IsZero() && req.DueOn < first {
					t.Fatalf("a pause brought the due day from %s to %s", first, req.DueOn)
				}
			case 4:
				if x := law.Extensions(); len(x) > 0 {
					act := foi.Action{Kind: foi.Extend, Ground: x[0].Grounds[0], Amount: 1 + int(moves[i])%10, Words: words}
					if x[0].ToDate && !req.DueOn.IsZero() {
						act.Until = req.DueOn + 1 + foi.Date(moves[i]%30)
					}
					before := req.DueOn
					if step(officer, act); req.DueOn < before && !req.DueOn.IsZero() {
						t.Fatalf("an extension brought the due day from %s to %s", before, req.DueOn)
					}
				}
			case 5:
				step(clock, foi.Action{Kind: foi.Recalculate})
				if !req.DueOn.IsZero() {
					first = min(first, req.DueOn)
				}
			case 6:
				step(official, foi.Action{Kind: foi.AcceptBranch, Branch: 1})
			case 7:
				step(officer, foi.Action{Kind: foi.AskFee, Fee: 100, Words: words})
			case 8:
				step(officer, foi.Action{Kind: foi.RecordFee, Words: words})
			case 9:
				step(officer, foi.Action{Kind: foi.Register})
				first = min(first, max(req.DueOn, 1))
			}
		}
	})
}

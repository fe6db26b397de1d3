package statute_test

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
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

// A broken definition is refused with its file, the line and the column, and what is wrong.
func TestBrokenDefinitions(t *testing.T) {
	t.Parallel()
	for _, x := range []struct{ name, file, old, new, want string }{
		{"UnknownKey", "bo-la-paz/statute.yaml", "in_force:", "in_forze:", "bo-la-paz/statute.yaml:5:1: unknown field"},
		{"NotYAML", "bo-la-paz/statute.yaml", "terms:", "terms: [", "bo-la-paz/statute.yaml:"},
		{"WrongType", "bo-la-paz/statute.yaml", "amount: 15", "amount: fifteen", "bo-la-paz/statute.yaml:17:22:"},
		{"NoArticle", "bo-la-paz/statute.yaml", `article: "Ley 2341 art. 43", certainty: read`, `article: "", certainty: read`, "bo-la-paz/statute.yaml:18:"},
		{"NoTerm", "bo-la-paz/statute.yaml", "  response:", "  responze:", "terms: response is missing"},
		{"UnknownState", "procedures/departments.yaml", "acknowledge: {roles: [transparency_officer], from: [received], next: open}", "acknowledge: {roles: [transparency_officer], from: [reseived], next: open}", `names the state "reseived"`},
		{"UnknownAction", "procedures/departments.yaml", "  note: {roles", "  notte: {roles", "notte is not an action"},
		{"TwoWithOneKey", "uk-sct/statute.yaml", "key: uk-sct", "key: uk-foia", "uk-sct/statute.yaml:2:6: key: uk-foia is the key of uk-foia/statute.yaml too"},
		{"YearWithoutHolidays", "calendars/nz.yaml", "dates: [2022-06-24, 2023-07-14,", "dates: [2022-06-24,", "Matariki: has no day in 2023"},
		{"Bomb", "uk-foia/statute.yaml", "key: uk-foia", "key: &a uk-foia", "anchors and aliases are not used here"},
		{"NeverEnds", "procedures/departments.yaml", "  response: [remind.5, remind.1, escalate, lapse]", "  response: [remind.5, remind.1, escalate]", "the clock response can never end"},
		{"DeadEnd", "procedures/departments.yaml", "withdrawn: {final: true}", "withdrawn: {clock: publication}", "no action leaves withdrawn"},
		{"NoSuchUnit", "in-rti/statute.yaml", "unit: hour", "unit: hours", `unit "hours" is not one of working`},
		{"HolidayWithoutSource", "calendars/us.yaml", `source: "5 U.S.C. 6103(a); 6103(b), E.O. 11582", certainty`, `source: "", certainty`, "needs its source"},
		{"NoSuchDay", "calendars/us.yaml", `on: "07-04"`, `on: "07-44"`, "is not a day written as"},
		{"NoWords", "bo-la-paz/text.en.json", `"remedy.utlcc"`, `"remedy.utlcx"`, "remedy.utlcc has no words"},
		{"NoCalendar", "bo-la-paz/statute.yaml", "calendar: bo-la-paz", "calendar: bo-la-pas", `bo-la-paz/statute.yaml:6:`},
	} {
		t.Run(x.name, func(t *testing.T) {
			files := fstest.MapFS{}
			err := fs.WalkDir(workflows.FS, ".", func(name string, d fs.DirEntry, err error) error {
				if err != nil || d.IsDir() {
					return err
				}
				b, err := workflows.FS.ReadFile(name)
				text := string(b)
				if name == x.file {
					if !strings.Contains(text, x.old) {
						t.Fatalf("%s has no %q", name, x.old)
					}
					text = strings.Replace(text, x.old, x.new, 1)
				}
				files[name] = &fstest.MapFile{Data: []byte(text)}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			_, err = statute.Load(files)
			if err == nil || !strings.Contains(err.Error(), x.want) {
				t.Errorf("got %v, want %q", err, x.want)
			}
		})
	}
}

// Whatever people do and when: a due day is a working day, a pause never brings it nearer, and replaying the ledger gives what
// the decisions gave.
func FuzzClocks(f *testing.F) {
	f.Add(int64(0), []byte{1, 2, 3, 4, 5, 6, 7, 8})
	f.Add(int64(400), []byte{3, 9, 20, 4, 30, 5, 60, 6})
	l, err := statute.Load(workflows.FS)
	if err != nil {
		f.Fatal(err)
	}
	law := l.Body()
	f.Fuzz(func(t *testing.T, day int64, moves []byte) {
		at := time.Date(2024, 1, 1, 12, 0, 0, 0, time.UTC).Add(time.Duration(day%1500) * 24 * time.Hour)
		if day < 0 {
			t.Skip("no such day")
		}
		req := foi.Request{ID: 1, Reference: "LP-2026-000001-5", Statute: "bo-la-paz", Locale: "es"}
		var ledger []foi.Entry
		step := func(who foi.Actor, act foi.Action) {
			before := req
			out, err := law.Decide(req, ledger, act, who, at)
			if err != nil {
				return
			}
			req, ledger = out.Request, append(ledger, out.Entries...)
			for _, d := range out.Deadlines {
				if !d.DueOn.IsZero() && d.Status == foi.Running && d.Clock == "response" && !law.IsWorkingDay(d.DueOn) {
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
			switch moves[i+1] % 7 {
			case 0:
				step(officer, foi.Action{Kind: foi.Acknowledge})
			case 1:
				step(officer, foi.Action{Kind: foi.OpenBranch, Unit: "finanzas", Words: words})
			case 2:
				step(officer, foi.Action{Kind: foi.AskClarification, Ground: "unclear", Words: words})
			case 3:
				step(citizen, foi.Action{Kind: foi.Clarify, Words: words})
				if !req.DueOn.IsZero() && req.DueOn < first {
					t.Fatalf("a pause brought the due day from %s to %s", first, req.DueOn)
				}
			case 4:
				step(officer, foi.Action{Kind: foi.Extend, Ground: "volume", Amount: 1 + int(moves[i])%10, Words: words})
			case 5:
				step(clock, foi.Action{Kind: foi.Recalculate})
				if !req.DueOn.IsZero() {
					first = min(first, req.DueOn)
				}
			case 6:
				step(official, foi.Action{Kind: foi.AcceptBranch, Branch: 1})
			}
		}
	})
}

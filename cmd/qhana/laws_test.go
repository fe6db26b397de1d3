package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"qhana/internal/foi"
	"qhana/internal/statute"
	"qhana/internal/view"
	"qhana/workflows"
)

const examples = "../../internal/statute/testdata"

// underLaw says under which shipped law an example runs that brings a term or a calendar of its own, and why not where it does not.
type underLaw struct {
	ID       string
	Statute  string // its term and its calendar
	Clock    string
	Track    string
	Calendar string // only this statute's calendar, with the example's own term
	Until    string // as the calendar stood on that day
	Why      string
	Note     string
}

func readJSON[T any](t *testing.T, name string) []T {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(examples, name))
	if err != nil {
		t.Fatal(err)
	}
	var out []T
	if err := json.Unmarshal(b, &out); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return out
}

// Every worked example also runs under the law that is shipped, with that law's own term and calendar, wherever the law has such a
// term. What the README counts for a law is what that law itself passes.
func TestExamplesUnderTheLaw(t *testing.T) {
	libraries := map[string]*statute.Library{}
	library := func(until string) *statute.Library {
		if libraries[until] == nil {
			var day foi.Date
			if until != "" {
				day = foi.MustDate(until)
			}
			l, err := statute.LoadUntil(workflows.FS, day)
			if err != nil {
				t.Fatal(err)
			}
			libraries[until] = l
		}
		return libraries[until]
	}
	passes := func(until string, example map[string]any) bool {
		data, err := json.Marshal([]any{example})
		if err != nil {
			t.Fatal(err)
		}
		passed := false
		err = statute.RunVectors(library(until), data, func(id string, ok bool, got, want string) {
			if passed = ok; !ok {
				t.Errorf("%s under the law: got %s, want %s", id, got, want)
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		return passed
	}
	how := map[string]underLaw{}
	for _, u := range readJSON[underLaw](t, "under.json") {
		how[u.ID] = u
	}
	byLaw, all, calendars, published := map[string]int{}, 0, 0, 0
	for _, name := range []string{"bolivia.json", "peers.json", "laws.json"} {
		for _, x := range readJSON[map[string]any](t, name) {
			all++
			id := x["id"].(string)
			u, known := how[id]
			delete(how, id)
			switch {
			case !known || u.Statute == "" && u.Why == "" || u.Statute != "" && u.Calendar != "":
				t.Errorf("%s: under.json does not say under which law it runs, or why under none", id)
			case u.Statute != "":
				delete(x, "term")
				delete(x, "calendar")
				x["statute"], x["clock"], x["track"] = u.Statute, u.Clock, u.Track
				if passes(u.Until, x) {
					byLaw[u.Statute]++
				}
			case u.Calendar != "":
				delete(x, "calendar")
				x["statute"] = u.Calendar
				if passes(u.Until, x) {
					calendars++
				}
			}
		}
	}
	for id := range how {
		t.Errorf("under.json speaks of %s, which is no example", id)
	}
	for _, x := range readJSON[map[string]any](t, "official.json") {
		all++
		switch kind := x["kind"]; kind {
		case "regulator", "authority":
			published++
		case "requester", "computed":
		default:
			t.Errorf("%v: the kind %v is not regulator, authority, requester or computed", x["id"], kind)
		}
		if x["calendar"] != nil || x["term"] != nil {
			continue // it says why in its note
		}
		if key := x["statute"].(string); passes("", x) {
			byLaw[key]++
		}
	}
	l := library("")
	inReadme(t, "laws", lawTable(t, l, byLaw))
	own := 0
	for _, n := range byLaw {
		own += n
	}
	inReadme(t, "examples", fmt.Sprintf("%d worked examples in all. %d run under a shipped law with its own term and calendar, and agree; %d more with its calendar and a term that\nthe law does not have; the rest bring what no shipped law has (`internal/statute/testdata/under.json` says of each why). %d are days that a\nregulator or an authority named in a letter or a decision; the others are of peers' tests, or counted from the statutes' texts.\n",
		all, own, calendars, published))
}

// lawTable is the README's table of the laws, from their files.
func lawTable(t *testing.T, l *statute.Library, passed map[string]int) string {
	told := map[string]int{}
	if err := statute.RunScenarios(l, workflows.FS, "", func(name string, err error) {
		folder, _, _ := strings.Cut(name, ":")
		key, _, _ := strings.Cut(folder, "/")
		told[key]++
	}); err != nil {
		t.Fatal(err)
	}
	word := view.DiagramWords("en")
	var b strings.Builder
	b.WriteString("| law | term to answer | extension | silence | scenarios | examples | to confirm |\n|---|---|---|---|---|---|---|\n")
	count := func(n int) string {
		if n == 0 {
			return "—"
		}
		return fmt.Sprint(n)
	}
	for _, key := range l.Keys() {
		s := l.Statute(key)
		var longer []string
		for _, x := range s.Extensions() {
			text := fmt.Sprintf("+%d", x.Amount)
			switch {
			case x.ToDate:
				text = "to a day"
			case x.Double:
				text = "up to double"
			case x.Unit != s.Term("response").Unit:
				text = "+" + word("term."+x.Unit, x.Amount)
			}
			if x.Approval != "" {
				text += ", confirmed"
			}
			longer = append(longer, text)
		}
		if longer == nil {
			longer = []string{"—"}
		}
		file, err := workflows.FS.ReadFile(key + "/statute.yaml")
		if err != nil {
			t.Fatal(err)
		}
		term := s.Term("response")
		fmt.Fprintf(&b, "| `%s` %s | %s | %s | %s | %s | %s | %s |\n", key, s.Text("en", "short"), word("term."+term.Unit, term.Amount), strings.Join(longer, "; "),
			s.Silence().Effect, count(told[key]), count(passed[key]), count(strings.Count(string(file), "certainty: to_confirm")))
	}
	return b.String()
}

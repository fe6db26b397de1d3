package main

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"qhana/internal/statute"
	"qhana/internal/view"
	"qhana/workflows"
)

// said is what the command statute prints, and how it ends.
func said(t *testing.T, l *statute.Library, args ...string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	err := statuteCmd(context.Background(), &cli{args: args, out: &out, loaded: l})
	return out.String(), err
}

// lawFolder is a copy of a shipped law's folder, with changes: file, old, new.
func lawFolder(t *testing.T, key string, changes ...string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), key)
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("../../workflows", key))); err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(changes); i += 3 {
		name := filepath.Join(dir, changes[i])
		b, err := os.ReadFile(name)
		if err != nil || !strings.Contains(string(b), changes[i+1]) {
			t.Fatalf("%s: %v, or it has no %q", name, err, changes[i+1])
		}
		if err := os.WriteFile(name, []byte(strings.Replace(string(b), changes[i+1], changes[i+2], 1)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// A lawyer's folder is checked whole: every mistake of every file of it, with its place; a good one has its scenarios told.
func TestStatuteCheck(t *testing.T) {
	t.Parallel()
	out, err := said(t, nil, "check", lawFolder(t, "cl-20285"))
	if err != nil || !strings.HasPrefix(out, "cl-20285: no mistakes; ") || !strings.HasSuffix(out, " scenarios told, 0 came out otherwise\n") || strings.Contains(out, "; 0 scenarios") {
		t.Errorf("a good folder: %v\n%s", err, out)
	}
	out, err = said(t, nil, "check", lawFolder(t, "cl-20285",
		"statute.yaml", "response: {amount: 20", "response: {amount: many",
		"statute.yaml", "clarification: {amount: 5, unit: working", "clarification: {amount: 5, unit: weeks",
		"statute.yaml", "silence: {effect: negative", "silence: {efect: negative",
		"text.es.json", `"name"`, `"nam"`,
		"scenarios.yaml", "steps:", "stepz:"))
	for _, want := range []string{
		`cl-20285/statute.yaml:9:22: amount: "many" is not a whole number`,
		`cl-20285/statute.yaml:10:18: clarification: unit "weeks" is not one of working, calendar, month, week5, hour`,
		`: there is no "efect" here; is effect meant?`,
		`: silence: effect "" is not negative, positive, complaint or none`,
		"cl-20285/text.es.json:1:1: name has no words",
		`cl-20285/scenarios.yaml:`, `there is no "stepz" here; is steps meant?`,
	} {
		if !strings.Contains(out, want) {
			t.Errorf("not said: %s", want)
		}
	}
	if !errors.Is(err, errSaid) || strings.Count(out, "\n") != 6 || t.Failed() {
		t.Errorf("a bad folder: %v\n%s", err, out)
	}
	out, err = said(t, nil, "check", lawFolder(t, "cl-20285", "scenarios.yaml", `due: "2026-04-14"`, `due: "2026-01-01"`))
	if !errors.Is(err, errSaid) || !strings.Contains(out, "cl-20285/scenarios.yaml:") || !strings.Contains(out, "want 2026-01-01") || !strings.Contains(out, "1 came out otherwise") {
		t.Errorf("a scenario that comes out otherwise: %v\n%s", err, out)
	}
	for _, args := range [][]string{{"check"}, {"check", "/no/such/folder"}, {"nothing"}, {}} {
		if _, err := said(t, nil, args...); err == nil || errors.Is(err, errSaid) {
			t.Errorf("%v: %v", args, err)
		}
	}
}

// What is shipped is drawn, listed and counted from the command line; what there is not is said.
func TestStatuteDrawTermList(t *testing.T) {
	t.Parallel()
	l, err := statute.Load(workflows.FS)
	if err != nil {
		t.Fatal(err)
	}
	for locale, word := range map[string]string{"es": "Recibida", "en": "Received"} {
		out, err := said(t, l, "draw", "cl-20285", "-locale", locale)
		if err != nil || !strings.Contains(out, word) {
			t.Fatalf("draw in %s: %v, without %q", locale, err, word)
		}
		for d := xml.NewDecoder(strings.NewReader(out)); ; {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("draw in %s is no SVG: %v", locale, err)
			}
		}
	}
	out, err := said(t, l, "list")
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if err != nil || len(lines) < len(l.Keys()) || !strings.Contains(out, "cl-20285       2009-1    20 working   cl            negative") {
		t.Errorf("list: %v\n%s", err, out)
	}
	for _, key := range l.Keys() {
		if !strings.Contains(out, "\n"+key+" ") && !strings.HasPrefix(out, key+" ") {
			t.Errorf("list leaves out %s", key)
		}
	}
	for _, x := range []struct {
		args []string
		want []string
	}{
		{[]string{"cl-20285", "-received", "2026-03-30 17:10", "-locale", "en"}, []string{"response: 20 working days · Ley 20.285 art. 14 [read]", "2026-04-03        —  ", "2026-04-28    20/20", "Tuesday 28 April 2026"}},
		{[]string{"cl-20285", "-received", "2026-03-30 17:10", "-extend", "10"}, []string{"2026-05-13"}},
		{[]string{"cl-20285", "-received", "2026-03-30 17:10", "-pause", "2026-04-06..2026-04-10"}, []string{"2026-05-06"}},
		{[]string{"in-rti", "-received", "2026-03-30 17:10", "-track", "life_or_liberty"}, []string{"2026-04-01"}},
		{[]string{"bo-la-paz", "-received", "2026-03-30 10:00", "-clock", "revocatoria"}, []string{"2026-04-14"}},
	} {
		out, err := said(t, l, append([]string{"term"}, x.args...)...)
		for _, want := range x.want {
			if err != nil || !strings.Contains(out, want) {
				t.Errorf("term %v: %v, without %q\n%s", x.args, err, want, out)
			}
		}
	}
	for _, x := range []struct {
		want string
		args []string
	}{
		{"there is no statute \"xx\"; there are ar-27275", []string{"draw", "xx"}},
		{"name the statute", []string{"draw"}},
		{"there is no statute \"xx\"", []string{"term", "xx", "-received", "2026-03-30"}},
		{"name the statute and the day of receipt", []string{"term", "cl-20285"}},
		{"2026-02-30", []string{"term", "cl-20285", "-received", "2026-02-30 10:00"}},
		{"2200", []string{"term", "cl-20285", "-received", "2200-03-30 10:00"}},
		{"(nothing)", []string{"term", "cl-20285", "-received", "2026-03-30 10:00", "-clock", "nothing"}},
	} {
		if _, err := said(t, l, x.args...); err == nil || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%v: %v, want %s", x.args, err, x.want)
		}
	}
	if out, err := said(t, l, "term", "cl-20285", "-received", "2026-03-30", "-pause", "tomorrow"); !errors.Is(err, errSaid) || !strings.Contains(out, "is not written as 2026-04-06..2026-04-10") {
		t.Errorf("a pause that is none: %v\n%s", err, out)
	}
}

// The drawing of every law says every state and every way between them in both languages, and in words of theirs.
func TestDrawingSaysAll(t *testing.T) {
	t.Parallel()
	l, err := statute.Load(workflows.FS)
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range l.Keys() {
		for _, s := range l.Versions(key) {
			for _, locale := range statute.Locales {
				word := view.DiagramWords(locale)
				dot := s.Diagram(word)
				if strings.Contains(dot, "…") || strings.Contains(dot, "action.") || strings.Contains(dot, "clock.") || strings.Contains(dot, "state.") {
					t.Errorf("%s in %s lacks words:\n%s", key, locale, dot)
				}
				flat := strings.Join(strings.Fields(strings.ReplaceAll(dot, `\n`, " ")), " ")
				for _, st := range s.Procedure().Stages {
					if !strings.Contains(flat, fmt.Sprintf(`%s [label="%s`, st.State, word("state."+string(st.State), 0))) {
						t.Errorf("%s in %s does not draw %s", key, locale, st.State)
					}
				}
				ends := 0
				for _, a := range s.Arrows() {
					_, label, _ := strings.Cut(flat, fmt.Sprintf("%s -> %s [", a.From, a.To))
					for _, kind := range a.Actions {
						if !strings.Contains(label, word("action."+string(kind), 0)) {
							t.Errorf("%s in %s: from %s to %s without %s", key, locale, a.From, a.To, kind)
						}
					}
					if a.Lapse != "" && a.Lapse != "response" {
						ends++
						if !strings.Contains(label, word("clock."+a.Lapse, 0)) {
							t.Errorf("%s in %s: from %s to %s without the end of %s", key, locale, a.From, a.To, a.Lapse)
						}
					}
				}
				if fees := s.Term("fee").Amount > 0; fees && ends == 0 {
					t.Errorf("%s in %s: nobody sees that an unpaid fee ends the request", key, locale)
				}
			}
		}
	}
	law := l.Statute("uk-foia")
	for locale, words := range map[string][]string{"es": {"Pago del costo", "Se decide un recurso a favor de la persona"}, "en": {"Payment of the fee", "A review is decided for the person"}} {
		svg, err := view.Drawing(t.Context(), law.Diagram(view.DiagramWords(locale)))
		if err != nil {
			t.Fatal(err)
		}
		text := strings.Join(strings.Fields(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(html.UnescapeString(string(svg)), " ")), " ")
		for _, w := range words {
			if !strings.Contains(text, w) {
				t.Errorf("the picture in %s does not say %q", locale, w)
			}
		}
	}
}

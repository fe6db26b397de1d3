package statute

import (
	"errors"
	"fmt"
	"slices"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/parser"

	"qhana/internal/foi"
)

// validate reports everything that is wrong with a statute and its procedure together.
func (s *Statute) validate(dir string) error {
	var problems []error
	bad := func(file, at, format string, args ...any) {
		problems = append(problems, fmt.Errorf("%s/%s:%s: %s", dir, file, s.place(file, at), fmt.Sprintf(format, args...)))
	}
	if s.law.Key == "" || s.law.Version == "" {
		bad("statute.yaml", "", "needs a key and a version")
	}
	if s.calendar == nil {
		bad("statute.yaml", "calendar", "calendar %q is not among the calendars", s.law.Calendar)
	}
	for _, need := range []string{"response", "clarification"} {
		if s.law.Terms[need].Amount <= 0 {
			bad("statute.yaml", "terms", "terms: %s is missing", need)
		}
	}
	for key, t := range s.law.Terms {
		if t.Cite.Article == "" || !certainties[t.Cite.Certainty] {
			bad("statute.yaml", "terms."+key, "terms: %s needs its article and a certainty (read, general, to_confirm)", key)
		}
	}
	for i, e := range s.law.Exemptions {
		if e.Cite.Article == "" {
			bad("statute.yaml", fmt.Sprintf("exemptions[%d]", i), "exemptions: %s needs its article", e.Code)
		}
	}
	for _, need := range []string{"acknowledge", "branch", "publication"} {
		if s.procedure.Terms[need].Amount <= 0 {
			bad("procedure.yaml", "terms", "terms: %s is missing", need)
		}
	}
	s.validateWords(bad)
	s.validateStates(bad)
	return errors.Join(problems...)
}

// place is the line and the column of a key in one of the statute's files; 1:1 where it stands nowhere.
func (s *Statute) place(file, at string) string {
	if p, err := yaml.PathString("$." + at); at != "" && err == nil {
		if f, err := parser.ParseBytes(s.source[file], 0); err == nil {
			if node, err := p.FilterFile(f); err == nil && node.GetToken() != nil {
				return fmt.Sprintf("%d:%d", node.GetToken().Position.Line, node.GetToken().Position.Column)
			}
		}
	}
	return "1:1"
}

var certainties = map[string]bool{"read": true, "general": true, "to_confirm": true}

// validateStates checks that every state is reached, left, and watched by a clock, unless it is final.
func (s *Statute) validateStates(bad func(file, at, format string, args ...any)) {
	reached, left := map[foi.State]bool{foi.Received: true, foi.Transferred: true}, map[foi.State]bool{}
	for kind, a := range s.procedure.Actions {
		if !slices.Contains(actionKinds, kind) {
			bad("procedure.yaml", "actions."+string(kind), "actions: %s is not an action", kind)
		}
		if a.Next != "" {
			reached[a.Next] = true
			for _, from := range a.From {
				left[from] = left[from] || from != a.Next
			}
		}
		for _, st := range append(slices.Clone(a.From), a.Next) {
			if _, known := s.procedure.States[st]; !known && st != "" {
				bad("procedure.yaml", "actions."+string(kind), "actions: %s names the state %q, which is not among the states", kind, st)
			}
		}
	}
	for st, rule := range s.procedure.States {
		if !reached[st] {
			bad("procedure.yaml", "states."+string(st), "states: no action leads to %s", st)
		}
		if !rule.Final && !left[st] {
			bad("procedure.yaml", "states."+string(st), "states: no action leaves %s, and it is not final", st)
		}
		if !rule.Final && rule.Clock == "" {
			bad("procedure.yaml", "states."+string(st), "states: %s has no clock and is not final", st)
		}
	}
}

var actionKinds = []foi.ActionKind{foi.File, foi.Acknowledge, foi.OpenBranch, foi.AcceptBranch, foi.ReturnBranch, foi.AnswerBranch,
	foi.SendBackBranch, foi.ApproveBranch, foi.CancelBranch, foi.Extend, foi.AskClarification, foi.Clarify, foi.Draft, foi.Submit,
	foi.Sign, foi.Decline, foi.Deliver, foi.Publish, foi.Withdraw, foi.Note, foi.Fire, foi.Recalculate, foi.RecordNotice}

// validateWords checks that every code has its words in every language.
func (s *Statute) validateWords(bad func(file, at, format string, args ...any)) {
	need := []string{"silence." + s.law.Silence.Effect}
	add := func(kind string, codes ...string) {
		for _, c := range codes {
			need = append(need, kind+"."+c)
		}
	}
	add("outcome", s.law.Outcomes...)
	add("ground", s.law.Extension.Grounds...)
	add("ground", s.law.Clarification.Grounds...)
	add("exemption", s.ExemptionCodes()...)
	for _, r := range s.law.Remedies {
		add("remedy", r.Code)
	}
	for _, locale := range Locales {
		for _, key := range need {
			if s.text[locale][key] == "" {
				bad("text."+locale+".json", "", "%s has no words", key)
			}
		}
	}
}

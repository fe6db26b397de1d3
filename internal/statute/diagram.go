package statute

import (
	"fmt"
	"slices"
	"strings"

	"qhana/internal/foi"
)

// Arrow is one way from a state to another: who may go it, and by doing what.
type Arrow struct {
	From, To foi.State
	Actions  []foi.ActionKind
	Lapse    string // the clock whose end goes this way by itself, "" for none
}

// Arrows lists the ways between the states, in order. Actions that leave a request where it stands are not among them.
func (s *Statute) Arrows() []Arrow {
	var out []Arrow
	add := func(from, to foi.State) *Arrow {
		for i := range out {
			if out[i].From == from && out[i].To == to && out[i].Lapse == "" {
				return &out[i]
			}
		}
		out = append(out, Arrow{From: from, To: to})
		return &out[len(out)-1]
	}
	for _, kind := range actionKinds {
		rule := s.procedure.Actions[kind]
		if rule.Next == "" || !s.used(kind) {
			continue
		}
		for _, from := range rule.From {
			if from != rule.Next {
				a := add(from, rule.Next)
				a.Actions = append(a.Actions, kind)
			}
		}
	}
	for _, kind := range []foi.ActionKind{foi.DecideReview, foi.RecordRuling} { // what is ordered for the person is owed: the case is taken up again
		for _, from := range s.procedure.Actions[kind].From {
			if s.used(kind) && slices.Contains([]foi.State{foi.Received, foi.Answered, foi.Published}, from) {
				a := add(from, foi.Open)
				a.Actions = append(a.Actions, kind)
			}
		}
	}
	if s.law.Clarification.Times > 0 && s.law.Clarification.Lapse == "withdrawn" {
		out = append(out, Arrow{From: foi.Open, To: foi.Withdrawn, Lapse: "clarification"})
	}
	if s.law.Fees != nil && s.term("fee", "").Amount > 0 {
		for _, from := range s.procedure.Actions[foi.AskFee].From {
			out = append(out, Arrow{From: from, To: foi.Withdrawn, Lapse: "fee"})
		}
	}
	out = append(out, Arrow{From: foi.Open, To: foi.Open, Lapse: "response"})
	slices.SortStableFunc(out, func(a, b Arrow) int { return stateOrder(a.From) - stateOrder(b.From) })
	return out
}

// Does tells whether anybody ever does an action under this procedure.
func (s *Statute) Does(kind foi.ActionKind) bool {
	_, ok := s.procedure.Actions[kind]
	return ok && s.used(kind)
}

// used tells whether the law knows what an action needs.
func (s *Statute) used(kind foi.ActionKind) bool {
	switch kind {
	case foi.AskClarification, foi.Clarify:
		return s.law.Clarification.Times > 0
	case foi.Suspend, foi.Resume:
		return len(s.SuspensionGrounds()) > 0
	case foi.AskFee, foi.RecordFee, foi.WaiveFee:
		return s.law.Fees != nil
	case foi.RemindFee:
		return s.law.Fees != nil && s.term("fee", "").Amount == 0
	case foi.RecordAppeal, foi.RecordRuling:
		return len(s.Outside()) > 0
	case foi.FileReview, foi.DecideReview:
		return slices.ContainsFunc(s.law.Remedies, func(r Remedy) bool { _, here := s.remedy(r.Code); return here })
	case foi.Register:
		return s.law.Start != nil
	}
	return true
}

var states = []foi.State{foi.Received, foi.Open, foi.Signing, foi.Signed, foi.Answered, foi.Published, foi.Withdrawn, foi.Transferred}

func stateOrder(st foi.State) int { return slices.Index(states, st) }

// Diagram is the state machine in the language of Graphviz, with words given by their keys: "state.open", "action.sign",
// "clock.response", "diagram.lapse", and "term.working" with a number for a length of time.
func (s *Statute) Diagram(word func(key string, n int) string) string {
	var b strings.Builder
	b.WriteString("digraph {\n\trankdir=TB; bgcolor=\"transparent\"; pad=\"0.6,0.15\"; nodesep=0.45; ranksep=0.5;\n")
	b.WriteString("\tnode [shape=box style=\"rounded,filled\" fillcolor=\"#ffffff\" color=\"#14213d\" fontcolor=\"#14213d\" fontname=\"Helvetica\" fontsize=13 margin=\"0.22,0.12\"];\n")
	b.WriteString("\tedge [color=\"#4a5470\" fontcolor=\"#14213d\" fontname=\"Helvetica\" fontsize=11 arrowsize=0.7];\n")
	b.WriteString("\tstart [shape=point width=0.18 fillcolor=\"#b85c00\" color=\"#b85c00\"];\n")
	for _, st := range states {
		rule, known := s.procedure.States[st]
		if !known {
			continue
		}
		label := word("state."+string(st), 0)
		if t := s.term(rule.Clock, ""); t.Amount > 0 {
			label += "\n" + word("clock."+rule.Clock, 0) + ": " + word("term."+t.Unit, t.Amount)
		}
		look := ""
		if rule.Final {
			look = " peripheries=2 fillcolor=\"#f5f2ea\""
		}
		fmt.Fprintf(&b, "\t%s [label=%q%s];\n", st, label, look)
	}
	fmt.Fprintf(&b, "\tstart -> received [label=%q];\n", word("action.file", 0))
	for _, a := range s.Arrows() {
		if a.Lapse != "" {
			text := word("diagram.lapse", 0) + ": " + word("clock."+a.Lapse, 0)
			if a.Lapse == "response" {
				text = word("diagram.lapse", 0) + ": " + word("diagram.silence."+s.law.Silence.Effect, 0)
			}
			fmt.Fprintf(&b, "\t%s -> %s [label=%q style=dashed color=\"#a3201d\" fontcolor=\"#a3201d\"];\n", a.From, a.To, wrap(text))
			continue
		}
		var words []string
		for _, kind := range a.Actions {
			words = append(words, word("action."+string(kind), 0))
		}
		fmt.Fprintf(&b, "\t%s -> %s [label=%q];\n", a.From, a.To, strings.Join(words, "\n"))
	}
	b.WriteString("}\n")
	return b.String()
}

// wrap breaks a label where it would be wider than the drawing.
func wrap(s string) string {
	var lines []string
	line := ""
	for _, w := range strings.Fields(s) {
		if len(line)+len(w) > 28 && line != "" {
			lines, line = append(lines, line), ""
		}
		line = strings.TrimSpace(line + " " + w)
	}
	return strings.Join(append(lines, line), "\n")
}

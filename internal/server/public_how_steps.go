package server

import (
	"strings"

	"qhana/internal/foi"
	"qhana/internal/statute"
	"qhana/internal/view"
)

// howSteps tells what happens to a request, from the law and the procedure that are in force: what they do not know is left out.
func (d deskReader) howSteps() []view.HowStep {
	law := d.law
	word := view.DiagramWords(d.locale)
	length := func(t statute.TermRule) string { return word("term."+t.Unit, t.Amount) }
	steps := []view.HowStep{d.howReceipt()}
	response := law.Term("response")
	text := []view.Sentence{view.Say("how.receive.text", "Unit", d.unitName(law.Authority().Lead), "Term", length(response))}
	if response.Unit == "working" || response.Unit == "week5" {
		text = append(text, view.Say("how.receive.worked"))
	}
	steps = append(steps, view.HowStep{Key: "receive", Text: text, Cite: cited("", response.Cite)})
	if c := law.Clarification(); c.Times > 0 {
		text := []view.Sentence{view.Say("how.clarify.effect." + c.Effect)}
		if t := law.Term("clarification"); t.Amount > 0 {
			text = append([]view.Sentence{view.Say("how.clarify.text", "Term", length(t))}, append(text, view.Say("how.clarify.lapse."+c.Lapse))...)
		}
		if c.Times == 1 {
			text = append([]view.Sentence{view.Say("how.once")}, text...)
		}
		steps = append(steps, view.HowStep{Key: "clarify", Text: text, Cite: cited("", c.Cite)})
	}
	if law.Does(foi.OpenBranch) {
		steps = append(steps, view.HowStep{Key: "units", Text: []view.Sentence{view.Say("how.units.text")}})
	}
	for _, x := range law.Extensions() {
		text := []view.Sentence{view.Say("how.extend.text")}
		if x.ToDate {
			text = append(text, view.Say("how.extend.day"))
		} else {
			text = append(text, view.Say("how.extend.amount", "Term", word("term."+x.Unit, x.Most(response))))
		}
		if x.Approval != "" && law.Confirms() != "" {
			text = append(text, view.Say("how.extend.confirmed", "Unit", d.unitName(law.Confirms())))
		}
		if x.Times == 1 {
			text = append([]view.Sentence{view.Say("how.once")}, text...)
		}
		steps = append(steps, view.HowStep{Key: "extend", Text: text, Cite: cited("", x.Cite)})
	}
	return append(steps, view.HowStep{Key: "answer", Text: append([]view.Sentence{view.Say("how.answer.text")}, d.howApprovals()...)}, view.HowStep{Key: "publish", Text: []view.Sentence{view.Say("how.publish.text")}})
}

// howApprovals says who looks at an answer before it is signed.
func (d deskReader) howApprovals() []view.Sentence {
	var out []view.Sentence
	for _, step := range d.law.Procedure().Approvals {
		if len(step.Outcomes) == 0 {
			out = append(out, view.Say("how.approve.all", "Unit", d.unitName(step.Unit)))
			continue
		}
		names := make([]string, len(step.Outcomes))
		for i, outcome := range step.Outcomes {
			names[i] = "«" + d.law.Text(d.locale, "outcome."+outcome) + "»"
		}
		out = append(out, view.Say("how.approve.some", "Unit", d.unitName(step.Unit), "Outcomes", strings.Join(names, ", ")))
	}
	return out
}

// howReceipt says when a request counts as received.
func (d deskReader) howReceipt() view.HowStep {
	rule := d.law.Receipt()
	text := []view.Sentence{view.Say("how.ask.text")}
	open, closing := d.law.Calendar().Hours()
	switch {
	case rule.Cutoff == "closing":
		text = append(text, view.Say("how.ask.closing", "Open", open, "Close", closing))
	case rule.Cutoff != "":
		text = append(text, view.Say("how.ask.cutoff", "Hour", rule.Cutoff))
	}
	if rule.NonWorking == "" {
		text = append(text, view.Say("how.ask.anyday"))
	} else {
		text = append(text, view.Say("how.ask.nonworking"))
	}
	return view.HowStep{Key: "ask", Text: text, Cite: cited("", rule.Cite)}
}

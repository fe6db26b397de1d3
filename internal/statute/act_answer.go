package statute

import (
	"slices"

	"qhana/internal/foi"
)

// ReviewOutcomes are how a remedy before the body itself ends, under every law.
var ReviewOutcomes = []string{"upheld", "partly_upheld", "dismissed", "inadmissible"}

// outcomes are the codes of how this case may end.
func (d *docket) outcomes() []string {
	if d.remedy != "" {
		return ReviewOutcomes
	}
	return d.s.law.Outcomes
}

// reasons are the names of the words that an exemption needs: why it applies, and what the law's tests weigh.
func (s *Statute) reasons(code string) []string {
	out := []string{"exemption." + code}
	for _, e := range s.law.Exemptions {
		if e.Code == code {
			for _, test := range e.Tests {
				out = append(out, test+"."+code)
			}
		}
	}
	return out
}

func (d *decision) draft(act foi.Action) error {
	if !slices.Contains(d.outcomes(), act.Outcome) {
		return missing("outcome")
	}
	if act.Words.Text() == "" {
		return missing("text")
	}
	if act.Released < 0 || act.Withheld < 0 {
		return missing("pages")
	}
	if slices.Contains(d.s.law.NeedExemption, act.Outcome) {
		if len(act.Exemptions) == 0 {
			return missing("exemptions")
		}
		for _, code := range act.Exemptions {
			if !slices.Contains(d.s.ExemptionCodes(), code) {
				return missing("exemptions")
			}
			for _, field := range d.s.reasons(code) {
				if act.Words[field] == "" {
					return &foi.Error{Code: foi.Invalid, Key: "missing.reason", Field: field}
				}
			}
		}
	}
	d.emit(foi.Drafted, foi.Facts{Outcome: act.Outcome, Exemptions: act.Exemptions, Documents: ids(act.Documents),
		Released: act.Released, Withheld: act.Withheld}, act.Words)
	return nil
}

// steps are the approvals that the answer needs before the signature.
func (d *docket) steps() []approvalRule {
	var out []approvalRule
	for _, step := range d.s.procedure.Approvals {
		if len(step.Outcomes) == 0 || slices.Contains(step.Outcomes, d.planned) {
			out = append(out, step)
		}
	}
	return out
}

// step is the approval that the answer waits for; false when only the signature is left.
func (d *docket) step() (approvalRule, bool) {
	if steps := d.steps(); d.state == foi.Signing && d.approvals < len(steps) {
		return steps[d.approvals], true
	}
	return approvalRule{}, false
}

// canReview checks that the step is this person's, and that it is not their own work.
func (d *decision) canReview(who foi.Actor) error {
	step, waits := d.step()
	switch {
	case !waits:
		return foi.Refusal("no_step")
	case !who.In(foi.Reviewer, step.Unit):
		return &foi.Error{Code: foi.Forbidden, Key: "not_yours"}
	}
	return nil
}

// canSign checks that everything before the signature is done, and that nobody signs their own work.
func (d *decision) canSign(who foi.Actor) error {
	if _, waits := d.step(); waits {
		return foi.Refusal("step_waits")
	}
	if d.authors[who.Account] {
		return foi.Refusal("own_draft")
	}
	return nil
}

func (d *decision) approveDraft(act foi.Action) error {
	step, _ := d.step()
	d.by.Unit = step.Unit
	d.emit(foi.DraftApproved, foi.Facts{Step: step.Step, Unit: step.Unit}, act.Words)
	return nil
}

// deliverPart signs the answer as a first part: the person gets it now, and the rest is still owed.
func (d *decision) deliverPart(act foi.Action) error {
	d.emit(foi.PartDelivered, foi.Facts{Outcome: d.planned}, act.Words)
	return nil
}

func (d *decision) publish(act foi.Action) error {
	for _, field := range []string{"title", "question", "answer"} {
		if act.Words[field] == "" {
			return missing(field)
		}
	}
	d.emit(foi.PublishedLog, foi.Facts{Outcome: d.outcome}, nil)
	return nil
}

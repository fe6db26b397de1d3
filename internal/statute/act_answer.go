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
	facts := foi.Facts{Outcome: act.Outcome, Exemptions: act.Exemptions, Documents: ids(act.Documents), Released: act.Released, Withheld: act.Withheld}
	if err := takeStock(act, &facts); err != nil {
		return err
	}
	d.emit(foi.Drafted, facts, act.Words)
	return nil
}

// takeStock enters the inventory of what is given and withheld, by document; the totals are its own where there is one. What is withheld
// has an exemption of the draft.
func takeStock(act foi.Action, facts *foi.Facts) error {
	if len(act.Inventory) == 0 {
		return nil
	}
	facts.Inventory, facts.Released, facts.Withheld = act.Inventory, 0, 0
	for _, leaf := range act.Inventory {
		switch {
		case leaf.Released < 0 || leaf.Withheld < 0:
			return missing("pages")
		case leaf.Withheld > 0 && !slices.Contains(act.Exemptions, leaf.Exemption):
			return &foi.Error{Code: foi.Invalid, Key: "missing.leaf", Field: "leaf." + leaf.Document}
		}
		facts.Released, facts.Withheld = facts.Released+leaf.Released, facts.Withheld+leaf.Withheld
	}
	return nil
}

// Reviews tells whether it is somebody's to approve answers or to confirm extensions: a reviewer's, or the head's of a unit that does.
func (s *Statute) Reviews(who foi.Actor) bool {
	return who.Has(foi.Reviewer) || slices.ContainsFunc(who.Units(foi.UnitHead), s.Approves)
}

// Approves tells whether a unit approves answers before the signature, or confirms extensions.
func (s *Statute) Approves(unit string) bool {
	return unit == s.procedure.Confirms && unit != "" || slices.ContainsFunc(s.procedure.Approvals, func(step approvalRule) bool { return step.Unit == unit })
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

// of tells whether a step of approval is somebody's: a reviewer of its unit, or its head.
func (r approvalRule) of(who foi.Actor) bool {
	return who.In(foi.Reviewer, r.Unit) || who.In(foi.UnitHead, r.Unit)
}

// canReview checks that the step is this person's. The signatory may amend what only waits for the signature.
func (d *decision) canReview(kind foi.ActionKind, who foi.Actor) error {
	step, waits := d.step()
	switch {
	case !waits && kind == foi.AmendDraft && who.Has(foi.Signatory):
		return nil
	case !waits:
		return foi.Refusal("no_step")
	case !step.of(who):
		return &foi.Error{Code: foi.Forbidden, Key: "not_yours"}
	}
	return nil
}

// wrote tells whether somebody wrote any part of the answer, in this draft or in one before it, or a unit's share of it.
func (d *docket) wrote(who foi.Actor) bool {
	if d.authors[who.Account] {
		return true
	}
	for _, b := range d.branches {
		if b.State == foi.BranchIsApproved && who.Account != 0 && d.answerer[b.No] == who.Account {
			return true
		}
	}
	return false
}

// canSign checks that everything before the signature is done, that nobody signs their own work, and that nobody decides a remedy
// against what they signed, where the law wants somebody else to.
func (d *decision) canSign(who foi.Actor) error {
	if _, waits := d.step(); waits {
		return foi.Refusal("step_waits")
	}
	if d.wrote(who) {
		return foi.Refusal("own_draft")
	}
	if slices.Contains(d.barred, who.Account) {
		return foi.Refusal("own_answer_appealed")
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

package statute

import (
	"slices"
	"time"

	"qhana/internal/foi"
)

// events are the actions that enter one event and need nothing checked beyond possible.
var events = map[foi.ActionKind]foi.Event{
	foi.Acknowledge: foi.Acknowledged, foi.AcceptBranch: foi.BranchAccepted, foi.ApproveBranch: foi.BranchApproved,
	foi.Submit: foi.Submitted, foi.Sign: foi.SignedOff, foi.Withdraw: foi.WithdrawnByPerson, foi.Deliver: foi.Delivered,
}

// wordy are the actions that enter one event and need words: a reason, an answer, a question.
var wordy = map[foi.ActionKind]foi.Event{
	foi.ReturnBranch: foi.BranchReturned, foi.AnswerBranch: foi.BranchAnswered, foi.SendBackBranch: foi.BranchSentBack,
	foi.CancelBranch: foi.BranchCancelled, foi.Clarify: foi.Clarified, foi.Decline: foi.Declined, foi.Note: foi.Noted,
}

func (d *decision) carryOut(act foi.Action, who foi.Actor) error {
	if act.Kind == foi.File {
		return d.file(act)
	}
	if d.seq == 0 {
		return foi.Refusal("not_filed")
	}
	if err := d.possible(act, who); err != nil {
		return err
	}
	if event, ok := events[act.Kind]; ok {
		facts := foi.Facts{Branch: act.Branch}
		if act.Kind == foi.Deliver {
			facts.Outcome = d.planned
		}
		d.emit(event, facts, act.Words)
		return nil
	}
	if event, ok := wordy[act.Kind]; ok {
		if act.Words.Text() == "" {
			return missing("text")
		}
		d.emit(event, foi.Facts{Branch: act.Branch, Documents: ids(act.Documents)}, act.Words)
		return nil
	}
	switch act.Kind {
	case foi.OpenBranch:
		return d.openBranch(act)
	case foi.Extend:
		return d.extend(act)
	case foi.AskClarification:
		return d.askClarification(act)
	case foi.Draft:
		return d.draft(act)
	case foi.Publish:
		return d.publish(act)
	case foi.Fire:
		return d.fire(act)
	case foi.Recalculate:
		if len(d.entries) == 0 {
			return foi.Refusal("nothing_moves")
		}
		return nil
	case foi.RecordNotice:
		return d.recordNotice(act)
	}
	return foi.Refusal("unknown_action")
}

// missing is the error of a field that must be filled.
func missing(field string) error {
	return &foi.Error{Code: foi.Invalid, Key: "missing." + field, Field: field}
}

func ids(docs []foi.Document) []string {
	var out []string
	for _, doc := range docs {
		out = append(out, doc.ID)
	}
	return out
}

func (d *decision) file(act foi.Action) error {
	if d.seq != 0 {
		return foi.Refusal("filed_already")
	}
	if act.Filing == nil {
		return missing("filing")
	}
	asOf := d.s.calendar.Newest(d.day)
	received := d.s.ReceivedOn(d.at)
	due := d.s.calendar.AsOf(asOf).After(received, d.s.law.Terms["response"].Amount)
	if act.Filing.Locale != "" {
		d.locale = act.Filing.Locale
	}
	d.emit(foi.Filed, foi.Facts{Statute: d.s.law.Key, Version: d.s.law.Version, Definition: d.s.definition, Calendar: asOf,
		Due: due, Unit: act.Filing.UnitAsked, Documents: ids(act.Documents)}, nil)
	return nil
}

func (d *decision) openBranch(act foi.Action) error {
	if act.Unit == "" {
		return missing("unit")
	}
	if act.Words.Text() == "" {
		return missing("text")
	}
	for _, b := range d.branches {
		if b.Unit == act.Unit && b.Live() {
			return foi.Refusal("unit_busy", "unit", act.Unit)
		}
	}
	if d.clock("response", 0).Status == foi.Suspended {
		return foi.Refusal("waiting_for_person")
	}
	term := d.s.procedure.Terms["branch"]
	due := act.Due
	if due.IsZero() {
		due = d.days().After(d.day, term.Amount)
	}
	if n := d.days().Between(d.day, due); !d.days().Worked(due) || n < term.Min || n > term.Max {
		return &foi.Error{Code: foi.Invalid, Key: "branch_due", Field: "due"}
	}
	d.emit(foi.BranchOpened, foi.Facts{Branch: len(d.branches) + 1, Unit: act.Unit, Due: due, Documents: ids(act.Documents)}, act.Words)
	return nil
}

func (d *decision) extend(act foi.Action) error {
	rule := d.s.law.Extension
	if !slices.Contains(rule.Grounds, act.Ground) {
		return missing("ground")
	}
	if act.Amount < 1 || act.Amount > rule.Amount {
		return &foi.Error{Code: foi.Invalid, Key: "extension_amount", Field: "amount"}
	}
	if act.Words.Text() == "" {
		return missing("text")
	}
	c := d.clock("response", 0)
	longer := *c
	longer.Amount += act.Amount
	d.emit(foi.Extended, foi.Facts{Clock: "response", Ground: act.Ground, Amount: act.Amount, OldDue: c.Due, Due: longer.compute(d.days())}, act.Words)
	return nil
}

func (d *decision) askClarification(act foi.Action) error {
	if !slices.Contains(d.s.law.Clarification.Grounds, act.Ground) {
		return missing("ground")
	}
	if act.Words.Text() == "" {
		return missing("text")
	}
	due := d.days().After(d.day, d.s.law.Terms["clarification"].Amount)
	d.emit(foi.ClarificationAsked, foi.Facts{Ground: act.Ground, Due: due, OldDue: d.clock("response", 0).Due}, act.Words)
	return nil
}

func (d *decision) draft(act foi.Action) error {
	if !slices.Contains(d.s.law.Outcomes, act.Outcome) {
		return missing("outcome")
	}
	if act.Words.Text() == "" {
		return missing("text")
	}
	if slices.Contains(d.s.law.NeedsExemption, act.Outcome) {
		if len(act.Exemptions) == 0 {
			return missing("exemptions")
		}
		for _, code := range act.Exemptions {
			if !slices.Contains(d.s.ExemptionCodes(), code) {
				return missing("exemptions")
			}
			if act.Words["exemption."+code] == "" {
				return &foi.Error{Code: foi.Invalid, Key: "missing.reason", Field: "exemption." + code}
			}
		}
	}
	d.emit(foi.Drafted, foi.Facts{Outcome: act.Outcome, Exemptions: act.Exemptions, Documents: ids(act.Documents)}, act.Words)
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

func (d *decision) recordNotice(act foi.Action) error {
	n := act.Notice
	if d.sent[n.MessageID] {
		return foi.Refusal("already_recorded")
	}
	event := foi.NoticeSent
	if n.Failed {
		event = foi.NoticeFailed
	}
	d.emit(event, foi.Facts{Notice: n.Kind, Of: n.Of, To: n.To, MessageID: n.MessageID, Repeat: n.Repeat, Reason: n.Reason}, nil)
	return nil
}

// fire acts on a milestone that fell due, after every earlier one of the request, in order.
func (d *decision) fire(act foi.Action) error {
	target := foi.Milestone{}
	for _, m := range d.pendingAll() {
		if m.Clock == act.Clock && m.Branch == act.Branch && m.Name() == act.Milestone && m.DueOn == act.Due {
			target = m
		}
	}
	if target.Kind == "" {
		return foi.Refusal("not_pending")
	}
	if d.at.Before(target.At) {
		return foi.Refusal("not_yet")
	}
	for {
		pending := d.pendingAll()
		if len(pending) == 0 || pending[0].At.After(target.At) {
			return nil
		}
		d.fireOne(pending[0])
	}
}

var milestoneEvents = map[string]foi.Event{"remind": foi.Reminded, "escalate": foi.Escalated, "lapse": foi.Lapsed}

func (d *decision) fireOne(m foi.Milestone) {
	facts := foi.Facts{Clock: m.Clock, Branch: m.Branch, Milestone: m.Name(), Due: m.DueOn, Late: d.lateFor(m.At)}
	event := milestoneEvents[m.Kind]
	if m.Kind == "lapse" {
		facts.Units = d.holders()
		switch m.Clock {
		case "response":
			facts.Silence = d.s.law.Silence.Effect
		case "clarification":
			event = foi.ClarificationLapsed
		case "branch":
			facts.Units = []string{d.branch(m.Branch).Unit}
		}
	}
	d.emit(event, facts, nil)
}

// lateFor tells whether a milestone is acted on after its own civil day.
func (d *decision) lateFor(at time.Time) bool { return d.day > d.s.Today(at) }

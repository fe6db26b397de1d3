package statute

import (
	"slices"
	"time"

	"qhana/internal/foi"
)

// events are the actions that enter one event and need nothing checked beyond possible.
var events = map[foi.ActionKind]foi.Event{
	foi.Acknowledge: foi.Acknowledged, foi.AcceptBranch: foi.BranchAccepted, foi.ApproveBranch: foi.BranchApproved,
	foi.Submit: foi.Submitted, foi.Register: foi.Registered, foi.Resume: foi.ClockResumed, foi.Sign: foi.SignedOff, foi.Deliver: foi.Delivered,
	foi.Separate: foi.Separated, foi.Unrestrict: foi.Unrestricted, foi.RemindFee: foi.FeeReminded,
}

// wordy are the actions that enter one event and need words: a reason, an answer, a question.
var wordy = map[foi.ActionKind]foi.Event{
	foi.ReturnBranch: foi.BranchReturned, foi.SendBackBranch: foi.BranchSentBack,
	foi.CancelBranch: foi.BranchCancelled, foi.RefuseExtension: foi.ExtensionRefused, foi.Decline: foi.Declined,
	foi.RecordFee: foi.FeePaid, foi.WaiveFee: foi.FeeWaived,
}

// works are the actions that check what was filled in before they enter anything.
var works = map[foi.ActionKind]func(*decision, foi.Action) error{
	foi.OpenBranch: (*decision).openBranch, foi.Assign: (*decision).assign, foi.AssignBranch: (*decision).assignBranch, foi.MoveBranch: (*decision).moveBranch,
	foi.RedateBranch: (*decision).redateBranch, foi.AnswerBranch: (*decision).answerBranch, foi.Extend: (*decision).extend,
	foi.RevertExtension: (*decision).revert, foi.Suspend: (*decision).suspend, foi.ChangeLaw: (*decision).changeLawTo,
	foi.Transfer: (*decision).transfer, foi.TransferPart: (*decision).transfer, foi.RecordAppeal: (*decision).recordAppeal, foi.RecordRuling: (*decision).recordRuling,
	foi.Clarify: (*decision).clarify, foi.Withdraw: (*decision).withdraw, foi.AskClarification: (*decision).askClarification, foi.Draft: (*decision).draft, foi.AmendDraft: (*decision).draft,
	foi.ApproveDraft: (*decision).approveDraft, foi.DeliverPart: (*decision).deliverPart, foi.AnswerCounter: (*decision).answerCounter,
	foi.Publish: (*decision).publish, foi.ConsultThird: (*decision).consultThird, foi.AnswerThird: (*decision).answerThird,
	foi.AddDocuments: (*decision).addDocuments, foi.ReplaceDocument: (*decision).replaceDocument, foi.Reopen: (*decision).reopen, foi.FileReview: (*decision).fileReview,
	foi.DecideReview: (*decision).decideReview, foi.Link: (*decision).link, foi.Join: (*decision).join, foi.Split: (*decision).split,
	foi.AnswerJoined: (*decision).answerJoined, foi.Loosen: (*decision).loosen, foi.Restrict: (*decision).restrict, foi.Note: (*decision).note,
	foi.AskUnit: (*decision).askUnit, foi.AnswerUnit: (*decision).answerUnit, foi.AskFee: (*decision).askFee, foi.Fire: (*decision).fire, foi.RecordNotice: (*decision).recordNotice,
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
		switch act.Kind {
		case foi.Sign:
			facts.Letter = act.Letter
		case foi.Deliver:
			facts.Outcome, facts.Letter = d.planned, act.Letter
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
	if do, ok := works[act.Kind]; ok {
		return do(d, act)
	}
	switch act.Kind {
	case foi.ConfirmExtension:
		if unit := d.s.procedure.Confirms; unit != "" {
			d.by.Unit = unit // and not another of theirs
		}
		facts := *d.proposed
		facts.Calendar, facts.Closures = 0, 0
		facts.OldDue, facts.Due = d.clock("response", 0).Due, d.extendedDue(facts)
		d.emit(foi.Extended, facts, act.Words)
		return nil
	case foi.Recalculate:
		if len(d.entries) == 0 {
			return foi.Refusal("nothing_moves")
		}
		return nil
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

func (d *decision) extend(act foi.Action) error {
	rule := d.s.extensionOn(act.Ground)
	if rule == nil {
		return missing("ground")
	}
	if err := d.canUse(rule); err != nil {
		return err
	}
	c := d.clock("response", 0)
	if err := rule.fits(c, act.Amount, act.Until); err != nil {
		return err
	}
	if rule.ToDate && c.Term.ends() && !d.days().Worked(act.Until) {
		return &foi.Error{Code: foi.Invalid, Key: "extension_not_worked", Field: "amount"}
	}
	if act.Words.Text() == "" {
		return missing("text")
	}
	facts := foi.Facts{Clock: "response", Ground: act.Ground, Amount: act.Amount, OldDue: c.Due}
	if rule.ToDate {
		facts.Amount, facts.Until = 0, act.Until
	} else if rule.Unit != c.Term.Unit {
		facts.TermUnit = rule.Unit
	}
	facts.Due = d.extendedDue(facts)
	event := foi.Extended
	if rule.Approval != "" && d.by.Role != rule.Approval {
		event = foi.ExtensionProposed
	}
	d.emit(event, facts, act.Words)
	return nil
}

// fits checks how much a clock is to be lengthened by.
func (rule *ExtensionRule) fits(c *Clock, amount int, until foi.Date) error {
	ok := amount > 0 && amount <= rule.Most(c.Term) && (rule.Total == 0 || c.Extended+amount <= rule.Total)
	if rule.ToDate {
		ok = until > c.Due
	}
	if !ok {
		return &foi.Error{Code: foi.Invalid, Key: "extension_amount", Field: "amount"}
	}
	return nil
}

// extendedDue is the due day that the response term would have with an extension.
func (d *decision) extendedDue(facts foi.Facts) foi.Date {
	longer := *d.clock("response", 0)
	unit := facts.TermUnit
	if unit == "" {
		unit = longer.Term.Unit
	}
	longer.Added = append(slices.Clone(longer.Added), Addition{Amount: facts.Amount, Unit: unit, Until: facts.Until, Ground: facts.Ground})
	return d.due(&longer)
}

// reverted is the due day of the response term as it is, and as it would be without its last extension.
func (d *decision) reverted() (old, due foi.Date) {
	shorter := *d.clock("response", 0)
	old = shorter.Due
	shorter.Added = shorter.Added[:len(shorter.Added)-1]
	return old, d.due(&shorter)
}

// revert takes the last extension back, while its term has not run out.
func (d *decision) revert(act foi.Action) error {
	if act.Words.Text() == "" {
		return missing("text")
	}
	old, due := d.reverted()
	d.emit(foi.ExtensionReverted, foi.Facts{Clock: "response", OldDue: old, Due: due}, act.Words)
	return nil
}

func (d *decision) suspend(act foi.Action) error {
	i := slices.IndexFunc(d.s.law.Suspensions, func(r SuspensionRule) bool { return r.Ground == act.Ground })
	if i < 0 {
		return missing("ground")
	}
	if !d.canStop(d.s.law.Suspensions[i]) {
		return foi.Refusal("suspended_already")
	}
	if act.Words.Text() == "" {
		return missing("text")
	}
	d.emit(foi.ClockSuspended, foi.Facts{Clock: "response", Ground: act.Ground, OldDue: d.clock("response", 0).Due}, act.Words)
	return nil
}

// changeLawTo puts the case under a later version, where that version says that running cases move.
func (d *decision) changeLawTo(act foi.Action) error {
	to := d.s.sibling(act.Version)
	if moves, _ := to.Moves(); !moves || to.law.Version != act.Version || to == d.s {
		return foi.Refusal("nothing_moves")
	}
	facts := foi.Facts{Statute: to.law.Key, Version: to.law.Version, Definition: to.definition}
	then := *d.docket // with the other version's calendar, which may be another
	then.s, then.cached = to, nil
	for _, c := range d.clocks {
		if t, goesOn := d.under(to, c); goesOn {
			other := *c
			other.Term = t
			facts.Shift(foi.Move{Clock: c.Key, Branch: c.Branch, Old: c.Due, New: then.due(&other)})
		}
	}
	if then.problem != nil {
		return then.problem
	}
	d.emit(foi.LawChanged, facts, nil)
	return nil
}

func (d *decision) askClarification(act foi.Action) error {
	if !slices.Contains(d.s.law.Clarification.Grounds, act.Ground) {
		return missing("ground")
	}
	if act.Words.Text() == "" {
		return missing("text")
	}
	due := foi.Date(0)
	if w, ok := d.window("clarification", d.day); ok {
		due = w.Due
	}
	d.emit(foi.ClarificationAsked, foi.Facts{Ground: act.Ground, Due: due, OldDue: d.clock("response", 0).Due}, act.Words)
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

var milestoneEvents = map[string]foi.Event{"remind": foi.Reminded, "escalate": foi.Escalated, "lapse": foi.Lapsed, "chase": foi.Chased}

func (d *decision) fireOne(m foi.Milestone) {
	facts := foi.Facts{Clock: m.Clock, Branch: m.Branch, Milestone: m.Name(), Due: m.DueOn, Late: d.lateFor(m.At)}
	event := milestoneEvents[m.Kind]
	if m.Kind == "lapse" {
		facts.Units = d.holders()
		switch m.Clock {
		case "response":
			facts.Silence = d.effect("response")
		case "clarification":
			event = foi.ClarificationLapsed
		case "fee":
			event = foi.FeeLapsed
		case "branch":
			facts.Units = []string{d.branch(m.Branch).Unit}
		}
	}
	d.emit(event, facts, nil)
}

// effect is what the end of a clock does by itself: the law's silence, or what becomes of a request that the person let lie.
func (d *docket) effect(clock string) string {
	switch clock {
	case "response":
		if r, ok := d.s.remedy(d.remedy); ok {
			return r.Silence
		}
		return d.s.SilenceOn(d.track).Effect
	case "clarification":
		return d.s.law.Clarification.Lapse
	case "fee":
		return string(foi.Withdrawn)
	}
	return ""
}

// lateFor tells whether a milestone is acted on after its own civil day.
func (d *decision) lateFor(at time.Time) bool { return d.day > d.s.Today(at) }

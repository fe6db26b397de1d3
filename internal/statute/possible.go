package statute

import (
	"slices"

	"qhana/internal/foi"
)

// possible checks what depends on the case rather than on what was filled in.
func (d *decision) possible(act foi.Action, who foi.Actor) error {
	response := d.clock("response", 0)
	switch act.Kind {
	case foi.ApproveBranch:
		if d.answerer[act.Branch] == who.Account {
			return foi.Refusal("own_answer")
		}
	case foi.Extend:
		if err := d.canExtend(response); err != nil {
			return err
		}
	case foi.ConfirmExtension, foi.RefuseExtension:
		return d.canConfirm(act, who)
	case foi.OpenBranch:
		if response.Status == foi.Suspended {
			return foi.Refusal("waiting_for_person")
		}
	case foi.RevertExtension:
		if len(response.Added) == 0 || response.Status != foi.Running {
			return foi.Refusal("nothing_extended")
		}
		if _, due := d.reverted(); due < d.day {
			return foi.Refusal("term_over")
		}
	case foi.Register:
		if d.s.law.Start == nil || response.Start <= d.day {
			return foi.Refusal("registered_already")
		}
	case foi.AskClarification:
		if d.asked >= d.s.law.Clarification.Times {
			return foi.Refusal("clarified_already")
		}
		if d.tooLate("clarification_request") {
			return foi.Refusal("too_late_to_clarify")
		}
		if response.Status != foi.Running {
			return foi.Refusal("clock_not_running")
		}
	case foi.Transfer, foi.TransferPart:
		if d.tooLate("transfer") {
			return foi.Refusal("too_late_to_transfer")
		}
	case foi.Suspend:
		if response.Status != foi.Running {
			return foi.Refusal("clock_not_running")
		}
		if !slices.ContainsFunc(d.s.law.Suspensions, d.canStop) {
			return foi.Refusal("suspended_already")
		}
	case foi.AskFee, foi.RemindFee, foi.RecordFee, foi.WaiveFee:
		return d.possibleFee(act.Kind)
	case foi.ReplaceDocument:
		return d.canReplace(act, who)
	case foi.AskUnit, foi.AnswerUnit:
		return d.possibleTalk(act.Kind, who)
	case foi.Resume:
		if d.fee {
			return foi.Refusal("fee_open")
		}
		if n := len(d.stops); response.Status != foi.Suspended || n == 0 || response.Suspended[len(response.Suspended)-1].Ground != d.stops[n-1] {
			return foi.Refusal("not_suspended")
		}
	case foi.Clarify:
		if n := len(response.Suspended); response.Status != foi.Suspended || !slices.Contains(d.s.law.Clarification.Grounds, response.Suspended[n-1].Ground) {
			return foi.Refusal("nothing_asked")
		}
	case foi.Submit, foi.Deliver:
		if err := d.canGoOut(response); err != nil {
			return err
		}
	case foi.Sign, foi.DeliverPart:
		if err := d.canSign(who); err != nil {
			return err
		}
	case foi.ApproveDraft, foi.AmendDraft:
		if err := d.canReview(act.Kind, who); err != nil || act.Kind == foi.AmendDraft {
			return err
		}
		if d.wrote(who) {
			return foi.Refusal("own_draft")
		}
	case foi.Decline:
		if step, waits := d.step(); waits && !step.of(who) && !who.Has(foi.Signatory) {
			return &foi.Error{Code: foi.Forbidden, Key: "not_yours"}
		} else if !waits && !who.Has(foi.Signatory) {
			return &foi.Error{Code: foi.Forbidden, Key: "not_yours"}
		}
	}
	return d.possibleWork(act)
}

// canGoOut checks that there is an answer, that nobody still works on it, and that nothing is waited for from the person: where one
// officer does it all nothing else stands between the draft and its delivery.
func (d *decision) canGoOut(response *Clock) error {
	switch {
	case !d.drafted:
		return foi.Refusal("no_draft")
	case d.liveBranches() > 0:
		return foi.Refusal("branches_open")
	case response.Status == foi.Suspended:
		return foi.Refusal("waiting_for_person")
	}
	return nil
}

// notInReview are the actions that a remedy's own case does not know.
var notInReview = []foi.ActionKind{foi.Extend, foi.AskClarification, foi.Transfer, foi.TransferPart, foi.DeliverPart, foi.AnswerCounter, foi.Split, foi.Join, foi.Reopen, foi.FileReview,
	foi.RecordAppeal, foi.RecordRuling}

// leads are the actions that prepare an answer, which a joined request gets from another.
var leads = []foi.ActionKind{foi.OpenBranch, foi.Draft, foi.Submit, foi.Join, foi.Split, foi.AskClarification, foi.Extend, foi.Transfer, foi.TransferPart}

// possibleWork is possible for what is neither a term of the law nor the signature.
func (d *decision) possibleWork(act foi.Action) error {
	if d.remedy != "" && slices.Contains(notInReview, act.Kind) {
		return foi.Refusal("not_in_review")
	}
	if d.joined != "" && slices.Contains(leads, act.Kind) {
		return foi.Refusal("joined_already")
	}
	switch act.Kind {
	case foi.RedateBranch:
		if d.clock("branch", act.Branch).Status != foi.Running {
			return foi.Refusal("clock_not_running")
		}
	case foi.AnswerThird:
		if len(d.consulted()) == 0 {
			return foi.Refusal("third_not_asked")
		}
	case foi.RecordAppeal, foi.RecordRuling:
		return d.possibleOutside(act.Kind)
	case foi.Reopen:
		if w, ok := d.reopenable(); ok && d.day > w.Due {
			return foi.Refusal("too_late_to_reopen")
		}
	case foi.FileReview:
		if act.Remedy == "" && !slices.ContainsFunc(d.s.law.Remedies, func(r Remedy) bool {
			w, err := d.reviewWindow(r.Code)
			return err == nil && w.From <= d.day && d.day <= w.Due
		}) {
			return foi.Refusal("remedy_not_open")
		}
	case foi.Join:
		if d.liveBranches() > 0 {
			return foi.Refusal("branches_open")
		}
	case foi.Separate:
		if d.joined == "" {
			return foi.Refusal("not_joined")
		}
	case foi.Restrict:
		if d.restricted {
			return foi.Refusal("restricted_already")
		}
	case foi.Unrestrict:
		if !d.restricted {
			return foi.Refusal("not_restricted")
		}
	}
	return nil
}

// tooLate tells whether the term for doing something by oneself, counted from receipt, is over.
func (d *decision) tooLate(key string) bool {
	w, ok := d.window(key, d.received)
	return ok && d.day > w.Due
}

// canStop tells whether a ground for suspending may be used again.
func (d *decision) canStop(rule SuspensionRule) bool {
	if rule.Ground == FeeGround && d.s.law.Fees != nil {
		return false // asking for the fee does that
	}
	n := 0
	for _, g := range d.stops {
		if g == rule.Ground {
			n++
		}
	}
	return rule.Times == 0 || n < rule.Times
}

func (d *decision) canExtend(response *Clock) error {
	switch {
	case response.Status == foi.Suspended:
		return foi.Refusal("clock_suspended")
	case response.Status != foi.Running || d.day > response.Due:
		return foi.Refusal("term_over")
	case d.proposed != nil:
		return foi.Refusal("extension_proposed_already")
	case len(d.s.law.Extensions) == 0:
		return foi.Refusal("no_extension")
	}
	var err error
	for i := range d.s.law.Extensions {
		if err = d.canUse(&d.s.law.Extensions[i]); err == nil {
			return nil
		}
	}
	return err
}

// canUse tells whether a rule of extension may still be used.
func (d *decision) canUse(rule *ExtensionRule) error {
	n := 0
	for _, g := range d.grounds {
		if slices.Contains(rule.Grounds, g) {
			n++
		}
	}
	if n >= rule.Times {
		return foi.Refusal("extended_already")
	}
	if rule.Within != nil {
		last, err := d.days().Due(d.received, rule.Within, nil, nil)
		if err != nil {
			return err
		}
		if d.day > last {
			return foi.Refusal("too_late_to_extend")
		}
	}
	return nil
}

// confirms tells whether an extension is somebody's to confirm: who has the law's role, in the procedure's unit where it names one, which
// its head does too.
func (s *Statute) confirms(rule *ExtensionRule, who foi.Actor) bool {
	if s.procedure.Confirms == "" {
		return who.Has(rule.Approval)
	}
	return who.In(rule.Approval, s.procedure.Confirms) || who.In(foi.UnitHead, s.procedure.Confirms)
}

// canConfirm checks that an extension waits for this role, and that nobody confirms their own.
func (d *decision) canConfirm(act foi.Action, who foi.Actor) error {
	if d.proposed == nil {
		return foi.Refusal("nothing_proposed")
	}
	if rule := d.s.extensionOn(d.proposed.Ground); rule != nil && rule.Approval != "" && !d.s.confirms(rule, who) {
		return &foi.Error{Code: foi.Forbidden, Key: "not_yours"}
	}
	if act.Kind == foi.ConfirmExtension && d.proposer != 0 && d.proposer == who.Account {
		return foi.Refusal("own_extension")
	}
	if response := d.clock("response", 0); act.Kind == foi.ConfirmExtension && d.day > response.Due {
		return foi.Refusal("term_over")
	}
	return nil
}

package statute

import (
	"regexp"

	"qhana/internal/foi"
)

var milestoneName = regexp.MustCompile(`^(remind\.[1-9][0-9]?|escalate|lapse)$`)

var actionKinds = []foi.ActionKind{foi.File, foi.Acknowledge, foi.Register, foi.OpenBranch, foi.AcceptBranch, foi.ReturnBranch, foi.AnswerBranch,
	foi.SendBackBranch, foi.ApproveBranch, foi.CancelBranch, foi.Extend, foi.ConfirmExtension, foi.RefuseExtension, foi.RevertExtension,
	foi.AskClarification, foi.Clarify, foi.Suspend, foi.Resume, foi.Draft, foi.Submit, foi.Sign, foi.Decline, foi.Deliver, foi.AnswerCounter, foi.Publish,
	foi.Assign, foi.AssignBranch, foi.MoveBranch, foi.RedateBranch, foi.ApproveDraft, foi.AmendDraft, foi.DeliverPart, foi.ConsultThird, foi.AnswerThird,
	foi.AddDocuments, foi.ReplaceDocument, foi.Reopen, foi.FileReview, foi.Link, foi.Join, foi.Separate, foi.Split, foi.Restrict, foi.Unrestrict,
	foi.AskFee, foi.RemindFee, foi.RecordFee, foi.WaiveFee, foi.AskUnit, foi.AnswerUnit,
	foi.Transfer, foi.TransferPart, foi.RecordAppeal, foi.RecordRuling, foi.Withdraw, foi.Note, foi.DecideReview, foi.AnswerJoined, foi.Loosen, foi.Fire, foi.Recalculate, foi.ChangeLaw, foi.RecordNotice}

// validateWords checks that every code has its words in every language.
func (s *Statute) validateWords(bad complaint) {
	need := []string{"name", "short"}
	if oneOf(s.law.Silence.Effect, silences...) {
		need = append(need, "silence."+s.law.Silence.Effect)
	}
	add := func(kind string, codes ...string) {
		for _, c := range codes {
			need = append(need, kind+"."+c)
		}
	}
	add("outcome", s.law.Outcomes...)
	add("ground", s.Extension().Grounds...)
	add("ground", s.law.Clarification.Grounds...)
	add("ground", s.SuspensionGrounds()...)
	add("exemption", s.ExemptionCodes()...)
	if s.law.Fees != nil {
		add("ground", FeeGround)
	}
	add("track", s.Tracks()...)
	if s.law.Distance != nil {
		need = append(need, "distance")
	}
	add("outcome", ReviewOutcomes...)
	for _, a := range s.procedure.Approvals {
		add("step", a.Step)
	}
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

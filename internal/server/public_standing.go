package server

import (
	"qhana/internal/foi"
	"qhana/internal/statute"
	"qhana/internal/view"
)

// standing is the sentence that says how a case stands.
func standing(c foi.Case) string {
	runs := func(clock string) bool { return clockOf(c, clock).Status == foi.Running }
	did := func(event foi.Event) bool { return lastEntry(c.Ledger, event).Seq != 0 }
	state := c.Request.State
	working := state == foi.Received || state == foi.Open
	switch {
	case state == foi.Withdrawn && !did(foi.WithdrawnByPerson) && did(foi.FeeLapsed):
		return "case.standing.unpaid"
	case state == foi.Withdrawn && !did(foi.WithdrawnByPerson) && did(foi.ClarificationLapsed):
		return "case.standing.unclear"
	case working && runs("clarification"):
		return "case.standing.clarify"
	case working && feeOpen(c).Seq != 0:
		return "case.standing.fee"
	case working && clockOf(c, "response").Status == foi.Suspended:
		return "case.standing.paused"
	case working && clockOf(c, "compliance").Status == foi.Missed:
		return "case.standing.compliance.late"
	case runs("compliance"):
		return "case.standing.compliance"
	case working && alive(clockOf(c, "correction")):
		return "case.standing.correction"
	case c.Request.Missed && (working || state == foi.Signing || state == foi.Signed):
		return "case.standing.late"
	}
	if c.Request.Remedy != "" && state != foi.Signing && state != foi.Signed && state != foi.Transferred {
		return "case.standing.remedy." + string(state) // it is no request for information
	}
	return "case.standing." + string(state)
}

// owed is what the person was asked to pay and has not paid yet; nil when there is nothing.
func owed(law *statute.Statute, c foi.Case) *view.PublicFee {
	e := feeOpen(c)
	if e.Seq == 0 || c.Request.State != foi.Received && c.Request.State != foi.Open {
		return nil
	}
	fee := &view.PublicFee{Amount: priced(e.Facts), How: e.Words.Text(), Until: clockOf(c, "fee").DueOn}
	if fee.Until.IsZero() && clockOf(c, "response").Status == foi.Suspended {
		fee.Since = pause(law, c.Ledger).From
	}
	return fee
}

// feeOpen is the entry by which the person was last told what to pay, zero when nothing is open.
func feeOpen(c foi.Case) foi.Entry {
	asked := lastEntry(c.Ledger, foi.FeeAsked)
	for _, over := range []foi.Event{foi.FeePaid, foi.FeeWaived, foi.FeeLapsed} {
		if lastEntry(c.Ledger, over).Seq > asked.Seq {
			return foi.Entry{}
		}
	}
	return asked
}

// pause is since when the term to answer has stood still and on which ground, zero when it does not.
func pause(law *statute.Statute, ledger []foi.Entry) foi.Suspension {
	var out foi.Suspension
	for _, e := range ledger {
		switch e.Event {
		case foi.ClockSuspended, foi.ClarificationAsked, foi.FeeAsked:
			if out.From.IsZero() {
				out.From = law.Today(e.At)
			}
			if out.Ground = e.Facts.Ground; e.Event == foi.FeeAsked {
				out.Ground = statute.FeeGround
			}
		case foi.ClockResumed, foi.Clarified, foi.ClarificationLapsed, foi.FeePaid, foi.FeeWaived, foi.FeeLapsed:
			out = foi.Suspension{}
		}
	}
	return out
}

package server

import (
	"qhana/internal/foi"
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
	case working && runs("fee"):
		return "case.standing.fee"
	case working && clockOf(c, "response").Status == foi.Suspended:
		return "case.standing.paused"
	case runs("compliance"):
		return "case.standing.compliance"
	case c.Request.Missed && (working || state == foi.Signing || state == foi.Signed):
		return "case.standing.late"
	}
	return "case.standing." + string(state)
}

// owed is what the person was asked to pay and has not paid yet; nil when there is nothing.
func owed(c foi.Case) *view.PublicFee {
	clock := clockOf(c, "fee")
	e := lastEntry(c.Ledger, foi.FeeAsked)
	if clock.Status != foi.Running || e.Seq == 0 {
		return nil
	}
	return &view.PublicFee{Amount: priced(e.Facts), How: e.Words.Text(), Until: clock.DueOn}
}

package statute

import (
	"slices"

	"qhana/internal/foi"
)

// FeeGround is the ground on which the response term stands still until a fee is paid, where the law says so.
const FeeGround = "fee"

// maxFee is the largest fee that can be asked for, in hundredths: more is a slip of the finger.
const maxFee = 1_000_000_00

// Fees returns the law's rule on fees; nil when nothing costs anything.
func (s *Statute) Fees() *FeeRule { return s.law.Fees }

// feeStops tells whether the response term stands still until the fee is paid.
func (s *Statute) feeStops() bool {
	return slices.ContainsFunc(s.law.Suspensions, func(r SuspensionRule) bool { return r.Ground == FeeGround })
}

func (d *decision) possibleFee(kind foi.ActionKind) error {
	switch {
	case d.s.law.Fees == nil:
		return foi.Refusal("no_fees")
	case kind != foi.AskFee && !d.fee:
		return foi.Refusal("no_fee_open")
	case kind == foi.AskFee && d.fee && d.timeToPay():
		return foi.Refusal("fee_open")
	case kind == foi.AskFee && !d.fee && d.clock("response", 0).Status != foi.Running:
		return foi.Refusal("clock_not_running")
	case kind == foi.RemindFee && d.timeToPay():
		return foi.Refusal("fee_has_term")
	case kind == foi.RemindFee && d.feeTold == d.day:
		return foi.Refusal("fee_told_today")
	}
	return nil
}

// timeToPay tells whether the law sets a time to pay: then that is what ends the wait, after reminders of its own. Where it sets none the wait
// ends by the payment, or by the body's own word: it reminds the person, asks for another amount in place of the first, or waives it. None of
// these moves a term: the days since the fee was first asked for stay what the law makes of them.
func (d *docket) timeToPay() bool { return d.s.term("fee", d.track).Amount > 0 }

// askFee tells the person what the information costs; while a fee is open it takes that one's place.
func (d *decision) askFee(act foi.Action) error {
	if act.Fee < 1 || act.Fee > maxFee {
		return missing("fee")
	}
	if act.Words.Text() == "" {
		return missing("text")
	}
	d.emit(foi.FeeAsked, foi.Facts{Fee: act.Fee, Currency: d.s.law.Fees.Currency, OldDue: d.clock("response", 0).Due}, act.Words)
	return nil
}

func (d *docket) applyFee(e *foi.Entry, day foi.Date) {
	response := d.clock("response", 0)
	if again := d.fee && e.Event == foi.FeeAsked; again || e.Event == foi.FeeReminded { // what waits goes on waiting
		d.feeTold = day
		return
	}
	d.fee = e.Event == foi.FeeAsked
	switch e.Event {
	case foi.FeeAsked:
		d.feeTold = day
		if d.s.feeStops() {
			d.stops = append(d.stops, FeeGround)
			response.pause(FeeGround, day, e.At)
		}
		d.start("fee", 0, d.s.procedure.Body.Lead, day, e.At)
	case foi.FeeLapsed:
		d.clock("fee", 0).miss()
		d.close(foi.Withdrawn, day)
	default:
		d.clock("fee", 0).end(foi.Met, day)
		if response.stands(FeeGround) {
			response.goOn(day, e.At)
			response.set(d.due(response), e.At)
		}
	}
}

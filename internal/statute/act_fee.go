package statute

import (
	"slices"

	"qhana/internal/foi"
)

// feeGround is the ground on which the response term stands still until a fee is paid, where the law says so.
const feeGround = "fee"

// maxFee is the largest fee that can be asked for, in hundredths: more is a slip of the finger.
const maxFee = 1_000_000_00

// Fees returns the law's rule on fees; nil when nothing costs anything.
func (s *Statute) Fees() *FeeRule { return s.law.Fees }

// feeStops tells whether the response term stands still until the fee is paid.
func (s *Statute) feeStops() bool {
	return slices.ContainsFunc(s.law.Suspensions, func(r SuspensionRule) bool { return r.Ground == feeGround })
}

func (d *decision) possibleFee(kind foi.ActionKind) error {
	switch {
	case d.s.law.Fees == nil:
		return foi.Refusal("no_fees")
	case kind != foi.AskFee && !d.fee:
		return foi.Refusal("no_fee_open")
	case kind == foi.AskFee && d.fee:
		return foi.Refusal("fee_open")
	case kind == foi.AskFee && d.clock("response", 0).Status != foi.Running:
		return foi.Refusal("clock_not_running")
	}
	return nil
}

// askFee tells the person what the information costs.
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
	d.fee = e.Event == foi.FeeAsked
	switch e.Event {
	case foi.FeeAsked:
		if d.s.feeStops() {
			d.stops = append(d.stops, feeGround)
			response.pause(feeGround, day, e.At)
		}
		d.start("fee", 0, d.s.procedure.Body.Lead, day, e.At)
	case foi.FeeLapsed:
		d.clock("fee", 0).miss()
		d.close(foi.Withdrawn, day)
	default:
		d.clock("fee", 0).end(foi.Met, day)
		if response.stands(feeGround) {
			response.goOn(day, e.At)
			response.set(d.due(response), e.At)
		}
	}
}

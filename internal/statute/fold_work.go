package statute

import (
	"slices"

	"qhana/internal/foi"
)

func (d *docket) applyBranch(e *foi.Entry, day foi.Date) {
	if e.Event == foi.BranchOpened {
		d.open()
		d.clock("acknowledge", 0).end(foi.Met, day)
		no := len(d.branches) + 1
		c := d.start("branch", no, e.Facts.Unit, day, e.At)
		c.Term.Amount = max(1, d.daysOf(c).Between(day, e.Facts.Due))
		c.set(e.Facts.Due, e.At)
		d.branches = append(d.branches, &foi.Branch{No: no, Unit: e.Facts.Unit, State: foi.BranchIsOpen, OpenedOn: day, DueOn: e.Facts.Due})
		return
	}
	b := d.branch(e.Facts.Branch)
	if b == nil {
		return
	}
	c := d.clock("branch", b.No)
	switch e.Event {
	case foi.BranchAccepted:
		b.State, b.Account = foi.BranchIsAccepted, e.By.Account
	case foi.BranchAssigned:
		b.State, b.Account = foi.BranchIsAccepted, e.Facts.Assignee
	case foi.BranchMoved:
		b.SentBack, d.left = false, b.Unit
		b.State, b.Account, b.Unit, c.Unit = foi.BranchIsOpen, 0, e.Facts.Unit, e.Facts.Unit
	case foi.BranchRedated:
		c.Term.Amount = max(1, d.daysOf(c).Between(b.OpenedOn, e.Facts.Due))
		c.set(e.Facts.Due, e.At)
		b.DueOn = e.Facts.Due
	case foi.BranchAnswered:
		b.State, b.SentBack = foi.BranchIsAnswered, false
		d.answerer[b.No] = e.By.Account
	case foi.BranchSentBack:
		b.State, b.SentBack = foi.BranchIsAccepted, true
	case foi.BranchApproved:
		b.State = foi.BranchIsApproved
		c.end(foi.Met, day)
	case foi.BranchReturned:
		b.State, b.SentBack = foi.BranchIsReturned, false
		c.end(foi.Stopped, day)
	case foi.BranchCancelled:
		b.State, b.SentBack = foi.BranchIsCancelled, false
		c.end(foi.Stopped, day)
	}
}

// branchOf is the branch that a clock is of; nil for every other clock.
func (d *docket) branchOf(c *Clock) *foi.Branch {
	if c.Key != "branch" {
		return nil
	}
	return d.branch(c.Branch)
}

func (d *docket) applyMilestone(e *foi.Entry) {
	c := d.clock(e.Facts.Clock, e.Facts.Branch)
	if c == nil {
		return
	}
	c.fired = append(c.fired, e.Facts.Milestone)
	if e.Event != foi.Lapsed {
		return
	}
	c.Missed, c.Status = true, foi.Missed
	if b := d.branchOf(c); b != nil {
		b.Missed = true
	}
	if e.Facts.Silence == "positive" {
		d.start("delivery", 0, d.s.procedure.Body.Lead, d.s.Today(e.At), e.At)
	}
}

// applyAnswer takes what happens to the answer from its first draft to its delivery.
func (d *docket) applyAnswer(e *foi.Entry, day foi.Date) {
	switch e.Event {
	case foi.Drafted:
		d.open()
		d.drafted, d.planned, d.approvals = true, e.Facts.Outcome, 0
		d.authors[e.By.Account] = true
	case foi.Submitted:
		d.state, d.approvals = foi.Signing, 0
		d.authors[e.By.Account] = true
	case foi.DraftApproved:
		d.approvals++
	case foi.SignedOff:
		d.state = foi.Signed
		d.start("notification", 0, d.s.procedure.Body.Lead, day, e.At)
	case foi.Declined:
		d.state = foi.Open
	case foi.PartDelivered:
		d.state, d.drafted, d.authors = foi.Open, false, map[int64]bool{}
	case foi.Delivered:
		d.state, d.outcome, d.drafted, d.authors = foi.Answered, d.planned, false, map[int64]bool{}
		d.clock("response", 0).end(foi.Met, day)
		d.clock("acknowledge", 0).end(foi.Stopped, day)
		for _, key := range []string{"notification", "resolution", "delivery", "correction", "compliance"} {
			d.clock(key, 0).end(foi.Met, day)
		}
		for _, c := range d.consulted() {
			c.end(foi.Stopped, day)
		}
		d.start("publication", 0, d.s.procedure.Body.Lead, day, e.At)
	}
}

// applyWork takes what is neither the answer nor a branch: third parties, what is taken up again, remedies, ties to others.
func (d *docket) applyWork(e *foi.Entry, day foi.Date) {
	switch e.Event {
	case foi.ThirdConsulted:
		d.thirds++
		d.start("consultation", e.Facts.Third, d.s.procedure.Body.Lead, day, e.At)
	case foi.ThirdAnswered:
		d.clock("consultation", e.Facts.Third).end(foi.Met, day)
	case foi.Reopened:
		d.takeUpAgain("correction", e, day)
	case foi.ReviewFiled, foi.AppealRecorded:
		d.reviews[e.Facts.Remedy] = 0
	case foi.ReviewDecided, foi.RulingRecorded:
		d.reviews[e.Facts.Remedy] = day
		if e.Facts.Clock != "" {
			d.takeUpAgain(e.Facts.Clock, e, day)
		}
	case foi.Linked:
		d.linked = append(d.linked, e.Facts.Other)
	case foi.Joined:
		d.joined = e.Facts.Other
	case foi.Separated:
		d.joined = ""
	case foi.Restricted:
		d.restricted = true
	case foi.Unrestricted:
		d.restricted = false
	}
}

// takeUpAgain opens an answered case: a clock of the procedure watches that it is answered anew. One that is worked on goes on where it
// stands.
func (d *docket) takeUpAgain(clock string, e *foi.Entry, day foi.Date) {
	if d.open(); d.state == foi.Answered || d.state == foi.Published {
		d.state = foi.Open
		d.clock("publication", 0).end(foi.Stopped, day)
	}
	d.start(clock, 0, d.s.procedure.Body.Lead, day, e.At)
}

// comeBack notes what comes back to those who lead the case, until they take it up: an answer of the units, a draft that was
// declined, what the person or a third party sent.
func (d *docket) comeBack(event foi.Event) {
	switch event {
	case foi.Declined, foi.Clarified, foi.ClarificationLapsed, foi.ThirdAnswered, foi.DocumentsAdded, foi.BranchReturned:
		d.back = event
	case foi.BranchApproved, foi.BranchCancelled:
		if d.liveBranches() == 0 && slices.ContainsFunc(d.branches, func(b *foi.Branch) bool { return b.State == foi.BranchIsApproved }) {
			d.back = foi.BranchApproved
		}
	case foi.Drafted, foi.Submitted, foi.BranchOpened, foi.BranchMoved, foi.ClarificationAsked, foi.ThirdConsulted, foi.Joined:
		d.back = ""
	}
	switch d.state {
	case foi.Received, foi.Open, foi.Signing:
	default:
		d.back = ""
	}
}

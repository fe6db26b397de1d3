package statute

import (
	"slices"

	"qhana/internal/foi"
)

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
	term := d.s.procedure.Terms["branch"]
	due, days := act.Due, d.s.calendar.Days(View{AsOf: d.s.calendar.Newest(d.day), Revision: d.s.calendar.Revision(d.at), Unit: act.Unit})
	if due.IsZero() {
		due = days.After(d.day, term.Amount)
	}
	if n := days.Between(d.day, due); !days.Worked(due) || n < term.Min || n > term.Max {
		return &foi.Error{Code: foi.Invalid, Key: "branch_due", Field: "due"}
	}
	d.emit(foi.BranchOpened, foi.Facts{Branch: len(d.branches) + 1, Unit: act.Unit, Due: due, Documents: ids(act.Documents)}, act.Words)
	return nil
}

// assign gives the case to an officer. That the account leads cases is the caller's to check.
func (d *decision) assign(act foi.Action) error {
	if act.Account == 0 {
		return missing("account")
	}
	d.emit(foi.Assigned, foi.Facts{Assignee: act.Account}, act.Words)
	return nil
}

// assignBranch gives a branch to an official of its unit. That the account works there is the caller's to check.
func (d *decision) assignBranch(act foi.Action) error {
	if act.Account == 0 {
		return missing("account")
	}
	d.emit(foi.BranchAssigned, foi.Facts{Branch: act.Branch, Assignee: act.Account}, act.Words)
	return nil
}

// moveBranch gives a branch to another unit, which has what is left of its time.
func (d *decision) moveBranch(act foi.Action) error {
	switch {
	case act.Unit == "":
		return missing("unit")
	case act.Words.Text() == "":
		return missing("text")
	case slices.ContainsFunc(d.branches, func(b *foi.Branch) bool { return b.Unit == act.Unit && b.Live() }):
		return foi.Refusal("unit_busy", "unit", act.Unit)
	}
	d.emit(foi.BranchMoved, foi.Facts{Branch: act.Branch, Unit: act.Unit}, act.Words)
	return nil
}

// redateBranch gives a branch another internal due day, within what the procedure allows from its opening.
func (d *decision) redateBranch(act foi.Action) error {
	b, c, term := d.branch(act.Branch), d.clock("branch", act.Branch), d.s.procedure.Terms["branch"]
	days := d.daysOf(c)
	if n := days.Between(b.OpenedOn, act.Due); act.Due < d.day || act.Due == c.Due || !days.Worked(act.Due) || n < term.Min || n > term.Max {
		return &foi.Error{Code: foi.Invalid, Key: "branch_due", Field: "due"}
	}
	if act.Words.Text() == "" {
		return missing("text")
	}
	d.emit(foi.BranchRedated, foi.Facts{Branch: act.Branch, OldDue: c.Due, Due: act.Due}, act.Words)
	return nil
}

// answerBranch enters a unit's answer. A late one says why it is late: that is put down to the unit, apart from the legal term.
func (d *decision) answerBranch(act foi.Action) error {
	if act.Words.Text() == "" {
		return missing("text")
	}
	if d.branch(act.Branch).Missed && act.Words["delay"] == "" {
		return missing("delay")
	}
	d.emit(foi.BranchAnswered, foi.Facts{Branch: act.Branch, Documents: ids(act.Documents)}, act.Words)
	return nil
}

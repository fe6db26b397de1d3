package server

import (
	"qhana/internal/foi"
	"qhana/internal/statute"
	"qhana/internal/view"
)

// dayCounter counts working days as the law does, and says how few of them are soon.
type dayCounter interface {
	WorkingDaysBetween(a, b foi.Date) int
	Attention() statute.Attention
}

// termDue is how a term stands today.
func termDue(days dayCounter, today, on foi.Date, status foi.Status, missed bool) view.DeskDue {
	d := view.DeskDue{On: on}
	switch status {
	case foi.Suspended:
		d.Mark = "suspended"
	case foi.Met:
		d.Mark = "answered"
		if missed {
			d.Mark = "answered_late"
		}
	case foi.Stopped:
		d.Mark = "closed"
	case foi.Running, foi.Missed:
		d.Live, d.Left = true, daysLeft(days, today, on)
		d.Mark = "on_time"
		if d.Left <= days.Attention().Soon {
			d.Mark = "soon"
		}
		if missed || status == foi.Missed || today > on {
			d.Mark = "late"
		}
	}
	return d
}

// daysLeft is how many working days remain until a day: 0 on the day itself, negative after it.
func daysLeft(days dayCounter, today, on foi.Date) int {
	if on >= today {
		return days.WorkingDaysBetween(today, on)
	}
	return -days.WorkingDaysBetween(on, today)
}

// requestDue is how the answer to a request stands today.
func requestDue(days dayCounter, today foi.Date, req foi.Request) view.DeskDue {
	return termDue(days, today, req.DueOn, req.Clock, req.Missed && req.Clock != foi.Running) // a late answer's correction may be in time
}

// caseDue is the same, with the term that it is of: the answer's, or that of what is owed after it.
func caseDue(days dayCounter, today foi.Date, c foi.Case) view.DeskDue {
	due := requestDue(days, today, c.Request)
	due.Clock = "response"
	for _, key := range foi.AfterAnswer {
		if x := clockOf(c, key); due.Live && !alive(clockOf(c, "response")) && alive(x) && x.DueOn == due.On {
			due.Clock = key
			break
		}
	}
	return due
}

// alive tells whether a term still waits for what ends it.
func alive(d foi.Deadline) bool {
	return d.Status == foi.Running || d.Status == foi.Missed || d.Status == foi.Suspended
}

// deadlineDue is how one term of a case stands today.
func deadlineDue(days dayCounter, today foi.Date, d foi.Deadline) view.DeskDue {
	return termDue(days, today, d.DueOn, d.Status, d.Missed)
}

// branchDue is how a branch stands today.
func branchDue(days dayCounter, today foi.Date, b foi.Branch) view.DeskDue {
	status := foi.Running
	switch b.State {
	case foi.BranchIsApproved:
		status = foi.Met
	case foi.BranchIsReturned, foi.BranchIsCancelled:
		status = foi.Stopped
	}
	return termDue(days, today, b.DueOn, status, b.Missed)
}

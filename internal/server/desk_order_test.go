package server

import (
	"testing"

	"qhana/internal/foi"
	"qhana/internal/view"
)

// What moves a case on stands before what turns it back, and only that is marked as what comes next.
func TestInOrder(t *testing.T) {
	approved, live := []foi.Branch{{No: 1, State: foi.BranchIsApproved}}, []foi.Branch{{No: 1, State: foi.BranchIsApproved}, {No: 2, State: foi.BranchIsOpen}}
	for _, x := range []struct {
		branches []foi.Branch
		kinds    []foi.ActionKind
		first    foi.ActionKind // "" for none
	}{
		{live, []foi.ActionKind{foi.SendBackBranch, foi.ApproveBranch, foi.Note}, foi.ApproveBranch},
		{live, []foi.ActionKind{foi.ReturnBranch, foi.AnswerBranch, foi.Note}, foi.AnswerBranch},
		{live, []foi.ActionKind{foi.OpenBranch, foi.Extend, foi.Draft}, foi.OpenBranch},
		{approved, []foi.ActionKind{foi.OpenBranch, foi.Extend, foi.Draft}, foi.Draft},
		{nil, []foi.ActionKind{foi.Decline, foi.Note}, ""},
		{nil, []foi.ActionKind{foi.Note}, ""},
	} {
		var list []view.DeskDo
		for _, k := range x.kinds {
			list = append(list, view.DeskDo{Kind: k})
		}
		inOrder(list, x.branches)
		if list[0].First != (x.first != "") || list[0].First && list[0].Kind != x.first || list[len(list)-1].First && len(list) > 1 {
			t.Errorf("of %v: %+v", x.kinds, list)
		}
	}
	if unitsLabel(foi.Facts{Clock: "consultation"}) != "holders" || unitsLabel(foi.Facts{Clock: "branch"}) != "units" {
		t.Error("somebody else's silence is put down to a unit, or a unit's is not")
	}
}

package server

import (
	"slices"

	"qhana/internal/foi"
	"qhana/internal/ledger"
)

// acts are the events of which a person gets a receipt.
var acts = []foi.Event{foi.Filed, foi.Acknowledged, foi.BranchOpened, foi.BranchAccepted, foi.BranchReturned, foi.BranchAnswered, foi.BranchSentBack, foi.BranchApproved,
	foi.BranchCancelled, foi.Extended, foi.ClarificationAsked, foi.Clarified, foi.Registered, foi.ExtensionProposed, foi.ExtensionRefused, foi.ExtensionReverted,
	foi.ClockSuspended, foi.ClockResumed, foi.SentOn, foi.ClarificationLapsed, foi.Submitted, foi.SignedOff, foi.Declined, foi.Delivered, foi.PublishedLog,
	foi.WithdrawnByPerson, foi.FeeAsked, foi.FeeReminded, foi.FeePaid, foi.FeeWaived, foi.FeeLapsed, foi.Lapsed, foi.Recalculated, foi.LawChanged, foi.BranchAssigned, foi.BranchMoved,
	foi.BranchRedated, foi.Chased, foi.DraftApproved, foi.PartDelivered, foi.ThirdConsulted, foi.ThirdAnswered, foi.DocumentsAdded, foi.DocumentReplaced, foi.Reopened, foi.ReviewFiled,
	foi.ReviewDecided, foi.Linked, foi.Joined, foi.Separated, foi.SplitOff, foi.PartSentOn, foi.AppealRecorded, foi.RulingRecorded}

// unnamed are the events whose words name a unit or a term. The record keeps its key and not its name, so a receipt says them without.
var unnamed = []foi.Event{foi.BranchOpened, foi.BranchAccepted, foi.BranchReturned, foi.BranchAnswered, foi.BranchSentBack, foi.BranchApproved, foi.BranchCancelled,
	foi.BranchAssigned, foi.BranchMoved, foi.BranchRedated, foi.Chased, foi.DraftApproved, foi.Lapsed}

// actKey is the catalogue key of an act of the record, with no places to fill.
func actKey(l ledger.Leaf) string {
	switch {
	case l.Kind != ledger.Entry:
		return "ledger.kind." + l.Kind
	case slices.Contains(unnamed, foi.Event(l.Event)):
		return "ledger.act." + l.Event
	}
	return "event." + l.Event
}

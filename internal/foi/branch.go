package foi

// Branch is one unit's share of a request, with its own internal clock.
type Branch struct {
	No       int
	Unit     string
	State    BranchState
	OpenedOn Date
	DueOn    Date  // internal
	Account  int64 // official who accepted it
	Missed   bool  // internal clock ran out before the answer was approved
	SentBack bool  // the unit's head wants the answer done again
}

// BranchState is how a branch stands.
type BranchState string

const (
	BranchIsOpen      BranchState = "open"
	BranchIsAccepted  BranchState = "accepted"
	BranchIsAnswered  BranchState = "answered" // waits for the unit head
	BranchIsApproved  BranchState = "approved"
	BranchIsReturned  BranchState = "returned"
	BranchIsCancelled BranchState = "cancelled"
)

// Live tells whether the branch still owes its answer.
func (b Branch) Live() bool {
	return b.State == BranchIsOpen || b.State == BranchIsAccepted || b.State == BranchIsAnswered
}

package foi

// Case is all that is stored of one request, as one reader may see it.
type Case struct {
	Request    Request
	Question   Question
	Requester  Requester // zero for readers who need not know
	Ledger     []Entry
	Branches   []Branch
	Deadlines  []Deadline
	Milestones []Milestone // pending
	Documents  []Document
}

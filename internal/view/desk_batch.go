package view

import (
	"qhana/internal/foi"
)

// DeskBatchNew is the page before one action is done to many requests: the form, and what would happen to each.
type DeskBatchNew struct {
	From    string // unit whose branches are moved
	Kind    foi.ActionKind
	Count   int
	Most    int  // how many can be done at once
	Many    bool // there are more than that: nothing is offered
	Form    DeskForm
	Items   []DeskBatchItem // the first ones, with what would happen
	Shown   int
	Refused int    // of those shown
	List    string // the filter that the requests come from, "" when they were ticked
	Ticked  []foi.Reference
	Errors  []FieldError
	Back    string
}

// Can is in how many it can be done, as far as all were looked at.
func (b DeskBatchNew) Can() int { return b.Count - b.Refused }

// Whole tells whether all were looked at one by one.
func (b DeskBatchNew) Whole() bool { return b.Shown == b.Count }

// DeskBatchItem is one request of a batch.
type DeskBatchItem struct {
	Reference foi.Reference
	Subject   string
	URL       string
	Refused   *Sentence
}

// DeskBatch is how far a batch has come, and what was refused.
type DeskBatch struct {
	Kind    foi.ActionKind
	Total   int
	Done    int
	Refused int
	Open    bool
	Items   []DeskBatchItem // refused
	Next    string
}

// Did is in how many it was done.
func (b DeskBatch) Did() int { return b.Done - b.Refused }

var (
	DeskBatchNewPage = pageOf[DeskBatchNew]("desk/batch_new")
	DeskBatchPage    = pageOf[DeskBatch]("desk/batch")
)

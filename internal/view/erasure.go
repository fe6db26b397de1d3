package view

import (
	"time"

	"qhana/internal/foi"
)

// Erasures are the wishes of people that their data be erased. It names nobody who asked.
type Erasures struct {
	Base  string // address of the list
	Live  []ErasureRow
	Past  []ErasureRow
	Done  string // what has just been done
	Older bool   // there are more that ended
}

// ErasureRow is one wish.
type ErasureRow struct {
	ID        int64
	Reference foi.Reference
	Asked     time.Time
	State     Sentence
	Reason    string // why it was refused
	Waits     bool   // for somebody to confirm it
}

// Erasure is one wish with the form by which it is confirmed or refused.
type Erasure struct {
	Base   string
	Row    ErasureRow
	Mine   bool // the reader confirmed it
	Last   bool // the next confirmation is the second
	Days   int  // between telling the person and erasing
	Case   string
	Code   string // as it was typed
	Reason string
	Errors []FieldError
}

// ReasonField is where the reason of a refusal is typed.
func (e Erasure) ReasonField() DeskText {
	return DeskText{Name: "motivo", Label: "erasures.reason", Value: e.Reason, Rows: 3, Max: 500}
}

// PublicErase is where the person asks that what is personal in their case be erased, and sees what became of that.
type PublicErase struct {
	Reference foi.Reference
	Body      BodyInfo
	Years     int    // for which the body keeps it; 0 where it declared none
	Own       bool   // the body decided that itself
	Cite      string // the law that sets it
	From      foi.Date
	May       bool
	Running   bool // the case has not ended
	Asked     time.Time
	Confirmed int       // how many officials confirmed it
	On        time.Time // when it is erased, once the person was told
	Stopped   time.Time
	Refused   time.Time
	Refusal   string
	Errors    []FieldError
}

// Waits tells whether the person asked and it still waits.
func (p PublicErase) Waits() bool {
	return !p.Asked.IsZero() && p.Stopped.IsZero() && p.Refused.IsZero()
}

// The pages of erasures: the person's, and those of who decides.
var (
	PublicErasePage = pageOf[PublicErase]("public/erase")
	ErasuresPage    = pageOf[Erasures]("admin/erasures")
	ErasurePage     = pageOf[Erasure]("admin/erasure")
)

package view

import (
	"time"

	"qhana/internal/foi"
)

// AdminClosureRow is one day or range of a declaration as it was typed.
type AdminClosureRow struct {
	N              int
	From, To, Name string
	Worked         bool
}

// AdminDeclare is the form with which an administrator declares days, and what they would move.
type AdminDeclare struct {
	Rows     []AdminClosureRow
	Units    []Choice
	Source   string
	Revives  []Choice
	Document string // id of the document that was brought already
	Name     string // of that document
	Expected int
	Errors   []FieldError
	Preview  *AdminMoves
}

// AdminMoves is what declarations would move.
type AdminMoves struct {
	Cases, Clocks  int
	Earlier, Later int
	Digest         string
	Rows           []AdminMoved
	Next           int64 // the case after which the list goes on, 0 at its end
}

// AdminMoved is a clock that would move.
type AdminMoved struct {
	Reference foi.Reference
	Clock     string
	Old, New  foi.Date
}

// AdminDeclared is one declaration of the body.
type AdminDeclared struct {
	No       int
	From, To foi.Date
	Worked   bool
	Name     string
	Source   string
	Document bool
	Unit     string
	Revives  bool
	Revoked  bool
	At       time.Time
	By       string
}

// AdminRecount is how far the counting of running clocks has come.
type AdminRecount struct {
	Seen, Total, Moved int
	At                 time.Time
	Open               bool
	Left               int      // requests that could not be counted
	Some               []string // the first of them
}

// AdminRevoke is a declaration about to be taken back, and what that would move.
type AdminRevoke struct {
	Declared AdminDeclared
	Moves    AdminMoves
	Expected int
	Errors   []FieldError
}

// AdminVersion is one version of the body's statute.
type AdminVersion struct {
	Version  string
	Name     string
	Terms    string // of the response
	From     foi.Date
	InForce  bool
	Possible bool // it can be brought into force
	Moves    bool // and takes running requests along
	Cite     string
}

// AdminLaw lists the versions of the body's statute.
type AdminLaw struct {
	Versions []AdminVersion
	From     string
	Chosen   string
	Errors   []FieldError
}

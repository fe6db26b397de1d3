package view

import (
	"time"

	"qhana/internal/foi"
)

// AuditLate is what was recorded after the fact.
type AuditLate struct {
	Units  []Choice
	Month  string
	Days   []Choice
	Count  int
	Many   bool // there are more than Count
	Rows   []AuditLateAct
	Next   string
	First  string
	Export string // address of the list as a file
	Errors []FieldError
}

// AuditLateAct is one act that speaks of an earlier moment.
type AuditLateAct struct {
	At        time.Time // recorded
	Of        time.Time // of when it speaks
	Lag       string
	What      Sentence
	Reference foi.Reference // of an entry's case, "" for a declaration
	URL       string
	By        Actor
	Reason    string
}

// AuditLatePage lists them.
var AuditLatePage = pageOf[AuditLate]("audit/late")

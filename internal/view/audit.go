package view

import (
	"time"

	"qhana/internal/foi"
)

// AuditFigures counts the terms of a unit.
type AuditFigures struct {
	Unit      string // name
	Key       string
	Running   int
	Suspended int
	Met       int
	MetLate   int
	Missed    int
	Extended  int
	Stopped   int
}

// Ended counts the terms that ended or ran out: what the share on time is a share of.
func (f AuditFigures) Ended() int { return f.Met + f.MetLate + f.Missed }

// OnTime is the share met within the term, in per cent; ok is false when none has ended.
func (f AuditFigures) OnTime() int {
	if f.Ended() == 0 {
		return 0
	}
	return (100*f.Met + f.Ended()/2) / f.Ended()
}

// Add counts another unit's terms in.
func (f *AuditFigures) Add(o AuditFigures) {
	f.Running += o.Running
	f.Suspended += o.Suspended
	f.Met += o.Met
	f.MetLate += o.MetLate
	f.Missed += o.Missed
	f.Extended += o.Extended
	f.Stopped += o.Stopped
}

// AuditUnits is the overview by unit.
type AuditUnits struct {
	Clock  string
	Clocks []Choice
	Rows   []AuditFigures
	Total  AuditFigures
	Delays []AuditDelay // why units answered late
	Older  string       // address of more of them
}

// AuditDelay is why a unit answered late, as it wrote it down.
type AuditDelay struct {
	Reference foi.Reference
	URL       string
	Unit      string
	At        time.Time
	Reason    string
}

// AuditClock is one term in the list of all.
type AuditClock struct {
	Reference foi.Reference
	Clock     string
	Branch    int
	Unit      string
	Status    string // "status.<Status>"
	Due       DeskDue
	Started   foi.Date
	Ended     foi.Date
	Extended  int
	Suspended int
	Subject   string
	URL       string
}

// AuditClocks is the list of all terms.
type AuditClocks struct {
	Clocks   []Choice
	Statuses []Choice
	Units    []Choice
	Extended bool
	Month    string
	Count    int
	Many     bool // there are more than Count
	Rows     []AuditClock
	Next     string
	First    string
	Clear    string
	Errors   []FieldError
}

// AuditEntry is one entry of the ledger, as it stands.
type AuditEntry struct {
	Seq   int
	At    time.Time
	Event foi.Event
	Title Sentence
	By    Actor
	Facts []DeskFact
	Words string // hash, hexadecimal; "" when nothing was written
}

// AuditCompared is one stored value beside what the ledger gives.
type AuditCompared struct {
	Name     Sentence
	Stored   Sentence
	Replayed Sentence
	Equal    bool
	Why      string // address of the explanation of a term, "" for what is none
}

// AuditCase is the ledger of one case.
type AuditCase struct {
	Request  foi.Request
	Subject  string
	Erased   time.Time // when the personal data were; zero while they are there
	ErasedBy string    // by what law or order
	Due      DeskDue
	Compared []AuditCompared
	Same     bool
	Entries  []AuditEntry
	Reveal   AuditReveal
}

// AuditReveal is an auditor's wish to know who asked: they say why, and that is written down before it is told.
type AuditReveal struct {
	Person []DeskFact
	Reason string
	Errors []FieldError
}

// Field is where the reason is typed.
func (r AuditReveal) Field() DeskText {
	return DeskText{Name: "motivo", Label: "reveal.reason", Hint: "reveal.reason.hint", Value: r.Reason, Rows: 3, Max: 500}
}

package foi

import "time"

// Event is what happened: always past, always done.
type Event string

const (
	Filed               Event = "filed"
	Acknowledged        Event = "acknowledged"
	BranchOpened        Event = "branch_opened"
	BranchAccepted      Event = "branch_accepted"
	BranchReturned      Event = "branch_returned" // handed back by the unit, with a reason
	BranchAnswered      Event = "branch_answered" // by the official, waits for the unit head
	BranchSentBack      Event = "branch_sent_back"
	BranchApproved      Event = "branch_approved"
	BranchCancelled     Event = "branch_cancelled"
	Extended            Event = "extended"
	ClarificationAsked  Event = "clarification_asked"
	Clarified           Event = "clarified"
	Registered          Event = "registered"         // it reached the office that answers it
	ExtensionProposed   Event = "extension_proposed" // waits for the role that must confirm it
	ExtensionRefused    Event = "extension_refused"
	ExtensionReverted   Event = "extension_reverted"
	ClockSuspended      Event = "suspended"
	ClockResumed        Event = "resumed"
	SentOn              Event = "transferred"      // whole, to the competent body
	PartSentOn          Event = "part_transferred" // a part, to the competent body; the rest stays
	ClarificationLapsed Event = "clarification_lapsed"
	Drafted             Event = "drafted"
	Submitted           Event = "submitted"
	SignedOff           Event = "signed"
	Declined            Event = "declined" // the signatory returned the draft with comments
	Delivered           Event = "delivered"
	PublishedLog        Event = "published"
	WithdrawnByPerson   Event = "withdrawn"
	Noted               Event = "noted" // internal note
	UnitAsked           Event = "unit_asked"
	UnitAnswered        Event = "unit_answered"
	FeeAsked            Event = "fee_asked"
	FeeReminded         Event = "fee_reminded"
	FeePaid             Event = "fee_paid"
	FeeWaived           Event = "fee_waived"
	FeeLapsed           Event = "fee_lapsed" // it was not paid in time: the request is over
	Reminded            Event = "reminded"
	Escalated           Event = "escalated"
	Lapsed              Event = "lapsed" // a clock ran out: the statute's silence applied
	Recalculated        Event = "recalculated"
	LawChanged          Event = "law_changed" // moved to a later version of its statute
	Assigned            Event = "assigned"    // to an officer
	BranchAssigned      Event = "branch_assigned"
	BranchMoved         Event = "branch_moved"
	BranchRedated       Event = "branch_redated"
	Chased              Event = "chased" // a branch that is late was asked for again
	DraftApproved       Event = "draft_approved"
	PartDelivered       Event = "part_delivered"
	ThirdConsulted      Event = "third_consulted"
	ThirdAnswered       Event = "third_answered"
	DocumentsAdded      Event = "documents_added"
	DocumentReplaced    Event = "document_replaced"
	Reopened            Event = "reopened"
	ReviewFiled         Event = "review_filed"
	ReviewDecided       Event = "review_decided"
	Linked              Event = "linked"
	Joined              Event = "joined"
	Separated           Event = "separated"
	SplitOff            Event = "split_off"
	AppealRecorded      Event = "appeal_recorded"
	RulingRecorded      Event = "ruling_recorded"
	Restricted          Event = "restricted"
	Unrestricted        Event = "unrestricted"
	NoticeSent          Event = "notice_sent"
	NoticeFailed        Event = "notice_failed"
)

// Entry is one line of a request's ledger. Entries are numbered 1, 2, 3 … without gaps and never change. Facts hold
// ids, codes and days only; Words hold what somebody wrote, are stored apart, and can be erased.
type Entry struct {
	Seq   int
	At    time.Time // instant recorded, UTC, whole microseconds
	Event Event
	By    By
	Facts Facts
	Words Words
}

// Facts are the particulars of an entry; each event fills the ones it needs.
type Facts struct {
	// filed
	Statute    string `json:"statute,omitempty"`
	Version    string `json:"version,omitempty"`
	Definition string `json:"definition,omitempty"`  // SHA-256 of the statute's files, hexadecimal
	Calendar   Date   `json:"calendar,omitzero"`     // the calendar as declared up to this day (filed, recalculated)
	Closures   int    `json:"closures,omitempty"`    // and with the body's own declarations up to this number
	Days       string `json:"days,omitempty"`        // what the days of that calendar were: years and SHA-256, see statute.Calendar.Pin (filed, recalculated, law_changed)
	ReceivedAt string `json:"received_at,omitempty"` // RFC 3339; the instant of receipt when it precedes the entry
	Track      string `json:"track,omitempty"`       // course of the statute with terms of its own
	Distant    bool   `json:"distant,omitempty"`     // the person lives in another municipality

	// clocks
	Clock     string `json:"clock,omitempty"`
	Milestone string `json:"milestone,omitempty"`
	Due       Date   `json:"due,omitzero"`
	OldDue    Date   `json:"old_due,omitzero"`
	Late      bool   `json:"late,omitempty"`    // the milestone was acted on after its day
	Silence   string `json:"silence,omitempty"` // effect of the silence: "negative", "positive", "complaint"
	Ground    string `json:"ground,omitempty"`  // of an extension or suspension
	Amount    int    `json:"amount,omitempty"`  // of an extension, in TermUnit
	TermUnit  string `json:"term_unit,omitempty"`
	Until     Date   `json:"until,omitzero"` // extension to a day
	Revives   bool   `json:"revives,omitempty"`
	Moved     []Move `json:"moved,omitempty"` // other clocks that a recalculation moved

	// work
	Branch     int      `json:"branch,omitempty"`
	Unit       string   `json:"unit,omitempty"`
	Units      []string `json:"units,omitempty"` // units a breach is recorded against
	Outcome    string   `json:"outcome,omitempty"`
	Published  string   `json:"published,omitempty"`  // Disclosure.Sum of what was published
	Exemptions []string `json:"exemptions,omitempty"` // codes
	Documents  []string `json:"documents,omitempty"`  // ids
	Replaces   string   `json:"replaces,omitempty"`   // id of the document that a new version takes the place of
	Assignee   int64    `json:"assignee,omitempty"`   // account
	Step       string   `json:"step,omitempty"`       // of the approval
	Position   string   `json:"position,omitempty"`   // of a third party
	Released   int      `json:"released,omitempty"`   // pages
	Withheld   int      `json:"withheld,omitempty"`   // pages
	Inventory  []Leaf   `json:"inventory,omitempty"`  // of both, by document and exemption
	Third      int      `json:"third,omitempty"`      // number of the consultation of a third party
	Barred     []int64  `json:"barred,omitempty"`     // accounts that do not sign what a remedy decides
	Remedy     string   `json:"remedy,omitempty"`     // code
	Other      string   `json:"other,omitempty"`      // reference of another request
	People     []int64  `json:"people,omitempty"`     // accounts that may see a restricted request; that a note mentions
	Fee        int      `json:"fee,omitempty"`        // in hundredths of Currency
	Currency   string   `json:"currency,omitempty"`   // ISO 4217
	Letter     string   `json:"letter,omitempty"`     // the letter's text that was seen with the act: kind, language, version, and the hash of the program's own

	// notices
	Notice    string `json:"notice,omitempty"` // kind
	Of        int    `json:"of,omitempty"`     // number of the entry that caused the notice; of the question that is answered
	To        string `json:"to,omitempty"`     // Recipient.String()
	MessageID string `json:"message_id,omitempty"`
	Repeat    bool   `json:"repeat,omitempty"` // may have been sent before; same Message-ID
	Reason    string `json:"reason,omitempty"` // of a failure: a code
}

// Leaf is a line of the inventory of an answer: how much of a document the person gets, and how much they do not, and why.
type Leaf struct {
	Document  string `json:"document"` // id
	Released  int    `json:"released,omitempty"`
	Withheld  int    `json:"withheld,omitempty"`
	Exemption string `json:"exemption,omitempty"` // code, of what is withheld
}

// Move is a clock whose due day moved.
type Move struct {
	Clock  string `json:"clock"`
	Branch int    `json:"branch,omitempty"`
	Old    Date   `json:"old"`
	New    Date   `json:"new"`
}

// Shift puts a clock's move on record: the first one in the entry's own fields, the others beside it.
func (f *Facts) Shift(m Move) {
	switch {
	case m.Old == m.New:
	case f.Clock == "":
		f.Clock, f.Branch, f.OldDue, f.Due = m.Clock, m.Branch, m.Old, m.New
	default:
		f.Moved = append(f.Moved, m)
	}
}

// Moves are the clocks that a recalculation or another version of the law moved.
func (f Facts) Moves() []Move {
	if f.Clock == "" {
		return nil
	}
	return append([]Move{{Clock: f.Clock, Branch: f.Branch, Old: f.OldDue, New: f.Due}}, f.Moved...)
}

// MoveOf is how a clock of the request itself moved, if it did.
func (f Facts) MoveOf(clock string) (Move, bool) {
	for _, m := range f.Moves() {
		if m.Clock == clock && m.Branch == 0 {
			return m, true
		}
	}
	return Move{}, false
}

// Words are free text by name: "text" for the main one; a denial's reason for each exemption is "exemption.<code>".
type Words map[string]string

// Text returns the main text.
func (w Words) Text() string { return w["text"] }

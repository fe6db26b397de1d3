package foi

import "time"

// State is where a request stands. Lateness is never a state: it is a fact of a clock.
type State string

const (
	Received    State = "received"    // filed, not yet acknowledged
	Open        State = "open"        // being worked on
	Signing     State = "signing"     // the answer waits for the signatory
	Signed      State = "signed"      // signed, not yet delivered
	Answered    State = "answered"    // delivered to the person
	Published   State = "published"   // delivered, and in the disclosure log
	Withdrawn   State = "withdrawn"   // by the person, or because a clarification was not answered
	Transferred State = "transferred" // sent whole to the competent body
)

// Channel is how a request came in.
type Channel string

const (
	Web     Channel = "web"
	Counter Channel = "counter"
	Phone   Channel = "phone"
	Letter  Channel = "letter"
	Email   Channel = "email"
	Other   Channel = "other"
)

// Request is one request for information. Who asked, and in what words, is kept apart in Requester and Question.
type Request struct {
	ID        int64
	Reference Reference
	Statute   string // key of the statute under which it came in, and stays
	Version   string
	State     State
	Rev       int // counts what changed the case; a form filled at an older Rev is stale
	Channel   Channel
	Locale    string // language of the person: "es", "en"
	Zone      string // neighbourhood or district it is about, "" if none
	UnitAsked string // unit named by the person, "" if none
	FiledAt   time.Time
	DueOn     Date     // of the response clock, or of what is owed after it (AfterAnswer); zero while it is suspended
	Clock     Status   // of the same clock
	Missed    bool     // the response clock ran out before an answer
	Holders   []string // units that hold it now
	Outcome   string   // of the delivered answer
	UpdatedAt time.Time

	Parent     int64  // the request that a remedy is about, or that this was split from; 0 for none
	Remedy     string // code of the remedy that this is, "" for a request
	Joined     int64  // the request into which this one was joined, 0 for none
	Restricted bool   // only named people see it

	Owner int64 // account of the officer who leads it, 0 for nobody in particular
	Back  Event // what came back last and nobody has taken up, "" for nothing
}

// Question is what was asked, in the person's words. It can be erased.
type Question struct {
	Subject string // one line
	Body    string
}

// Requester is who asked. It can be erased; nothing in the record names the person.
type Requester struct {
	Name     string
	Identity string // number of the identity document
	Email    string
	Phone    string
	Address  string
	Delivery string // how the answer is wanted: "web", "email", "pickup", "post"
	Format   string // a form that the person can use: "large_print", "audio", "read_aloud", "simple"; "" for the usual
	Behalf   string // whom the person speaks for, "" for themselves
}

package foi

import "time"

// Status is how a clock stands.
type Status string

const (
	Running   Status = "running"
	Suspended Status = "suspended"
	Met       Status = "met"     // ended by what it waits for (Missed tells whether too late)
	Missed    Status = "missed"  // ran out and is still waiting
	Stopped   Status = "stopped" // ended without being met: withdrawn, cancelled
)

// AfterAnswer are the clocks of what is owed when the answer was given, the first that runs before the others: what a remedy's decision
// ordered, and the mending of an answer that was taken up again.
var AfterAnswer = []string{"compliance", "correction"}

// Deadline is the day a clock runs out. One row for each clock of a request, rebuilt by every action.
type Deadline struct {
	Clock     string // key of the clock: "response", "branch", "clarification", "acknowledge", "publish", …
	Branch    int    // branch number for internal clocks, else 0
	Unit      string // unit that answers for it now
	Status    Status
	StartedOn Date
	DueOn     Date      // zero while suspended
	DueAt     time.Time // of terms in hours; zero for those in days
	EndedOn   Date      // day it was met or stopped
	Extended  int       // units of the term added by extensions
	Suspended int       // days spent suspended
	Missed    bool      // ran out before it was met
}

// Milestone is an instant at which something must happen by itself: "remind", "escalate", "lapse". Rows are pending
// milestones only; one that was acted on is an entry.
type Milestone struct {
	Clock  string
	Branch int
	Kind   string
	DueOn  Date      // due day of the clock it belongs to
	Before int       // reminders: working days before the due day; chases: how many there were
	At     time.Time // when it falls due
}

// Name identifies the milestone within its clock and due day: "remind.5", "escalate", "lapse".
func (m Milestone) Name() string {
	if m.Before > 0 {
		return m.Kind + "." + itoa(m.Before)
	}
	return m.Kind
}

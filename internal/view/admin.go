package view

import (
	"time"

	"qhana/internal/foi"
)

// AdminMilestone is something that happens by itself.
type AdminMilestone struct {
	At        time.Time
	Reference foi.Reference
	Clock     string
	Branch    int
	Name      string // "remind.5", "escalate", "lapse"
	Due       foi.Date
}

// AdminNotice is a notice that has not gone out.
type AdminNotice struct {
	Reference foi.Reference
	Kind      string
	To        Sentence
	Since     time.Time
	Tried     time.Time
}

// AdminJobs counts the queue's jobs in one state.
type AdminJobs struct {
	State string
	Count int
}

// AdminStuckJob is a job that failed or does not end.
type AdminStuckJob struct {
	Kind    string
	State   string
	Since   time.Time
	Attempt int
	Error   string
}

// AdminMachinery is what happens next and what is stuck.
type AdminMachinery struct {
	Now        time.Time
	Well       bool
	Late       int
	LateMany   bool // there are more than Late
	Unsent     int
	UnsentMany bool
	Overdue    []AdminMilestone
	Upcoming   []AdminMilestone
	Notices    []AdminNotice
	Jobs       []AdminJobs
	Stuck      []AdminStuckJob
	Record     AdminKept
	Oldest     time.Time
	Erasures   int         // wishes that the reader can confirm
	Headless   []AdminUnit // that owe a branch and that nobody heads
	Unheld     []foi.Role  // that the procedure needs and nobody holds
}

// AdminKept is how the public record is kept.
type AdminKept struct {
	Alarms []string // codes
	Since  time.Time
	Size   int
	At     time.Time // of the last checkpoint
	Count  int       // of acts that cannot have a place
	Bad    []AdminBadAct
}

// AdminBadAct is an act that cannot have its place in the record.
type AdminBadAct struct {
	Name  string
	Why   string // code
	Since time.Time
}

// AdminPerson is an account.
type AdminPerson struct {
	ID     int64
	Away   bool
	Name   string
	Login  string
	Roles  []AdminRole
	Active bool
	NoPass bool // nobody has given them a password yet
}

// AdminRole is a role in a unit.
type AdminRole struct {
	Role foi.Role
	Unit string // name, "" for the whole body
}

// AdminPeople is the list of accounts.
type AdminPeople struct {
	Saved       string // name of the account that was just saved, "" for none
	Text        string // that was searched
	Units       []Choice
	Filtered    bool
	People      []AdminPerson
	Count       int // of all pages
	Waiting     int // for a password, of all
	First, Next string
}

// AdminUnit is a unit.
type AdminUnit struct {
	Name   string
	Key    string
	Parent string // name
	Email  string
	People int
	Heads  []AdminHead
	Depth  int
}

// AdminHead is somebody who heads a unit, and who stands in for them: now, while they are away, and else who would.
type AdminHead struct {
	ID         int64
	Name       string
	Away       bool
	Until      foi.Date // last day of the absence
	Backup     int64    // 0 for nobody
	BackupName string
}

// AdminUnits is the list of units.
type AdminUnits struct {
	Saved     string // name of the unit that was just saved, "" for none
	Units     []AdminUnit
	Dissolved []AdminUnit
}

// AdminDay is one day of the calendar.
type AdminDay struct {
	Day       foi.Date
	Name      string
	Source    string
	Declared  foi.Date
	Worked    bool // declared a working day after all
	ToConfirm bool
}

// AdminStory is a declaration that changed the calendar, and a term that it moved: received on a day, due before and
// after.
type AdminStory struct {
	Declared foi.Date
	Source   string
	Changes  []AdminDay
	Received foi.Date // zero when it moved no such term
	Term     int      // working days
	Before   foi.Date
	After    foi.Date
}

// AdminCalendar is the calendar of one year.
type AdminCalendar struct {
	Year     int
	Years    []Choice
	Days     []AdminDay
	Open     string // office hours
	Close    string
	Stories  []AdminStory
	Declared []AdminDeclared // by the body, the newest first
	Recount  *AdminRecount
	Done     string // what was just done, "" for nothing
}

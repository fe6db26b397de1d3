package view

// DeskNotices is how somebody wants to be told of what is due.
type DeskNotices struct {
	Email   string
	Digest  bool
	Feed    bool   // the calendar has an address
	Address string // shown once, when it was just made
	Saved   bool
	Desk    bool   // the reader works on requests; an administrator who is nothing else has no due days
	Base    string // the page's own address
}

// DeskNoticesPage is its page.
var DeskNoticesPage = pageOf[DeskNotices]("desk/notices")

// DeskAbsencePage is where somebody notes their own absence.
var DeskAbsencePage = pageOf[DeskAbsence]("desk/absence")

// DeskAbsence is when the reader is away, and who stands in for them.
type DeskAbsence struct {
	From, Until string // days, as typed
	Backups     []Choice
	Errors      []FieldError
	Saved       bool
	Away        bool // now, or soon
}

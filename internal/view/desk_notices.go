package view

// DeskNotices is how somebody wants to be told of what is due.
type DeskNotices struct {
	Email   string
	Digest  bool
	Feed    bool   // the calendar has an address
	Address string // shown once, when it was just made
	Saved   bool
}

// DeskNoticesPage is its page.
var DeskNoticesPage = pageOf[DeskNotices]("desk/notices")

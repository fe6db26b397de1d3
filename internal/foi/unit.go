package foi

import "time"

// Unit is a department of the body. Units form a tree by Parent; notices that go "to the superior" go to the parent.
type Unit struct {
	Key      string // stable code, e.g. "finanzas"
	Parent   string // key of the superior unit, "" at the top
	NameES   string
	NameEN   string
	Kind     string // "government", "secretariat", "district", "council", …: for grouping
	Email    string
	Position int // order in lists
	Active   bool
}

// Name returns the unit's name in the locale.
func (u Unit) Name(locale string) string {
	if locale == "en" && u.NameEN != "" {
		return u.NameEN
	}
	return u.NameES
}

// Account is a person who logs in.
type Account struct {
	ID     int64
	Login  string
	Name   string
	Email  string
	Active bool
	Grants []Grant

	NoPassword bool // nobody has given them one: they cannot come in yet

	Backup    int64 // account that stands in while this one is away, 0 for none
	AwayFrom  time.Time
	AwayUntil time.Time // first instant at which they are back

	For []int64 // accounts for which this one stands in, while they are away
}

// Away tells whether somebody is away at an instant.
func (a Account) Away(at time.Time) bool { return !at.Before(a.AwayFrom) && at.Before(a.AwayUntil) }

// Actor returns the account as one who acts.
func (a Account) Actor() Actor {
	return Actor{Account: a.ID, Name: a.Name, Grants: a.Grants, For: a.For}
}

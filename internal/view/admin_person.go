package view

import (
	"time"

	"qhana/internal/foi"
)

// AdminPersonForm is the page on which somebody's account is made or changed.
type AdminPersonForm struct {
	ID        int64 // 0 for a new one
	Login     string
	Name      string
	Email     string
	Active    bool
	Roles     []AdminRoleField
	Backups   []Choice
	Near      bool // not everybody is offered
	From      string
	Until     string
	Held      []foi.Reference // cases in their hands: branches that they accepted and still owe, and what they lead
	StandsFor []AdminPerson
	Confirm   bool // what they hold must be seen before the account is closed
	Errors    []FieldError
}

// AdminRoleField is one role in one unit, as two lists to choose from.
type AdminRoleField struct {
	N     int
	Roles []Choice
	Units []Choice
}

// AdminPassword shows a first password, once.
type AdminPassword struct {
	Name     string
	Login    string
	Password string
	New      bool
}

// AdminUnitForm is the page on which a unit is made or changed.
type AdminUnitForm struct {
	Key     string
	New     bool
	NameES  string
	NameEN  string
	Email   string
	Parents []Choice
	Kinds   []Choice
	Active  bool
	Heads   []AdminHead
	Held    []foi.Reference // requests with a branch there, which go to another unit first
	Errors  []FieldError
}

// AdminRecord is what administrators did.
type AdminRecord struct {
	Rows []AdminRecordRow
	Next string
	Back string // where an administrator came from, "" for an auditor
}

// AdminRecordRow is one line of it.
type AdminRecordRow struct {
	At   time.Time
	By   string
	What Sentence

	Fields []Sentence // which of its particulars changed
}

var (
	AdminPersonPage   = pageOf[AdminPersonForm]("admin/person")
	AdminPasswordPage = pageOf[AdminPassword]("admin/password")
	AdminUnitPage     = pageOf[AdminUnitForm]("admin/unit")
	AdminRecordPage   = pageOf[AdminRecord]("admin/record")
)

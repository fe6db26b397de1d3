package view

import "qhana/internal/foi"

// AdminImport is the page on which a file of people is chosen.
type AdminImport struct {
	Columns []string // in the order of the example
	Units   []AdminUnit
	Roles   []foi.Role
	Most    int   // lines
	Bytes   int64 // of a file
	Errors  []FieldError
}

// AdminImportCheck is what a file of people would do, before it does it.
type AdminImportCheck struct {
	Token     string
	File      string
	Encoding  string // "utf8", "utf16", "windows1252"
	Separator string // "comma", "semicolon", "tab"
	Lines     int
	Counts    AdminImportCounts
	Ignored   []string // columns that nobody knows
	Absent    []string // columns that the file does not have
	Problems  []AdminImportProblem
	More      int // lines with problems that are not shown
	Changes   []AdminImportChange
	Rest      int // changed people who are not shown
	Fresh     []AdminImportFresh
	Others    int // new people who are not shown
	Alone     []AdminRole
	Seen      string // what the reader saw, to be known again
	GoodOnly  bool
	Sure      bool
	Errors    []FieldError
}

// AdminImportFresh is a line of somebody new, as it was read.
type AdminImportFresh struct {
	Line   int
	Person AdminPerson
	Email  string
}

// AdminImportCounts counts lines by what they would do.
type AdminImportCounts struct{ Added, Changed, Unchanged, Wrong int }

// Does tells whether there is anything to import.
func (c AdminImportCounts) Does() int { return c.Added + c.Changed }

// AdminImportProblem is a line that cannot be imported. A problem's field is the column's name.
type AdminImportProblem struct {
	Line     int
	Login    string
	Problems []FieldError
}

// AdminImportChange is somebody who is there already and would differ.
type AdminImportChange struct {
	Line    int
	ID      int64
	Name    string
	Login   string
	Columns []string
}

// AdminImportDone is what came of a file.
type AdminImportDone struct {
	File    string
	SHA256  string
	Counts  AdminImportCounts
	Waiting int // people without a password
}

// AdminPasswords are the people who have no password yet, or the passwords that some of them have just been given.
type AdminPasswords struct {
	People  []AdminPassword
	IDs     []int64 // of the people of this page
	Waiting int     // all who have none
	Given   bool
}

var (
	AdminImportPage      = pageOf[AdminImport]("admin/import")
	AdminImportCheckPage = pageOf[AdminImportCheck]("admin/import_check")
	AdminImportDonePage  = pageOf[AdminImportDone]("admin/import_done")
	AdminPasswordsPage   = pageOf[AdminPasswords]("admin/passwords")
)

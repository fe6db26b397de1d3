package view

import "html/template"

// Frame is what stands around every page.
type Frame struct {
	Title   template.HTML // as the page's own template says it
	Locale  string
	Area    string // "public", "desk", "audit", "admin": which navigation the page has
	Section string // the entry of the navigation that the page belongs to
	Path    string // address of the page, to come back to after changing the language
	Failed  bool   // a form came back with errors: the title says so
	Body    BodyInfo
	Who     *Who // nil for readers without an account
	Demo    bool // mail goes to the outbox
	Content any
}

// BodyInfo is the authority that the site is of.
type BodyInfo struct {
	Name    string
	Short   string
	Address string
	Phone   string
	Email   string
}

// Who is the account that reads the page, and which areas are theirs.
type Who struct {
	Name                        string
	Home                        string // where their work begins
	Desk, Counter, Audit, Admin bool
	Erases                      bool // decides on erasures, at the desk
}

// Problem is a page about an error: what happened, and under which number it was written down.
type Problem struct {
	Status int
	Text   Sentence // what can be said of it; empty for what is only ours to know
	ID     string   // of an internal error, as in the log
	Home   string   // where the work begins of those who work here; "" for everybody else
	LetGo  bool     // somebody said the word that it was for, and the case is not the reader's any more
	Words  []string // what they typed, with which nothing was done
}

// ProblemPage is the page of every error that has no page of its own.
var ProblemPage = pageOf[Problem]("error/problem")

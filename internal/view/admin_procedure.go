package view

// AdminProcedure is how the body works its requests, as the file says that was loaded.
type AdminProcedure struct {
	Body, Law, Version string
	LawURL             string
	Files              []string // its own first
	File               AdminDoing
	Stages             []AdminStage
	Terms              []AdminInternalTerm
	Watches            []AdminWatch
	Chases             []AdminChase
	Approvals          []AdminApproval
	Confirms           string // unit that confirms extensions, "" where none is named
	Signs              bool   // somebody signs, after all approvals
	Tellings           []AdminTelling
	Soon, Unopened     string // lengths of time
}

// AdminStage is a state with the term that runs in it and what may be done there.
type AdminStage struct {
	Name  string
	Term  string // "" where none runs
	Final bool
	Does  []AdminDoing
}

// AdminDoing is something that may be done, by whom, and where the request stands then, "" for where it stood.
type AdminDoing struct {
	What string
	Who  []string
	Own  bool // only the unit that has the branch
	Next string
}

// AdminInternalTerm is a term that the body sets itself.
type AdminInternalTerm struct {
	Name, Length      string
	Shortest, Longest string // that may be chosen, "" where nothing may
	First             string // key of the day that counts as the first
}

// AdminWatch is a term with what happens by itself before it runs out and then.
type AdminWatch struct {
	Term string
	What []Sentence
}

// AdminChase is how a late term is asked for again.
type AdminChase struct {
	Term         string
	First, Every string // lengths of time
	Times        int
	Escalate     int // from which time on those above hear of it, 0 for never
}

// AdminApproval is a step before the signature.
type AdminApproval struct {
	Step, Unit string
	Outcomes   []string // none: every answer
}

// AdminTelling is something that happens, with the notices that it sends.
type AdminTelling struct {
	When    string
	Notices []AdminTold
}

// AdminTold is a kind of notice and whom it goes to.
type AdminTold struct{ Kind, To string }

// AdminProcedurePage is the procedure in force.
var AdminProcedurePage = pageOf[AdminProcedure]("admin/procedure")

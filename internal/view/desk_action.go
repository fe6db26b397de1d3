package view

import "qhana/internal/foi"

// FieldError is a message beside a field: a catalogue key below "error.", with its values.
type FieldError struct {
	Field string // id of the field
	Key   string
	Args  map[string]any
}

// DeskPreview is what will happen when an action is carried out.
type DeskPreview struct {
	Lines   []Sentence
	Refused *Sentence // why it is not possible now
}

// DeskStale says what changed since a form was opened.
type DeskStale struct {
	Since []DeskEvent
}

// DeskAction is the page of one action: what will happen, the form, the button.
type DeskAction struct {
	Kind     foi.ActionKind
	Case     DeskCaseHead
	Branch   *DeskBranch
	Asked    []DeskEvent // what another unit asks
	URL      string      // where the form goes
	Back     string
	Rev      int
	Preview  DeskPreview
	Stale    *DeskStale
	Errors   []FieldError
	Question foi.Question
	Form     DeskForm
	Letter   *DeskLetter
	Paper    *DeskPaper
}

// DeskPaper is the letter that an action sends to the person.
type DeskPaper struct {
	Heading string          // catalogue key: who gets it
	Sheets  []LetterPreview // as it would go out, where that is known
	Text    string          // which text it is made from
	PDF     string          // where the form goes to see it printed
	Hidden  bool            // the reader does not see who asked
	Ready   bool            // it depends on nothing that is typed
	Problem *FieldError     // why it cannot be made
}

// DeskCaseHead is what every page about a case has at its top.
type DeskCaseHead struct {
	Reference foi.Reference
	Subject   string
	State     foi.State
	Due       DeskDue
}

// DeskForm has the parts that a form may have; the ones that an action does not need are empty.
type DeskForm struct {
	Rules      []DeskRule
	Known      []Choice // whom a note can name, by their log-in name
	Text       *DeskText
	Units      []Choice
	Days       []Choice // internal due days
	Grounds    []Choice
	Amounts    []Choice
	Outcomes   []Choice
	Exemptions []DeskExemptionChoice
	Release    []Choice
	Files      bool
	Kept       []DeskKept // attached before the page came back
	Summary    *DeskText
	Title      *DeskText
	Asked      *DeskText
	Answer     *DeskText
	Clean      *Choice
	Lines      []DeskText
	Groups     []DeskGroup
	Leaves     []DeskLeafField // inventory
	From       []string        // units whose answers the text was made from
}

// DeskRule is what the law or the body's procedure says of an action that is about to be done.
type DeskRule struct {
	Text Sentence
	Cite string
	Mark string // how certain that is, "" where it was read
	Late bool
}

// DeskKept is a file that came with an earlier try; Sealed brings it back with the next.
type DeskKept struct {
	Name   string
	Size   int64
	Sealed string
}

// DeskText is a field of text.
type DeskText struct {
	Name  string
	Label string // catalogue key
	Hint  string // catalogue key, "" without
	Value string
	Rows  int // 1 for one line
	Max   int // characters
	Date  bool
	Begin bool // where typing begins when the page opens
}

// DeskLeafField is a document's line in the inventory of an answer.
type DeskLeafField struct {
	ID, Name, URL      string
	Released, Withheld string // pages, as typed
	Exemptions         []Choice
}

// DeskExemptionChoice is an exemption that can be ticked, with the field for its reason.
type DeskExemptionChoice struct {
	Choice
	Citation  string
	ToConfirm bool
	Reason    DeskText
	Tests     []DeskText // what the law wants weighed
}

// DeskGroup is a group of options, of which one or many can be chosen.
type DeskGroup struct {
	Name    string
	Label   string // catalogue key
	Hint    string
	Many    bool
	Choices []Choice
}

// DeskLetter shows exactly what the person gets.
type DeskLetter struct {
	To       string // how it reaches them, catalogue key
	Name     string
	Draft    DeskDraft
	Remedies []string
}

// DeskWhy explains a date day by day.
type DeskWhy struct {
	Case  DeskCaseHead
	Clock string
	Unit  string
	Due   foi.Date
	Cite  string   // where the term stands
	Pause Sentence // since when it stands still, and why
	Steps []DeskStep
	Back  string
}

// DeskStep is one day of a term.
type DeskStep struct {
	Day      foi.Date
	Kind     string // "received", "counts", "weekend", "holiday", "closed", "paused", "before", "month", "roll", "due"
	Count    int
	Of       int
	Text     Sentence
	Citation string
	Counts   bool

	ToConfirm bool // where it stands is not certain
}

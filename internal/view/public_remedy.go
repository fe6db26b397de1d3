package view

import "qhana/internal/foi"

// PublicAppeal is the page on which a person takes a remedy.
type PublicAppeal struct {
	Kept      []DeskKept // files of a try that failed
	Reference foi.Reference
	Subject   string
	Remedies  []Choice
	Grounds   DeskText
	Explained []PublicRecourse
	Refused   *Sentence
	Errors    []FieldError
}

// PublicRecourse explains a remedy: what it is, who decides, within what term, and what it means when nobody does.
type PublicRecourse struct {
	Name, What, Who string
	File, Decide    Sentence // how long there is; without a key where the law sets no term
	Silence         string
	Cite            string
	ToConfirm       bool
	Here            bool // it is filed on this page
	Open            bool // it can be taken today
}

// PublicThird is the page on which somebody answers whom the information is about.
type PublicThird struct {
	Kept      []DeskKept // files of a try that failed
	Reference foi.Reference
	Body      string
	Asked     string
	Until     foi.Date
	Positions []Choice
	Words     DeskText
	URL       string
	Said      string // what they answered, "" while they have not
	Answer    string // in their words
	On        foi.Date
	Closed    bool // nobody waits for it any more
	Errors    []FieldError
}

// PublicRemedy is what a person may do against an answer or a silence.
type PublicRemedy struct {
	Text string
	Cite string
	Mark string    // how certain that is: "general", "to_confirm", "" where it was read
	Now  *Sentence // how it stands for a case; nil where nothing is to be said
}

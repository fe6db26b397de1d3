package view

import "qhana/internal/foi"

// PublicLawRow is one law in the list of those that are shipped.
type PublicLawRow struct {
	Key, Name, Short string
	Term             string
	Silence          string
	Kept             bool // the body is under it
}

// PublicLaws lists the laws.
type PublicLaws struct{ Laws []PublicLawRow }

// PublicTerm is one term of a law with where it stands.
type PublicTerm struct {
	Name, Length string
	Cite         string
	Mark         string // how certain that is: "general", "to_confirm", "" where it was read
}

// PublicLaw is one law: its terms, its drawing, and a term counted on a day.
type PublicLaw struct {
	Key, Name, Version string
	Drawing            string // address of the picture
	Terms              []PublicTerm
	Extensions         []PublicTerm
	Silence            PublicTerm
	Remedies           []PublicTerm
	Exemptions         []PublicRemedy
	Arrows             []PublicArrow
	Tracks             []Choice
	Clocks             []Choice
	Received           string // as typed
	Due                foi.Date
	Cite               string
	Steps              []DeskStep
	Errors             []FieldError
}

// PublicArrow is one way that a request can go, in words.
type PublicArrow struct{ From, To, By string }

var (
	PublicLawsPage = pageOf[PublicLaws]("public/laws")
	PublicLawPage  = pageOf[PublicLaw]("public/law")
)

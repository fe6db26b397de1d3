package view

import (
	"bytes"
	"fmt"
	"time"

	"qhana/internal/foi"
)

// LetterLine is an archived letter in a list.
type LetterLine struct {
	Kind string // "letters.kind.<Kind>"
	At   time.Time
	Size int64
	URL  string
	Code string // as people read it
}

// LetterPreview is a letter as it will look.
type LetterPreview struct {
	Locale  string
	Body    BodyInfo
	Place   string
	Day     string
	Request string
	Seal    string
	Parts   []LetterPart
	Signers []string     // lines below the signature
	Label   string       // what it is, catalogue key
	Errors  []FieldError // why there is nothing to see
}

// LetterPart is a heading, a paragraph or a list of a letter.
type LetterPart struct {
	Heading string
	Lines   []string // of a paragraph
	Items   []string // of a list
}

// AdminLetterRow is one letter in one language, in the list of all.
type AdminLetterRow struct {
	Kind    string
	Locale  string
	Version int // 0 is the program's own text
	Own     bool
	At      time.Time
	By      string
	URL     string
}

// AdminLetterFailure is a letter that could not be made.
type AdminLetterFailure struct {
	Reference foi.Reference
	Name      Sentence // of the letter
	URL       string   // of its template, "" when there is none
	At        time.Time
	Why       Sentence
}

// AdminLetters lists the letters.
type AdminLetters struct {
	Rows     []AdminLetterRow
	Failures []AdminLetterFailure
}

// AdminLetterFact is something that a letter can name.
type AdminLetterFact struct {
	Name    string // as it is written: "{{.Due}}"
	Label   string // catalogue key
	Example string
	Always  bool // every case has it
}

// AdminLetter is the text of one letter in one language, to be changed.
type AdminLetter struct {
	Kind     string
	Locale   string
	Text     string
	Seen     int // newest version that the writer had seen
	Shown    int // an earlier version whose text is in the field; 0 for none
	Own      bool
	URL      string
	Facts    []AdminLetterFact
	Preview  LetterPreview
	Versions []AdminLetterRow
	Done     string // catalogue key of what was just done
	Errors   []FieldError
}

// PublicVerify is where anybody checks a letter.
type PublicVerify struct {
	Code    string // as it was typed
	Letter  *PublicLetter
	Absent  bool // no letter has the code
	Record  bool // receipts of the public record can be checked
	Receipt *PublicProof
	Bundle  []PublicBundled // instead of a receipt
	Place   *PublicPlace
	Errors  []FieldError
}

// Unproven is how many receipts of a bundle prove nothing, or are no longer in the record.
func (p PublicVerify) Unproven() (n int) {
	for _, b := range p.Bundle {
		if b.Wrong != "" || b.Lost {
			n++
		}
	}
	return n
}

// PublicLetter is what anybody may know of a letter.
type PublicLetter struct {
	Code      string
	Kind      string
	Locale    string
	Day       foi.Date
	Reference foi.Reference
	SHA256    string
	Size      int64
}

// The pages about letters.
var (
	AdminLettersPage = pageOf[AdminLetters]("admin/letters")
	AdminLetterPage  = pageOf[AdminLetter]("admin/letter")
	PublicRecordPage = pageOf[PublicRecord]("public/record")
	PublicVerifyPage = pageOf[PublicVerify]("public/verify")
)

// Fragment writes one block of a page by itself, for what a script puts into a page that is open.
func (v *Views) Fragment(locale string, page Filled, block string) (*bytes.Buffer, error) {
	set, ok := v.sets[locale]
	if !ok || set[page.name] == nil {
		return nil, fmt.Errorf("there is no page %q in %q", page.name, locale)
	}
	var b bytes.Buffer
	if err := set[page.name].ExecuteTemplate(&b, block, page.data); err != nil {
		return nil, fmt.Errorf("%s of page %s: %w", block, page.name, err)
	}
	return &b, nil
}

// Bytes is the size as a number to be compared.
func (l PublicLetter) Bytes() int { return int(l.Size) }

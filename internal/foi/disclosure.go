package foi

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"
)

// Disclosure is one published entry of the disclosure log. It holds nothing of the requester.
type Disclosure struct {
	Request     int64
	Reference   Reference
	Title       string
	Question    string // as edited for publication
	Answer      string
	Outcome     string
	Units       []string
	Zone        string
	ReceivedOn  Date
	AnsweredOn  Date
	Days        int // working days taken
	Missed      bool
	PublishedAt time.Time
	Locale      string
	Documents   []Document
}

// Sum is the SHA-256, hexadecimal, of what a published entry shows to everybody: JSON with sorted keys and every character as it is.
// The record has it, so that what stands published can be held against it.
func (d Disclosure) Sum() string {
	sum := sha256.Sum256(d.Shown())
	return hex.EncodeToString(sum[:])
}

// Shown is what Sum is of.
func (d Disclosure) Shown() []byte {
	units := d.Units
	if units == nil {
		units = []string{}
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(struct {
		Answer     string    `json:"answer"`
		AnsweredOn Date      `json:"answered_on"`
		Days       int       `json:"days"`
		Locale     string    `json:"locale"`
		Missed     bool      `json:"missed"`
		Outcome    string    `json:"outcome"`
		Question   string    `json:"question"`
		ReceivedOn Date      `json:"received_on"`
		Reference  Reference `json:"reference"`
		Title      string    `json:"title"`
		Units      []string  `json:"units"`
		Zone       string    `json:"zone"`
	}{d.Answer, d.AnsweredOn, d.Days, d.Locale, d.Missed, d.Outcome, d.Question, d.ReceivedOn, d.Reference, d.Title, units, d.Zone})
	if err != nil {
		panic(err) // texts, numbers and days have a JSON
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

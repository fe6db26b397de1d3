package mail

import (
	"fmt"
	"net/mail"
	"time"

	"qhana/internal/foi"
)

// Letter is a notice with everything that its mail tells.
type Letter struct {
	Notice foi.Notice
	Case   foi.Case       // the ledger holds the entry that caused the notice
	To     []mail.Address // where the recipient is reached
	Body   Body
	Base   string    // address of the site, without a final slash
	At     time.Time // when the letter is written: the Date header
	Zone   *time.Location
	Facts  Facts

	Promise string // the record's signed word that the filing will stand in it; "" for none
}

// Body is the authority that writes.
type Body struct {
	Name    string // "Gobierno Autónomo Municipal de La Paz"
	Short   string // as a sentence names it: "La municipalidad"
	Motto   string
	Address string
	Phone   string
	Email   string // the From address
	Accent  string // colour of the accent, "#1d4f91"
}

// Facts are what the statute knows of the matter, in the letter's language. What a notice does not need stays empty.
type Facts struct {
	Clock      string   // key of the clock that the notice is about; "" for the response
	Due        foi.Date // its due day; zero for the entry's, else the request's
	OldDue     foi.Date // before an extension or a change of the calendar; zero for the entry's
	Left       int      // working days from At's day to Due, negative when it has passed
	Status     foi.Status
	Term       string   // "15 días hábiles · DS 28168, art. 13"
	Silence    string   // what the silence means, in a sentence
	Lapse      string   // what a clarification that does not come does to the request: "withdrawn", "continue"
	Unit       string   // name of the unit that the notice is about: the branch's
	Units      []string // names of the units that hold the case, or that a breach is recorded against
	Outcome    string   // of the answer, in words
	Ground     string   // of the extension, in words
	Fee        int      // hundredths of Currency
	Currency   string
	PayBy      foi.Date
	Law        string   // to which a case moved, with its version
	Rule       string   // article of that law's rule of transition
	Remedies   []string // each a sentence with its article
	Exemptions []Exemption
}

// Exemption is one ground of a denial, in the letter's language.
type Exemption struct {
	Name   string // with its citation
	Reason string
}

// third tells whether the letter goes to somebody whom the information is about.
func (l Letter) third() bool { return l.Notice.To.Role == foi.ThirdParty }

// person tells whether the letter goes to the requester; all others go to units.
func (l Letter) person() bool { return l.Notice.To.Role == foi.Citizen && l.Notice.To.Unit == "" }

// entry returns the ledger's entry that caused the notice, or the zero Entry.
func (l Letter) entry() foi.Entry {
	for _, e := range l.Case.Ledger {
		if e.Seq == l.Notice.Entry {
			return e
		}
	}
	return foi.Entry{}
}

// draft returns the words of the newest draft before the notice's entry: what a delivery delivers.
func (l Letter) draft() foi.Words {
	var words foi.Words
	for _, e := range l.Case.Ledger {
		if e.Event == foi.Drafted && e.Seq < l.Notice.Entry {
			words = e.Words
		}
	}
	return words
}

func (l Letter) due() foi.Date {
	for _, d := range []foi.Date{l.Facts.Due, l.entry().Facts.Due, l.Case.Request.DueOn} {
		if !d.IsZero() {
			return d
		}
	}
	return 0
}

func (l Letter) oldDue() foi.Date {
	if !l.Facts.OldDue.IsZero() {
		return l.Facts.OldDue
	}
	return l.entry().Facts.OldDue
}

func (l Letter) clock() string {
	for _, c := range []string{l.Facts.Clock, l.entry().Facts.Clock} {
		if c != "" {
			return c
		}
	}
	return "response"
}

// link is where the letter sends its reader: the person to the case behind the key, a unit to its desk.
func (l Letter) link() string {
	if l.third() {
		return fmt.Sprintf("%s/tercero/%s/%d/%s", l.Base, l.Case.Request.Reference, l.entry().Seq, l.entry().Words["token"])
	}
	if l.person() {
		return l.Base + "/caso/" + string(l.Case.Request.Reference)
	}
	return l.Base + "/mesa/casos/" + string(l.Case.Request.Reference)
}

package mail

import (
	"bytes"
	"net/mail"
	"strconv"
	"time"

	"qhana/internal/foi"
)

// Digest is the mail of a working morning: what waits, what is due. It names no requester.
type Digest struct {
	To       mail.Address
	Body     Body
	Base     string // address of the site, without a final slash
	Host     string // right side of the Message-ID
	At       time.Time
	Zone     *time.Location
	ID       int64 // account
	Day      foi.Date
	Waits    []DigestWait // in the order in which they are said
	Within   int          // how many working days are soon
	Soon     []DigestLine // the soonest first
	Locale   string
	Desk     bool // the reader works on requests; else there is only what an administrator has to confirm
	Branches bool // what is due soon are branches of the reader's units, by the body's own term
}

// DigestWait is how many requests wait in a queue, or how many people wait for their data to be erased.
type DigestWait struct {
	Queue string // "mail.digest.<Queue>" says it
	N     int
}

// DigestLine is one request that is due soon.
type DigestLine struct {
	Reference foi.Reference
	Subject   string
	Due       foi.Date
}

// Empty tells that there is nothing to say.
func (d Digest) Empty() bool { return len(d.Waits) == 0 && len(d.Soon) == 0 }

// Render writes the mail. Its Message-ID is the account's and the day's, so that a repeat is recognisable.
func (d Digest) Render() (Message, error) {
	w := wordsOf(d.Locale)
	n := func(key string, n int) string {
		if n == 1 {
			return w.t(key+".one", nil)
		}
		return w.t(key+".other", map[string]string{"N": strconv.Itoa(n)})
	}
	p := page{Locale: w.locale(), Subject: w.t("mail.digest.subject", map[string]string{"Day": w.day(d.Day)}), Heading: w.t("mail.digest.heading", nil), Dear: w.t("mail.dear_name", map[string]string{"Name": d.To.Name}),
		Body: d.Body, Link: d.Base + "/mesa", LinkHint: w.t("mail.link", nil), Action: w.t("mail.digest.action", nil), Farewell: w.t("mail.farewell", nil), Auto: w.t("mail.digest.auto", nil)}
	if !d.Desk {
		p.Link, p.Action, p.Auto = d.Base+"/admin/borrados", w.t("mail.digest.admin.action", nil), w.t("mail.digest.admin.auto", nil)
	}
	for _, wait := range d.Waits {
		p.Before = append(p.Before, n("mail.digest."+wait.Queue, wait.N))
	}
	if len(d.Soon) > 0 {
		key := "mail.digest.soon"
		if d.Branches {
			key += ".branch"
		}
		p.Before = append(p.Before, w.t(key, map[string]string{"N": strconv.Itoa(d.Within)}))
	}
	for _, line := range d.Soon {
		p.Facts = append(p.Facts, fact{Label: w.day(line.Due), Value: string(line.Reference) + " · " + oneLine(line.Subject)})
	}
	var text, html bytes.Buffer
	if err := textLetter.Execute(&text, p); err != nil {
		return Message{}, err
	}
	if err := htmlLetter.Execute(&html, p); err != nil {
		return Message{}, err
	}
	return Message{ID: "digest." + strconv.FormatInt(d.ID, 10) + "." + d.Day.String() + "@" + d.Host, From: mail.Address{Name: d.Body.Name, Address: d.Body.Email}, To: []mail.Address{d.To},
		At: d.At.In(d.Zone), Locale: p.Locale, Subject: p.Subject, Text: text.String(), HTML: html.String()}, nil
}

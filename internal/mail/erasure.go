package mail

import (
	"bytes"
	"net/mail"
	"strconv"
	"time"

	"qhana/internal/foi"
)

// Erasure is the last mail of a case: it tells the person that what is personal in it will be erased, as they asked, and until when they
// can stop that. It says nothing of what the case is about.
type Erasure struct {
	To        mail.Address
	Body      Body
	Base      string // address of the site, without a final slash
	Host      string // right side of the Message-ID
	At        time.Time
	Zone      *time.Location
	ID        int64 // of the wish
	Reference foi.Reference
	AskedOn   foi.Date
	On        foi.Date // when it will be erased
	Locale    string
}

// Render writes the mail. Its Message-ID is the wish's, so that a repeat is recognisable.
func (e Erasure) Render() (Message, error) {
	w := wordsOf(e.Locale)
	args := map[string]string{"Ref": string(e.Reference), "Asked": w.day(e.AskedOn), "Day": w.day(e.On), "Body": oneLine(e.Body.Short)}
	dear := w.t("mail.dear", nil)
	if name := oneLine(e.To.Name); name != "" {
		dear = w.t("mail.dear_name", map[string]string{"Name": name})
	}
	p := page{Locale: w.locale(), Subject: w.t("mail.erasure.subject", args), Heading: w.t("mail.erasure.heading", nil), Dear: dear, Body: e.Body,
		Before: split(w.t("mail.erasure.body", args)), After: split(w.t("mail.erasure.after", args)), Link: e.Base + "/caso/" + string(e.Reference) + "/borrar",
		LinkHint: w.t("mail.link", nil), Action: w.t("mail.erasure.action", nil), Farewell: w.t("mail.farewell", nil), Auto: w.t("mail.auto", nil)}
	var text, html bytes.Buffer
	if err := textLetter.Execute(&text, p); err != nil {
		return Message{}, err
	}
	if err := htmlLetter.Execute(&html, p); err != nil {
		return Message{}, err
	}
	return Message{ID: "erasure." + strconv.FormatInt(e.ID, 10) + "@" + e.Host, From: mail.Address{Name: e.Body.Name, Address: e.Body.Email}, To: []mail.Address{e.To},
		At: e.At.In(e.Zone), Locale: p.Locale, Subject: p.Subject, Text: text.String(), HTML: html.String()}, nil
}

package mail

import (
	"bytes"
	"fmt"
	"net/mail"
	"strconv"
	"strings"

	"qhana/internal/foi"
)

// page is what the templates see: words ready to show.
type page struct {
	Locale   string
	Subject  string
	Heading  string
	Dear     string
	Body     Body
	Before   []string // paragraphs
	Quote    quote
	Facts    []fact
	After    []string
	Title    string // over the remedies
	Remedies []string
	Action   string
	Link     string
	LinkHint string
	Promise  quote // the record's word, with what it is
	Farewell string
	Auto     string
	Contact  string
}

type quote struct{ Title, Text string }

// fact is one row of the letter's table.
type fact struct {
	Label string
	Value string
	Mark  mark
}

// writer composes one letter.
type writer struct {
	Letter
	kind
	words words
	args  map[string]string
}

// Render writes the letter. It fails when the kind of notice is unknown, and with Permanent when there is nobody to
// send it to.
func Render(l Letter) (Message, error) {
	k, ok := kinds[l.Notice.Kind]
	if !ok {
		return Message{}, fmt.Errorf("mail: no letter for notices of kind %q", l.Notice.Kind)
	}
	if len(l.To) == 0 {
		return Message{}, &Permanent{Reason: "no_address"}
	}
	w := writer{Letter: l, kind: k, words: wordsOf(l.Notice.Locale)}
	w.args = w.arguments()
	p := w.page()
	var text, html bytes.Buffer
	if err := textLetter.Execute(&text, p); err != nil {
		return Message{}, err
	}
	if err := htmlLetter.Execute(&html, p); err != nil {
		return Message{}, err
	}
	return Message{ID: l.Notice.MessageID, From: mail.Address{Name: l.Body.Name, Address: l.Body.Email}, To: l.To,
		At: l.At.In(l.Zone), Locale: p.Locale, Subject: p.Subject, Text: text.String(), HTML: html.String()}, nil
}

// arguments are the values that the catalogue's sentences can name.
func (w writer) arguments() map[string]string {
	units := make([]string, len(w.Facts.Units))
	for i, u := range w.Facts.Units {
		units[i] = oneLine(u)
	}
	return map[string]string{
		"Ref":       string(w.Case.Request.Reference),
		"Body":      oneLine(w.Body.Short),
		"Unit":      oneLine(w.Facts.Unit),
		"Units":     strings.Join(units, "; "),
		"Due":       w.words.day(w.due()),
		"Received":  w.words.moment(w.Case.Request.FiledAt.In(w.Zone)),
		"Law":       oneLine(w.Facts.Law),
		"Clock":     w.words.t("mail.clock."+w.clock(), nil),
		"LeftShort": w.words.left(w.Facts.Left),
	}
}

func (w writer) page() page {
	p := page{
		Locale: w.words.locale(), Subject: oneLine(w.say("subject")), Heading: w.say("heading"), Dear: w.dear(),
		Body: w.Body, Before: split(w.say("body")), Quote: w.quoted(), Facts: w.table(), Link: w.link(),
		LinkHint: w.words.t("mail.link", nil), Farewell: w.words.t("mail.farewell", nil), Auto: w.words.t("mail.auto_desk", nil),
		Contact: w.contact(), Action: w.words.t("mail.action.desk", nil),
	}
	if w.person() {
		p.Auto, p.Action = w.words.t("mail.auto", nil), w.words.t("mail.action.person", nil)
	}
	if w.third() {
		p.Auto = w.words.t("mail.auto_third", nil)
	}
	if w.action != "" {
		p.Action = w.words.t(w.action, nil)
	}
	if w.after {
		p.After = split(w.say("after"))
	}
	if w.after && w.Notice.Kind == "clarification" && w.Facts.Lapse == "continue" {
		p.After = split(w.words.t("mail.clarification.continue", w.args))
	}
	if w.Promise != "" {
		p.Promise = quote{Title: w.words.t("ledger.promise.mail", nil), Text: strings.TrimRight(w.Promise, "\n")}
	}
	if w.remedies && len(w.Facts.Remedies) > 0 {
		p.Title, p.Remedies = w.words.t("mail.remedies", nil), w.Facts.Remedies
	}
	return p
}

// say returns one of the kind's texts for the letter's reader.
func (w writer) say(part string) string {
	key := "mail." + w.Notice.Kind
	switch {
	case w.Notice.Kind == "due_changed" && w.person() && (w.clock() == "clarification" || w.clock() == "fee"):
		key += ".yours" // the day until which the person has to do something
	case w.Notice.Kind == "to_sign" && w.Notice.To.Role == foi.Reviewer:
		key += ".review" // who approves before it is signed
	case w.Notice.Kind == "branch_escalation" && w.entry().Event == foi.Escalated: // it is not late yet
		key += ".last"
	case w.Notice.Kind == "clarification" && w.entry().Event == foi.Reminded:
		key += ".again"
	case w.split && w.person():
		key += ".person"
	case w.split:
		key += ".desk"
	}
	switch {
	case w.remedy && w.Case.Request.Remedy != "":
		key += ".remedy"
	case w.Notice.Kind == "receipt" && w.Case.Request.Parent != 0:
		key += ".part"
	}
	return w.words.t(key+"."+part, w.args)
}

// dear greets the person by name; people of a unit are many, and greeted without.
func (w writer) dear() string {
	if name := oneLine(w.Case.Requester.Name); w.person() && name != "" {
		return w.words.t("mail.dear_name", map[string]string{"Name": name})
	}
	return w.words.t("mail.dear", nil)
}

// quoted returns the words that somebody wrote and the letter passes on. An answer is passed on only to a person who
// asked for it by mail; the others read it behind their key.
func (w writer) quoted() quote {
	text := w.entry().Words.Text()
	if w.Notice.Kind == "clarification" && text == "" { // a reminder asks again what was asked
		for _, e := range w.Case.Ledger {
			if e.Event == foi.ClarificationAsked && e.Seq < w.Notice.Entry {
				text = e.Words.Text()
			}
		}
	}
	if w.Notice.Kind == "delivered" {
		text = ""
		if w.Case.Requester.Delivery == "email" {
			text = w.draft().Text()
		}
	}
	if w.quote == "" || text == "" {
		return quote{}
	}
	return quote{Title: w.words.t(w.quote, nil), Text: paragraphs(text)}
}

func (w writer) contact() string {
	var parts []string
	for _, s := range []string{w.Body.Address, w.Body.Phone} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return w.words.t("mail.contact", map[string]string{"Contact": strings.Join(parts, " · ")})
}

func (w writer) table() []fact {
	var rows []fact
	for _, name := range w.facts {
		if name == "exemption" {
			rows = append(rows, w.exemptions()...)
			continue
		}
		if f := w.fact(name); f.Value != "" {
			f.Label = w.words.t("mail.fact."+name, nil)
			rows = append(rows, f)
		}
	}
	return rows
}

func (w writer) fact(name string) fact {
	switch name {
	case "reference":
		return fact{Value: w.args["Ref"]}
	case "subject":
		return fact{Value: oneLine(w.Case.Question.Subject)}
	case "received":
		return fact{Value: w.args["Received"]}
	case "due", "new_due", "branch_due", "reply_by":
		if w.due().IsZero() {
			return fact{} // it stands still
		}
		return fact{Value: w.args["Due"], Mark: w.words.markOf(w.Facts.Status, w.Facts.Left)}
	case "fee":
		if w.Facts.Fee > 0 {
			return fact{Value: w.words.c.Money(w.Facts.Fee, w.Facts.Currency)}
		}
	case "pay_by":
		if !w.Facts.PayBy.IsZero() {
			return fact{Value: w.words.day(w.Facts.PayBy)}
		}
	case "proposed_due": // of an extension that nobody has confirmed
		return fact{Value: w.args["Due"]}
	case "old_due", "due_now":
		if w.oldDue().IsZero() {
			return fact{}
		}
		return fact{Value: w.words.day(w.oldDue())}
	}
	return fact{Value: oneLine(w.law(name))}
}

// law returns a fact that the statute put into words.
func (w writer) law(name string) string {
	switch name {
	case "term":
		return w.Facts.Term
	case "unit":
		return w.Facts.Unit
	case "outcome":
		return w.Facts.Outcome
	case "ground":
		return w.Facts.Ground
	case "silence":
		return w.Facts.Silence
	case "law":
		return w.Facts.Law
	case "rule":
		return w.Facts.Rule
	}
	return ""
}

func (w writer) exemptions() []fact {
	var rows []fact
	for _, e := range w.Facts.Exemptions {
		value := oneLine(e.Name)
		if e.Reason != "" {
			value += " — " + oneLine(e.Reason)
		}
		rows = append(rows, fact{Label: w.words.t("mail.fact.exemption", nil), Value: value})
	}
	return rows
}

// split cuts a text of the catalogue into paragraphs.
func split(s string) []string { return strings.Split(s, "\n\n") }

// left says how many working days are left.
func (w words) left(n int) string {
	switch {
	case n < 0:
		return w.t("mail.left.over", nil)
	case n == 0:
		return w.t("mail.left.today", nil)
	case n == 1:
		return w.t("mail.left.one", map[string]string{"N": "1"})
	}
	return w.t("mail.left.other", map[string]string{"N": strconv.Itoa(n)})
}

// mark is how a clock stands: a shape, a word and a colour, the same everywhere.
type mark struct{ Sign, Word, Colour string }

// soon is how many working days before the due day a clock is "due soon".
const soon = 5

func (w words) markOf(status foi.Status, left int) mark {
	var m mark
	switch {
	case status == "":
		return mark{}
	case status == foi.Suspended:
		m = mark{Sign: "‖", Word: "suspended", Colour: "#55606e"}
	case status == foi.Met || status == foi.Stopped:
		m = mark{Sign: "✓", Word: "answered", Colour: "#1d4f91"}
	case status == foi.Missed || left < 0:
		m = mark{Sign: "■", Word: "late", Colour: "#a61b1b"}
	case left <= soon:
		m = mark{Sign: "▲", Word: "soon", Colour: "#8a5a00"}
	default:
		m = mark{Sign: "●", Word: "on_time", Colour: "#1c6b3a"}
	}
	m.Word = w.t("mail.mark."+m.Word, nil)
	if status == foi.Running && left >= 0 {
		m.Word += " · " + w.left(left)
	}
	return m
}

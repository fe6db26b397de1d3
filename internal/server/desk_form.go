package server

import (
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"qhana/internal/foi"
	"qhana/internal/view"
)

// need says whether a form has a field for text, and whether it may stay empty.
type need int

const (
	absent need = iota
	optional
	required
)

// deskForm says which parts the form of an action has. There is one mechanism for all actions; this is where they
// differ.
type deskForm struct {
	text    need
	rows    int
	branch  bool // acts on a branch
	units   bool // several units, and an internal due day
	ground  bool
	amount  bool
	files   bool
	outcome bool // outcome, exemptions, summary, documents to release
	letter  bool // shows what the person gets
	publish bool // title, question, answer, and the promise to have looked
}

var deskForms = map[foi.ActionKind]deskForm{
	foi.Acknowledge:      {},
	foi.OpenBranch:       {text: required, rows: 5, units: true},
	foi.AcceptBranch:     {branch: true},
	foi.ReturnBranch:     {branch: true, text: required, rows: 4},
	foi.AnswerBranch:     {branch: true, text: required, rows: 14, files: true},
	foi.SendBackBranch:   {branch: true, text: required, rows: 5},
	foi.ApproveBranch:    {branch: true},
	foi.CancelBranch:     {branch: true, text: required, rows: 3},
	foi.Extend:           {text: required, rows: 5, ground: true, amount: true},
	foi.AskClarification: {text: required, rows: 5, ground: true},
	foi.Draft:            {text: required, rows: 18, outcome: true, files: true},
	foi.Submit:           {letter: true},
	foi.Sign:             {letter: true},
	foi.Decline:          {text: required, rows: 5, letter: true},
	foi.Deliver:          {letter: true},
	foi.AnswerCounter:    {text: required, rows: 8, outcome: true, files: true},
	foi.Publish:          {publish: true},
	foi.Register:         {},
	foi.ConfirmExtension: {},
	foi.RefuseExtension:  {text: required, rows: 4},
	foi.RevertExtension:  {text: required, rows: 4},
	foi.Suspend:          {text: required, rows: 4, ground: true},
	foi.Resume:           {},
	foi.Transfer:         {text: required, rows: 6},
	foi.Note:             {text: required, rows: 4},
}

// Longest texts, in characters.
const (
	deskMaxText = 100_000
	deskMaxLine = 200
)

// deskTyped is what somebody typed into the form of an action.
type deskTyped struct {
	Rev        int
	Text       string
	Units      []string
	Days       int
	Ground     string
	Amount     int
	Outcome    string
	Exemptions []string
	Reasons    map[string]string
	Release    []string
	Files      []foi.Document // stored now or with an earlier try
	Summary    string
	Title      string
	Question   string
	Answer     string
	Clean      bool
}

// deskRead reads a form. Line ends become \n; nothing else is changed: people's words stay as they wrote them.
func deskRead(v url.Values) deskTyped {
	line := func(name string) string { return strings.TrimSpace(strings.Join(strings.Fields(v.Get(name)), " ")) }
	text := func(name string) string { return strings.ReplaceAll(v.Get(name), "\r\n", "\n") }
	t := deskTyped{
		Rev: deskNumber(v.Get("rev")), Text: text("texto"), Units: v["unidad"], Days: deskNumber(v.Get("plazo")), Ground: v.Get("motivo"),
		Amount: deskNumber(v.Get("dias")), Outcome: v.Get("resultado"), Exemptions: v["excepcion"], Reasons: map[string]string{},
		Release: v["entregar"], Summary: line("resumen"), Title: line("titulo"), Question: text("pregunta"),
		Answer: text("respuesta"), Clean: v.Get("revisado") == "si",
	}
	for _, code := range t.Exemptions {
		t.Reasons[code] = text("razon-" + code)
	}
	return t
}

// deskNumber reads a small whole number; anything else is 0, which no form offers.
func deskNumber(s string) int {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil || n < 0 || n > 1_000_000 {
		return 0
	}
	return n
}

// check returns what is missing or does not fit, in the order of the form's fields.
func (t deskTyped) check(kind foi.ActionKind) []view.FieldError {
	f := deskForms[kind]
	var errs []view.FieldError
	miss := func(bad bool, field, key string) {
		if bad {
			errs = append(errs, view.FieldError{Field: field, Key: "field." + key})
		}
	}
	long := func(s, field string, limit int) {
		if utf8.RuneCountInString(s) > limit {
			errs = append(errs, view.FieldError{Field: field, Key: "field.text_long", Args: map[string]any{"max": limit}})
		}
	}
	miss(f.units && len(t.Units) == 0, "unidad", "units")
	miss(f.ground && t.Ground == "", "motivo", "ground")
	miss(f.amount && t.Amount == 0, "dias", "amount")
	miss(f.outcome && t.Outcome == "", "resultado", "outcome")
	if f.outcome && deskAdverse(t.Outcome) {
		miss(len(t.Exemptions) == 0, "excepcion", "exemptions")
		for _, code := range t.Exemptions {
			miss(blank(t.Reasons[code]), "razon-"+code, "reason")
			long(t.Reasons[code], "razon-"+code, deskMaxText)
		}
	}
	if f.text == required && blank(t.Text) {
		errs = append(errs, view.FieldError{Field: "texto", Key: "field.text", Args: map[string]any{"Field": view.Say("form.text." + string(kind))}})
	}
	long(t.Text, "texto", deskMaxText)
	if f.outcome {
		miss(t.Summary == "", "resumen", "summary")
		long(t.Summary, "resumen", deskMaxLine)
	}
	if f.publish {
		miss(t.Title == "", "titulo", "title")
		long(t.Title, "titulo", deskMaxLine)
		miss(blank(t.Question), "pregunta", "question")
		long(t.Question, "pregunta", deskMaxText)
		miss(blank(t.Answer), "respuesta", "answer")
		long(t.Answer, "respuesta", deskMaxText)
		miss(!t.Clean, "revisado", "clean")
	}
	return errs
}

// blank tells whether a text has nothing that can be read: spaces and invisible signs say nothing.
func blank(s string) bool {
	return strings.Trim(s, " \t\n\r\u00a0\u200b\u200c\u200d\u2060\ufeff\u202a\u202b\u202c\u202d\u202e") == ""
}

// deskAdverse tells whether an outcome needs exemptions: what is denied, whole or in part, says why.
func deskAdverse(outcome string) bool { return outcome == "denied" || outcome == "partly" }

// actions are what the form asks for: one, or one for each unit.
func (t deskTyped) actions(kind foi.ActionKind, branch int, due foi.Date, docs []foi.Document) []foi.Action {
	f := deskForms[kind]
	act := foi.Action{Kind: kind, Rev: t.Rev, Branch: branch, Words: t.words(f), Documents: docs}
	if f.ground {
		act.Ground = t.Ground
	}
	if f.amount {
		act.Amount = t.Amount
	}
	if f.outcome {
		act.Outcome = t.Outcome
		if deskAdverse(t.Outcome) {
			act.Exemptions = t.Exemptions
		}
	}
	if !f.units {
		return []foi.Action{act}
	}
	var acts []foi.Action
	for _, unit := range t.Units {
		one := act
		one.Unit, one.Due = unit, due
		acts = append(acts, one)
	}
	return acts
}

// words are the texts of the form by name; nothing for fields that stayed empty.
func (t deskTyped) words(f deskForm) foi.Words {
	w := foi.Words{}
	put := func(name, s string) {
		if !blank(s) {
			w[name] = s
		}
	}
	if f.text != absent {
		put("text", t.Text)
	}
	if f.outcome {
		put("summary", t.Summary)
		if deskAdverse(t.Outcome) {
			for code, reason := range t.Reasons {
				put("exemption."+code, reason)
			}
		}
	}
	if f.publish {
		put("title", t.Title)
		put("question", t.Question)
		put("answer", t.Answer)
	}
	if len(w) == 0 {
		return nil
	}
	return w
}

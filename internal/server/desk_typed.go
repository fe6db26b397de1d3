package server

import (
	"crypto/rand"
	"maps"
	"net/mail"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"qhana/internal/foi"
	"qhana/internal/statute"
	"qhana/internal/view"
)

// check returns what is missing or does not fit, in the order of the form's fields.
func (t deskTyped) check(kind foi.ActionKind, law *statute.Statute) []view.FieldError {
	f := deskForms[kind]
	var ref foi.Reference
	var badRef error
	if f.other {
		ref, badRef = foi.ParseReference(t.Other)
	}
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
	miss(f.person && (len(t.People) != 1 || t.People[0] == 0), "persona", "person")
	miss(f.people && len(t.People) == 0, "persona", "people")
	miss(f.unit && len(t.Units) != 1, "unidad", "unit")
	miss(f.other && (badRef != nil || ref == ""), "otra", "other")
	miss(f.third && t.Name == "", "nombre", "third_name")
	if _, err := mail.ParseAddress(t.Email); f.third && t.Email != "" && err != nil {
		miss(true, "correo", "third_email")
	}
	miss(f.third && t.Email == "" && t.Address == "", "direccion", "third_reach")
	long(t.Address, "direccion", deskMaxLine)
	miss(f.body && t.Body == "", "entidad", "body")
	long(t.Body, "entidad", deskMaxLine)
	miss(f.share && blank(t.Part), "parte", "part")
	long(t.Part, "parte", deskMaxText)
	miss((f.outside || f.ruling) && t.Remedy == "", "recurso", "remedy")
	miss(f.outside && t.Number == "", "numero", "number")
	long(t.Number, "numero", deskMaxLine)
	miss(f.ruling && t.Outcome == "", "resultado", "outcome")
	if _, err := foi.ParseDate(t.Received); f.paper && t.Received != "" && err != nil {
		miss(true, "recibido", "received")
	}
	long(t.Late, "motivoDemora", deskMaxLine)
	miss(f.answers && t.Position == "", "posicion", "position")
	miss(f.fee && hundredths(t.Fee) == 0, "monto", "fee")
	miss(f.version && t.Replaces == "", "documento", "document")
	miss(f.version && len(t.Files) != 1, "archivos", "one_file")
	miss(f.asks && len(t.Units) != 1, "unidad", "unit")
	miss(f.remedy && t.Remedy == "", "recurso", "remedy")
	if f.part {
		miss(t.Title == "", "titulo", "part_title")
		long(t.Title, "titulo", deskMaxLine)
		miss(blank(t.Question), "pregunta", "part_question")
		long(t.Question, "pregunta", deskMaxText)
	}
	count := func(typed, field string) {
		if n, err := strconv.Atoi(typed); typed != "" && (err != nil || n < 0 || n > 1_000_000) {
			miss(true, field, "pages")
		}
	}
	count(t.Pages[0], "fojas")
	count(t.Pages[1], "reservadas")
	for _, id := range slices.Sorted(maps.Keys(t.Leaves)) {
		leaf := t.Leaves[id]
		count(leaf.Released, "fojas-"+id)
		count(leaf.Withheld, "reservadas-"+id)
		miss(deskNumber(leaf.Released) > 0 && !slices.Contains(t.Release, id), "fojas-"+id, "leaf_kept")
		miss(deskNumber(leaf.Withheld) > 0 && !slices.Contains(t.Exemptions, leaf.Exemption), "excepcion-"+id, "leaf")
	}
	released, withheld := 0, 0
	for _, leaf := range t.inventory() {
		released, withheld = released+leaf.Released, withheld+leaf.Withheld
	}
	for i, sum := range []int{released, withheld} { // a total that says something else would be lost
		if typed := t.Pages[i]; released+withheld > 0 && typed != "" && deskNumber(typed) != sum {
			errs = append(errs, view.FieldError{Field: []string{"fojas", "reservadas"}[i], Key: "field.pages_sum", Args: map[string]any{"sum": sum}})
		}
	}
	miss(f.outcome && t.Outcome == "", "resultado", "outcome")
	if f.outcome && law.NeedsExemption(t.Outcome) {
		miss(len(t.Exemptions) == 0, "excepcion", "exemptions")
		for _, code := range t.Exemptions {
			miss(blank(t.Reasons[code]), "razon-"+code, "reason")
			long(t.Reasons[code], "razon-"+code, deskMaxText)
		}
		for _, x := range law.Exemptions() {
			for _, test := range x.Tests { // each is a reason of its own
				typed, field := t.Reasons[test+"."+x.Code], "razon-"+test+"."+x.Code
				miss(slices.Contains(t.Exemptions, x.Code) && blank(typed), field, test)
				long(typed, field, deskMaxText)
			}
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

// actions are what the form asks for: one, or one for each unit.
func (t deskTyped) actions(kind foi.ActionKind, law *statute.Statute, branch int, due foi.Date, docs []foi.Document) []foi.Action {
	f := deskForms[kind]
	act := foi.Action{Kind: kind, Rev: t.Rev, Branch: branch, Words: t.words(f, law), Documents: docs}
	if f.ground {
		act.Ground = t.Ground
	}
	if f.amount {
		act.Amount = t.Amount
	}
	if f.outcome {
		act.Outcome = t.Outcome
		if law.NeedsExemption(t.Outcome) {
			act.Exemptions = t.Exemptions
		}
		act.Inventory = t.inventory()
	}
	if f.ruling {
		act.Outcome = t.Outcome
	}
	if f.answers {
		act.Third = t.Third
	}
	if f.paper {
		act.Received, _ = foi.ParseDate(t.Received) // checked; none: today
	}
	act.Remedy, act.Position = t.Remedy, t.Position
	act.Released, act.Withheld = deskNumber(t.Pages[0]), deskNumber(t.Pages[1])
	if f.other {
		act.Other, _ = foi.ParseReference(t.Other) // checked
	}
	if f.people {
		act.People = t.People
	}
	if f.person && len(t.People) == 1 {
		act.Account = t.People[0]
	}
	if f.day {
		act.Due = due
	}
	act.Fee, act.Replaces = hundredths(t.Fee), t.Replaces
	if (f.unit || f.asks) && len(t.Units) == 1 {
		act.Unit = t.Units[0]
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

// inventory is what was counted, by document.
func (t deskTyped) inventory() []foi.Leaf {
	var out []foi.Leaf
	for _, id := range slices.Sorted(maps.Keys(t.Leaves)) {
		typed := t.Leaves[id]
		leaf := foi.Leaf{Document: id, Released: deskNumber(typed.Released), Withheld: deskNumber(typed.Withheld)}
		if leaf.Withheld > 0 {
			leaf.Exemption = typed.Exemption
		}
		if leaf.Released+leaf.Withheld > 0 {
			out = append(out, leaf)
		}
	}
	return out
}

// words are the texts of the form by name; nothing for fields that stayed empty.
func (t deskTyped) words(f deskForm, law *statute.Statute) foi.Words {
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
		if law.NeedsExemption(t.Outcome) {
			for code, reason := range t.Reasons {
				if strings.Contains(code, ".") { // a test that the law asks for
					put(code, reason)
				} else {
					put("exemption."+code, reason)
				}
			}
		}
	}
	put("delay", t.Delay)
	if f.third {
		put("name", t.Name)
		put("email", t.Email)
		put("address", t.Address)
		put("token", rand.Text())
	}
	if f.body {
		put("body", t.Body)
	}
	if f.share {
		put("part", t.Part)
	}
	if f.outside || f.ruling {
		put("number", t.Number)
	}
	if f.paper {
		put("late", t.Late)
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

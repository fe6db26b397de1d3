package server

import (
	"context"
	"slices"
	"strconv"

	"qhana/internal/foi"
	"qhana/internal/statute"
	"qhana/internal/store"
	"qhana/internal/view"
)

// workFields are the parts of the forms that are about people, units, other requests and third parties.
func (a deskAct) workFields(f *view.DeskForm, t deskTyped) {
	line := func(name, key, value string) {
		f.Lines = append(f.Lines, view.DeskText{Name: name, Label: "form." + key, Hint: "form." + key + ".hint", Value: value, Rows: 1, Max: deskMaxLine})
	}
	group := func(name, key string, many bool, choices []view.Choice) {
		f.Groups = append(f.Groups, view.DeskGroup{Name: name, Label: "form." + key, Hint: "form." + key + ".hint", Many: many, Choices: choices})
	}
	f.Rules = a.untilRules()
	if a.kind == foi.Draft || a.kind == foi.AmendDraft {
		f.Rules = a.draftRules()
	}
	if a.kind == foi.Note && !a.c.Request.Restricted {
		f.Known = personChoices(a.workers, nil)
	}
	switch {
	case a.form.person:
		group("persona", "person", false, personChoices(a.workers, t.People))
	case a.form.people:
		group("persona", "people", true, personChoices(a.workers, append([]int64{a.d.who.Account}, t.People...)))
	case a.form.unit:
		group("unidad", "unit", false, a.units(t))
	case a.form.day:
		f.Days = a.redates(t)
	case a.form.other:
		line("otra", "other", t.Other)
	case a.form.third:
		f.Rules = a.thirdRules()
		line("nombre", "third_name", t.Name)
		line("correo", "third_email", t.Email)
		line("direccion", "third_address", t.Address)
	case a.form.answers:
		if asked := a.consulted(t.Third); len(asked) > 0 {
			group("consulta", "third", false, asked)
		}
		group("posicion", "position", false, positions(t.Position))
	case a.form.part:
		line("titulo", "part_title", t.Title)
		f.Lines = append(f.Lines, view.DeskText{Name: "pregunta", Label: "form.part_question", Hint: "form.part_question.hint", Value: t.Question, Rows: 6, Max: deskMaxText})
	case a.form.fee:
		if fees := a.d.law.Fees(); fees != nil {
			f.Rules = []view.DeskRule{{Text: view.Say("form.fee.rule", "Currency", fees.Currency), Cite: fees.Cite.Article, Mark: markOf(fees.Cite)}}
		}
		f.Lines = append(f.Lines, view.DeskText{Name: "monto", Label: "form.fee", Hint: "form.fee.hint", Value: t.Fee, Rows: 1, Max: 20})
	case a.form.asks:
		group("unidad", "asks", false, a.askable(t))
	case a.form.version:
		group("documento", "document", false, a.replaceable(t))
	case a.form.body:
		line("entidad", "body", t.Body)
		if a.form.share {
			f.Lines = append(f.Lines, view.DeskText{Name: "parte", Label: "form.part", Hint: "form.part.hint", Value: t.Part, Rows: 4, Max: deskMaxText})
		}
	case a.form.outside:
		group("recurso", "outside", false, a.outside(t.Remedy))
		line("numero", "number", t.Number)
	case a.form.ruling:
		group("recurso", "outside", false, a.outside(t.Remedy))
		group("resultado", "ruling", false, a.rulings(t.Outcome))
		line("numero", "ruling_number", t.Number)
	case a.form.remedy:
		group("recurso", "remedy", false, a.remedies(t.Remedy))
	}
	if a.form.outcome && a.kind != foi.AnswerCounter && a.c.Request.Remedy == "" {
		pages := func(name, key, value string) view.DeskText {
			return view.DeskText{Name: name, Label: "form." + key, Hint: "form." + key + ".hint", Value: value, Rows: 1, Max: 7}
		}
		f.Lines = append(f.Lines, pages("fojas", "pages_released", t.Pages[0]), pages("reservadas", "pages_withheld", t.Pages[1]))
	}
	if a.form.paper {
		f.Lines = append(f.Lines, view.DeskText{Name: "recibido", Label: "form.received", Hint: "form.received.hint", Value: t.Received, Rows: 1, Date: true},
			view.DeskText{Name: "motivoDemora", Label: "form.late", Hint: "form.late.hint", Value: t.Late, Rows: 1, Max: deskMaxLine})
	}
	if a.kind == foi.AnswerBranch && a.n.branches[a.branch].Missed {
		f.Lines = append(f.Lines, view.DeskText{Name: "demora", Label: "form.delay", Hint: "form.delay.hint", Value: t.Delay, Rows: 3, Max: deskMaxText})
	}
}

// askable are the units that take part in the case, but one's own.
func (a deskAct) askable(t deskTyped) []view.Choice {
	var out []view.Choice
	for _, u := range a.d.law.Askable(a.c.Ledger, a.d.who) {
		out = append(out, view.Choice{Value: u, Text: view.Verbatim(a.d.unitName(u)), Chosen: slices.Contains(t.Units, u)})
	}
	return out
}

// replaceable are the documents of which a new version can be brought.
func (a deskAct) replaceable(t deskTyped) []view.Choice {
	var out []view.Choice
	for _, id := range a.d.law.Replaceable(a.c.Ledger, a.d.who) {
		doc := a.n.docs[id]
		out = append(out, view.Choice{Value: id, Text: view.Verbatim(doc.Name), Hint: view.Say("document.version", "N", doc.Version), Chosen: id == t.Replaces})
	}
	return out
}

func positions(chosen string) []view.Choice {
	var out []view.Choice
	for _, code := range []string{"consents", "objects"} {
		out = append(out, view.Choice{Value: code, Text: view.Say("position." + code), Chosen: code == chosen})
	}
	return out
}

// choosePeople reads whom the action's form offers: for a branch those of its unit, for a case those who lead cases, and those who
// may see the case where some are named to see it alone.
func (a *deskAct) choosePeople(ctx context.Context) (err error) {
	switch {
	case a.kind == foi.Assign:
		a.workers, err = a.s.store.Workers(ctx, []foi.Role{foi.TransparencyOfficer})
	case a.form.person:
		a.workers, err = a.s.store.Workers(ctx, []foi.Role{foi.UnitOfficial, foi.UnitHead}, a.n.branches[a.branch].Unit)
	case a.form.people, a.kind == foi.Note:
		a.workers, err = a.s.store.CaseWorkers(ctx, a.c.Request.ID)
	}
	return err
}

// personChoices are people, as options.
func personChoices(people []store.Worker, chosen []int64) []view.Choice {
	out := make([]view.Choice, len(people))
	for i, p := range people {
		out[i] = view.Choice{Value: strconv.FormatInt(p.ID, 10), Text: view.Verbatim(p.Name), Hint: view.Verbatim(p.Login), Chosen: slices.Contains(chosen, p.ID)}
	}
	return out
}

// redates are the internal due days that a branch may have instead, counted from its opening.
func (a deskAct) redates(t deskTyped) []view.Choice {
	b, term, days := a.n.branches[a.branch], a.d.law.Term("branch"), a.d.law.Calendar().AsOf(a.d.today)
	var out []view.Choice
	for n := max(1, term.Min); n <= term.Max; n++ {
		if day := days.After(b.OpenedOn, n); day >= a.d.today && day != b.DueOn {
			out = append(out, a.branchDay(n, day, n == t.Days))
		}
	}
	return out
}

// remedies are those that can be filed now, each with its last day.
func (a deskAct) remedies(chosen string) []view.Choice {
	var out []view.Choice
	for _, w := range a.d.law.Reviewable(a.c.Ledger, a.d.today) {
		out = append(out, view.Choice{Value: w.Key, Text: view.Verbatim(a.d.law.Text(a.d.locale, "remedy."+w.Key)), Hint: a.d.until(w), Chosen: w.Key == chosen})
	}
	return out
}

// tests are what the law wants weighed in writing for an exemption.
func (a deskAct) tests(code string, t deskTyped) []view.DeskText {
	var out []view.DeskText
	for _, x := range a.d.law.Exemptions() {
		if x.Code != code {
			continue
		}
		for _, test := range x.Tests {
			out = append(out, view.DeskText{Name: "razon-" + test + "." + code, Label: "form.test." + test, Value: t.Reasons[test+"."+code], Rows: 3, Max: deskMaxText})
		}
	}
	return out
}

// untils are the acts that the law allows only for some days from the receipt on, each with the key of that time.
var untils = map[foi.ActionKind]string{foi.Transfer: "transfer", foi.TransferPart: "transfer", foi.AskClarification: "clarification_request"}

// untilRules say until when the act can be done at all; nothing where the law sets no such time.
func (a deskAct) untilRules() []view.DeskRule {
	if w, ok := a.d.law.Reopenable(a.c.Ledger, a.d.today); ok && a.kind == foi.Reopen {
		return []view.DeskRule{rule("form.until.reopen", w)}
	}
	for _, w := range a.d.law.Windows(a.c.Ledger, a.d.today) {
		if w.Key == untils[a.kind] {
			return []view.DeskRule{rule("form.until", w)}
		}
	}
	return nil
}

// rule says what a time means, with where the law has it.
func rule(key string, w statute.Window) view.DeskRule {
	out := view.DeskRule{Text: view.Say(key, "Day", w.Due, "Length", length(w.Term)), Cite: w.Term.Cite.Article}
	if out.Cite != "" {
		out.Mark = markOf(w.Term.Cite)
	}
	return out
}

// draftRules say what an answer has to reckon with: what went out already, and what those said whom the information is about.
func (a deskAct) draftRules() []view.DeskRule {
	var out []view.DeskRule
	if part := lastEntry(a.c.Ledger, foi.PartDelivered); part.Seq != 0 && part.Seq > lastEntry(a.c.Ledger, foi.Delivered).Seq {
		out = append(out, view.DeskRule{Text: view.Say("form.parted", "Day", a.d.law.Today(part.At))})
	}
	for _, x := range a.d.thirds(a.c) {
		who := x.Name
		if who == "" {
			who = strconv.Itoa(x.N)
		}
		switch {
		case x.Position != "":
			out = append(out, view.DeskRule{Text: view.Say("form.third.said."+x.Position, "Name", who), Cite: x.Text})
		case x.Due.Live:
			out = append(out, view.DeskRule{Text: view.Say("form.third.silent", "Name", who, "Day", x.Due.On)})
		}
	}
	return out
}

// thirdRules say until when a third party must be told, and until when they can answer if that is done today.
func (a deskAct) thirdRules() []view.DeskRule {
	tell, answer := a.d.law.ThirdTerms(a.c.Ledger, a.d.today)
	var out []view.DeskRule
	switch {
	case tell.Due.IsZero():
		out = append(out, view.DeskRule{Text: view.Say("form.third.tell.none")})
	case tell.Due < a.d.today:
		late := rule("form.third.tell.late", tell)
		late.Late = true
		out = append(out, late)
	default:
		out = append(out, rule("form.third.tell", tell))
	}
	switch {
	case answer.Due.IsZero():
	case answer.Term.Cite.Article == "":
		out = append(out, rule("form.third.answer.body", answer))
	default:
		out = append(out, rule("form.third.answer", answer))
	}
	return out
}

// consulted are the third parties who have not answered yet.
func (a deskAct) consulted(chosen int) []view.Choice {
	var out []view.Choice
	for _, n := range a.d.law.Consulted(a.c.Ledger) {
		c := view.Choice{Value: strconv.Itoa(n), Text: view.Say("form.third.nth", "N", n), Chosen: n == chosen}
		for _, e := range a.c.Ledger {
			if e.Event == foi.ThirdConsulted && e.Facts.Third == n {
				if a.d.seesPerson() && e.Words["name"] != "" {
					c.Text = view.Verbatim(e.Words["name"])
				}
				c.Hint = view.Say("form.third.until", "Day", e.Facts.Due)
			}
		}
		out = append(out, c)
	}
	if len(out) == 1 {
		out[0].Chosen = true
	}
	return out
}

// outside are the remedies that are taken to a body outside: those that were not taken, or those that wait for a decision.
func (a deskAct) outside(chosen string) []view.Choice {
	codes := a.d.law.Ruled(a.c.Ledger)
	if a.form.outside {
		codes = a.d.law.Untaken(a.c.Ledger)
	}
	var out []view.Choice
	for _, code := range codes {
		out = append(out, view.Choice{Value: code, Text: view.Verbatim(a.d.law.Text(a.d.locale, "remedy."+code)), Hint: view.Verbatim(a.d.law.Remedy(code).Cite.Article),
			Chosen: code == chosen || len(codes) == 1})
	}
	return out
}

func (a deskAct) rulings(chosen string) []view.Choice {
	var out []view.Choice
	for _, code := range statute.ReviewOutcomes {
		out = append(out, view.Choice{Value: code, Text: view.Verbatim(a.d.law.Text(a.d.locale, "outcome."+code)), Chosen: code == chosen})
	}
	return out
}

// leaf is a document's line in the inventory.
func (a deskAct) leaf(doc foi.Document, t deskTyped) view.DeskLeafField {
	typed := t.Leaves[doc.ID]
	out := view.DeskLeafField{ID: doc.ID, Name: doc.Name, URL: documentLine(a.c.Request.Reference, doc).URL, Released: typed.Released, Withheld: typed.Withheld}
	for _, code := range a.d.law.ExemptionCodes() {
		out.Exemptions = append(out.Exemptions, view.Choice{Value: code, Text: view.Verbatim(a.d.law.Text(a.d.locale, "exemption."+code)), Chosen: code == typed.Exemption})
	}
	return out
}

package server

import (
	"slices"
	"strconv"
	"strings"

	"qhana/internal/foi"
	"qhana/internal/statute"
	"qhana/internal/view"
)

// fields are the parts of the action's form, as they were typed.
func (a deskAct) fields(t deskTyped) view.DeskForm {
	var f view.DeskForm
	if a.form.text != absent {
		f.Text = &view.DeskText{Name: "texto", Label: "form.text." + string(a.kind), Hint: hinted("form.text." + string(a.kind)), Value: t.Text,
			Rows: a.form.rows, Max: deskMaxText}
	}
	if a.form.units {
		f.Units, f.Days = a.units(t), a.days(t)
	}
	if a.form.ground {
		f.Grounds = a.grounds(t)
	}
	if a.form.amount {
		f.Amounts = a.amounts(t)
	}
	f.Files = a.form.files
	f.Kept = a.s.sealedFiles(a.c.Request.Reference, a.d.who, t.Files)
	if a.form.outcome {
		a.answerFields(&f, t)
	}
	if a.form.publish {
		publishFields(&f, t)
	}
	a.workFields(&f, t)
	return f
}

// hintedForms are the texts that have a hint.
var hintedForms = []string{"open_branch", "return_branch", "answer_branch", "extend", "ask_clarification", "draft", "decline", "note"}

func hinted(label string) string {
	if slices.Contains(hintedForms, strings.TrimPrefix(label, "form.text.")) {
		return label + ".hint"
	}
	return ""
}

// units are the units that can be asked, those that people named first.
func (a deskAct) units(t deskTyped) []view.Choice {
	var out []view.Choice
	for _, u := range a.d.units {
		if !u.Active || u.Key == a.d.law.Authority().Lead {
			continue
		}
		c := view.Choice{Value: u.Key, Text: view.Verbatim(u.Name(a.d.locale)), Chosen: slices.Contains(t.Units, u.Key), Disabled: a.busy(u.Key)}
		switch {
		case c.Disabled:
			c.Hint = view.Say("form.units.busy")
		case u.Key == a.c.Request.UnitAsked:
			c.Hint = view.Say("form.units.named")
		}
		out = append(out, c)
	}
	return out
}

// days are the internal due days that can be chosen.
func (a deskAct) days(t deskTyped) []view.Choice {
	term := a.d.law.Term("branch")
	var out []view.Choice
	for n := max(1, term.Min); n <= term.Max; n++ {
		out = append(out, a.branchDay(n, a.d.workingDay(n), n == t.Days))
	}
	return out
}

// branchDay is an internal due day to choose; one after the law's own says so.
func (a deskAct) branchDay(n int, day foi.Date, chosen bool) view.Choice {
	c := dayChoice(n, day, chosen)
	if due := a.c.Request.DueOn; !due.IsZero() && day > due {
		c.Text = view.Say("form.due.past", "N", n, "Day", day)
	}
	return c
}

func dayChoice(n int, day foi.Date, chosen bool) view.Choice {
	key := "form.due.option.other"
	if n == 1 {
		key = "form.due.option.one"
	}
	return view.Choice{Value: strconv.Itoa(n), Text: view.Say(key, "N", n, "Day", day), Chosen: chosen}
}

// amounts are the extensions that can be chosen, each with the day to which it leads.
func (a deskAct) amounts(t deskTyped) []view.Choice {
	var out []view.Choice
	for n := 1; n <= a.d.law.Extension().Amount; n++ {
		if day := a.extended(n); !day.IsZero() {
			out = append(out, dayChoice(n, day, n == t.Amount))
		}
	}
	return out
}

func (a deskAct) grounds(t deskTyped) []view.Choice {
	codes := a.d.law.Extension().Grounds
	switch a.kind {
	case foi.AskClarification:
		codes = a.d.law.ClarificationGrounds()
	case foi.Suspend:
		codes = a.d.law.SuspensionGrounds()
	}
	var out []view.Choice
	for _, code := range codes {
		out = append(out, view.Choice{Value: code, Text: view.Verbatim(a.d.law.Text(a.d.locale, "ground."+code)), Chosen: code == t.Ground})
	}
	return out
}

// answerFields are the parts of the answer composer.
func (a deskAct) answerFields(f *view.DeskForm, t deskTyped) {
	codes := a.d.law.Outcomes()
	if a.c.Request.Remedy != "" {
		codes = statute.ReviewOutcomes
	}
	for _, code := range codes {
		if a.kind == foi.AnswerCounter && a.d.law.NeedsExemption(code) {
			continue // what is withheld is reasoned in writing and signed
		}
		f.Outcomes = append(f.Outcomes, view.Choice{Value: code, Text: view.Verbatim(a.d.law.Text(a.d.locale, "outcome."+code)),
			Hint: view.Say("outcome." + code + ".hint"), Chosen: code == t.Outcome})
	}
	for _, code := range a.d.law.ExemptionCodes() {
		if a.kind == foi.AnswerCounter || a.c.Request.Remedy != "" {
			break
		}
		x := a.d.exemption(code, t.Reasons[code])
		f.Exemptions = append(f.Exemptions, view.DeskExemptionChoice{
			Choice:   view.Choice{Value: code, Text: view.Verbatim(x.Name), Chosen: slices.Contains(t.Exemptions, code)},
			Citation: x.Citation, ToConfirm: x.ToConfirm,
			Reason: view.DeskText{Name: "razon-" + code, Label: "form.exemption.reason", Value: x.Reason, Rows: 3, Max: deskMaxText},
			Tests:  a.tests(code, t)})
	}
	f.Summary = &view.DeskText{Name: "resumen", Label: "form.summary", Hint: "form.summary.hint", Value: t.Summary, Rows: 1, Max: deskMaxLine}
	for _, doc := range a.c.Documents {
		if doc.Purpose != foi.Working || foi.Newest(a.c.Documents, doc.ID) != doc.ID {
			continue
		}
		choice := view.Choice{Value: doc.ID, Text: view.Verbatim(doc.Name), Chosen: slices.Contains(t.Release, doc.ID)}
		if b, ok := a.n.branches[doc.Branch]; ok {
			choice.Hint = view.Say("form.release.from", "Unit", a.d.unitName(b.Unit), "N", doc.Version)
		}
		f.Release = append(f.Release, choice)
		if a.kind != foi.AnswerCounter && a.c.Request.Remedy == "" {
			f.Leaves = append(f.Leaves, a.leaf(doc, t))
		}
	}
	for _, b := range a.approved() {
		f.From = append(f.From, b.Name)
	}
}

func publishFields(f *view.DeskForm, t deskTyped) {
	f.Title = &view.DeskText{Name: "titulo", Label: "form.title", Hint: "form.title.hint", Value: t.Title, Rows: 1, Max: deskMaxLine}
	f.Asked = &view.DeskText{Name: "pregunta", Label: "form.question", Value: t.Question, Rows: 8, Max: deskMaxText}
	f.Answer = &view.DeskText{Name: "respuesta", Label: "form.answer", Value: t.Answer, Rows: 14, Max: deskMaxText}
	f.Clean = &view.Choice{Value: "si", Text: view.Say("form.clean"), Chosen: t.Clean}
}

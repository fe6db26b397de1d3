package server

import (
	"context"
	"errors"
	"maps"
	"mime"
	"net/http"
	"slices"
	"strings"
	"time"

	"qhana/internal/foi"
	"qhana/internal/i18n"
	"qhana/internal/letter"
	"qhana/internal/paper"
	"qhana/internal/statute"
	"qhana/internal/view"
)

// answers are the acts on the way of an answer to the person: what they look at is the letter that will be delivered.
var answers = []foi.ActionKind{foi.Draft, foi.AmendDraft, foi.Submit, foi.ApproveDraft, foi.Sign, foi.Decline, foi.Deliver}

// unsendable tells whether a letter cannot be made because of its text or of what the case lacks.
func unsendable(err error) *foi.Error {
	var e *foi.Error
	if errors.As(err, &e) && strings.HasPrefix(e.Key, "letters.") {
		return e
	}
	return nil
}

// imagined is the case as an act would leave it, with what the person would be sent. Nothing of it is written.
func (a deskAct) imagined(act foi.Action) (foi.Case, []foi.Notice, error) {
	at := a.s.now().UTC().Truncate(time.Microsecond)
	c := a.c
	var notices []foi.Notice
	if a.kind != foi.Decline { // what is sent back is looked at as it stands
		out, err := a.d.law.Decide(c.Request, c.Ledger, act, a.d.who, at)
		if err != nil {
			return c, nil, err
		}
		c, notices = after(c, out), out.Notices
	}
	c.Documents = slices.Concat(c.Documents, brandNew(act.Documents))
	if slices.Contains(answers, a.kind) && a.kind != foi.Deliver {
		draft := lastEntry(c.Ledger, foi.Drafted)
		if a.d.law.Does(foi.Sign) && lastEntry(c.Ledger, foi.SignedOff).Seq < draft.Seq { // nobody has signed yet
			c.Ledger = append(c.Ledger, foi.Entry{Seq: len(c.Ledger) + 1, At: at, Event: foi.SignedOff, By: foi.By{Role: foi.Signatory, Unit: a.d.law.Authority().Signing}})
		}
		c.Ledger = append(c.Ledger, foi.Entry{Seq: len(c.Ledger) + 1, At: at, Event: foi.Delivered, Facts: foi.Facts{Outcome: draft.Facts.Outcome}})
		notices = []foi.Notice{{Entry: len(c.Ledger), N: 1, Kind: "delivered", To: foi.Recipient{Role: foi.Citizen}, Locale: c.Request.Locale}}
	}
	if n := len(c.Ledger); n > 0 && slices.Contains([]foi.Event{foi.Delivered, foi.PartDelivered}, c.Ledger[n-1].Event) {
		c.Documents = slices.Clone(c.Documents)
		for i, doc := range c.Documents {
			if draftHas(c, lastEntry(c.Ledger, foi.Drafted), doc) {
				c.Documents[i].Purpose = foi.Release
			}
		}
	}
	for i := len(a.c.Ledger); i < len(c.Ledger); i++ {
		if e := &c.Ledger[i]; e.Event == foi.ThirdConsulted { // the link is made when it is sent
			e.Words = maps.Clone(e.Words)
			e.Words["token"] = "…"
		}
	}
	return c, posted(c, notices, at), nil
}

// after is a case as a decision would leave it.
func after(c foi.Case, out statute.Outcome) foi.Case {
	out.Request.ID, out.Request.Reference = c.Request.ID, c.Request.Reference
	c.Request, c.Deadlines, c.Branches = out.Request, out.Deadlines, out.Branches
	c.Ledger = slices.Concat(c.Ledger, out.Entries)
	return c
}

// posted are the notices that go out as letters: to the person, to somebody whom the information is about, to another body.
func posted(c foi.Case, notices []foi.Notice, at time.Time) []foi.Notice {
	out := slices.DeleteFunc(slices.Clone(notices), func(n foi.Notice) bool {
		return !slices.Contains([]foi.Role{foi.Citizen, foi.ThirdParty, foi.OtherBody}, n.To.Role) || n.To.Unit != "" || paper.KindOf(c, n) == ""
	})
	for i := range out {
		out[i].Request, out[i].CreatedAt = c.Request.ID, at
	}
	return out
}

// brandNew are the documents that no case has yet.
func brandNew(docs []foi.Document) []foi.Document {
	return slices.DeleteFunc(slices.Clone(docs), func(doc foi.Document) bool { return doc.Request != 0 })
}

// letters are what the person would be sent by an act, as it would be printed. Who need not know who asked sees a mark in place
// of the name. A letter that cannot be made is an error whose key begins with "letters.".
func (a deskAct) letters(ctx context.Context, act foi.Action) ([]paper.Letter, error) {
	c, notices, err := a.imagined(act)
	if err != nil {
		return nil, err
	}
	if !a.d.seesPerson() {
		c.Requester.Name = letter.Hidden(c.Request.Locale)
	} else if len(notices) > 0 {
		if err := a.s.saw(ctx, a.d, foi.SawLetter, "act:"+string(a.kind), c.Request.Reference); err != nil {
			return nil, err
		}
	}
	var out []paper.Letter
	for _, n := range notices {
		l, err := a.s.paper.Letter(ctx, c, n, "")
		if err != nil {
			return nil, err
		}
		out = append(out, l)
	}
	return out, nil
}

// sendsLetter tells whether the act, however its form is filled in, has a letter for the person.
func (a deskAct) sendsLetter() bool {
	if slices.Contains(answers, a.kind) {
		return true
	}
	_, notices, err := a.imagined(a.sample())
	return err == nil && len(notices) > 0
}

// sealed puts on the act which letter was seen with it. What cannot be made, or is not what was seen, is an error beside the
// letter: the act then waits for another look, or for the word that it goes without.
func (a deskAct) sealed(ctx context.Context, t deskTyped, act *foi.Action) error {
	if !a.sendsLetter() {
		return nil
	}
	list, err := a.letters(ctx, *act)
	if e := unsendable(err); e != nil {
		if t.Bare {
			return nil
		}
		return e
	}
	if err != nil || len(list) == 0 {
		return err
	}
	if now := list[0].String(); a.form.letter && t.Seen != "" && t.Seen != now {
		return &foi.Error{Code: foi.Invalid, Key: "letters.other", Field: "letter"}
	}
	if a.kind == foi.Sign || a.kind == foi.Deliver {
		act.Letter = list[0].String()
	}
	return nil
}

// paper shows on the page what the person would be sent.
func (a deskAct) paper(ctx context.Context, p *view.DeskAction, act foi.Action) error {
	list, err := a.letters(ctx, act)
	if e := unsendable(err); e != nil {
		p.Paper.Problem = a.problem(e)
		return nil
	}
	if err != nil {
		return err
	}
	for _, l := range list {
		sheet := sheetView(l.Sheet)
		sheet.Label = "letters.desk.sheet"
		p.Paper.Sheets = append(p.Paper.Sheets, sheet)
	}
	if len(list) > 0 {
		p.Paper.Text = list[0].String()
	}
	if len(list) > 1 {
		p.Paper.Heading = "letters.desk.heading.many"
	}
	return nil
}

// problem says at the desk why a letter cannot be made of this case.
func (a deskAct) problem(e *foi.Error) *view.FieldError {
	e = here(e)
	return &view.FieldError{Field: "carta", Key: e.Key, Args: a.n.said(e)}
}

// withLetter adds to an action's page that it has a letter; one that needs nothing more to be filled in is shown at once.
func (a deskAct) withLetter(ctx context.Context, p *view.DeskAction) error {
	if p.Preview.Refused != nil || !a.sendsLetter() {
		return nil
	}
	p.Paper = &view.DeskPaper{PDF: deskURL(a.c.Request.Reference) + "/" + string(a.kind) + "/carta", Hidden: !a.d.seesPerson(), Ready: a.form.letter, Heading: "letters.desk.heading"}
	if a.form.third {
		p.Paper.Heading = "letters.desk.heading.third"
	}
	if !a.form.letter {
		return nil
	}
	return a.paper(ctx, p, a.sample())
}

// seen shows the page with what was typed and the letter that it would make. Nothing is written.
func (a deskAct) seen(w http.ResponseWriter, r *http.Request, t deskTyped, act foi.Action) error {
	page := a.page(t, nil)
	if err := a.withLetter(r.Context(), &page); err != nil || page.Paper == nil {
		return errors.Join(err, a.show(w, r, http.StatusOK, page))
	}
	page.Paper.Sheets = nil
	if err := a.paper(r.Context(), &page, act); err != nil {
		return a.failed(a.s, w, r, t, err)
	}
	return a.show(w, r, http.StatusOK, page)
}

// deskActionLetter gives the letter of an act as it would be printed, with what was typed. Nothing is written.
func (s *Server) deskActionLetter(w http.ResponseWriter, r *http.Request) error {
	a, err := s.openAction(r)
	if err != nil {
		return err
	}
	t, err := s.typed(r, a)
	if err != nil {
		return a.failed(s, w, r, t, err)
	}
	if errs := t.check(a.kind, a.d.law); len(errs) > 0 && !a.form.letter {
		page := a.page(t, nil)
		page.Errors = errs
		return a.show(w, r, http.StatusUnprocessableEntity, page)
	}
	act := a.sample()
	if !a.form.letter {
		act = t.actions(a.kind, a.d.law, a.branch, a.day(t.Days), a.chosen(t))[0]
	}
	list, err := a.letters(r.Context(), act)
	if e := unsendable(err); e != nil || err == nil && len(list) == 0 {
		return a.seen(w, r, t, act)
	}
	if err != nil {
		return a.failed(s, w, r, t, err)
	}
	pdf, err := letter.Render(list[0].Sheet)
	if err != nil {
		return err
	}
	name := string(a.c.Request.Reference) + " " + letter.Title(list[0].Kind, list[0].Locale) + ".pdf"
	w.Header().Set("Content-Type", "application/pdf")
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": strings.ReplaceAll(name, ": ", " - ")}))
	_, _ = w.Write(pdf) // who has gone meanwhile needs no error page
	return nil
}

// sheetView is a letter as a page shows it.
func sheetView(sheet letter.Sheet) view.LetterPreview {
	words := i18n.Of(sheet.Locale)
	p := view.LetterPreview{Locale: sheet.Locale, Label: "letters.paper.sample", Seal: words.T("letters.paper.seal", nil), Request: words.T("letters.paper.reference", map[string]string{"Ref": sheet.Reference}),
		Place: sheet.Place, Day: sheet.Day, Signers: sheet.Signers,
		Body: view.BodyInfo{Name: sheet.Body.Name, Address: sheet.Body.Address, Phone: sheet.Body.Phone, Email: sheet.Body.Email}}
	items := false
	for _, b := range sheet.Blocks {
		b.Text = letter.Printable(b.Text) // as the paper will have it, signs that no letter has among them
		switch {
		case b.Kind == letter.Heading:
			p.Parts = append(p.Parts, view.LetterPart{Heading: b.Text})
		case b.Kind == letter.Item && items:
			last := &p.Parts[len(p.Parts)-1]
			last.Items = append(last.Items, b.Text)
		case b.Kind == letter.Item:
			p.Parts = append(p.Parts, view.LetterPart{Items: []string{b.Text}})
		default:
			p.Parts = append(p.Parts, view.LetterPart{Lines: b.Lines()})
		}
		items = b.Kind == letter.Item
	}
	return p
}

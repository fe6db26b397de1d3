package server

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"qhana/internal/access"
	"qhana/internal/foi"
	"qhana/internal/store"
	"qhana/internal/view"
)

// deskActionPage shows what an action will do, and its form.
func (s *Server) deskActionPage(w http.ResponseWriter, r *http.Request) error {
	a, err := s.openAction(r)
	if err != nil {
		return err
	}
	t := a.prefill()
	err = a.refused()
	if foi.CodeOf(err) == foi.Forbidden {
		return err
	}
	page := a.page(t, err)
	if err := a.withLetter(r.Context(), &page); err != nil {
		return err
	}
	return a.show(w, r, http.StatusOK, page)
}

// show gives the page of an action to whoever asked for it. Where it says who gets the answer, that is written down first; a letter on
// it was written down when it was made.
func (a deskAct) show(w http.ResponseWriter, r *http.Request, status int, page view.DeskAction) error {
	if page.Letter != nil && page.Letter.Name != "" && (page.Paper == nil || len(page.Paper.Sheets) == 0) {
		if err := a.s.saw(r.Context(), a.d, foi.SawAction, "act:"+string(a.kind), a.c.Request.Reference); err != nil {
			return err
		}
	}
	return a.s.render(w, r, status, view.DeskActionPage.With(page))
}

// deskActionDo carries an action out. Whatever goes wrong, what was typed comes back with the page.
func (s *Server) deskActionDo(w http.ResponseWriter, r *http.Request) error {
	a, err := s.openAction(r)
	if foi.CodeOf(err) == foi.Conflict {
		values, _, _ := s.readForm(r, false) // what of it could be read
		return deskRead(values).keeping(err)
	} else if err != nil {
		return err
	}
	t, err := s.typed(r, a)
	if err != nil {
		return a.failed(s, w, r, t, err)
	}
	if errs := t.check(a.kind, a.d.law); len(errs) > 0 {
		page := a.page(t, nil)
		if err := a.withLetter(r.Context(), &page); err != nil && foi.CodeOf(err) == "" {
			return err
		}
		page.Errors = errs
		return a.show(w, r, http.StatusUnprocessableEntity, page)
	}
	acts := t.actions(a.kind, a.d.law, a.branch, a.day(t.Days), a.chosen(t))
	if t.Look {
		return a.seen(w, r, t, acts[0])
	}
	if err := a.sealed(r.Context(), t, &acts[0]); err != nil {
		return a.failed(s, w, r, t, err)
	}
	rev := t.Rev
	for _, act := range acts {
		act.Rev = rev
		req, err := a.do(r.Context(), act, t)
		if err != nil {
			return a.failed(s, w, r, t, err)
		}
		rev = req.Rev
	}
	next := deskURL(a.c.Request.Reference)
	if still, err := s.store.SeenIDs(r.Context(), a.d.who, []foi.Reference{a.c.Request.Reference}); err != nil {
		return err
	} else if len(still) == 0 { // it was theirs for this act only, or they closed it to themselves
		next = "/mesa"
	}
	http.Redirect(w, r, next+"?"+url.Values{"hecho": {string(a.kind)}}.Encode(), http.StatusSeeOther)
	return nil
}

// doneOf is the action that an address says was just done, "" for none.
func doneOf(r *http.Request) foi.ActionKind {
	kind := foi.ActionKind(r.URL.Query().Get("hecho"))
	if _, known := deskForms[kind]; !known {
		return ""
	}
	return kind
}

// deskAct is an action that somebody is about to do on a case.
type deskAct struct {
	s      *Server
	d      deskReader
	c      foi.Case
	n      deskNames
	kind   foi.ActionKind
	branch int
	form   deskForm
	meant  string // document, or other request, that the address names

	workers []store.Worker // whom the form offers
}

// openAction reads case, action and branch from a route.
func (s *Server) openAction(r *http.Request) (deskAct, error) {
	a := deskAct{s: s, kind: foi.ActionKind(pathValue(r, "action")), meant: r.URL.Query().Get("documento") + r.URL.Query().Get("otra")}
	var known bool
	if a.form, known = deskForms[a.kind]; !known {
		return a, &foi.Error{Code: foi.NotFound, Key: "not_found"}
	}
	var err error
	if a.d, a.c, a.n, err = s.openCase(r); err != nil {
		return a, err
	}
	if a.form.branch {
		a.branch, _ = strconv.Atoi(r.URL.Query().Get("rama"))
		if _, ok := a.n.branches[a.branch]; !ok {
			return a, &foi.Error{Code: foi.NotFound, Key: "not_found"}
		}
	}
	return a, a.choosePeople(r.Context())
}

// refused tells why the action is not possible now, whatever is filled in; nil when it is.
func (a deskAct) refused() error {
	_, err := a.d.law.Decide(a.c.Request, a.c.Ledger, a.sample(), a.d.who, a.s.now())
	return err
}

// do carries the action out. What concerns another request too is casework's own.
func (a deskAct) do(ctx context.Context, act foi.Action, t deskTyped) (foi.Request, error) {
	mac := func(ref foi.Reference) []byte { return access.MAC(a.s.pepper, ref, access.NewKey()) } // nobody has it: the first request opens it
	switch a.kind {
	case foi.Note:
		var err error
		if act.People, err = a.mentioned(ctx, act.Words.Text()); err != nil {
			return foi.Request{}, err
		}
	case foi.Link:
		return a.s.desk.Link(ctx, a.c.Request.ID, act, a.d.who)
	case foi.Split:
		return a.s.desk.Split(ctx, a.c.Request.ID, act, foi.Question{Subject: t.Title, Body: t.Question}, a.d.who, mac)
	case foi.FileReview:
		q := foi.Question{Subject: a.d.remedy(a.c.Request.Locale, act.Remedy) + ": " + a.c.Question.Subject, Body: t.Text}
		return a.s.desk.FileReview(ctx, a.c.Request.ID, act, q, act.Documents, foi.Counter, a.d.who, mac)
	}
	return a.s.desk.Act(ctx, a.c.Request.ID, act, a.d.who)
}

// failed shows the page again with what was typed: 409 with what changed meanwhile when the form was stale, else 422.
func (a deskAct) failed(s *Server, w http.ResponseWriter, r *http.Request, t deskTyped, err error) error {
	var e *foi.Error
	if !errors.As(err, &e) {
		return err
	}
	switch e.Code {
	case foi.Conflict:
		fresh, openErr := s.openAction(r)
		if openErr != nil {
			return t.keeping(openErr)
		}
		page := fresh.page(t, fresh.refused())
		if err := fresh.withLetter(r.Context(), &page); err != nil && foi.CodeOf(err) == "" {
			return err
		}
		page.Stale = &view.DeskStale{Since: fresh.since(t.Rev)}
		return a.show(w, r, http.StatusConflict, page)
	case foi.Invalid, foi.Refused, foi.TooLarge:
		page := a.page(t, nil)
		if err := a.withLetter(r.Context(), &page); err != nil && foi.CodeOf(err) == "" {
			return err
		}
		page.Errors = []view.FieldError{a.fieldError(e)}
		if unsendable(e) != nil && page.Paper != nil {
			page.Errors = []view.FieldError{*a.problem(e)}
			if e.Key != "letters.other" {
				page.Paper.Problem = a.problem(e)
			}
		}
		return a.show(w, r, http.StatusUnprocessableEntity, page)
	}
	return err
}

// fieldIDs are the form's fields by the names that the statute gives them.
var fieldIDs = map[string]string{"text": "texto", "unit": "unidad", "due": "plazo", "ground": "motivo", "amount": "dias",
	"outcome": "resultado", "exemptions": "excepcion", "title": "titulo", "question": "pregunta", "answer": "respuesta", "files": "archivos",
	"account": "persona", "people": "persona", "other": "otra", "name": "nombre", "email": "correo", "position": "posicion", "remedy": "recurso", "delay": "demora", "replaces": "documento", "pages": "fojas", "fee": "monto",
	"third": "consulta", "address": "direccion", "received": "recibido", "late": "motivoDemora", "body": "entidad", "part": "parte", "number": "numero"}

func (a deskAct) fieldError(e *foi.Error) view.FieldError {
	field := fieldIDs[e.Field]
	if code, ok := strings.CutPrefix(e.Field, "exemption."); ok {
		field = "razon-" + code
	} else if strings.HasPrefix(e.Field, "harm.") || strings.HasPrefix(e.Field, "interest.") {
		field = "razon-" + e.Field
	}
	if id, ok := strings.CutPrefix(e.Field, "leaf."); ok {
		field = "reservadas-" + id
	}
	if field == "" {
		field = "accion"
	}
	return view.FieldError{Field: field, Key: e.Key, Args: a.n.said(e)}
}

// since are the events after a revision, the newest first.
func (a deskAct) since(rev int) []view.DeskEvent {
	n := 0
	for i, e := range a.c.Ledger {
		if changes(e.Event) {
			n++
		}
		if n > rev {
			return a.n.timeline(a.c.Ledger[i:])
		}
	}
	return nil
}

// changes tells whether an event makes an open form stale.
func changes(e foi.Event) bool {
	switch e {
	case foi.NoticeSent, foi.NoticeFailed, foi.Reminded, foi.Escalated, foi.Noted, foi.Recalculated, foi.LawChanged, foi.Chased, foi.Assigned, foi.Linked, foi.DocumentsAdded, foi.UnitAsked, foi.UnitAnswered:
		return false
	}
	return true
}

// page is the action's page with a form as it was typed; err is why the action is not possible now.
func (a deskAct) page(t deskTyped, err error) view.DeskAction {
	ref := a.c.Request.Reference
	p := view.DeskAction{Kind: a.kind, Case: a.d.head(a.c), URL: actionURL(ref, foi.Action{Kind: a.kind, Branch: a.branch}),
		Back: deskURL(ref), Rev: a.c.Request.Rev, Question: a.c.Question, Form: a.fields(t)}
	if a.branch != 0 {
		b := a.d.branch(a.c, a.n.branches[a.branch])
		p.Branch = &b
	}
	if asked := a.d.law.Asked(a.c.Ledger, a.d.who); a.kind == foi.AnswerUnit && asked != 0 {
		p.Asked = a.n.timeline(a.c.Ledger[asked-1 : asked])
	}
	if a.form.letter || a.kind == foi.Publish {
		p.Letter = a.letter()
	}
	if reason, ok := a.n.refusal(err); ok {
		p.Preview.Refused = reason
		return p
	}
	p.Preview = a.preview(t)
	return p
}

// day is the internal due day that is so many working days away; zero for the procedure's own.
func (a deskAct) day(days int) foi.Date {
	switch {
	case a.form.day && days > 0:
		return a.d.law.Calendar().AsOf(a.d.today).After(a.n.branches[a.branch].OpenedOn, days)
	case !a.form.units || days < 1:
		return 0
	}
	return a.d.workingDay(days)
}

// workingDay is the n-th working day after today, by the calendar as it is declared today.
func (d deskReader) workingDay(n int) foi.Date {
	return d.law.Calendar().AsOf(d.today).After(d.today, n)
}

// barred says why a draft that waits for the reader's word is somebody else's to approve or to sign; nil where nothing bars them.
func (s *Server) barred(d deskReader, c foi.Case) *view.Sentence {
	for _, kind := range []foi.ActionKind{foi.ApproveDraft, foi.Sign} {
		_, err := d.law.Decide(c.Request, c.Ledger, foi.Action{Kind: kind}, d.who, s.now())
		var known *foi.Error
		if errors.As(err, &known) && (known.Key == "own_draft" || known.Key == "own_answer_appealed") {
			why := view.Say("error." + known.Key)
			return &why
		}
	}
	return nil
}

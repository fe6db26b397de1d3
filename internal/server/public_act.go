package server

import (
	"net/http"

	"qhana/internal/foi"
	"qhana/internal/view"
)

// brings is an act by which the person adds words, and files, to their case.
type brings struct {
	kind  foi.ActionKind
	field string // of the form, and of the error
	empty string // catalogue key of the error when it says nothing
	done  string
	alone bool // files without words will do
}

var (
	clarifies = brings{kind: foi.Clarify, field: "aclaracion", empty: "case.clarify", done: "aclarar"}
	adds      = brings{kind: foi.AddDocuments, field: "agregado", empty: "case.add", done: "agregar", alone: true}
)

// bringDo takes what the person adds. What does not fit comes back with the page, in the form in which it was typed.
func (s *Server) bringDo(b brings) handler {
	return s.own(func(w http.ResponseWriter, r *http.Request, c foi.Case, d deskReader) error {
		values, docs, err := s.readFiles(r, c.Request.Reference, foi.TheCitizen(), true)
		typed := lines(values.Get(b.field))
		refuse := func(errs []view.FieldError) error {
			return s.showCase(w, r, http.StatusUnprocessableEntity, c, d, map[string]string{b.field: typed}, errs, docs...)
		}
		if err != nil {
			if errs := formErrors(err); errs != nil {
				return refuse(errs)
			}
			return err
		}
		act := foi.Action{Kind: b.kind, Documents: docs}
		if typed != "" || !b.alone || len(docs) == 0 {
			if errs := text(b.field, typed, askMaxBody, b.empty); errs != nil {
				return refuse(errs)
			}
			act.Words = foi.Words{"text": typed}
		}
		_, err = s.desk.Act(r.Context(), c.Request.ID, act, foi.TheCitizen())
		if b.kind == foi.Clarify && c.Request.State == foi.Withdrawn && lastEntry(c.Ledger, foi.ClarificationLapsed).Seq != 0 {
			return refuse([]view.FieldError{{Field: b.field, Key: "clarify_over"}})
		}
		if reason, ok := (deskNames{}).refusal(err); ok {
			return refuse([]view.FieldError{{Field: b.field, Key: reason.Key[len("error."):], Args: reason.Args}})
		}
		if err != nil {
			return err
		}
		http.Redirect(w, r, caseURL(c.Request.Reference)+"?hecho="+b.done, http.StatusSeeOther)
		return nil
	})
}

// withdrawPage asks whether the request is really to be withdrawn: it cannot be taken back.
func (s *Server) withdrawPage(w http.ResponseWriter, r *http.Request) error {
	return s.own(func(w http.ResponseWriter, r *http.Request, c foi.Case, d deskReader) error {
		page := view.PublicWithdraw{Reference: c.Request.Reference, Subject: c.Question.Subject, Remedy: c.Request.Remedy != ""}
		_, err := d.law.Decide(c.Request, c.Ledger, foi.Action{Kind: foi.Withdraw}, foi.TheCitizen(), s.now())
		page.Refused, _ = (deskNames{}).refusal(err)
		return s.render(w, r, http.StatusOK, view.PublicWithdrawPage.With(page))
	})(w, r)
}

func (s *Server) withdrawDo(w http.ResponseWriter, r *http.Request) error {
	return s.own(func(w http.ResponseWriter, r *http.Request, c foi.Case, _ deskReader) error {
		_, err := s.desk.Act(r.Context(), c.Request.ID, foi.Action{Kind: foi.Withdraw}, foi.TheCitizen())
		if reason, ok := (deskNames{}).refusal(err); ok {
			page := view.PublicWithdraw{Reference: c.Request.Reference, Subject: c.Question.Subject, Remedy: c.Request.Remedy != "", Refused: reason}
			return s.render(w, r, http.StatusUnprocessableEntity, view.PublicWithdrawPage.With(page))
		}
		if err != nil {
			return err
		}
		http.Redirect(w, r, caseURL(c.Request.Reference)+"?hecho=retirar", http.StatusSeeOther)
		return nil
	})(w, r)
}

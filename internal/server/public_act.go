package server

import (
	"net/http"

	"qhana/internal/foi"
	"qhana/internal/view"
)

// clarifyDo takes the person's clarification. What does not fit comes back with the page.
func (s *Server) clarifyDo(w http.ResponseWriter, r *http.Request) error {
	return s.own(func(w http.ResponseWriter, r *http.Request, c foi.Case, d deskReader) error {
		values, docs, err := s.readForm(r, true)
		typed := lines(values.Get("aclaracion"))
		refuse := func(errs []view.FieldError) error {
			return s.showCase(w, r, http.StatusUnprocessableEntity, c, d, typed, errs)
		}
		if err != nil {
			if errs := formErrors(err); errs != nil {
				return refuse(errs)
			}
			return err
		}
		if errs := text("aclaracion", typed, askMaxBody, "case.clarify"); errs != nil {
			return refuse(errs)
		}
		act := foi.Action{Kind: foi.Clarify, Words: foi.Words{"text": typed}, Documents: docs}
		if _, err := s.desk.Act(r.Context(), c.Request.ID, act, foi.TheCitizen()); err != nil {
			if reason, ok := (deskNames{}).refusal(err); ok {
				return refuse([]view.FieldError{{Field: "aclaracion", Key: reason.Key[len("error."):], Args: reason.Args}})
			}
			return err
		}
		http.Redirect(w, r, caseURL(c.Request.Reference)+"?hecho=aclarar", http.StatusSeeOther)
		return nil
	})(w, r)
}

// withdrawPage asks whether the request is really to be withdrawn: it cannot be taken back.
func (s *Server) withdrawPage(w http.ResponseWriter, r *http.Request) error {
	return s.own(func(w http.ResponseWriter, r *http.Request, c foi.Case, d deskReader) error {
		page := view.PublicWithdraw{Reference: c.Request.Reference, Subject: c.Question.Subject}
		_, err := d.law.Decide(c.Request, c.Ledger, foi.Action{Kind: foi.Withdraw}, foi.TheCitizen(), s.now())
		page.Refused, _ = (deskNames{}).refusal(err)
		return s.render(w, r, http.StatusOK, view.PublicWithdrawPage.With(page))
	})(w, r)
}

func (s *Server) withdrawDo(w http.ResponseWriter, r *http.Request) error {
	return s.own(func(w http.ResponseWriter, r *http.Request, c foi.Case, _ deskReader) error {
		_, err := s.desk.Act(r.Context(), c.Request.ID, foi.Action{Kind: foi.Withdraw}, foi.TheCitizen())
		if reason, ok := (deskNames{}).refusal(err); ok {
			page := view.PublicWithdraw{Reference: c.Request.Reference, Subject: c.Question.Subject, Refused: reason}
			return s.render(w, r, http.StatusUnprocessableEntity, view.PublicWithdrawPage.With(page))
		}
		if err != nil {
			return err
		}
		http.Redirect(w, r, caseURL(c.Request.Reference)+"?hecho=retirar", http.StatusSeeOther)
		return nil
	})(w, r)
}

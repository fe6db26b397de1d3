package server

import (
	"errors"
	"net/http"
	"time"

	"qhana/internal/foi"
	"qhana/internal/i18n"
	"qhana/internal/store"
	"qhana/internal/view"
)

// erasePage tells the person when they can ask that their data be erased and why not before, what that takes away, and how it stands.
func (s *Server) erasePage(w http.ResponseWriter, r *http.Request) error {
	return s.own(func(w http.ResponseWriter, r *http.Request, c foi.Case, _ deskReader) error {
		return s.showErase(w, r, http.StatusOK, c, nil)
	})(w, r)
}

func (s *Server) showErase(w http.ResponseWriter, r *http.Request, status int, c foi.Case, errs []view.FieldError) error {
	can, err := s.desk.Erasable(r.Context(), c.Request.ID)
	if err != nil {
		return err
	}
	wish, err := s.store.ErasureAskedOf(r.Context(), c.Request.ID)
	if err != nil {
		return err
	}
	body := s.law.Body()
	page := view.PublicErase{Reference: c.Request.Reference, Body: s.frame(r).Body, Years: can.Kept.Years, Own: can.Kept.Own, Cite: can.Kept.Cite.Article, From: can.From,
		May: can.May(body.Today(s.now())), Running: can.Open, Errors: errs, Asked: wish.AskedAt}
	switch {
	case !wish.Live() && wish.EndedBy != 0:
		page.Refused, page.Refusal = wish.EndedAt, wish.Refusal
	case !wish.Live():
		page.Stopped = wish.EndedAt
	case wish.Confirmed():
		page.Confirmed = 2
		if !wish.ToldAt.IsZero() {
			page.On = s.eraseOn(wish)
		}
	case wish.FirstBy != 0:
		page.Confirmed = 1
	}
	return s.render(w, r, status, view.PublicErasePage.With(page))
}

// eraseOn is when what a person was told of is erased.
func (s *Server) eraseOn(wish store.ErasureAsked) time.Time {
	return wish.ToldAt.AddDate(0, 0, s.law.Body().Retention().Warning)
}

// eraseDo takes the person's wish, once they said that they know what it means, or takes it back.
func (s *Server) eraseDo(w http.ResponseWriter, r *http.Request) error {
	return s.own(func(w http.ResponseWriter, r *http.Request, c foi.Case, _ deskReader) error {
		values, _, err := s.readForm(r, false)
		if err != nil {
			return err
		}
		switch {
		case values.Get("hacer") == "detener":
			wish, err := s.store.ErasureAskedOf(r.Context(), c.Request.ID)
			if err != nil {
				return err
			}
			err = s.desk.StopErasure(r.Context(), wish.ID)
			if known, status := answerable(err); known != nil { // it was ended meanwhile: the page says how
				return s.showErase(w, r, status, c, nil)
			}
			if err != nil {
				return err
			}
		case values.Get("seguro") != "si":
			return s.showErase(w, r, http.StatusUnprocessableEntity, c, []view.FieldError{{Field: "seguro", Key: "erase.sure"}})
		default:
			err := s.desk.AskErasure(r.Context(), c.Request.ID, c.Request.Reference)
			if known, status := answerable(err); known != nil {
				args := deskNames{}.said(known)
				if day, err := foi.ParseDate(known.Args["day"]); err == nil {
					args["day"] = day
				}
				return s.showErase(w, r, status, c, []view.FieldError{{Field: "contenido", Key: known.Key, Args: args}})
			}
			if err != nil {
				return err
			}
		}
		http.Redirect(w, r, caseURL(c.Request.Reference)+"/borrar", http.StatusSeeOther)
		return nil
	})(w, r)
}

// answerable is an error that the form's own page tells of, with the page's status; nil for all others.
func answerable(err error) (known *foi.Error, status int) {
	if !errors.As(err, &known) {
		return nil, 0
	}
	switch known.Code {
	case foi.Refused, foi.Forbidden, foi.Invalid:
		return known, http.StatusUnprocessableEntity
	case foi.Conflict, foi.NotFound:
		return known, http.StatusConflict
	}
	return nil, 0
}

// erasedBy says by what a case was erased.
func erasedBy(e store.Erasure, locale string) string {
	if e.Basis == store.ByThePerson {
		return i18n.Of(locale).T("erased.by.requester", nil)
	}
	return e.Basis
}

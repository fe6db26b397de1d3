package server

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"qhana/internal/foi"
	"qhana/internal/store"
	"qhana/internal/view"
)

// absencePage is where somebody says when they are away, and who of their units stands in for them.
func (s *Server) absencePage(w http.ResponseWriter, r *http.Request) error {
	a := accountOf(r)
	v := url.Values{}
	if zone := s.law.Body().Location(); s.now().Before(a.AwayUntil) {
		v.Set("desde", foi.DateOf(a.AwayFrom, zone).String())
		v.Set("hasta", (foi.DateOf(a.AwayUntil, zone) - 1).String())
		v.Set("suplente", strconv.FormatInt(a.Backup, 10))
	}
	return s.showAbsence(w, r, http.StatusOK, v, nil)
}

func (s *Server) showAbsence(w http.ResponseWriter, r *http.Request, status int, v url.Values, errs []view.FieldError) error {
	page := view.DeskAbsence{From: v.Get("desde"), Until: v.Get("hasta"), Errors: errs, Saved: r.URL.Query().Get("hecho") != "", Away: s.now().Before(accountOf(r).AwayUntil)}
	all, err := s.store.Accounts(r.Context())
	if err != nil {
		return err
	}
	for _, other := range colleagues(all, accountOf(r)) {
		id := strconv.FormatInt(other.ID, 10)
		page.Backups = append(page.Backups, view.Choice{Value: id, Text: view.Verbatim(other.Name), Chosen: id == v.Get("suplente")})
	}
	return s.render(w, r, status, view.DeskAbsencePage.With(page))
}

// colleagues are those who work in a unit of somebody's: whom they may ask to stand in. Anybody else is for an administrator to say.
func colleagues(all []foi.Account, a foi.Account) []foi.Account {
	return slices.DeleteFunc(slices.Clone(all), func(other foi.Account) bool {
		shares := slices.ContainsFunc(other.Grants, func(g foi.Grant) bool {
			return g.Unit != "" && slices.ContainsFunc(a.Grants, func(own foi.Grant) bool { return own.Unit == g.Unit })
		})
		return other.ID == a.ID || !other.Active || !shares
	})
}

func (s *Server) absenceDo(w http.ResponseWriter, r *http.Request) error {
	v, _, err := s.readForm(r, false)
	if err != nil {
		return err
	}
	a := accountOf(r)
	if v.Get("volver") != "" {
		v = url.Values{}
	}
	errs := s.absence(&a, v)
	all, err := s.store.Accounts(r.Context())
	if err != nil {
		return err
	}
	if len(errs) == 0 && a.Backup != 0 && !slices.ContainsFunc(colleagues(all, a), func(c foi.Account) bool { return c.ID == a.Backup }) {
		errs = append(errs, view.FieldError{Field: "suplente", Key: "people.backup"})
	}
	if len(errs) == 0 && standsIn(all, a.ID, a.Backup) {
		errs = append(errs, view.FieldError{Field: "suplente", Key: "people.cycle"})
	}
	if errs != nil {
		return s.showAbsence(w, r, http.StatusUnprocessableEntity, v, errs)
	}
	err = s.store.InTx(r.Context(), func(tx *store.Tx) error {
		if err := tx.SaveAccount(r.Context(), a); err != nil {
			return err
		}
		e := store.AdminEntry{At: s.now(), Account: a.ID, Kind: "absence_own", Subject: fmt.Sprintf("account:%d", a.ID)}
		if !a.AwayFrom.IsZero() {
			e.Words = awayOf(a)
		}
		return tx.AddAdminEntry(r.Context(), e)
	})
	var known *foi.Error
	if errors.As(err, &known) {
		return s.showAbsence(w, r, http.StatusUnprocessableEntity, v, []view.FieldError{{Field: "suplente", Key: known.Key, Args: nil}})
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/mesa/ausencia?hecho=si", http.StatusSeeOther)
	return nil
}

package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

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
	colleagues, err := s.colleagues(r.Context(), accountOf(r).ID)
	if err != nil {
		return err
	}
	for _, c := range colleagues {
		id := strconv.FormatInt(c.ID, 10)
		page.Backups = append(page.Backups, view.Choice{Value: id, Text: view.Verbatim(c.Name), Chosen: id == v.Get("suplente")})
	}
	return s.render(w, r, status, view.DeskAbsencePage.With(page))
}

// colleagues are those who work in a unit of somebody's own: whom they may ask to stand in. Anybody else is for an administrator to say.
func (s *Server) colleagues(ctx context.Context, account int64) ([]store.Worker, error) {
	own, err := s.store.AccountByID(ctx, account) // without what they are lent
	if err != nil {
		return nil, err
	}
	units := own.Actor().Units(foi.Roles...)
	if units == nil {
		return nil, nil
	}
	people, err := s.store.Workers(ctx, foi.Roles, units...)
	return slices.DeleteFunc(people, func(w store.Worker) bool { return w.ID == account }), err
}

func (s *Server) absenceDo(w http.ResponseWriter, r *http.Request) error {
	v, _, err := s.readForm(r, false)
	if err != nil {
		return err
	}
	a := accountOf(r)
	if v.Get("volver") != "" {
		v = url.Values{"volver": {"si"}}
	}
	away := s.now().Before(a.AwayUntil) // who is may clear it, who is not has to say something
	errs := s.absence(&a, v)
	if !away && v.Get("volver") == "" && v.Get("desde") == "" && v.Get("hasta") == "" && v.Get("suplente") == "" {
		errs = append(errs, view.FieldError{Field: "suplente", Key: "people.backup"}, view.FieldError{Field: "desde", Key: "people.day"})
	}
	colleagues, err := s.colleagues(r.Context(), a.ID)
	if err != nil {
		return err
	}
	if len(errs) == 0 && a.Backup != 0 && !slices.ContainsFunc(colleagues, func(c store.Worker) bool { return c.ID == a.Backup }) {
		errs = append(errs, view.FieldError{Field: "suplente", Key: "people.backup"})
	}
	if errs != nil {
		return s.showAbsence(w, r, http.StatusUnprocessableEntity, v, errs)
	}
	err = s.store.InTx(r.Context(), func(tx *store.Tx) error {
		if err := tx.LockPeople(r.Context()); err != nil { // two who name each other at once
			return err
		}
		if err := tx.SaveAbsence(r.Context(), a); err != nil {
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

// standing puts on the day's page for whom the reader stands in, and whether they count as away themselves.
func (s *Server) standing(r *http.Request, page *view.DeskToday) error {
	a, zone := accountOf(r), s.law.Body().Location()
	last := func(until time.Time) foi.Date { return foi.DateOf(until, zone) - 1 }
	if now := s.now(); !a.AwayFrom.After(now) && a.AwayUntil.After(now) {
		page.Away = &view.DeskAway{Last: last(a.AwayUntil)}
	}
	list, err := s.store.AwayOf(r.Context(), actorOf(r).For, s.now())
	for _, x := range list {
		page.For = append(page.For, view.DeskAway{Name: x.Name, Last: last(x.Until)})
	}
	return err
}

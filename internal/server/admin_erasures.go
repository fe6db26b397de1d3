package server

import (
	"net/http"
	"strconv"
	"strings"

	"qhana/internal/access"
	"qhana/internal/foi"
	"qhana/internal/store"
	"qhana/internal/view"
)

// erasureRows is how many wishes stand on a page.
const erasureRows = 200

// erasuresBase is the list's address for whoever reads it: the administrators' or the transparency unit's.
func erasuresBase(r *http.Request) string {
	if areaOf(r.URL.Path) == "desk" {
		return "/mesa/borrados"
	}
	return "/admin/borrados"
}

// erasures lists the wishes of people that their data be erased.
func (s *Server) erasures(w http.ResponseWriter, r *http.Request) error {
	names, err := s.accountNames(r)
	if err != nil {
		return err
	}
	page := view.Erasures{Base: erasuresBase(r)}
	for _, part := range []struct {
		live bool
		into *[]view.ErasureRow
	}{{true, &page.Live}, {false, &page.Past}} {
		list, err := s.store.ErasuresAsked(r.Context(), part.live, erasureRows)
		if err != nil {
			return err
		}
		for _, e := range list {
			*part.into = append(*part.into, s.erasureRow(e, names))
		}
	}
	if done := r.URL.Query().Get("hecho"); done == "confirmado" || done == "rechazado" {
		page.Done = done
	}
	return s.render(w, r, http.StatusOK, view.ErasuresPage.With(page))
}

// erasureRow says how a wish stands.
func (s *Server) erasureRow(e store.ErasureAsked, names map[int64]string) view.ErasureRow {
	row := view.ErasureRow{ID: e.ID, Reference: e.Reference, Asked: e.AskedAt, Reason: e.Refusal, Waits: e.Live() && !e.Confirmed()}
	switch {
	case !e.ErasedAt.IsZero():
		row.State = view.Say("erasures.state.erased", "Day", e.ErasedAt)
	case !e.EndedAt.IsZero() && e.EndedBy != 0:
		row.State = view.Say("erasures.state.refused", "Day", e.EndedAt, "Name", names[e.EndedBy])
	case !e.EndedAt.IsZero():
		row.State = view.Say("erasures.state.stopped", "Day", e.EndedAt)
	case !e.ToldAt.IsZero():
		row.State = view.Say("erasures.state.told", "Day", s.eraseOn(e))
	case e.Confirmed():
		row.State = view.Say("erasures.state.telling", "Name", names[e.FirstBy], "Other", names[e.SecondBy])
	case e.FirstBy != 0:
		row.State = view.Say("erasures.state.second", "Name", names[e.FirstBy])
	default:
		row.State = view.Say("erasures.state.first")
	}
	return row
}

// wishOf is the wish that a route names.
func (s *Server) wishOf(r *http.Request) (store.ErasureAsked, error) {
	id, err := strconv.ParseInt(pathValue(r, "id"), 10, 64)
	if err != nil {
		return store.ErasureAsked{}, &foi.Error{Code: foi.NotFound, Key: "not_found", Cause: err}
	}
	return s.store.ErasureAskedByID(r.Context(), id)
}

// erasure is one wish, with the form by which it is confirmed or refused.
func (s *Server) erasure(w http.ResponseWriter, r *http.Request) error {
	e, err := s.wishOf(r)
	if err != nil {
		return err
	}
	return s.showErasure(w, r, http.StatusOK, e, view.Erasure{})
}

func (s *Server) showErasure(w http.ResponseWriter, r *http.Request, status int, e store.ErasureAsked, page view.Erasure) error {
	names, err := s.accountNames(r)
	if err != nil {
		return err
	}
	page.Base, page.Row = erasuresBase(r), s.erasureRow(e, names)
	page.Mine, page.Last = e.FirstBy == actorOf(r).Account, e.FirstBy != 0
	if e.Live() {
		page.Days = s.law.Body().Retention().Warning
	}
	if access.Transparency(actorOf(r)) && areaOf(r.URL.Path) == "desk" {
		page.Case = "/mesa/casos/" + string(e.Reference)
	}
	return s.render(w, r, status, view.ErasurePage.With(page))
}

// erasureDo confirms a wish, for whoever types the case's code and their own password again, or refuses it with a reason.
func (s *Server) erasureDo(w http.ResponseWriter, r *http.Request) error {
	e, err := s.wishOf(r)
	if err != nil {
		return err
	}
	values, _, err := s.readForm(r, false)
	if err != nil {
		return err
	}
	page := view.Erasure{Code: oneLine(values.Get("codigo")), Reason: strings.TrimSpace(lines(values.Get("motivo")))}
	again := func(err error, field string) error {
		known, status := answerable(err)
		if known == nil {
			return err
		}
		page.Errors = []view.FieldError{{Field: field, Key: known.Key, Args: deskNames{}.said(known)}}
		if fresh, err := s.wishOf(r); err == nil {
			e = fresh
		}
		return s.showErasure(w, r, status, e, page)
	}
	if values.Get("hacer") == "rechazar" {
		if page.Errors = text("motivo", page.Reason, revealMost, "erase.reason"); page.Errors != nil {
			return s.showErasure(w, r, http.StatusUnprocessableEntity, e, page)
		}
		if err := s.desk.RefuseErasure(r.Context(), e.ID, actorOf(r), page.Reason); err != nil {
			return again(err, "motivo")
		}
		http.Redirect(w, r, erasuresBase(r)+"?hecho=rechazado", http.StatusSeeOther)
		return nil
	}
	if ref, err := foi.ParseReference(page.Code); err != nil || ref != e.Reference {
		page.Errors = []view.FieldError{{Field: "codigo", Key: "erase.code"}}
		return s.showErasure(w, r, http.StatusUnprocessableEntity, e, page)
	}
	if err := s.door.Again(r.Context(), accountOf(r), values.Get("clave"), r.RemoteAddr); err != nil {
		return again(err, "clave")
	}
	if err := s.desk.ConfirmErasure(r.Context(), e.ID, actorOf(r)); err != nil {
		return again(err, "codigo")
	}
	http.Redirect(w, r, erasuresBase(r)+"?hecho=confirmado", http.StatusSeeOther)
	return nil
}

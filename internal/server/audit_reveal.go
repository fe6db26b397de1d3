package server

import (
	"net/http"

	"qhana/internal/foi"
	"qhana/internal/view"
)

// How long a reason is at least, so that it is one, and at most.
const (
	revealLeast = 15
	revealMost  = 500
)

// auditReveal tells an auditor who asked, once they have said why and typed their password again, and that stands written.
func (s *Server) auditReveal(w http.ResponseWriter, r *http.Request) error {
	values, _, err := s.readForm(r, false)
	if err != nil {
		return err
	}
	d, c, n, err := s.openCase(r)
	if err != nil {
		return err
	}
	reveal := view.AuditReveal{Reason: oneLine(values.Get("motivo"))}
	reveal.Errors = short("motivo", reveal.Reason, revealMost)
	if len([]rune(reveal.Reason)) < revealLeast {
		reveal.Errors = append(reveal.Errors, view.FieldError{Field: "motivo", Key: "reveal.reason"})
	}
	if reveal.Errors != nil {
		return s.showAudited(w, r, http.StatusUnprocessableEntity, d, c, n, reveal)
	}
	err = s.door.Again(r.Context(), accountOf(r), values.Get("clave"), r.RemoteAddr)
	if known, status := answerable(err); known != nil {
		reveal.Errors = []view.FieldError{{Field: "clave", Key: known.Key, Args: deskNames{}.said(known)}}
		return s.showAudited(w, r, status, d, c, n, reveal)
	}
	if err != nil {
		return err
	}
	if err := s.saw(r.Context(), d, foi.SawReveal, reveal.Reason, c.Request.Reference); err != nil {
		return err
	}
	p, err := s.store.RequesterOf(r.Context(), c.Request.ID, d.who)
	if err != nil {
		return err
	}
	reveal.Person = d.person(p)
	return s.showAudited(w, r, http.StatusOK, d, c, n, reveal)
}

package server

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/go-chi/chi/v5"

	"qhana/internal/access"
	"qhana/internal/foi"
)

// handler answers a request, or says why it cannot.
type handler func(http.ResponseWriter, *http.Request) error

// bodyLimit is the most bytes that a form without files may have.
const bodyLimit = 2 << 20

// slowest is how long a page may take before it is given up.
const slowest = 20 * time.Second

// get registers a page with the permission that it needs.
func (s *Server) get(path string, may access.Permission, h handler) {
	s.router.Get(path, s.guarded(may, bodyLimit, slowest, h))
}

// post registers a form with the permission that it needs. Every form has a limit of bytes and of time; pages of another
// origin are refused before.
func (s *Server) post(path string, may access.Permission, h handler) {
	s.router.Post(path, s.guarded(may, bodyLimit, slowest, h))
}

// upload registers a form that may bring files: more bytes, more time.
func (s *Server) upload(path string, may access.Permission, h handler) {
	s.router.Post(path, s.guarded(may, uploadLimit, 2*time.Minute, h))
}

// slow registers a page that reads every running case.
func (s *Server) slow(path string, may access.Permission, h handler) {
	s.router.Get(path, s.guarded(may, bodyLimit, 2*time.Minute, h))
}

// stream registers an answer that goes on for minutes.
func (s *Server) stream(path string, may access.Permission, h handler) {
	s.router.Get(path, s.guarded(may, bodyLimit, liveLife+time.Minute, h))
}

func (s *Server) guarded(may access.Permission, limit int64, patience time.Duration, h handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), patience)
		defer cancel()
		r = r.WithContext(ctx)
		r.Body = http.MaxBytesReader(w, r.Body, limit)
		w.Header().Set("Cache-Control", "no-store")
		r, err := s.identified(r)
		if err == nil && !may(actorOf(r)) {
			if actorOf(r).Account == 0 {
				http.Redirect(w, r, "/entrar?"+url.Values{"volver": {r.URL.RequestURI()}}.Encode(), http.StatusSeeOther)
				return
			}
			err = &foi.Error{Code: foi.Forbidden, Key: "forbidden"}
		}
		if err == nil {
			err = h(w, r)
		}
		if err != nil {
			s.problem(w, r, err)
		}
	}
}

// readerKey is where a request keeps who is asking.
type readerKey struct{}

// identified finds the account whose session the request carries. A session that ended is as none.
func (s *Server) identified(r *http.Request) (*http.Request, error) {
	token := s.sessionToken(r)
	if token == "" {
		return r, nil
	}
	account, err := s.door.Who(r.Context(), token)
	if foi.CodeOf(err) == foi.NotFound {
		return r, nil
	}
	if err != nil {
		return r, err
	}
	return r.WithContext(context.WithValue(r.Context(), readerKey{}, account)), nil
}

// accountOf is the account that asks; zero when nobody is logged in.
func accountOf(r *http.Request) foi.Account {
	a, _ := r.Context().Value(readerKey{}).(foi.Account)
	return a
}

// actorOf is who asks; without grants when nobody is logged in.
func actorOf(r *http.Request) foi.Actor {
	a := accountOf(r)
	return a.Actor()
}

// pathValue is a part of the path that the route names.
func pathValue(r *http.Request, name string) string { return chi.URLParam(r, name) }

// statusOfCode maps what kind of failure an error is to a status.
var statusOfCode = map[foi.Code]int{
	foi.Invalid: http.StatusUnprocessableEntity, foi.Refused: http.StatusUnprocessableEntity, foi.Forbidden: http.StatusForbidden,
	foi.NotFound: http.StatusNotFound, foi.Conflict: http.StatusConflict, foi.TooLarge: http.StatusRequestEntityTooLarge,
	foi.Unready: http.StatusServiceUnavailable,
}

// statusFor is the status that an error is answered with; 500 for what is only ours to know.
func statusFor(err error) int {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return http.StatusRequestEntityTooLarge
	}
	if status, ok := statusOfCode[foi.CodeOf(err)]; ok {
		return status
	}
	return http.StatusInternalServerError
}

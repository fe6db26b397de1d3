package server

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"net/http"
	"slices"
	"strings"

	"qhana/internal/access"
	"qhana/internal/foi"
	"qhana/internal/i18n"
	"qhana/internal/view"
)

// localeCookie keeps the language that a reader chose.
const localeCookie = "idioma"

// localeOf is the reader's language: what they chose, else Spanish.
func localeOf(r *http.Request) string {
	if c, err := r.Cookie(localeCookie); err == nil {
		for _, l := range i18n.Locales {
			if c.Value == l {
				return l
			}
		}
	}
	return i18n.Locales[0]
}

// render answers with a page. It is written to a buffer first: a page that fails is never half sent.
func (s *Server) render(w http.ResponseWriter, r *http.Request, status int, page view.Filled) error {
	frame := s.frame(r)
	frame.Failed = status == http.StatusUnprocessableEntity || status == http.StatusConflict
	b, err := s.views.Render(frame.Locale, frame, page)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Language", frame.Locale)
	w.WriteHeader(status)
	_, _ = b.WriteTo(w)
	return nil
}

// frame is what stands around the page of a request.
func (s *Server) frame(r *http.Request) view.Frame {
	f := view.Frame{Locale: localeOf(r), Path: r.URL.RequestURI(), Area: areaOf(r.URL.Path), Section: r.URL.Path, Demo: s.demo != nil}
	if r.Method != http.MethodGet {
		f.Path = r.URL.Path
	}
	if s.law != nil {
		b := s.law.Body().Authority()
		f.Body = view.BodyInfo{Name: b.Name, Short: b.In(f.Locale), Address: b.Address, Phone: b.Phone, Email: b.Email}
	}
	if a := accountOf(r); a.ID != 0 {
		who := a.Actor()
		f.Who = &view.Who{Name: a.Name, Home: access.Home(who), Desk: access.Staff(who), Counter: access.Counter(who), Audit: access.Auditor(who), Admin: access.Administrator(who),
			Erases: access.Transparency(who)}
	}
	return f
}

// areaOf is which navigation a page has.
func areaOf(path string) string {
	for prefix, area := range map[string]string{"/mesa": "desk", "/auditoria": "audit", "/admin": "admin"} {
		if path == prefix || strings.HasPrefix(path, prefix+"/") {
			return area
		}
	}
	return "public"
}

// problem answers with an error's page: its own words for what a person can be told, a number for what is only ours.
func (s *Server) problem(w http.ResponseWriter, r *http.Request, err error) {
	status := statusFor(err)
	page := view.Problem{Status: status}
	if frame := s.frame(r); frame.Area != "public" && frame.Who != nil {
		page.Home = frame.Who.Home
	}
	var known *foi.Error
	switch {
	case errors.As(err, &known) && known.Key == "not_found" && page.Home != "": // the page says what that means at the desk
	case errors.As(err, &known):
		page.LetGo = strings.HasPrefix(known.Key, "let_go.")
		page.Text = view.Sentence{Key: "error." + known.Key, Args: deskNames{}.said(known)}
	case status == http.StatusRequestEntityTooLarge:
		page.Text = view.Say("error.too_large")
	}
	var late tooLate
	if errors.As(err, &late) {
		page.Words = late.words
	}
	if status >= http.StatusInternalServerError {
		raw := make([]byte, 4)
		_, _ = rand.Read(raw) // never fails
		page.ID = hex.EncodeToString(raw)
		s.log.Error("request failed", "id", page.ID, "method", r.Method, "path", r.URL.Path, "err", err)
	}
	if renderErr := s.render(w, r, status, view.ProblemPage.With(page)); renderErr != nil {
		s.log.Error("error page failed", "err", renderErr)
		say(w, status, http.StatusText(status)+"\n")
	}
}

// notFound answers paths that lead nowhere.
func (s *Server) notFound(w http.ResponseWriter, r *http.Request) {
	r, err := s.identified(r)
	if err == nil {
		err = &foi.Error{Code: foi.NotFound, Key: "not_found"}
	}
	s.problem(w, r, err)
}

// language keeps the language that a reader chose, and goes back to where they were.
func (s *Server) language(w http.ResponseWriter, r *http.Request) error {
	locale := pathValue(r, "locale")
	if !slices.Contains(i18n.Locales, locale) {
		return &foi.Error{Code: foi.NotFound, Key: "not_found"}
	}
	http.SetCookie(w, &http.Cookie{Name: localeCookie, Value: locale, Path: "/", HttpOnly: true, Secure: secure(r), SameSite: http.SameSiteLaxMode, MaxAge: 365 * 24 * 3600})
	back := r.URL.Query().Get("volver")
	if !strings.HasPrefix(back, "/") || strings.HasPrefix(back, "//") || strings.ContainsAny(back, "\\\r\n") {
		back = "/"
	}
	http.Redirect(w, r, back, http.StatusSeeOther)
	return nil
}

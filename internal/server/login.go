package server

import (
	"errors"
	"net/http"
	"strings"

	"qhana/internal/access"
	"qhana/internal/foi"
	"qhana/internal/view"
)

// loginPage is the door of the desk. Whoever is in already goes on to where their work begins.
func (s *Server) loginPage(w http.ResponseWriter, r *http.Request) error {
	if who := actorOf(r); who.Account != 0 {
		http.Redirect(w, r, access.Home(who), http.StatusSeeOther)
		return nil
	}
	return s.render(w, r, http.StatusOK, view.LoginPage.With(view.Login{Next: inside(r.URL.Query().Get("volver"))}))
}

// loginDo lets somebody in.
func (s *Server) loginDo(w http.ResponseWriter, r *http.Request) error {
	values, _, err := s.readForm(r, false)
	if err != nil {
		return err
	}
	page := view.Login{Name: strings.TrimSpace(values.Get("usuario")), Next: inside(values.Get("volver"))}
	password := values.Get("clave")
	if page.Name == "" {
		page.Errors = append(page.Errors, view.FieldError{Field: "usuario", Key: "login.empty"})
	}
	if password == "" {
		page.Errors = append(page.Errors, view.FieldError{Field: "clave", Key: "login.password_empty"})
	}
	if len(page.Errors) > 0 {
		return s.render(w, r, http.StatusUnprocessableEntity, view.LoginPage.With(page))
	}
	token, account, err := s.door.LogIn(r.Context(), page.Name, password, r.RemoteAddr, s.sessionToken(r))
	var e *foi.Error
	if errors.As(err, &e) && e.Code == foi.Forbidden {
		page.Errors = []view.FieldError{{Field: "usuario", Key: e.Key, Args: deskNames{}.said(e)}}
		return s.render(w, r, http.StatusUnprocessableEntity, view.LoginPage.With(page))
	}
	if err != nil {
		return err
	}
	s.setSession(w, r, token)
	next := page.Next
	if next == "" {
		next = access.Home(account.Actor())
	}
	http.Redirect(w, r, next, http.StatusSeeOther)
	return nil
}

// logOut ends the session, here and in the database.
func (s *Server) logOut(w http.ResponseWriter, r *http.Request) error {
	if token := s.sessionToken(r); token != "" {
		if err := s.door.LogOut(r.Context(), token); err != nil {
			return err
		}
	}
	s.clearSession(w, r)
	w.Header().Set("Clear-Site-Data", `"cache"`)
	http.Redirect(w, r, "/entrar", http.StatusSeeOther)
	return nil
}

// inside keeps an address to go back to only when it is one of the pages behind the door: never another site.
func inside(next string) string {
	for _, area := range []string{"/mesa", "/auditoria", "/admin"} {
		if rest, ok := strings.CutPrefix(next, area); ok && (rest == "" || rest[0] == '/' || rest[0] == '?') && !strings.ContainsAny(next, "\\\r\n") {
			return next
		}
	}
	return ""
}

package server

import (
	"net/http"

	"qhana/internal/access"
)

// secure tells whether the reader came over TLS, to us or to the proxy before us.
func secure(r *http.Request) bool {
	return r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https"
}

// sessionCookie is the name of the cookie that carries a session's token. Over TLS it has the prefix that keeps it from
// being set by anybody else.
func sessionCookie(r *http.Request) string {
	if secure(r) {
		return "__Host-qhana"
	}
	return "qhana"
}

// sessionToken is the token that the request carries, "" without one.
func (s *Server) sessionToken(r *http.Request) string {
	if c, err := r.Cookie(sessionCookie(r)); err == nil {
		return c.Value
	}
	return ""
}

// setSession gives the browser its token: not readable by scripts, not sent from other sites.
func (s *Server) setSession(w http.ResponseWriter, r *http.Request, token string) {
	http.SetCookie(w, &http.Cookie{Name: sessionCookie(r), Value: token, Path: "/", HttpOnly: true, Secure: secure(r),
		SameSite: http.SameSiteLaxMode, MaxAge: int(access.SessionLife.Seconds())})
}

func (s *Server) clearSession(w http.ResponseWriter, r *http.Request) {
	http.SetCookie(w, &http.Cookie{Name: sessionCookie(r), Path: "/", HttpOnly: true, Secure: secure(r), SameSite: http.SameSiteLaxMode, MaxAge: -1})
}

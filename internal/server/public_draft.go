package server

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"time"

	"qhana/internal/access"
	"qhana/internal/foi"
	"qhana/internal/store"
	"qhana/internal/view"
)

const (
	draftCookie = "borrador"
	draftLife   = 7 * 24 * time.Hour
	receiptLife = time.Hour // how long the receipt can be shown again in the same browser
	caseCookie  = "caso"
	caseLife    = 12 * time.Hour
)

// draft is a person's form on its way, kept in the database under the hash of the browser's token.
type draft struct {
	token string
	hash  []byte
	form  view.PublicForm
	sent  int64 // request that it became
	docs  []foi.Document
}

// draftOf reads the draft that the browser's token opens; a zero draft when there is none.
func (s *Server) draftOf(r *http.Request) (draft, error) {
	c, err := r.Cookie(draftCookie)
	if err != nil {
		return draft{}, nil
	}
	d := draft{token: c.Value, hash: access.HashToken(c.Value)}
	kept, err := s.store.Draft(r.Context(), d.hash, s.now())
	if foi.CodeOf(err) == foi.NotFound {
		return draft{}, nil
	}
	if err != nil {
		return draft{}, err
	}
	d.sent, d.docs = kept.Request, kept.Documents
	return d, json.Unmarshal(kept.Form, &d.form)
}

// begun is the draft to type into: the browser's own, or a new one when there is none or it was sent already.
func (s *Server) begun(w http.ResponseWriter, r *http.Request) (draft, error) {
	d, err := s.draftOf(r)
	if err != nil || d.token != "" && d.sent == 0 {
		return d, err
	}
	d = draft{token: rand.Text()}
	d.hash = access.HashToken(d.token)
	setCookie(w, r, draftCookie, d.token, draftLife)
	return d, nil
}

// keep stores what was typed, and the documents that came with it.
func (s *Server) keep(r *http.Request, d draft, docs []foi.Document) error {
	b, err := json.Marshal(d.form)
	if err != nil {
		return err
	}
	now := s.now()
	if err := s.store.SaveDraft(r.Context(), d.hash, b, now, now.Add(draftLife)); err != nil {
		return err
	}
	for _, doc := range docs {
		doc.Purpose = foi.Attachment
		if err := s.store.AttachToDraft(r.Context(), d.hash, doc, maxFiles); err != nil {
			return err
		}
	}
	return nil
}

func setCookie(w http.ResponseWriter, r *http.Request, name, value string, life time.Duration) {
	http.SetCookie(w, &http.Cookie{Name: name, Value: value, Path: "/", HttpOnly: true, Secure: secure(r), SameSite: http.SameSiteLaxMode, MaxAge: int(life.Seconds())})
}

// open lets the browser into a case until the session ends.
func (s *Server) open(w http.ResponseWriter, r *http.Request, request int64) error {
	token := rand.Text()
	if err := s.store.CreateCaseSession(r.Context(), access.HashToken(token), request, s.now().Add(caseLife)); err != nil {
		return err
	}
	setCookie(w, r, caseCookie, token, caseLife)
	return nil
}

// sending is the draft as it becomes a request, with a session that opens the case for the browser.
func (s *Server) sending(d draft, session string) *store.Sending {
	now := s.now()
	return &store.Sending{Token: d.hash, Session: access.HashToken(session), Expires: now.Add(receiptLife), Until: now.Add(caseLife)}
}

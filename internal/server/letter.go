package server

import (
	"net/http"
	"slices"
	"strings"

	"qhana/internal/foi"
	"qhana/internal/letter"
	"qhana/internal/store"
	"qhana/internal/view"
)

// letterLines are archived letters in a list, below the address of their case.
func letterLines(list []store.Letter, base string) []view.LetterLine {
	var out []view.LetterLine
	for _, l := range list {
		out = append(out, view.LetterLine{Kind: l.Kind, At: l.CreatedAt, Size: l.Size, URL: base + "/carta/" + l.Document, Code: letter.Spaced(l.Code)})
	}
	return out
}

// caseLetter gives the person who asked a letter that was sent to them.
func (s *Server) caseLetter(w http.ResponseWriter, r *http.Request) error {
	return s.own(func(w http.ResponseWriter, r *http.Request, c foi.Case, _ deskReader) error {
		doc, err := s.store.OwnLetterDocument(r.Context(), c.Request.ID, pathValue(r, "id"))
		if err != nil {
			return err
		}
		return s.serveDocument(w, r, doc)
	})(w, r)
}

// caseReceipt gives the person who asked the receipt of their request, as it was archived.
func (s *Server) caseReceipt(w http.ResponseWriter, r *http.Request) error {
	return s.own(func(w http.ResponseWriter, r *http.Request, c foi.Case, _ deskReader) error {
		list, err := s.store.Letters(r.Context(), c.Request.ID)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(list, func(l store.Letter) bool { return strings.HasPrefix(l.Kind, "receipt") })
		if i < 0 {
			return &foi.Error{Code: foi.NotFound, Key: "letters.pending"}
		}
		doc, err := s.store.OwnLetterDocument(r.Context(), c.Request.ID, list[i].Document)
		if err != nil {
			return err
		}
		return s.serveDocument(w, r, doc)
	})(w, r)
}

// deskLetter gives staff who write to the person a letter of a case; the database asks whether they may.
func (s *Server) deskLetter(w http.ResponseWriter, r *http.Request) error {
	ref, err := foi.ParseReference(pathValue(r, "reference"))
	if err != nil {
		return &foi.Error{Code: foi.NotFound, Key: "not_found", Cause: err}
	}
	doc, err := s.store.DeskLetterDocument(r.Context(), ref, pathValue(r, "id"), actorOf(r))
	if err != nil {
		return err
	}
	if err := s.saw(r.Context(), deskReader{who: actorOf(r)}, foi.SawLetter, "letter", ref); err != nil {
		return err
	}
	return s.serveDocument(w, r, doc)
}

// verifyPage takes the code of a letter, from a person or from a printed address.
func (s *Server) verifyPage(w http.ResponseWriter, r *http.Request) error {
	if !r.URL.Query().Has("codigo") {
		return s.render(w, r, http.StatusOK, view.PublicVerifyPage.With(view.PublicVerify{Record: s.notary != nil}))
	}
	typed := oneLine(r.URL.Query().Get("codigo"))
	if code := letter.ParseCode(typed); code != "" {
		http.Redirect(w, r, "/verificar/"+code, http.StatusSeeOther)
		return nil
	}
	return s.badCode(w, r, typed)
}

func (s *Server) badCode(w http.ResponseWriter, r *http.Request, typed string) error {
	page := view.PublicVerify{Record: s.notary != nil, Code: typed, Errors: []view.FieldError{{Field: "codigo", Key: "letters.code"}}}
	return s.render(w, r, http.StatusUnprocessableEntity, view.PublicVerifyPage.With(page))
}

// verifyLetter tells anybody what letter a code belongs to: its kind, its day, its request's code and its bytes' hash, and
// nothing of what it says or to whom.
func (s *Server) verifyLetter(w http.ResponseWriter, r *http.Request) error {
	typed := oneLine(pathValue(r, "code"))
	code := letter.ParseCode(typed)
	if code == "" {
		return s.badCode(w, r, typed)
	}
	l, err := s.store.LetterByCode(r.Context(), code)
	if foi.CodeOf(err) == foi.NotFound {
		return s.render(w, r, http.StatusNotFound, view.PublicVerifyPage.With(view.PublicVerify{Record: s.notary != nil, Code: letter.Spaced(code), Absent: true}))
	}
	if err != nil {
		return err
	}
	page := view.PublicVerify{Record: s.notary != nil, Letter: &view.PublicLetter{Code: letter.Spaced(l.Code), Kind: l.Kind, Locale: l.Locale, Day: s.law.Body().Today(l.CreatedAt),
		Reference: l.Reference, SHA256: l.SHA256, Size: l.Size}}
	return s.render(w, r, http.StatusOK, view.PublicVerifyPage.With(page))
}

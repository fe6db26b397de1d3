package server

import (
	"net/http"
	"net/url"
	"strconv"

	"qhana/internal/access"
	"qhana/internal/foi"
	"qhana/internal/view"
)

// followPage is the door to a case: its code and its key.
func (s *Server) followPage(w http.ResponseWriter, r *http.Request) error {
	return s.render(w, r, http.StatusOK, view.PublicFollowPage.With(view.PublicFollow{Reference: r.URL.Query().Get("codigo")}))
}

// followDo opens a case to whoever has its key, which for a remedy or a part is the first request's. An unknown code and a wrong key are
// answered alike, after the same work.
func (s *Server) followDo(w http.ResponseWriter, r *http.Request) error {
	values, _, err := s.readForm(r, false)
	if err != nil && formErrors(err) == nil {
		return err
	}
	page := view.PublicFollow{Reference: oneLine(values.Get("codigo"))}
	ref, refErr := foi.ParseReference(page.Reference)
	key, keyErr := access.ParseKey(values.Get("clave"))
	for _, bad := range []struct {
		field string
		err   error
	}{{"codigo", refErr}, {"clave", keyErr}} {
		for _, e := range knownErrors(bad.err) {
			page.Errors = append(page.Errors, view.FieldError{Field: bad.field, Key: e.Key, Args: deskNames{}.said(e)})
		}
	}
	refuse := func() error {
		return s.render(w, r, http.StatusUnprocessableEntity, view.PublicFollowPage.With(page))
	}
	if len(page.Errors) > 0 {
		return refuse()
	}
	network := access.Network(r.RemoteAddr)
	if wait := s.guesses.Wait(string(ref), network, s.now()); wait > 0 {
		page.Errors = []view.FieldError{{Field: "clave", Key: "follow.wait", Args: map[string]any{"seconds": strconv.Itoa(int(wait.Seconds()) + 1)}}}
		return refuse()
	}
	first, err := s.store.First(r.Context(), ref)
	if err != nil {
		return err
	}
	id, ok, err := s.store.CheckKey(r.Context(), first, access.MAC(s.pepper, first, key))
	if err != nil {
		return err
	}
	if !ok {
		s.guesses.Failed(string(ref), network, s.now())
		page.Errors = []view.FieldError{{Field: "codigo", Key: "follow.wrong"}}
		return refuse()
	}
	s.guesses.Passed(string(ref))
	if err := s.open(w, r, id); err != nil {
		return err
	}
	http.Redirect(w, r, caseURL(ref), http.StatusSeeOther)
	return nil
}

// caseURL is the address of a case for the person who asked.
func caseURL(ref foi.Reference) string { return "/caso/" + string(ref) }

// ownCase reads the case that a route names, for the browser that proved its key; the zero case for every other, which is
// sent to the door whether there is such a case or not.
func (s *Server) ownCase(r *http.Request) (foi.Case, error) {
	ref, err := foi.ParseReference(pathValue(r, "reference"))
	if err != nil {
		return foi.Case{}, nil
	}
	cookie, err := r.Cookie(caseCookie)
	if err != nil {
		return foi.Case{}, nil
	}
	id, err := s.store.Opens(r.Context(), access.HashToken(cookie.Value), ref, s.now())
	if foi.CodeOf(err) == foi.NotFound {
		return foi.Case{}, nil
	}
	if err != nil {
		return foi.Case{}, err
	}
	return s.store.CaseByID(r.Context(), id)
}

// own runs do on the case that the browser proved the key of, and sends every other to the door.
func (s *Server) own(do func(http.ResponseWriter, *http.Request, foi.Case, deskReader) error) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		c, err := s.ownCase(r)
		if err != nil {
			return err
		}
		if c.Request.ID == 0 {
			http.Redirect(w, r, "/seguir?"+url.Values{"codigo": {pathValue(r, "reference")}}.Encode(), http.StatusSeeOther)
			return nil
		}
		d, err := s.reader(r.Context(), foi.TheCitizen(), localeOf(r))
		if err != nil {
			return err
		}
		return do(w, r, c, d.under(s.law.Under(c.Request.Statute, c.Request.Version)))
	}
}

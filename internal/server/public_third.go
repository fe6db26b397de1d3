package server

import (
	"crypto/subtle"
	"net/http"
	"strconv"

	"qhana/internal/foi"
	"qhana/internal/view"
)

// third is the consultation that a link opens; NotFound for every other link.
func (s *Server) third(r *http.Request) (foi.Case, foi.Entry, deskReader, error) {
	none := &foi.Error{Code: foi.NotFound, Key: "not_found"}
	ref, err := foi.ParseReference(pathValue(r, "reference"))
	n, err2 := strconv.Atoi(pathValue(r, "n"))
	if err != nil || err2 != nil {
		return foi.Case{}, foi.Entry{}, deskReader{}, none
	}
	req, err := s.store.RequestByReference(r.Context(), ref)
	if err != nil {
		return foi.Case{}, foi.Entry{}, deskReader{}, err
	}
	c, err := s.store.CaseByID(r.Context(), req.ID)
	if err != nil {
		return foi.Case{}, foi.Entry{}, deskReader{}, err
	}
	if n < 1 || n > len(c.Ledger) || c.Ledger[n-1].Event != foi.ThirdConsulted || c.Ledger[n-1].Words["token"] == "" ||
		subtle.ConstantTimeCompare([]byte(c.Ledger[n-1].Words["token"]), []byte(pathValue(r, "token"))) != 1 {
		return foi.Case{}, foi.Entry{}, deskReader{}, none
	}
	d, err := s.reader(r.Context(), foi.TheThirdParty(), localeOf(r))
	return c, c.Ledger[n-1], d.under(s.law.Under(c.Request.Statute, c.Request.Version)), err
}

// thirdPage asks somebody whom the information is about whether they consent to its release. They see what they are asked, and
// nothing of the case or of who asked.
func (s *Server) thirdPage(w http.ResponseWriter, r *http.Request) error {
	c, asked, d, err := s.third(r)
	if err != nil {
		return err
	}
	return s.showThird(w, r, http.StatusOK, c, asked, d, foi.Action{}, nil)
}

func (s *Server) showThird(w http.ResponseWriter, r *http.Request, status int, c foi.Case, asked foi.Entry, d deskReader, typed foi.Action, errs []view.FieldError) error {
	page := view.PublicThird{Reference: c.Request.Reference, Body: d.law.Authority().Name, Asked: asked.Words.Text(), Until: asked.Facts.Due, Errors: errs,
		Positions: positions(typed.Position), URL: r.URL.Path,
		Words: view.DeskText{Name: "texto", Label: "third.words", Hint: "third.words.hint", Value: typed.Words.Text(), Rows: 6, Max: askMaxBody}}
	page.Kept = s.sealedFiles(c.Request.Reference, foi.TheThirdParty(), typed.Documents)
	for _, e := range c.Ledger[asked.Seq:] {
		if e.Event == foi.ThirdAnswered && e.Facts.Third == asked.Facts.Third { // theirs, and nobody else's
			page.Said, page.Answer, page.On = e.Facts.Position, e.Words.Text(), d.law.Today(e.At)
		}
	}
	sample := foi.Action{Kind: foi.AnswerThird, Third: asked.Facts.Third, Position: "consents"}
	_, err := d.law.Decide(c.Request, c.Ledger, sample, foi.TheThirdParty(), s.now())
	page.Closed = err != nil
	return s.render(w, r, status, view.PublicThirdPage.With(page))
}

func (s *Server) thirdDo(w http.ResponseWriter, r *http.Request) error {
	c, asked, d, err := s.third(r)
	if err != nil {
		return err
	}
	values, docs, err := s.readFiles(r, c.Request.Reference, foi.TheThirdParty(), true)
	act := foi.Action{Kind: foi.AnswerThird, Third: asked.Facts.Third, Position: values.Get("posicion"), Documents: docs}
	if words := lines(values.Get("texto")); words != "" {
		act.Words = foi.Words{"text": words}
	}
	refuse := func(errs []view.FieldError) error {
		return s.showThird(w, r, http.StatusUnprocessableEntity, c, asked, d, act, errs)
	}
	if err != nil {
		if errs := formErrors(err); errs != nil {
			return refuse(errs)
		}
		return err
	}
	switch {
	case act.Position != "consents" && act.Position != "objects":
		return refuse([]view.FieldError{{Field: "posicion", Key: "field.position"}})
	case act.Position == "objects" && act.Words == nil:
		return refuse([]view.FieldError{{Field: "texto", Key: "third.words"}})
	}
	_, err = s.desk.Act(r.Context(), c.Request.ID, act, foi.TheThirdParty())
	if reason, ok := (deskNames{}).refusal(err); ok {
		return refuse([]view.FieldError{{Field: "posicion", Key: reason.Key[len("error."):], Args: reason.Args}})
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, r.URL.Path, http.StatusSeeOther)
	return nil
}

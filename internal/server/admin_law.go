package server

import (
	"net/http"
	"net/url"

	"qhana/internal/foi"
	"qhana/internal/view"
)

// adminLaw lists the versions of the body's statute and the form that brings one into force.
func (s *Server) adminLaw(w http.ResponseWriter, r *http.Request) error {
	page := s.lawPage(localeOf(r), url.Values{})
	return s.render(w, r, http.StatusOK, view.AdminLawPage.With(page))
}

func (s *Server) lawPage(locale string, form url.Values) view.AdminLaw {
	body := s.law.Body()
	today := body.Today(s.now())
	word := view.DiagramWords(locale)
	page := view.AdminLaw{From: form.Get("desde"), Chosen: form.Get("version")}
	from := map[string]foi.Date{}
	for _, f := range s.law.Forces() {
		if f.Statute == body.Key() {
			from[f.Version] = f.From
		}
	}
	for i, v := range s.law.Versions(body.Key()) {
		term := v.Term("response")
		moves, cite := v.Moves()
		row := view.AdminVersion{Version: v.Version(), Name: v.Text(locale, "name"), Terms: word("term."+term.Unit, term.Amount), From: from[v.Version()],
			InForce: s.law.InForce(today) == v, Possible: i > 0 && from[v.Version()].IsZero(), Moves: moves, Cite: cite.Article}
		if i == 0 {
			row.From = v.InForce()
		}
		page.Versions = append(page.Versions, row)
	}
	return page
}

// adminLawDo brings a version into force from a day.
func (s *Server) adminLawDo(w http.ResponseWriter, r *http.Request) error {
	form, _, err := s.readForm(r, false)
	if err != nil {
		return err
	}
	again := func(status int, errs ...view.FieldError) error {
		page := s.lawPage(localeOf(r), form)
		page.Errors = errs
		return s.render(w, r, status, view.AdminLawPage.With(page))
	}
	day, err := foi.ParseDate(form.Get("desde"))
	if err != nil {
		return again(http.StatusUnprocessableEntity, view.FieldError{Field: "desde", Key: "force.day"})
	}
	err = s.desk.Enforce(r.Context(), form.Get("version"), day, actorOf(r))
	switch foi.CodeOf(err) {
	case foi.Invalid:
		e := closureError(err, nil)
		e.Field = map[string]string{"force.version": "version"}[e.Key]
		if e.Field == "" {
			e.Field = "desde"
		}
		return again(http.StatusUnprocessableEntity, e)
	case foi.Conflict:
		return again(http.StatusConflict, view.FieldError{Field: "version", Key: "force.already"})
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/admin/norma", http.StatusSeeOther)
	return nil
}

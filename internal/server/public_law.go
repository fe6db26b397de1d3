package server

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"qhana/internal/foi"
	"qhana/internal/statute"
	"qhana/internal/view"
)

// publicLaws lists the laws that are shipped.
func (s *Server) publicLaws(w http.ResponseWriter, r *http.Request) error {
	locale := localeOf(r)
	word := view.DiagramWords(locale)
	var page view.PublicLaws
	for _, key := range s.law.Keys() {
		law := s.today(key)
		term := law.Term("response")
		page.Laws = append(page.Laws, view.PublicLawRow{Key: key, Name: law.Text(locale, "name"), Short: law.Text(locale, "short"),
			Term: word("term."+term.Unit, term.Amount), Silence: word("diagram.silence."+law.Silence().Effect, 0), Kept: key == s.law.Body().Key()})
	}
	return s.render(w, r, http.StatusOK, view.PublicLawsPage.With(page))
}

// publicLaw shows one law as its file says it, and counts a term on the day that was asked for.
func (s *Server) publicLaw(w http.ResponseWriter, r *http.Request) error {
	d, err := s.reader(r.Context(), foi.TheCitizen(), localeOf(r))
	if err != nil {
		return err
	}
	law := s.today(pathValue(r, "key"))
	if law == nil {
		return &foi.Error{Code: foi.NotFound, Key: "not_found"}
	}
	page := lawPage(law, d.locale)
	q := r.URL.Query()
	clock, track := q.Get("plazo"), q.Get("via")
	if clock == "" {
		clock = "response"
	}
	for _, key := range law.Terms() {
		page.Clocks = append(page.Clocks, view.Choice{Value: key, Text: view.Verbatim(termName(d.locale, key)), Chosen: key == clock})
	}
	for _, x := range law.Remedies() { // the times to take one, a court's recess among their days
		if x.File != nil {
			page.Clocks = append(page.Clocks, view.Choice{Value: x.Code, Text: view.Say("laws.from_answer", "Name", law.Text(d.locale, "remedy."+x.Code)), Chosen: x.Code == clock})
		}
	}
	for _, key := range law.Tracks() {
		page.Tracks = append(page.Tracks, view.Choice{Value: key, Text: view.Verbatim(law.Text(d.locale, "track."+key)), Chosen: key == track})
	}
	if page.Received = q.Get("recibida"); page.Received != "" {
		s.countTerm(d, law, clock, track, &page)
	}
	status := http.StatusOK
	if len(page.Errors) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return s.render(w, r, status, view.PublicLawPage.With(page))
}

// countTerm counts the term that was asked for, or says what is wrong with the question.
func (s *Server) countTerm(d deskReader, law *statute.Statute, clock, track string, page *view.PublicLaw) {
	at, err := statute.InstantIn(page.Received, law.Location())
	if err != nil {
		page.Errors = []view.FieldError{{Field: "recibida", Key: "law.received"}}
		return
	}
	c, steps, err := law.ExplainTerm(clock, track, at, nil, nil)
	if e := (*foi.Error)(nil); errors.As(err, &e) {
		args := map[string]any{}
		for k, v := range e.Args {
			args[k] = v
		}
		page.Errors = []view.FieldError{{Field: "recibida", Key: e.Key, Args: args}}
		return
	}
	page.Due, page.Cite, page.Steps = c.Due, c.Term.Cite.Article, stepLines(d, law, steps)
}

// termName is what a term is called, whatever its law calls it.
func termName(locale, key string) string {
	if words := view.DiagramWords(locale)("clock."+key, 0); words != "…" {
		return words
	}
	return strings.ReplaceAll(key, "_", " ")
}

// lawPage is what a law's file says, in words.
func lawPage(law *statute.Statute, locale string) view.PublicLaw {
	word := view.DiagramWords(locale)
	page := view.PublicLaw{Key: law.Key(), Name: law.Text(locale, "name"), Version: law.Version(), Drawing: drawingOf(law, locale)}
	term := func(name string, t statute.TermRule) view.PublicTerm {
		return view.PublicTerm{Name: name, Length: word("term."+t.Unit, t.Amount), Cite: t.Cite.Article, Mark: markOf(t.Cite)}
	}
	for _, key := range law.Terms() {
		page.Terms = append(page.Terms, term(termName(locale, key), law.Term(key)))
	}
	for _, x := range law.Suspensions() {
		if x.NoTerm != nil { // what the law does not settle is said, too
			page.Terms = append(page.Terms, view.PublicTerm{Name: law.Text(locale, "ground."+x.Ground), Length: word("law.no_term", 0), Cite: x.NoTerm.Article, Mark: markOf(*x.NoTerm)})
		}
	}
	for _, x := range law.Extensions() {
		var grounds []string
		for _, g := range x.Grounds {
			grounds = append(grounds, law.Text(locale, "ground."+g))
		}
		row := view.PublicTerm{Name: strings.Join(grounds, "; "), Cite: x.Cite.Article, Mark: markOf(x.Cite), Length: word("law.to_date", 0)}
		if !x.ToDate {
			row.Length = word("term."+x.Unit, x.Amount)
		}
		page.Extensions = append(page.Extensions, row)
	}
	silence := law.Silence()
	page.Silence = view.PublicTerm{Name: law.Text(locale, "silence."+silence.Effect), Cite: silence.Cite.Article, Mark: markOf(silence.Cite)}
	for _, x := range law.Remedies() {
		row := view.PublicTerm{Name: law.Text(locale, "remedy."+x.Code), Cite: x.Cite.Article, Mark: markOf(x.Cite)}
		if x.File != nil {
			row.Length, row.Cite, row.Mark = word("term."+x.File.Unit, x.File.Amount), x.File.Cite.Article, markOf(x.File.Cite)
		}
		page.Remedies = append(page.Remedies, row)
	}
	for _, x := range law.Exemptions() {
		page.Exemptions = append(page.Exemptions, cited(law.Text(locale, "exemption."+x.Code), x.Cite))
	}
	for _, a := range law.Arrows() {
		row := view.PublicArrow{From: word("state."+string(a.From), 0), To: word("state."+string(a.To), 0)}
		if a.Lapse != "" {
			row.By = word("diagram.lapse", 0) + ": " + word("clock."+a.Lapse, 0)
		}
		var names []string
		for _, kind := range a.Actions {
			names = append(names, word("action."+string(kind), 0))
		}
		if len(names) > 0 {
			row.By = strings.Join(names, "; ")
		}
		page.Arrows = append(page.Arrows, row)
	}
	return page
}

// today is a law as it is today: the body's own as the version that is in force.
func (s *Server) today(key string) *statute.Statute {
	if body := s.law.Body(); key == body.Key() {
		return s.law.InForce(body.Today(s.now()))
	}
	return s.law.Statute(key)
}

// drawingOf is the address of a law's picture: another one for each version.
func drawingOf(law *statute.Statute, locale string) string {
	return "/leyes/" + law.Key() + "/dibujo." + locale + ".svg?version=" + url.QueryEscape(law.Version())
}

// publicDrawing is the state machine of a law as a picture, drawn from its file once: of the version that is asked for, else of
// today's.
func (s *Server) publicDrawing(w http.ResponseWriter, r *http.Request) error {
	key, locale := pathValue(r, "key"), pathValue(r, "locale")
	law := s.today(key)
	if version := r.URL.Query().Get("version"); version != "" {
		law = s.law.Under(key, version)
	}
	if law == nil || locale != "es" && locale != "en" {
		return &foi.Error{Code: foi.NotFound, Key: "not_found"}
	}
	drawn, ok := s.drawings.Load(law.Definition() + locale)
	if !ok {
		svg, err := view.Drawing(context.WithoutCancel(r.Context()), law.Diagram(view.DiagramWords(locale)))
		if err != nil {
			return err
		}
		drawn, _ = s.drawings.LoadOrStore(law.Definition()+locale, svg)
	}
	w.Header().Set("Content-Type", "image/svg+xml")
	w.Header().Set("Cache-Control", "public, max-age=600")
	_, _ = w.Write(drawn.([]byte)) // who has gone meanwhile needs no error page
	return nil
}

package server

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"qhana/internal/foi"
	"qhana/internal/store"
	"qhana/internal/view"
)

// publicAnswers is the disclosure log: search, and ways to narrow it.
func (s *Server) publicAnswers(w http.ResponseWriter, r *http.Request) error {
	ctx, q := r.Context(), r.URL.Query()
	d, err := s.reader(ctx, foi.TheCitizen(), localeOf(r))
	if err != nil {
		return err
	}
	year, _ := strconv.Atoi(q.Get("gestion")) // anything else is every year
	f := store.DisclosureFilter{Query: strings.TrimSpace(q.Get("q")), Unit: q.Get("unidad"), Zone: q.Get("zona"), Outcome: q.Get("resultado"),
		Year: year, After: q.Get("desde")}
	list, err := s.store.Disclosures(ctx, f)
	if foi.CodeOf(err) == foi.Invalid { // a cursor that is not ours, a year that cannot be
		http.Redirect(w, r, "/respuestas", http.StatusSeeOther)
		return nil
	}
	if err != nil {
		return err
	}
	facets, err := s.store.DisclosureFacets(ctx, list)
	if err != nil {
		return err
	}
	page := view.PublicAnswers{Query: f.Query, Count: int(list.Count), Many: list.Count.More(), Facets: d.facets(q, facets),
		Filtered: f.Query != "" || f.Unit != "" || f.Zone != "" || f.Outcome != "" || f.Year != 0}
	for _, found := range list.Found {
		page.Rows = append(page.Rows, d.published(found))
	}
	if list.Next != "" {
		page.Next = with(q, "desde", list.Next)
	}
	if f.After != "" {
		page.First = with(q, "desde", "")
	}
	return s.render(w, r, http.StatusOK, view.PublicAnswersPage.With(page))
}

// facets are the ways to narrow the log, each value with how often it occurs.
func (d deskReader) facets(q url.Values, f store.Facets) []view.PublicFacet {
	facet := func(label, name string, list []store.Facet, text func(string) string) view.PublicFacet {
		out := view.PublicFacet{Label: label, Name: name}
		for i, one := range list {
			here := q.Get(name) == one.Value
			if i >= 10 && !here {
				continue
			}
			o := view.PublicOption{Text: text(one.Value), Count: one.Count, Here: here, URL: with(q, name, one.Value, "desde", "")}
			if here {
				o.URL = with(q, name, "", "desde", "")
			}
			out.Options = append(out.Options, o)
		}
		return out
	}
	return []view.PublicFacet{
		facet("answers.facet.outcome", "resultado", f.Outcomes, func(v string) string { return d.law.Text(d.locale, "outcome."+v) }),
		facet("answers.facet.unit", "unidad", f.Units, d.unitName),
		facet("answers.facet.zone", "zona", f.Zones, d.zoneName),
		facet("answers.facet.year", "gestion", f.Years, func(v string) string { return v }),
	}
}

// publicAnswer is one published answer with its documents. Nothing of the person who asked is in it.
func (s *Server) publicAnswer(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	ref, err := foi.ParseReference(pathValue(r, "reference"))
	if err != nil {
		return &foi.Error{Code: foi.NotFound, Key: "not_found", Cause: err}
	}
	x, err := s.store.Disclosure(ctx, ref)
	if err != nil {
		return err
	}
	d, err := s.reader(ctx, foi.TheCitizen(), localeOf(r))
	if err != nil {
		return err
	}
	page := view.PublicDisclosure{PublicAnswer: d.published(store.Found{Disclosure: x, Released: len(x.Documents)}), Question: x.Question, Answer: x.Answer,
		ReceivedOn: x.ReceivedOn, At: x.PublishedAt}
	for _, doc := range x.Documents {
		line := documentLine(ref, doc)
		line.URL = fmt.Sprintf("/respuestas/%s/documento/%s", ref, doc.ID)
		page.Documents = append(page.Documents, line)
	}
	return s.render(w, r, http.StatusOK, view.PublicDisclosurePage.With(page))
}

// publicDocument gives anybody a document that was published with an answer.
func (s *Server) publicDocument(w http.ResponseWriter, r *http.Request) error {
	ref, err := foi.ParseReference(pathValue(r, "reference"))
	if err != nil {
		return &foi.Error{Code: foi.NotFound, Key: "not_found", Cause: err}
	}
	doc, err := s.store.PublicDocument(r.Context(), ref, pathValue(r, "id"))
	if err != nil {
		return err
	}
	return s.serveDocument(w, r, doc)
}

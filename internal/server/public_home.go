package server

import (
	"context"
	"net/http"

	"qhana/internal/foi"
	"qhana/internal/store"
	"qhana/internal/view"
)

// latest is how many answers the first page shows.
const latest = 5

// publicHome is the first page: the one big action, how the body keeps its terms, the last answers.
func (s *Server) publicHome(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	d, err := s.reader(ctx, foi.TheCitizen(), localeOf(r))
	if err != nil {
		return err
	}
	f, err := s.figures.get(ctx, d.today.String(), s.now, func(ctx context.Context) (store.Figures, error) { return s.store.Figures(ctx, d.today) })
	if err != nil {
		return err
	}
	list, err := s.store.LatestDisclosures(ctx, latest)
	if err != nil {
		return err
	}
	term := d.law.Term("response")
	page := view.PublicHome{Term: term.Amount, Cite: term.Cite.Article, Zones: d.zones(""),
		Figures: view.PublicFigures{Open: int(f.Open), OpenMany: f.Open.More(), Late: int(f.Late), Ended: f.Due, OnTime: f.OnTime(), Days: f.MedianDays}}
	for _, x := range list {
		page.Latest = append(page.Latest, d.published(store.Found{Disclosure: x, Released: len(x.Documents)}))
	}
	return s.render(w, r, http.StatusOK, view.PublicHomePage.With(page))
}

// published is a published answer in a list.
func (d deskReader) published(f store.Found) view.PublicAnswer {
	return view.PublicAnswer{Reference: f.Reference, Title: f.Title, Excerpt: excerpt(f.Answer), Code: f.Outcome,
		Outcome: d.law.Text(d.locale, "outcome."+f.Outcome), Units: d.unitNames(f.Units), Zone: d.zoneName(f.Zone), AnsweredOn: f.AnsweredOn,
		Days: f.Days, Missed: f.Missed, Files: f.Released, URL: "/respuestas/" + string(f.Reference)}
}

// excerpt is the beginning of a text, cut at a word.
func excerpt(text string) string {
	const most = 220
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	cut := most
	for i := most; i > most-40; i-- {
		if runes[i] == ' ' || runes[i] == '\n' {
			cut = i
			break
		}
	}
	return string(runes[:cut]) + "…"
}

// zones are the parts of the municipality that a request can be about: each is governed by a district office.
func (d deskReader) zones(chosen string) []view.Choice {
	var out []view.Choice
	for _, u := range d.units {
		if u.Active && u.Kind == "district" {
			out = append(out, view.Choice{Value: u.Key, Text: view.Verbatim(d.zoneName(u.Key)), Chosen: u.Key == chosen})
		}
	}
	return out
}

// zoneName is the name of a part of the municipality, as the body calls it.
func (d deskReader) zoneName(key string) string {
	if key == "" {
		return ""
	}
	if name := d.law.Text(d.locale, "zone."+key); name != "" && name != "zone."+key {
		return name
	}
	return d.unitName(key)
}

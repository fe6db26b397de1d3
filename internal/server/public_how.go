package server

import (
	"net/http"

	"qhana/internal/foi"
	"qhana/internal/statute"
	"qhana/internal/view"
)

// textPage is a page of plain text with its sections.
type textPage struct {
	path, key string
	sections  []string
}

var textPages = []textPage{
	{"privacidad", "privacy", []string{"what", "who", "published", "record", "cookies", "rights"}},
	{"accesibilidad", "accessibility", []string{"how", "counter", "tested", "report"}},
	{"acerca", "about", []string{"what", "law", "open", "check"}},
}

func (s *Server) publicText(p textPage) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		page := view.PublicText{Key: p.key, Sections: p.sections, Body: s.frame(r).Body}
		return s.render(w, r, http.StatusOK, view.PublicTextPage.With(page))
	}
}

// publicHow explains how a request is handled, from the statute that is in force.
func (s *Server) publicHow(w http.ResponseWriter, r *http.Request) error {
	d, err := s.reader(r.Context(), foi.TheCitizen(), localeOf(r))
	if err != nil {
		return err
	}
	d = d.under(s.today(d.law.Key()))
	law := d.law
	silence := law.Silence()
	page := view.PublicHow{Body: law.Authority().Name, Lead: d.unitName(law.Authority().Lead), Steps: d.howSteps(), Silence: cited(law.Text(d.locale, "silence."+silence.Effect), silence.Cite),
		Remedies: d.remedies(), Law: law.Key() + " " + law.Version(), Key: law.Key(), Drawing: drawingOf(law, d.locale)}
	for _, year := range []int{thisYear(d.today), thisYear(d.today) - 1} {
		for _, st := range stories(d.locale, law.Calendar(), year) {
			if !st.Received.IsZero() {
				page.Stories = append(page.Stories, st)
			}
		}
	}
	for _, x := range law.Exemptions() {
		page.Exemptions = append(page.Exemptions, cited(law.Text(d.locale, "exemption."+x.Code), x.Cite))
	}
	return s.render(w, r, http.StatusOK, view.PublicHowPage.With(page))
}

func thisYear(day foi.Date) int { y, _, _ := day.Civil(); return y }

// remedies are what the statute gives a person against an answer or a silence.
func (d deskReader) remedies() []view.PublicRemedy {
	var out []view.PublicRemedy
	for _, x := range d.law.Remedies() {
		out = append(out, cited(d.law.Text(d.locale, "remedy."+x.Code), x.Cite))
	}
	return out
}

// recourses are the remedies of a case, each with how it stands.
func (d deskReader) recourses(c foi.Case) []view.PublicRemedy {
	var out []view.PublicRemedy
	for _, x := range d.law.Recourses(c.Ledger, d.today) {
		line, now := cited(d.law.Text(d.locale, "remedy."+x.Code), x.Cite), view.Sentence{}
		switch {
		case x.Taken:
			now = view.Say("case.remedy.taken")
		case x.Until.IsZero():
		case x.Until < d.today:
			now = view.Say("case.remedy.over", "Day", x.Until)
		default:
			now = view.Say("case.remedy.until", "Day", x.Until)
		}
		if now.Key != "" {
			line.Now = &now
		}
		out = append(out, line)
	}
	return out
}

func cited(text string, c statute.Cite) view.PublicRemedy {
	return view.PublicRemedy{Text: text, Cite: c.Article, Mark: markOf(c)}
}

// markOf is how certain a citation is, "" where its text was read.
func markOf(c statute.Cite) string {
	if c.Certainty == "read" {
		return ""
	}
	return c.Certainty
}

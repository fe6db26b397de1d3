package server

import (
	"net/http"
	"strconv"

	"qhana/internal/foi"
	"qhana/internal/statute"
	"qhana/internal/view"
)

// deskWhy explains a due day to staff, day by day.
func (s *Server) deskWhy(w http.ResponseWriter, r *http.Request) error {
	return s.showWhy(w, r, deskURL)
}

// auditWhy explains any term of a case to the auditor.
func (s *Server) auditWhy(w http.ResponseWriter, r *http.Request) error {
	return s.showWhy(w, r, func(ref foi.Reference) string { return "/auditoria/casos/" + string(ref) })
}

func (s *Server) showWhy(w http.ResponseWriter, r *http.Request, back func(foi.Reference) string) error {
	d, c, n, err := s.openCase(r)
	if err != nil {
		return err
	}
	clock := pathValue(r, "clock")
	branch, _ := strconv.Atoi(r.URL.Query().Get("rama")) // anything else is the case's own
	page := view.DeskWhy{Case: d.head(c), Clock: clock, Back: back(c.Request.Reference)}
	found := false
	for _, dl := range c.Deadlines {
		if dl.Clock == clock && dl.Branch == branch {
			found, page.Due = true, dl.DueOn
			if branch != 0 && clock == "branch" {
				page.Unit = n.unit(dl.Unit)
			}
		}
	}
	if !found {
		return &foi.Error{Code: foi.NotFound, Key: "not_found"}
	}
	page.Cite = d.termOf(c, clock).Cite.Article
	page.Steps, page.Pause = whySteps(d, c, clock, branch), d.paused(c, clock)
	return s.render(w, r, http.StatusOK, view.DeskWhyPage.With(page))
}

// paused says since when and why a clock of a case stands still, "" when it does not.
func (d deskReader) paused(c foi.Case, clock string) view.Sentence {
	p := pause(d.law, c.Ledger)
	if clock != "response" || clockOf(c, clock).Status != foi.Suspended || p.From.IsZero() {
		return view.Verbatim("")
	}
	return view.Say("why.paused", "Day", p.From, "Why", d.law.Text(d.locale, "ground."+p.Ground))
}

// termOf is the rule that a clock of a case runs by: that of a remedy's own case is the remedy's.
func (d deskReader) termOf(c foi.Case, clock string) statute.TermRule {
	if clock == "response" && c.Request.Remedy != "" {
		return d.law.Term(c.Request.Remedy + ".decide")
	}
	return d.law.TermOn(clock, c.Ledger[0].Facts.Track)
}

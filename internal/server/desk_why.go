package server

import (
	"net/http"
	"strconv"

	"qhana/internal/foi"
	"qhana/internal/view"
)

// deskWhy explains a due day to staff, day by day.
func (s *Server) deskWhy(w http.ResponseWriter, r *http.Request) error {
	d, c, n, err := s.openCase(r)
	if err != nil {
		return err
	}
	clock := pathValue(r, "clock")
	branch, _ := strconv.Atoi(r.URL.Query().Get("rama")) // anything else is the case's own
	page := view.DeskWhy{Case: d.head(c), Clock: clock, Back: deskURL(c.Request.Reference)}
	found := false
	for _, dl := range c.Deadlines {
		if dl.Clock == clock && dl.Branch == branch {
			found, page.Due = true, dl.DueOn
			if branch != 0 {
				page.Unit = n.unit(dl.Unit)
			}
		}
	}
	if !found {
		return &foi.Error{Code: foi.NotFound, Key: "not_found"}
	}
	page.Cite = d.law.Term(clock).Cite.Article
	page.Steps = whySteps(d, c, clock, branch)
	return s.render(w, r, http.StatusOK, view.DeskWhyPage.With(page))
}

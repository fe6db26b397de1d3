package server

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"qhana/internal/store"
	"qhana/internal/view"
)

// auditedClocks are the terms that the auditor looks at, the legal one first.
var auditedClocks = []string{"response", "branch", "acknowledge", "clarification", "publication"}

// auditUnits counts how each unit keeps a term.
func (s *Server) auditUnits(w http.ResponseWriter, r *http.Request) error {
	d, err := s.reader(r.Context(), actorOf(r), localeOf(r))
	if err != nil {
		return err
	}
	clock := r.URL.Query().Get("plazo")
	if !slices.Contains(auditedClocks, clock) {
		clock = auditedClocks[0]
	}
	figures, err := s.unitFigures.get(r.Context(), clock, s.now, func(ctx context.Context) ([]store.UnitFigures, error) { return s.store.UnitFigures(ctx, clock) })
	if err != nil {
		return err
	}
	page := view.AuditUnits{Clock: clock, Clocks: choices(auditedClocks, clock, "clock.")}
	for _, f := range figures {
		row := view.AuditFigures{Unit: d.unitName(f.Unit), Key: f.Unit, Running: f.Running, Suspended: f.Suspended, Met: f.Met, MetLate: f.MetLate,
			Missed: f.Missed, Extended: f.Extended, Stopped: f.Stopped}
		page.Rows = append(page.Rows, row)
		page.Total.Add(row)
	}
	slices.SortStableFunc(page.Rows, func(a, b view.AuditFigures) int { return d.position(a.Key) - d.position(b.Key) })
	if err := s.delays(r, d, &page); err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, view.AuditUnitsPage.With(page))
}

// delayRows is how many reasons a page has.
const delayRows = 20

// delays adds why units answered late, as they wrote it down.
func (s *Server) delays(r *http.Request, d deskReader, page *view.AuditUnits) error {
	request, entry, _ := strings.Cut(r.URL.Query().Get("desde"), ".")
	id, _ := strconv.ParseInt(request, 10, 64) // none: from the newest
	seq, _ := strconv.Atoi(entry)
	list, err := s.store.Delays(r.Context(), id, seq, delayRows+1)
	if err != nil {
		return err
	}
	for i, x := range list {
		if i == delayRows {
			page.Older = fmt.Sprintf("/auditoria?plazo=%s&desde=%d.%d#demoras", page.Clock, list[i-1].Request, list[i-1].Entry)
			break
		}
		row := view.AuditDelay{Reference: x.Reference, URL: "/auditoria/casos/" + string(x.Reference), At: x.At, Reason: x.Reason}
		if x.Unit != "" {
			row.Unit = d.unitName(x.Unit)
		}
		page.Delays = append(page.Delays, row)
	}
	return nil
}

// position is where a unit stands in lists; the end for one that there is no more.
func (d deskReader) position(unit string) int {
	for i, u := range d.units {
		if u.Key == unit {
			return i
		}
	}
	return len(d.units)
}

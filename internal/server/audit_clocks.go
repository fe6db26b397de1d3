package server

import (
	"net/http"
	"net/url"
	"slices"
	"time"

	"qhana/internal/foi"
	"qhana/internal/store"
	"qhana/internal/view"
)

// late is the filter for what was met after it had run out, which is a fact and not a status.
const metLate = "met_late"

// auditClocks lists every term, by the filters in the address.
func (s *Server) auditClocks(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	d, err := s.reader(r.Context(), actorOf(r), localeOf(r))
	if err != nil {
		return err
	}
	f, month, errs := d.deadlineFilter(q)
	list, err := s.store.Deadlines(r.Context(), f)
	if foi.CodeOf(err) == foi.Invalid {
		http.Redirect(w, r, "/auditoria/plazos", http.StatusSeeOther)
		return nil
	}
	if err != nil {
		return err
	}
	page := view.AuditClocks{Clocks: choices(auditedClocks, f.Clock, "clock."), Statuses: statusChoices(q.Get("estado")), Units: d.unitChoices(f.Unit),
		Extended: f.Extended, Month: month, Count: int(list.Count), Many: list.Count.More(), Clear: "/auditoria/plazos", Errors: errs}
	for _, l := range list.Deadlines {
		page.Rows = append(page.Rows, view.AuditClock{Reference: l.Reference, Subject: l.Subject, Clock: l.Clock, Branch: l.Branch, Unit: d.unitName(l.Unit),
			Status: statusOf(l.Deadline), Due: deadlineDue(d.law, d.today, l.Deadline), Started: l.StartedOn, Ended: l.EndedOn,
			Extended: l.Extended, Suspended: l.Suspended, URL: "/auditoria/casos/" + string(l.Reference)})
	}
	if list.Next != "" {
		page.Next = with(q, "desde", list.Next)
	}
	if f.After != "" {
		page.First = with(q, "desde", "")
	}
	return s.render(w, r, http.StatusOK, view.AuditClocksPage.With(page))
}

// deadlineFilter reads the list's filters from its address. A month that cannot be read is told beside its field.
func (d deskReader) deadlineFilter(q url.Values) (store.DeadlineFilter, string, []view.FieldError) {
	f := store.DeadlineFilter{Viewer: d.who, Unit: q.Get("unidad"), Extended: q.Get("prorroga") == "si", After: q.Get("desde")}
	if clock := q.Get("plazo"); slices.Contains(auditedClocks, clock) {
		f.Clock = clock
	}
	switch status := q.Get("estado"); {
	case status == metLate:
		f.Status, f.Late = foi.Met, true
	case slices.Contains(deskStatuses, foi.Status(status)):
		f.Status = foi.Status(status)
	}
	month := q.Get("mes")
	if month == "" {
		return f, "", nil
	}
	first, err := time.Parse("2006-01", month)
	if err != nil {
		return f, month, []view.FieldError{{Field: "mes", Key: "field.month"}}
	}
	f.From = foi.NewDate(first.Year(), first.Month(), 1)
	f.To = foi.NewDate(first.Year(), first.Month()+1, 1) - 1
	return f, month, nil
}

func statusChoices(chosen string) []view.Choice {
	codes := []string{string(foi.Running), string(foi.Suspended), string(foi.Missed), string(foi.Met), metLate, string(foi.Stopped)}
	return choices(codes, chosen, "status.")
}

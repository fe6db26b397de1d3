package server

import (
	"net/http"
	"strconv"

	"qhana/internal/foi"
	"qhana/internal/statute"
	"qhana/internal/view"
)

// adminCalendar lists the days of a year that are not worked, each with its source and when it was declared, and tells how
// declarations within the year moved terms that were running.
func (s *Server) adminCalendar(w http.ResponseWriter, r *http.Request) error {
	d, err := s.reader(r.Context(), actorOf(r), localeOf(r))
	if err != nil {
		return err
	}
	this := thisYear(d.today)
	year, err := strconv.Atoi(r.URL.Query().Get("gestion"))
	if err != nil || year < this-5 || year > this+2 {
		year = this
	}
	cal := d.law.Calendar()
	page := view.AdminCalendar{Year: year}
	page.Open, page.Close = cal.Hours()
	for y := this - 3; y <= this+1; y++ {
		page.Years = append(page.Years, view.Choice{Value: strconv.Itoa(y), Text: view.Verbatim(strconv.Itoa(y)), Chosen: y == year})
	}
	last := foi.NewDate(year, 12, 31)
	newest := last + 366
	for day := foi.NewDate(year, 1, 1); day <= last; day++ {
		if h, ok := cal.Holiday(statute.View{AsOf: newest, Revision: cal.Revision(s.now())}, day); ok {
			page.Days = append(page.Days, adminDay(d.locale, day, h, false))
		}
		for _, h := range cal.Worked {
			if h.Date == day {
				page.Days = append(page.Days, adminDay(d.locale, day, h, true))
			}
		}
	}
	page.Stories = stories(d.locale, cal, year)
	names, err := s.accountNames(r)
	if err != nil {
		return err
	}
	page.Declared = d.declared(names)
	if done := r.URL.Query().Get("hecho"); done == "declarado" || done == "revocado" {
		page.Done = "admin.declare.done." + done
	}
	recounts, err := s.store.Recounts(r.Context(), 1)
	if err != nil {
		return err
	}
	for _, x := range recounts {
		left, total, err := s.store.Uncounted(r.Context(), s.now(), 10)
		if err != nil {
			return err
		}
		page.Recount = &view.AdminRecount{Seen: x.Seen, Total: x.Total, Moved: x.Moved, At: x.StartedAt, Open: !x.FinishedAt.Valid, Left: total}
		for _, l := range left {
			page.Recount.Some = append(page.Recount.Some, string(l.Reference))
		}
	}
	if page.Done != "" && page.Recount != nil && page.Recount.Open {
		w.Header().Set("Refresh", "2") // who has just declared sees it go on
	}
	return s.render(w, r, http.StatusOK, view.AdminCalendarPage.With(page))
}

func adminDay(locale string, day foi.Date, h statute.Holiday, worked bool) view.AdminDay {
	return view.AdminDay{Day: day, Name: h.Name(locale), Source: h.Source, Declared: h.Declared, Worked: worked, ToConfirm: h.Certainty == "to_confirm"}
}

// exampleTerm is the term, in working days, by which a story shows what a declaration moved.
const exampleTerm = 15

// stories are the declarations that changed a year's days, each with a term that it moved.
func stories(locale string, cal *statute.Calendar, year int) []view.AdminStory {
	var out []view.AdminStory
	story := func(declared foi.Date) *view.AdminStory {
		for i := range out {
			if out[i].Declared == declared {
				return &out[i]
			}
		}
		out = append(out, view.AdminStory{Declared: declared})
		return &out[len(out)-1]
	}
	for _, list := range []struct {
		days   []statute.Holiday
		worked bool
	}{{cal.Worked, true}, {cal.Holidays, false}} {
		for _, h := range list.days {
			if y, _, _ := h.Date.Civil(); h.Declared.IsZero() || h.Date.IsZero() || y != year {
				continue
			}
			st := story(h.Declared)
			st.Source = h.Source
			st.Changes = append(st.Changes, adminDay(locale, h.Date, h, list.worked))
		}
	}
	for _, c := range cal.Closures() {
		if y, _, _ := c.From.Civil(); y != year || c.Revokes != 0 || c.Unit != "" {
			continue
		}
		st := story(foi.DateOf(c.DeclaredAt, cal.Zone))
		st.Source = c.Source
		st.Changes = append(st.Changes, view.AdminDay{Day: c.From, Name: c.Name, Source: c.Source, Declared: st.Declared, Worked: c.Worked})
	}
	for i := range out {
		example(cal, &out[i])
	}
	return out
}

// example finds a term that a declaration moved: one of a request received in the month before it.
func example(cal *statute.Calendar, st *view.AdminStory) {
	before, after := cal.AsOf(st.Declared-1), cal.AsOf(st.Declared)
	for back := foi.Date(1); back <= 30; back++ {
		day := st.Declared - back
		if a, b := before.After(day, exampleTerm), after.After(day, exampleTerm); a != b && before.Worked(day) {
			st.Received, st.Term, st.Before, st.After = day, exampleTerm, a, b
			return
		}
	}
}

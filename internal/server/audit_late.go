package server

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"qhana/internal/foi"
	"qhana/internal/i18n"
	"qhana/internal/store"
	"qhana/internal/view"
)

// lateDays are the lags by which the list is filtered, in days.
var lateDays = []int{1, 3, 10, 30}

// auditLate lists what was recorded after the fact: every act that speaks of a moment before the one at which it was written down.
func (s *Server) auditLate(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	x, month, errs, err := s.lateList(r, q)
	if err != nil {
		return err
	}
	list, err := s.store.LateActs(r.Context(), x.f)
	if foi.CodeOf(err) == foi.Invalid {
		http.Redirect(w, r, "/auditoria/despues", http.StatusSeeOther)
		return nil
	}
	if err != nil {
		return err
	}
	page := view.AuditLate{Units: x.d.unitChoices(x.f.Unit), Month: month, Count: int(list.Count), Many: list.Count.More(), Errors: errs}
	for _, n := range lateDays {
		page.Days = append(page.Days, view.Choice{Value: strconv.Itoa(n), Text: view.Say("late.days." + strconv.Itoa(n)), Chosen: n == x.f.Days})
	}
	for _, a := range list.Acts {
		row := view.AuditLateAct{At: a.At, Of: a.Of, Lag: lag(a.Lag()), What: lateWhat(a), Reference: a.Reference, By: x.by(a), Reason: a.Reason}
		switch a.Kind {
		case "entry":
			row.URL = fmt.Sprintf("/auditoria/casos/%s#asiento-%d", a.Reference, a.Seq)
		case "force":
			row.URL = "/leyes"
		default:
			row.URL = "/auditoria/administracion"
		}
		page.Rows = append(page.Rows, row)
	}
	if list.Next != "" {
		page.Next = with(q, "desde", list.Next)
	}
	if x.f.After != "" {
		page.First = with(q, "desde", "")
	}
	q.Del("desde")
	page.Export = "/auditoria/despues.csv?" + q.Encode()
	status := http.StatusOK
	if errs != nil {
		status = http.StatusUnprocessableEntity
	}
	return s.render(w, r, status, view.AuditLatePage.With(page))
}

// lateList is the list by the filters in an address.
type lateList struct {
	d     deskReader
	f     store.LateFilter
	names map[int64]string
}

// lateList reads the filters. A month that cannot be read is told beside its field.
func (s *Server) lateList(r *http.Request, q url.Values) (x lateList, month string, errs []view.FieldError, err error) {
	if x.d, err = s.reader(r.Context(), actorOf(r), localeOf(r)); err != nil {
		return x, "", nil, err
	}
	accounts, err := s.store.Accounts(r.Context())
	if err != nil {
		return x, "", nil, err
	}
	x.names = make(map[int64]string, len(accounts))
	for _, a := range accounts {
		x.names[a.ID] = a.Name
	}
	zone := s.law.Body().Location()
	x.f = store.LateFilter{Viewer: x.d.who, Zone: zone, Unit: q.Get("unidad"), After: q.Get("desde")}
	if n, err := strconv.Atoi(q.Get("demora")); err == nil && slices.Contains(lateDays, n) {
		x.f.Days = n
	}
	if month = q.Get("mes"); month == "" {
		return x, "", nil, nil
	}
	first, bad := time.ParseInLocation("2006-01", month, zone)
	if bad != nil {
		return x, month, []view.FieldError{{Field: "mes", Key: "field.month"}}, nil
	}
	x.f.From, x.f.To = first, first.AddDate(0, 1, 0)
	return x, month, nil, nil
}

// by is who recorded an act: the list is about what people did.
func (x lateList) by(a store.Late) view.Actor {
	out := view.Actor{Role: foi.Role(a.Role), Name: x.names[a.Account]}
	if a.Unit != "" {
		out.Unit = x.d.unitName(a.Unit)
	}
	return out
}

func lateWhat(a store.Late) view.Sentence { return view.Say("late.what."+a.Event, "Name", a.Name) }

// lag is a length of time in days, hours and minutes, of which the two greatest are said.
func lag(d time.Duration) string {
	days, hours, minutes := int(d/(24*time.Hour)), int(d/time.Hour)%24, int(d/time.Minute)%60
	switch {
	case days > 0:
		return fmt.Sprintf("%d d %d h", days, hours)
	case hours > 0:
		return fmt.Sprintf("%d h %d min", hours, minutes)
	}
	return fmt.Sprintf("%d min", minutes)
}

// auditLateExport gives the list as a file, by the same filters.
func (s *Server) auditLateExport(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	q.Del("desde")
	x, _, errs, err := s.lateList(r, q)
	if err != nil {
		return err
	}
	if errs != nil {
		http.Redirect(w, r, "/auditoria/despues?"+q.Encode(), http.StatusSeeOther)
		return nil
	}
	x.f.Limit = 200
	page, err := s.store.LateActs(r.Context(), x.f)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="registrado-despues-`+x.d.today.String()+`.csv"`)
	if err := s.lateCSV(w, r, x, page); err != nil {
		s.log.Error("export broke off", "path", r.URL.Path, "err", err)
		panic(http.ErrAbortHandler)
	}
	return nil
}

// lateCSV walks the list page by page, so that none of it is held in memory.
func (s *Server) lateCSV(w io.Writer, r *http.Request, x lateList, page store.LatePage) error {
	words := i18n.Of(x.d.locale)
	out, err := sheet(w, x.d.locale)
	if err != nil {
		return nil // the reader has gone
	}
	var head []string
	for _, key := range []string{"late.at", "late.of", "late.lag.hours", "late.what", "export.reference", "late.entry", "late.by", "audit.clocks.unit", "late.reason"} {
		head = append(head, words.T(key, nil))
	}
	_ = out.Write(head)
	for n := 0; ; {
		for _, a := range page.Acts {
			if n++; n > exportMost {
				_ = out.Write([]string{words.T("export.cut", map[string]string{"N": words.Number(exportMost)})})
				out.Flush()
				return out.Error()
			}
			by := x.by(a)
			name := by.Name
			if name == "" {
				name = words.T("role."+string(by.Role), nil)
			}
			entry := ""
			if a.Seq > 0 {
				entry = strconv.Itoa(a.Seq)
			}
			lag := strconv.FormatFloat(a.Lag().Hours(), 'f', 1, 64)
			if out.Comma == ';' {
				lag = strings.Replace(lag, ".", ",", 1)
			}
			row := []string{a.At.In(x.f.Zone).Format("2006-01-02 15:04"), a.Of.In(x.f.Zone).Format("2006-01-02 15:04"), lag,
				words.T("late.what."+a.Event, map[string]string{"Name": a.Name}), string(a.Reference), entry, name, by.Unit, a.Reason}
			for i := range row {
				row[i] = harmless(row[i])
			}
			_ = out.Write(row)
		}
		if page.Next == "" {
			out.Flush()
			return out.Error()
		}
		x.f.After = page.Next
		if page, err = s.store.LateActs(r.Context(), x.f); err != nil {
			return err
		}
	}
}

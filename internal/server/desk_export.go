package server

import (
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/xuri/excelize/v2" // spreadsheets written row by row, as other programs read them

	"qhana/internal/foi"
	"qhana/internal/i18n"
	"qhana/internal/store"
	"qhana/internal/view"
)

// exportMost is how many requests one export has at most; it says so when there are more.
const exportMost = 50_000

// exportColumns are the columns of an export; who asked is left out for readers who need not know.
var exportColumns = []string{"reference", "subject", "requester", "state", "clock", "due", "filed", "holders", "outcome", "missed"}

// exportWidths are how wide the columns are, in letters.
var exportWidths = map[string]float64{"reference": 18, "subject": 60, "requester": 30, "state": 18, "clock": 14, "due": 12, "filed": 12, "holders": 50, "outcome": 30, "missed": 16}

// deskExport gives the list as a file, by the same filters and with what the reader may see.
func (s *Server) deskExport(w http.ResponseWriter, r *http.Request) error {
	d, err := s.reader(r.Context(), actorOf(r), localeOf(r))
	if err != nil {
		return err
	}
	f := d.filter(r.URL.Query())
	f.After, f.Limit = "", 200
	first, err := s.store.Requests(r.Context(), f)
	if err != nil {
		return err
	}
	name := "solicitudes-" + d.today.String()
	broken := func(err error) error {
		if err != nil {
			s.log.Error("export broke off", "path", r.URL.Path, "err", err)
			panic(http.ErrAbortHandler)
		}
		return nil
	}
	rows := exportRows{s: s, r: r, d: d, f: f, page: first, words: i18n.Of(d.locale)}
	if strings.HasSuffix(r.URL.Path, ".xlsx") {
		w.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
		w.Header().Set("Content-Disposition", `attachment; filename="`+name+`.xlsx"`)
		return broken(rows.xlsx(w))
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`.csv"`)
	return broken(rows.csv(w))
}

// exportRows walks a list page by page, so that none of it is held in memory.
type exportRows struct {
	s     *Server
	r     *http.Request
	d     deskReader
	f     store.RequestFilter
	page  store.RequestPage
	words *i18n.Catalogue
}

func (x *exportRows) columns() []string {
	return slices.DeleteFunc(slices.Clone(exportColumns), func(c string) bool { return c == "requester" && !x.d.seesPerson() })
}

func (x *exportRows) head() []string {
	var out []string
	for _, column := range x.columns() {
		out = append(out, x.words.T("export."+column, nil))
	}
	return out
}

// each calls row for every request of the list; a note stands at the end of one that was cut.
func (x *exportRows) each(row func([]any) error) error {
	n := 0
	for {
		if err := x.s.sawRows(x.r.Context(), x.d, foi.SawExport, listTask(x.f), x.page.Requests); err != nil {
			return err
		}
		for _, l := range x.page.Requests {
			if n++; n > exportMost {
				return row([]any{x.words.T("export.cut", map[string]string{"N": x.words.Number(exportMost)})})
			}
			if err := row(x.row(l)); err != nil {
				return err
			}
		}
		if x.page.Next == "" {
			return nil
		}
		x.f.After, x.f.Count = x.page.Next, x.page.Count
		var err error
		if x.page, err = x.s.store.Requests(x.r.Context(), x.f); err != nil {
			return err
		}
	}
}

func (x *exportRows) row(l store.Listed) []any {
	yes := map[bool]string{true: x.words.T("yes", nil), false: ""}
	day := func(d foi.Date) any {
		if d.IsZero() {
			return ""
		}
		return d.Time()
	}
	out := []any{string(l.Reference), l.Subject}
	if x.d.seesPerson() {
		out = append(out, l.Requester)
	}
	outcome := ""
	if l.Outcome != "" {
		outcome = x.d.outcome(l.Outcome)
	}
	return append(out, x.words.T("state."+string(l.State), nil), x.words.T("status."+string(l.Clock), nil), day(l.DueOn),
		day(foi.DateOf(l.FiledAt, x.d.law.Location())), strings.Join(x.d.unitNames(l.Holders), "; "), outcome, yes[l.Missed])
}

// csv writes a text that spreadsheets open as it is meant: with its encoding, and with nothing that they would take for a formula.
func (x *exportRows) csv(w io.Writer) error {
	out, err := sheet(w, x.d.locale)
	if err != nil {
		return nil // the reader has gone
	}
	_ = out.Write(x.head())
	err = x.each(func(values []any) error {
		cells := make([]string, len(values))
		for i, v := range values {
			switch v := v.(type) {
			case time.Time:
				cells[i] = v.Format("2006-01-02")
			case string:
				cells[i] = harmless(v)
			}
		}
		return out.Write(cells)
	})
	out.Flush()
	return err
}

// harmless puts a sign before a text that a spreadsheet would carry out.
func harmless(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

func (x *exportRows) xlsx(w io.Writer) error {
	file := excelize.NewFile()
	defer func() { _ = file.Close() }()
	name := x.words.T("desk.cases.heading", nil)
	if err := file.SetSheetName(file.GetSheetName(0), name); err != nil {
		return err
	}
	stream, err := file.NewStreamWriter(name)
	if err != nil {
		return err
	}
	bold, err := file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	format := "yyyy-mm-dd"
	dated, err := file.NewStyle(&excelize.Style{CustomNumFmt: &format})
	if err != nil {
		return err
	}
	columns := x.columns()
	for i, column := range columns {
		if err := stream.SetColWidth(i+1, i+1, exportWidths[column]); err != nil {
			return err
		}
	}
	if err := stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil { // the columns' names stay
		return err
	}
	n := 0
	put := func(values []any) error {
		n++
		cell, err := excelize.CoordinatesToCellName(1, n)
		if err != nil {
			return err
		}
		return stream.SetRow(cell, values)
	}
	var head []any
	for _, h := range x.head() {
		head = append(head, excelize.Cell{StyleID: bold, Value: h})
	}
	if err := put(head); err != nil {
		return err
	}
	err = x.each(func(values []any) error {
		for i, v := range values {
			if at, ok := v.(time.Time); ok {
				values[i] = excelize.Cell{StyleID: dated, Value: at}
			}
		}
		return put(values)
	})
	if err != nil {
		return err
	}
	if err := stream.Flush(); err != nil {
		return err
	}
	last, err := excelize.CoordinatesToCellName(len(columns), n)
	if err != nil {
		return err
	}
	if err := file.AutoFilter(name, "A1:"+last, nil); err != nil {
		return err
	}
	return file.Write(w)
}

// exports are the addresses of the list's files.
func exports(r *http.Request) []view.Choice {
	var out []view.Choice
	for _, kind := range []string{"csv", "xlsx"} {
		out = append(out, view.Choice{Value: "/mesa/casos/exportar." + kind + "?" + r.URL.RawQuery, Text: view.Say("export." + kind)})
	}
	return out
}

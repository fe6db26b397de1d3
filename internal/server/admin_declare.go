package server

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"qhana/internal/casework"
	"qhana/internal/foi"
	"qhana/internal/store"
	"qhana/internal/view"
)

// closureRows is how many days or ranges one declaration can have.
const closureRows = 5

// adminDeclare shows the form with which days are declared.
func (s *Server) adminDeclare(w http.ResponseWriter, r *http.Request) error {
	d, err := s.reader(r.Context(), actorOf(r), localeOf(r))
	if err != nil {
		return err
	}
	newest, err := s.store.NewestClosure(r.Context())
	if err != nil {
		return err
	}
	form := url.Values{"visto": {strconv.Itoa(newest)}}
	return s.render(w, r, http.StatusOK, view.AdminDeclarePage.With(d.declarePage(form, "")))
}

// declarePage is the form as it was typed; document is the name of the one that was brought.
func (d deskReader) declarePage(form url.Values, document string) view.AdminDeclare {
	page := view.AdminDeclare{Source: form.Get("norma"), Document: form.Get("documento"), Name: document}
	page.Expected, _ = strconv.Atoi(form.Get("visto"))
	for n := 1; n <= closureRows; n++ {
		row := view.AdminClosureRow{N: n, From: form.Get(fmt.Sprintf("desde-%d", n)), To: form.Get(fmt.Sprintf("hasta-%d", n)),
			Name: form.Get(fmt.Sprintf("nombre-%d", n)), Worked: form.Get(fmt.Sprintf("tipo-%d", n)) == "habil"}
		page.Rows = append(page.Rows, row)
	}
	page.Units = []view.Choice{{Text: view.Say("admin.declare.unit.all"), Chosen: form.Get("unidad") == ""}}
	for _, u := range d.units {
		if u.Active {
			page.Units = append(page.Units, view.Choice{Value: u.Key, Text: view.Verbatim(u.Name(d.locale)), Chosen: u.Key == form.Get("unidad")})
		}
	}
	for _, v := range []string{"no", "si"} {
		page.Revives = append(page.Revives, view.Choice{Value: v, Text: view.Say("admin.declare.revive." + v), Hint: view.Say("admin.declare.revive." + v + ".hint"),
			Chosen: form.Get("revive") == v || v == "no" && form.Get("revive") == ""})
	}
	return page
}

// adminDeclareDo shows what declarations would move, and declares them when that was seen.
func (s *Server) adminDeclareDo(w http.ResponseWriter, r *http.Request) error {
	d, err := s.reader(r.Context(), actorOf(r), localeOf(r))
	if err != nil {
		return err
	}
	form, docs, err := s.readForm(r, true)
	if foi.CodeOf(err) == "" && err != nil {
		return err
	}
	again := func(status int, errs ...view.FieldError) error {
		page := d.declarePage(form, s.broughtName(r, form.Get("documento")))
		page.Errors = errs
		return s.render(w, r, status, view.AdminDeclarePage.With(page))
	}
	if err != nil {
		return again(http.StatusUnprocessableEntity, closureError(err, nil))
	}
	if len(docs) > 0 {
		docs[0].Purpose = foi.Working
		if err := s.store.InTx(r.Context(), func(tx *store.Tx) error { return tx.AddDocument(r.Context(), docs[0]) }); err != nil {
			return err
		}
		form.Set("documento", docs[0].ID)
	}
	list, rows, errs := closures(form)
	if len(list) == 0 && len(errs) == 0 {
		errs = append(errs, view.FieldError{Field: "desde-1", Key: "closure.day"})
	}
	if strings.TrimSpace(form.Get("norma")) == "" {
		errs = append(errs, view.FieldError{Field: "norma", Key: "closure.source"})
	}
	if s.broughtName(r, form.Get("documento")) == "" {
		errs = append(errs, view.FieldError{Field: "archivos", Key: "closure.document"})
	}
	if len(errs) > 0 {
		return again(http.StatusUnprocessableEntity, errs...)
	}
	after, _ := strconv.ParseInt(form.Get("despues"), 10, 64) // anything else is the beginning
	moves, err := s.desk.PreviewClosures(r.Context(), list, after)
	if err != nil {
		return again(http.StatusUnprocessableEntity, closureError(err, rows))
	}
	if declares := form.Get("hacer") == "declarar"; !declares || form.Get("previsto") != moves.Digest {
		page, status := d.declarePage(form, s.broughtName(r, form.Get("documento"))), http.StatusOK
		if declares { // not what was seen: the days were changed, or the cases were
			page.Errors, status = []view.FieldError{{Field: "mueve", Key: "closure.moved"}}, http.StatusConflict
		}
		page.Preview = adminMoves(moves)
		return s.render(w, r, status, view.AdminDeclarePage.With(page))
	}
	expected, _ := strconv.Atoi(form.Get("visto"))
	if err := s.desk.Declare(r.Context(), expected, list, actorOf(r)); err != nil {
		switch foi.CodeOf(err) {
		case foi.Conflict:
			newest, _ := s.store.NewestClosure(r.Context())
			form.Set("visto", strconv.Itoa(newest))
			return again(http.StatusConflict, view.FieldError{Field: "desde-1", Key: "closure.stale"})
		case foi.Invalid:
			return again(http.StatusUnprocessableEntity, closureError(err, rows))
		}
		return err
	}
	http.Redirect(w, r, "/admin/calendario?hecho=declarado", http.StatusSeeOther)
	return nil
}

// broughtName is the name of a document that was brought for a declaration, "" when there is none.
func (s *Server) broughtName(r *http.Request, id string) string {
	if id == "" {
		return ""
	}
	doc, err := s.store.LooseDocument(r.Context(), id)
	if err != nil {
		return ""
	}
	return doc.Name
}

// closures reads the rows that were filled in, with their numbers.
func closures(form url.Values) (list []foi.Closure, rows []int, _ []view.FieldError) {
	var errs []view.FieldError
	for n := 1; n <= closureRows; n++ {
		get := func(name string) string { return strings.TrimSpace(form.Get(fmt.Sprintf("%s-%d", name, n))) }
		if get("desde") == "" && get("hasta") == "" && get("nombre") == "" {
			continue
		}
		c := foi.Closure{Name: get("nombre"), Worked: get("tipo") == "habil", Source: strings.TrimSpace(form.Get("norma")), Document: form.Get("documento"),
			Unit: form.Get("unidad"), Revives: form.Get("revive") == "si"}
		var e1, e2 error
		c.From, e1 = foi.ParseDate(get("desde"))
		c.To = c.From
		if get("hasta") != "" {
			c.To, e2 = foi.ParseDate(get("hasta"))
		}
		switch {
		case e1 != nil:
			errs = append(errs, view.FieldError{Field: fmt.Sprintf("desde-%d", n), Key: "closure.day"})
		case e2 != nil:
			errs = append(errs, view.FieldError{Field: fmt.Sprintf("hasta-%d", n), Key: "closure.day"})
		case c.To < c.From:
			errs = append(errs, view.FieldError{Field: fmt.Sprintf("hasta-%d", n), Key: "closure.order"})
		case c.Name == "" || len(c.Name) > deskMaxLine:
			errs = append(errs, view.FieldError{Field: fmt.Sprintf("nombre-%d", n), Key: "closure.name"})
		}
		list, rows = append(list, c), append(rows, n)
	}
	return list, rows, errs
}

// closureError is an error of casework beside the row that it is about.
func closureError(err error, rows []int) view.FieldError {
	var e *foi.Error
	if !errors.As(err, &e) {
		return view.FieldError{Field: "desde-1", Key: "form"}
	}
	field := "archivos"
	if i, err := strconv.Atoi(e.Field); err == nil && i < len(rows) {
		field = fmt.Sprintf("desde-%d", rows[i])
	}
	args := map[string]any{}
	for k, v := range e.Args {
		args[k] = v
		if day, err := foi.ParseDate(v); err == nil {
			args[k] = day
		}
	}
	return view.FieldError{Field: field, Key: e.Key, Args: args}
}

func adminMoves(m casework.Moves) *view.AdminMoves {
	out := &view.AdminMoves{Cases: m.Cases, Clocks: m.Clocks, Earlier: m.Earlier, Later: m.Later, Digest: m.Digest, Next: m.Next}
	for _, x := range m.List {
		out.Rows = append(out.Rows, view.AdminMoved{Reference: x.Reference, Clock: x.Clock, Old: x.Old, New: x.New})
	}
	return out
}

// declared lists what the body declared, the newest first.
func (d deskReader) declared(names map[int64]string) []view.AdminDeclared {
	var out []view.AdminDeclared
	list := d.law.Calendar().Closures()
	revoked := map[int]bool{}
	for _, c := range list {
		revoked[c.Revokes] = true
	}
	for i := len(list) - 1; i >= 0; i-- {
		if c := list[i]; c.Revokes == 0 {
			row := view.AdminDeclared{No: c.No, From: c.From, To: c.To, Worked: c.Worked, Name: c.Name, Source: c.Source, Document: c.Document != "",
				Revives: c.Revives, Revoked: revoked[c.No], At: c.DeclaredAt, By: names[c.Account]}
			if c.Unit != "" {
				row.Unit = d.unitName(c.Unit)
			}
			out = append(out, row)
		}
	}
	return out
}

// accountNames are the names of the accounts, by id.
func (s *Server) accountNames(r *http.Request) (map[int64]string, error) {
	accounts, err := s.store.Accounts(r.Context())
	if err != nil {
		return nil, err
	}
	names := map[int64]string{}
	for _, a := range accounts {
		names[a.ID] = a.Name
	}
	return names, nil
}

// revoking is the declaration that a route names, and the list with which it is taken back.
func (s *Server) revoking(r *http.Request) (view.AdminRevoke, []foi.Closure, error) {
	d, err := s.reader(r.Context(), actorOf(r), localeOf(r))
	if err != nil {
		return view.AdminRevoke{}, nil, err
	}
	names, err := s.accountNames(r)
	if err != nil {
		return view.AdminRevoke{}, nil, err
	}
	page := view.AdminRevoke{}
	if page.Expected, err = s.store.NewestClosure(r.Context()); err != nil {
		return page, nil, err
	}
	no, _ := strconv.Atoi(pathValue(r, "no"))
	for _, row := range d.declared(names) {
		if row.No == no && !row.Revoked {
			page.Declared = row
			return page, []foi.Closure{{Revokes: no, From: row.From, To: row.To, Name: row.Name, Source: row.Source}}, nil
		}
	}
	return page, nil, &foi.Error{Code: foi.NotFound, Key: "not_found"}
}

// adminRevoke shows what taking a declaration back would move.
func (s *Server) adminRevoke(w http.ResponseWriter, r *http.Request) error {
	page, list, err := s.revoking(r)
	if err != nil {
		return err
	}
	after, _ := strconv.ParseInt(r.URL.Query().Get("despues"), 10, 64) // anything else is the beginning
	moves, err := s.desk.PreviewClosures(r.Context(), list, after)
	if err != nil {
		return err
	}
	page.Moves = *adminMoves(moves)
	return s.render(w, r, http.StatusOK, view.AdminRevokePage.With(page))
}

// adminRevokeDo takes a declaration back.
func (s *Server) adminRevokeDo(w http.ResponseWriter, r *http.Request) error {
	page, list, err := s.revoking(r)
	if err != nil {
		return err
	}
	form, _, err := s.readForm(r, false)
	if err != nil {
		return err
	}
	moves, err := s.desk.PreviewClosures(r.Context(), list, 0)
	if err != nil {
		return err
	}
	if page.Moves = *adminMoves(moves); form.Get("previsto") != moves.Digest {
		page.Errors = []view.FieldError{{Field: "mueve", Key: "closure.moved"}}
		return s.render(w, r, http.StatusConflict, view.AdminRevokePage.With(page))
	}
	expected, _ := strconv.Atoi(form.Get("visto"))
	if err := s.desk.Declare(r.Context(), expected, list, actorOf(r)); err != nil {
		if foi.CodeOf(err) == foi.Conflict {
			page.Errors = []view.FieldError{{Field: "revocar", Key: "closure.stale"}}
			return s.render(w, r, http.StatusConflict, view.AdminRevokePage.With(page))
		}
		return err
	}
	http.Redirect(w, r, "/admin/calendario?hecho=revocado", http.StatusSeeOther)
	return nil
}

// closureDocument gives anybody the document in which a declaration stands.
func (s *Server) closureDocument(w http.ResponseWriter, r *http.Request) error {
	no, err := strconv.Atoi(pathValue(r, "no"))
	if err != nil {
		return &foi.Error{Code: foi.NotFound, Key: "not_found"}
	}
	doc, err := s.store.ClosureDocument(r.Context(), no)
	if err != nil {
		return err
	}
	return s.serveDocument(w, r, doc)
}

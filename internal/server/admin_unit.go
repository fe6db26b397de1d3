package server

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"qhana/internal/foi"
	"qhana/internal/i18n"
	"qhana/internal/statute"
	"qhana/internal/store"
	"qhana/internal/view"
)

// unitKinds are the kinds of unit, by which lists group them.
var unitKinds = []string{"government", "transparency", "secretariat", "office", "district", "council"}

var unitKey = regexp.MustCompile(`^[a-z][a-z0-9-]{1,39}$`)

// unitOf is the unit that a route names; a new one when it names none.
func (d deskReader) unitOf(r *http.Request) (foi.Unit, error) {
	key := pathValue(r, "key")
	if key == "" {
		return foi.Unit{Active: true, Kind: "office", Position: len(d.units)}, nil
	}
	for _, u := range d.units {
		if u.Key == key {
			return u, nil
		}
	}
	return foi.Unit{}, &foi.Error{Code: foi.NotFound, Key: "not_found"}
}

func (s *Server) adminUnit(w http.ResponseWriter, r *http.Request) error {
	d, err := s.reader(r.Context(), actorOf(r), localeOf(r))
	if err != nil {
		return err
	}
	u, err := d.unitOf(r)
	if err != nil {
		return err
	}
	return s.showUnit(w, r, http.StatusOK, d, u, nil)
}

func (s *Server) showUnit(w http.ResponseWriter, r *http.Request, status int, d deskReader, u foi.Unit, errs []view.FieldError) error {
	page := view.AdminUnitForm{Key: u.Key, New: pathValue(r, "key") == "", NameES: u.NameES, NameEN: u.NameEN, Email: u.Email, Active: u.Active, Errors: errs,
		Kinds: choices(unitKinds, u.Kind, "units.kind.")}
	for _, c := range d.unitChoices(u.Parent) {
		if c.Value != u.Key {
			page.Parents = append(page.Parents, c)
		}
	}
	if !page.New {
		accounts, err := s.store.Accounts(r.Context())
		if err != nil {
			return err
		}
		page.Heads = d.headsOf(accounts, u.Key, s.now())
		if page.Held, err = s.store.Held(r.Context(), 0, u.Key); err != nil {
			return err
		}
	}
	return s.render(w, r, status, view.AdminUnitPage.With(page))
}

// adminUnitDo makes, changes or dissolves a unit. One that still owes a branch, or has people or units below it, cannot go.
func (s *Server) adminUnitDo(w http.ResponseWriter, r *http.Request) error {
	d, err := s.reader(r.Context(), actorOf(r), localeOf(r))
	if err != nil {
		return err
	}
	before, err := d.unitOf(r)
	if err != nil {
		return err
	}
	values, _, err := s.readForm(r, false)
	if err != nil {
		return err
	}
	u, errs := d.unitTyped(before, values, pathValue(r, "key") == "")
	refuse := func(errs []view.FieldError) error {
		u.Active = u.Active || before.Active
		return s.showUnit(w, r, http.StatusUnprocessableEntity, d, u, errs)
	}
	if len(errs) > 0 {
		return refuse(errs)
	}
	entry := store.AdminEntry{At: s.now(), Account: actorOf(r).Account, Kind: "unit_saved", Subject: "unit:" + u.Key, Facts: map[string]string{"name": u.NameES, "parent": u.Parent, "kind": u.Kind,
		"active": strconv.FormatBool(u.Active)}}
	if u.Email != before.Email {
		entry.Facts["fields"] = "email" // what it is stands with the unit
	}
	dissolves := before.Active && !u.Active
	if dissolves {
		entry.Kind = "unit_dissolved"
	}
	err = s.store.InTx(r.Context(), func(tx *store.Tx) error {
		if dissolves {
			ties, err := tx.LockUnit(r.Context(), u.Key)
			if errs = s.whyNotDissolve(u, ties); err != nil || len(errs) > 0 {
				return err
			}
		}
		if err := tx.SaveUnit(r.Context(), u); err != nil {
			return err
		}
		return tx.AddAdminEntry(r.Context(), entry)
	})
	if err != nil {
		return err
	}
	if len(errs) > 0 {
		return refuse(errs)
	}
	http.Redirect(w, r, "/admin/unidades?hecho="+u.Key, http.StatusSeeOther)
	return nil
}

func (d deskReader) unitTyped(u foi.Unit, v url.Values, fresh bool) (foi.Unit, []view.FieldError) {
	var errs []view.FieldError
	bad := func(wrong bool, field, key string) {
		if wrong {
			errs = append(errs, view.FieldError{Field: field, Key: key})
		}
	}
	if fresh {
		u.Key = strings.TrimSpace(v.Get("clave"))
		bad(!unitKey.MatchString(u.Key) || u.Key == "nueva", "clave", "units.key")
		bad(slices.ContainsFunc(d.units, func(o foi.Unit) bool { return o.Key == u.Key }), "clave", "units.key_taken")
	} else {
		u.Active = v.Get("activa") == "si"
	}
	u.NameES, u.NameEN, u.Parent, u.Kind, u.Email = oneLine(v.Get("nombre")), oneLine(v.Get("nombreIngles")), v.Get("superior"), v.Get("clase"), strings.TrimSpace(v.Get("correo"))
	bad(u.NameES == "", "nombre", "units.name")
	bad(u.NameEN == "", "nombreIngles", "units.name")
	errs = append(append(errs, short("nombre", u.NameES, askMaxLine)...), short("nombreIngles", u.NameEN, askMaxLine)...)
	bad(!slices.Contains(unitKinds, u.Kind), "clase", "units.kind")
	bad(u.Email != "" && !plausibleEmail(u.Email), "correo", "ask.email_form")
	bad(u.Parent != "" && !slices.ContainsFunc(d.units, func(o foi.Unit) bool { return o.Key == u.Parent && o.Active }), "superior", "units.parent")
	parents := map[string]string{}
	for _, o := range d.units {
		parents[o.Key] = o.Parent
	}
	for at, n := u.Parent, 0; at != "" && n < 20; at, n = parents[at], n+1 {
		if at == u.Key {
			bad(true, "superior", "units.cycle")
			break
		}
	}
	return u, errs
}

// whyNotDissolve says what keeps a unit from being dissolved: what hangs on it, and every version of the law that names it.
func (s *Server) whyNotDissolve(u foi.Unit, ties store.UnitTies) []view.FieldError {
	var errs []view.FieldError
	bad := func(wrong bool, key string, n int) {
		if wrong {
			errs = append(errs, view.FieldError{Field: "activa", Key: key, Args: map[string]any{"n": n}})
		}
	}
	needed := slices.ContainsFunc(s.law.Versions(s.law.Body().Key()), func(law *statute.Statute) bool { return law.Needs(u.Key) })
	bad(needed, "units.needed", 0)
	bad(ties.Branches > 0, "units.branches", ties.Branches)
	bad(ties.Below > 0, "units.below", ties.Below)
	bad(ties.People > 0, "units.people", ties.People)
	return errs
}

// factNumber is a number that an administrator's entry keeps.
func factNumber(e store.AdminEntry, name string) int {
	n, _ := strconv.Atoi(e.Facts[name]) // another's kind of entry has none
	return n
}

// rolesHeld are the roles that somebody had, in words; none too.
func (d deskReader) rolesHeld(roles string) view.Sentence {
	if roles == "" {
		return view.Say("record.roles.none")
	}
	return d.rolesSaid(roles)
}

// recordRows is how many lines of the record a page has.
const recordRows = 50

// adminRecord lists what administrators did, the newest first.
func (s *Server) adminRecord(w http.ResponseWriter, r *http.Request) error {
	before, _ := strconv.ParseInt(r.URL.Query().Get("desde"), 10, 64) // none: from the newest
	list, err := s.store.AdminEntries(r.Context(), before, recordRows+1)
	if err != nil {
		return err
	}
	d, err := s.reader(r.Context(), actorOf(r), localeOf(r))
	if err != nil {
		return err
	}
	accounts, err := s.store.Accounts(r.Context())
	if err != nil {
		return err
	}
	names := map[string]string{}
	for _, a := range accounts {
		names[fmt.Sprintf("account:%d", a.ID)] = a.Name
	}
	var page view.AdminRecord
	if areaOf(r.URL.Path) == "admin" {
		page.Back = "/admin/personas"
	}
	for i, e := range list {
		if i == recordRows {
			page.Next = fmt.Sprintf("?desde=%d", list[i-1].ID)
			break
		}
		subject := names[e.Subject]
		if key, ok := strings.CutPrefix(e.Subject, "unit:"); ok {
			subject = d.unitName(key)
		}
		if ref, ok := strings.CutPrefix(e.Subject, "case:"); ok {
			subject = ref
		}
		if name := e.Facts["name"]; subject == "" {
			subject = name
		}
		what := view.Say("record."+e.Kind, "Subject", subject)
		if kind, ok := strings.CutPrefix(e.Subject, "letter:"); ok {
			what = view.Say("record."+e.Kind, "Subject", view.Say("letters.kind."+kind))
		}
		if sum, ok := strings.CutPrefix(e.Subject, "file"); ok {
			if sum = strings.TrimPrefix(sum, ":"); sum == "" { // it stood in the subject before the record committed to it
				sum = e.Words["file"]
			}
			what = view.Say("record."+e.Kind, "Subject", sum[:min(len(sum), 12)], "Added", factNumber(e, "added"), "Changed", factNumber(e, "changed"), "Wrong", factNumber(e, "wrong"))
		}
		if e.Kind == foi.LawFiles {
			what = s.replacedWords(e.Facts, localeOf(r))
		}
		row := view.AdminRecordRow{At: e.At, By: names[fmt.Sprintf("account:%d", e.Account)], What: what}
		if e.Role == foi.Citizen {
			row.By = i18n.Of(localeOf(r)).T("role.requester", nil)
		}
		for _, field := range strings.Fields(e.Facts["fields"] + " " + e.Words["fields"]) {
			if field == "roles" && e.Facts["roles"] != e.Facts["before"] {
				row.Fields = append(row.Fields, view.Say("record.roles", "Before", d.rolesHeld(e.Facts["before"]), "After", d.rolesHeld(e.Facts["roles"])))
				continue
			}
			row.Fields = append(row.Fields, view.Say("record.field."+field))
		}
		page.Rows = append(page.Rows, row)
	}
	return s.render(w, r, http.StatusOK, view.AdminRecordPage.With(page))
}

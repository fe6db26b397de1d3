package server

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"qhana/internal/access"
	"qhana/internal/foi"
	"qhana/internal/store"
	"qhana/internal/view"
)

// roleFields is how many roles the form has room for.
const roleFields = 5

// loginForm is what a login looks like: it is typed every day.
var loginForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{1,39}$`)

// personOf reads the account that a route names; the zero account for a new one.
func (s *Server) personOf(r *http.Request) (foi.Account, error) {
	id := pathValue(r, "id")
	if id == "" {
		return foi.Account{Active: true}, nil
	}
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return foi.Account{}, &foi.Error{Code: foi.NotFound, Key: "not_found", Cause: err}
	}
	return s.store.AccountByID(r.Context(), n)
}

func (s *Server) adminPerson(w http.ResponseWriter, r *http.Request) error {
	a, err := s.personOf(r)
	if err != nil {
		return err
	}
	return s.showPerson(w, r, http.StatusOK, a, nil)
}

func (s *Server) showPerson(w http.ResponseWriter, r *http.Request, status int, a foi.Account, errs []view.FieldError) error {
	d, err := s.reader(r.Context(), actorOf(r), localeOf(r))
	if err != nil {
		return err
	}
	accounts, err := s.store.Accounts(r.Context())
	if err != nil {
		return err
	}
	page := view.AdminPersonForm{ID: a.ID, Login: a.Login, Name: a.Name, Email: a.Email, Active: a.Active, Errors: errs}
	zone := d.law.Location()
	if !a.AwayFrom.IsZero() {
		page.From, page.Until = foi.DateOf(a.AwayFrom, zone).String(), (foi.DateOf(a.AwayUntil, zone) - 1).String()
	}
	for n := range max(roleFields, len(a.Grants)+1) {
		f := view.AdminRoleField{N: n}
		var g foi.Grant
		if n < len(a.Grants) {
			g = a.Grants[n]
		}
		f.Roles, f.Units = choices(foi.Roles, g.Role, "role."), d.unitChoices(g.Unit)
		page.Roles = append(page.Roles, f)
	}
	page.Near = len(accounts) > backupsMost
	for _, other := range accounts {
		if other.Active && other.ID != a.ID && (!page.Near || other.ID == a.Backup || d.near(a, other)) {
			page.Backups = append(page.Backups, view.Choice{Value: strconv.FormatInt(other.ID, 10), Text: view.Verbatim(other.Name + " · " + other.Login), Chosen: other.ID == a.Backup})
		}
	}
	for _, other := range coveredBy(accounts, a.ID) {
		page.StandsFor = append(page.StandsFor, view.AdminPerson{ID: other.ID, Name: other.Name, Away: other.Away(s.now())})
	}
	if a.ID != 0 {
		if page.Held, err = s.store.Held(r.Context(), a.ID, ""); err != nil {
			return err
		}
	}
	page.Confirm = slices.ContainsFunc(errs, func(e view.FieldError) bool { return strings.HasPrefix(e.Key, "people.leaves") })
	return s.render(w, r, status, view.AdminPersonPage.With(page))
}

// backupsMost is of how many people all are offered to stand in for somebody. Of more, those of their units and the units above.
const backupsMost = 300

// near tells whether somebody works in a unit of another's or in the one above it.
func (d deskReader) near(a, other foi.Account) bool {
	return slices.ContainsFunc(a.Grants, func(g foi.Grant) bool {
		return slices.ContainsFunc(other.Grants, func(o foi.Grant) bool {
			return o.Unit == g.Unit || slices.ContainsFunc(d.units, func(u foi.Unit) bool { return u.Key == g.Unit && u.Parent == o.Unit })
		})
	})
}

// coveredBy are those for whom an account stands in, or would.
func coveredBy(all []foi.Account, id int64) []foi.Account {
	var out []foi.Account
	for _, o := range all {
		if id != 0 && o.Active && o.Backup == id {
			out = append(out, o)
		}
	}
	return out
}

// adminPersonDo makes or changes an account. A new one gets a password that is shown once.
func (s *Server) adminPersonDo(w http.ResponseWriter, r *http.Request) error {
	before, err := s.personOf(r)
	if err != nil {
		return err
	}
	values, _, err := s.readForm(r, false)
	if err != nil {
		return err
	}
	a, errs := s.personTyped(before, values)
	if len(errs) > 0 {
		return s.showPerson(w, r, http.StatusUnprocessableEntity, a, errs)
	}
	password := rand.Text()
	hash := ""
	if a.ID == 0 {
		hash = access.HashPassword(password)
	}
	err = s.store.InTx(r.Context(), func(tx *store.Tx) error {
		if err := tx.LockPeople(r.Context()); err != nil {
			return err
		}
		return s.savePerson(r.Context(), tx, before, &a, hash, values.Get("seguro") == "si", actorOf(r))
	})
	if known := knownErrors(err); len(known) > 0 && foi.CodeOf(err) != foi.NotFound {
		field := known[0].Field
		if foi.CodeOf(err) == foi.Conflict {
			return s.showPerson(w, r, http.StatusUnprocessableEntity, a, []view.FieldError{{Field: "usuario", Key: "people.login_taken"}})
		}
		args := deskNames{}.said(known[0])
		if roles := known[0].Args["roles"]; roles != "" {
			d, err := s.reader(r.Context(), actorOf(r), localeOf(r))
			if err != nil {
				return err
			}
			args["roles"] = d.rolesSaid(roles)
		}
		return s.showPerson(w, r, http.StatusUnprocessableEntity, a, []view.FieldError{{Field: field, Key: known[0].Key, Args: args}})
	}
	if err != nil {
		return err
	}
	if before.ID == 0 {
		return s.render(w, r, http.StatusOK, view.AdminPasswordPage.With(view.AdminPassword{Name: a.Name, Login: a.Login, Password: password, New: true}))
	}
	http.Redirect(w, r, fmt.Sprintf("/admin/personas?hecho=%d", a.ID), http.StatusSeeOther)
	return nil
}

// personTyped is an account as it was typed, and what does not fit.
func (s *Server) personTyped(a foi.Account, v url.Values) (foi.Account, []view.FieldError) {
	var errs []view.FieldError
	bad := func(wrong bool, field, key string) {
		if wrong {
			errs = append(errs, view.FieldError{Field: field, Key: key})
		}
	}
	a.Name, a.Email = oneLine(v.Get("nombre")), strings.TrimSpace(v.Get("correo"))
	if a.ID == 0 {
		a.Login = strings.ToLower(strings.TrimSpace(v.Get("usuario")))
		bad(!loginForm.MatchString(a.Login), "usuario", "people.login")
	} else {
		a.Active = v.Get("activa") == "si"
	}
	bad(a.Name == "", "nombre", "people.name")
	errs = append(errs, short("nombre", a.Name, askMaxLine)...)
	bad(a.Email != "" && !plausibleEmail(a.Email), "correo", "ask.email_form")
	a.Grants = nil
	units := v["unidad"]
	for i, role := range v["rol"] {
		if role == "" {
			continue
		}
		g := foi.Grant{Role: foi.Role(role)}
		if i < len(units) {
			g.Unit = units[i]
		}
		whole := g.Role == foi.Auditor || g.Role == foi.Administrator
		if whole {
			g.Unit = ""
		}
		bad(!slices.Contains(foi.Roles, g.Role) || g.Unit == "" && !whole, "rol-0", "people.role_unit")
		if !slices.Contains(a.Grants, g) {
			a.Grants = append(a.Grants, g)
		}
	}
	writes := slices.ContainsFunc(a.Grants, func(g foi.Grant) bool { return g.Role != foi.Auditor })
	bad(writes && foi.Actor{Grants: a.Grants}.Has(foi.Auditor), "rol-0", "people.auditor")
	if a.ID == 0 {
		return a, errs
	}
	away := s.absence(&a, v)
	return a, append(errs, away...)
}

// absence reads who stands in for an account, and from when until when.
func (s *Server) absence(a *foi.Account, v url.Values) []view.FieldError {
	var errs []view.FieldError
	bad := func(wrong bool, field, key string) {
		if wrong {
			errs = append(errs, view.FieldError{Field: field, Key: key})
		}
	}
	a.Backup, _ = strconv.ParseInt(v.Get("suplente"), 10, 64) // none: nobody
	a.AwayFrom, a.AwayUntil = time.Time{}, time.Time{}
	from, until := v.Get("desde"), v.Get("hasta")
	if from == "" && until == "" {
		return errs
	}
	zone := s.law.Body().Location()
	first, err1 := foi.ParseDate(from)
	last, err2 := foi.ParseDate(until)
	bad(err1 != nil, "desde", "people.day")
	bad(err2 != nil || err1 == nil && last < first, "hasta", "people.until")
	bad(a.Backup == 0, "suplente", "people.backup")
	if err1 == nil && err2 == nil && last >= first {
		a.AwayFrom, a.AwayUntil = first.At(0, 0, zone), (last+1).At(0, 0, zone)
	}
	return errs
}

// savePerson writes an account after looking at all others: somebody must administer, nobody stands in for themselves, and who
// leaves has been seen to hold what they hold.
func (s *Server) savePerson(ctx context.Context, tx *store.Tx, before foi.Account, a *foi.Account, hash string, sure bool, who foi.Actor) error {
	all, err := s.store.Accounts(ctx)
	if err != nil {
		return err
	}
	admins := 0
	for _, other := range all {
		if other.ID != a.ID && other.Active && other.Actor().Has(foi.Administrator) {
			admins++
		}
	}
	if admins == 0 && (!a.Active || !a.Actor().Has(foi.Administrator)) {
		return &foi.Error{Code: foi.Invalid, Key: "people.last_admin", Field: "rol-0"}
	}
	if standsIn(all, a.ID, a.Backup) {
		return &foi.Error{Code: foi.Invalid, Key: "people.cycle", Field: "suplente"}
	}
	held, err := s.store.Held(ctx, a.ID, "")
	if err != nil {
		return err
	}
	closes, covered := before.Active && !a.Active, coveredBy(all, a.ID)
	if lost := alone(all, before, *a); !sure && a.ID != 0 && (closes && len(held)+len(covered) > 0 || len(lost) > 0) {
		if len(lost) == 0 {
			return &foi.Error{Code: foi.Invalid, Key: "people.leaves_work", Field: "activa"}
		}
		return &foi.Error{Code: foi.Invalid, Key: "people.leaves", Field: "activa", Args: map[string]string{"roles": strings.Join(lost, " ")}}
	}
	now := s.now()
	entry := store.AdminEntry{At: now, Account: who.Account, Kind: "account_changed", Facts: map[string]string{"roles": rolesOf(a.Grants), "before": rolesOf(before.Grants)}}
	switch {
	case a.ID == 0:
		entry.Kind = "account_added"
		if a.ID, err = tx.CreateAccount(ctx, *a, hash, now); err != nil {
			return err
		}
	case closes:
		entry.Kind = "account_closed"
	}
	if a.Backup != 0 && !a.AwayFrom.IsZero() {
		entry.Words = awayOf(*a)
	}
	if fields := changedFields(before, *a); fields != "" { // the public record commits to it and does not tell it
		if entry.Words == nil {
			entry.Words = foi.Words{}
		}
		entry.Words["fields"] = fields
	}
	entry.Subject = fmt.Sprintf("account:%d", a.ID)
	if err := tx.SaveAccount(ctx, *a); err != nil {
		return err
	}
	if err := tx.AddAdminEntry(ctx, entry); err != nil || !closes {
		return err
	}
	for _, o := range covered { // nobody stands in for them any more: they are told and asked themselves again
		o.Backup = 0
		if err := tx.SaveAbsence(ctx, o); err != nil {
			return err
		}
		if err := tx.AddAdminEntry(ctx, store.AdminEntry{At: now, Account: who.Account, Kind: "account_changed", Subject: fmt.Sprintf("account:%d", o.ID),
			Facts: map[string]string{"roles": rolesOf(o.Grants), "before": rolesOf(o.Grants)}, Words: foi.Words{"fields": "backup"}}); err != nil {
			return err
		}
	}
	return nil
}

// changedFields names what of an account changed: which, and not to what, since that is theirs.
func changedFields(before, after foi.Account) string {
	var out []string
	for _, f := range []struct {
		name    string
		changed bool
	}{{"login", before.Login != after.Login}, {"name", before.Name != after.Name}, {"email", before.Email != after.Email}, {"active", before.Active != after.Active},
		{"roles", rolesOf(before.Grants) != rolesOf(after.Grants)}, {"backup", before.Backup != after.Backup},
		{"away", !before.AwayFrom.Equal(after.AwayFrom) || !before.AwayUntil.Equal(after.AwayUntil)}} {
		if f.changed {
			out = append(out, f.name)
		}
	}
	return strings.Join(out, " ")
}

// standsIn tells whether an account would, through others, stand in for itself.
func standsIn(all []foi.Account, id, backup int64) bool {
	next := map[int64]int64{}
	for _, a := range all {
		next[a.ID] = a.Backup
	}
	next[id] = backup
	for at, n := backup, 0; at != 0 && n <= len(all); at, n = next[at], n+1 {
		if at == id && id != 0 {
			return true
		}
	}
	return false
}

// alone are the roles in units that nobody would hold any more.
func alone(all []foi.Account, before, after foi.Account) []string {
	var out []string
	for _, g := range before.Grants {
		if !before.Active || g.Unit == "" || after.Active && slices.Contains(after.Grants, g) {
			continue
		}
		if !slices.ContainsFunc(all, func(o foi.Account) bool { return o.ID != before.ID && o.Active && slices.Contains(o.Grants, g) }) {
			out = append(out, string(g.Role)+"@"+g.Unit)
		}
	}
	return out
}

// rolesSaid are roles in units as rolesOf writes them, in words.
func (d deskReader) rolesSaid(roles string) view.Sentence {
	var list []view.Sentence
	for _, one := range strings.Fields(roles) {
		role, unit, _ := strings.Cut(one, "@")
		if unit == "" {
			list = append(list, view.Say("role."+role))
			continue
		}
		list = append(list, view.Say("people.role.in", "Role", view.Say("role."+role), "Unit", d.unitName(unit)))
	}
	return view.Listed(list...)
}

// awayOf is when somebody is away and who stands in for them: words, because they are theirs and not the body's.
func awayOf(a foi.Account) foi.Words {
	return foi.Words{"away_from": a.AwayFrom.UTC().Format(time.RFC3339), "away_until": a.AwayUntil.UTC().Format(time.RFC3339), "backup": fmt.Sprint(a.Backup)}
}

func rolesOf(grants []foi.Grant) string {
	var out []string
	for _, g := range grants {
		out = append(out, string(g.Role)+"@"+g.Unit)
	}
	return strings.Join(out, " ")
}

// adminPassword gives somebody a new password, shown once; their sessions end.
func (s *Server) adminPassword(w http.ResponseWriter, r *http.Request) error {
	a, err := s.personOf(r)
	if err != nil {
		return err
	}
	password := rand.Text()
	err = s.store.InTx(r.Context(), func(tx *store.Tx) error {
		if err := tx.SetPassword(r.Context(), a.ID, access.HashPassword(password)); err != nil {
			return err
		}
		return tx.AddAdminEntry(r.Context(), store.AdminEntry{At: s.now(), Account: actorOf(r).Account, Kind: "password_set", Subject: fmt.Sprintf("account:%d", a.ID)})
	})
	if err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, view.AdminPasswordPage.With(view.AdminPassword{Name: a.Name, Login: a.Login, Password: password}))
}

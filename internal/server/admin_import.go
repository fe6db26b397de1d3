package server

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"qhana/internal/access"
	"qhana/internal/foi"
	"qhana/internal/i18n"
	"qhana/internal/store"
	"qhana/internal/view"
)

const (
	importBytes    = 5_000_000      // of a file: ten thousand lines in UTF-16
	importLife     = 24 * time.Hour // from choosing a file to importing it
	importProblems = 200            // lines with problems that a page shows
	importChanges  = 50             // people who change that a page shows
	importFresh    = 25             // new people that a page shows: enough to see that the file was read as it is meant
)

// adminImport is the page on which a file of people is chosen.
func (s *Server) adminImport(w http.ResponseWriter, r *http.Request) error {
	return s.showImport(w, r, http.StatusOK)
}

func (s *Server) showImport(w http.ResponseWriter, r *http.Request, status int, errs ...view.FieldError) error {
	d, err := s.reader(r.Context(), actorOf(r), localeOf(r))
	if err != nil {
		return err
	}
	page := view.AdminImport{Roles: foi.Roles, Most: importMost, Bytes: importBytes, Errors: errs}
	for _, c := range importColumns {
		page.Columns = append(page.Columns, c.name)
	}
	for _, u := range d.units {
		if u.Active {
			page.Units = append(page.Units, view.AdminUnit{Key: u.Key, Name: u.Name(d.locale)})
		}
	}
	return s.render(w, r, status, view.AdminImportPage.With(page))
}

// adminImportExample is a file that can be filled in, with units that there are.
func (s *Server) adminImportExample(w http.ResponseWriter, r *http.Request) error {
	d, err := s.reader(r.Context(), actorOf(r), localeOf(r))
	if err != nil {
		return err
	}
	words := i18n.Of(d.locale)
	var head []string
	for _, c := range importColumns {
		head = append(head, words.T("import.head."+c.name, nil))
	}
	role := func(role foi.Role) string { return words.T("role."+string(role), nil) }
	units := d.unitChoices("")
	key := func(n int) string {
		if len(units) == 0 {
			return ""
		}
		return units[min(n, len(units)-1)].Value
	}
	rows := [][]string{head,
		{"rosa.quispe", "Rosa Quispe Mamani", "rosa.quispe@entidad.example", key(0), role(foi.UnitOfficial)},
		{"jose.nina", "José Nina Calle", "jose.nina@entidad.example", key(1), role(foi.UnitHead) + ", " + role(foi.Clerk) + " @ " + key(0)},
		{"ana.flores", "Ana Flores Ticona", "", "", role(foi.Auditor)}}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="`+words.T("import.example.file", nil)+`"`)
	out, err := sheet(w, localeOf(r))
	if err != nil {
		return nil // the reader has gone
	}
	_ = out.WriteAll(rows)
	return nil
}

// importFile reads the form's first file. What is larger than any file of people is thrown away as it comes.
func (s *Server) importFile(r *http.Request) (name string, data []byte, err error) {
	parts, err := r.MultipartReader()
	if err != nil {
		return "", nil, formError(err)
	}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return name, data, nil
		}
		if err != nil {
			return "", nil, formError(err)
		}
		if part.FileName() != "" && name == "" {
			name = oneLine(strings.Map(storable, strings.ToValidUTF8(part.FileName(), "")))
			if data, err = io.ReadAll(io.LimitReader(part, importBytes+1)); err != nil {
				return "", nil, formError(err)
			}
			name = cut(name)
		}
		if _, err := io.Copy(io.Discard, part); err != nil {
			return "", nil, formError(err)
		}
	}
}

// storable leaves out what no database keeps.
func storable(r rune) rune {
	if r == 0 {
		return -1
	}
	return r
}

// adminImportDo takes a file of people, and leads to what it would do.
func (s *Server) adminImportDo(w http.ResponseWriter, r *http.Request) error {
	name, data, err := s.importFile(r)
	if err != nil {
		return err
	}
	var wrong *view.FieldError
	switch {
	case name == "":
		wrong = importError("import.file")
	case len(data) > importBytes:
		wrong = importError("import.large", "max", importBytes/1_000_000)
	default:
		_, _, wrong = importTable(data)
	}
	if wrong != nil {
		return s.showImport(w, r, http.StatusUnprocessableEntity, *wrong)
	}
	token, sum, now := rand.Text(), sha256.Sum256(data), s.now()
	err = s.store.KeepPeopleImport(r.Context(), access.HashToken(token), store.PeopleImport{Account: actorOf(r).Account, Name: name,
		SHA256: hex.EncodeToString(sum[:]), File: data, CreatedAt: now, ExpiresAt: now.Add(importLife)})
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/admin/personas/importar/"+token, http.StatusSeeOther)
	return nil
}

// keptImport is a file of people that was kept, with what it would do now.
type keptImport struct {
	store.PeopleImport
	table csvTable
	head  importHead
	plan  peoplePlan
}

// planned says what a kept file would do to the people as they are now.
func (s *Server) planned(ctx context.Context, d deskReader, kept store.PeopleImport) (keptImport, error) {
	k := keptImport{PeopleImport: kept}
	var wrong *view.FieldError
	if k.table, k.head, wrong = importTable(kept.File); wrong != nil {
		return k, fmt.Errorf("a file that could be read cannot be read any more: %s", wrong.Key)
	}
	accounts, err := s.store.Accounts(ctx)
	if err != nil {
		return k, err
	}
	k.plan = s.planPeople(k.table, k.head, accounts, d.units)
	return k, nil
}

// adminImportCheck shows what a file would do, or what it did.
func (s *Server) adminImportCheck(w http.ResponseWriter, r *http.Request) error {
	kept, err := s.store.PeopleImport(r.Context(), access.HashToken(pathValue(r, "import")), actorOf(r).Account, s.now())
	if err != nil {
		return err
	}
	d, err := s.reader(r.Context(), actorOf(r), localeOf(r))
	if err != nil {
		return err
	}
	if kept.Done != nil {
		waiting, err := s.withoutPassword(r.Context())
		if err != nil {
			return err
		}
		return s.render(w, r, http.StatusOK, view.AdminImportDonePage.With(view.AdminImportDone{File: kept.Name, SHA256: kept.SHA256,
			Counts: view.AdminImportCounts(*kept.Done), Waiting: len(waiting)}))
	}
	k, err := s.planned(r.Context(), d, kept)
	if err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, view.AdminImportCheckPage.With(k.page(d, pathValue(r, "import"))))
}

// page is what a file would do, in words.
func (k keptImport) page(d deskReader, token string) view.AdminImportCheck {
	page := view.AdminImportCheck{Token: token, File: k.Name, Encoding: k.table.encoding, Lines: len(k.plan.lines), Counts: view.AdminImportCounts(k.plan.counts),
		Separator: map[rune]string{',': "comma", ';': "semicolon", '\t': "tab"}[k.table.separator], Ignored: k.head.ignored, Absent: k.head.absent, Seen: k.plan.mark()}
	for _, l := range k.plan.lines {
		if !l.good() {
			if len(page.Problems) < importProblems {
				page.Problems = append(page.Problems, view.AdminImportProblem{Line: l.line, Login: l.login, Problems: l.problems})
			} else {
				page.More++
			}
			continue
		}
		if l.fresh() {
			if len(page.Fresh) < importFresh {
				fresh := view.AdminImportFresh{Line: l.line, Person: view.AdminPerson{Name: l.after.Name, Login: l.after.Login}, Email: l.after.Email}
				for _, g := range l.after.Grants {
					role := view.AdminRole{Role: g.Role}
					if g.Unit != "" {
						role.Unit = d.unitName(g.Unit)
					}
					fresh.Person.Roles = append(fresh.Person.Roles, role)
				}
				page.Fresh = append(page.Fresh, fresh)
			}
			continue
		}
		if changes := l.changes(); len(changes) > 0 {
			if len(page.Changes) < importChanges {
				page.Changes = append(page.Changes, view.AdminImportChange{Line: l.line, ID: l.before.ID, Name: l.before.Name, Login: l.before.Login, Columns: changes})
			} else {
				page.Rest++
			}
		}
	}
	for _, g := range k.plan.alone {
		page.Alone = append(page.Alone, view.AdminRole{Role: g.Role, Unit: d.unitName(g.Unit)})
	}
	page.Others = k.plan.counts.Added - len(page.Fresh)
	return page
}

// errNotAsSeen ends the transaction of an import that would do something else than its page showed.
var errNotAsSeen = errors.New("the people changed meanwhile")

// adminImportCheckDo imports a file that was seen: all of it, or its good lines only where that was asked for.
func (s *Server) adminImportCheckDo(w http.ResponseWriter, r *http.Request) error {
	form, _, err := s.readForm(r, false)
	if err != nil {
		return err
	}
	token, ctx := pathValue(r, "import"), r.Context()
	goodOnly, sure := form.Get("buenas") == "si", form.Get("seguro") == "si"
	var k keptImport
	var d deskReader
	var errs []view.FieldError
	err = s.store.InTx(ctx, func(tx *store.Tx) error {
		if err := tx.LockPeople(ctx); err != nil {
			return err
		}
		kept, err := tx.LockPeopleImport(ctx, access.HashToken(token), actorOf(r).Account, s.now())
		if err != nil || kept.Done != nil { // sent twice: done once
			return err
		}
		if d, err = s.reader(ctx, actorOf(r), localeOf(r)); err != nil {
			return err
		}
		if k, err = s.planned(ctx, d, kept); err != nil {
			return err
		}
		if errs = k.objections(form.Get("visto"), goodOnly, sure); len(errs) > 0 {
			return errNotAsSeen
		}
		return s.importPeople(ctx, tx, k, access.HashToken(token), actorOf(r))
	})
	if errors.Is(err, errNotAsSeen) {
		page := k.page(d, token)
		page.GoodOnly, page.Sure, page.Errors = goodOnly, sure, errs
		status := http.StatusUnprocessableEntity
		if errs[0].Key == "import.stale" {
			status = http.StatusConflict
		}
		return s.render(w, r, status, view.AdminImportCheckPage.With(page))
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/admin/personas/importar/"+token, http.StatusSeeOther)
	return nil
}

// objections are what keeps a file from being imported as the form asks for it.
func (k keptImport) objections(seen string, goodOnly, sure bool) []view.FieldError {
	if seen != k.plan.mark() {
		return []view.FieldError{{Field: "importar", Key: "import.stale"}}
	}
	var errs []view.FieldError
	if k.plan.counts.Wrong > 0 && !goodOnly {
		errs = append(errs, view.FieldError{Field: "buenas", Key: "import.good_only", Args: map[string]any{"n": k.plan.counts.Wrong}})
	}
	if len(k.plan.alone) > 0 && !sure {
		errs = append(errs, view.FieldError{Field: "seguro", Key: "import.alone"})
	}
	if k.plan.counts.Added+k.plan.counts.Changed == 0 {
		errs = append(errs, view.FieldError{Field: "importar", Key: "import.nothing"})
	}
	return errs
}

// importPeople writes the good lines of a file, with an entry for each person and one for the file.
func (s *Server) importPeople(ctx context.Context, tx *store.Tx, k keptImport, tokenHash []byte, who foi.Actor) error {
	var lines []personLine
	var people []foi.Account
	for _, l := range k.plan.lines {
		if l.good() && (l.fresh() || len(l.changes()) > 0) {
			lines, people = append(lines, l), append(people, l.after)
		}
	}
	now, c := s.now(), k.plan.counts
	if err := tx.SaveAccounts(ctx, people, now); err != nil {
		return err
	}
	entries := make([]store.AdminEntry, 0, len(lines)+1)
	for i, l := range lines {
		e := store.AdminEntry{At: now, Account: who.Account, Kind: "account_changed", Subject: fmt.Sprintf("account:%d", people[i].ID),
			Facts: map[string]string{"roles": rolesOf(l.after.Grants), "before": rolesOf(l.before.Grants)}, Words: foi.Words{"file": k.SHA256}}
		if l.fresh() {
			e.Kind = "account_added"
		}
		entries = append(entries, e)
	}
	entries = append(entries, store.AdminEntry{At: now, Account: who.Account, Kind: "people_imported", Subject: "file", Words: foi.Words{"file": k.SHA256}, Facts: map[string]string{
		"added": fmt.Sprint(c.Added), "changed": fmt.Sprint(c.Changed), "unchanged": fmt.Sprint(c.Unchanged), "wrong": fmt.Sprint(c.Wrong)}})
	if err := tx.AddAdminEntries(ctx, entries); err != nil {
		return err
	}
	return tx.EndPeopleImport(ctx, tokenHash, c)
}

package server

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"qhana/internal/foi"
	"qhana/internal/store"
	"qhana/internal/view"
)

// importMost is how many people one file has at most.
const importMost = 10_000

// personLine is what one line of a file would do.
type personLine struct {
	line          int
	login         string
	before, after foi.Account // before is zero for somebody new
	problems      []view.FieldError
}

func (l personLine) good() bool  { return len(l.problems) == 0 }
func (l personLine) fresh() bool { return l.before.ID == 0 }

// changes are the columns in which somebody would come to differ.
func (l personLine) changes() []string {
	var out []string
	if l.after.Name != l.before.Name {
		out = append(out, "nombre")
	}
	if l.after.Email != l.before.Email {
		out = append(out, "correo")
	}
	same := len(l.after.Grants) == len(l.before.Grants)
	for _, g := range l.after.Grants {
		same = same && slices.Contains(l.before.Grants, g)
	}
	if !same {
		out = append(out, "roles")
	}
	return out
}

// newEmail is the address that somebody would come to have, "" where it stays: who has one already is not asked to give it up.
func (l personLine) newEmail() string {
	if strings.EqualFold(l.after.Email, l.before.Email) {
		return ""
	}
	return l.after.Email
}

// peoplePlan is what a whole file would do to the people as they are.
type peoplePlan struct {
	lines  []personLine
	alone  []foi.Grant // roles in units that nobody would hold any more
	counts store.PeopleCounts
}

// importTable reads a file of people; its error stands beside the field of the file.
func importTable(data []byte) (csvTable, importHead, *view.FieldError) {
	t, wrong := readCSV(data, columnsIn)
	if wrong != nil {
		return t, importHead{}, wrong
	}
	if len(t.rows) == 0 {
		return t, importHead{}, importError("import.empty")
	}
	head, wrong := importHeadOf(t.rows[0].cells)
	switch {
	case wrong != nil:
		return t, head, wrong
	case len(t.rows) == 1:
		return t, head, importError("import.no_lines")
	case len(t.rows)-1 > importMost:
		return t, head, importError("import.many", "max", importMost, "n", len(t.rows)-1)
	}
	return t, head, nil
}

// planPeople says what a file would do.
func (s *Server) planPeople(t csvTable, head importHead, accounts []foi.Account, units []foi.Unit) peoplePlan {
	words := importWordsOf(units)
	byLogin := make(map[string]foi.Account, len(accounts))
	for _, a := range accounts {
		byLogin[strings.ToLower(a.Login)] = a
	}
	p := peoplePlan{lines: make([]personLine, 0, len(t.rows))}
	for _, row := range t.rows[1:] {
		p.lines = append(p.lines, s.planPerson(row, head, words, byLogin))
	}
	p.findTwice()
	p.findTaken(accounts)
	p.keepAdministrator(accounts)
	p.findAlone(accounts)
	for _, l := range p.lines {
		slices.SortStableFunc(l.problems, func(a, b view.FieldError) int { return columnOrder(a.Field) - columnOrder(b.Field) })
		switch {
		case !l.good():
			p.counts.Wrong++
		case l.fresh():
			p.counts.Added++
		case len(l.changes()) > 0:
			p.counts.Changed++
		default:
			p.counts.Unchanged++
		}
	}
	return p
}

// planPerson reads one line as the form of one person would be read. A cell that is empty leaves what is there.
func (s *Server) planPerson(row csvRow, head importHead, words importWords, byLogin map[string]foi.Account) personLine {
	l := personLine{line: row.line, login: cut(head.cell(row, "usuario"))}
	bad := func(wrong bool, field, key string) {
		if wrong {
			l.problems = append(l.problems, view.FieldError{Field: field, Key: key})
		}
	}
	login, name, email := strings.ToLower(head.cell(row, "usuario")), head.cell(row, "nombre"), head.cell(row, "correo")
	unit, roles := head.cell(row, "unidad"), head.cell(row, "roles")
	l.before = byLogin[login]
	bad(login == "", "usuario", "import.no_login")
	bad(len(row.cells) > head.width && strings.TrimSpace(strings.Join(row.cells[head.width:], "")) != "", "usuario", "import.cells")
	bad(!l.fresh() && !l.before.Active, "usuario", "import.closed")
	pairs, unknown := words.grants(unit, roles)
	l.problems = append(l.problems, unknown...)
	kept := len(pairs) == 0 && len(unknown) == 0 // no roles are named: those of before stay
	there := slices.ContainsFunc(l.before.Grants, func(g foi.Grant) bool { return unit != "" && g.Unit == words.units[plain(unit)] })
	bad(kept && (l.fresh() || unit != "" && !there), "roles", "import.no_role")

	form := url.Values{"usuario": {login}, "nombre": {name}, "correo": {email}}
	for _, pair := range pairs {
		form["rol"], form["unidad"] = append(form["rol"], pair[0]), append(form["unidad"], pair[1])
	}
	typed, errs := s.personTyped(foi.Account{Active: true}, form)
	for _, e := range errs {
		if e.Field == "usuario" && (login == "" || !l.fresh()) || e.Key == "people.name" && !l.fresh() {
			continue
		}
		if e.Field == "rol-0" {
			e.Field = "roles"
		}
		if !slices.ContainsFunc(l.problems, func(p view.FieldError) bool { return p.Field == e.Field && p.Key == e.Key }) {
			l.problems = append(l.problems, e)
		}
	}
	l.after = typed
	if l.fresh() {
		return l
	}
	l.after = l.before
	if name != "" {
		l.after.Name = typed.Name
	}
	if email != "" {
		l.after.Email = typed.Email
	}
	if !kept {
		l.after.Grants = typed.Grants
	}
	return l
}

// findTwice complains of every line whose user or address stands in another one too: which of the two is meant, only people know.
func (p *peoplePlan) findTwice() {
	find := func(field, key string, of func(personLine) string) {
		at := map[string][]int{}
		for i, l := range p.lines {
			if v := strings.ToLower(of(l)); v != "" {
				at[v] = append(at[v], i)
			}
		}
		for _, all := range at {
			for n, i := range all {
				if len(all) > 1 {
					other := all[min(1, len(all)-1)]
					if n > 0 {
						other = all[0]
					}
					p.lines[i].problems = append(p.lines[i].problems, view.FieldError{Field: field, Key: key, Args: map[string]any{"line": p.lines[other].line}})
				}
			}
		}
	}
	find("usuario", "import.login_twice", func(l personLine) string { return l.login })
	find("correo", "import.mail_twice", personLine.newEmail)
}

// findTaken complains of addresses that another account has now.
func (p *peoplePlan) findTaken(accounts []foi.Account) {
	owners := map[string][]foi.Account{}
	for _, a := range accounts {
		if a.Email != "" {
			owners[strings.ToLower(a.Email)] = append(owners[strings.ToLower(a.Email)], a)
		}
	}
	for i, l := range p.lines {
		for _, o := range owners[strings.ToLower(l.newEmail())] {
			if o.ID != l.before.ID {
				p.lines[i].problems = append(p.lines[i].problems, view.FieldError{Field: "correo", Key: "import.mail_taken", Args: map[string]any{"name": o.Name, "login": o.Login}})
				break
			}
		}
	}
}

// after are all accounts as they would be.
func (p *peoplePlan) after(accounts []foi.Account) []foi.Account {
	changed := map[int64]foi.Account{}
	var out []foi.Account
	for _, l := range p.lines {
		switch {
		case l.good() && l.fresh():
			out = append(out, l.after)
		case l.good():
			changed[l.before.ID] = l.after
		}
	}
	for _, a := range accounts {
		if c, ok := changed[a.ID]; ok {
			a = c
		}
		out = append(out, a)
	}
	return out
}

// keepAdministrator complains of the lines by which nobody would administer the system any more.
func (p *peoplePlan) keepAdministrator(accounts []foi.Account) {
	rules := func(a foi.Account) bool { return a.Active && a.Actor().Has(foi.Administrator) }
	if slices.ContainsFunc(p.after(accounts), rules) {
		return
	}
	for i, l := range p.lines {
		if l.good() && rules(l.before) && !rules(l.after) {
			p.lines[i].problems = append(p.lines[i].problems, view.FieldError{Field: "roles", Key: "people.last_admin"})
		}
	}
}

// findAlone finds the roles in units that the file takes from the last who holds them.
func (p *peoplePlan) findAlone(accounts []foi.Account) {
	held := map[foi.Grant]bool{}
	for _, a := range p.after(accounts) {
		for _, g := range a.Grants {
			held[g] = held[g] || a.Active
		}
	}
	for _, l := range p.lines {
		for _, g := range l.before.Grants {
			if l.good() && g.Unit != "" && !held[g] && !slices.Contains(p.alone, g) {
				p.alone = append(p.alone, g)
			}
		}
	}
}

// mark is a short text that differs when a file would do something else than it did.
func (p *peoplePlan) mark() string {
	h := sha256.New()
	for _, l := range p.lines {
		_, _ = fmt.Fprintf(h, "%d %d %q %q %q %v > %q %q %q %v ! %v\n", l.line, l.before.ID, l.before.Login, l.before.Name, l.before.Email, l.before.Grants,
			l.after.Login, l.after.Name, l.after.Email, l.after.Grants, l.problems)
	}
	_, _ = fmt.Fprintf(h, "%v", p.alone)
	return hex.EncodeToString(h.Sum(nil)[:16])
}

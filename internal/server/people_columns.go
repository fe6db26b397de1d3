package server

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"qhana/internal/foi"
	"qhana/internal/i18n"
	"qhana/internal/view"
)

// importColumns are the columns of a file of people, in the order of the example, by the names that they may have.
var importColumns = []struct {
	name  string
	names []string
}{
	{"usuario", []string{"usuario", "user", "username", "login"}},
	{"nombre", []string{"nombre", "nombre completo", "name", "full name"}},
	{"correo", []string{"correo", "correo electronico", "email", "e-mail", "mail"}},
	{"unidad", []string{"unidad", "unit"}},
	{"roles", []string{"roles", "rol", "role"}},
}

// importHead is where the columns of a file stand.
type importHead struct {
	at      map[string]int
	width   int
	ignored []string // columns that nobody knows
	absent  []string // columns that the file does not have
}

func columnOf(cell string) string {
	name := plain(cell)
	for _, c := range importColumns {
		if slices.Contains(c.names, name) {
			return c.name
		}
	}
	return ""
}

// columnOrder is where a column stands in the example.
func columnOrder(name string) int {
	for i, c := range importColumns {
		if c.name == name {
			return i
		}
	}
	return len(importColumns)
}

// columnsIn counts the columns of a first line that are known.
func columnsIn(cells []string) int {
	n := 0
	for _, cell := range cells {
		if columnOf(cell) != "" {
			n++
		}
	}
	return n
}

func importHeadOf(cells []string) (importHead, *view.FieldError) {
	h := importHead{at: map[string]int{}, width: len(cells)}
	for i, cell := range cells {
		name := columnOf(cell)
		_, twice := h.at[name]
		switch {
		case name == "" && strings.TrimSpace(cell) != "":
			h.ignored = append(h.ignored, cut(oneLine(cell)))
		case twice:
			return h, importError("import.column_twice", "column", cut(oneLine(cell)))
		case name != "":
			h.at[name] = i
		}
	}
	for _, c := range importColumns {
		if _, ok := h.at[c.name]; !ok {
			h.absent = append(h.absent, c.name)
		}
	}
	if _, ok := h.at["usuario"]; !ok {
		return h, importError("import.header")
	}
	return h, nil
}

// cell is what a row has in a column, "" where it ends before.
func (h importHead) cell(row csvRow, name string) string {
	i, ok := h.at[name]
	if !ok || i >= len(row.cells) {
		return ""
	}
	return oneLine(row.cells[i])
}

// importWords are the units and roles by all the names that a file may call them.
type importWords struct {
	units map[string]string
	roles map[string]foi.Role
}

func importWordsOf(units []foi.Unit) importWords {
	w := importWords{units: map[string]string{}, roles: map[string]foi.Role{}}
	shared := map[string]bool{}
	for _, u := range units {
		for _, name := range []string{plain(u.NameES), plain(u.NameEN)} {
			if other, ok := w.units[name]; ok && u.Active && other != u.Key {
				shared[name] = true // only its key tells which of the two is meant
			}
			if u.Active {
				w.units[name] = u.Key
			}
		}
	}
	for name := range shared {
		delete(w.units, name)
	}
	for _, u := range units {
		if u.Active {
			w.units[plain(u.Key)] = u.Key
		}
	}
	for _, role := range foi.Roles {
		w.roles[plain(string(role))] = role
		for _, locale := range i18n.Locales {
			w.roles[plain(i18n.Of(locale).T("role."+string(role), nil))] = role
		}
	}
	return w
}

// grants reads the unit and the roles of a line: roles stand apart by ";", "," or "|", and each may name a unit of its own after an
// "@". What is not known is a problem; the pairs of the others are as the form of one person would send them.
func (w importWords) grants(unit, roles string) (pairs [][2]string, problems []view.FieldError) {
	bad := func(field, key, text string) {
		problems = append(problems, view.FieldError{Field: field, Key: key, Args: map[string]any{"text": cut(oneLine(text))}})
	}
	home, known := w.units[plain(unit)]
	if unit != "" && !known {
		bad("unidad", "import.unit", unit)
	}
	for _, one := range strings.FieldsFunc(roles, func(r rune) bool { return r == ';' || r == ',' || r == '|' }) {
		name, place, placed := strings.Cut(oneLine(one), "@")
		if plain(name) == "" {
			continue
		}
		role, ok := w.roles[plain(name)]
		if !ok {
			bad("roles", "import.role", name)
			continue
		}
		key := home
		if placed {
			if key, ok = w.units[plain(place)]; !ok {
				bad("roles", "import.unit", place)
				continue
			}
		} else if unit != "" && !known && role != foi.Auditor && role != foi.Administrator {
			continue // the unit has been complained of
		}
		pairs = append(pairs, [2]string{string(role), key})
	}
	return pairs, problems
}

// plain is a name as people compare it: without accents, in small letters, with single spaces.
func plain(s string) string {
	out := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(s))
	return oneLine(out)
}

// cutAt is how much of a cell a message repeats.
const cutAt = 60

func cut(s string) string {
	if r := []rune(s); len(r) > cutAt {
		return string(r[:cutAt]) + "…"
	}
	return s
}

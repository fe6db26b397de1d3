package statute

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"sort"
	"strings"

	"github.com/goccy/go-yaml"
)

// Locales are the languages that every statute speaks.
var Locales = []string{"es", "en"}

// Library is every statute that was loaded, and the one that the body is under.
type Library struct {
	statutes map[string]*Statute
	body     *Statute
}

// Statute returns the statute with a key, nil when there is none.
func (l *Library) Statute(key string) *Statute { return l.statutes[key] }

// Body is the statute that new requests come in under.
func (l *Library) Body() *Statute { return l.body }

// Count is the number of statutes.
func (l *Library) Count() int { return len(l.statutes) }

// Use makes a statute the body's own.
func (l *Library) Use(key string) error {
	if l.statutes[key] == nil {
		return fmt.Errorf("there is no statute %q; there are %s", key, strings.Join(l.keys(), ", "))
	}
	l.body = l.statutes[key]
	return nil
}

func (l *Library) keys() []string {
	var out []string
	for k := range l.statutes {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

// Load reads calendars/*.yaml and a statute from each other folder. Every problem of every file is reported, with file,
// line and column.
func Load(fsys fs.FS) (*Library, error) {
	var problems []error
	calendars := map[string]*Calendar{}
	files, err := fs.Glob(fsys, "calendars/*.yaml")
	if err != nil {
		return nil, err
	}
	for _, name := range files {
		var f calendarFile
		if _, err := decode(fsys, name, &f); err != nil {
			problems = append(problems, err)
			continue
		}
		c, err := f.calendar()
		if err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", name, err))
			continue
		}
		calendars[c.Key] = c
	}
	l := &Library{statutes: map[string]*Statute{}}
	folders, err := fs.Glob(fsys, "*/statute.yaml")
	if err != nil {
		return nil, err
	}
	for _, name := range folders {
		s, err := loadStatute(fsys, path.Dir(name), calendars)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		l.statutes[s.law.Key] = s
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	if len(l.statutes) == 0 {
		return nil, errors.New("no statute was found")
	}
	return l, l.Use(l.keys()[0])
}

func loadStatute(fsys fs.FS, dir string, calendars map[string]*Calendar) (*Statute, error) {
	s := &Statute{}
	law, errLaw := decode(fsys, dir+"/statute.yaml", &s.law)
	procedure, errProcedure := decode(fsys, dir+"/procedure.yaml", &s.procedure)
	if err := errors.Join(errLaw, errProcedure); err != nil {
		return nil, err
	}
	s.source = map[string][]byte{"statute.yaml": law, "procedure.yaml": procedure}
	defer func() { s.source = nil }() // only mistakes are looked up in it
	sum := sha256.Sum256(append(law, procedure...))
	s.definition = hex.EncodeToString(sum[:])
	s.calendar = calendars[s.law.Calendar]
	s.text = map[string]map[string]string{}
	for _, locale := range Locales {
		b, err := fs.ReadFile(fsys, dir+"/text."+locale+".json")
		if err != nil {
			return nil, err
		}
		words := map[string]string{}
		if err := json.Unmarshal(b, &words); err != nil {
			return nil, fmt.Errorf("%s/text.%s.json: %w", dir, locale, err)
		}
		s.text[locale] = words
	}
	if err := s.validate(dir); err != nil {
		return nil, err
	}
	return s, nil
}

// decode reads a file strictly: an unknown key is an error.
func decode(fsys fs.FS, name string, into any) ([]byte, error) {
	b, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, err
	}
	if err := yaml.NewDecoder(bytes.NewReader(b), yaml.Strict()).Decode(into); err != nil {
		return nil, fmt.Errorf("%s:%s", name, place(yaml.FormatError(err, false, false)))
	}
	return b, nil
}

// place turns the decoder's "[12:3] unknown field" into "12:3: unknown field".
func place(m string) string {
	at, what, ok := strings.Cut(strings.TrimPrefix(m, "["), "] ")
	if !ok || !strings.HasPrefix(m, "[") {
		return " " + m
	}
	return at + ": " + what
}

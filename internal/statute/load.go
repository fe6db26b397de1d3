package statute

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"image/png"
	"io/fs"
	"path"
	"slices"
	"strings"

	"qhana/internal/foi"
)

// Locales are the languages that every statute speaks.
var Locales = []string{"es", "en"}

// maxFile is the size of the largest file that is read: a law is some pages of text.
const maxFile = 512 << 10

// loader reads a tree of definitions and keeps every problem that it meets.
type loader struct {
	fsys      fs.FS
	until     foi.Date // declarations after this day are left out, zero for none
	problems  []error
	wrong     map[string][]string // by file, the paths of the values that could not be read
	unread    map[string]bool     // calendars that are there, and are wrong
	calendars map[string]*Calendar
	words     map[string]map[string]string
}

// Load reads calendars/*.yaml, procedures/*.yaml and a statute from each other folder: statute.yaml, and its later versions
// in folders below it. Every problem of every file is reported, with file, line and column.
func Load(fsys fs.FS) (*Library, error) { return LoadUntil(fsys, 0) }

// LoadUntil is Load without the one-off days that were declared after a day: a body that declares them itself starts so.
func LoadUntil(fsys fs.FS, day foi.Date) (*Library, error) {
	r := &loader{fsys: fsys, until: day, wrong: map[string][]string{}, unread: map[string]bool{}, calendars: map[string]*Calendar{}, words: map[string]map[string]string{}}
	r.readCalendars()
	for _, locale := range Locales {
		r.words[locale] = r.readWords("words."+locale+".json", true)
	}
	l := &Library{statutes: map[string][]*Statute{}, calendars: r.calendars}
	folders, err := fs.Glob(fsys, "*/statute.yaml")
	if err != nil {
		return nil, err
	}
	places := map[string]string{}
	for _, name := range folders {
		s := r.statute(path.Dir(name), "")
		later := r.versions(path.Dir(name), s)
		if s == nil {
			continue
		}
		if other, twice := places[s.law.Key]; twice {
			r.problems = append(r.problems, fmt.Errorf("%s:%s: key: %s is the key of %s too", name, placeIn(s.source["statute.yaml"], "key"), s.law.Key, other))
			continue
		}
		places[s.law.Key] = name
		l.statutes[s.law.Key] = append([]*Statute{s}, later...)
	}
	if err := errors.Join(r.problems...); err != nil {
		return nil, err
	}
	if len(l.statutes) == 0 {
		return nil, errors.New("no statute was found")
	}
	l.link()
	for _, key := range l.Keys() {
		if l.Statute(key).Kept() {
			return l, l.Use(key)
		}
	}
	return nil, errors.New("no statute has a body that keeps it")
}

// versions reads the later versions of a statute: folders below its own that hold a statute.yaml. The first is nil where it cannot be
// read: what is wrong with the later ones is said all the same.
func (r *loader) versions(dir string, first *Statute) []*Statute {
	var out []*Statute
	files, _ := fs.Glob(r.fsys, dir+"/*/statute.yaml")
	for _, name := range files {
		if s := r.statute(path.Dir(name), dir); s != nil && first != nil {
			if s.law.Key != first.law.Key || s.law.Version == first.law.Version {
				r.bad(name, s.source["statute.yaml"], "version", "must have the key %s and a version of its own", first.law.Key)
				continue
			}
			out = append(out, s)
		}
	}
	return out
}

// picture reads the body's seal, nil when it keeps none.
func (r *loader) picture(name string) []byte {
	b, err := fs.ReadFile(r.fsys, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		_, err = png.DecodeConfig(bytes.NewReader(b))
	}
	if err == nil && len(b) > maxFile {
		err = fmt.Errorf("is larger than %d bytes", maxFile)
	}
	if err != nil {
		r.problems = append(r.problems, fmt.Errorf("%s: %w", name, err))
	}
	return b
}

// statute reads one folder. base is the folder of the first version for later ones, from which they take the files that they
// lack. What can be read of it is checked, whatever else is wrong; nil where a file cannot be read at all.
func (r *loader) statute(dir, base string) *Statute {
	unread := false
	s := &Statute{source: map[string][]byte{}, dir: dir}
	read := func(name string, into any) string {
		file := dir + "/" + name
		if _, err := fs.Stat(r.fsys, file); err != nil && base != "" {
			file = base + "/" + name
		}
		s.source[name] = r.decode(file, into)
		unread = unread || s.source[name] == nil
		return file
	}
	read("statute.yaml", &s.law)
	if _, err := fs.Stat(r.fsys, cmp.Or(base, dir)+"/procedure.yaml"); err == nil {
		s.procedureFiles = append(s.procedureFiles, read("procedure.yaml", &s.procedure))
	} else {
		s.procedure.Like = "departments" // a law that no body keeps here: it can be read, drawn and counted
	}
	s.retention = r.readRetention(cmp.Or(base, dir))
	s.seal = r.picture(cmp.Or(base, dir) + "/seal.png")
	if s.procedure.Like != "" {
		var like procedureFile
		file := "procedures/" + s.procedure.Like + ".yaml"
		s.source["like"] = r.decode(file, &like)
		unread = unread || s.source["like"] == nil
		s.procedureFiles = append(s.procedureFiles, file)
		s.procedure.take(like)
	}
	sum := sha256.New()
	for _, name := range []string{"statute.yaml", "procedure.yaml", "like"} {
		sum.Write(s.source[name])
	}
	s.definition = hex.EncodeToString(sum.Sum(nil))
	s.calendar, s.others = r.calendars[s.law.Calendar], map[string]*Calendar{}
	for _, x := range s.law.Remedies {
		if x.File != nil && r.calendars[x.File.Calendar] != nil {
			s.others[x.File.Calendar] = r.calendars[x.File.Calendar]
		}
	}
	s.text = map[string]map[string]string{}
	for _, locale := range Locales {
		s.text[locale] = under(r.readWords(dir+"/text."+locale+".json", base != ""), r.words[locale])
		if base != "" {
			s.text[locale] = under(s.text[locale], under(r.readWords(base+"/text."+locale+".json", false), r.words[locale]))
		}
	}
	if unread {
		return nil
	}
	s.settle()
	s.validate(func(file, at, format string, args ...any) {
		if at == "calendar" && r.unread[s.law.Calendar] {
			return // it is there, and what is wrong with it is said
		}
		name, source := dir+"/"+file, s.source[file]
		if file == "procedure.yaml" && s.source["like"] != nil && !stands(source, at) { // it takes this from the one that it is like
			name, source = s.procedureFiles[len(s.procedureFiles)-1], s.source["like"]
		}
		r.bad(name, source, at, format, args...)
	})
	return s
}

func (r *loader) readCalendars() {
	names, _ := fs.Glob(r.fsys, "calendars/*.yaml")
	files, sources, places := map[string]*calendarFile{}, map[string][]byte{}, map[string]string{}
	var order []string
	for _, name := range names {
		f := &calendarFile{}
		source := r.decode(name, f)
		if source == nil {
			r.unread[strings.TrimSuffix(path.Base(name), ".yaml")] = true
			continue
		}
		if other, twice := places[f.Key]; twice || f.Key == "" {
			r.bad(name, source, "key", "key: %q is missing, or the key of %s too", f.Key, other)
			continue
		}
		if r.until > 0 {
			f.forget(r.until)
		}
		files[f.Key], sources[f.Key], places[f.Key] = f, source, name
		order = append(order, f.Key)
	}
	for _, key := range order {
		f := files[key]
		for _, inc := range f.Include {
			if files[inc] == nil || inc == key || len(files[inc].Include) > 0 {
				r.bad(places[key], sources[key], "include", "include: %q is not a calendar that can be included", inc)
				continue
			}
			f.included = append(f.included, files[inc])
		}
	}
	for _, key := range order {
		c := files[key].calendar(func(at, format string, args ...any) { r.bad(places[key], sources[key], at, format, args...) })
		if c != nil {
			r.calendars[key] = c
		} else {
			r.unread[key] = true
		}
	}
}

// forget leaves out what was declared after a day.
func (f *calendarFile) forget(day foi.Date) {
	later := func(h Holiday) bool { return h.Declared > day }
	f.Holidays, f.Worked, f.Short = slices.DeleteFunc(f.Holidays, later), slices.DeleteFunc(f.Worked, later), slices.DeleteFunc(f.Short, later)
}

func (r *loader) readWords(name string, optional bool) map[string]string {
	b, err := r.read(name)
	if err != nil {
		if !optional || !errors.Is(err, fs.ErrNotExist) {
			r.problems = append(r.problems, err)
		}
		return map[string]string{}
	}
	words, problems := readWordsOf(name, b)
	r.problems = append(r.problems, problems...)
	return words
}

func (r *loader) read(name string) ([]byte, error) { return readFile(r.fsys, name) }

func readFile(fsys fs.FS, name string) ([]byte, error) {
	info, err := fs.Stat(fsys, name)
	if err != nil {
		return nil, err
	}
	if info.Size() > maxFile {
		return nil, fmt.Errorf("%s:1:1: is larger than %d kB", name, maxFile>>10)
	}
	return fs.ReadFile(fsys, name)
}

// decode reads a file: what of it could be read is in into, and its text comes back; nil when it cannot be read at all.
func (r *loader) decode(name string, into any) []byte {
	b, err := r.read(name)
	if err == nil {
		err = parse(name, b, into)
	}
	if err == nil {
		return b
	}
	said := (*mistakes)(nil)
	if !errors.As(err, &said) {
		r.problem(err)
		return nil
	}
	for _, one := range said.list {
		r.problem(one)
	}
	r.wrong[name] = said.paths
	return b
}

// problem keeps a mistake once: what several laws share is read for each.
func (r *loader) problem(err error) {
	if !slices.ContainsFunc(r.problems, func(other error) bool { return other.Error() == err.Error() }) {
		r.problems = append(r.problems, err)
	}
}

// bad keeps what is wrong at a key of a file, unless its value could not be read: that was said.
func (r *loader) bad(name string, source []byte, at, format string, args ...any) {
	for _, path := range r.wrong[name] {
		if at == path || strings.HasPrefix(at, path+".") || strings.HasPrefix(at, path+"[") {
			return
		}
	}
	r.problem(fmt.Errorf("%s:%s: %s", name, placeIn(source, at), fmt.Sprintf(format, args...)))
}

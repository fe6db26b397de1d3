package view

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"time"

	"qhana/internal/i18n"
	"qhana/templates"
)

// Page is a template with the struct that it shows.
type Page[T any] struct{ name string }

// pages has every page that was declared, so that all are parsed at start and checked in tests.
var pages = map[string]any{}

// pageOf declares a page: its template's path below templates, without ".html".
func pageOf[T any](name string) Page[T] {
	var zero T
	pages[name] = zero
	return Page[T]{name: name}
}

// With is the page with what it shows.
func (p Page[T]) With(data T) Filled { return Filled{name: p.name, data: data} }

// Filled is a page ready to be rendered.
type Filled struct {
	name string
	data any
}

// Views has every page parsed once for each language.
type Views struct {
	sets map[string]map[string]*template.Template
	zone *time.Location

	example string
}

// Load parses every page. zone is the body's: instants are shown in it; example is a reference as the body writes them.
func Load(zone *time.Location, example string, asset func(name string) string) (*Views, error) {
	v := &Views{sets: map[string]map[string]*template.Template{}, zone: zone, example: example}
	for _, locale := range i18n.Locales {
		set, err := parseSet(speaker{words: i18n.Of(locale), zone: zone, asset: asset, example: example})
		if err != nil {
			return nil, err
		}
		v.sets[locale] = set
	}
	return v, nil
}

// parseSet parses every page in one language: layout and components first, then the page's own file.
func parseSet(s speaker) (map[string]*template.Template, error) {
	base := template.New("").Funcs(s.funcs())
	for _, dir := range []string{"layout", "components"} {
		files, err := fs.Glob(templates.FS, path.Join(dir, "*.html"))
		if err != nil {
			return nil, err
		}
		for _, name := range files {
			if err := parseFile(base, name); err != nil {
				return nil, err
			}
		}
	}
	set := map[string]*template.Template{}
	for name := range pages {
		t, err := base.Clone()
		if err != nil {
			return nil, err
		}
		if err := parseFile(t, name+".html"); err != nil {
			return nil, err
		}
		set[name] = t
	}
	return set, nil
}

func parseFile(t *template.Template, name string) error {
	b, err := fs.ReadFile(templates.FS, name)
	if err != nil {
		return err
	}
	if _, err := t.New(name).Parse(string(b)); err != nil {
		return fmt.Errorf("templates/%s: %w", name, err)
	}
	return nil
}

// Render writes a page into a buffer, so that a page that fails is never half sent.
func (v *Views) Render(locale string, frame Frame, page Filled) (*bytes.Buffer, error) {
	set, ok := v.sets[locale]
	if !ok {
		set = v.sets[i18n.Locales[0]]
	}
	t, ok := set[page.name]
	if !ok {
		return nil, fmt.Errorf("there is no page %q", page.name)
	}
	frame.Content = page.data
	var title, all bytes.Buffer
	if err := t.ExecuteTemplate(&title, "title", page.data); err != nil {
		return nil, fmt.Errorf("title of page %s: %w", page.name, err)
	}
	frame.Title = template.HTML(title.String()) //nolint:gosec // escaped by its own template
	if err := t.ExecuteTemplate(&all, "layout", frame); err != nil {
		return nil, fmt.Errorf("page %s: %w", page.name, err)
	}
	return &all, nil
}

// Words are the texts of one language by their keys, for what is not a page.
func (v *Views) Words(locale string) func(key string, args ...any) string {
	return speaker{words: i18n.Of(locale), zone: v.zone, example: v.example}.t
}

package view

import (
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"text/template/parse"
	"time"

	"github.com/jba/templatecheck"

	"qhana/internal/i18n"
	"qhana/templates"
)

// Every page parses in every language, and names only fields and methods that its struct has.
func TestPagesFitTheirStructs(t *testing.T) {
	for _, locale := range i18n.Locales {
		set, err := parseSet(speaker{words: i18n.Of(locale), example: "LP-2026-000123-7", zone: time.UTC, asset: func(s string) string { return s }})
		if err != nil {
			t.Fatal(err)
		}
		for name, data := range pages {
			for _, block := range []string{"title", "main"} {
				part := set[name].Lookup(block)
				if part == nil {
					t.Errorf("%s has no %q", name, block)
					continue
				}
				if err := templatecheck.CheckHTML(part, data); err != nil {
					t.Errorf("%s: %v", name, err)
				}
			}
			if err := templatecheck.CheckHTML(set[name].Lookup("nav"), Frame{}); err != nil {
				t.Errorf("layout: %v", err)
			}
		}
	}
}

// Every page declared has a file, and every file is a page.
func TestEveryTemplateIsUsed(t *testing.T) {
	for _, dir := range []string{"public", "desk", "audit", "admin", "error"} {
		files, err := fs.Glob(templates.FS, dir+"/*.html")
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if _, ok := pages[strings.TrimSuffix(f, ".html")]; !ok {
				t.Errorf("templates/%s is no page", f)
			}
		}
	}
}

// No two files of components give one name to two things: the later would take the earlier's place on every page, without a word.
func TestComponentsAreNamedOnce(t *testing.T) {
	named := map[string]string{}
	for _, dir := range []string{"components", "layout"} {
		files, err := fs.Glob(templates.FS, dir+"/*.html")
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			b, err := fs.ReadFile(templates.FS, f)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range regexp.MustCompile(`{{-?\s*define "([^"]+)"`).FindAllStringSubmatch(string(b), -1) {
				if before := named[m[1]]; before != "" {
					t.Errorf("templates/%s and templates/%s both define %q", before, f, m[1])
				}
				named[m[1]] = f
			}
		}
	}
}

// keyed finds catalogue keys that stand whole in Go code.
var keyed = regexp.MustCompile(`(?:Say|\.t|Key:|Label:)\(?\s*"([a-z_]+(?:\.[a-z_0-9]+)+)"`)

// Every catalogue key that a page or a handler names has words in every language.
func TestKeysHaveWords(t *testing.T) {
	used := map[string]string{}
	for name, tmpl := range allTemplates(t) {
		walk(reflect.ValueOf(tmpl.Root), func(s string) {
			if regexp.MustCompile(`^[a-z_]+(\.[a-z_0-9]+)+$`).MatchString(s) && !strings.HasSuffix(s, ".css") && !strings.HasSuffix(s, ".js") && !strings.HasSuffix(s, ".svg") {
				used[s] = name
			}
		})
	}
	files, err := filepath.Glob("../server/*.go")
	if err != nil || len(files) == 0 {
		t.Fatal(err)
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range keyed.FindAllStringSubmatch(string(b), -1) {
			used[m[1]] = f
		}
	}
	if len(used) < 300 {
		t.Errorf("only %d keys found", len(used))
	}
	for key, where := range used {
		for _, locale := range i18n.Locales {
			c := i18n.Of(locale)
			if known := func(key string) bool { return c.T(key, nil) != "…" }; !known(key) && !known("error."+key) && !known(key+".one") {
				t.Errorf("%s: %q has no words in %s", where, key, locale)
			}
		}
	}
}

func allTemplates(t *testing.T) map[string]*parse.Tree {
	t.Helper()
	set, err := parseSet(speaker{words: i18n.Of("es"), zone: time.UTC, asset: func(s string) string { return s }})
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]*parse.Tree{}
	for page, tmpl := range set {
		for _, part := range tmpl.Templates() {
			if part.Tree != nil {
				out[page+" "+part.Name()] = part.Tree
			}
		}
	}
	return out
}

// walk calls see with every text constant of a template.
func walk(v reflect.Value, see func(string)) {
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		if v.IsNil() {
			return
		}
		if n, ok := v.Interface().(*parse.StringNode); ok {
			see(n.Text)
			return
		}
		walk(v.Elem(), see)
	case reflect.Slice:
		for i := range v.Len() {
			walk(v.Index(i), see)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() {
				walk(v.Field(i), see)
			}
		}
	}
}

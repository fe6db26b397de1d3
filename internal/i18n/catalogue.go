// Package i18n has the words of every page and mail in every language, and writes days and numbers as people there do.
package i18n

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"sync"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/nicksnyder/go-i18n/v2/i18n/template"
	"golang.org/x/text/language"
)

//go:embed *.json
var files embed.FS

// Locales are the languages, the default first.
var Locales = []string{"es", "en"}

// Catalogue has the words of one language.
type Catalogue struct {
	Locale string
	words  *i18n.Localizer
	parser template.Parser // nil for the library's own
}

// Of returns the catalogue of a language, Spanish for one that is not known. The files are embedded and tested, so a
// broken one is a mistake of ours and panics at start.
func Of(locale string) *Catalogue {
	all := catalogues()
	if c, ok := all[locale]; ok {
		return c
	}
	return all[Locales[0]]
}

var catalogues = sync.OnceValue(func() map[string]*Catalogue {
	bundle := i18n.NewBundle(language.Spanish)
	bundle.RegisterUnmarshalFunc("json", json.Unmarshal)
	names, err := fs.Glob(files, "*.json")
	if err != nil {
		panic(err)
	}
	for _, name := range names {
		if _, err := bundle.LoadMessageFileFS(files, name); err != nil {
			panic(fmt.Errorf("catalogue %s: %w", name, err))
		}
	}
	out := map[string]*Catalogue{}
	for _, l := range Locales {
		out[l] = &Catalogue{Locale: l, words: i18n.NewLocalizer(bundle, l)}
	}
	out["es"].parser, out["en"].parser = spanish, english
	return out
})

// T is the text of a key with its places filled. A key without words is a mistake that the tests find; a reader sees an
// ellipsis rather than the key.
func (c *Catalogue) T(key string, args map[string]string) string {
	s, err := c.words.Localize(&i18n.LocalizeConfig{MessageID: key, TemplateData: args, TemplateParser: c.parser})
	if err != nil || s == "" {
		return "…"
	}
	return s
}

// N is the text of a key in the plural form for n; {{.Count}} is n.
func (c *Catalogue) N(key string, n int) string {
	s, err := c.words.Localize(&i18n.LocalizeConfig{MessageID: key, PluralCount: n, TemplateData: map[string]string{"Count": c.Number(n)}, TemplateParser: c.parser})
	if err != nil {
		return "…"
	}
	return s
}

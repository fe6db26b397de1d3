package server

import (
	"crypto/sha256"
	"database/sql"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"qhana/internal/foi"
	"qhana/internal/i18n"
	"qhana/internal/letter"
	"qhana/internal/store"
	"qhana/internal/view"
)

const (
	letterFailures = 20 // rows of the list of letters that could not be made
	letterVersions = 50 // earlier versions that a page lists
)

// letterURL is where a letter's text is changed.
func letterURL(kind, locale string) string { return "/admin/cartas/" + kind + "/" + locale }

// adminLetters lists every letter in every language, with its version and who wrote it, and those that could not be made.
func (s *Server) adminLetters(w http.ResponseWriter, r *http.Request) error {
	own, err := s.store.LetterTemplates(r.Context())
	if err != nil {
		return err
	}
	names, err := s.accountNames(r)
	if err != nil {
		return err
	}
	failures, err := s.store.LetterFailures(r.Context(), letterFailures)
	if err != nil {
		return err
	}
	var page view.AdminLetters
	for _, kind := range letter.Kinds() {
		for _, locale := range i18n.Locales {
			row := view.AdminLetterRow{Kind: kind, Locale: locale, URL: letterURL(kind, locale)}
			for _, t := range own {
				if t.Kind == kind && t.Locale == locale {
					row = letterRow(t, names)
				}
			}
			page.Rows = append(page.Rows, row)
		}
	}
	for _, f := range failures {
		row := view.AdminLetterFailure{Reference: f.Reference, At: f.FailedAt, Name: view.Say("letters.kind." + f.Kind), URL: letterURL(f.Kind, f.Locale),
			Why: view.Say("error."+f.Reason, "line", strconv.Itoa(f.Line), "fact", f.Fact, "kind", f.Kind)}
		if !slices.Contains(letter.Kinds(), f.Kind) {
			row.Name, row.URL = view.Verbatim(f.Kind), ""
		}
		page.Failures = append(page.Failures, row)
	}
	return s.render(w, r, http.StatusOK, view.AdminLettersPage.With(page))
}

func letterRow(t store.LetterTemplate, names map[int64]string) view.AdminLetterRow {
	return view.AdminLetterRow{Kind: t.Kind, Locale: t.Locale, Version: t.Version, Own: t.Body != "", At: t.DeclaredAt, By: names[t.Account.Int64],
		URL: letterURL(t.Kind, t.Locale)}
}

// letterNamed is the letter that a route names, with its newest text.
func (s *Server) letterNamed(r *http.Request) (kind, locale string, newest store.LetterTemplate, err error) {
	kind, locale = pathValue(r, "kind"), pathValue(r, "locale")
	if !slices.Contains(letter.Kinds(), kind) || !slices.Contains(i18n.Locales, locale) {
		return kind, locale, newest, &foi.Error{Code: foi.NotFound, Key: "not_found"}
	}
	newest, err = s.store.LetterTemplate(r.Context(), kind, locale)
	return kind, locale, newest, err
}

// textOf is what a version says; an empty one is the program's own text.
func textOf(t store.LetterTemplate) string {
	if t.Body == "" {
		return letter.Default(t.Kind, t.Locale)
	}
	return t.Body
}

// adminLetter shows the text of a letter: the newest, or an earlier one to begin from.
func (s *Server) adminLetter(w http.ResponseWriter, r *http.Request) error {
	kind, locale, newest, err := s.letterNamed(r)
	if err != nil {
		return err
	}
	page, err := s.letterPage(r, newest, textOf(newest))
	if err != nil {
		return err
	}
	if n, err := strconv.Atoi(r.URL.Query().Get("version")); err == nil && n > 0 && n < newest.Version {
		list, err := s.store.LetterVersions(r.Context(), kind, locale, n+1, 1)
		if err != nil {
			return err
		}
		if len(list) == 1 {
			page.Shown, page.Text = n, textOf(list[0])
			sample, err := s.paper.Sample(r.Context(), kind, locale)
			if err != nil {
				return err
			}
			page.Preview = s.letterPreview(kind, locale, page.Text, sample)
		}
	}
	if done := r.URL.Query().Get("hecho"); done == "guardada" || done == "restaurada" {
		page.Done = "letters.admin.done." + done
	}
	return s.render(w, r, http.StatusOK, view.AdminLetterPage.With(page))
}

// letterPage is the form with a text in it.
func (s *Server) letterPage(r *http.Request, newest store.LetterTemplate, text string) (view.AdminLetter, error) {
	kind, locale := newest.Kind, newest.Locale
	page := view.AdminLetter{Kind: kind, Locale: locale, Text: text, Seen: newest.Version, Own: newest.Body != "", URL: letterURL(kind, locale)}
	sample, err := s.paper.Sample(r.Context(), kind, locale)
	if err != nil {
		return page, err
	}
	page.Preview = s.letterPreview(kind, locale, text, sample)
	names, always := letter.Has(kind)
	for i, name := range names {
		page.Facts = append(page.Facts, view.AdminLetterFact{Name: "{{." + name + "}}", Label: "letters.fact." + strings.ToLower(name), Example: sample[name], Always: i < always})
	}
	people, err := s.accountNames(r)
	if err != nil {
		return page, err
	}
	versions, err := s.store.LetterVersions(r.Context(), kind, locale, 0, letterVersions)
	for _, v := range versions {
		row := letterRow(v, people)
		row.URL = fmt.Sprintf("%s?version=%d", row.URL, v.Version)
		page.Versions = append(page.Versions, row)
	}
	return page, err
}

// letterForm reads the form of a letter: its text, with lines that end in one way, and what else was said.
func (s *Server) letterForm(r *http.Request) (string, url.Values, error) {
	form, _, err := s.readForm(r, false)
	text := strings.ReplaceAll(form.Get("plantilla"), "\r\n", "\n")
	if formErrors(err) != nil { // said beside the field
		return text, form, &foi.Error{Code: foi.Invalid, Key: "text.unstorable"}
	}
	return text, form, err
}

// adminLetterDo saves a text as a new version, brings the program's own back, or shows how the text would look.
func (s *Server) adminLetterDo(w http.ResponseWriter, r *http.Request) error {
	kind, locale, newest, err := s.letterNamed(r)
	if err != nil {
		return err
	}
	text, form, bad := s.letterForm(r)
	if bad != nil && foi.CodeOf(bad) == "" {
		return bad
	}
	again := func(status int, cause error) error {
		page, err := s.letterPage(r, newest, text)
		if err != nil {
			return err
		}
		if cause != nil {
			page.Errors = letterErrors(cause)
		}
		return s.render(w, r, status, view.AdminLetterPage.With(page))
	}
	restore := form.Get("hacer") == "restaurar" && newest.Body != ""
	if bad == nil && !restore {
		bad = letter.Check(kind, locale, text)
	}
	if bad == nil && form.Get("hacer") == "guardar" && strings.TrimSpace(text) == strings.TrimSpace(textOf(newest)) {
		bad = &foi.Error{Code: foi.Invalid, Key: "letters.same"}
	}
	if bad != nil {
		return again(http.StatusUnprocessableEntity, bad)
	}
	if form.Get("hacer") != "guardar" && !restore {
		return again(http.StatusOK, nil)
	}
	seen, _ := strconv.Atoi(form.Get("visto"))
	t := store.LetterTemplate{Kind: kind, Locale: locale, Body: text, DeclaredAt: s.now(), Account: sql.NullInt64{Int64: accountOf(r).ID, Valid: true}}
	done := "guardada"
	if restore {
		t.Body, done = "", "restaurada"
	}
	err = s.store.InTx(r.Context(), func(tx *store.Tx) error {
		if err := tx.AddLetterTemplate(r.Context(), seen, t); err != nil {
			return err
		}
		return tx.AddAdminEntry(r.Context(), store.AdminEntry{At: s.now(), Account: actorOf(r).Account, Kind: "letter_saved", Subject: "letter:" + t.Kind, Facts: map[string]string{"locale": t.Locale, "sha256": fmt.Sprintf("%x", sha256.Sum256([]byte(t.Body)))}})
	})
	if foi.CodeOf(err) == foi.Conflict {
		if _, _, newest, err = s.letterNamed(r); err != nil {
			return err
		}
		return again(http.StatusConflict, &foi.Error{Code: foi.Invalid, Key: "letters.stale"})
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, letterURL(kind, locale)+"?hecho="+done, http.StatusSeeOther)
	return nil
}

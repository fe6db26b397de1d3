package server

import (
	"mime"
	"net/http"

	"qhana/internal/foi"
	"qhana/internal/letter"
	"qhana/internal/view"
)

// letterErrors are why a text is not taken, beside its field.
func letterErrors(err error) []view.FieldError {
	var out []view.FieldError
	for _, e := range knownErrors(err) {
		out = append(out, view.FieldError{Field: "plantilla", Key: e.Key, Args: deskNames{}.said(e)})
	}
	return out
}

// sheet is a text filled with the body's sample case, or why it cannot be.
func (s *Server) sheet(kind, locale, text string, f letter.Facts) (letter.Sheet, error) {
	if err := letter.Check(kind, locale, text); err != nil {
		return letter.Sheet{}, err
	}
	t, err := letter.Parse(text)
	if err != nil {
		return letter.Sheet{}, err
	}
	words, err := t.Print(f)
	body := s.law.Body().Authority()
	return letter.Sheet{Locale: locale, Title: letter.Title(kind, locale), Reference: f["Reference"], Place: letter.PlaceOf(body.Address), Day: f["Today"],
		Body:   letter.Authority{Name: body.Name, Address: body.Address, Phone: body.Phone, Email: body.Email, Seal: s.law.Body().Seal()},
		Blocks: letter.Blocks(words), Signers: []string{f["Lead"], letter.Signer(body.Name, locale)}, At: letter.SampleDay}, err
}

// letterPreview is how a text looks with the sample case.
func (s *Server) letterPreview(kind, locale, text string, sample letter.Facts) view.LetterPreview {
	sheet, err := s.sheet(kind, locale, text, sample)
	if err != nil {
		return view.LetterPreview{Errors: letterErrors(err)}
	}
	return sheetView(sheet)
}

// adminLetterPreview answers with the preview alone, for the script that shows it while somebody writes.
func (s *Server) adminLetterPreview(w http.ResponseWriter, r *http.Request) error {
	kind, locale, _, err := s.letterNamed(r)
	if err != nil {
		return err
	}
	text, _, err := s.letterForm(r)
	page := view.AdminLetter{Preview: view.LetterPreview{Errors: letterErrors(err)}}
	if err == nil {
		sample, err := s.paper.Sample(r.Context(), kind, locale)
		if err != nil {
			return err
		}
		page.Preview = s.letterPreview(kind, locale, text, sample)
	} else if foi.CodeOf(err) == "" {
		return err
	}
	b, err := s.views.Fragment(localeOf(r), view.AdminLetterPage.With(page), "letterpreview")
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = b.WriteTo(w) // who has gone meanwhile needs no error page
	return nil
}

// adminLetterPDF gives the sample case's letter as it would be printed.
func (s *Server) adminLetterPDF(w http.ResponseWriter, r *http.Request) error {
	kind, locale, newest, err := s.letterNamed(r)
	if err != nil {
		return err
	}
	text, _, err := s.letterForm(r)
	var pdf []byte
	if err == nil {
		sample, bad := s.paper.Sample(r.Context(), kind, locale)
		if bad != nil {
			return bad
		}
		var sheet letter.Sheet
		if sheet, err = s.sheet(kind, locale, text, sample); err == nil {
			pdf, err = letter.Render(sheet)
		}
	}
	if foi.CodeOf(err) == foi.Invalid {
		page, pageErr := s.letterPage(r, newest, text)
		if pageErr != nil {
			return pageErr
		}
		page.Errors = letterErrors(err)
		return s.render(w, r, http.StatusUnprocessableEntity, view.AdminLetterPage.With(page))
	}
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/pdf")
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": kind + "." + locale + ".pdf"}))
	_, _ = w.Write(pdf)
	return nil
}

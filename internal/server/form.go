package server

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"qhana/internal/foi"
)

const (
	maxFiles    = 10
	uploadLimit = 260 << 20 // ten files of the largest size, and the form
)

// readForm reads a form whole. Files are stored as they come, one after the other, so that none is held in memory; a
// field's text is cut at the form's limit.
func (s *Server) readForm(r *http.Request, files bool) (url.Values, []foi.Document, error) {
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		if err := r.ParseForm(); err != nil {
			return url.Values{}, nil, formError(err)
		}
		return r.PostForm, nil, storableForm(r.PostForm)
	}
	parts, err := r.MultipartReader()
	if err != nil {
		return url.Values{}, nil, formError(err)
	}
	values := url.Values{}
	var docs []foi.Document
	var trouble error // the first file that is not taken; the rest of the form is still read
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return values, docs, errors.Join(trouble, storableForm(values))
		}
		if err != nil {
			return values, docs, formError(err)
		}
		doc, err := s.readPart(r, part, values, files && trouble == nil && len(docs) < maxFiles)
		if doc != nil {
			docs = append(docs, *doc)
		}
		if foi.CodeOf(err) != "" && trouble == nil {
			trouble = err
		} else if err != nil && trouble == nil {
			return values, docs, formError(err)
		}
	}
}

// readPart reads one field into values, or stores one file.
func (s *Server) readPart(r *http.Request, part *multipart.Part, values url.Values, keep bool) (*foi.Document, error) {
	defer func() { _ = part.Close() }()
	if part.FileName() == "" {
		b, err := io.ReadAll(io.LimitReader(part, bodyLimit))
		if err == nil && part.FormName() != "" && len(values) < 200 {
			values.Add(part.FormName(), string(b))
		}
		return nil, err
	}
	if !keep || s.documents == nil {
		_, err := io.Copy(io.Discard, part)
		if err == nil && part.FormName() != "" {
			err = &foi.Error{Code: foi.TooLarge, Key: "files.many", Field: "files"}
		}
		return nil, err
	}
	doc, err := s.documents.Keep(r.Context(), part, part.FileName(), s.now())
	if err != nil {
		_, _ = io.Copy(io.Discard, part) // the rest of the form comes after it
		return nil, err
	}
	return &doc, nil
}

// formError is an error of a form that could not be read: too large, or broken off.
func formError(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return &foi.Error{Code: foi.TooLarge, Key: "too_large", Cause: err}
	}
	var known *foi.Error
	if errors.As(err, &known) {
		return err
	}
	return &foi.Error{Code: foi.Invalid, Key: "form", Cause: err}
}

// storableForm refuses text that no database can keep: null bytes and broken UTF-8.
func storableForm(values url.Values) error {
	for name, list := range values {
		for i, v := range list {
			if strings.ContainsRune(v, 0) || !utf8.ValidString(v) {
				list[i] = strings.ToValidUTF8(strings.ReplaceAll(v, "\x00", ""), "\ufffd")
				return &foi.Error{Code: foi.Invalid, Key: "text.unstorable", Field: name}
			}
		}
	}
	return nil
}

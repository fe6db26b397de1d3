package server

import (
	"context"
	"net/http"

	"qhana/internal/foi"
	"qhana/internal/view"
)

// recordLaw gives the files of a law by the hash that stands in the record, also those that an upgrade replaced.
func (s *Server) recordLaw(w http.ResponseWriter, r *http.Request) error {
	files, err := s.store.LawFiles(r.Context(), pathValue(r, "definition"))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	_, err = w.Write(files)
	return err
}

// replacements are the laws whose files were declared to be others, as the record has them.
func (s *Server) replacements(ctx context.Context, locale string) ([]view.PublicReplacement, error) {
	list, err := s.store.Replacements(ctx)
	if err != nil {
		return nil, err
	}
	var out []view.PublicReplacement
	for _, one := range list {
		out = append(out, view.PublicReplacement{At: one.At, Law: s.lawName(one.Statute, one.Version, locale), Version: one.Version, Reason: one.Reason, Earlier: one.Instead, Today: one.Definition})
	}
	return out, nil
}

// lawName is what people call a law; its key where it is not here any more.
func (s *Server) lawName(key, version, locale string) string {
	if law := s.law.Under(key, version); law != nil {
		return law.Text(locale, "short")
	}
	return key
}

// replacedWords say in the administrators' record that the files of a law were declared to be others.
func (s *Server) replacedWords(facts map[string]string, locale string) view.Sentence {
	return view.Say("record."+foi.LawFiles, "Law", s.lawName(facts["statute"], facts["version"], locale), "Version", facts["version"], "Reason", facts["reason"])
}

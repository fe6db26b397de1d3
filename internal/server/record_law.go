package server

import (
	"context"
	"net/http"
	"slices"

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
		row := view.PublicReplacement{At: one.At, Law: s.lawName(one.Statute, one.Version, locale), Version: one.Version, Calendar: one.Calendar, Reason: one.Reason, Earlier: one.Instead, Today: []string{one.Definition}}
		if one.Calendar != "" {
			row.Earlier, row.Today = hashes(one.Instead), hashes(one.Days)
		}
		out = append(out, row)
	}
	return out, nil
}

// hashes are those of days, each once.
func hashes(days []string) (out []string) {
	for _, one := range days {
		if hash := foi.DaysHash(one); !slices.Contains(out, hash) {
			out = append(out, hash)
		}
	}
	return out
}

// lawName is what people call a law; its key where it is not here any more.
func (s *Server) lawName(key, version, locale string) string {
	law := s.law.Under(key, version)
	if version == "" {
		law = s.law.Statute(key)
	}
	if law != nil {
		return law.Text(locale, "short")
	}
	return key
}

// replacedWords say in the administrators' record that the files of a law were declared to be others.
func (s *Server) replacedWords(facts map[string]string, locale string) view.Sentence {
	if calendar := facts["calendar"]; calendar != "" {
		return view.Say("record."+foi.LawFiles+".calendar", "Law", s.lawName(facts["statute"], "", locale), "Calendar", calendar, "Reason", facts["reason"])
	}
	return view.Say("record."+foi.LawFiles, "Law", s.lawName(facts["statute"], facts["version"], locale), "Version", facts["version"], "Reason", facts["reason"])
}

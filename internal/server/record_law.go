package server

import "net/http"

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

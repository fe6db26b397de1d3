package server

import (
	"encoding/json"
	"net/http"

	"qhana/internal/foi"
)

// recordPublished is an answer as it stands published, in the bytes of which the record has the hash, with what opens the record's
// commitments to its documents: those are public, so that there is nothing to keep.
func (s *Server) recordPublished(w http.ResponseWriter, r *http.Request) error {
	ref, err := foi.ParseReference(pathValue(r, "reference"))
	if err != nil {
		return &foi.Error{Code: foi.NotFound, Key: "not_found", Cause: err}
	}
	x, err := s.store.Disclosure(r.Context(), ref)
	if err != nil {
		return err
	}
	salts, err := s.store.ReleasedSalts(r.Context(), x.Request)
	if err != nil {
		return err
	}
	type document struct {
		ID    string `json:"id"`
		Entry int    `json:"entry"`
		Name  string `json:"name"`
		Salt  []byte `json:"salt"`
	}
	out := struct {
		Shown     json.RawMessage `json:"shown"`
		Documents []document      `json:"documents"`
	}{Shown: x.Shown(), Documents: []document{}}
	for _, doc := range x.Documents {
		out.Documents = append(out.Documents, document{doc.ID, doc.Entry, doc.Name, salts[doc.ID]})
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false) // the bytes of what is shown stay as they are
	return e.Encode(out)
}

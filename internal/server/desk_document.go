package server

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"

	"qhana/internal/access"
	"qhana/internal/foi"
	"qhana/internal/view"
)

// deskDocument gives staff a document of a case that they may see; the database asks whether they may.
func (s *Server) deskDocument(w http.ResponseWriter, r *http.Request) error {
	ref, err := foi.ParseReference(pathValue(r, "reference"))
	if err != nil {
		return &foi.Error{Code: foi.NotFound, Key: "not_found", Cause: err}
	}
	doc, err := s.store.Document(r.Context(), ref, pathValue(r, "id"), actorOf(r))
	if err != nil {
		return err
	}
	if doc.Purpose == foi.Attachment { // what the person brought says more of them than anybody can know
		if err := s.saw(r.Context(), deskReader{who: actorOf(r)}, foi.SawDocument, "document", ref); err != nil {
			return err
		}
	}
	return s.serveDocument(w, r, doc)
}

// typed reads the form of an action. Files are stored at once and come back sealed into the page, so that an error
// elsewhere in the form does not lose them.
func (s *Server) typed(r *http.Request, a deskAct) (deskTyped, error) {
	values, files, err := s.readFiles(r, a.c.Request.Reference, a.d.who, a.form.files)
	t := deskRead(values)
	t.Files = files
	return t, err
}

// readFiles reads a form whose files are kept from one try to the next: those that came now, after those that came sealed.
func (s *Server) readFiles(r *http.Request, ref foi.Reference, who foi.Actor, take bool) (url.Values, []foi.Document, error) {
	values, files, err := s.readForm(r, take)
	var docs []foi.Document
	for _, sealed := range values["adjunto"] {
		if doc, ok := unseal(s.pepper, ref, who, sealed); ok {
			docs = append(docs, doc)
		}
	}
	docs = append(docs, files...)
	if len(docs) > maxFiles {
		return values, docs[:maxFiles], &foi.Error{Code: foi.TooLarge, Key: "files.many", Field: "files"}
	}
	return values, docs, err
}

// chosen are the documents of an action: those of the case that are ticked, and the new ones. A new one is released
// with the answer that it comes with.
func (a deskAct) chosen(t deskTyped) []foi.Document {
	var docs []foi.Document
	if a.form.outcome {
		for _, doc := range a.c.Documents {
			for _, id := range t.Release {
				if doc.ID == id && doc.Purpose == foi.Working {
					docs = append(docs, doc)
				}
			}
		}
	}
	return append(docs, t.Files...)
}

// sealedFiles are the files of an earlier try, as a form shows them.
func (s *Server) sealedFiles(ref foi.Reference, who foi.Actor, docs []foi.Document) []view.DeskKept {
	var out []view.DeskKept
	for _, doc := range docs {
		out = append(out, view.DeskKept{Name: doc.Name, Size: doc.Size, Sealed: seal(s.pepper, ref, who, doc)})
	}
	return out
}

// seal writes a stored file so that the same person can bring it back with the same case's form, and nobody can make up
// another.
func seal(pepper []byte, ref foi.Reference, who foi.Actor, doc foi.Document) string {
	b, err := json.Marshal(doc)
	if err != nil {
		return ""
	}
	q := url.Values{"d": {base64.RawURLEncoding.EncodeToString(b)}, "m": {base64.RawURLEncoding.EncodeToString(access.Seal(pepper, ref, who.Account, b))}}
	return q.Encode()
}

func unseal(pepper []byte, ref foi.Reference, who foi.Actor, sealed string) (foi.Document, bool) {
	var doc foi.Document
	q, err := url.ParseQuery(sealed)
	if err != nil {
		return doc, false
	}
	b, err1 := base64.RawURLEncoding.DecodeString(q.Get("d"))
	m, err2 := base64.RawURLEncoding.DecodeString(q.Get("m"))
	if err1 != nil || err2 != nil || !access.Sealed(pepper, ref, who.Account, b, m) {
		return doc, false
	}
	return doc, json.Unmarshal(b, &doc) == nil
}

// serveDocument sends a document's bytes, to be saved.
func (s *Server) serveDocument(w http.ResponseWriter, r *http.Request, doc foi.Document) error {
	if s.documents == nil {
		return &foi.Error{Code: foi.NotFound, Key: "not_found"}
	}
	return s.documents.Serve(w, r, doc)
}

// documentLine is a document in a list, with its address at the desk.
func documentLine(ref foi.Reference, doc foi.Document) view.DeskDocument {
	return view.DeskDocument{ID: doc.ID, Name: doc.Name, Type: doc.MediaType, Size: doc.Size, Purpose: doc.Purpose, Version: doc.Version, Entry: doc.Entry, At: doc.CreatedAt,
		URL: deskURL(ref) + "/documento/" + doc.ID}
}

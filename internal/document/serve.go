package document

import (
	"mime"
	"net/http"
	"strings"

	"qhana/internal/foi"
)

// Serve sends a document to be saved, never to be run or shown as a page of ours: whatever it is, its bytes were written by
// somebody else.
func (k *Keeper) Serve(w http.ResponseWriter, r *http.Request, doc foi.Document) error {
	f, err := k.Open(r.Context(), doc.SHA256)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	h := w.Header()
	h.Set("Content-Type", passive(doc.MediaType))
	h.Set("Content-Disposition", disposition(doc.Name))
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("ETag", `"`+doc.SHA256+`"`)
	http.ServeContent(w, r, "", doc.CreatedAt, f)
	return nil
}

// passive is a media type under which no browser runs anything.
func passive(mediaType string) string {
	kind, _, err := mime.ParseMediaType(mediaType)
	if err != nil || strings.Contains(kind, "html") || strings.Contains(kind, "xml") || strings.Contains(kind, "script") {
		return "application/octet-stream"
	}
	return mediaType
}

func disposition(name string) string {
	if d := mime.FormatMediaType("attachment", map[string]string{"filename": name}); d != "" {
		return d
	}
	return "attachment"
}

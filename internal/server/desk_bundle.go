package server

import (
	"archive/zip"
	"fmt"
	"io"
	"mime"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"

	"qhana/internal/foi"
	"qhana/internal/i18n"
	"qhana/internal/view"
)

// versions adds to a document in a list the ones that it took the place of, and where the reader brings a newer one.
func (d deskReader) versions(c foi.Case, line view.DeskDocument, doc foi.Document) view.DeskDocument {
	if slices.Contains(d.replaceable, doc.ID) {
		line.Replace = deskURL(c.Request.Reference) + "/" + string(foi.ReplaceDocument) + "?documento=" + doc.ID
	}
	for _, old := range earlier(c.Documents, doc) {
		line.Earlier = append(line.Earlier, documentLine(c.Request.Reference, old))
	}
	return line
}

// earlier are the versions before a document, the newest first.
func earlier(docs []foi.Document, doc foi.Document) []foi.Document {
	var out []foi.Document
	for doc.Replaces != "" {
		i := slices.IndexFunc(docs, func(x foi.Document) bool { return x.ID == doc.Replaces })
		if i < 0 {
			break
		}
		doc = docs[i]
		out = append(out, doc)
	}
	return out
}

// whose says of documents that have versions who brought each.
func (d deskReader) whose(c foi.Case, n deskNames, docs []view.DeskDocument) {
	by := func(doc *view.DeskDocument) {
		if doc.Entry < 1 || doc.Entry > len(c.Ledger) {
			return
		}
		e := c.Ledger[doc.Entry-1]
		if doc.By = n.people[e.By.Account]; doc.By == "" && e.By.Unit != "" {
			doc.By = d.unitName(e.By.Unit)
		}
	}
	for i := range docs {
		if len(docs[i].Earlier) > 0 {
			by(&docs[i])
		}
		for k := range docs[i].Earlier {
			by(&docs[i].Earlier[k])
		}
	}
}

// deskBundle gives the documents of a branch, or of the case itself, in one file: the newest of each, and in a folder of their own
// the versions before.
func (s *Server) deskBundle(w http.ResponseWriter, r *http.Request) error {
	d, c, n, err := s.openCase(r)
	if err != nil {
		return err
	}
	branch, _ := strconv.Atoi(r.URL.Query().Get("rama")) // none: the case itself
	name := string(c.Request.Reference)
	if b, ok := n.branches[branch]; ok {
		name += " " + d.unitName(b.Unit)
	}
	var docs []foi.Document
	for _, doc := range c.Documents {
		if doc.Branch == branch {
			docs = append(docs, doc)
		}
	}
	if len(docs) == 0 || s.documents == nil {
		return &foi.Error{Code: foi.NotFound, Key: "not_found"}
	}
	before := i18n.Of(d.locale).T("document.bundle.earlier", nil)
	w.Header().Set("Content-Type", "application/zip")
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name + ".zip"}))
	w.Header().Set("Cache-Control", "no-store")
	z := zip.NewWriter(w)
	used := map[string]bool{}
	for _, doc := range docs {
		file := unslashed(doc.Name)
		if foi.Newest(c.Documents, doc.ID) != doc.ID {
			file = path.Join(before, fmt.Sprintf("%d %s", doc.Version, file))
		}
		for k := 2; used[file]; k++ {
			file = path.Join(path.Dir(file), fmt.Sprintf("%d %s", k, unslashed(doc.Name)))
		}
		used[file] = true
		if err := s.zipped(r, z, file, doc); err != nil {
			s.log.Warn("a bundle of documents broke off", "request", c.Request.ID, "document", doc.ID, "err", err)
			panic(http.ErrAbortHandler) // half of it is out: the reader must see that it is not whole
		}
	}
	return z.Close()
}

// unslashed is a name that makes no folder.
func unslashed(name string) string { return strings.NewReplacer("/", "-", `\`, "-").Replace(name) }

func (s *Server) zipped(r *http.Request, z *zip.Writer, name string, doc foi.Document) error {
	from, err := s.documents.Open(r.Context(), doc.SHA256)
	if err != nil {
		return err
	}
	defer func() { _ = from.Close() }()
	to, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: doc.CreatedAt})
	if err != nil {
		return err
	}
	_, err = io.Copy(to, from)
	return err
}

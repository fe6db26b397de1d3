package server

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"qhana/internal/attached"
	"qhana/internal/ledger"
	"qhana/internal/view"
)

// maxReceipt is how long the file of a receipt may be.
const maxReceipt = 1 << 20

// verifyReceipt checks a receipt that anybody brings, as a file or as text, or all of a case at once.
func (s *Server) verifyReceipt(w http.ResponseWriter, r *http.Request) error {
	page := view.PublicVerify{Record: true}
	b, err := receiptBytes(r)
	if err != nil || len(b) == 0 {
		page.Errors = []view.FieldError{{Field: "constancia", Key: "ledger.none"}}
		return s.render(w, r, http.StatusUnprocessableEntity, view.PublicVerifyPage.With(page))
	}
	if isBundle(b) {
		page.Bundle, page.Receipt = s.judgeAll(r, b)
	} else {
		page.Receipt = s.judge(r, b)
	}
	status := http.StatusOK
	if page.Receipt != nil && page.Receipt.Wrong != "" || page.Unproven() > 0 {
		status = http.StatusUnprocessableEntity
	}
	return s.render(w, r, status, view.PublicVerifyPage.With(page))
}

// judge says what a receipt proves, or what is wrong with it.
func (s *Server) judge(r *http.Request, b []byte) *view.PublicProof {
	if attached.IsPDF(b) {
		var err error
		if b, err = attached.Receipt(b); err != nil {
			return &view.PublicProof{Wrong: pdfWrong(err)}
		}
	}
	if p, err := ledger.OpenPromise(b, s.verifiers()); err == nil && p.Origin == s.notary.Origin() {
		return &view.PublicProof{Promised: true, At: p.At, Until: p.At.Add(p.Within), Hash: fmt.Sprintf("%x", p.Leaf[:])}
	}
	receipt, err := ledger.ParseReceipt(b)
	if err != nil {
		return &view.PublicProof{Wrong: "ledger.wrong.form"}
	}
	leaf, cp, by, err := receipt.Check(s.notary.Origin(), s.verifiers())
	var unverified *note.UnverifiedNoteError
	switch {
	case errors.As(err, &unverified):
		return &view.PublicProof{Wrong: "ledger.wrong.stranger"}
	case err != nil:
		return &view.PublicProof{Wrong: "ledger.wrong.false"}
	}
	at, _ := time.Parse(time.RFC3339Nano, leaf.At) // ParseLeaf has
	hash := ledger.HashOf(receipt.Opening.Leaf)
	out := &view.PublicProof{Case: leaf.Case, Act: actKey(leaf), At: at, Index: int(receipt.Index) + 1, Size: int(cp.N), Signed: cp.At, By: by, Leaf: string(receipt.Opening.Leaf),
		URL: fmt.Sprintf("/verificar/%d/%x", receipt.Index, hash[:])}
	last, err := s.store.LastCheckpoint(r.Context())
	if err != nil {
		return out
	}
	tree := tlog.Tree{N: last.Size}
	copy(tree.Hash[:], last.Root)
	out.Today = ledger.Grew(cp.Tree, tree, s.tileSource(r)) == nil
	out.Lost = !out.Today
	return out
}

// pdfWrong is the catalogue key of why a PDF has no receipt.
func pdfWrong(err error) string {
	switch {
	case errors.Is(err, attached.ErrMany):
		return "ledger.wrong.pdf_many"
	case errors.Is(err, attached.ErrLong):
		return "ledger.wrong.pdf_long"
	}
	return "ledger.wrong.pdf"
}

// receiptBytes reads the file or the text of a form.
func receiptBytes(r *http.Request) ([]byte, error) {
	r.Body = http.MaxBytesReader(nil, r.Body, 2*maxReceipt)
	if err := r.ParseMultipartForm(maxReceipt); err != nil {
		return nil, err
	}
	if text := strings.ReplaceAll(r.PostFormValue("texto"), "\r\n", "\n"); strings.TrimSpace(text) != "" {
		return []byte(strings.TrimSpace(text) + "\n"), nil
	}
	f, _, err := r.FormFile("constancia")
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	return io.ReadAll(io.LimitReader(f, maxReceipt+1))
}

package server

import (
	"archive/zip"
	"bytes"
	"io"
	"net/http"

	"qhana/internal/view"
)

// How many receipts of a bundle are looked at, and how long they may be in all.
const (
	maxBundled  = 1000
	maxUnzipped = 16 << 20
)

// isBundle tells whether somebody brought all receipts of a case at once.
func isBundle(b []byte) bool { return bytes.HasPrefix(b, []byte("PK")) }

// judgeAll says what each receipt of a bundle proves. A bundle that is cut off, or has none inside, is judged as one receipt that is wrong.
func (s *Server) judgeAll(r *http.Request, b []byte) ([]view.PublicBundled, *view.PublicProof) {
	wrong := &view.PublicProof{Wrong: "ledger.wrong.bundle"}
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil || len(z.File) == 0 || len(z.File) > maxBundled {
		return nil, wrong
	}
	var out []view.PublicBundled
	left := int64(maxUnzipped)
	for _, f := range z.File {
		one, err := unzipped(f, min(left, maxReceipt))
		if err != nil {
			return nil, wrong
		}
		left -= int64(len(one))
		out = append(out, view.PublicBundled{Name: f.Name, PublicProof: *s.judge(r, one)})
	}
	return out, nil
}

// unzipped are the bytes of a file in a bundle, which may not be longer than most.
func unzipped(f *zip.File, most int64) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer func() { _ = r.Close() }()
	b, err := io.ReadAll(io.LimitReader(r, most+1))
	if err == nil && int64(len(b)) > most {
		err = zip.ErrFormat
	}
	return b, err
}

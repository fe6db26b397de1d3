package verify

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
)

// How many receipts a bundle has at most, and how long each is.
const (
	mostPapers   = 5000
	longestPaper = 1 << 20
	longestAll   = 64 << 20
)

// unpack are the papers of a bundle, or the paper itself when it is none.
func unpack(p Paper) ([]Paper, error) {
	if !bytes.HasPrefix(p.Bytes, []byte("PK")) {
		return []Paper{p}, nil
	}
	bad := errors.New("it is a bundle that is cut off, or was changed")
	z, err := zip.NewReader(bytes.NewReader(p.Bytes), int64(len(p.Bytes)))
	if err != nil {
		return nil, bad
	}
	if len(z.File) == 0 || len(z.File) > mostPapers {
		return nil, fmt.Errorf("it is a bundle of %d files, and no case has so many receipts or so few", len(z.File))
	}
	var out []Paper
	left := longestAll
	for _, f := range z.File {
		if !strings.HasSuffix(f.Name, ".tlog-proof") {
			return nil, fmt.Errorf("it is a bundle that has %q inside, which is no receipt", f.Name)
		}
		r, err := f.Open()
		if err != nil {
			return nil, bad
		}
		most := min(longestPaper, left)
		b, err := io.ReadAll(io.LimitReader(r, int64(most)+1))
		if err = errors.Join(err, r.Close()); err != nil {
			return nil, bad
		}
		if len(b) > most {
			return nil, fmt.Errorf("%s in it is too long for a receipt", f.Name)
		}
		left -= len(b)
		out = append(out, Paper{Name: f.Name, Bytes: b})
	}
	return out, nil
}

// Package attached takes out of a PDF the receipt that travels inside it, or the promise of one. It knows nothing of the record: what it takes out is
// still to be checked. Those who keep the record and those who check it from outside both read with it; it can lose a receipt,
// but make none.
package attached

import (
	"bytes"
	"compress/zlib"
	"errors"
	"io"
	"strings"
)

// Why there is no receipt.
var (
	ErrNone = errors.New("the PDF has no receipt inside")
	ErrMany = errors.New("the PDF has more than one receipt inside")
	ErrLong = errors.New("what the PDF has inside is too long for a receipt")
)

const (
	longest = 1 << 20 // bytes of a receipt
	most    = 32      // files that are looked into
	total   = 8 << 20 // bytes that are unpacked in all, so that many small bombs do no more than one
)

// known tells whether bytes begin as a receipt does, a C2SP tlog-proof, or as the promise of one.
func known(b []byte) bool {
	return bytes.HasPrefix(b, []byte("c2sp.org/tlog-proof@v1\n")) || bytes.HasPrefix(b, []byte("qhana-promise/v1\n"))
}

// IsPDF tells whether bytes are a PDF.
func IsPDF(b []byte) bool { return bytes.HasPrefix(b, []byte("%PDF-")) }

// Receipt is the receipt that a PDF has inside. It looks at the files that are attached and at nothing else.
func Receipt(pdf []byte) ([]byte, error) {
	var found []byte
	left := total
	rest := pdf
	for range most {
		dict, data, after, ok := next(rest)
		if !ok {
			break
		}
		rest = after
		b, err := unpack(dict, data, min(longest, left))
		if err != nil {
			return nil, err
		}
		left -= len(b)
		switch {
		case !known(b):
		case found == nil:
			found = b
		case !bytes.Equal(found, b):
			return nil, ErrMany
		}
	}
	if found == nil {
		return nil, ErrNone
	}
	return found, nil
}

// next is the next attached file: the dictionary before its bytes, and all that comes after its beginning.
func next(b []byte) (dict, data, rest []byte, ok bool) {
	for {
		_, after, ok := bytes.Cut(b, []byte("stream"))
		if !ok {
			return nil, nil, nil, false
		}
		dict := b[:len(b)-len(after)-len("stream")]
		b = after
		if bytes.HasSuffix(dict, []byte("end")) {
			continue
		}
		if i := bytes.LastIndex(dict, []byte(" obj")); i >= 0 {
			dict = dict[i:]
		}
		after = bytes.TrimPrefix(after, []byte("\r"))
		data, lf := bytes.CutPrefix(after, []byte("\n"))
		if lf && bytes.Contains(dict, []byte("/EmbeddedFile")) && !bytes.Contains(dict, []byte("/EmbeddedFiles")) {
			return dict, data, data, true
		}
	}
}

// unpack is what a file has inside; nothing when it is packed in a way that we do not write. What is longer than it may be is an
// error before it takes memory.
func unpack(dict, data []byte, limit int) ([]byte, error) {
	var r io.Reader
	switch {
	case bytes.Contains(dict, []byte("/FlateDecode")):
		z, err := zlib.NewReader(bytes.NewReader(data))
		if err != nil {
			return nil, nil
		}
		defer func() { _ = z.Close() }()
		r = z
	case bytes.Contains(dict, []byte("/Filter")):
		return nil, nil
	default:
		data, _, _ = bytes.Cut(data, []byte("endstream"))
		r = io.MultiReader(bytes.NewReader(bytes.TrimRight(data, "\r\n")), strings.NewReader("\n")) // a receipt ends its last line
	}
	b, err := io.ReadAll(io.LimitReader(r, int64(limit)+1))
	if len(b) > limit {
		return nil, ErrLong
	}
	if err != nil {
		return nil, nil // cut off
	}
	return b, nil
}

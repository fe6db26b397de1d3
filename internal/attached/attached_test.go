package attached

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"strings"
	"testing"
)

const proof = "c2sp.org/tlog-proof@v1\nextra e30=\nindex 0\n\nx\n"

// file is an attached file as PDFs have it.
func file(data []byte, more string) string {
	return fmt.Sprintf("%%PDF-1.7\n1 0 obj\n<</Type /Page /Length 3>>\nstream\nabc\nendstream\nendobj\n7 0 obj\n<</Type /EmbeddedFile %s/Length %d>>\nstream\n%s\nendstream\nendobj\n", more, len(data), data)
}

func packed(data []byte) []byte {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	_, _ = w.Write(data)
	_ = w.Close()
	return b.Bytes()
}

func TestReceipt(t *testing.T) {
	const flate = "/Filter /FlateDecode "
	good := file(packed([]byte(proof)), flate)
	other := file(packed([]byte(proof+"— y\n")), flate)
	bomb := packed(make([]byte, 50<<20))
	zeros := file(packed(append([]byte(proof), make([]byte, 900_000)...)), flate)
	for name, c := range map[string]struct {
		pdf string
		err error
	}{
		"OK": {good, nil}, "Unpacked": {file([]byte(proof), ""), nil}, "Twice": {good + good, nil}, "WindowsLines": {strings.ReplaceAll(good, ">>\nstream\n", ">>\r\nstream\r\n"), nil},
		"WithPromise": {file(packed([]byte("qhana-promise/v1\nx\n")), flate) + good, ErrMany}, "AfterAnother": {file(packed([]byte("hola")), flate) + good, nil},
		"None": {"%PDF-1.7\n", ErrNone}, "Empty": {"", ErrNone}, "OtherFile": {file(packed([]byte("hola")), flate), ErrNone},
		"NotAttached": {strings.ReplaceAll(good, "/EmbeddedFile", "/XObject"), ErrNone}, "CutOff": {good[:len(good)-40], ErrNone},
		"OtherFilter": {strings.ReplaceAll(good, "/FlateDecode", "/LZWDecode"), ErrNone}, "Many": {good + other, ErrMany},
		"Bomb": {file(bomb, flate), ErrLong}, "ManyBombs": {strings.Repeat(zeros, 12), ErrLong}, "OnlyWords": {strings.Repeat("stream\n", 5000), ErrNone},
	} {
		t.Run(name, func(t *testing.T) {
			b, err := Receipt([]byte(c.pdf))
			if !errors.Is(err, c.err) || c.err == nil && string(b) != proof {
				t.Errorf("%q %v", b, err)
			}
		})
	}
	if !IsPDF([]byte(good)) || IsPDF([]byte(proof)) {
		t.Error("a PDF is not known")
	}
}

func FuzzReceipt(f *testing.F) {
	f.Add([]byte(file(packed([]byte(proof)), "/Filter /FlateDecode ")))
	f.Add([]byte(file([]byte(proof), "")))
	f.Fuzz(func(t *testing.T, b []byte) {
		out, err := Receipt(b)
		if err == nil && (len(out) > longest || !known(out)) {
			t.Errorf("%d bytes", len(out))
		}
	})
}

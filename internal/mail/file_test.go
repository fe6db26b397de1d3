package mail

import (
	"bytes"
	"context"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"testing"
)

// filesOf are the files of a mail as its reader gets them, by name; its first part must be text and HTML.
func filesOf(t *testing.T, raw []byte) map[string][]byte {
	t.Helper()
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/mixed" {
		t.Fatalf("%s %v", kind, err)
	}
	parts, out := multipart.NewReader(m.Body, params["boundary"]), map[string][]byte{}
	first, err := parts.NextPart()
	if err != nil {
		t.Fatal(err)
	}
	kind, inner, err := mime.ParseMediaType(first.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" || inner["boundary"] == params["boundary"] {
		t.Fatalf("the words: %s %v %v", kind, inner, err)
	}
	words := multipart.NewReader(first, inner["boundary"])
	for range 2 {
		if _, err := words.NextPart(); err != nil {
			t.Fatal(err)
		}
	}
	for {
		p, err := parts.NextRawPart()
		if err == io.EOF {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, p))
		if err != nil || p.Header.Get("Content-Type")[:15] != "application/pdf" {
			t.Fatalf("%v %v", p.Header, err)
		}
		name, err := new(mime.WordDecoder).DecodeHeader(p.FileName()) // as mail programs read it
		if err != nil {
			t.Fatal(err)
		}
		out[name] = b
	}
}

// A file goes with the mail, whole, under its name; the words stay readable beside it.
func TestSendWithFile(t *testing.T) {
	s, m := &sink{}, sample()
	pdf := bytes.Repeat([]byte("%PDF \x00\xff\r\n.\r\n"), 5000)
	m.Files = []File{{Name: "LP-2026-000123-7 Prórroga.pdf", Type: "application/pdf", Bytes: pdf}}
	if err := listen(t, s).Send(context.Background(), m); err != nil {
		t.Fatal(err)
	}
	files := filesOf(t, s.mails()[0].raw)
	if len(files) != 1 || !bytes.Equal(files["LP-2026-000123-7 Prórroga.pdf"], pdf) {
		for name, b := range files {
			t.Errorf("%q: %d bytes of %d", name, len(b), len(pdf))
		}
	}
	if text, err := PlainText(s.mails()[0].raw); err != nil || text == "" {
		t.Errorf("%q %v", text, err)
	}
}

package mail

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"testing"
	"time"
)

// read is a mail as its reader gets it.
type read struct {
	mail.Header
	subject    string
	text, html string
}

// parse reads a mail back with the standard library, and fails on anything that is not as it must be.
func parse(t *testing.T, raw []byte) read {
	t.Helper()
	for i, line := range bytes.Split(raw, []byte("\r\n")) {
		if len(line) > 998 || bytes.ContainsAny(line, "\r\n\x00") {
			t.Errorf("line %d: %d bytes, %q…", i+1, len(line), line[:min(len(line), 40)])
		}
		for _, b := range line {
			if b > 126 {
				t.Fatalf("line %d has a raw byte %#x: %q", i+1, b, line)
			}
		}
	}
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		t.Fatalf("Content-Type %q: %v", m.Header.Get("Content-Type"), err)
	}
	out := read{Header: m.Header}
	if out.subject, err = new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject")); err != nil {
		t.Fatal(err)
	}
	parts := multipart.NewReader(m.Body, params["boundary"])
	for _, want := range []struct {
		kind string
		into *string
	}{{"text/plain", &out.text}, {"text/html", &out.html}} {
		p, err := parts.NextRawPart()
		if err != nil {
			t.Fatal(err)
		}
		kind, params, _ := mime.ParseMediaType(p.Header.Get("Content-Type"))
		if kind != want.kind || !strings.EqualFold(params["charset"], "utf-8") || p.Header.Get("Content-Transfer-Encoding") != "quoted-printable" {
			t.Errorf("part %v, want %s in UTF-8, quoted-printable", p.Header, want.kind)
		}
		body, err := io.ReadAll(quotedprintable.NewReader(p))
		if err != nil {
			t.Fatal(err)
		}
		*want.into = string(body)
	}
	if _, err := parts.NextRawPart(); err != io.EOF {
		t.Errorf("a third part: %v", err)
	}
	return out
}

func sample() Message {
	return Message{
		ID:   "LP-2026-000123-7.1.1@transparencia.example",
		From: mail.Address{Name: "Municipalidad de Ñuñoa", Address: "transparencia@lapaz.example"},
		To:   []mail.Address{{Name: "Jhenny Quispe Ñañez", Address: "jhenny@example.org"}},
		At:   time.Date(2026, 3, 2, 10, 30, 0, 0, time.FixedZone("", -4*3600)), Locale: "es",
		Subject: "Recibimos su solicitud «ä ï ü ñ» 2026", Text: "¿Cuánto costó?\n.\nFin ñ", HTML: "<p>¿Cuánto costó? ñ</p>",
	}
}

func TestMessageBytes(t *testing.T) {
	m := sample()
	raw, err := m.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	got := parse(t, raw)
	for name, want := range map[string]string{
		"Message-Id": "<LP-2026-000123-7.1.1@transparencia.example>", "Date": "Mon, 02 Mar 2026 10:30:00 -0400",
		"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All", "Content-Language": "es", "Mime-Version": "1.0",
	} {
		if got.Get(name) != want {
			t.Errorf("%s: %q, want %q", name, got.Get(name), want)
		}
	}
	if got.subject != m.Subject {
		t.Errorf("subject %q, want %q", got.subject, m.Subject)
	}
	from, err := got.AddressList("From")
	if err != nil || from[0].Name != m.From.Name || from[0].Address != m.From.Address {
		t.Errorf("from %v %v", from, err)
	}
	if strings.ReplaceAll(got.text, "\r\n", "\n") != m.Text || got.html != m.HTML {
		t.Errorf("bodies changed: %q %q", got.text, got.html)
	}
}

func TestMessageKeepsHeadersApart(t *testing.T) {
	m := sample()
	m.Subject = "Hola\r\nBcc: otro@example.org\r\n\r\n<script>\u202eatnup\u200b\x00"
	m.To[0].Name = "Ana\r\nX-Evil: sí\u2028, \"a\" <b@c>"
	raw, err := m.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	got := parse(t, raw)
	if got.Get("Bcc") != "" || got.Get("X-Evil") != "" {
		t.Errorf("a header was smuggled in: %v", got.Header)
	}
	if want := "Hola Bcc: otro@example.org <script>atnup"; got.subject != want {
		t.Errorf("subject %q, want %q", got.subject, want)
	}
	to, err := got.AddressList("To")
	if err != nil || len(to) != 1 || to[0].Address != "jhenny@example.org" {
		t.Errorf("to %v, %v", to, err)
	}
}

func TestMessageWithoutUsableAddress(t *testing.T) {
	for _, address := range []string{"", "nobody", "a@b.example\r\nRCPT TO:<x@y.example>", "a@b.example, c@d.example"} {
		m := sample()
		m.To = []mail.Address{{Address: address}}
		_, err := m.Bytes()
		var permanent *Permanent
		if !errors.As(err, &permanent) || permanent.Reason != "bad_address" {
			t.Errorf("%q: %v, want a permanent bad_address", address, err)
		}
	}
}

func TestOneLine(t *testing.T) {
	for in, want := range map[string]string{
		"  a \t b\n\nc ":            "a b c",
		"👩‍🔧 obras":                 "👩‍🔧 obras",
		"a\u202eb\u2066c\ufeff\x07": "abc",
		strings.Repeat("ñ", 300):    strings.Repeat("ñ", 199) + "…",
	} {
		if got := oneLine(in); got != want {
			t.Errorf("oneLine(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestWrap(t *testing.T) {
	got := wrap("uno dos tres\n\ncuatro https://example.org/muy/larga", 9, "> ")
	if want := "> uno dos\n> tres\n>\n> cuatro\n> https://example.org/muy/larga"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

package mail

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/mail"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// Message is a mail ready to go.
type Message struct {
	ID      string // Message-ID, without brackets
	From    mail.Address
	To      []mail.Address
	At      time.Time // the Date header
	Locale  string    // "es", "en"
	Subject string
	Text    string
	HTML    string
	Files   []File
}

// File is something that goes with a mail.
type File struct {
	Name  string
	Type  string // media type
	Bytes []byte
}

// Bytes returns the mail as it goes over the wire (RFC 5322). The same Message gives the same bytes, but for the order
// that headers may take and, where files go with it, the boundaries between its parts.
func (m Message) Bytes() ([]byte, error) {
	g, err := m.build()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if _, err := g.WriteTo(&b); err != nil {
		return nil, fmt.Errorf("writing mail %s: %w", m.ID, err)
	}
	return b.Bytes(), nil
}

// build makes go-mail's message. Addresses that no server can take are a Permanent error.
func (m Message) build() (*gomail.Msg, error) {
	if len(m.To) == 0 {
		return nil, &Permanent{Reason: "no_address"}
	}
	sum := sha256.Sum256([]byte(m.ID))
	options := []gomail.MsgOption{gomail.WithNoDefaultUserAgent()}
	if len(m.Files) == 0 { // go-mail would give all its levels the same boundary
		options = append(options, gomail.WithBoundary(hex.EncodeToString(sum[:15])))
	}
	g := gomail.NewMsg(options...)
	from, err := address(m.From)
	if err != nil {
		return nil, fmt.Errorf("sender's address: %w", err)
	}
	g.FromMailAddress(from)
	for _, a := range m.To {
		to, err := address(a)
		if err != nil {
			return nil, &Permanent{Reason: "bad_address", Err: err}
		}
		g.AddToMailAddress(to)
	}
	g.Subject(oneLine(m.Subject))
	g.SetMessageIDWithValue(m.ID)
	g.SetDateWithValue(m.At)
	g.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no vacation replies to this
	g.SetGenHeader(gomail.HeaderXAutoResponseSuppress, "All")
	g.SetGenHeader("Content-Language", m.Locale)
	g.SetBodyString(gomail.TypeTextPlain, m.Text)
	g.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	for _, f := range m.Files {
		g.AttachReadSeeker(oneLine(f.Name), bytes.NewReader(f.Bytes), gomail.WithFileContentType(gomail.ContentType(f.Type)))
	}
	return g, nil
}

// address checks an address by parsing it again, so that nothing in it can end a header line.
func address(a mail.Address) (*mail.Address, error) {
	parsed, err := mail.ParseAddress(a.Address)
	if err != nil {
		return nil, err
	}
	return &mail.Address{Name: oneLine(a.Name), Address: parsed.Address}, nil
}

package mail

import (
	"context"
	"errors"
	"io"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
)

// sink is a mail server in this process. refuse may fail a recipient, answer the whole message.
type sink struct {
	refuse func(to string) error
	answer func(conn net.Conn) error

	mu  sync.Mutex
	got []taken
}

type taken struct {
	from string
	to   []string
	raw  []byte
}

func (s *sink) NewSession(c *smtp.Conn) (smtp.Session, error) {
	return &sinkSession{sink: s, conn: c}, nil
}

func (s *sink) mails() []taken {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]taken(nil), s.got...)
}

type sinkSession struct {
	sink *sink
	conn *smtp.Conn
	taken
}

func (s *sinkSession) Mail(from string, _ *smtp.MailOptions) error {
	s.taken = taken{from: from}
	return nil
}

func (s *sinkSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	if s.sink.refuse != nil {
		if err := s.sink.refuse(to); err != nil {
			return err
		}
	}
	s.to = append(s.to, to)
	return nil
}

func (s *sinkSession) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.raw = raw
	s.sink.mu.Lock()
	s.sink.got = append(s.sink.got, s.taken)
	s.sink.mu.Unlock()
	if s.sink.answer != nil {
		return s.sink.answer(s.conn.Conn())
	}
	return nil
}

func (s *sinkSession) Reset()        {}
func (s *sinkSession) Logout() error { return nil }

// listen starts the sink and returns a sender for it.
func listen(t *testing.T, s *sink) *SMTP {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := smtp.NewServer(s)
	server.Domain, server.ReadTimeout, server.WriteTimeout = "localhost", 5*time.Second, 5*time.Second
	go func() { _ = server.Serve(l) }()
	t.Cleanup(func() { _ = server.Close() })
	sender, err := NewSMTP("smtp://" + l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return sender
}

func TestSend(t *testing.T) {
	s := &sink{}
	m := sample()
	m.To = append(m.To, mail.Address{Address: "otra@example.org"})
	if err := listen(t, s).Send(context.Background(), m); err != nil {
		t.Fatal(err)
	}
	got := s.mails()
	if len(got) != 1 || got[0].from != m.From.Address || strings.Join(got[0].to, " ") != "jhenny@example.org otra@example.org" {
		t.Fatalf("taken: %+v", got)
	}
	if r := parse(t, got[0].raw); strings.ReplaceAll(r.text, "\r\n", "\n") != m.Text || r.Get("Message-Id") != "<"+m.ID+">" {
		t.Errorf("the mail changed on its way: %q", r.text)
	}
}

func TestSendFailures(t *testing.T) {
	refuse := func(code int) func(string) error {
		return func(string) error { return &smtp.SMTPError{Code: code, Message: "no"} }
	}
	for _, c := range []struct {
		name  string
		sink  *sink
		check func(error) bool
	}{
		{"RecipientRefusedForGood", &sink{refuse: refuse(550)}, func(err error) bool {
			var p *Permanent
			return errors.As(err, &p) && p.Reason == "refused.550"
		}},
		{"RecipientRefusedForNow", &sink{refuse: refuse(451)}, isTemporary},
		{"MessageRefusedForGood", &sink{answer: func(net.Conn) error { return &smtp.SMTPError{Code: 554, Message: "no"} }}, func(err error) bool {
			var p *Permanent
			return errors.As(err, &p) && p.Reason == "refused.554"
		}},
		{"MessageRefusedForNow", &sink{answer: func(net.Conn) error { return &smtp.SMTPError{Code: 452, Message: "full"} }}, isTemporary},
		{"ServerWantsLogin", &sink{refuse: refuse(530)}, isTemporary},
		{"AnswerLost", &sink{answer: func(c net.Conn) error { return c.Close() }}, func(err error) bool {
			var u *Uncertain
			return errors.As(err, &u)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if err := listen(t, c.sink).Send(context.Background(), sample()); !c.check(err) {
				t.Errorf("got %T: %v", err, err)
			}
		})
	}
}

func isTemporary(err error) bool {
	var p *Permanent
	var u *Uncertain
	return err != nil && !errors.As(err, &p) && !errors.As(err, &u)
}

// TestSendPastADeadAddress: one dead address in a unit does not keep the notice from the others.
func TestSendPastADeadAddress(t *testing.T) {
	s := &sink{refuse: func(to string) error {
		if to == "jhenny@example.org" {
			return &smtp.SMTPError{Code: 550, Message: "gone"}
		}
		return nil
	}}
	m := sample()
	m.To = append(m.To, mail.Address{Address: "otra@example.org"}, mail.Address{Address: "tercera@example.org"})
	if err := listen(t, s).Send(context.Background(), m); err != nil {
		t.Fatal(err)
	}
	var to []string
	for _, got := range s.mails() {
		to = append(to, got.to...)
	}
	if strings.Join(to, " ") != "otra@example.org tercera@example.org" {
		t.Errorf("delivered to %v", to)
	}
}

func TestSendToNoServer(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	_ = l.Close()
	sender, err := NewSMTP("smtp://" + address)
	if err != nil {
		t.Fatal(err)
	}
	if err := sender.Send(context.Background(), sample()); !isTemporary(err) {
		t.Errorf("got %T: %v", err, err)
	}
}

func TestNewSMTP(t *testing.T) {
	for _, good := range []string{"smtp://localhost", "smtp://u:p%40ss@mail.example:2525", "smtps://mail.example", "smtp://h?tls=none", "smtp://u:p@[::1]:25?tls=opportunistic"} {
		if _, err := NewSMTP(good); err != nil {
			t.Errorf("%s: %v", good, err)
		}
	}
	for _, bad := range []string{"", "localhost:25", "http://localhost", "smtp://", "smtp://h?tls=maybe", "smtp://secret:secret@h:99999999", "smtp://u:secret@h:x"} {
		if _, err := NewSMTP(bad); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

func TestOutbox(t *testing.T) {
	var kept []byte
	box := Outbox(func(_ context.Context, _ Message, raw []byte) error { kept = raw; return nil })
	if err := box.Send(context.Background(), sample()); err != nil {
		t.Fatal(err)
	}
	if got := parse(t, kept); got.html != sample().HTML {
		t.Errorf("kept %q", got.html)
	}
}

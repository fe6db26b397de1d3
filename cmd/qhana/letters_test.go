package main

import (
	"bufio"
	"io"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"
)

// letters is a mail server that counts what it took, by Message-ID.
type letters struct {
	addr string
	mu   sync.Mutex
	got  map[string]int
}

func listenSMTP(t *testing.T) *letters {
	t.Helper()
	l := &letters{got: map[string]int{}}
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &letterSession{l}, nil }))
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.addr = listener.Addr().String()
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close() })
	return l
}

func (l *letters) count(id string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.got[strings.Trim(id, "<>")]
}

type letterSession struct{ letters *letters }

func (s *letterSession) Mail(string, *smtp.MailOptions) error { return nil }
func (s *letterSession) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (s *letterSession) Reset()                               {}
func (s *letterSession) Logout() error                        { return nil }

func (s *letterSession) Data(r io.Reader) error {
	m, err := mail.ReadMessage(bufio.NewReader(r))
	if err != nil {
		return err
	}
	s.letters.mu.Lock()
	defer s.letters.mu.Unlock()
	s.letters.got[strings.Trim(m.Header.Get("Message-ID"), "<>")]++
	return nil
}

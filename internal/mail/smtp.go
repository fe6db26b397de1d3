package mail

import (
	"context"
	"errors"
	"fmt"
	"net/mail"
	"net/url"
	"strconv"
	"time"

	gomail "github.com/wneessen/go-mail"
)

const smtpTimeout = 20 * time.Second // of a connection, and of each command

// SMTP sends through a mail server, with one connection for each message.
type SMTP struct{ client *gomail.Client }

// NewSMTP reads an address such as smtp://user:password@host:587?tls=starttls or smtps://host. tls is "starttls" (must
// encrypt; the default when there is a password), "opportunistic" (encrypts when the server can; the default without
// one) or "none". Ports default to 465 for smtps, 587 with a password, else 25.
func NewSMTP(address string) (*SMTP, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, errors.New("mail server: not an address like smtp://host:25") // err would show the password
	}
	opts, err := options(u)
	if err != nil {
		return nil, err
	}
	client, err := gomail.NewClient(u.Hostname(), opts...)
	if err != nil {
		return nil, fmt.Errorf("mail server: %w", err)
	}
	return &SMTP{client: client}, nil
}

func options(u *url.URL) ([]gomail.Option, error) {
	if u.Hostname() == "" || (u.Scheme != "smtp" && u.Scheme != "smtps") {
		return nil, errors.New("mail server: not an address like smtp://host:25 or smtps://host")
	}
	mode, port, auth := u.Query().Get("tls"), 25, gomail.SMTPAuthAutoDiscover
	if u.User != nil {
		port = 587
		if mode == "" {
			mode = "starttls"
		}
	}
	opts := []gomail.Option{gomail.WithTimeout(smtpTimeout)}
	switch {
	case u.Scheme == "smtps":
		port = 465
		opts = append(opts, gomail.WithSSL())
	case mode == "starttls":
		opts = append(opts, gomail.WithTLSPolicy(gomail.TLSMandatory))
	case mode == "none":
		auth = gomail.SMTPAuthPlainNoEnc
		opts = append(opts, gomail.WithTLSPolicy(gomail.NoTLS))
	case mode == "" || mode == "opportunistic":
		opts = append(opts, gomail.WithTLSPolicy(gomail.TLSOpportunistic))
	default:
		return nil, fmt.Errorf("mail server: tls=%s is none of starttls, opportunistic, none", mode)
	}
	if p := u.Port(); p != "" {
		port, _ = strconv.Atoi(p)
	}
	if u.User != nil {
		password, _ := u.User.Password()
		opts = append(opts, gomail.WithSMTPAuth(auth), gomail.WithUsername(u.User.Username()), gomail.WithPassword(password))
	}
	return append(opts, gomail.WithPort(port)), nil
}

// Send delivers the message to the server; see Sender for the meaning of errors. When the server refuses an address for
// good, the others still get the message: one dead account must not keep a notice from a whole unit.
func (s *SMTP) Send(ctx context.Context, m Message) error {
	err := s.send(ctx, m)
	var refused *gomail.SendError
	if len(m.To) < 2 || !errors.As(err, &refused) || refused.Reason != gomail.ErrSMTPRcptTo {
		return err
	}
	var permanent *Permanent
	sent := false
	for _, to := range m.To {
		one := m
		one.To = []mail.Address{to}
		switch err = s.send(ctx, one); {
		case err == nil:
			sent = true
		case errors.As(err, &permanent):
		case sent:
			return &Uncertain{Err: err} // some have it
		default:
			return err
		}
	}
	if sent {
		return nil
	}
	return permanent
}

func (s *SMTP) send(ctx context.Context, m Message) error {
	g, err := m.build()
	if err != nil {
		return err
	}
	err = s.client.DialAndSendWithContext(ctx, g)
	if err == nil || g.IsDelivered() { // what fails after the server took it, such as the good-bye, does not matter
		return nil
	}
	return classify(err)
}

// classify tells for-good refusals and lost answers from failures that a later try may mend. Only the server's own
// code counts: a broken connection has none.
func classify(err error) error {
	var send *gomail.SendError
	if !errors.As(err, &send) {
		return fmt.Errorf("mail server: %w", err)
	}
	switch code := send.ErrorCode(); {
	case code == 530 || code == 535 || code == 538: // our own log-in: the configuration must be mended, not the mail
	case code >= 500:
		return &Permanent{Reason: "refused." + strconv.Itoa(code), Err: err}
	case code == 0 && send.Reason == gomail.ErrSMTPDataClose:
		return &Uncertain{Err: err}
	}
	return fmt.Errorf("mail server: %w", err)
}

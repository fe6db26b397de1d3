package mail

import (
	"context"
	"fmt"
)

// Sender takes a message away. It returns nil when the message was taken; Permanent when trying again is useless;
// Uncertain when it may have been taken; any other error means that nothing went out and a later try may work.
type Sender interface {
	Send(ctx context.Context, m Message) error
}

// Permanent is a failure that no repeat mends: no address, or an address that the server refuses for good.
type Permanent struct {
	Reason string // a code for the ledger: "no_address", "bad_address", "refused.550"
	Err    error
}

func (e *Permanent) Error() string {
	if e.Err == nil {
		return "mail: " + e.Reason
	}
	return fmt.Sprintf("mail: %s: %v", e.Reason, e.Err)
}

func (e *Permanent) Unwrap() error { return e.Err }

// Uncertain is a failure after the whole message went over and before the server answered: it may have been delivered.
type Uncertain struct{ Err error }

func (e *Uncertain) Error() string { return fmt.Sprintf("mail: may have been delivered: %v", e.Err) }

func (e *Uncertain) Unwrap() error { return e.Err }

// Outbox is a Sender that hands the message and its raw bytes to a function, which keeps them. The demo shows them.
type Outbox func(ctx context.Context, m Message, raw []byte) error

// Send renders the bytes and keeps them.
func (o Outbox) Send(ctx context.Context, m Message) error {
	raw, err := m.Bytes()
	if err != nil {
		return err
	}
	return o(ctx, m, raw)
}

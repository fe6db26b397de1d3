package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"qhana/internal/foi"
)

// PendingNotice is a notice with what is known of its sending.
type PendingNotice struct {
	foi.Notice
	TriedAt time.Time // zero before the first try
	Settled bool
}

type noticeRow struct {
	RequestID int64        `db:"request_id"`
	Entry     int          `db:"entry"`
	N         int          `db:"n"`
	Kind      string       `db:"kind"`
	Recipient string       `db:"recipient"`
	Locale    string       `db:"locale"`
	MessageID string       `db:"message_id"`
	CreatedAt time.Time    `db:"created_at"`
	TriedAt   sql.NullTime `db:"tried_at"`
	SettledAt sql.NullTime `db:"settled_at"`
}

func (r noticeRow) noun() (PendingNotice, error) {
	to, err := recipientOf(r.Recipient)
	if err != nil {
		return PendingNotice{}, err
	}
	p := PendingNotice{Notice: foi.Notice{Request: r.RequestID, Entry: r.Entry, N: r.N, Kind: r.Kind, To: to,
		Locale: r.Locale, MessageID: r.MessageID, CreatedAt: r.CreatedAt.UTC()}, Settled: r.SettledAt.Valid}
	if r.TriedAt.Valid {
		p.TriedAt = r.TriedAt.Time.UTC()
	}
	return p, nil
}

// recipientOf reads what Recipient.String writes.
func recipientOf(s string) (foi.Recipient, error) {
	role, unit, _ := strings.Cut(s, "@")
	if role == "superior" {
		return foi.Recipient{Unit: unit, Superior: true}, nil
	}
	if role == "" {
		return foi.Recipient{}, fmt.Errorf("recipient %q", s)
	}
	return foi.Recipient{Role: foi.Role(role), Unit: unit}, nil
}

// TryNotice marks that a notice is about to be sent, before it is, and returns it as it stood: with TriedAt set it may
// have gone out already, and this is a repeat. A try that began after busy may still be under way, and keeps its mark.
func (s *Store) TryNotice(ctx context.Context, request int64, entry, n int, now, busy time.Time) (PendingNotice, error) {
	const query = `
		WITH old AS (
			SELECT request_id, entry, n, kind, recipient, locale, message_id, created_at, tried_at, settled_at
			  FROM notice WHERE request_id = $1 AND entry = $2 AND n = $3 FOR UPDATE),
		upd AS (UPDATE notice t SET tried_at = $4 FROM old
		         WHERE (t.request_id, t.entry, t.n) = (old.request_id, old.entry, old.n) AND old.settled_at IS NULL
		           AND (old.tried_at IS NULL OR old.tried_at <= $5))
		SELECT request_id, entry, n, kind, recipient, locale, message_id, created_at, tried_at, settled_at FROM old`
	var row noticeRow
	if err := s.db.GetContext(ctx, &row, query, request, entry, n, now, busy); err != nil {
		return PendingNotice{}, translate(err)
	}
	return row.noun()
}

// UntryNotice takes the mark back after a failure that is known not to have delivered anything.
func (s *Store) UntryNotice(ctx context.Context, request int64, entry, n int) error {
	const query = `UPDATE notice SET tried_at = NULL WHERE request_id = $1 AND entry = $2 AND n = $3 AND settled_at IS NULL`
	_, err := s.db.ExecContext(ctx, query, request, entry, n)
	return translate(err)
}

// SettleNotice marks a notice as done with, in the transaction that records what became of it.
func (t *Tx) SettleNotice(ctx context.Context, request int64, entry, n int, now time.Time) error {
	const query = `UPDATE notice SET settled_at = $4 WHERE request_id = $1 AND entry = $2 AND n = $3`
	_, err := t.ExecContext(ctx, query, request, entry, n, now)
	return err
}

// UnsettledNotices lists notices made before an instant that nobody has settled, oldest first.
func (s *Store) UnsettledNotices(ctx context.Context, before time.Time, limit int) ([]foi.Notice, error) {
	const query = `
		SELECT request_id, entry, n, kind, recipient, locale, message_id, created_at, tried_at, settled_at
		  FROM notice WHERE settled_at IS NULL AND created_at < $1 ORDER BY created_at LIMIT $2`
	var rows []noticeRow
	if err := s.db.SelectContext(ctx, &rows, query, before, limit); err != nil {
		return nil, translate(err)
	}
	out := make([]foi.Notice, 0, len(rows))
	for _, r := range rows {
		p, err := r.noun()
		if err != nil {
			return nil, err
		}
		out = append(out, p.Notice)
	}
	return out, nil
}

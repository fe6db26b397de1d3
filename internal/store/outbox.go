package store

import (
	"context"
	"time"
)

// Mail is a message that the demo shows instead of sending.
type Mail struct {
	ID        int64
	MessageID string
	Recipient string
	Subject   string
	Raw       []byte // the whole message, RFC 5322; not filled in lists
	SentAt    time.Time
}

type mailRow struct {
	ID        int64     `db:"id"`
	MessageID string    `db:"message_id"`
	Recipient string    `db:"recipient"`
	Subject   string    `db:"subject"`
	Raw       []byte    `db:"raw"`
	SentAt    time.Time `db:"sent_at"`
}

func (r mailRow) noun() Mail {
	m := Mail(r)
	m.SentAt = r.SentAt.UTC()
	return m
}

// AddMail keeps a message in the outbox.
func (s *Store) AddMail(ctx context.Context, messageID, recipient, subject string, raw []byte, at time.Time) error {
	const query = `INSERT INTO outbox (message_id, recipient, subject, raw, sent_at) VALUES ($1, $2, $3, $4, $5)`
	_, err := s.db.ExecContext(ctx, query, messageID, recipient, subject, raw, at)
	return translate(err)
}

// Mails lists messages of the outbox, newest first, older than the one with the id after; 0 starts at the newest.
func (s *Store) Mails(ctx context.Context, after int64, limit int) ([]Mail, error) {
	const query = `
		SELECT id, message_id, recipient, subject, sent_at FROM outbox
		 WHERE $1::bigint = 0 OR id < $1 ORDER BY id DESC LIMIT $2`
	var rows []mailRow
	if err := s.db.SelectContext(ctx, &rows, query, after, limit); err != nil {
		return nil, translate(err)
	}
	mails := make([]Mail, len(rows))
	for i, r := range rows {
		mails[i] = r.noun()
	}
	return mails, nil
}

// Mail returns one message whole; NotFound when there is none.
func (s *Store) Mail(ctx context.Context, id int64) (Mail, error) {
	const query = `SELECT id, message_id, recipient, subject, raw, sent_at FROM outbox WHERE id = $1`
	var row mailRow
	err := s.db.GetContext(ctx, &row, query, id)
	return row.noun(), translate(err)
}

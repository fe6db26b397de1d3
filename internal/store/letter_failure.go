package store

import (
	"context"
	"time"

	"qhana/internal/foi"
)

// LetterFailure is a letter that could not be made; its notice went out without it.
type LetterFailure struct {
	Request   int64         `db:"request_id"`
	Reference foi.Reference `db:"reference"`
	Entry     int           `db:"entry"`
	N         int           `db:"n"`
	Kind      string        `db:"kind"` // of the notice, where there is no such letter
	Locale    string        `db:"locale"`
	Version   int           `db:"version"`
	Reason    string        `db:"reason"` // catalogue key
	Fact      string        `db:"fact"`
	Line      int           `db:"line"`
	FailedAt  time.Time     `db:"failed_at"`
}

// AddLetterFailure remembers why the letter of a notice could not be made: the last time that it was tried.
func (s *Store) AddLetterFailure(ctx context.Context, f LetterFailure) error {
	const query = `
		INSERT INTO letter_failure (request_id, entry, n, kind, locale, version, reason, fact, line, failed_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) 
		ON CONFLICT (request_id, entry, n) DO UPDATE SET kind = excluded.kind, locale = excluded.locale, version = excluded.version,
		       reason = excluded.reason, fact = excluded.fact, line = excluded.line, failed_at = excluded.failed_at`
	_, err := s.db.ExecContext(ctx, query, f.Request, f.Entry, f.N, f.Kind, f.Locale, f.Version, f.Reason, f.Fact, f.Line, f.FailedAt)
	return translate(err)
}

// LetterFailures lists the newest letters that could not be made, and were not made by a later try.
func (s *Store) LetterFailures(ctx context.Context, limit int) ([]LetterFailure, error) {
	const query = `
		SELECT f.request_id, r.reference, f.entry, f.n, f.kind, f.locale, f.version, f.reason, f.fact, f.line, f.failed_at
		  FROM letter_failure f JOIN request r ON r.id = f.request_id
		 WHERE NOT EXISTS (SELECT 1 FROM letter l WHERE (l.request_id, l.entry, l.n) = (f.request_id, f.entry, f.n))
		 ORDER BY f.failed_at DESC LIMIT $1`
	var list []LetterFailure
	err := s.db.SelectContext(ctx, &list, query, limit)
	return list, translate(err)
}

// MendedNotices lists the notices whose letter could not be made with a template that has a newer version since.
func (s *Store) MendedNotices(ctx context.Context, limit int) ([]foi.Notice, error) {
	const query = `
		SELECT n.request_id, n.entry, n.n, n.kind, n.recipient, n.locale, n.message_id, n.created_at, n.tried_at, n.settled_at
		  FROM letter_failure f JOIN notice n USING (request_id, entry, n)
		 WHERE EXISTS (SELECT 1 FROM letter_template t WHERE (t.kind, t.locale) = (f.kind, f.locale) AND t.version > f.version)
		   AND NOT EXISTS (SELECT 1 FROM letter l WHERE (l.request_id, l.entry, l.n) = (f.request_id, f.entry, f.n))
		 ORDER BY f.failed_at LIMIT $1`
	var rows []noticeRow
	if err := s.db.SelectContext(ctx, &rows, query, limit); err != nil {
		return nil, translate(err)
	}
	var out []foi.Notice
	for _, r := range rows {
		p, err := r.noun()
		if err != nil {
			return nil, err
		}
		out = append(out, p.Notice)
	}
	return out, nil
}

package store

import (
	"context"
	"time"

	"qhana/internal/foi"
)

// CreateCaseSession keeps a case open, under the hash of a token, for a browser that proved its access key.
func (s *Store) CreateCaseSession(ctx context.Context, tokenHash []byte, request int64, expires time.Time) error {
	const query = `INSERT INTO case_session (token_hash, request_id, expires_at) VALUES ($1, $2, $3)`
	_, err := s.db.ExecContext(ctx, query, tokenHash, request, expires)
	return translate(err)
}

// CaseSession returns the request that a token opens; NotFound when it opens none or its time is over.
func (s *Store) CaseSession(ctx context.Context, tokenHash []byte, now time.Time) (int64, error) {
	const query = `SELECT request_id FROM case_session WHERE token_hash = $1 AND expires_at > $2`
	var id int64
	err := s.db.GetContext(ctx, &id, query, tokenHash, now)
	return id, translate(err)
}

// Opens tells whether a token opens a request: it, or the one that it belongs to.
func (s *Store) Opens(ctx context.Context, tokenHash []byte, ref foi.Reference, now time.Time) (int64, error) {
	const query = `SELECT r.id FROM case_session s JOIN request r ON r.id = s.request_id OR r.parent = s.request_id
		  OR r.id = (SELECT parent FROM request WHERE id = s.request_id)
		 WHERE s.token_hash = $1 AND s.expires_at > $2 AND r.reference = $3`
	var id int64
	err := s.db.GetContext(ctx, &id, query, tokenHash, now, string(ref))
	return id, translate(err)
}

// DeleteCaseSession closes the case for a token; it is no error when there is none.
func (s *Store) DeleteCaseSession(ctx context.Context, tokenHash []byte) error {
	_, err := s.db.ExecContext(ctx, `DELETE FROM case_session WHERE token_hash = $1`, tokenHash)
	return translate(err)
}

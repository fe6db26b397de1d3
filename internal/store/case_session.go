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

// line are the request with the reference $1, the one that it belongs to, and so on to the first.
const line = `WITH RECURSIVE line AS (
	SELECT id, parent, reference, 0 AS up FROM request WHERE reference = $1
	UNION ALL SELECT p.id, p.parent, p.reference, up + 1 FROM line JOIN request p ON p.id = line.parent) `

// First is the request whose key opens a request that somebody asked or appealed in the course of it; of any other, and of a reference
// that there is not, it is the same one.
func (s *Store) First(ctx context.Context, ref foi.Reference) (first foi.Reference, err error) {
	err = s.db.GetContext(ctx, &first, line+`SELECT coalesce((SELECT reference FROM line ORDER BY up DESC LIMIT 1), $1)`, string(ref))
	return first, translate(err)
}

// Opens tells whether a token opens a request: it, one that it belongs to, or one that belongs to it.
func (s *Store) Opens(ctx context.Context, tokenHash []byte, ref foi.Reference, now time.Time) (int64, error) {
	const query = line + `SELECT r.id FROM case_session s JOIN request r ON s.request_id IN (SELECT id FROM line)
		  OR r.id = (SELECT parent FROM request WHERE id = s.request_id)
		 WHERE s.token_hash = $2 AND s.expires_at > $3 AND r.reference = $1`
	var id int64
	err := s.db.GetContext(ctx, &id, query, string(ref), tokenHash, now)
	return id, translate(err)
}

// DeleteCaseSession closes the case for a token; it is no error when there is none.
func (s *Store) DeleteCaseSession(ctx context.Context, tokenHash []byte) error {
	_, err := s.db.ExecContext(ctx, `DELETE FROM case_session WHERE token_hash = $1`, tokenHash)
	return translate(err)
}

package store

import (
	"context"
	"time"

	"qhana/internal/foi"
)

// CreateSession keeps a log-in under the hash of its token until expires at the latest.
func (s *Store) CreateSession(ctx context.Context, tokenHash []byte, account int64, now, expires time.Time) error {
	const query = `
		INSERT INTO session (token_hash, account_id, created_at, seen_at, expires_at) VALUES ($1, $2, $3, $3, $4)`
	_, err := s.db.ExecContext(ctx, query, tokenHash, account, now, expires)
	return translate(err)
}

// SessionAccount returns the account of a session that has neither expired nor been idle for too long, and notes that it
// was seen, at most once a minute. It holds what those hold for whom it stands in, as long as they are away. It is NotFound when
// there is no such session or its account is inactive.
func (s *Store) SessionAccount(ctx context.Context, tokenHash []byte, now time.Time, idle time.Duration) (foi.Account, error) {
	const query = `
		WITH live AS (
			SELECT token_hash, account_id, seen_at FROM session
			 WHERE token_hash = $2 AND expires_at > $1 AND seen_at > $3),
		seen AS (
			UPDATE session s SET seen_at = $1 FROM live
			 WHERE s.token_hash = live.token_hash AND live.seen_at <= $4)
		SELECT ` + accountColumns + `, ` + lentColumn + `
		  FROM account a JOIN live ON live.account_id = a.id WHERE a.active`
	return s.acting(ctx, query, now, tokenHash, now.Add(-idle), now.Add(-time.Minute))
}

// DeleteSession ends a session; it is no error when there is none.
func (s *Store) DeleteSession(ctx context.Context, tokenHash []byte) error {
	_, err := s.db.ExecContext(ctx, `DELETE FROM session WHERE token_hash = $1`, tokenHash)
	return translate(err)
}

// DeleteAccountSessions ends all sessions of an account.
func (s *Store) DeleteAccountSessions(ctx context.Context, account int64) error {
	_, err := s.db.ExecContext(ctx, `DELETE FROM session WHERE account_id = $1`, account)
	return translate(err)
}

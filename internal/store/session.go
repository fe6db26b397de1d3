package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
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
// was seen, at most once a minute. It holds what those hold for whom it stands in, as long as they are away. It is NotFound when there is no such session or its account is inactive.
func (s *Store) SessionAccount(ctx context.Context, tokenHash []byte, now time.Time, idle time.Duration) (foi.Account, error) {
	const query = `
		WITH RECURSIVE live AS (
			SELECT token_hash, account_id, seen_at FROM session
			 WHERE token_hash = $1 AND expires_at > $2 AND seen_at > $3),
		seen AS (
			UPDATE session s SET seen_at = $2 FROM live
			 WHERE s.token_hash = live.token_hash AND live.seen_at <= $4),
		cover AS (
			SELECT account_id AS id FROM live
			 UNION
			SELECT x.id FROM cover c JOIN account x ON x.backup = c.id WHERE x.active AND x.away_from <= $2 AND x.away_until > $2)
		SELECT ` + accountColumns + `,
		       (SELECT coalesce(jsonb_agg(DISTINCT jsonb_build_object('role', g.role, 'unit', g.unit)), '[]')
		          FROM cover c JOIN role_grant g ON g.account_id = c.id
		         WHERE c.id <> a.id AND g.role IN ('clerk', 'transparency_officer', 'unit_official', 'unit_head', 'reviewer', 'signatory')
		           AND NOT EXISTS (SELECT 1 FROM role_grant own WHERE own.account_id = a.id AND own.role = 'auditor')) AS lent
		  FROM account a JOIN live ON live.account_id = a.id WHERE a.active`
	var row struct {
		accountRow
		Lent []byte `db:"lent"`
	}
	if err := s.db.GetContext(ctx, &row, query, tokenHash, now, now.Add(-idle), now.Add(-time.Minute)); err != nil {
		return foi.Account{}, translate(err)
	}
	account, err := row.noun()
	if err != nil {
		return account, err
	}
	var lent []foi.Grant
	if err := json.Unmarshal(row.Lent, &lent); err != nil {
		return account, fmt.Errorf("grants lent to account %d: %w", account.ID, err)
	}
	for _, g := range lent {
		if !slices.Contains(account.Grants, g) {
			account.Grants = append(account.Grants, g)
		}
	}
	return account, nil
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

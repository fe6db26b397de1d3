package store

import (
	"context"
	"database/sql"
	"time"

	"qhana/internal/foi"
)

// OldestAvailableJob is the instant since which the oldest job waits for a worker; zero when none waits.
func (s *Store) OldestAvailableJob(ctx context.Context) (time.Time, error) {
	return s.instant(ctx, `SELECT min(scheduled_at) FROM river_job WHERE state = 'available'`)
}

// LastFinishedJob is the instant at which a job last ended, well or badly; zero when none did.
func (s *Store) LastFinishedJob(ctx context.Context) (time.Time, error) {
	return s.instant(ctx, `SELECT max(greatest(finalized_at, attempted_at)) FROM river_job`)
}

func (s *Store) instant(ctx context.Context, query string) (time.Time, error) {
	var t sql.NullTime
	if err := s.db.GetContext(ctx, &t, query); err != nil {
		return time.Time{}, translate(err)
	}
	return t.Time, nil
}

// DeleteExpired deletes sessions, unfinished forms, opened cases and files of people whose time is over.
func (s *Store) DeleteExpired(ctx context.Context, now time.Time) error {
	for _, query := range []string{
		`DELETE FROM session WHERE expires_at < $1`,
		`DELETE FROM case_session WHERE expires_at < $1`,
		`DELETE FROM draft WHERE expires_at < $1`,
		`DELETE FROM people_import WHERE expires_at < $1`,
	} {
		if _, err := s.db.ExecContext(ctx, query, now); err != nil {
			return translate(err)
		}
	}
	return nil
}

// Addresses lists the mail addresses of a recipient other than the requester: the accounts that hold the role in the
// unit, or who stands in for them, else the unit's own address; for a superior, the head of the parent unit, else that unit's
// address.
func (s *Store) Addresses(ctx context.Context, to foi.Recipient, now time.Time) ([]string, error) {
	const query = `
		WITH RECURSIVE u AS (SELECT CASE WHEN $3 THEN coalesce(parent, key) ELSE key END AS key FROM unit WHERE key = $1),
		cover AS (
			SELECT a.id, a.email, a.backup, coalesce(a.away_from <= $4 AND a.away_until > $4, false) AS away
			  FROM account a JOIN role_grant g ON g.account_id = a.id JOIN u ON g.unit = u.key WHERE g.role = $2 AND a.active
			 UNION
			SELECT b.id, b.email, b.backup, coalesce(b.away_from <= $4 AND b.away_until > $4, false)
			  FROM cover c JOIN account b ON b.id = c.backup WHERE c.away AND b.active),
		people AS (SELECT DISTINCT email FROM cover WHERE email <> '' AND NOT (away AND backup IS NOT NULL))
		SELECT email FROM people
		UNION ALL
		SELECT unit.email FROM unit JOIN u USING (key) WHERE unit.email <> '' AND NOT EXISTS (SELECT 1 FROM people)
		ORDER BY 1`
	role := to.Role
	if to.Superior {
		role = foi.UnitHead
	}
	var out []string
	err := s.db.SelectContext(ctx, &out, query, to.Unit, string(role), to.Superior, now)
	return out, translate(err)
}

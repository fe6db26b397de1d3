package store

import (
	"context"

	"qhana/internal/foi"
)

// SaveAccount changes name, address, grants, absence and whether somebody may come in at all. A closed account's sessions end.
func (t *Tx) SaveAccount(ctx context.Context, a foi.Account) error {
	const update = `UPDATE account SET name = $2, email = $3, active = $4, backup = $5, away_from = $6, away_until = $7 WHERE id = $1 RETURNING id`
	var id int64
	if err := t.GetContext(ctx, &id, update, a.ID, a.Name, a.Email, a.Active, orNull(a.Backup), instant(a.AwayFrom), instant(a.AwayUntil)); err != nil {
		return err
	}
	if _, err := t.ExecContext(ctx, `DELETE FROM role_grant WHERE account_id = $1`, a.ID); err != nil {
		return err
	}
	for _, g := range a.Grants {
		if _, err := t.ExecContext(ctx, `INSERT INTO role_grant (account_id, role, unit) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, a.ID, string(g.Role), g.Unit); err != nil {
			return err
		}
	}
	if a.Active {
		return nil
	}
	_, err := t.ExecContext(ctx, `DELETE FROM session WHERE account_id = $1`, a.ID)
	return err
}

// SaveAbsence changes when somebody is away and who stands in for them, and nothing else of theirs: what a session holds beside is
// lent. Refused when they would, through others, stand in for themselves.
func (t *Tx) SaveAbsence(ctx context.Context, a foi.Account) error {
	const circle = `
		WITH RECURSIVE chain AS (
			SELECT $2::bigint AS id UNION SELECT a.backup FROM chain c JOIN account a ON a.id = c.id WHERE a.backup IS NOT NULL)
		SELECT EXISTS (SELECT 1 FROM chain WHERE id = $1)`
	var round bool
	if err := t.GetContext(ctx, &round, circle, a.ID, a.Backup); err != nil {
		return err
	}
	if round {
		return &foi.Error{Code: foi.Invalid, Key: "people.cycle", Field: "backup"}
	}
	var id int64
	return t.GetContext(ctx, &id, `UPDATE account SET backup = $2, away_from = $3, away_until = $4 WHERE id = $1 RETURNING id`,
		a.ID, orNull(a.Backup), instant(a.AwayFrom), instant(a.AwayUntil))
}

// LockPeople keeps others from changing accounts until the transaction ends, so that two changes cannot together leave a body
// without an administrator, or people who stand in for one another.
func (t *Tx) LockPeople(ctx context.Context) error {
	_, err := t.ExecContext(ctx, `LOCK TABLE account IN SHARE ROW EXCLUSIVE MODE`)
	return err
}

// Held are the requests with a live branch that an account accepted, and those of a unit: what must be given to somebody else.
func (s *Store) Held(ctx context.Context, account int64, unit string) ([]foi.Reference, error) {
	const query = `
		SELECT DISTINCT r.reference FROM branch b JOIN request r ON r.id = b.request_id
		 WHERE b.state IN ('open', 'accepted', 'answered') AND ($1 <> 0 AND b.account_id = $1 OR $2 <> '' AND b.unit = $2)
		 ORDER BY 1 LIMIT 50`
	var refs []string
	if err := s.db.SelectContext(ctx, &refs, query, account, unit); err != nil {
		return nil, translate(err)
	}
	out := make([]foi.Reference, len(refs))
	for i, r := range refs {
		out[i] = foi.Reference(r)
	}
	return out, nil
}

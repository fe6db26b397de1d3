package store

import (
	"context"
	"encoding/json"
	"time"

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

// AdminEntry is one line of what administrators did.
type AdminEntry struct {
	ID      int64
	At      time.Time
	Account int64
	Kind    string            // "account_added", "account_changed", "account_closed", "password_set", "people_imported", "unit_saved", "unit_dissolved"
	Subject string            // "account:12", "unit:finanzas", "file:<SHA-256>"
	Facts   map[string]string // codes by name
}

// AddAdminEntry enters what an administrator did, in the transaction in which it is done.
func (t *Tx) AddAdminEntry(ctx context.Context, e AdminEntry) error {
	facts, err := json.Marshal(e.Facts)
	if err != nil {
		return err
	}
	_, err = t.ExecContext(ctx, `INSERT INTO admin_entry (at, account_id, kind, subject, facts) VALUES ($1, $2, $3, $4, $5)`, e.At, e.Account, e.Kind, e.Subject, string(facts))
	return err
}

// AdminEntries lists them before an id, the newest first; 0 begins at the newest.
func (s *Store) AdminEntries(ctx context.Context, before int64, limit int) ([]AdminEntry, error) {
	const query = `SELECT id, at, account_id, kind, subject, facts FROM admin_entry WHERE $1 = 0 OR id < $1 ORDER BY id DESC LIMIT $2`
	var rows []struct {
		ID      int64     `db:"id"`
		At      time.Time `db:"at"`
		Account int64     `db:"account_id"`
		Kind    string    `db:"kind"`
		Subject string    `db:"subject"`
		Facts   []byte    `db:"facts"`
	}
	if err := s.db.SelectContext(ctx, &rows, query, before, limit); err != nil {
		return nil, translate(err)
	}
	out := make([]AdminEntry, len(rows))
	for i, r := range rows {
		out[i] = AdminEntry{ID: r.ID, At: r.At.UTC(), Account: r.Account, Kind: r.Kind, Subject: r.Subject}
		if err := json.Unmarshal(r.Facts, &out[i].Facts); err != nil {
			return nil, err
		}
	}
	return out, nil
}

package store

import (
	"context"

	"qhana/internal/foi"
)

type unitRow struct {
	Key      string `db:"key"`
	Parent   string `db:"parent"`
	NameES   string `db:"name_es"`
	NameEN   string `db:"name_en"`
	Kind     string `db:"kind"`
	Email    string `db:"email"`
	Position int    `db:"position"`
	Active   bool   `db:"active"`
}

// Units lists all units in the order in which pages show them, inactive ones too.
func (s *Store) Units(ctx context.Context) ([]foi.Unit, error) {
	const query = `
		SELECT key, coalesce(parent, '') AS parent, name_es, name_en, kind, email, position, active
		  FROM unit ORDER BY position, key`
	var rows []unitRow
	if err := s.db.SelectContext(ctx, &rows, query); err != nil {
		return nil, translate(err)
	}
	units := make([]foi.Unit, len(rows))
	for i, r := range rows {
		units[i] = foi.Unit(r)
	}
	return units, nil
}

// Empty tells whether nothing has been set up yet: there is no unit.
func (s *Store) Empty(ctx context.Context) (bool, error) {
	var empty bool
	err := s.db.GetContext(ctx, &empty, `SELECT NOT EXISTS (SELECT 1 FROM unit)`)
	return empty, translate(err)
}

// UnitWorks tells whether there is such a unit and it is not dissolved. Nobody dissolves it before this transaction ends.
func (t *Tx) UnitWorks(ctx context.Context, key string) (works bool, err error) {
	err = t.GetContext(ctx, &works, `SELECT coalesce((SELECT active FROM unit WHERE key = $1 FOR SHARE), false)`, key)
	return works, err
}

// Above is the unit above a unit, or itself where there is none.
func (t *Tx) Above(ctx context.Context, key string) (above string, err error) {
	err = t.GetContext(ctx, &above, `SELECT coalesce((SELECT parent FROM unit WHERE key = $1), $1)`, key)
	return above, err
}

// UnitTies is what hangs on a unit: it is dissolved when nothing does.
type UnitTies struct {
	Branches int `db:"branches"` // requests in which it has a live branch
	Below    int `db:"below"`    // active units
	People   int `db:"people"`   // active accounts with a role in it
}

// LockUnit keeps others from giving a unit anything until this transaction ends, and counts what hangs on it.
func (t *Tx) LockUnit(ctx context.Context, key string) (UnitTies, error) {
	const query = `
		SELECT (SELECT count(DISTINCT request_id) FROM branch WHERE unit = $1 AND state IN ('open', 'accepted', 'answered')) AS branches,
		       (SELECT count(*) FROM unit WHERE parent = $1 AND active) AS below,
		       (SELECT count(DISTINCT a.id) FROM account a JOIN role_grant g ON g.account_id = a.id WHERE g.unit = $1 AND a.active) AS people`
	var ties UnitTies
	if _, err := t.ExecContext(ctx, `SELECT 1 FROM unit WHERE key = $1 FOR UPDATE`, key); err != nil {
		return ties, err
	}
	err := t.GetContext(ctx, &ties, query, key)
	return ties, err
}

// SaveUnit writes a unit, new or changed. Its parent must have been written before.
func (t *Tx) SaveUnit(ctx context.Context, u foi.Unit) error {
	const query = `
		INSERT INTO unit (key, parent, name_es, name_en, kind, email, position, active)
		VALUES ($1, nullif($2, ''), $3, $4, $5, $6, $7, $8)
		ON CONFLICT (key) DO UPDATE SET parent = excluded.parent, name_es = excluded.name_es, name_en = excluded.name_en,
		       kind = excluded.kind, email = excluded.email, position = excluded.position, active = excluded.active`
	_, err := t.ExecContext(ctx, query, u.Key, u.Parent, u.NameES, u.NameEN, u.Kind, u.Email, u.Position, u.Active)
	return err
}

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

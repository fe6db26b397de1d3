package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/lib/pq"

	"qhana/internal/foi"
)

type sightRow struct {
	ID      int64          `db:"id"`
	N       sql.NullInt64  `db:"n"`
	At      time.Time      `db:"at"`
	Account int64          `db:"account_id"`
	Role    string         `db:"role"`
	What    string         `db:"what"`
	Why     string         `db:"why"`
	Cases   pq.StringArray `db:"cases"`
	Hash    []byte         `db:"hash"`
}

func (r sightRow) noun() foi.Sight {
	out := foi.Sight{ID: r.ID, No: r.N.Int64, At: r.At.UTC(), Account: r.Account, Role: foi.Role(r.Role), What: r.What, Why: r.Why, Hash: r.Hash}
	for _, c := range r.Cases {
		out.Cases = append(out.Cases, foi.Reference(c))
	}
	return out
}

// Saw writes down that somebody saw who asked, and has it on disk before it returns. Looks do not wait for one another: their line in
// the chain is given by LinkSights. Without cases there was nobody to see.
func (s *Store) Saw(ctx context.Context, seen foi.Sight) error {
	if len(seen.Cases) == 0 {
		return nil
	}
	cases := make(pq.StringArray, len(seen.Cases))
	for i, c := range seen.Cases {
		cases[i] = string(c)
	}
	const query = `
		WITH x AS (INSERT INTO sight (at, account_id, role, what, why, cases) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id)
		INSERT INTO sight_waiting (sight) SELECT id FROM x`
	_, err := s.db.ExecContext(ctx, query, seen.At.UTC().Truncate(time.Microsecond), seen.Account, seen.Role, seen.What, seen.Why, cases)
	return translate(err)
}

// SightFilter says which sights; Before 0 begins at the newest.
type SightFilter struct {
	Case    string
	Account int64
	Before  int64
	Limit   int
}

// Sights lists who saw who asked, the newest first.
func (s *Store) Sights(ctx context.Context, f SightFilter) ([]foi.Sight, error) {
	const query = `
		SELECT s.id, l.n, s.at, s.account_id, s.role, s.what, s.why, s.cases, l.hash FROM sight s LEFT JOIN sight_link l ON l.sight = s.id
		 WHERE ($1 = 0 OR s.id < $1) AND ($2 = '' OR s.cases @> ARRAY[$2]) AND ($3 = 0 OR s.account_id = $3)
		 ORDER BY s.id DESC LIMIT $4`
	var rows []sightRow
	if err := s.db.SelectContext(ctx, &rows, query, f.Before, f.Case, f.Account, f.Limit); err != nil {
		return nil, translate(err)
	}
	out := make([]foi.Sight, len(rows))
	for i, r := range rows {
		out[i] = r.noun()
	}
	return out, nil
}

// RequesterOf is who asked, for an auditor who said why; NotFound for anybody else.
func (s *Store) RequesterOf(ctx context.Context, request int64, viewer foi.Actor) (foi.Requester, error) {
	var row struct {
		Name     string `db:"name"`
		Identity string `db:"identity"`
		Email    string `db:"email"`
		Phone    string `db:"phone"`
		Address  string `db:"address"`
		Delivery string `db:"delivery"`
		Format   string `db:"format"`
		Behalf   string `db:"behalf"`
	}
	const query = `SELECT name, identity, email, phone, address, delivery, format, behalf FROM requester WHERE request_id = $1 AND $2::boolean`
	if err := s.db.GetContext(ctx, &row, query, request, viewer.Has(foi.Auditor)); err != nil {
		return foi.Requester{}, translate(err)
	}
	return foi.Requester(row), nil
}

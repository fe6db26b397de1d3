package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/lib/pq"

	"qhana/internal/foi"
)

// sightAnchor is every how many sights the public record is given the last hash.
const sightAnchor = 100

// sightLock is held while a sight is appended: each is tied to the one before.
const sightLock = 0x51676874

type sightRow struct {
	ID      int64          `db:"id"`
	At      time.Time      `db:"at"`
	Account int64          `db:"account_id"`
	Role    string         `db:"role"`
	What    string         `db:"what"`
	Cases   pq.StringArray `db:"cases"`
	Hash    []byte         `db:"hash"`
}

func (r sightRow) noun() foi.Sight {
	out := foi.Sight{ID: r.ID, At: r.At.UTC(), Account: r.Account, Role: foi.Role(r.Role), What: r.What, Hash: r.Hash}
	for _, c := range r.Cases {
		out.Cases = append(out.Cases, foi.Reference(c))
	}
	return out
}

// Saw writes down that somebody saw who asked. ID and Hash are given here. Without cases there was nobody to see.
func (s *Store) Saw(ctx context.Context, seen foi.Sight) error {
	if len(seen.Cases) == 0 {
		return nil
	}
	return s.InTx(ctx, func(tx *Tx) error {
		if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock($1)`, sightLock); err != nil {
			return err
		}
		var last sightRow
		err := tx.GetContext(ctx, &last, `SELECT id, at, account_id, role, what, cases, hash FROM sight ORDER BY id DESC LIMIT 1`)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		seen.ID, seen.At = last.ID+1, seen.At.UTC().Truncate(time.Microsecond)
		cases := make(pq.StringArray, len(seen.Cases))
		for i, c := range seen.Cases {
			cases[i] = string(c)
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO sight (id, at, account_id, role, what, cases, hash) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			seen.ID, seen.At, seen.Account, seen.Role, seen.What, cases, seen.Link(last.Hash)); err != nil {
			return err
		}
		if seen.ID%sightAnchor != 0 {
			return nil
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO unlogged (kind, a, b) VALUES ('sight', $1, 0)`, seen.ID)
		return err
	})
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
		SELECT id, at, account_id, role, what, cases, hash FROM sight
		 WHERE ($1 = 0 OR id < $1) AND ($2 = '' OR cases @> ARRAY[$2]) AND ($3 = 0 OR account_id = $3)
		 ORDER BY id DESC LIMIT $4`
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

// CheckSights follows the chain of sights from the first and says where it is broken; "" when it is whole. The lines of which the
// public record holds the hash must be there.
func (s *Store) CheckSights(ctx context.Context) (broken string, n int64, err error) {
	var before []byte
	for {
		var rows []sightRow
		err := s.db.SelectContext(ctx, &rows, `SELECT id, at, account_id, role, what, cases, hash FROM sight WHERE id > $1 ORDER BY id LIMIT 5000`, n)
		if err != nil {
			return "", n, translate(err)
		}
		for _, r := range rows {
			seen := r.noun()
			switch {
			case r.ID != n+1:
				return fmt.Sprintf("line %d of who saw personal data is missing", n+1), n, nil
			case !bytes.Equal(seen.Link(before), r.Hash):
				return fmt.Sprintf("line %d of who saw personal data was changed", r.ID), n, nil
			}
			n, before = r.ID, r.Hash
		}
		if len(rows) == 0 {
			break
		}
	}
	var anchored int64
	if err := s.db.GetContext(ctx, &anchored, `SELECT coalesce(max(a), 0) FROM leaf WHERE kind = 'sight'`); err != nil {
		return "", n, translate(err)
	}
	if anchored > n {
		return fmt.Sprintf("who saw personal data has %d lines; the public record knows of %d", n, anchored), n, nil
	}
	return "", n, nil
}

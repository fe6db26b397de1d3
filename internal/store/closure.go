package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/jmoiron/sqlx"

	"qhana/internal/foi"
)

type closureRow struct {
	No         int           `db:"no"`
	Calendar   string        `db:"calendar"`
	From       time.Time     `db:"from_day"`
	To         time.Time     `db:"to_day"`
	Unit       string        `db:"unit"`
	Worked     bool          `db:"worked"`
	Name       string        `db:"name"`
	Source     string        `db:"source"`
	Document   string        `db:"document"`
	Revives    bool          `db:"revives"`
	Revokes    sql.NullInt64 `db:"revokes"`
	DeclaredAt time.Time     `db:"declared_at"`
	Account    sql.NullInt64 `db:"account_id"`
}

// Closures lists what the body declared about its calendar, in order of its numbers.
func (s *Store) Closures(ctx context.Context) ([]foi.Closure, error) { return closures(ctx, s.db) }

// Closures is Store.Closures inside a transaction.
func (t *Tx) Closures(ctx context.Context) ([]foi.Closure, error) { return closures(ctx, t.Tx) }

func closures(ctx context.Context, q sqlx.QueryerContext) ([]foi.Closure, error) {
	const query = `
		SELECT no, calendar, from_day, to_day, unit, worked, name, source, document, revives, revokes, declared_at, account_id
		  FROM closure ORDER BY no`
	var rows []closureRow
	if err := sqlx.SelectContext(ctx, q, &rows, query); err != nil {
		return nil, translate(err)
	}
	out := make([]foi.Closure, len(rows))
	for i, r := range rows {
		out[i] = foi.Closure{No: r.No, Calendar: r.Calendar, From: foi.DateOf(r.From, time.UTC), To: foi.DateOf(r.To, time.UTC), Unit: r.Unit,
			Worked: r.Worked, Name: r.Name, Source: r.Source, Document: r.Document, Revives: r.Revives, Revokes: int(r.Revokes.Int64),
			DeclaredAt: r.DeclaredAt.UTC(), Account: r.Account.Int64}
	}
	return out, nil
}

// NewestClosure is the number of the newest declaration, 0 when there is none.
func (s *Store) NewestClosure(ctx context.Context) (int, error) {
	var n int
	err := s.db.GetContext(ctx, &n, `SELECT coalesce(max(no), 0) FROM closure`)
	return n, translate(err)
}

// AddClosures numbers declarations and writes them; it returns the last number. Two administrators declare one after the
// other: expected is the newest number that this one had seen, and foi.Conflict says that there is a newer one.
func (t *Tx) AddClosures(ctx context.Context, expected int, list []foi.Closure) (int, error) {
	if _, err := t.ExecContext(ctx, `LOCK TABLE closure IN EXCLUSIVE MODE`); err != nil {
		return 0, err
	}
	var last int
	if err := t.GetContext(ctx, &last, `SELECT coalesce(max(no), 0) FROM closure`); err != nil {
		return 0, err
	}
	if last != expected {
		return 0, &foi.Error{Code: foi.Conflict, Key: "stale"}
	}
	const query = `
		INSERT INTO closure (no, calendar, from_day, to_day, unit, worked, name, source, document, revives, revokes, declared_at, account_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, nullif($11::int, 0), $12, nullif($13::bigint, 0))`
	for _, c := range list {
		last++
		if _, err := t.ExecContext(ctx, query, last, c.Calendar, day(c.From), day(c.To), c.Unit, c.Worked, c.Name, c.Source, c.Document,
			c.Revives, c.Revokes, c.DeclaredAt, c.Account); err != nil {
			return 0, err
		}
	}
	return last, nil
}

// ClosureDocument returns the document in which a declaration stands; anybody may read it.
func (s *Store) ClosureDocument(ctx context.Context, no int) (foi.Document, error) {
	const query = `SELECT ` + documentColumns + ` FROM document d JOIN closure c ON c.document = d.id WHERE c.no = $1`
	return s.document(ctx, query, no)
}

// LooseDocument returns a document that no request has: one that an administrator brought for a declaration.
func (s *Store) LooseDocument(ctx context.Context, id string) (foi.Document, error) {
	return s.document(ctx, `SELECT `+documentColumns+` FROM document d WHERE d.id = $1 AND d.request_id IS NULL`, id)
}

// Force is a version of a statute that an administrator brought into force.
type Force struct {
	Statute    string    `db:"statute"`
	Version    string    `db:"version"`
	From       time.Time `db:"from_day"`
	DeclaredAt time.Time `db:"declared_at"`
}

// Forces lists the versions that were brought into force, in order.
func (s *Store) Forces(ctx context.Context) ([]Force, error) {
	var out []Force
	err := s.db.SelectContext(ctx, &out, `SELECT statute, version, from_day, declared_at FROM force ORDER BY declared_at`)
	return out, translate(err)
}

// AddForce brings a version into force from a day; foi.Conflict when it was brought already.
func (t *Tx) AddForce(ctx context.Context, statute, version string, from foi.Date, at time.Time, account int64) error {
	const query = `INSERT INTO force (statute, version, from_day, declared_at, account_id) VALUES ($1, $2, $3, $4, nullif($5::bigint, 0))`
	_, err := t.ExecContext(ctx, query, statute, version, day(from), at, account)
	return err
}

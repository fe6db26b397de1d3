package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/lib/pq"

	"qhana/internal/foi"
)

// ErasureAsked is a person's wish that what is personal in their case be erased, with what became of it.
type ErasureAsked struct {
	ID        int64
	Request   int64
	Reference foi.Reference
	AskedAt   time.Time
	FirstBy   int64 // who confirmed it first, and second
	FirstAt   time.Time
	SecondBy  int64
	SecondAt  time.Time
	ToldAt    time.Time
	Told      string // "mail", "page" where there is no address, or why a mail was refused
	EndedAt   time.Time
	EndedBy   int64 // who refused it; 0 where the person stopped it
	Refusal   string
	ErasedAt  time.Time
	DoneAt    time.Time
}

// Live tells whether it still waits for something.
func (e ErasureAsked) Live() bool { return e.ID != 0 && e.EndedAt.IsZero() && e.ErasedAt.IsZero() }

// Confirmed tells whether two people confirmed it.
func (e ErasureAsked) Confirmed() bool { return e.SecondBy != 0 }

// toldByMail and the others are how a person was told.
const (
	ToldByMail = "mail"
	ToldOnPage = "page"
)

type erasureAskedRow struct {
	ID        int64         `db:"id"`
	Request   int64         `db:"request_id"`
	Reference string        `db:"reference"`
	AskedAt   time.Time     `db:"asked_at"`
	FirstBy   sql.NullInt64 `db:"first_by"`
	FirstAt   sql.NullTime  `db:"first_at"`
	SecondBy  sql.NullInt64 `db:"second_by"`
	SecondAt  sql.NullTime  `db:"second_at"`
	ToldAt    sql.NullTime  `db:"told_at"`
	Told      string        `db:"told"`
	EndedAt   sql.NullTime  `db:"ended_at"`
	EndedBy   sql.NullInt64 `db:"ended_by"`
	Refusal   string        `db:"refusal"`
	ErasedAt  sql.NullTime  `db:"erased_at"`
	DoneAt    sql.NullTime  `db:"done_at"`
}

func (r erasureAskedRow) noun() ErasureAsked {
	at := func(t sql.NullTime) time.Time {
		if !t.Valid {
			return time.Time{}
		}
		return t.Time.UTC()
	}
	return ErasureAsked{ID: r.ID, Request: r.Request, Reference: foi.Reference(r.Reference), AskedAt: r.AskedAt.UTC(), FirstBy: r.FirstBy.Int64, FirstAt: at(r.FirstAt),
		SecondBy: r.SecondBy.Int64, SecondAt: at(r.SecondAt), ToldAt: at(r.ToldAt), Told: r.Told, EndedAt: at(r.EndedAt), EndedBy: r.EndedBy.Int64, Refusal: r.Refusal,
		ErasedAt: at(r.ErasedAt), DoneAt: at(r.DoneAt)}
}

const selectErasureAsked = `
	SELECT z.id, z.request_id, r.reference, z.asked_at, z.first_by, z.first_at, z.second_by, z.second_at, z.told_at, z.told, z.ended_at, z.ended_by, z.refusal, z.erased_at, z.done_at
	  FROM erasure_asked z JOIN request r ON r.id = z.request_id `

// ErasureAskedOf is the last wish of a case; the zero value when there was none.
func (s *Store) ErasureAskedOf(ctx context.Context, request int64) (ErasureAsked, error) {
	var rows []erasureAskedRow
	if err := s.db.SelectContext(ctx, &rows, selectErasureAsked+`WHERE z.request_id = $1 ORDER BY z.id DESC LIMIT 1`, request); err != nil || len(rows) == 0 {
		return ErasureAsked{}, translate(err)
	}
	return rows[0].noun(), nil
}

// ErasureAsked is one wish, locked until the transaction ends; NotFound when there is none.
func (t *Tx) ErasureAsked(ctx context.Context, id int64) (ErasureAsked, error) {
	var row erasureAskedRow
	err := t.GetContext(ctx, &row, selectErasureAsked+`WHERE z.id = $1 FOR UPDATE OF z`, id)
	return row.noun(), err
}

// ErasureAskedByID is one wish; NotFound when there is none.
func (s *Store) ErasureAskedByID(ctx context.Context, id int64) (ErasureAsked, error) {
	var row erasureAskedRow
	err := s.db.GetContext(ctx, &row, selectErasureAsked+`WHERE z.id = $1`, id)
	return row.noun(), translate(err)
}

// ErasuresAsked lists the wishes that still wait, the oldest first, or those that ended, the newest first.
func (s *Store) ErasuresAsked(ctx context.Context, live bool, limit int) ([]ErasureAsked, error) {
	query := selectErasureAsked + `WHERE z.ended_at IS NULL AND z.erased_at IS NULL ORDER BY z.id LIMIT $1`
	if !live {
		query = selectErasureAsked + `WHERE z.ended_at IS NOT NULL OR z.erased_at IS NOT NULL ORDER BY z.id DESC LIMIT $1`
	}
	var rows []erasureAskedRow
	if err := s.db.SelectContext(ctx, &rows, query, limit); err != nil {
		return nil, translate(err)
	}
	out := make([]ErasureAsked, len(rows))
	for i, r := range rows {
		out[i] = r.noun()
	}
	return out, nil
}

// ErasuresWaiting counts the wishes that an account can confirm: nobody or somebody else did so far.
func (s *Store) ErasuresWaiting(ctx context.Context, account int64) (int, error) {
	var n int
	err := s.db.GetContext(ctx, &n, `SELECT count(*) FROM erasure_asked WHERE done_at IS NULL AND ended_at IS NULL AND second_by IS NULL AND first_by IS DISTINCT FROM $1`, account)
	return n, translate(err)
}

// Erasable locks a case and tells when its last act was, whether it still runs, and whether it was erased before.
func (t *Tx) Erasable(ctx context.Context, request int64) (last time.Time, open, already bool, err error) {
	var row struct {
		Last    time.Time `db:"last"`
		Open    bool      `db:"open"`
		Already bool      `db:"already"`
	}
	const query = `
		SELECT (SELECT max(e.at) FROM entry e WHERE e.request_id = r.id) AS last, ` + stillOpen + ` AS open,
		       EXISTS (SELECT 1 FROM erasure z WHERE z.request_id = r.id) AS already
		  FROM request r WHERE r.id = $1 FOR UPDATE`
	err = t.GetContext(ctx, &row, query, request)
	return row.Last.UTC(), row.Open, row.Already, err
}

// AddErasureAsked writes down that the person asks. It is a Conflict with "erase.asked" when they asked before and it still waits.
func (t *Tx) AddErasureAsked(ctx context.Context, request int64, at time.Time) error {
	var id int64
	err := t.GetContext(ctx, &id, `INSERT INTO erasure_asked (request_id, asked_at) VALUES ($1, $2) ON CONFLICT (request_id) WHERE ended_at IS NULL DO NOTHING RETURNING id`, request, at)
	if foi.CodeOf(translate(err)) == foi.NotFound {
		return &foi.Error{Code: foi.Conflict, Key: "erase.asked"}
	}
	return err
}

// SaveErasureAsked writes what became of a wish that ErasureAsked locked.
func (t *Tx) SaveErasureAsked(ctx context.Context, e ErasureAsked) error {
	when := func(at time.Time) sql.NullTime { return sql.NullTime{Time: at, Valid: !at.IsZero()} }
	who := func(id int64) sql.NullInt64 { return sql.NullInt64{Int64: id, Valid: id != 0} }
	const query = `
		UPDATE erasure_asked SET first_by = $2, first_at = $3, second_by = $4, second_at = $5, told_at = $6, told = $7, ended_at = $8, ended_by = $9, refusal = $10 WHERE id = $1`
	_, err := t.ExecContext(ctx, query, e.ID, who(e.FirstBy), when(e.FirstAt), who(e.SecondBy), when(e.SecondAt), when(e.ToldAt), e.Told, when(e.EndedAt), who(e.EndedBy), e.Refusal)
	return err
}

// ErasuresToWork lists the wishes that two people confirmed and that are to be told of, to be carried out because the person was told
// before an instant, or to be finished.
func (s *Store) ErasuresToWork(ctx context.Context, told time.Time, limit int) ([]int64, error) {
	const query = `
		SELECT id FROM erasure_asked
		 WHERE done_at IS NULL AND ended_at IS NULL AND second_at IS NOT NULL AND (told_at IS NULL OR told_at <= $1 OR erased_at IS NOT NULL)
		 ORDER BY id LIMIT $2`
	var out []int64
	err := s.db.SelectContext(ctx, &out, query, told, limit)
	return out, translate(err)
}

// ByThePerson is the basis of an erasure that the person asked for.
const ByThePerson = "requester"

// EraseAsked carries a wish out, as Erase does, and keeps the hashes of the files until FinishErasure. A case that was erased meanwhile
// is left as it is.
func (t *Tx) EraseAsked(ctx context.Context, e ErasureAsked, at time.Time) error {
	var already bool
	if err := t.GetContext(ctx, &already, `SELECT EXISTS (SELECT 1 FROM erasure WHERE request_id = $1)`, e.Request); err != nil {
		return err
	}
	var files []string
	if !already {
		var err error
		if files, err = t.Erase(ctx, e.Reference, Erasure{At: at, Account: e.SecondBy, Basis: ByThePerson}); err != nil {
			return err
		}
	}
	_, err := t.ExecContext(ctx, `UPDATE erasure_asked SET erased_at = $2, files = $3, refusal = '' WHERE id = $1`, e.ID, at, pq.StringArray(files))
	return err
}

// ErasedFiles are the hashes of the files of a wish that was carried out whose bytes are still to go: those that no row needs.
func (s *Store) ErasedFiles(ctx context.Context, id int64) ([]string, error) {
	const query = `SELECT f FROM erasure_asked z, unnest(z.files) f WHERE z.id = $1 AND NOT EXISTS (SELECT 1 FROM document d WHERE d.sha256 = f)`
	var out []string
	err := s.db.SelectContext(ctx, &out, query, id)
	return out, translate(err)
}

// FinishErasure writes down that nothing of it is left to do.
func (s *Store) FinishErasure(ctx context.Context, id int64, at time.Time) error {
	_, err := s.db.ExecContext(ctx, `UPDATE erasure_asked SET done_at = $2, files = '{}' WHERE id = $1 AND erased_at IS NOT NULL`, id, at)
	return translate(err)
}

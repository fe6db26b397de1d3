package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/lib/pq"
)

// Why an act that waits cannot have its place in the record.
const (
	ActMissing = "missing" // it is not there
	ActLong    = "long"    // it is longer than a leaf can be
	ActTwice   = "twice"   // it has its place already
	ActBad     = "bad"     // it cannot be written as the record writes acts
)

// BadAct is an act that cannot have its place.
type BadAct struct {
	Act
	Case    string `db:"reference"` // of an entry
	Problem string `db:"problem"`
}

// Name is what the act is called.
func (b BadAct) Name() string {
	if b.Case != "" {
		return fmt.Sprintf("%s entry %d", b.Case, b.B)
	}
	return fmt.Sprintf("%s %d/%d", b.Kind, b.A, b.B)
}

// RecordHealth is how the record is kept: what waits, what has a place that nobody signed, and since when. The ages are by the database's
// own clock.
type RecordHealth struct {
	Waiting     int           // acts without a place, at most 10,000
	WaitingFor  time.Duration // the oldest
	UnsignedFor time.Duration // the oldest place that nobody signed; 0 when there is none
	Size        int64         // of the last checkpoint
	Signed      time.Time     // the last checkpoint, by its own word; zero when there is none
	Bad         []BadAct      // acts that cannot have a place, the first of them
	BadCount    int
}

const badShown = 20

// BadMore tells whether there are more than Bad lists.
func (h RecordHealth) BadMore() bool { return h.BadCount > len(h.Bad) }

// How long each may take before somebody should look.
const (
	recordPatience = time.Minute
	recordSilence  = 10 * time.Minute
)

// Alarms says what is wrong with how the record is kept, by codes: "waiting", "unsigned", "silent", "bad"; none when all is well.
func (h RecordHealth) Alarms(now time.Time) (out []string) {
	for _, a := range []struct {
		code string
		when bool
	}{
		{"waiting", h.Waiting > 0 && h.WaitingFor > recordPatience}, {"unsigned", h.UnsignedFor > recordPatience},
		{"silent", !h.Signed.IsZero() && now.Sub(h.Signed) > recordSilence}, {"bad", h.BadCount > 0},
	} {
		if a.when {
			out = append(out, a.code)
		}
	}
	return out
}

// RecordHealth tells how the record is kept.
func (s *Store) RecordHealth(ctx context.Context) (h RecordHealth, err error) {
	var row struct {
		Waiting  int             `db:"waiting"`
		For      sql.NullFloat64 `db:"waiting_for"`
		Unsigned sql.NullFloat64 `db:"unsigned_for"`
		Size     sql.NullInt64   `db:"size"`
		Signed   sql.NullTime    `db:"signed"`
		Bad      int             `db:"bad"`
	}
	const query = `
		SELECT (SELECT count(*) FROM (SELECT 1 FROM unlogged WHERE problem IS NULL LIMIT 10000) x) AS waiting,
		       (SELECT extract(epoch FROM clock_timestamp() - since) FROM unlogged WHERE problem IS NULL ORDER BY id LIMIT 1) AS waiting_for,
		       (SELECT extract(epoch FROM clock_timestamp() - since) FROM unsigned) AS unsigned_for,
		       (SELECT max(size) FROM checkpoint) AS size, (SELECT at FROM checkpoint ORDER BY size DESC LIMIT 1) AS signed,
		       (SELECT count(*) FROM unlogged WHERE problem IS NOT NULL) AS bad`
	if err := s.db.GetContext(ctx, &row, query); err != nil {
		return h, translate(err)
	}
	seconds := func(f sql.NullFloat64) time.Duration { return time.Duration(f.Float64 * float64(time.Second)) }
	h = RecordHealth{Waiting: row.Waiting, WaitingFor: seconds(row.For), UnsignedFor: seconds(row.Unsigned), Size: row.Size.Int64, Signed: row.Signed.Time.UTC(), BadCount: row.Bad}
	if !row.Signed.Valid {
		h.Signed = time.Time{}
	}
	if h.BadCount == 0 {
		return h, nil
	}
	err = s.db.SelectContext(ctx, &h.Bad, `
		SELECT u.id, u.kind, u.a, u.b, u.since, u.problem, coalesce(r.reference, '') AS reference
		  FROM unlogged u LEFT JOIN request r ON u.kind = 'entry' AND r.id = u.a
		 WHERE u.problem IS NOT NULL ORDER BY u.id LIMIT $1`, badShown)
	return h, translate(err)
}

// Twice finds which of the acts that wait have their place already, or wait twice.
func (t *Tx) Twice(ctx context.Context, list []Act) (map[int64]string, error) {
	var ids, twice []int64
	for _, a := range list {
		ids = append(ids, a.ID)
	}
	err := t.SelectContext(ctx, &twice, `
		SELECT u.id FROM unlogged u
		 WHERE u.id = ANY ($1::bigint[]) AND (EXISTS (SELECT 1 FROM leaf l WHERE (l.kind, l.a, l.b) = (u.kind, u.a, u.b))
		    OR EXISTS (SELECT 1 FROM unlogged v WHERE (v.kind, v.a, v.b) = (u.kind, u.a, u.b) AND v.id < u.id AND v.id = ANY ($1::bigint[])))`, pq.Int64Array(ids))
	out := map[int64]string{}
	for _, id := range twice {
		out[id] = ActTwice
	}
	return out, err
}

// SetAside writes down why acts cannot have a place; the others go on without them.
func (t *Tx) SetAside(ctx context.Context, why map[int64]string) error {
	var ids []int64
	var reasons []string
	for id, reason := range why {
		ids, reasons = append(ids, id), append(reasons, reason)
	}
	// A second sign of life in one second says nothing new: it is nobody's act.
	_, err := t.ExecContext(ctx, `WITH said AS (DELETE FROM unlogged u USING unnest($1::bigint[], $2::text[]) AS x(id, reason) WHERE u.id = x.id AND u.kind = 'heartbeat' AND x.reason = 'twice' RETURNING u.id)
		UPDATE unlogged u SET problem = x.reason FROM unnest($1::bigint[], $2::text[]) AS x(id, reason) WHERE u.id = x.id AND u.id NOT IN (SELECT id FROM said)`,
		pq.Int64Array(ids), pq.StringArray(reasons))
	return err
}

// TryAgain lets acts that could not have a place wait for one again: what was missing may be mended.
func (s *Store) TryAgain(ctx context.Context) error {
	_, err := s.db.ExecContext(ctx, `UPDATE unlogged SET problem = NULL WHERE problem IS NOT NULL`)
	return translate(err)
}

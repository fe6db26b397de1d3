package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/lib/pq"

	"qhana/internal/foi"
)

// Tile is a piece of the record's tree; level -1 has the leaves.
type Tile struct {
	Level int    `db:"level"`
	N     int64  `db:"n"`
	Width int    `db:"width"`
	Data  []byte `db:"data"`
}

// RecordSize is how many acts have their place.
func (t *Tx) RecordSize(ctx context.Context) (int64, error) {
	var n int64
	err := t.GetContext(ctx, &n, `SELECT coalesce(max(idx) + 1, 0) FROM leaf`)
	return n, err
}

// RecordSize is how many acts have their place.
func (s *Store) RecordSize(ctx context.Context) (int64, error) {
	var n int64
	err := s.db.GetContext(ctx, &n, `SELECT coalesce(max(idx) + 1, 0) FROM leaf`)
	return n, translate(err)
}

// EdgeTiles are the tiles at the right edge of a tree of a size, those that are not full.
func (t *Tx) EdgeTiles(ctx context.Context, size int64) ([]Tile, error) {
	var out []Tile
	for level, n := -1, size; level == -1 || n > 0; level++ {
		if level > 0 {
			n /= 256
		}
		if n%256 == 0 {
			continue
		}
		var tile Tile
		if err := t.GetContext(ctx, &tile, `SELECT level, n, width, data FROM tile WHERE level = $1 AND n = $2`, level, n/256); err != nil {
			return nil, err
		}
		out = append(out, tile)
	}
	return out, nil
}

// SaveTiles puts tiles in their places; one at the edge is replaced by a wider one. Each goes by itself: an array of them costs PostgreSQL
// more to read than the statements do.
func (t *Tx) SaveTiles(ctx context.Context, tiles []Tile) error {
	const query = `
		INSERT INTO tile (level, n, width, data) VALUES ($1, $2, $3, $4)
		ON CONFLICT (level, n) DO UPDATE SET width = excluded.width, data = excluded.data WHERE tile.width < excluded.width`
	for _, x := range tiles {
		if _, err := t.ExecContext(ctx, query, x.Level, x.N, x.Width, x.Data); err != nil {
			return err
		}
	}
	return nil
}

// Beat lets the record say that it is alive at an instant, once for each second.
func (t *Tx) Beat(ctx context.Context, at time.Time) error {
	_, err := t.ExecContext(ctx, `
		INSERT INTO unlogged (kind, a, b) SELECT 'heartbeat', $1, 0
		 WHERE NOT EXISTS (SELECT 1 FROM leaf WHERE kind = 'heartbeat' AND a = $1) AND NOT EXISTS (SELECT 1 FROM unlogged WHERE kind = 'heartbeat' AND a = $1)`, at.Unix())
	return err
}

// LastBeat is when the record last said that it was alive; zero when it never did.
func (t *Tx) LastBeat(ctx context.Context) (time.Time, error) {
	var at sql.NullInt64
	err := t.GetContext(ctx, &at, `SELECT greatest((SELECT max(a) FROM leaf WHERE kind = 'heartbeat'), (SELECT max(a) FROM unlogged WHERE kind = 'heartbeat'))`)
	if err != nil || !at.Valid {
		return time.Time{}, err
	}
	return time.Unix(at.Int64, 0).UTC(), nil
}

// PlaceLeaves gives acts their places from first on, and takes them from those that wait.
func (t *Tx) PlaceLeaves(ctx context.Context, first int64, list []Act) error {
	var ids, a, b []int64
	var kinds []string
	for _, p := range list {
		ids, kinds, a, b = append(ids, p.ID), append(kinds, p.Kind), append(a, p.A), append(b, int64(p.B))
	}
	_, err := t.ExecContext(ctx, `
		WITH gone AS (DELETE FROM unlogged WHERE id = ANY ($1::bigint[])),
		since AS (INSERT INTO unsigned DEFAULT VALUES ON CONFLICT DO NOTHING)
		INSERT INTO leaf (idx, a, b, kind)
		SELECT $2 + x.o - 1, x.a, x.b, x.kind FROM unnest($3::act_kind[], $4::bigint[], $5::int[]) WITH ORDINALITY AS x(kind, a, b, o)`,
		pq.Int64Array(ids), first, pq.StringArray(kinds), pq.Int64Array(a), pq.Int64Array(b))
	return err
}

// RecordTile returns a tile; NotFound when there is none.
func (s *Store) RecordTile(ctx context.Context, level int, n int64) (Tile, error) {
	return recordTile(ctx, s.db, level, n)
}

// RecordTile returns a tile; NotFound when there is none.
func (t *Tx) RecordTile(ctx context.Context, level int, n int64) (Tile, error) {
	return recordTile(ctx, t, level, n)
}

func recordTile(ctx context.Context, db getter, level int, n int64) (tile Tile, err error) {
	err = db.GetContext(ctx, &tile, `SELECT level, n, width, data FROM tile WHERE level = $1 AND n = $2`, level, n)
	return tile, orNotFound(err)
}

type getter interface {
	GetContext(ctx context.Context, dest any, query string, args ...any) error
}

// orNotFound is NotFound when there was no row.
func orNotFound(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return &foi.Error{Code: foi.NotFound, Key: "not_found"}
	}
	return translate(err)
}

// HasUnsigned tells whether there are places that nobody has signed.
func (s *Store) HasUnsigned(ctx context.Context) (grew bool, err error) {
	err = s.db.GetContext(ctx, &grew, `SELECT coalesce((SELECT max(idx) + 1 FROM leaf), 0) > coalesce((SELECT max(size) FROM checkpoint), 0)`)
	return grew, translate(err)
}

// LeafOf is the place of an act; NotFound while it has none.
func (s *Store) LeafOf(ctx context.Context, kind string, a int64, b int) (int64, error) {
	var idx int64
	err := s.db.GetContext(ctx, &idx, `SELECT idx FROM leaf WHERE kind = $1 AND a = $2 AND b = $3`, kind, a, b)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, &foi.Error{Code: foi.NotFound, Key: "not_found"}
	}
	return idx, translate(err)
}

// Waits tells whether an act waits for its place.
func (s *Store) Waits(ctx context.Context, kind string, a int64) (waits bool, err error) {
	err = s.db.GetContext(ctx, &waits, `SELECT EXISTS (SELECT 1 FROM unlogged WHERE kind = $1 AND a = $2)`, kind, a)
	return waits, translate(err)
}

// Leaves lists places from one on, in order.
func (s *Store) Leaves(ctx context.Context, from int64, limit int) ([]Act, error) {
	var out []Act
	err := s.db.SelectContext(ctx, &out, `SELECT idx AS id, kind, a, b FROM leaf WHERE idx >= $1 ORDER BY idx LIMIT $2`, from, limit)
	return out, translate(err)
}

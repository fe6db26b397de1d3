package store

import (
	"context"

	"github.com/lib/pq"

	"qhana/internal/foi"
)

// Erased are the requests whose personal data were erased.
func (s *Store) Erased(ctx context.Context) (map[int64]bool, error) {
	var ids []int64
	if err := s.db.SelectContext(ctx, &ids, `SELECT request_id FROM erasure`); err != nil {
		return nil, translate(err)
	}
	out := make(map[int64]bool, len(ids))
	for _, id := range ids {
		out[id] = true
	}
	return out, nil
}

// NeverLogged lists entries that neither have a place in the record nor wait for one: somebody wrote them past it.
func (s *Store) NeverLogged(ctx context.Context, limit int) ([]foi.Recorded, error) {
	const query = `
		SELECT r.reference, e.seq FROM entry e JOIN request r ON r.id = e.request_id
		  LEFT JOIN leaf l ON l.kind = 'entry' AND l.a = e.request_id AND l.b = e.seq
		 WHERE l.idx IS NULL AND NOT EXISTS (SELECT 1 FROM unlogged u WHERE u.kind = 'entry' AND u.a = e.request_id AND u.b = e.seq)
		 ORDER BY e.request_id, e.seq LIMIT $1`
	return s.entriesNamed(ctx, query, limit)
}

// PastRecord lists declarations, laws in force, administrators' acts, restores and letters that neither have a place in the record nor wait
// for one.
func (s *Store) PastRecord(ctx context.Context, limit int) ([]Act, error) {
	const query = `
		SELECT x.kind, x.a FROM (
		       SELECT 'closure'::act_kind AS kind, no::bigint AS a FROM closure
		        UNION ALL SELECT 'force', id FROM force
		        UNION ALL SELECT 'admin', id FROM admin_entry
		        UNION ALL SELECT 'restore', id FROM restore
		        UNION ALL SELECT 'letter', id FROM letter) x
		  LEFT JOIN leaf l ON l.kind = x.kind AND l.a = x.a AND l.b = 0
		 WHERE l.idx IS NULL AND NOT EXISTS (SELECT 1 FROM unlogged u WHERE u.kind = x.kind AND u.a = x.a)
		 ORDER BY x.kind, x.a LIMIT $1`
	var out []Act
	err := s.db.SelectContext(ctx, &out, query, limit)
	return out, translate(err)
}

// UnlikeLetters lists the letters of which their own row says otherwise than the document that was archived: by case and entry.
func (s *Store) UnlikeLetters(ctx context.Context, limit int) ([]foi.Recorded, error) {
	return s.entriesNamed(ctx, `
		SELECT r.reference, l.entry AS seq FROM letter l JOIN request r ON r.id = l.request_id LEFT JOIN document d ON d.id = l.document_id
		 WHERE d.id IS NULL OR (d.sha256, d.size, d.request_id, d.entry, d.purpose) IS DISTINCT FROM (l.sha256, l.size, l.request_id, l.entry, 'letter')
		 ORDER BY l.id LIMIT $1`, limit)
}

// Tiles reads tiles of hashes, those of a list that are there.
func (s *Store) Tiles(ctx context.Context, list []Tile) ([]Tile, error) {
	var levels, ns []int64
	for _, t := range list {
		levels, ns = append(levels, int64(t.Level)), append(ns, t.N)
	}
	var out []Tile
	err := s.db.SelectContext(ctx, &out, `SELECT t.level, t.n, t.width, t.data FROM unnest($1::smallint[], $2::bigint[]) AS x(level, n) JOIN tile t USING (level, n)`,
		pq.Int64Array(levels), pq.Int64Array(ns))
	return out, translate(err)
}

// entriesNamed reads entries by case and number.
func (s *Store) entriesNamed(ctx context.Context, query string, limit int) ([]foi.Recorded, error) {
	var rows []struct {
		Reference string `db:"reference"`
		Seq       int    `db:"seq"`
	}
	if err := s.db.SelectContext(ctx, &rows, query, limit); err != nil {
		return nil, translate(err)
	}
	out := make([]foi.Recorded, len(rows))
	for i, r := range rows {
		out[i] = foi.Recorded{Case: foi.Reference(r.Reference), Number: r.Seq}
	}
	return out, nil
}

// DocumentsAfter lists documents in order of id, after one.
func (s *Store) DocumentsAfter(ctx context.Context, after string, limit int) ([]foi.Document, error) {
	var rows []documentRow
	if err := s.db.SelectContext(ctx, &rows, `SELECT `+documentColumns+` FROM document d WHERE d.id > $1 ORDER BY d.id LIMIT $2`, after, limit); err != nil {
		return nil, translate(err)
	}
	out := make([]foi.Document, len(rows))
	for i, r := range rows {
		out[i] = r.noun()
	}
	return out, nil
}

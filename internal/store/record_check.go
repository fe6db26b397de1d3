package store

import (
	"context"

	"qhana/internal/foi"
)

// Checkpoints lists all that was signed, in order of size.
func (s *Store) Checkpoints(ctx context.Context) ([]Checkpoint, error) {
	var out []Checkpoint
	err := s.db.SelectContext(ctx, &out, `SELECT size, root, note, at FROM checkpoint ORDER BY size`)
	return out, translate(err)
}

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

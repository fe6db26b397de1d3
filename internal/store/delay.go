package store

import (
	"context"
	"time"

	"qhana/internal/foi"
)

// Delay is why a unit answered late, as it wrote it down.
type Delay struct {
	Request   int64         `db:"request_id"`
	Entry     int           `db:"seq"`
	Reference foi.Reference `db:"reference"`
	At        time.Time     `db:"at"`
	Unit      string        `db:"unit"` // that wrote it
	Reason    string        `db:"reason"`
}

// Delays lists them before an entry of a request, the newest requests first; zeros begin at the newest.
func (s *Store) Delays(ctx context.Context, request int64, entry, limit int) ([]Delay, error) {
	const query = `
		SELECT w.request_id, w.seq, r.reference, e.at, e.unit, w.words ->> 'delay' AS reason
		  FROM entry_words w JOIN entry e USING (request_id, seq) JOIN request r ON r.id = w.request_id
		 WHERE w.words ? 'delay' AND ($1 = 0 OR (w.request_id, w.seq) < ($1, $2))
		 ORDER BY w.request_id DESC, w.seq DESC LIMIT $3`
	var list []Delay
	err := s.db.SelectContext(ctx, &list, query, request, entry, limit)
	return list, translate(err)
}

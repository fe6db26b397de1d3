package store

import (
	"context"
	"time"

	"github.com/lib/pq"
)

// Away is somebody who is away, and until when.
type Away struct {
	Name  string    `db:"name"`
	Until time.Time `db:"away_until"`
}

// AwayOf tells of each of some accounts that are away until when they are.
func (s *Store) AwayOf(ctx context.Context, accounts []int64, now time.Time) ([]Away, error) {
	if len(accounts) == 0 {
		return nil, nil
	}
	var list []Away
	const query = `SELECT name, away_until FROM account WHERE id = ANY ($1) AND away_from <= $2 AND away_until > $2 ORDER BY name`
	return list, translate(s.db.SelectContext(ctx, &list, query, pq.Int64Array(accounts), now))
}

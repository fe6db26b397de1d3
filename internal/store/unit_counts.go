package store

import (
	"context"

	"qhana/internal/foi"
)

// UnitQueues are the queues that UnitCounts counts.
var UnitQueues = []string{QueueUnit, QueueNew, QueueUnopened, QueueDueWeek, QueueLate, QueueBack}

// UnitCounts counts the UnitQueues of every unit, each up to 1,001, in one reading of what is live: what QueueCounts gives somebody who works
// in that unit, sees nothing else and is not named to see a restricted request. A unit with nothing in hand is not there.
func (s *Store) UnitCounts(ctx context.Context, until, unopened foi.Date) (map[string]map[string]Capped, error) {
	const query = `
		SELECT unit, least(count(*), $3) AS unit_n, least(count(*) FILTER (WHERE new), $3) AS new, least(count(*) FILTER (WHERE unopened), $3) AS unopened,
		       least(count(*) FILTER (WHERE due_week), $3) AS due_week, least(count(*) FILTER (WHERE late), $3) AS late, least(count(*) FILTER (WHERE back), $3) AS back
		  FROM (SELECT b.unit, bool_or(b.state = 'open') AS new, bool_or(coalesce(b.seen_on, b.opened_on) <= $2::date) AS unopened,
		               bool_or(NOT b.missed AND b.due_on <= $1::date) AS due_week, bool_or(b.missed) AS late, bool_or(b.sent_back) AS back
		          FROM branch b
		         WHERE b.state IN ('open', 'accepted', 'answered') AND b.request_id NOT IN (SELECT id FROM request WHERE restricted)
		         GROUP BY b.unit, b.request_id) m
		 GROUP BY unit`
	var rows []struct {
		Unit     string `db:"unit"`
		All      Capped `db:"unit_n"`
		New      Capped `db:"new"`
		Unopened Capped `db:"unopened"`
		DueWeek  Capped `db:"due_week"`
		Late     Capped `db:"late"`
		Back     Capped `db:"back"`
	}
	if err := s.db.SelectContext(ctx, &rows, query, dayKey(until), dayKey(unopened), countCap); err != nil {
		return nil, translate(err)
	}
	out := make(map[string]map[string]Capped, len(rows))
	for _, r := range rows {
		out[r.Unit] = map[string]Capped{QueueUnit: r.All, QueueNew: r.New, QueueUnopened: r.Unopened, QueueDueWeek: r.DueWeek, QueueLate: r.Late, QueueBack: r.Back}
	}
	return out, nil
}

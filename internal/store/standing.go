package store

import (
	"context"
	"encoding/json"

	"qhana/internal/foi"
)

// Standing is how a request stands, as everybody may know it.
type Standing struct {
	ID        int64
	Reference foi.Reference
	State     foi.State
	Outcome   string
	Entries   int            // that are there, whatever the request says
	Deadlines []foi.Deadline // clock, branch, status and day
}

// Standings lists how requests stand, in order of id, after an id. It reads no more than that: it is asked for every case there is.
func (s *Store) Standings(ctx context.Context, after int64, limit int) ([]Standing, error) {
	const query = `
		SELECT r.id, r.reference, r.state, r.outcome, (SELECT count(*) FROM entry e WHERE e.request_id = r.id) AS entries,
		       (SELECT coalesce(json_agg(json_build_object('clock', d.clock, 'branch', d.branch, 'status', d.status, 'due_on', d.due_on) ORDER BY d.clock, d.branch), '[]')
		          FROM deadline d WHERE d.request_id = r.id) AS deadlines
		  FROM request r WHERE r.id > $1 ORDER BY r.id LIMIT $2`
	var rows []struct {
		ID        int64         `db:"id"`
		Reference foi.Reference `db:"reference"`
		State     foi.State     `db:"state"`
		Outcome   string        `db:"outcome"`
		Entries   int           `db:"entries"`
		Deadlines []byte        `db:"deadlines"`
	}
	if err := s.db.SelectContext(ctx, &rows, query, after, limit); err != nil {
		return nil, translate(err)
	}
	out := make([]Standing, len(rows))
	for i, r := range rows {
		out[i] = Standing{ID: r.ID, Reference: r.Reference, State: r.State, Outcome: r.Outcome, Entries: r.Entries}
		var clocks []keptDeadline
		if err := json.Unmarshal(r.Deadlines, &clocks); err != nil {
			return nil, err
		}
		for _, c := range clocks {
			out[i].Deadlines = append(out[i].Deadlines, foi.Deadline{Clock: c.Clock, Branch: c.Branch, Status: foi.Status(c.Status), DueOn: c.DueOn})
		}
	}
	return out, nil
}

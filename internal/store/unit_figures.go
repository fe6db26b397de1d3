package store

import "context"

// UnitFigures counts the clocks of one kind that a unit answers for.
type UnitFigures struct {
	Unit      string `db:"unit"`
	Running   int    `db:"running"`
	Suspended int    `db:"suspended"`
	Met       int    `db:"met"`      // in time
	MetLate   int    `db:"met_late"` // after it had run out
	Missed    int    `db:"missed"`   // ran out and still waiting
	Stopped   int    `db:"stopped"`  // ended without being met
	Extended  int    `db:"extended"` // of all these, extended
}

// UnitFigures counts the clocks of a kind ("response", "branch", …) by unit, units without any left out. Every clock that there ever was
// is counted, in the order of the index that has all that is asked.
func (s *Store) UnitFigures(ctx context.Context, clock string) ([]UnitFigures, error) {
	const query = `
		SELECT unit,
		       coalesce(sum(n) FILTER (WHERE status = 'running'), 0)::bigint AS running,
		       coalesce(sum(n) FILTER (WHERE status = 'suspended'), 0)::bigint AS suspended,
		       coalesce(sum(n) FILTER (WHERE status = 'met' AND NOT missed), 0)::bigint AS met,
		       coalesce(sum(n) FILTER (WHERE status = 'met' AND missed), 0)::bigint AS met_late,
		       coalesce(sum(n) FILTER (WHERE status = 'missed'), 0)::bigint AS missed,
		       coalesce(sum(n) FILTER (WHERE status = 'stopped'), 0)::bigint AS stopped,
		       coalesce(sum(n) FILTER (WHERE extended > 0), 0)::bigint AS extended
		  FROM (SELECT unit, status, missed, extended, count(*) AS n FROM deadline WHERE clock = $1 GROUP BY unit, status, missed, extended) x
		 GROUP BY unit ORDER BY unit`
	if err := storable(clock); err != nil {
		return nil, err
	}
	var out []UnitFigures
	err := s.db.SelectContext(ctx, &out, query, clock)
	return out, translate(err)
}

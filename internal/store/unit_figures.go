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

// UnitFigures counts the clocks of a kind ("response", "branch", …) by unit, units without any left out.
func (s *Store) UnitFigures(ctx context.Context, clock string) ([]UnitFigures, error) {
	const query = `
		SELECT unit,
		       count(*) FILTER (WHERE status = 'running') AS running,
		       count(*) FILTER (WHERE status = 'suspended') AS suspended,
		       count(*) FILTER (WHERE status = 'met' AND NOT missed) AS met,
		       count(*) FILTER (WHERE status = 'met' AND missed) AS met_late,
		       count(*) FILTER (WHERE status = 'missed') AS missed,
		       count(*) FILTER (WHERE status = 'stopped') AS stopped,
		       count(*) FILTER (WHERE extended > 0) AS extended
		  FROM deadline WHERE clock = $1 GROUP BY unit ORDER BY unit`
	if err := storable(clock); err != nil {
		return nil, err
	}
	var out []UnitFigures
	err := s.db.SelectContext(ctx, &out, query, clock)
	return out, translate(err)
}

package store

import (
	"context"
	"database/sql"
	"time"

	"qhana/internal/foi"
)

// Machinery is what happens by itself next, and what is stuck. It says nothing of what requests are about.
type Machinery struct {
	Upcoming []Pending      // milestones that fall due next, the first first
	Overdue  []Pending      // milestones that fell due and were not acted on, the oldest first
	Late     Capped         // how many these are
	Notices  []Unsettled    // notices that have not gone out, the oldest first
	Unsent   Capped         // how many these are
	Jobs     map[string]int // jobs of the queue by state
	Oldest   time.Time      // since when the oldest job waits for a worker; zero when none waits
	Stuck    []StuckJob     // jobs that failed, or run for more than ten minutes
}

// Pending is a milestone with the reference of its request.
type Pending struct {
	Reference foi.Reference `db:"reference"`
	DueMilestone
}

// Unsettled is a notice with the reference of its request.
type Unsettled struct {
	Reference foi.Reference
	PendingNotice
}

// StuckJob is a job of the queue that an administrator should look at.
type StuckJob struct {
	ID      int64     `db:"id"`
	Kind    string    `db:"kind"`
	State   string    `db:"state"`
	Attempt int       `db:"attempt"`
	Since   time.Time `db:"since"`
	Error   string    `db:"error"` // of the last attempt
}

const (
	machineryRows = 25
	jobLimit      = 10 * time.Minute // a job that runs longer is stuck
)

// Machinery looks at the milestones, the notices and the queue as of an instant.
func (s *Store) Machinery(ctx context.Context, now time.Time) (Machinery, error) {
	m := Machinery{Jobs: map[string]int{}}
	for _, part := range []func(context.Context, *Machinery, time.Time) error{s.milestones, s.unsettled, s.jobs} {
		if err := part(ctx, &m, now); err != nil {
			return Machinery{}, translate(err)
		}
	}
	oldest, err := s.OldestAvailableJob(ctx)
	m.Oldest = oldest
	return m, err
}

func (s *Store) milestones(ctx context.Context, m *Machinery, now time.Time) error {
	const upcoming = `
		SELECT r.reference, m.request_id, m.clock, m.branch, m.name, m.due_on, m.falls_at
		  FROM milestone m JOIN request r ON r.id = m.request_id
		 WHERE m.falls_at > $1 ORDER BY m.falls_at, m.request_id LIMIT $2`
	const overdue = `
		SELECT r.reference, m.request_id, m.clock, m.branch, m.name, m.due_on, m.falls_at
		  FROM milestone m JOIN request r ON r.id = m.request_id
		 WHERE m.falls_at <= $1 ORDER BY m.falls_at, m.request_id LIMIT $2`
	const late = `SELECT count(*) FROM (SELECT 1 FROM milestone WHERE falls_at <= $1 LIMIT $2) counted`
	if err := s.db.SelectContext(ctx, &m.Upcoming, upcoming, now, machineryRows); err != nil {
		return err
	}
	if err := s.db.SelectContext(ctx, &m.Overdue, overdue, now, machineryRows); err != nil {
		return err
	}
	return s.db.GetContext(ctx, &m.Late, late, now, countCap)
}

func (s *Store) unsettled(ctx context.Context, m *Machinery, _ time.Time) error {
	const query = `
		SELECT r.reference, n.request_id, n.entry, n.n, n.kind, n.recipient, n.locale, n.message_id, n.created_at, n.tried_at, n.settled_at
		  FROM notice n JOIN request r ON r.id = n.request_id
		 WHERE n.settled_at IS NULL ORDER BY n.created_at LIMIT $1`
	const count = `SELECT count(*) FROM (SELECT 1 FROM notice WHERE settled_at IS NULL LIMIT $1) counted`
	var rows []struct {
		Reference string `db:"reference"`
		noticeRow
	}
	if err := s.db.SelectContext(ctx, &rows, query, machineryRows); err != nil {
		return err
	}
	for _, r := range rows {
		n, err := r.noun()
		if err != nil {
			return err
		}
		m.Notices = append(m.Notices, Unsettled{Reference: foi.Reference(r.Reference), PendingNotice: n})
	}
	return s.db.GetContext(ctx, &m.Unsent, count, countCap)
}

func (s *Store) jobs(ctx context.Context, m *Machinery, now time.Time) error {
	const states = `SELECT state::text AS state, count(*) AS count FROM river_job GROUP BY state`
	const stuck = `
		SELECT id, kind, state::text AS state, attempt, coalesce(attempted_at, scheduled_at) AS since,
		       coalesce(errors[array_upper(errors, 1)]->>'error', '') AS error
		  FROM river_job
		 WHERE state IN ('discarded', 'retryable') OR (state = 'running' AND attempted_at < $1)
		 ORDER BY since LIMIT $2`
	var rows []struct {
		State string        `db:"state"`
		Count sql.NullInt64 `db:"count"`
	}
	if err := s.db.SelectContext(ctx, &rows, states); err != nil {
		return err
	}
	for _, r := range rows {
		m.Jobs[r.State] = int(r.Count.Int64)
	}
	return s.db.SelectContext(ctx, &m.Stuck, stuck, now.Add(-jobLimit), machineryRows)
}

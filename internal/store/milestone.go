package store

import (
	"context"
	"time"

	"qhana/internal/foi"
)

// DueMilestone is a milestone that fell due, of a request.
type DueMilestone struct {
	Request int64     `db:"request_id"`
	Clock   string    `db:"clock"`
	Branch  int       `db:"branch"`
	Name    string    `db:"name"`
	Due     time.Time `db:"due_on"`
	FallsAt time.Time `db:"falls_at"`
}

// DueOn is the due day of the clock that the milestone belongs to.
func (m DueMilestone) DueOn() foi.Date { return foi.DateOf(m.Due, time.UTC) }

// TakeDueMilestones marks up to limit milestones that fell due by now, and are not with the queue, as queued, and
// returns them in the order in which they fell due. Called in the transaction that inserts their jobs.
func (t *Tx) TakeDueMilestones(ctx context.Context, now time.Time, limit int) ([]DueMilestone, error) {
	const query = `
		WITH due AS (
			SELECT request_id, clock, branch, name FROM milestone
			 WHERE queued_at IS NULL AND falls_at <= $1
			 ORDER BY falls_at, request_id LIMIT $2 FOR UPDATE SKIP LOCKED),
		took AS (
			UPDATE milestone m SET queued_at = $1 FROM due
			 WHERE (m.request_id, m.clock, m.branch, m.name) = (due.request_id, due.clock, due.branch, due.name)
			RETURNING m.request_id, m.clock, m.branch, m.name, m.due_on, m.falls_at)
		SELECT request_id, clock, branch, name, due_on, falls_at FROM took ORDER BY falls_at, request_id`
	var due []DueMilestone
	err := t.SelectContext(ctx, &due, query, now, limit)
	return due, err
}

// LateMilestones lists milestones that were given to the queue before an instant and are still pending: what the
// queue lost or holds up.
func (s *Store) LateMilestones(ctx context.Context, queuedBefore time.Time, limit int) ([]DueMilestone, error) {
	const query = `
		SELECT request_id, clock, branch, name, due_on, falls_at FROM milestone
		 WHERE queued_at < $1 ORDER BY queued_at, falls_at, request_id LIMIT $2`
	var due []DueMilestone
	err := s.db.SelectContext(ctx, &due, query, queuedBefore, limit)
	return due, translate(err)
}

// LostMilestones counts milestones that were given to the queue and that no job waits or works for.
func (s *Store) LostMilestones(ctx context.Context, kind string) (int, error) {
	const query = `
		SELECT greatest(0, (SELECT count(*) FROM milestone WHERE queued_at IS NOT NULL)
		     - (SELECT count(*) FROM river_job WHERE kind = $1 AND state IN ('available', 'pending', 'retryable', 'running', 'scheduled')))`
	var n int
	err := s.db.GetContext(ctx, &n, query, kind)
	return n, translate(err)
}

// RequeueMilestones lets the sweep take all pending milestones again.
func (s *Store) RequeueMilestones(ctx context.Context) error {
	_, err := s.db.ExecContext(ctx, `UPDATE milestone SET queued_at = NULL WHERE queued_at IS NOT NULL`)
	return translate(err)
}

// FirstMilestone is the pending milestone that falls due first before an instant; its Request is 0 when there is none.
func (s *Store) FirstMilestone(ctx context.Context, before time.Time) (DueMilestone, error) {
	const query = `
		SELECT request_id, clock, branch, name, due_on, falls_at FROM milestone
		 WHERE falls_at < $1 ORDER BY falls_at, request_id LIMIT 1`
	var due []DueMilestone
	if err := s.db.SelectContext(ctx, &due, query, before); err != nil || len(due) == 0 {
		return DueMilestone{}, translate(err)
	}
	return due[0], nil
}

package store

import (
	"context"

	"qhana/internal/foi"
)

// Figures are the numbers of the first page. What fell due in the last year says how the law is kept: it leaves out
// neither late answers nor missing ones.
type Figures struct {
	Open       Capped `db:"open"`       // requests that owe an answer now
	Late       Capped `db:"late"`       // of these, past their term
	Due        int    `db:"due"`        // terms to answer that ended in the last 365 days
	InTime     int    `db:"in_time"`    // of these, met
	AfterTerm  int    `db:"after_term"` // of these, answered after the term
	MedianDays int    `db:"median_days"`
	Published  int    `db:"published"` // answers given in the last 365 days that are published; MedianDays is of these
}

// OnTime is the share of terms that were met, in per cent; 0 when none ended.
func (f Figures) OnTime() int {
	if f.Due == 0 {
		return 0
	}
	return (100*f.InTime + f.Due/2) / f.Due
}

// Figures counts as of a day.
func (s *Store) Figures(ctx context.Context, today foi.Date) (Figures, error) {
	const query = `
		WITH terms AS (
			SELECT count(*) AS due, count(*) FILTER (WHERE status = 'met' AND NOT missed) AS in_time,
			       count(*) FILTER (WHERE status = 'met' AND missed) AS after_term
			  FROM deadline
			 WHERE clock = 'response' AND status IN ('met', 'missed')
			   AND coalesce(due_on, 'infinity'::date) BETWEEN $1::date - 365 AND $1::date),
		answers AS (
			SELECT count(*) AS published, coalesce(percentile_disc(0.5) WITHIN GROUP (ORDER BY days), 0) AS median_days
			  FROM disclosure WHERE answered_on BETWEEN $1::date - 365 AND $1::date)
		SELECT (SELECT count(*) FROM (SELECT 1 FROM request WHERE state IN ('received', 'open', 'signing', 'signed') LIMIT $2) x) AS open,
		       (SELECT count(*) FROM (SELECT 1 FROM request WHERE clock = 'missed' LIMIT $2) x) AS late,
		       due, in_time, after_term, median_days, published
		  FROM terms, answers`
	var out Figures
	err := s.db.GetContext(ctx, &out, query, today.String(), countCap)
	return out, translate(err)
}

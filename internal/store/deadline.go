package store

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"

	"github.com/lib/pq"

	"qhana/internal/foi"
)

// DeadlineFilter says which clocks a list shows. The zero value, with a viewer, is all clocks of the requests that they
// may see, the last to fall due first.
type DeadlineFilter struct {
	Viewer   foi.Actor
	Clock    string
	Status   foi.Status
	Unit     string // that answers for it
	Extended bool   // only those that were extended
	Late     bool   // only those that ran out before they were met
	From, To foi.Date
	Oldest   bool   // the first to fall due first; what still runs, waits or ran out is always listed so
	After    string // Next of the page before
	Limit    int    // rows; 0 is 25, at most 200
}

// ListedDeadline is one clock in a list, with its request.
type ListedDeadline struct {
	foi.Deadline
	Request   int64
	Reference foi.Reference
	Subject   string
	State     foi.State
	Outcome   string
}

// DeadlinePage is one page of clocks.
type DeadlinePage struct {
	Deadlines []ListedDeadline
	Next      string // cursor of the page after this, "" at the end
	Count     Capped // of the whole list
}

const deadlineConditions = `
	 WHERE ($1::boolean OR EXISTS (SELECT 1 FROM branch v WHERE v.request_id = d.request_id AND v.unit = ANY ($2::text[])))
	   AND ($3::text = '' OR d.clock = $3)
	   AND ($4::text = '' OR d.status = $4)
	   AND ($5::text = '' OR d.unit = $5)
	   AND (NOT $6::boolean OR d.extended > 0)
	   AND (NOT $7::boolean OR d.missed)
	   AND ($8::date IS NULL OR coalesce(d.due_on, 'infinity'::date) >= $8)
	   AND ($9::date IS NULL OR coalesce(d.due_on, 'infinity'::date) <= $9)`

// Deadlines lists clocks by due day; what has none, being suspended, counts as last.
func (s *Store) Deadlines(ctx context.Context, f DeadlineFilter) (DeadlinePage, error) {
	if err := storable(f.Clock, string(f.Status), f.Unit); err != nil {
		return DeadlinePage{}, err
	}
	args := []any{f.Viewer.SeesAll(), pq.StringArray(unitsOf(f.Viewer)), f.Clock, string(f.Status), f.Unit, f.Extended, f.Late, day(f.From), day(f.To)}
	var page DeadlinePage
	count := `SELECT count(*) FROM (SELECT 1 FROM deadline d` + deadlineConditions + ` LIMIT ` + strconv.Itoa(countCap) + `) counted`
	if err := s.db.GetContext(ctx, &page.Count, anew+count, args...); err != nil || page.Count == 0 {
		return page, translate(err)
	}
	since, err := deadlineAfter(f.After)
	if err != nil {
		return DeadlinePage{}, err
	}
	sign, direction := `<`, ` DESC`
	if f.Oldest || f.Status == foi.Running || f.Status == foi.Missed || f.Status == foi.Suspended {
		sign, direction = `>`, ` ASC`
	}
	query := `
		SELECT d.request_id, d.clock, d.branch, d.unit, d.status, d.started_on, d.due_on, d.ended_on, d.extended, d.suspended, d.missed,
		       r.reference, r.state, r.outcome, coalesce(q.subject, '') AS subject
		  FROM (SELECT d.request_id, d.clock, d.branch, d.unit, d.status, d.started_on, d.due_on, d.ended_on, d.extended, d.suspended, d.missed
		          FROM deadline d` + deadlineConditions + `
		           AND ($11::bigint = 0 OR (coalesce(d.due_on, 'infinity'::date), d.request_id, d.clock, d.branch) ` + sign + ` ($10::date, $11, $12::text, $13::int))
		         ORDER BY coalesce(d.due_on, 'infinity'::date)` + direction + `, d.request_id` + direction + `, d.clock` + direction + `, d.branch` + direction + `
		         LIMIT $14) d
		  JOIN request r ON r.id = d.request_id LEFT JOIN question q ON q.request_id = d.request_id
		 ORDER BY coalesce(d.due_on, 'infinity'::date)` + direction + `, d.request_id` + direction + `, d.clock` + direction + `, d.branch` + direction
	limit := limitOf(f.Limit)
	var rows []deadlineRow
	if err := s.db.SelectContext(ctx, &rows, anew+query, append(append(args, since...), limit+1)...); err != nil {
		return DeadlinePage{}, translate(err)
	}
	for i, r := range rows {
		if i == limit {
			page.Next = rows[i-1].cursor()
			break
		}
		page.Deadlines = append(page.Deadlines, r.noun())
	}
	return page, nil
}

// deadlineAfter reads a cursor into $10 to $13.
func deadlineAfter(s string) ([]any, error) {
	parts, err := after(s, 4)
	if err != nil {
		return nil, err
	}
	if parts == nil {
		return []any{nil, 0, "", 0}, nil
	}
	due, err1 := dayIn(parts[0])
	request, err2 := numberIn(parts[1])
	branch, err3 := strconv.ParseInt(parts[3], 10, 32)
	if err1 != nil || err2 != nil || err3 != nil {
		return nil, badCursor()
	}
	return []any{due, request, parts[2], branch}, nil
}

type deadlineRow struct {
	RequestID int64        `db:"request_id"`
	Clock     string       `db:"clock"`
	Branch    int          `db:"branch"`
	Unit      string       `db:"unit"`
	Status    string       `db:"status"`
	StartedOn sql.NullTime `db:"started_on"`
	DueOn     sql.NullTime `db:"due_on"`
	EndedOn   sql.NullTime `db:"ended_on"`
	Extended  int          `db:"extended"`
	Suspended int          `db:"suspended"`
	Missed    bool         `db:"missed"`
	Reference string       `db:"reference"`
	State     string       `db:"state"`
	Outcome   string       `db:"outcome"`
	Subject   string       `db:"subject"`
}

func (r deadlineRow) noun() ListedDeadline {
	return ListedDeadline{
		Deadline: foi.Deadline{Clock: r.Clock, Branch: r.Branch, Unit: r.Unit, Status: foi.Status(r.Status), StartedOn: dateOf(r.StartedOn),
			DueOn: dateOf(r.DueOn), EndedOn: dateOf(r.EndedOn), Extended: r.Extended, Suspended: r.Suspended, Missed: r.Missed},
		Request: r.RequestID, Reference: foi.Reference(r.Reference), Subject: r.Subject, State: foi.State(r.State), Outcome: r.Outcome,
	}
}

func (r deadlineRow) cursor() string {
	return cursor(dayKey(dateOf(r.DueOn)), fmt.Sprint(r.RequestID), r.Clock, fmt.Sprint(r.Branch))
}

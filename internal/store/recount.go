package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"github.com/lib/pq"

	"qhana/internal/foi"
)

// Recount is one time that all running clocks are counted anew, and how far it has come.
type Recount struct {
	ID         int64         `db:"id"`
	Reason     string        `db:"reason"`
	Statute    string        `db:"statute"` // with Version: what requests move to; empty for the calendar
	Version    string        `db:"version"`
	Revives    bool          `db:"revives"`
	Total      int           `db:"total"`
	Cursors    pq.Int64Array `db:"cursors"` // last request counted, of each lane
	Seen       int           `db:"seen"`
	Moved      int           `db:"moved"`
	StartedAt  time.Time     `db:"started_at"`
	FinishedAt sql.NullTime  `db:"finished_at"`
}

const recountColumns = `id, reason, statute, version, revives, total, cursors, seen, moved, started_at, finished_at`

// counting is true of the clocks that a recount may move.
const counting = `status IN ('running', 'missed', 'suspended')`

// AddRecount sets a recount off; one with the same reason is set off once.
func (t *Tx) AddRecount(ctx context.Context, r Recount) error {
	const query = `
		INSERT INTO recount (reason, statute, version, revives, total, started_at)
		SELECT $1, $2, $3, $4, (SELECT count(DISTINCT request_id) FROM deadline WHERE ` + counting + `), $5
		ON CONFLICT (reason) DO NOTHING`
	_, err := t.ExecContext(ctx, query, r.Reason, r.Statute, r.Version, r.Revives, r.StartedAt)
	return err
}

// Lanes is how many batches of a recount are under way at once: a lane counts the requests whose id leaves its number when
// divided by Lanes.
const Lanes = 2

// Recounting runs do while no other process counts anew, and does nothing where one does. The lock is held by a connection of
// its own and not by a transaction: nothing that do takes minutes for keeps the database from cleaning up.
func (s *Store) Recounting(ctx context.Context, do func() error) error {
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return translate(err)
	}
	defer func() { _ = conn.Close() }()
	var mine bool
	if err := conn.QueryRowContext(ctx, `SELECT pg_try_advisory_lock(hashtext('qhana.recount'))`).Scan(&mine); err != nil || !mine {
		return translate(err)
	}
	defer func() {
		_, _ = conn.ExecContext(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock(hashtext('qhana.recount'))`)
	}()
	return do()
}

// OpenRecount is the first recount that is not finished; foi.NotFound when there is none.
func (s *Store) OpenRecount(ctx context.Context) (Recount, error) {
	var r Recount
	err := s.db.GetContext(ctx, &r, `SELECT `+recountColumns+` FROM recount WHERE finished_at IS NULL ORDER BY id LIMIT 1`)
	return r, translate(err)
}

// RecountOn moves a lane of a recount on: the last request counted, how many were seen and moved in the batch.
func (t *Tx) RecountOn(ctx context.Context, id int64, lane int, cursor int64, seen, moved int) error {
	_, err := t.ExecContext(ctx, `UPDATE recount SET cursors[$2] = $3, seen = seen + $4, moved = moved + $5 WHERE id = $1`, id, lane+1, cursor, seen, moved)
	return err
}

// Left is a request that a recount could not count anew, and why: a code.
type Left struct {
	Request   int64         `db:"request_id"`
	Recount   int64         `db:"recount_id"`
	Reference foi.Reference `db:"reference"`
	Version   string        `db:"version"` // to which it should have moved, "" for the calendar
	Why       string        `db:"why"`
	At        time.Time     `db:"at"`
}

// LeaveUncounted notes requests that could not be counted anew.
func (t *Tx) LeaveUncounted(ctx context.Context, list []Left) error {
	const query = `
		INSERT INTO recount_left (request_id, recount_id, why, at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (request_id) DO UPDATE SET recount_id = excluded.recount_id, why = excluded.why, at = excluded.at`
	for _, x := range list {
		if _, err := t.ExecContext(ctx, query, x.Request, x.Recount, x.Why, x.At); err != nil {
			return err
		}
	}
	return nil
}

// Counted takes a request from those that could not be counted.
func (t *Tx) Counted(ctx context.Context, request int64) error {
	_, err := t.ExecContext(ctx, `DELETE FROM recount_left WHERE request_id = $1`, request)
	return err
}

// Uncounted lists requests that could not be counted anew, tried last before an instant, and tells how many there are in all.
func (s *Store) Uncounted(ctx context.Context, before time.Time, limit int) (list []Left, total int, err error) {
	const query = `
		SELECT l.request_id, l.recount_id, r.reference, c.version, l.why, l.at
		  FROM recount_left l JOIN request r ON r.id = l.request_id JOIN recount c ON c.id = l.recount_id
		 WHERE l.at < $1 ORDER BY l.at, l.request_id LIMIT $2`
	if err := s.db.SelectContext(ctx, &list, query, before, limit); err != nil {
		return nil, 0, translate(err)
	}
	err = s.db.GetContext(ctx, &total, `SELECT count(*) FROM recount_left`)
	return list, total, translate(err)
}

// FinishRecount ends a recount.
func (t *Tx) FinishRecount(ctx context.Context, id int64, at time.Time) error {
	_, err := t.ExecContext(ctx, `UPDATE recount SET finished_at = $2 WHERE id = $1`, id, at)
	return err
}

// Recounts lists the newest recounts, the newest first.
func (s *Store) Recounts(ctx context.Context, limit int) ([]Recount, error) {
	var out []Recount
	err := s.db.SelectContext(ctx, &out, `SELECT `+recountColumns+` FROM recount ORDER BY id DESC LIMIT $1`, limit)
	return out, translate(err)
}

// Recounted tells whether a recount with a reason was set off.
func (s *Store) Recounted(ctx context.Context, reason string) (bool, error) {
	var yes bool
	err := s.db.GetContext(ctx, &yes, `SELECT EXISTS (SELECT 1 FROM recount WHERE reason = $1)`, reason)
	return yes, translate(err)
}

// countingQuery reads requests of a lane with a clock that counts, each with its ledger, in order of id; lane -1 is all.
const countingQuery = `
	SELECT ` + requestColumns + `,
	       (SELECT coalesce(jsonb_agg(jsonb_build_object('seq', e.seq, 'at', e.at, 'event', e.event,
	               'account', coalesce(e.account_id, 0), 'role', e.role, 'unit', e.unit, 'facts', e.facts) ORDER BY e.seq), '[]')
	          FROM entry e WHERE e.request_id = r.id) AS ledger
	  FROM request r
	 WHERE r.id IN (SELECT DISTINCT request_id FROM deadline WHERE ` + counting + ` AND request_id > $1 AND ($3 < 0 OR request_id % 2 = $3) ORDER BY request_id LIMIT $2)
	 ORDER BY r.id`

// Counting is a request with a clock that counts.
type Counting struct {
	Request foi.Request
	Ledger  []foi.Entry // without words; nil when somebody wrote to it meanwhile
}

type countingRow struct {
	requestRow
	Ledger []byte `db:"ledger"`
}

func countingOf(rows []countingRow) ([]Counting, error) {
	out := make([]Counting, len(rows))
	for i, r := range rows {
		ledger, err := entriesOf(r.Ledger)
		if err != nil {
			return nil, err
		}
		out[i] = Counting{Request: r.noun(), Ledger: ledger}
		if len(ledger) != r.Entries {
			out[i].Ledger = nil
		}
	}
	return out, nil
}

// Counting lists requests of a lane with a clock that counts, after an id; lane -1 is all.
func (s *Store) Counting(ctx context.Context, lane int, after int64, limit int) ([]Counting, error) {
	var rows []countingRow
	if err := s.db.SelectContext(ctx, &rows, countingQuery, after, limit, lane); err != nil {
		return nil, translate(err)
	}
	return countingOf(rows)
}

// LockCounting is Counting, of a lane, with the requests locked for the rest of the transaction.
func (t *Tx) LockCounting(ctx context.Context, lane int, after int64, limit int) ([]Counting, error) {
	var rows []countingRow
	if err := t.SelectContext(ctx, &rows, countingQuery+` FOR UPDATE OF r`, after, limit, lane); err != nil {
		return nil, err
	}
	return countingOf(rows)
}

// saveMany writes the changes of many requests at once, as recounting makes them: entries without words, clocks and
// milestones that moved, notices. Its parts are those of saveRequest and its fellows, with the request in every row.
const saveMany = `
	WITH c AS (SELECT $1::jsonb AS j),
	upd AS (
		UPDATE request r SET version = x.version, rev = x.rev, entries = x.entries, due_on = x.due_on, clock = x.clock, missed = x.missed, updated_at = x.updated_at
		  FROM c, jsonb_to_recordset(c.j->'requests') AS x(id bigint, version text, rev int, entries int, due_on date, clock text, missed boolean, updated_at timestamptz)
		 WHERE r.id = x.id),
	ent AS (
		INSERT INTO entry (request_id, seq, at, event, account_id, role, unit, facts)
		SELECT x.id, x.seq, x.at, x.event, x.account, x.role, x.unit, x.facts
		  FROM c, jsonb_to_recordset(c.j->'entries') AS x(id bigint, seq int, at timestamptz, event text, account bigint, role text, unit text, facts jsonb)),
	dea AS (
		UPDATE deadline d SET status = x.status, due_on = x.due_on, due_at = x.due_at, missed = x.missed
		  FROM c, jsonb_to_recordset(c.j->'deadlines') AS x(id bigint, clock text, branch int, status text, due_on date, due_at timestamptz, missed boolean)
		 WHERE (d.request_id, d.clock, d.branch) = (x.id, x.clock, x.branch)
		   AND (d.status, d.due_on, d.due_at, d.missed) IS DISTINCT FROM (x.status, x.due_on, x.due_at, x.missed)),
	bra AS (
		UPDATE branch b SET due_on = x.due_on, missed = x.missed
		  FROM c, jsonb_to_recordset(c.j->'branches') AS x(id bigint, no int, due_on date, missed boolean)
		 WHERE (b.request_id, b.no) = (x.id, x.no) AND (b.due_on, b.missed) IS DISTINCT FROM (x.due_on, x.missed)),
	keep AS MATERIALIZED (
		SELECT x.id, x.clock, x.branch, x.name, x.due_on, x.falls_at
		  FROM c, jsonb_to_recordset(c.j->'milestones') AS x(id bigint, clock text, branch int, name text, due_on date, falls_at timestamptz)),
	gone AS (
		DELETE FROM milestone m
		 WHERE m.request_id = ANY ($2)
		   AND NOT EXISTS (SELECT 1 FROM keep k WHERE k.id = m.request_id AND k.clock = m.clock AND k.branch = m.branch AND k.name = m.name)),
	mil AS (
		INSERT INTO milestone (request_id, clock, branch, name, due_on, falls_at)
		SELECT id, clock, branch, name, due_on, falls_at FROM keep
		ON CONFLICT (request_id, clock, branch, name) DO UPDATE SET due_on = excluded.due_on, falls_at = excluded.falls_at, queued_at = NULL
		 WHERE (milestone.due_on, milestone.falls_at) IS DISTINCT FROM (excluded.due_on, excluded.falls_at)),
	noti AS (
		INSERT INTO notice (request_id, entry, n, kind, recipient, locale, message_id, created_at)
		SELECT x.id, x.entry, x.n, x.kind, x.recipient, x.locale, x.message_id, x.created_at
		  FROM c, jsonb_to_recordset(c.j->'notices') AS x(id bigint, entry int, n int, kind text, recipient text, locale text, message_id text, created_at timestamptz))
	SELECT 1`

// SaveMany writes the changes of requests that are locked, none of which brings words, a new clock or a new branch.
func (t *Tx) SaveMany(ctx context.Context, changes []Change) error {
	all := map[string][]obj{"requests": {}, "entries": {}, "deadlines": {}, "branches": {}, "milestones": {}, "notices": {}}
	ids := make([]int64, len(changes))
	for i, c := range changes {
		ids[i] = c.Request.ID
		put := func(list string, row obj) {
			row["id"] = c.Request.ID
			all[list] = append(all[list], row)
		}
		last := 0
		for _, e := range c.Entries {
			last = e.Seq
			row := obj{"seq": e.Seq, "at": e.At, "event": e.Event, "role": e.By.Role, "unit": e.By.Unit, "facts": e.Facts}
			if e.By.Account != 0 {
				row["account"] = e.By.Account
			}
			put("entries", row)
		}
		r := c.Request
		put("requests", obj{"version": r.Version, "rev": r.Rev, "entries": last, "due_on": day(r.DueOn), "clock": r.Clock, "missed": r.Missed, "updated_at": r.UpdatedAt})
		for _, d := range c.Deadlines {
			put("deadlines", deadlineJSON(d))
		}
		for _, b := range c.Branches {
			put("branches", branchJSON(b))
		}
		for _, m := range c.Milestones {
			put("milestones", milestoneJSON(m))
		}
		for _, n := range c.Notices {
			put("notices", noticeJSON(n))
		}
	}
	b, err := json.Marshal(all)
	if err != nil {
		return fmt.Errorf("changes: %w", err)
	}
	_, err = t.ExecContext(ctx, saveMany, string(b), pq.Int64Array(ids))
	return err
}

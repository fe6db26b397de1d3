package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"github.com/lib/pq"

	"qhana/internal/foi"
)

// Batch is one action on many requests.
type Batch struct {
	ID         int64
	Account    int64
	Form       foi.Action // what is done to each
	Total      int
	Done       int
	Refused    int
	CreatedAt  time.Time
	FinishedAt time.Time // zero while it runs
}

// BatchItem is what became of one request of a batch.
type BatchItem struct {
	Request   int64
	Reference foi.Reference
	Subject   string
	State     string     // "waiting", "done", "refused"
	Reason    *foi.Error // why it was refused
}

// CreateBatch keeps an action on many requests, to be carried out one by one.
func (t *Tx) CreateBatch(ctx context.Context, b Batch, requests []int64) (int64, error) {
	form, err := json.Marshal(b.Form)
	if err != nil {
		return 0, err
	}
	const insertBatch = `INSERT INTO batch (account_id, form, total, created_at) VALUES ($1, $2, $3, $4) RETURNING id`
	var id int64
	if err := t.GetContext(ctx, &id, insertBatch, b.Account, string(form), len(requests), b.CreatedAt); err != nil {
		return 0, err
	}
	_, err = t.ExecContext(ctx, `INSERT INTO batch_item (batch_id, request_id) SELECT $1, unnest($2::bigint[])`, id, pq.Array(requests))
	return id, err
}

const batchColumns = `b.id, b.account_id, b.form, b.total, b.created_at, b.finished_at,
	(SELECT count(*) FROM batch_item i WHERE i.batch_id = b.id AND i.state = 'done') AS done,
	(SELECT count(*) FROM batch_item i WHERE i.batch_id = b.id AND i.state = 'refused') AS refused`

type batchRow struct {
	ID         int64        `db:"id"`
	Account    int64        `db:"account_id"`
	Form       []byte       `db:"form"`
	Total      int          `db:"total"`
	CreatedAt  time.Time    `db:"created_at"`
	FinishedAt sql.NullTime `db:"finished_at"`
	Done       int          `db:"done"`
	Refused    int          `db:"refused"`
}

func (r batchRow) noun() (Batch, error) {
	b := Batch{ID: r.ID, Account: r.Account, Total: r.Total, Done: r.Done, Refused: r.Refused, CreatedAt: r.CreatedAt.UTC(), FinishedAt: r.FinishedAt.Time.UTC()}
	if !r.FinishedAt.Valid {
		b.FinishedAt = time.Time{}
	}
	return b, json.Unmarshal(r.Form, &b.Form)
}

// OpenBatches are the batches that are not finished, the oldest first. How far they have come is not counted.
func (s *Store) OpenBatches(ctx context.Context) ([]Batch, error) {
	const query = `SELECT id, account_id, form, total, created_at, finished_at FROM batch WHERE finished_at IS NULL ORDER BY id LIMIT 100`
	var rows []batchRow
	if err := s.db.SelectContext(ctx, &rows, query); err != nil {
		return nil, translate(err)
	}
	out := make([]Batch, len(rows))
	for i, row := range rows {
		var err error
		if out[i], err = row.noun(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Batch returns a batch of an account; NotFound when it is somebody else's.
func (s *Store) Batch(ctx context.Context, id, account int64) (Batch, error) {
	const query = `SELECT ` + batchColumns + ` FROM batch b WHERE b.id = $1 AND b.account_id = $2`
	var row batchRow
	if err := s.db.GetContext(ctx, &row, query, id, account); err != nil {
		return Batch{}, translate(err)
	}
	return row.noun()
}

// BatchItems lists the items of a batch that stand so, after a request, at most limit.
func (s *Store) BatchItems(ctx context.Context, batch int64, state string, after int64, limit int) ([]BatchItem, error) {
	const query = `
		SELECT i.request_id, r.reference, coalesce(q.subject, '') AS subject, i.state, coalesce(i.reason, 'null') AS reason
		  FROM batch_item i JOIN request r ON r.id = i.request_id LEFT JOIN question q ON q.request_id = r.id
		 WHERE i.batch_id = $1 AND i.state = $2 AND i.request_id > $3 ORDER BY i.request_id LIMIT $4`
	var rows []struct {
		Request   int64  `db:"request_id"`
		Reference string `db:"reference"`
		Subject   string `db:"subject"`
		State     string `db:"state"`
		Reason    []byte `db:"reason"`
	}
	if err := s.db.SelectContext(ctx, &rows, query, batch, state, after, limit); err != nil {
		return nil, translate(err)
	}
	out := make([]BatchItem, len(rows))
	for i, r := range rows {
		out[i] = BatchItem{Request: r.Request, Reference: foi.Reference(r.Reference), Subject: r.Subject, State: r.State}
		if err := json.Unmarshal(r.Reason, &out[i].Reason); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// TakeBatchItem locks the next item of a batch that waits, so that only one process does it; NotFound when none waits.
func (t *Tx) TakeBatchItem(ctx context.Context, batch int64) (int64, error) {
	const query = `SELECT request_id FROM batch_item WHERE batch_id = $1 AND state = 'waiting' ORDER BY request_id LIMIT 1 FOR UPDATE SKIP LOCKED`
	var id int64
	err := t.GetContext(ctx, &id, query, batch)
	return id, err
}

// BranchFor is the branch of a request, of some units, that an account who works there can be given; NotFound when there is none.
func (t *Tx) BranchFor(ctx context.Context, request, account int64, units []string) (int, error) {
	const query = `SELECT b.no FROM branch b
		 WHERE b.request_id = $1 AND b.unit = ANY ($3::text[]) AND b.state IN ('open', 'accepted')
		   AND EXISTS (SELECT 1 FROM role_grant g WHERE g.account_id = $2 AND g.unit = b.unit AND g.role IN ('unit_official', 'unit_head'))
		 ORDER BY b.no LIMIT 1`
	var no int
	err := t.GetContext(ctx, &no, query, request, account, pq.StringArray(units))
	return no, translate(err)
}

// BranchOwed is the first branch of a request that a unit owes; NotFound when there is none.
func (t *Tx) BranchOwed(ctx context.Context, request int64, unit string) (int, error) {
	const query = `SELECT no FROM branch WHERE request_id = $1 AND unit = $2 AND state IN ('open', 'accepted') ORDER BY no LIMIT 1`
	var no int
	err := t.GetContext(ctx, &no, query, request, unit)
	return no, translate(err)
}

// SettleBatchItem says what became of an item that waited: what somebody else did meanwhile stays.
func (t *Tx) SettleBatchItem(ctx context.Context, batch, request int64, refused *foi.Error) error {
	state, reason := "done", []byte("null")
	if refused != nil {
		state = "refused"
		var err error
		if reason, err = json.Marshal(foi.Error{Code: refused.Code, Key: refused.Key, Args: refused.Args}); err != nil {
			return err
		}
	}
	_, err := t.ExecContext(ctx, `UPDATE batch_item SET state = $3, reason = $4 WHERE batch_id = $1 AND request_id = $2 AND state = 'waiting'`, batch, request, state, string(reason))
	return err
}

// FinishBatch ends a batch of which no item waits.
func (t *Tx) FinishBatch(ctx context.Context, batch int64, at time.Time) error {
	_, err := t.ExecContext(ctx, `UPDATE batch SET finished_at = $2 WHERE id = $1 AND finished_at IS NULL
		AND NOT EXISTS (SELECT 1 FROM batch_item WHERE batch_id = $1 AND state = 'waiting')`, batch, at)
	return err
}

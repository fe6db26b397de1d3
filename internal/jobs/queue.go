package jobs

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/rivertype"

	"qhana/internal/foi"
)

// liveStates are those in which a job still stands for its row. A completed or discarded job does not: if the row still
// waits, it gets a new one.
var liveStates = []rivertype.JobState{
	rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable, rivertype.JobStateRunning, rivertype.JobStateScheduled,
}

// Queue inserts jobs in the caller's transaction and works none. It is casework's queue.
type Queue struct {
	client *river.Client[*sql.Tx]
}

// NewQueue returns an insert-only queue on the database.
func NewQueue(db *sql.DB) (*Queue, error) {
	client, err := river.NewClient(riverdatabasesql.New(db), &river.Config{Logger: quiet()})
	if err != nil {
		return nil, fmt.Errorf("queue: %w", err)
	}
	return &Queue{client: client}, nil
}

// Enqueue makes a job for each notice. The notices are new, so none can stand in the queue already.
func (q *Queue) Enqueue(ctx context.Context, tx *sql.Tx, notices []foi.Notice) error {
	params := make([]river.InsertManyParams, len(notices))
	for i, n := range notices {
		params[i] = river.InsertManyParams{Args: noticeArgs{Request: n.Request, Entry: n.Entry, N: n.N}}
	}
	_, err := q.client.InsertManyFastTx(ctx, tx, params)
	return err
}

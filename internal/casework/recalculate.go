package casework

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"qhana/internal/foi"
	"qhana/internal/store"
)

const (
	recountBatch = 500  // requests of one transaction
	recountMails = 5000 // a larger recount leaves its notices to the sweep, which hands them out evenly
)

// Watch sets off the recounts that the day brings: a declaration in the calendar's file, a version that takes running
// requests along and comes into force.
func (d *Desk) Watch(ctx context.Context) error {
	at := d.instant()
	body := d.law.Body()
	today := body.Today(at)
	if newest := body.NewestDeclaration(today); !newest.IsZero() {
		if err := d.recountOnce(ctx, store.Recount{Reason: fmt.Sprintf("calendar:%s:%s", body.CalendarKey(), newest), StartedAt: at}); err != nil {
			return err
		}
	}
	for _, f := range d.law.Forces() {
		v := d.law.Under(f.Statute, f.Version)
		if v == nil || f.From > today {
			continue
		}
		if moves, _ := v.Moves(); moves {
			r := store.Recount{Reason: fmt.Sprintf("law:%s:%s", f.Statute, f.Version), Statute: f.Statute, Version: f.Version, StartedAt: at}
			if err := d.recountOnce(ctx, r); err != nil {
				return err
			}
		}
	}
	return nil
}

func (d *Desk) recountOnce(ctx context.Context, r store.Recount) error {
	if known, err := d.store.Recounted(ctx, r.Reason); err != nil || known {
		return err
	}
	return d.store.InTx(ctx, func(tx *store.Tx) error { return tx.AddRecount(ctx, r) })
}

// Recalculate counts every running clock anew, by batches, until no recount is open, and returns how many requests moved.
// It may be killed at any point and run again: a batch and how far it came are one transaction. settle is how long after
// its beginning a recount stays open for requests that another process filed with the calendar of before.
func (d *Desk) Recalculate(ctx context.Context, settle time.Duration) (moved int, err error) {
	err = d.store.InTx(ctx, func(tx *store.Tx) error { // one process counts; the lock ends with this transaction
		if mine, err := tx.LockRecounting(ctx); err != nil || !mine {
			return err
		}
		for {
			r, err := d.store.OpenRecount(ctx)
			if foi.CodeOf(err) == foi.NotFound {
				return nil
			}
			if err != nil {
				return err
			}
			n, err := d.recount(ctx, r)
			moved += n
			if at := d.instant(); err != nil || at.Sub(r.StartedAt) < settle {
				return err
			}
			if err := d.store.InTx(ctx, func(tx *store.Tx) error { return tx.FinishRecount(ctx, r.ID, d.instant()) }); err != nil {
				return err
			}
		}
	})
	return moved, err
}

// recount counts what is left of a recount, in all lanes at once.
func (d *Desk) recount(ctx context.Context, r store.Recount) (moved int, err error) {
	var lanes errgroup.Group
	counts := make([]int, store.Lanes)
	for lane := range store.Lanes {
		lanes.Go(func() error {
			for cursor := r.Cursors[lane]; ; {
				next, n, err := d.recountBatch(ctx, r, lane, cursor)
				counts[lane] += n
				if err != nil || next == cursor {
					return err
				}
				cursor = next
			}
		})
	}
	err = lanes.Wait()
	for _, n := range counts {
		moved += n
	}
	return moved, err
}

// recountBatch counts one batch of a lane after a request, and returns the last one that it counted.
func (d *Desk) recountBatch(ctx context.Context, r store.Recount, lane int, cursor int64) (next int64, moved int, err error) {
	next = cursor
	err = d.store.InTx(ctx, func(tx *store.Tx) error {
		rows, err := tx.LockCounting(ctx, lane, cursor, recountBatch)
		if err != nil || len(rows) == 0 {
			return err
		}
		if moved, err = d.recountRows(ctx, tx, r, rows); err != nil {
			return err
		}
		next = rows[len(rows)-1].Request.ID
		return tx.RecountOn(ctx, r.ID, lane, next, len(rows), moved)
	})
	if err != nil {
		return cursor, 0, err
	}
	return next, moved, nil
}

// recountRows decides on each request of a batch and writes those that moved.
func (d *Desk) recountRows(ctx context.Context, tx *store.Tx, r store.Recount, rows []store.Counting) (int, error) {
	at := d.instant()
	var changes []store.Change
	var notices []foi.Notice
	single := 0
	for _, row := range rows {
		act := foi.Action{Kind: foi.Recalculate}
		if r.Version != "" {
			if row.Request.Statute != r.Statute || row.Request.Version == r.Version {
				continue
			}
			act = foi.Action{Kind: foi.ChangeLaw, Version: r.Version}
		}
		if row.Ledger == nil { // somebody wrote to it while we waited for its lock
			if _, err := d.act(ctx, tx, row.Request.ID, act, foi.TheSystem()); err == nil {
				single++
			} else if foi.CodeOf(err) != foi.Refused {
				return 0, err
			}
			continue
		}
		law, err := d.lawOf(row.Request)
		if err != nil {
			return 0, err
		}
		out, err := law.Decide(row.Request, row.Ledger, act, foi.TheSystem(), at)
		if foi.CodeOf(err) == foi.Refused {
			continue
		}
		if err != nil {
			return 0, err
		}
		c := d.change(row.Request, out)
		changes, notices = append(changes, c), append(notices, c.Notices...)
	}
	if len(changes) == 0 {
		return single, nil
	}
	if err := tx.SaveMany(ctx, changes); err != nil {
		return 0, err
	}
	if r.Total > recountMails {
		notices = nil
	}
	return single + len(changes), d.enqueue(ctx, tx, notices)
}

package casework

import (
	"context"
	"fmt"
	"time"

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
	for {
		n, done, err := d.recount(ctx, settle)
		moved += n
		if err != nil || done {
			return moved, err
		}
	}
}

// recount counts one batch; done tells that there is nothing to count now.
func (d *Desk) recount(ctx context.Context, settle time.Duration) (moved int, done bool, err error) {
	err = d.store.InTx(ctx, func(tx *store.Tx) error {
		r, err := tx.OpenRecount(ctx)
		if foi.CodeOf(err) == foi.NotFound {
			done = true
			return nil
		}
		if err != nil {
			return err
		}
		rows, err := tx.LockCounting(ctx, r.Cursor, recountBatch)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			if at := d.instant(); at.Sub(r.StartedAt) >= settle {
				return tx.FinishRecount(ctx, r.ID, at)
			}
			done = true
			return nil
		}
		if moved, err = d.recountRows(ctx, tx, r, rows); err != nil {
			return err
		}
		return tx.RecountOn(ctx, r.ID, rows[len(rows)-1].Request.ID, len(rows), moved)
	})
	return moved, done, err
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

package casework

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"qhana/internal/foi"
	"qhana/internal/store"
)

// RecountBatch is how many requests one transaction counts. A test may make it smaller.
var RecountBatch = 500

// recountMails: a larger recount leaves its notices to the sweep, which hands them out evenly.
const recountMails = 5000

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

// Recounted is what came of counting anew.
type Recounted struct {
	Moved int
	Left  []store.Left // requests that could not be counted: they are tried again later
}

// again is how long a request that could not be counted waits until it is tried again.
const again = 10 * time.Minute

// Recalculate counts every running clock anew, by batches, until no recount is open, and returns what came of it.
// It may be killed at any point and run again: a batch and how far it came are one transaction. settle is how long after
// its beginning a recount stays open for requests that another process filed with the calendar of before.
func (d *Desk) Recalculate(ctx context.Context, settle time.Duration) (out Recounted, err error) {
	err = d.store.Recounting(ctx, func() error { // one process counts
		if err := d.recountLeft(ctx, &out); err != nil {
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
			done, err := d.recount(ctx, r)
			out.Moved, out.Left = out.Moved+done.Moved, append(out.Left, done.Left...)
			if at := d.instant(); err != nil || at.Sub(r.StartedAt) < settle {
				return err
			}
			if err := d.store.InTx(ctx, func(tx *store.Tx) error { return tx.FinishRecount(ctx, r.ID, d.instant()) }); err != nil {
				return err
			}
		}
	})
	return out, err
}

// recountLeft tries those again that could not be counted.
func (d *Desk) recountLeft(ctx context.Context, out *Recounted) error {
	list, _, err := d.store.Uncounted(ctx, d.instant().Add(-again), RecountBatch)
	if err != nil {
		return err
	}
	for _, x := range list {
		err := d.store.InTx(ctx, func(tx *store.Tx) error {
			_, err := d.act(ctx, tx, x.Request, recounting(x.Version), foi.TheSystem())
			if nothingMoves(err) {
				return tx.Counted(ctx, x.Request)
			}
			if err == nil {
				out.Moved++
				err = tx.Counted(ctx, x.Request)
			}
			return err
		})
		if err == nil {
			continue
		}
		if ctx.Err() != nil {
			return err
		}
		x.Why, x.At = whyNot(err), d.instant()
		out.Left = append(out.Left, x)
		if err := d.store.InTx(ctx, func(tx *store.Tx) error { return tx.LeaveUncounted(ctx, []store.Left{x}) }); err != nil {
			return err
		}
	}
	return nil
}

// recounting is what is asked of each request: to be counted by the calendar, or to move to a version of its law.
func recounting(version string) foi.Action {
	if version != "" {
		return foi.Action{Kind: foi.ChangeLaw, Version: version}
	}
	return foi.Action{Kind: foi.Recalculate}
}

// nothingMoves tells whether a request was counted and stays as it is.
func nothingMoves(err error) bool {
	var e *foi.Error
	return errors.As(err, &e) && e.Key == "nothing_moves"
}

// whyNot is the code of what keeps a request from being counted.
func whyNot(err error) string {
	var e *foi.Error
	if errors.As(err, &e) {
		return e.Key
	}
	return "not_loaded"
}

// recount counts what is left of a recount, in all lanes at once.
func (d *Desk) recount(ctx context.Context, r store.Recount) (out Recounted, err error) {
	var lanes errgroup.Group
	var each [store.Lanes]Recounted
	for lane := range store.Lanes {
		lanes.Go(func() error {
			for cursor := r.Cursors[lane]; ; {
				next, done, err := d.recountBatch(ctx, r, lane, cursor)
				each[lane].Moved, each[lane].Left = each[lane].Moved+done.Moved, append(each[lane].Left, done.Left...)
				if err != nil || next == cursor {
					return err
				}
				cursor = next
			}
		})
	}
	err = lanes.Wait()
	for _, done := range each {
		out.Moved, out.Left = out.Moved+done.Moved, append(out.Left, done.Left...)
	}
	return out, err
}

// recountBatch counts one batch of a lane after a request, and returns the last one that it counted.
func (d *Desk) recountBatch(ctx context.Context, r store.Recount, lane int, cursor int64) (next int64, done Recounted, err error) {
	next = cursor
	err = d.store.InTx(ctx, func(tx *store.Tx) error {
		rows, err := tx.LockCounting(ctx, lane, cursor, RecountBatch)
		if err != nil || len(rows) == 0 {
			return err
		}
		if done, err = d.recountRows(ctx, tx, r, rows); err != nil {
			return err
		}
		if err := tx.LeaveUncounted(ctx, done.Left); err != nil {
			return err
		}
		next = rows[len(rows)-1].Request.ID
		return tx.RecountOn(ctx, r.ID, lane, next, len(rows), done.Moved)
	})
	if err != nil {
		return cursor, Recounted{}, err
	}
	return next, done, nil
}

// recountRows decides on each request of a batch and writes those that moved. One that cannot be counted holds up no other.
func (d *Desk) recountRows(ctx context.Context, tx *store.Tx, r store.Recount, rows []store.Counting) (out Recounted, err error) {
	at, act := d.instant(), recounting(r.Version)
	var changes []store.Change
	var notices []foi.Notice
	for _, row := range rows {
		if r.Version != "" && (row.Request.Statute != r.Statute || row.Request.Version == r.Version) {
			continue
		}
		req, ledger := row.Request, row.Ledger
		if ledger == nil { // somebody wrote to it while we waited for its lock
			if req, ledger, _, err = tx.Lock(ctx, req.ID); err != nil {
				return out, err
			}
		}
		change, err := d.recounted(req, ledger, act, at)
		switch {
		case nothingMoves(err):
		case err != nil:
			out.Left = append(out.Left, store.Left{Request: req.ID, Recount: r.ID, Reference: req.Reference, Version: r.Version, Why: whyNot(err), At: at})
		default:
			changes, notices = append(changes, change), append(notices, change.Notices...)
		}
	}
	if len(changes) == 0 {
		return out, nil
	}
	if err := tx.SaveMany(ctx, changes); err != nil {
		return out, err
	}
	if r.Total > recountMails {
		notices = nil
	}
	out.Moved = len(changes)
	return out, d.enqueue(ctx, tx, notices)
}

// recounted decides on one request.
func (d *Desk) recounted(req foi.Request, ledger []foi.Entry, act foi.Action, at time.Time) (store.Change, error) {
	law, err := d.lawOf(req)
	if err != nil {
		return store.Change{}, err
	}
	out, err := law.Decide(req, ledger, act, foi.TheSystem(), at)
	if err != nil {
		return store.Change{}, err
	}
	return d.change(req, out), nil
}

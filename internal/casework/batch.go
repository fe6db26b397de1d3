package casework

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"qhana/internal/foi"
	"qhana/internal/store"
)

// MostAtOnce is how many requests one batch has at most.
const MostAtOnce = 5000

// Begin keeps an action on many requests, which Go carries out one by one. Those that are refused already are listed with their reason
// from the first, and nothing is done to them.
func (d *Desk) Begin(ctx context.Context, act foi.Action, requests []int64, refused map[int64]*foi.Error, who foi.Actor) (id int64, err error) {
	if len(requests) == 0 || len(requests) > MostAtOnce {
		return 0, &foi.Error{Code: foi.Invalid, Key: "batch.many", Args: map[string]string{"most": strconv.Itoa(MostAtOnce)}}
	}
	err = d.store.InTx(ctx, func(tx *store.Tx) error {
		var err error
		id, err = tx.CreateBatch(ctx, store.Batch{Account: who.Account, Form: act, CreatedAt: d.instant()}, requests)
		if err != nil {
			return err
		}
		for request, reason := range refused {
			if err := tx.SettleBatchItem(ctx, id, request, reason); err != nil {
				return err
			}
		}
		return nil
	})
	return id, err
}

// turn is how many items of a batch are done before the next batch has its turn: a short one does not wait for a long one.
const turn = 50

// Go carries out what waits in batches: each item as the one who began it, with all that they may do by then, in one transaction
// with the note that it is done. It may be killed anywhere and run again, and several may run at once. failed are the items that
// failed for a reason of ours: they are listed with their batch, and the rest goes on.
func (d *Desk) Go(ctx context.Context) (done int, failed []error, err error) {
	for {
		open, err := d.store.OpenBatches(ctx)
		if err != nil {
			return done, failed, err
		}
		before := done
		for _, b := range open {
			n, bad, err := d.batchTurn(ctx, b)
			done, failed = done+n, append(failed, bad...)
			if err != nil {
				return done, failed, err
			}
		}
		if done == before { // the rest is in others' hands
			return done, failed, nil
		}
	}
}

// batchTurn does some items of a batch, and ends it where none is left.
func (d *Desk) batchTurn(ctx context.Context, b store.Batch) (done int, failed []error, err error) {
	account, err := d.store.ActingAccount(ctx, b.Account, d.instant())
	if err != nil {
		return 0, nil, err
	}
	who := account.Actor()
	if !account.Active {
		who.Grants = nil // whoever left does nothing any more: every item is refused
	}
	for done < turn {
		more, bad, err := d.batchItem(ctx, b, who)
		if err != nil {
			return done, failed, err
		}
		if bad != nil {
			failed = append(failed, bad)
		}
		if !more {
			break
		}
		done++
	}
	return done, failed, d.store.InTx(ctx, func(tx *store.Tx) error { return tx.FinishBatch(ctx, b.ID, d.instant()) })
}

// batchTries is how often an item is tried that fails for no reason that could be told: others may have been at the same rows.
const batchTries = 3

// batchItem does the next item of a batch; false when none waits. What is refused is noted in a transaction of its own: the one
// that was refused is rolled back. So is a failure of ours, which holds up neither the others nor the batches behind them; but
// where the database is away, or the program ends, the item waits.
func (d *Desk) batchItem(ctx context.Context, b store.Batch, who foi.Actor) (more bool, failed, err error) {
	var request int64
	for range batchTries {
		request = 0
		err = d.store.InTx(ctx, func(tx *store.Tx) error {
			id, err := tx.TakeBatchItem(ctx, b.ID)
			if err != nil {
				return err
			}
			request = id
			if err := d.batchAct(ctx, tx, id, b.Form, who); err != nil {
				return err
			}
			return tx.SettleBatchItem(ctx, b.ID, id, nil)
		})
		if err == nil || foi.CodeOf(err) != "" || ctx.Err() != nil {
			break
		}
	}
	var known *foi.Error
	switch {
	case err == nil:
		return true, nil, nil
	case foi.CodeOf(err) == foi.NotFound && request == 0:
		return false, nil, nil
	case foi.CodeOf(err) == foi.Unready || request == 0 || ctx.Err() != nil:
		return false, nil, err
	case !errors.As(err, &known):
		failed = fmt.Errorf("request %d of batch %d: %w", request, b.ID, err)
		known = &foi.Error{Code: foi.Refused, Key: "batch.failed", Cause: err}
	}
	return true, failed, d.store.InTx(ctx, func(tx *store.Tx) error { return tx.SettleBatchItem(ctx, b.ID, request, known) })
}

// batchAct does to one request what a batch does to each. A branch is found by whoever is to have it, or by the unit that has it.
func (d *Desk) batchAct(ctx context.Context, tx *store.Tx, request int64, act foi.Action, who foi.Actor) error {
	var err error
	missing := ""
	switch act.Kind {
	case foi.AssignBranch:
		missing = "no_branch_of_theirs"
		act.Branch, err = tx.BranchFor(ctx, request, act.Account, who.Units(foi.UnitHead))
	case foi.MoveBranch:
		missing = "no_branch_of_unit"
		act.Branch, err = tx.BranchOwed(ctx, request, act.From)
	}
	if missing != "" && foi.CodeOf(err) == foi.NotFound {
		err = foi.Refusal(missing)
	}
	if err != nil {
		return err
	}
	_, err = d.act(ctx, tx, request, act, who)
	return err
}

package casework

import (
	"context"
	"errors"

	"qhana/internal/foi"
	"qhana/internal/store"
)

// MostAtOnce is how many requests one batch has at most.
const MostAtOnce = 5000

// Begin keeps an action on many requests, which Go carries out one by one.
func (d *Desk) Begin(ctx context.Context, act foi.Action, requests []int64, who foi.Actor) (id int64, err error) {
	if len(requests) == 0 || len(requests) > MostAtOnce {
		return 0, &foi.Error{Code: foi.Invalid, Key: "batch.many"}
	}
	err = d.store.InTx(ctx, func(tx *store.Tx) error {
		var err error
		id, err = tx.CreateBatch(ctx, store.Batch{Account: who.Account, Form: act, CreatedAt: d.instant()}, requests)
		return err
	})
	return id, err
}

// Go carries out what waits in batches: each item as the one who began it, with the grants that they hold by then, in one
// transaction with the note that it is done. It may be killed anywhere and run again.
func (d *Desk) Go(ctx context.Context) (done int, err error) {
	for {
		b, err := d.store.OpenBatch(ctx)
		if foi.CodeOf(err) == foi.NotFound {
			return done, nil
		}
		if err != nil {
			return done, err
		}
		account, err := d.store.AccountByID(ctx, b.Account)
		if err != nil {
			return done, err
		}
		who := account.Actor()
		if !account.Active {
			who.Grants = nil // whoever left does nothing any more: every item is refused
		}
		for {
			more, err := d.batchItem(ctx, b, who)
			if err != nil {
				return done, err
			}
			if !more {
				break
			}
			done++
		}
		if err := d.store.InTx(ctx, func(tx *store.Tx) error { return tx.FinishBatch(ctx, b.ID, d.instant()) }); err != nil {
			return done, err
		}
	}
}

// batchItem does the next item of a batch; false when none waits. What is refused is noted in a transaction of its own: the one
// that was refused is rolled back.
func (d *Desk) batchItem(ctx context.Context, b store.Batch, who foi.Actor) (more bool, err error) {
	var refused *foi.Error
	var request int64
	err = d.store.InTx(ctx, func(tx *store.Tx) error {
		id, err := tx.TakeBatchItem(ctx, b.ID)
		if err != nil {
			return err
		}
		request = id
		if _, err := d.act(ctx, tx, id, b.Form, who); err != nil {
			return err
		}
		return tx.SettleBatchItem(ctx, b.ID, id, nil)
	})
	switch {
	case foi.CodeOf(err) == foi.NotFound && request == 0:
		return false, nil
	case errors.As(err, &refused):
		return true, d.store.InTx(ctx, func(tx *store.Tx) error { return tx.SettleBatchItem(ctx, b.ID, request, refused) })
	}
	return err == nil, err
}

package casework

import (
	"context"

	"qhana/internal/foi"
	"qhana/internal/store"
)

// RecordNotice writes what became of a notice on the ledger and settles it. complete runs in the same transaction: the
// queue's job ends there, so that a notice is never recorded and sent again. Recording it a second time changes nothing.
func (d *Desk) RecordNotice(ctx context.Context, n foi.Notice, result foi.NoticeResult, complete func(*store.Tx) error) error {
	return d.store.InTx(ctx, func(tx *store.Tx) error {
		_, err := d.act(ctx, tx, n.Request, foi.Action{Kind: foi.RecordNotice, Notice: result}, foi.TheSystem())
		if err != nil && foi.CodeOf(err) != foi.Refused { // refused: already on the ledger
			return err
		}
		if err := tx.SettleNotice(ctx, n.Request, n.Entry, n.N, d.instant()); err != nil {
			return err
		}
		if complete == nil {
			return nil
		}
		return complete(tx)
	})
}

// once leaves one of the notices of a kind that would go to the same superior of several units: it names them all.
func once(ctx context.Context, tx *store.Tx, notices []foi.Notice) ([]foi.Notice, error) {
	type letter struct{ kind, unit string }
	told := map[letter]bool{}
	var out []foi.Notice
	for _, n := range notices {
		if n.To.Superior {
			above, err := tx.Above(ctx, n.To.Unit)
			if err != nil {
				return nil, err
			}
			if told[letter{n.Kind, above}] {
				continue
			}
			told[letter{n.Kind, above}] = true
		}
		out = append(out, n)
	}
	return out, nil
}

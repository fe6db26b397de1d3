package casework

import (
	"context"

	"qhana/internal/foi"
)

// live is how many requests are read at a time.
const live = 2000

// Recalculate computes every running clock anew with the calendar as it is declared by now, and returns how many requests
// moved. It may be interrupted and run again: where nothing moves, nothing is written.
func (d *Desk) Recalculate(ctx context.Context) (moved int, err error) {
	for after := int64(0); ; {
		ids, err := d.store.LiveRequests(ctx, after, live)
		if err != nil || len(ids) == 0 {
			return moved, err
		}
		for _, id := range ids {
			_, err := d.Act(ctx, id, foi.Action{Kind: foi.Recalculate}, foi.TheSystem())
			switch code := foi.CodeOf(err); {
			case err == nil:
				moved++
			case code != foi.Refused && code != foi.NotFound:
				return moved, err
			}
			after = id
		}
	}
}

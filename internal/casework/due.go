package casework

import (
	"context"
	"time"

	"qhana/internal/store"
)

// NextDue is the pending milestone that falls due first before an instant; its Request is 0 when there is none.
func (d *Desk) NextDue(ctx context.Context, before time.Time) (store.DueMilestone, error) {
	return d.store.FirstMilestone(ctx, before)
}

package jobs

import "context"

// carryBatches carries out what officials began on many requests at once, in a loop of its own: while thousands of cases are worked
// on, what falls due is swept as ever. Every process does; each item is one process's.
func carryBatches(ctx context.Context, cfg Config) {
	for ctx.Err() == nil {
		done, failed, err := cfg.Desk.Go(ctx)
		if done > 0 {
			cfg.Log.Info("batches were carried out", "items", done)
		}
		for _, bad := range failed {
			cfg.Log.Error("an item of a batch failed", "err", bad)
		}
		if err != nil && ctx.Err() == nil {
			cfg.Log.Warn("batches interrupted", "err", err)
		}
		pause(ctx, cfg.Every)
	}
}

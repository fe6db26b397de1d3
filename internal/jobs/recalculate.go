package jobs

import (
	"context"
	"time"
)

// settle is how long after a declaration a process may still file with the calendar of before it.
const settle = 15 * time.Second

// recount counts every running clock anew when the calendar or the law changed, in a loop of its own: while a million are counted,
// what falls due is swept as ever. One process does at a time, by batches, and from where it was when it is interrupted.
func recount(ctx context.Context, cfg Config) {
	for ctx.Err() == nil {
		if err := recountOnce(ctx, cfg); err != nil && ctx.Err() == nil {
			cfg.Log.Warn("counting anew was interrupted", "err", err)
		}
		pause(ctx, cfg.Every)
	}
}

func recountOnce(ctx context.Context, cfg Config) error {
	if err := cfg.Desk.Refresh(ctx); err != nil {
		return err
	}
	if err := cfg.Desk.Watch(ctx); err != nil {
		return err
	}
	done, err := cfg.Desk.Recalculate(ctx, settle)
	if done.Moved > 0 {
		cfg.Log.Info("running clocks were counted anew", "moved", done.Moved)
	}
	for _, x := range done.Left {
		cfg.Log.Error("a request could not be counted anew; it is tried again later", "request", x.Reference, "why", x.Why)
	}
	return err
}

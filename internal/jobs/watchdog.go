package jobs

import (
	"context"
	"time"
)

// stalled is how long available jobs may wait before the client counts as dead. It is longer than any job may run.
const stalled = 2 * time.Minute

// watch restarts a client that stopped working: jobs are available and nobody takes them.
func (c *Crew) watch(ctx context.Context) {
	for ctx.Err() == nil {
		pause(ctx, stalled/4)
		waiting, err := c.cfg.Store.OldestAvailableJob(ctx)
		if err != nil || waiting.IsZero() || c.cfg.Now().Sub(waiting) < stalled {
			continue
		}
		moved, err := c.cfg.Store.LastFinishedJob(ctx)
		if err != nil || c.cfg.Now().Sub(moved) < stalled {
			continue // a long queue, but it moves
		}
		c.cfg.Log.Error("the queue stands still; its client is started anew", "oldest", waiting)
		if err := c.restart(ctx); err != nil {
			c.cfg.Log.Error("the queue's client does not start", "err", err)
		}
	}
}

func (c *Crew) restart(ctx context.Context) error {
	if err := c.stop(); err != nil {
		c.cfg.Log.Warn("the old client did not stop cleanly", "err", err)
	}
	_, err := c.start(ctx)
	return err
}

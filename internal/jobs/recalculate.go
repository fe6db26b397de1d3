package jobs

import (
	"context"
	"time"
)

// settle is how long after a declaration a process may still file with the calendar of before it.
const settle = 15 * time.Second

// recalculate counts every running clock anew when the calendar or the law changed: by batches, and from where it was when
// it is interrupted.
func (s *sweep) recalculate(ctx context.Context) error {
	if err := s.cfg.Desk.Refresh(ctx); err != nil {
		return err
	}
	if err := s.cfg.Desk.Watch(ctx); err != nil {
		return err
	}
	moved, err := s.cfg.Desk.Recalculate(ctx, settle)
	if moved > 0 {
		s.cfg.Log.Info("running clocks were counted anew", "moved", moved)
	}
	return err
}

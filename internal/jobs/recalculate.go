package jobs

import (
	"context"

	"qhana/internal/foi"
)

// recalculate computes every running clock anew when the calendar has a declaration that was not applied yet: a holiday
// declared, moved or revoked. It goes by batches and may be interrupted; what was done already is refused the second
// time, because then nothing moves.
func (s *sweep) recalculate(ctx context.Context) error {
	law := s.cfg.Law.Body()
	newest := law.NewestDeclaration(law.Today(s.cfg.Now()))
	if newest == s.applied {
		return nil
	}
	applied, err := s.cfg.Store.AppliedCalendar(ctx, law.CalendarKey())
	if err != nil {
		return err
	}
	if applied < newest {
		if err := s.recalculateAll(ctx); err != nil {
			return err
		}
		if err := s.cfg.Store.SetAppliedCalendar(ctx, law.CalendarKey(), newest); err != nil {
			return err
		}
	}
	s.applied = newest
	return nil
}

func (s *sweep) recalculateAll(ctx context.Context) error {
	moved := 0
	for after := int64(0); ; {
		ids, err := s.cfg.Store.LiveRequests(ctx, after, batch)
		if err != nil {
			return err
		}
		if len(ids) == 0 {
			s.cfg.Log.Info("the calendar changed", "moved", moved)
			return nil
		}
		for _, id := range ids {
			_, err := s.cfg.Desk.Act(ctx, id, foi.Action{Kind: foi.Recalculate}, foi.TheSystem())
			if err != nil && !refused(err) {
				return err
			}
			if err == nil {
				moved++
			}
			after = id
		}
	}
}

package jobs

import "context"

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
		moved, err := s.cfg.Desk.Recalculate(ctx)
		if err != nil {
			return err
		}
		s.cfg.Log.Info("the calendar changed", "moved", moved)
		if err := s.cfg.Store.SetAppliedCalendar(ctx, law.CalendarKey(), newest); err != nil {
			return err
		}
	}
	s.applied = newest
	return nil
}

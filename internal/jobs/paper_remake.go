package jobs

import (
	"context"

	"qhana/internal/foi"
)

// remade is how many letters one round makes that could not be made before.
const remade = 20

// remake makes letters that could not be made, when their template was mended since. Their notices went out long ago: the letter
// is archived and stands on the page of the case. A failure is logged and holds up no deadline.
func (s *sweep) remake(ctx context.Context) {
	if s.cfg.Keeper == nil {
		return
	}
	notices, err := s.cfg.Store.MendedNotices(ctx, remade)
	w := newNoticeWorker(s.cfg)
	for i := 0; err == nil && i < len(notices); i++ {
		err = w.remake(ctx, notices[i])
	}
	if err != nil && ctx.Err() == nil {
		s.cfg.Log.Warn("letters that were mended are not made yet", "err", err)
	}
}

func (w *noticeWorker) remake(ctx context.Context, n foi.Notice) error {
	c, err := w.cfg.Store.CaseByID(ctx, n.Request)
	if err != nil {
		return err
	}
	l, err := w.letter(ctx, n, c)
	if err != nil {
		return err
	}
	_, err = w.archived(ctx, l)
	return err
}

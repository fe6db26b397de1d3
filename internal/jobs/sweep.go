package jobs

import (
	"context"
	"database/sql"
	"time"

	"github.com/riverqueue/river"

	"qhana/internal/foi"
	"qhana/internal/store"
)

// sweep turns rows that wait into jobs. One process at a time sweeps: it holds an advisory lock on a connection of its
// own, which the database gives to another when this one dies.
type sweep struct {
	cfg    Config
	client *river.Client[*sql.Tx]

	checked time.Time // when lost jobs were last looked for
	tidied  time.Time // when expired rows were last deleted
	greeted foi.Date  // the last day whose morning's mails were queued
}

// batch is how many rows one transaction gives to the queue.
const batch = 2000

func newSweep(cfg Config, client *river.Client[*sql.Tx]) *sweep {
	return &sweep{cfg: cfg, client: client}
}

// run sweeps until ctx ends. A failure is logged and tried again: the database may be away for a while.
func (s *sweep) run(ctx context.Context) {
	for ctx.Err() == nil {
		if err := s.lead(ctx); err != nil && ctx.Err() == nil {
			s.cfg.Log.Warn("sweep interrupted", "err", err)
		}
		pause(ctx, s.cfg.Every)
	}
}

// lead sweeps while this process holds the lock, and returns when another does or the connection breaks.
func (s *sweep) lead(ctx context.Context) error {
	conn, err := s.cfg.Store.DB().Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	var mine bool
	if err := conn.QueryRowContext(ctx, `SELECT pg_try_advisory_lock(hashtext('qhana.sweep'))`).Scan(&mine); err != nil || !mine {
		return err
	}
	defer func() {
		_, _ = conn.ExecContext(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock(hashtext('qhana.sweep'))`)
	}()
	for ctx.Err() == nil {
		if err := conn.PingContext(ctx); err != nil { // the lock is gone with the connection
			return err
		}
		if err := s.once(ctx); err != nil {
			return err
		}
		pause(ctx, s.cfg.Every)
	}
	return nil
}

func (s *sweep) once(ctx context.Context) error {
	if err := s.queueDue(ctx); err != nil {
		return err
	}
	if now := s.cfg.Now(); now.Sub(s.checked) >= s.cfg.Lost/10 {
		s.checked = now
		if err := s.mend(ctx, now); err != nil {
			return err
		}
	}
	if now := s.cfg.Now(); now.Sub(s.tidied) >= time.Hour {
		s.tidied = now
		if err := s.cfg.Store.DeleteExpired(ctx, now); err != nil {
			return err
		}
	}
	s.remake(ctx)
	if err := s.erasures(ctx); err != nil {
		return err
	}
	return s.digests(ctx)
}

// queueDue gives every milestone that fell due to the queue, once, in order.
func (s *sweep) queueDue(ctx context.Context) error {
	for {
		n := 0
		err := s.cfg.Store.InTx(ctx, func(tx *store.Tx) error {
			due, err := tx.TakeDueMilestones(ctx, s.cfg.Now(), batch)
			if err != nil || len(due) == 0 {
				return err
			}
			n = len(due)
			return s.insertMilestones(ctx, tx, due)
		})
		if err != nil || n < batch {
			return err
		}
	}
}

func (s *sweep) insertMilestones(ctx context.Context, tx *store.Tx, due []store.DueMilestone) error {
	params := make([]river.InsertManyParams, len(due))
	for i, m := range due {
		params[i] = river.InsertManyParams{Args: argsOf(m)}
	}
	_, err := s.client.InsertManyTx(ctx, tx.SQL(), params)
	return err
}

// mend makes anew what the queue lost, and does itself what the queue has not done for too long.
func (s *sweep) mend(ctx context.Context, now time.Time) error {
	lost, err := s.cfg.Store.LostMilestones(ctx, milestoneKind)
	if err != nil {
		return err
	}
	if lost > 0 {
		s.cfg.Log.Warn("the queue lost deadlines; they are queued again", "lost", lost)
		if err := s.cfg.Store.RequeueMilestones(ctx); err != nil {
			return err
		}
	}
	late, err := s.cfg.Store.LateMilestones(ctx, now.Add(-s.cfg.Lost), batch)
	if err != nil {
		return err
	}
	for _, m := range late {
		s.cfg.Log.Warn("the queue holds up a deadline; acting on it here", "request", m.Request, "clock", m.Clock, "milestone", m.Name)
		if err := fire(ctx, s.cfg.Desk, argsOf(m)); err != nil {
			return err
		}
	}
	return s.requeueNotices(ctx, now.Add(-s.cfg.Lost/10))
}

// requeueNotices makes a job for each unsettled notice that has none; where one lives, the insert is skipped.
func (s *sweep) requeueNotices(ctx context.Context, before time.Time) error {
	notices, err := s.cfg.Store.UnsettledNotices(ctx, before, batch)
	if err != nil || len(notices) == 0 {
		return err
	}
	params := make([]river.InsertManyParams, len(notices))
	for i, n := range notices {
		params[i] = river.InsertManyParams{Args: noticeArgs{Request: n.Request, Entry: n.Entry, N: n.N}}
	}
	_, err = s.client.InsertMany(ctx, params)
	return err
}

func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}

package jobs

import (
	"context"
	"errors"
	stdmail "net/mail"
	"net/url"
	"time"

	"github.com/riverqueue/river"

	"qhana/internal/foi"
	"qhana/internal/mail"
	"qhana/internal/store"
)

// eraseArgs asks to carry out a person's wish that two officials confirmed.
type eraseArgs struct {
	Wish int64 `json:"wish"`
}

// Kind names the job.
func (eraseArgs) Kind() string { return "erase" }

// InsertOpts makes one job for each wish.
func (eraseArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: queueNotices, MaxAttempts: 25, UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: liveStates}}
}

// erasures queues the wishes that wait for a job: to tell the person, or, once they had their days to stop it, to erase.
func (s *sweep) erasures(ctx context.Context) error {
	ids, err := s.cfg.Store.ErasuresToWork(ctx, s.cfg.Now().Add(-warning(s.cfg)), batch)
	if err != nil || len(ids) == 0 {
		return err
	}
	params := make([]river.InsertManyParams, len(ids))
	for i, id := range ids {
		params[i] = river.InsertManyParams{Args: eraseArgs{Wish: id}}
	}
	_, err = s.client.InsertMany(ctx, params)
	return err
}

// warning is how long a person who was told can still stop it. A body that no longer declares it leaves three days.
func warning(cfg Config) time.Duration {
	days := cfg.Law.Body().Retention().Warning
	if days == 0 {
		days = 3
	}
	return time.Duration(days) * 24 * time.Hour
}

// eraseWorker tells a person that what is personal in their case will be erased, and days later erases it. Each step is a row, so that
// a step that was broken off is done again: the mail with the same Message-ID, the files by their hashes.
type eraseWorker struct {
	river.WorkerDefaults[eraseArgs]
	cfg Config
}

// Work does what is to be done next. What was stopped, or is done, is left.
func (w *eraseWorker) Work(ctx context.Context, job *river.Job[eraseArgs]) error {
	now := w.cfg.Now()
	e, err := w.cfg.Store.ErasureAskedByID(ctx, job.Args.Wish)
	if err != nil || !e.EndedAt.IsZero() || !e.DoneAt.IsZero() || !e.Confirmed() {
		return err
	}
	if e.ToldAt.IsZero() {
		return w.tell(ctx, e, now)
	}
	if e.ErasedAt.IsZero() {
		if now.Before(e.ToldAt.Add(warning(w.cfg))) {
			return nil
		}
		stopped := false
		err := w.cfg.Store.InTx(ctx, func(tx *store.Tx) error {
			e, err := tx.ErasureAsked(ctx, e.ID)
			if stopped = err == nil && !e.Live(); err != nil || stopped {
				return err
			}
			return tx.EraseAsked(ctx, e, now)
		})
		if foi.CodeOf(err) == foi.Conflict { // taken up again, or an act of it has no place in the record yet
			w.cfg.Log.Info("an erasure waits for its case", "wish", e.ID, "err", err)
			return river.JobSnooze(time.Minute)
		}
		if err != nil || stopped {
			return err
		}
	}
	return w.finish(ctx, e.ID, now)
}

// tell tells the person, by mail where they gave an address. One that takes no mail for good does not keep them from being erased.
func (w *eraseWorker) tell(ctx context.Context, e store.ErasureAsked, now time.Time) error {
	c, err := w.cfg.Store.CaseByID(ctx, e.Request)
	if err != nil {
		return err
	}
	told := store.ToldOnPage
	if c.Requester.Email != "" {
		m, err := w.mail(e, c, now)
		if err != nil {
			return err
		}
		var refused *mail.Permanent
		switch err := w.cfg.Sender.Send(ctx, m); {
		case errors.As(err, &refused):
			told = refused.Reason
			w.cfg.Log.Warn("who asked for an erasure cannot be told by mail", "wish", e.ID, "reason", told)
		case err != nil:
			return err
		default:
			told = store.ToldByMail
		}
	}
	return w.cfg.Store.InTx(ctx, func(tx *store.Tx) error {
		e, err := tx.ErasureAsked(ctx, e.ID)
		if err != nil || !e.Live() {
			return err
		}
		e.ToldAt, e.Told = now, told
		return tx.SaveErasureAsked(ctx, e)
	})
}

func (w *eraseWorker) mail(e store.ErasureAsked, c foi.Case, now time.Time) (mail.Message, error) {
	base, err := url.Parse(w.cfg.BaseURL)
	if err != nil {
		return mail.Message{}, err
	}
	law := w.cfg.Law.Body()
	body, zone := law.Authority(), law.Location()
	return mail.Erasure{To: stdmail.Address{Name: c.Requester.Name, Address: c.Requester.Email}, Base: w.cfg.BaseURL, Host: base.Hostname(), At: now, Zone: zone, ID: e.ID,
		Body:      mail.Body{Name: body.Name, Short: body.In(c.Request.Locale), Address: body.Address, Phone: body.Phone, Email: body.Email, Accent: "#1d4f91"},
		Reference: e.Reference, AskedOn: foi.DateOf(e.AskedAt, zone), On: foi.DateOf(now.Add(warning(w.cfg)), zone), Locale: c.Request.Locale}.Render()
}

// finish takes away the files whose rows are gone, and what the database itself keeps of rows that are.
func (w *eraseWorker) finish(ctx context.Context, wish int64, now time.Time) error {
	files, err := w.cfg.Store.ErasedFiles(ctx, wish)
	if err != nil {
		return err
	}
	if len(files) > 0 && w.cfg.Keeper == nil {
		return errors.New("the files of an erased case are still there: nobody keeps files here")
	}
	for _, sha := range files {
		if err := w.cfg.Keeper.Drop(ctx, sha); err != nil {
			return err
		}
	}
	if err := w.cfg.Store.Scrub(ctx); err != nil {
		return err
	}
	return w.cfg.Store.FinishErasure(ctx, wish, now)
}

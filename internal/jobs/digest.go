package jobs

import (
	"context"
	stdmail "net/mail"
	"net/url"
	"slices"
	"time"

	"github.com/riverqueue/river"

	"qhana/internal/foi"
	"qhana/internal/mail"
	"qhana/internal/statute"
	"qhana/internal/store"
)

// digestArgs asks to tell one account what its working day begins with.
type digestArgs struct {
	Account int64    `json:"account"`
	Day     foi.Date `json:"day"`
}

// Kind names the job.
func (digestArgs) Kind() string { return "digest" }

// InsertOpts makes one job for each account and day.
func (digestArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: queueNotices, MaxAttempts: 5, UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: liveStates}}
}

// digests queues the morning's mail when the office opens on a worked day. A morning that was missed is made up for on the same
// day, never later: rows say for whom it was queued, so that it is once.
func (s *sweep) digests(ctx context.Context) error {
	law := s.cfg.Law.Body()
	now := s.cfg.Now()
	day := law.Today(now)
	if day == s.greeted || !law.IsWorkingDay(day) {
		return nil
	}
	open, _ := law.Calendar().Hours()
	at, err := time.ParseInLocation("2006-01-02 15:04", day.String()+" "+open, law.Location())
	if err != nil || now.Before(at) {
		return err
	}
	err = s.cfg.Store.InTx(ctx, func(tx *store.Tx) error {
		ids, err := tx.TakeDigests(ctx, day, now)
		if err != nil || len(ids) == 0 {
			return err
		}
		params := make([]river.InsertManyParams, len(ids))
		for i, id := range ids {
			params[i] = river.InsertManyParams{Args: digestArgs{Account: id, Day: day}}
		}
		_, err = s.client.InsertManyTx(ctx, tx.SQL(), params)
		return err
	})
	if err == nil {
		s.greeted = day
	}
	return err
}

// digestLines is how many requests the mail names one by one.
const digestLines = 12

// digestQueues are the queues that a mail counts, by what its reader does or does for somebody who is away.
func digestQueues(who foi.Actor, law *statute.Statute) []string {
	lead, unit := who.Has(foi.TransparencyOfficer), !who.SeesAll() && (who.Has(foi.UnitHead) || who.Has(foi.UnitOfficial)) // of whoever sees all, what is new is the transparency unit's
	queues := []string{store.QueueLate}
	for _, q := range []struct {
		key  string
		does bool
	}{{store.QueueToSign, who.Has(foi.Signatory)}, {store.QueueToApprove, law.Reviews(who)}, {store.QueueBack, lead || unit}, {store.QueueNew, lead || unit || who.Has(foi.Clerk)}} {
		if q.does {
			queues = append(queues, q.key)
		}
	}
	return queues
}

// worksOnRequests tells whether somebody has a desk: an administrator who is nothing else sees no request.
func worksOnRequests(who foi.Actor) bool {
	return slices.ContainsFunc(who.Grants, func(g foi.Grant) bool { return g.Role != foi.Administrator && g.Role != foi.Auditor })
}

// digestWorker tells one account what its day begins with, where there is something to tell.
type digestWorker struct {
	river.WorkerDefaults[digestArgs]
	cfg Config
}

// Work sends the mail; one that is no longer of today is left.
func (w *digestWorker) Work(ctx context.Context, job *river.Job[digestArgs]) error {
	a := job.Args
	law := w.cfg.Law.Body()
	now := w.cfg.Now()
	sent, err := w.cfg.Store.DigestSent(ctx, a.Account, a.Day)
	if err != nil || sent || law.Today(now) != a.Day {
		return err
	}
	account, err := w.cfg.Store.ActingAccount(ctx, a.Account, now)
	if err != nil {
		return err
	}
	who := account.Actor()
	queue := store.RequestFilter{Viewer: who, Until: law.Soon(a.Day), Signing: law.Authority().Signing, Confirms: law.Confirms()}
	desk := worksOnRequests(who)
	var waits []string
	var counts map[string]store.Capped
	if desk {
		waits = digestQueues(who, law)
		if counts, err = w.cfg.Store.QueueCounts(ctx, queue, waits...); err != nil {
			return err
		}
	}
	body := law.Authority()
	base, err := url.Parse(w.cfg.BaseURL)
	if err != nil {
		return err
	}
	d := mail.Digest{To: stdmail.Address{Name: account.Name, Address: account.Email}, Base: w.cfg.BaseURL, Host: base.Hostname(), At: now, Zone: law.Location(), ID: a.Account, Day: a.Day,
		Body: mail.Body{Name: body.Name, Short: body.In("es"), Address: body.Address, Phone: body.Phone, Email: body.Email, Accent: "#1d4f91"}, Locale: "es", Desk: desk, Branches: !who.SeesAll(), Within: law.Attention().Soon}
	for _, key := range waits {
		if n := counts[key]; n > 0 {
			if !who.SeesAll() && (key == store.QueueLate || key == store.QueueNew) {
				key += ".branch" // a unit's are branches, late by the body's own term
			}
			d.Waits = append(d.Waits, mail.DigestWait{Queue: key, N: int(n)})
		}
	}
	if who.Has(foi.TransparencyOfficer) || who.Has(foi.Administrator) {
		n, err := w.cfg.Store.ErasuresWaiting(ctx, a.Account)
		if err != nil {
			return err
		}
		if n > 0 {
			d.Waits = append(d.Waits, mail.DigestWait{Queue: "erasures", N: n})
		}
	}
	if desk {
		queue.Queue, queue.Limit = store.QueueDueWeek, digestLines
		page, err := w.cfg.Store.Requests(ctx, queue)
		if err != nil {
			return err
		}
		for _, l := range page.Requests {
			d.Soon = append(d.Soon, mail.DigestLine{Reference: l.Reference, Subject: l.Subject, Due: l.Due})
		}
	}
	if !d.Empty() && account.Active {
		m, err := d.Render()
		if err != nil {
			return err
		}
		if err := w.cfg.Sender.Send(ctx, m); err != nil {
			return err
		}
	}
	return w.cfg.Store.MarkDigest(ctx, a.Account, a.Day, now)
}

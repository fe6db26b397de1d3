package jobs

import (
	"context"
	"errors"
	stdmail "net/mail"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/rivertype"

	"qhana/internal/foi"
	"qhana/internal/mail"
	"qhana/internal/paper"
	"qhana/internal/store"
)

// noticeWorker sends notices. Before a try it marks the row, after it the ledger says what became of it, in the
// transaction that ends the job. When the process dies between the two, the next try is known to be a possible repeat:
// it carries the same Message-ID, and the ledger says so.
type noticeWorker struct {
	river.WorkerDefaults[noticeArgs]
	cfg Config
}

func newNoticeWorker(cfg Config) *noticeWorker { return &noticeWorker{cfg: cfg} }

func (w *noticeWorker) Work(ctx context.Context, job *river.Job[noticeArgs]) error {
	a := job.Args
	now := w.cfg.Now()
	n, err := w.cfg.Store.TryNotice(ctx, a.Request, a.Entry, a.N, now, now.Add(-w.cfg.Timeout))
	if foi.CodeOf(err) == foi.NotFound || err == nil && n.Settled {
		return nil
	}
	if err != nil {
		return err
	}
	if !n.TriedAt.IsZero() && n.TriedAt.After(now.Add(-w.cfg.Timeout)) { // another job for the same notice may be sending it
		return river.JobSnooze(w.cfg.Timeout / 4)
	}
	taken, same, err := w.cfg.Store.LostNoticeOf(ctx, n.Notice)
	if err != nil {
		return err
	}
	if taken && !same { // another mail had this name before a restore; one that differs must not pass for it
		n.MessageID = "2." + n.MessageID
	}
	result := foi.NoticeResult{Kind: n.Kind, Of: n.Entry, To: n.To.String(), MessageID: n.MessageID, Repeat: !n.TriedAt.IsZero()}
	if same {
		err = errRestored
	} else {
		err = w.send(ctx, n.Notice)
	}
	switch {
	case err == nil:
	case errors.Is(err, errRestored):
		result.Reason = "restored"
	case errors.Is(err, errPortal):
		result.Reason = "portal"
	case errors.Is(err, errPost):
		result.Reason = "post"
	case isPermanent(err, &result):
		w.cfg.Log.Warn("a notice cannot be delivered", "request", a.Request, "entry", a.Entry, "reason", result.Reason)
	default:
		return w.again(ctx, a, result, err)
	}
	return w.cfg.Desk.RecordNotice(ctx, n.Notice, result, func(tx *store.Tx) error {
		_, err := river.JobCompleteTx[*riverdatabasesql.Driver](ctx, tx.SQL(), job)
		if errors.Is(err, rivertype.ErrNotFound) { // the queue lost the job meanwhile; the notice went out all the same
			return nil
		}
		return err
	})
}

// again leaves the notice for a later try. Where nothing can have gone out, it is not marked as tried.
func (w *noticeWorker) again(ctx context.Context, a noticeArgs, result foi.NoticeResult, cause error) error {
	var uncertain *mail.Uncertain
	if errors.As(cause, &uncertain) || result.Repeat || ctx.Err() != nil {
		return cause
	}
	return errors.Join(cause, w.cfg.Store.UntryNotice(ctx, a.Request, a.Entry, a.N))
}

// errRestored says that the person has it already: it went out before the record was restored from an older copy.
var errRestored = errors.New("it went out before the restore")

// errPortal says that the person has no mail address: the notice stands on the case page, and that is its delivery.
var errPortal = errors.New("no mail address; the notice stands on the case page")

// errPost says that it goes out on paper: the letter stands on the case page at the desk, to be printed.
var errPost = errors.New("no mail address; the letter is printed")

func (w *noticeWorker) send(ctx context.Context, n foi.Notice) error {
	c, err := w.cfg.Store.CaseByID(ctx, n.Request)
	if err != nil {
		return err
	}
	l, err := w.letter(ctx, n, c)
	if err != nil {
		return err
	}
	paper, err := w.archived(ctx, l)
	if err != nil {
		return err
	}
	if l.To, err = w.addresses(ctx, n, c); err != nil {
		return err
	}
	m, err := mail.Render(l)
	if err != nil {
		return err
	}
	if paper != nil && travels(l) {
		m.Files = append(m.Files, *paper)
	}
	return w.cfg.Sender.Send(ctx, m)
}

func (w *noticeWorker) addresses(ctx context.Context, n foi.Notice, c foi.Case) ([]stdmail.Address, error) {
	if n.To.Role == foi.Citizen {
		if c.Requester.Email == "" {
			return nil, errPortal
		}
		return []stdmail.Address{{Name: c.Requester.Name, Address: c.Requester.Email}}, nil
	}
	if n.To.Role == foi.OtherBody {
		return nil, errPost
	}
	if n.To.Role == foi.ThirdParty {
		words := paper.EntryOf(c.Ledger, n.Entry).Words
		if words["email"] == "" && words["address"] != "" {
			return nil, errPost
		}
		if words["email"] == "" { // erased meanwhile
			return nil, &mail.Permanent{Reason: "no_address"}
		}
		return []stdmail.Address{{Name: words["name"], Address: words["email"]}}, nil
	}
	list, err := w.cfg.Store.Addresses(ctx, n.To, w.cfg.Now())
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, &mail.Permanent{Reason: "no_address"}
	}
	to := make([]stdmail.Address, len(list))
	for i, a := range list {
		to[i] = stdmail.Address{Address: a}
	}
	return to, nil
}

func isPermanent(err error, result *foi.NoticeResult) bool {
	var p *mail.Permanent
	if !errors.As(err, &p) {
		return false
	}
	result.Failed, result.Reason = true, p.Reason
	return true
}

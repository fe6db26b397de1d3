// Package casework carries out actions: lock, decide, save. It is the only writer of requests. What an action may do is
// the statute's; what it writes is stored whole or not at all.
package casework

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
	"time"

	"qhana/internal/foi"
	"qhana/internal/statute"
	"qhana/internal/store"
)

// Queue takes the notices that an action causes, inside the action's transaction.
type Queue interface {
	Enqueue(ctx context.Context, tx *sql.Tx, notices []foi.Notice) error
}

// Desk carries out actions on the requests of one body.
type Desk struct {
	store *store.Store
	law   *statute.Library
	queue Queue
	now   func() time.Time
	host  string // right side of Message-IDs
	known *known
}

// known is the newest declaration about the calendar that this process has taken up. All desks of a process share it.
type known struct {
	sync.Mutex
	closures int
}

// New returns a desk. now gives the time of day; host is the domain that Message-IDs carry.
func New(s *store.Store, law *statute.Library, queue Queue, now func() time.Time, host string) *Desk {
	return &Desk{store: s, law: law, queue: queue, now: now, host: host, known: &known{}}
}

// At returns the same desk with another time of day: the simulation lives in its own.
func (d *Desk) At(now func() time.Time) *Desk {
	other := *d
	other.now = now
	return &other
}

// instant is now as the database keeps it: UTC, whole microseconds.
func (d *Desk) instant() time.Time { return d.now().UTC().Truncate(time.Microsecond) }

// Act carries out one action on a request and returns the request as it then stands. It fails with a foi.Error: Refused
// (the law or the procedure does not allow it), Conflict (the form was filled at an older revision), NotFound.
func (d *Desk) Act(ctx context.Context, request int64, act foi.Action, who foi.Actor) (foi.Request, error) {
	var after foi.Request
	err := d.store.InTx(ctx, func(tx *store.Tx) error {
		var err error
		after, err = d.act(ctx, tx, request, act, who)
		return err
	})
	return after, err
}

// act is Act inside a transaction.
func (d *Desk) act(ctx context.Context, tx *store.Tx, request int64, act foi.Action, who foi.Actor) (foi.Request, error) {
	at := d.instant()
	req, ledger, closures, err := tx.Lock(ctx, request)
	if err != nil {
		return foi.Request{}, err
	}
	if err := d.catchUp(ctx, tx, closures); err != nil {
		return foi.Request{}, err
	}
	law, err := d.lawOf(req)
	if err != nil {
		return foi.Request{}, err
	}
	out, err := law.Decide(req, ledger, act, who, at)
	if err != nil {
		return foi.Request{}, err
	}
	change := d.change(req, out)
	if change.Notices, err = once(ctx, tx, change.Notices); err != nil {
		return foi.Request{}, err
	}
	if err := d.tie(ctx, tx, &change, ledger, act, who, law); err != nil {
		return foi.Request{}, err
	}
	if err := tx.Save(ctx, change); err != nil {
		return foi.Request{}, err
	}
	if err := d.attach(ctx, tx, change, ledger, act, law); err != nil {
		return foi.Request{}, err
	}
	if err := d.enqueue(ctx, tx, change.Notices); err != nil {
		return foi.Request{}, err
	}
	return change.Request, d.follow(ctx, tx, change, ledger)
}

// Preview decides on a case as it was read, without saving: what the action would do, or the refusal.
func (d *Desk) Preview(c foi.Case, act foi.Action, who foi.Actor) (statute.Outcome, error) {
	law, err := d.lawOf(c.Request)
	if err != nil {
		return statute.Outcome{}, err
	}
	return law.Decide(c.Request, c.Ledger, act, who, d.instant())
}

// lawOf returns the statute that a request came in under.
func (d *Desk) lawOf(req foi.Request) (*statute.Statute, error) {
	if law := d.law.Under(req.Statute, req.Version); law != nil {
		return law, nil
	}
	return nil, fmt.Errorf("request %s is under statute %q, version %q, which is not loaded", req.Reference, req.Statute, req.Version)
}

// change is the outcome as the store writes it.
func (d *Desk) change(req foi.Request, out statute.Outcome) store.Change {
	after := out.Request
	after.ID, after.Reference = req.ID, req.Reference
	c := store.Change{Request: after, Entries: out.Entries, Deadlines: out.Deadlines, Milestones: out.Milestones,
		Branches: out.Branches, Notices: out.Notices}
	at := d.instant()
	if len(out.Entries) > 0 {
		at = out.Entries[len(out.Entries)-1].At
	}
	for i := range c.Notices {
		n := &c.Notices[i]
		n.Request, n.CreatedAt = req.ID, at
		n.MessageID = foi.NoticeMessageID(req.Reference, n.Entry, n.N, d.host)
	}
	return c
}

func (d *Desk) enqueue(ctx context.Context, tx *store.Tx, notices []foi.Notice) error {
	if len(notices) == 0 {
		return nil
	}
	return d.queue.Enqueue(ctx, tx.SQL(), notices)
}

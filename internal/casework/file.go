package casework

import (
	"context"
	"time"

	"qhana/internal/foi"
	"qhana/internal/statute"
	"qhana/internal/store"
)

// File registers a request whole: case, question, person, key, first entry, clocks, notices. docs are the ids of stored
// documents that come with it. mac gives the HMAC of the access key, which is bound to the reference. from, if given,
// is the draft that it comes from.
func (d *Desk) File(ctx context.Context, f foi.Filing, docs []foi.Document, who foi.Actor, mac func(foi.Reference) []byte, from *store.Sending) (foi.Request, error) {
	return d.file(ctx, f, docs, nil, who, mac, from)
}

// FileAnswered registers a request of somebody who is there and answers it, in one act: both stand on record, or neither.
func (d *Desk) FileAnswered(ctx context.Context, f foi.Filing, docs []foi.Document, answer foi.Action, who foi.Actor, mac func(foi.Reference) []byte, from *store.Sending) (foi.Request, error) {
	return d.file(ctx, f, docs, &answer, who, mac, from)
}

func (d *Desk) file(ctx context.Context, f foi.Filing, docs []foi.Document, answer *foi.Action, who foi.Actor, mac func(foi.Reference) []byte, from *store.Sending) (foi.Request, error) {
	law := d.law.InForce(d.law.Body().Today(d.instant()))
	id, ref, err := d.next(ctx, law)
	if err != nil {
		return foi.Request{}, err
	}
	f.Reference, f.KeyMAC = ref, mac(ref)
	change, err := d.filed(law, id, f, docs, who)
	if err != nil {
		return foi.Request{}, err
	}
	after := change.Request
	err = d.store.InTx(ctx, func(tx *store.Tx) error {
		err := d.register(ctx, tx, f, docs, change, from)
		if err == nil && answer != nil {
			after, err = d.act(ctx, tx, id, *answer, who)
		}
		return err
	})
	return after, err
}

// next draws the number of a request that comes in now.
func (d *Desk) next(ctx context.Context, law *statute.Statute) (int64, foi.Reference, error) {
	id, number, err := d.store.NextNumber(ctx)
	year, _, _ := foi.DateOf(d.instant(), law.Location()).Civil()
	return id, foi.NewReference(law.Prefix(), year, number), err
}

// filed decides on a filing: what will be written of it.
func (d *Desk) filed(law *statute.Statute, id int64, f foi.Filing, docs []foi.Document, who foi.Actor) (store.Change, error) {
	at := d.instant()
	received := at
	if !f.ReceivedAt.IsZero() {
		received = f.ReceivedAt.UTC().Truncate(time.Microsecond)
	}
	req := foi.Request{
		ID: id, Reference: f.Reference, Statute: law.Key(), Version: law.Version(),
		Channel: f.Channel, Locale: f.Locale, Zone: f.Zone, UnitAsked: f.UnitAsked, FiledAt: received, UpdatedAt: at, Parent: f.Parent,
	}
	out, err := law.Decide(req, nil, foi.Action{Kind: foi.File, Filing: &f, Documents: docs}, who, at)
	if err != nil {
		return store.Change{}, err
	}
	return d.change(req, out), nil
}

// register writes a filing inside a transaction.
func (d *Desk) register(ctx context.Context, tx *store.Tx, f foi.Filing, docs []foi.Document, c store.Change, from *store.Sending) error {
	if err := tx.SaveFiled(ctx, f, idsOf(docs), c, from); err != nil {
		return err
	}
	return d.enqueue(ctx, tx, c.Notices)
}

func idsOf(docs []foi.Document) []string {
	ids := make([]string, len(docs))
	for i, doc := range docs {
		ids[i] = doc.ID
	}
	return ids
}

package casework

import (
	"context"
	"time"

	"qhana/internal/foi"
	"qhana/internal/store"
)

// File registers a request whole: case, question, person, key, first entry, clocks, notices. docs are the ids of stored
// documents that come with it. mac gives the HMAC of the access key, which is bound to the reference. from, if given,
// is the draft that it comes from.
func (d *Desk) File(ctx context.Context, f foi.Filing, docs []foi.Document, who foi.Actor, mac func(foi.Reference) []byte, from *store.Sending) (foi.Request, error) {
	at := d.instant()
	law := d.law.InForce(d.law.Body().Today(at))
	id, number, err := d.store.NextNumber(ctx)
	if err != nil {
		return foi.Request{}, err
	}
	received := at
	if !f.ReceivedAt.IsZero() {
		received = f.ReceivedAt.UTC().Truncate(time.Microsecond)
	}
	year, _, _ := foi.DateOf(at, law.Location()).Civil()
	req := foi.Request{
		ID: id, Reference: foi.NewReference(law.Prefix(), year, number), Statute: law.Key(), Version: law.Version(),
		Channel: f.Channel, Locale: f.Locale, Zone: f.Zone, UnitAsked: f.UnitAsked, FiledAt: received, UpdatedAt: at,
	}
	f.Reference, f.KeyMAC = req.Reference, mac(req.Reference)
	out, err := law.Decide(req, nil, foi.Action{Kind: foi.File, Filing: &f, Documents: docs}, who, at)
	if err != nil {
		return foi.Request{}, err
	}
	change := d.change(req, out)
	err = d.store.InTx(ctx, func(tx *store.Tx) error {
		if err := tx.SaveFiled(ctx, f, idsOf(docs), change, from); err != nil {
			return err
		}
		return d.enqueue(ctx, tx, change.Notices)
	})
	return change.Request, err
}

func idsOf(docs []foi.Document) []string {
	ids := make([]string, len(docs))
	for i, doc := range docs {
		ids[i] = doc.ID
	}
	return ids
}

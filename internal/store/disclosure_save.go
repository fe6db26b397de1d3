package store

import (
	"context"

	"github.com/lib/pq"

	"qhana/internal/foi"
)

// SaveDisclosure writes a published answer. Publishing again replaces what was published, and leaves when it first was.
func (t *Tx) SaveDisclosure(ctx context.Context, d foi.Disclosure) error {
	const query = `
		INSERT INTO disclosure (request_id, reference, title, question, answer, outcome, units, zone, received_on, answered_on,
		       days, missed, published_at, locale)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
		ON CONFLICT (request_id) DO UPDATE SET title = excluded.title, question = excluded.question, answer = excluded.answer,
		       outcome = excluded.outcome, units = excluded.units, zone = excluded.zone, received_on = excluded.received_on, answered_on = excluded.answered_on,
		       days = excluded.days, missed = excluded.missed, locale = excluded.locale`
	units := d.Units
	if units == nil {
		units = []string{}
	}
	_, err := t.ExecContext(ctx, query, d.Request, string(d.Reference), d.Title, d.Question, d.Answer, d.Outcome, pq.Array(units), d.Zone,
		d.ReceivedOn.String(), d.AnsweredOn.String(), d.Days, d.Missed, d.PublishedAt, d.Locale)
	return err
}

// ReleaseDocuments makes documents of a request, each in its newest version, part of the delivered answer.
func (t *Tx) ReleaseDocuments(ctx context.Context, request int64, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	_, err := t.ExecContext(ctx, newest+` UPDATE document d SET purpose = $3 FROM newest n WHERE d.id = n.id`,
		request, pq.Array(ids), string(foi.Release))
	return err
}

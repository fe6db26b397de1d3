package store

import (
	"context"
	"fmt"
	"time"

	"github.com/lib/pq"

	"qhana/internal/foi"
)

const disclosureColumns = `p.request_id, p.reference, p.title, p.question, p.answer, p.outcome, p.units, p.zone, p.received_on, p.answered_on,
	p.days, p.missed, p.published_at, p.locale`

type disclosureRow struct {
	RequestID   int64          `db:"request_id"`
	Reference   string         `db:"reference"`
	Title       string         `db:"title"`
	Question    string         `db:"question"`
	Answer      string         `db:"answer"`
	Outcome     string         `db:"outcome"`
	Units       pq.StringArray `db:"units"`
	Zone        string         `db:"zone"`
	ReceivedOn  time.Time      `db:"received_on"`
	AnsweredOn  time.Time      `db:"answered_on"`
	Days        int            `db:"days"`
	Missed      bool           `db:"missed"`
	PublishedAt time.Time      `db:"published_at"`
	Locale      string         `db:"locale"`
}

func (r disclosureRow) noun() foi.Disclosure {
	return foi.Disclosure{
		Request: r.RequestID, Reference: foi.Reference(r.Reference), Title: r.Title, Question: r.Question, Answer: r.Answer,
		Outcome: r.Outcome, Units: []string(r.Units), Zone: r.Zone, ReceivedOn: foi.DateOf(r.ReceivedOn, time.UTC),
		AnsweredOn: foi.DateOf(r.AnsweredOn, time.UTC), Days: r.Days, Missed: r.Missed, PublishedAt: r.PublishedAt.UTC(), Locale: r.Locale,
	}
}

// Disclosure returns a published answer with its released documents; NotFound when the request has none.
func (s *Store) Disclosure(ctx context.Context, ref foi.Reference) (foi.Disclosure, error) {
	const query = `SELECT ` + disclosureColumns + ` FROM disclosure p WHERE p.reference = $1`
	const released = `
		SELECT ` + documentColumns + ` FROM document d WHERE d.request_id = $1 AND d.purpose = 'release' ORDER BY d.entry, d.created_at, d.id`
	if err := storable(string(ref)); err != nil {
		return foi.Disclosure{}, err
	}
	var row disclosureRow
	if err := s.db.GetContext(ctx, &row, query, string(ref)); err != nil {
		return foi.Disclosure{}, translate(err)
	}
	var docs []documentRow
	if err := s.db.SelectContext(ctx, &docs, released, row.RequestID); err != nil {
		return foi.Disclosure{}, translate(err)
	}
	d := row.noun()
	d.Documents = documentsOf(docs)
	return d, nil
}

// DisclosureFilter says which published answers a list shows. The zero value is all, the last answered first.
type DisclosureFilter struct {
	Query   string // a reference, or words
	Unit    string // that took part in the answer
	Zone    string
	Outcome string
	Year    int    // in which it was answered
	After   string // Next of the page before
	Limit   int    // rows; 0 is 25, at most 200
}

// Found is one published answer in a list.
type Found struct {
	foi.Disclosure     // its texts shortened to their first 600 characters
	Released       int // documents released with it
}

// DisclosurePage is one page of published answers.
type DisclosurePage struct {
	Found []Found
	Next  string // cursor of the page after this, "" at the end
	Count Capped // of the whole list

	newest []int64 // requests of the list's newest answers, the last first, up to the cap
}

// conditions take the arguments $1 to $7 that args gives.
func (f DisclosureFilter) conditions() string {
	return `
	 WHERE ($1::text = '' OR p.words @@ websearch_to_tsquery('spanish', fold($1)))
	   AND ($2::text = '' OR p.reference = $2)
	   AND $3::text IS NOT NULL
	   AND ($4::text = '' OR p.zone = $4)
	   AND ($5::text = '' OR p.outcome = $5)
	   AND ($6::date IS NULL OR (` + f.day() + ` >= $6 AND ` + f.day() + ` < $7::date))`
}

func (f DisclosureFilter) args() []any {
	text, reference := f.Query, ""
	if ref, err := foi.ParseReference(f.Query); err == nil {
		text, reference = "", string(ref)
	}
	var from, to any
	if f.Year != 0 {
		from, to = fmt.Sprintf("%04d-01-01", f.Year), fmt.Sprintf("%04d-01-01", f.Year+1)
	}
	return []any{text, reference, f.Unit, f.Zone, f.Outcome, from, to}
}

// check refuses what no published answer can have.
func (f DisclosureFilter) check() error {
	if f.Year < 0 || f.Year > 9998 {
		return &foi.Error{Code: foi.Invalid, Key: "year", Field: "year"}
	}
	return storable(f.Query, f.Unit, f.Zone, f.Outcome)
}

// ReleasedSalts are the salts of the commitments to the documents that were released with an answer, by id.
func (s *Store) ReleasedSalts(ctx context.Context, request int64) (map[string][]byte, error) {
	var rows []struct {
		ID   string `db:"id"`
		Salt []byte `db:"salt"`
	}
	const query = `SELECT id, salt FROM document WHERE request_id = $1 AND purpose = 'release' AND EXISTS (SELECT 1 FROM disclosure p WHERE p.request_id = $1)`
	if err := s.db.SelectContext(ctx, &rows, query, request); err != nil {
		return nil, translate(err)
	}
	out := map[string][]byte{}
	for _, r := range rows {
		out[r.ID] = r.Salt
	}
	return out, nil
}

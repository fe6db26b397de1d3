package store

import (
	"context"
	"strconv"
	"strings"

	"qhana/internal/foi"
)

// Disclosures lists published answers. What few words are found in is sorted by how well they fit, all else by the day
// of the answer, the last first.
func (s *Store) Disclosures(ctx context.Context, f DisclosureFilter) (DisclosurePage, error) {
	if err := f.check(); err != nil {
		return DisclosurePage{}, err
	}
	args := f.args()
	var page DisclosurePage
	all := `SELECT p.request_id FROM disclosure p` + disclosureConditions + ` LIMIT ` + strconv.Itoa(countCap)
	if err := s.db.SelectContext(ctx, &page.all, anew+all, args...); err != nil {
		return page, translate(err)
	}
	if page.Count = Capped(len(page.all)); page.Count == 0 {
		return page, nil
	}
	key, kind := `p.answered_on`, `date`
	ranked := args[0] != "" && !page.Count.More()
	if ranked {
		key, kind = `(1000000 * ts_rank(p.words, websearch_to_tsquery('spanish', fold($1))))::bigint`, `bigint`
	}
	since, err := disclosureAfter(f.After, kind)
	if err != nil {
		return DisclosurePage{}, err
	}
	query := `
		SELECT p.request_id, p.reference, p.title, left(p.question, 600) AS question, left(p.answer, 600) AS answer, p.outcome, p.units,
		       p.zone, p.received_on, p.answered_on, p.days, p.missed, p.published_at, p.locale, ` + key + `::text AS key,
		       (SELECT count(*) FROM document d WHERE d.request_id = p.request_id AND d.purpose = 'release') AS released
		  FROM disclosure p` + page.few() + disclosureConditions + `
		   AND ($9::bigint = 0 OR (` + key + `, p.request_id) < ($8::` + kind + `, $9))
		 ORDER BY ` + key + ` DESC, p.request_id DESC LIMIT $10`
	limit := limitOf(f.Limit)
	var rows []foundRow
	if err := s.db.SelectContext(ctx, &rows, anew+query, append(append(args, since...), limit+1)...); err != nil {
		return DisclosurePage{}, translate(err)
	}
	for i, r := range rows {
		if i == limit {
			page.Next = cursor(kind, rows[i-1].Key, strconv.FormatInt(rows[i-1].RequestID, 10))
			break
		}
		page.Found = append(page.Found, Found{Disclosure: r.noun(), Released: r.Released})
	}
	return page, nil
}

// few joins the answers of a list, where they are few enough to be known: looked for twice, PostgreSQL may walk all from the last on until
// it has come by them.
func (p DisclosurePage) few() string {
	if p.Count.More() {
		return ``
	}
	ids := make([]string, len(p.all))
	for i, id := range p.all {
		ids[i] = strconv.FormatInt(id, 10)
	}
	return ` JOIN unnest('{` + strings.Join(ids, `,`) + `}'::bigint[]) few (id) ON few.id = p.request_id`
}

type foundRow struct {
	disclosureRow
	Key      string `db:"key"`
	Released int    `db:"released"`
}

// disclosureAfter reads a cursor into $8 and $9. kind is what the list is sorted by now.
func disclosureAfter(s, kind string) ([]any, error) {
	parts, err := after(s, 3)
	if err != nil {
		return nil, err
	}
	if parts == nil {
		return []any{nil, 0}, nil
	}
	request, err := numberIn(parts[2])
	if err != nil || parts[0] != kind {
		return nil, badCursor()
	}
	if kind == "date" {
		day, err := dayIn(parts[1])
		return []any{day, request}, err
	}
	rank, err := numberIn(parts[1])
	return []any{rank, request}, err
}

// LatestDisclosures are the last published answers, for the first page.
func (s *Store) LatestDisclosures(ctx context.Context, limit int) ([]foi.Disclosure, error) {
	const query = `SELECT ` + disclosureColumns + ` FROM disclosure p ORDER BY p.answered_on DESC, p.request_id DESC LIMIT $1`
	var rows []disclosureRow
	if err := s.db.SelectContext(ctx, &rows, query, limitOf(limit)); err != nil {
		return nil, translate(err)
	}
	out := make([]foi.Disclosure, len(rows))
	for i, r := range rows {
		out[i] = r.noun()
	}
	return out, nil
}

package store

import (
	"context"
	"database/sql"
	"strconv"
	"strings"
	"time"

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
	var err error
	if page.newest, err = s.newest(ctx, f, args); err != nil {
		return page, err
	}
	if page.Count = Capped(len(page.newest)); page.Count == 0 {
		return page, nil
	}
	key, kind := f.day(), `date`
	ranked := args[0] != "" && !page.Count.More()
	if ranked {
		key, kind = `(1000000 * ts_rank(p.words, websearch_to_tsquery('spanish', fold($1))))::bigint`, `bigint`
	}
	since, err := disclosureAfter(f.After, kind)
	if err != nil {
		return DisclosurePage{}, err
	}
	limit, among := limitOf(f.Limit), ``
	switch {
	case ranked || !page.Count.More():
		among = page.among(countCap)
	case f.After == "":
		among = page.among(limit + 1)
	}
	query := `
		SELECT p.request_id, p.reference, p.title, left(p.question, 600) AS question, left(p.answer, 600) AS answer, p.outcome, p.units,
		       p.zone, p.received_on, p.answered_on, p.days, p.missed, p.published_at, p.locale, ` + key + `::text AS key,
		       (SELECT count(*) FROM document d WHERE d.request_id = p.request_id AND d.purpose = 'release') AS released
		 ` + f.from() + among + f.conditions() + `
		   AND ($9::bigint = 0 OR (` + key + `, p.request_id) < ($8::` + kind + `, $9))
		 ORDER BY ` + key + ` DESC, p.request_id DESC LIMIT $10`
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

// newest are the requests of a list's newest answers, the last first, up to the cap. Words are searched in windows of days, as in found.
func (s *Store) newest(ctx context.Context, f DisclosureFilter, args []any) (ids []int64, err error) {
	if args[0] == "" {
		query := `SELECT p.request_id` + f.from() + f.conditions() + ` ORDER BY ` + f.day() + ` DESC, p.request_id DESC LIMIT ` + strconv.Itoa(countCap)
		err = s.db.SelectContext(ctx, &ids, anew+query, args...)
		return ids, translate(err)
	}
	const query = anew + `
		SELECT p.request_id FROM disclosure p
		 WHERE p.words @@ websearch_to_tsquery('spanish', fold($1)) AND ($2::text = '' OR p.units @> ARRAY[$2]) AND ($3::text = '' OR p.zone = $3) AND ($4::text = '' OR p.outcome = $4)
		   AND p.answered_on > $5::date AND p.answered_on <= $6::date
		 ORDER BY p.answered_on DESC, p.request_id DESC LIMIT $7`
	first, last, err := s.answerDays(ctx, f)
	for width := int64(1); err == nil && last >= first && len(ids) < countCap; {
		before := max(first-1, last-foi.Date(width))
		var more []int64
		err = s.db.SelectContext(ctx, &more, query, f.Query, f.Unit, f.Zone, f.Outcome, before.String(), last.String(), countCap-len(ids))
		ids, last = append(ids, more...), before
		width = min(next(width, len(more), countCap-len(ids)), 8*width) // a year has few days
	}
	return ids, translate(err)
}

// answerDays are the first and the last day between which the answers of a list were given.
func (s *Store) answerDays(ctx context.Context, f DisclosureFilter) (first, last foi.Date, err error) {
	var row struct {
		First, Last sql.NullTime
	}
	err = s.db.GetContext(ctx, &row, `SELECT min(answered_on) AS first, max(answered_on) AS last FROM disclosure`)
	if err != nil || !row.First.Valid {
		return 1, 0, err
	}
	first, last = foi.DateOf(row.First.Time, time.UTC), foi.DateOf(row.Last.Time, time.UTC)
	if f.Year != 0 {
		first, last = max(first, foi.NewDate(f.Year, 1, 1)), min(last, foi.NewDate(f.Year, 12, 31))
	}
	return first, last, nil
}

// among joins the newest answers of the list, so many: what was found is not looked for again.
func (p DisclosurePage) among(most int) string {
	ids := make([]string, min(most, len(p.newest)))
	for i := range ids {
		ids[i] = strconv.FormatInt(p.newest[i], 10)
	}
	return ` JOIN unnest('{` + strings.Join(ids, `,`) + `}'::bigint[]) h (id) ON h.id = p.request_id`
}

// from are the tables of a list. A unit's answers stand in a table of their own in the order of their days: one that has few, or long had
// none, would be looked for among all.
func (f DisclosureFilter) from() string {
	if f.Unit != "" {
		return ` FROM disclosure_unit v JOIN disclosure p ON p.request_id = v.request_id AND v.unit = $3`
	}
	return ` FROM disclosure p`
}

// day is the day of the answer, by which a list is sorted.
func (f DisclosureFilter) day() string {
	if f.Unit != "" {
		return `v.answered_on`
	}
	return `p.answered_on`
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

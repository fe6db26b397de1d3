package store

import (
	"context"
	"strconv"
	"strings"

	"github.com/lib/pq"
)

// source is a table that words are searched in, as x.
type source struct {
	table, column string
	texts         int // how many of its rows are looked at: a case may have several that match
}

// sources are what was asked, what was written on the case, the names of its files, and for whoever may know it who asked.
func (f RequestFilter) sources() []source {
	sources := []source{{`question`, `words`, countCap}, {`entry_words`, `search`, 5 * countCap}, {`document`, `search`, 5 * countCap}}
	if seesPerson(f.Viewer) {
		sources = append(sources, source{`requester`, `search`, countCap})
	}
	return sources
}

// match is the part of a list that one source finds: the requests of the whole list with a text there that has the words. Each stops
// by itself at a limit, so that a common word costs no more than a rare one. Without an order a request comes once for each text.
func (f RequestFilter) match(x source, pick, after, order string, limit int) string {
	return `(SELECT ` + pick + ` AS id` + requestTables(f, ``) + ` JOIN ` + x.table + ` x ON x.request_id = r.id AND x.` + x.column + ` @@ websearch_to_tsquery('spanish', fold($8))` +
		requestConditions(f) + after + order + ` LIMIT ` + strconv.Itoa(limit) + `)`
}

// among joins the requests that the parts find, each once. As an array, because the planner takes the parts' limits for how many they
// find, and would rather read the whole table than look so many up.
func among(parts []string) string {
	return ` JOIN unnest(ARRAY(SELECT id FROM (` + strings.Join(parts, ` UNION `) + `) u)) h (id) ON h.id = r.id`
}

// found are the requests that a search finds: all of them, in no order, up to a limit. Each part may find a request more than once:
// asked for each once, PostgreSQL would walk all requests in their order to look for a few.
func (f RequestFilter) found(limit int) string {
	var parts []string
	for _, source := range f.sources() {
		parts = append(parts, f.match(source, `r.id`, ``, ``, limit*source.texts/countCap))
	}
	return among(parts)
}

// foundNewest are the newest requests that a search finds, after a cursor: where a source has many, it is walked from the newest, and
// where it has few they are all taken. The planner cannot tell which of the two a word is; the count can.
func (f RequestFilter) foundNewest(o order, counts []Capped, limit int) string {
	var parts []string
	for i, source := range f.sources() {
		if counts[i].More() {
			parts = append(parts, f.match(source, `DISTINCT r.id`, o.keyset, ` ORDER BY r.id DESC`, limit))
		} else {
			parts = append(parts, f.match(source, `r.id`, ``, ``, source.texts))
		}
	}
	return among(parts)
}

// countFound counts what a search finds, as a whole and in each source, each up to the cap.
func (s *Store) countFound(ctx context.Context, f RequestFilter) (Capped, []Capped, error) {
	var with, each, all []string
	for i, source := range f.sources() {
		name := `s` + strconv.Itoa(i)
		with = append(with, name+` AS MATERIALIZED `+f.match(source, `r.id`, ``, ``, source.texts))
		each = append(each, `(SELECT CASE WHEN count(*) < `+strconv.Itoa(source.texts)+` THEN least(count(DISTINCT id), `+strconv.Itoa(countCap)+`) ELSE `+strconv.Itoa(countCap)+` END FROM `+name+`)`)
		all = append(all, `SELECT id FROM `+name)
	}
	query := `WITH ` + strings.Join(with, `, `) + ` SELECT ARRAY[(SELECT count(*) FROM (` + strings.Join(all, ` UNION `) + `) h), ` + strings.Join(each, `, `) + `]`
	var counts pq.Int64Array
	if err := s.db.QueryRowContext(ctx, anew+query, f.args()...).Scan(&counts); err != nil {
		return 0, nil, translate(err)
	}
	out := make([]Capped, len(counts))
	for i, n := range counts {
		if out[i] = Capped(min(n, countCap)); i > 0 && out[i].More() {
			out[0] = countCap
		}
	}
	return out[0], out[1:], nil
}

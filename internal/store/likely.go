package store

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/lib/pq"

	"qhana/internal/foi"
)

// Likely is a request or a published answer that may be about the same.
type Likely struct {
	Reference foi.Reference
	Subject   string
	State     foi.State
	FiledAt   time.Time
	Published bool     // found among the published answers
	Words     []string // that both have, as the index keeps them: without endings and accents
	Person    bool     // the same person asked, where the viewer may know who asks
	Zone      bool     // about the same zone
	Joined    bool     // to another, whose answer it waits for
}

const (
	likelyWords = 12  // words that are looked for: the longest say most
	likelyFound = 300 // candidates that are looked at, the newest
	likelyHits  = 5000
	likelyShown = 5
)

// Likely finds requests that the viewer may see, and published answers in place of their requests, that share uncommon words with a
// request. Words that many questions have say nothing, and would be slow to look for: where there are few questions they are counted,
// else PostgreSQL's own statistics name them.
func (s *Store) Likely(ctx context.Context, request int64, viewer foi.Actor) (requests, published []Likely, err error) {
	const lexemes = `
		SELECT coalesce(array_agg(l.lexeme), '{}') FROM (
			SELECT w.lexeme FROM question q, unnest(q.words) w
			 WHERE q.request_id = $1 AND length(w.lexeme) > 3 AND w.lexeme !~ '^(19|20)\d\d$' -- a year says little
			   AND CASE WHEN (SELECT reltuples FROM pg_class WHERE oid = 'question'::regclass) < 20000
			            THEN (SELECT count(*) FROM question x WHERE x.words @@ quote_literal(w.lexeme)::tsquery) <= (SELECT greatest(8, count(*) / 10) FROM question)
			            ELSE NOT w.lexeme = ANY (coalesce((SELECT most_common_elems::text::text[] FROM pg_stats WHERE tablename = 'question' AND attname = 'words' LIMIT 1), '{}')) END
			 ORDER BY length(w.lexeme) DESC, w.lexeme LIMIT $2) l`
	var words pq.StringArray
	if err := s.db.QueryRowContext(ctx, lexemes, request, likelyWords).Scan(&words); err != nil {
		return nil, nil, translate(err)
	}
	if len(words) < 2 {
		return nil, nil, nil
	}
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = "'" + strings.ReplaceAll(w, "'", "''") + "'"
	}
	any := strings.Join(quoted, " | ")
	queryRequests := `
		WITH hits AS MATERIALIZED (SELECT q.request_id FROM question q WHERE q.words @@ $3::tsquery AND q.request_id <> $4 LIMIT $8),
		     newest AS MATERIALIZED (SELECT request_id FROM hits ORDER BY request_id DESC LIMIT $5),
		     found AS (SELECT q.request_id, q.subject, q.words FROM newest JOIN question q ON q.request_id = newest.request_id)
		SELECT r.reference, f.subject, r.state, r.filed_at, false AS published,
		       ARRAY(SELECT l FROM unnest(tsvector_to_array(f.words)) l WHERE l = ANY ($6::text[])) AS words,
		       $7::boolean AND coalesce(p.email <> '' AND p.email = me.email OR p.identity <> '' AND p.identity = me.identity, false) AS person,
		       r.zone <> '' AND r.zone = mine.zone AS zone, r.joined IS NOT NULL AS joined
		  FROM found f JOIN request r ON r.id = f.request_id JOIN request mine ON mine.id = $4
		  LEFT JOIN requester p ON p.request_id = r.id LEFT JOIN requester me ON me.request_id = $4
		 WHERE ` + visible + open(viewer) + ` AND NOT EXISTS (SELECT 1 FROM disclosure x WHERE x.request_id = r.id) ORDER BY r.id DESC`
	requests, err = s.likely(ctx, queryRequests, append(viewerArgs(viewer), any, request, likelyFound, words, seesPerson(viewer), likelyHits)...)
	if err != nil {
		return nil, nil, err
	}
	const queryPublished = `
		WITH found AS (SELECT d.* FROM disclosure d WHERE d.words @@ $1::tsquery AND d.request_id <> $2 LIMIT $3)
		SELECT f.reference, f.title AS subject, 'published' AS state, f.published_at AS filed_at, true AS published,
		       ARRAY(SELECT l FROM unnest(tsvector_to_array(f.words)) l WHERE l = ANY ($4::text[])) AS words, false AS person,
		       f.zone <> '' AND f.zone = mine.zone AS zone, false AS joined
		  FROM found f JOIN request mine ON mine.id = $2`
	published, err = s.likely(ctx, queryPublished, any, request, likelyFound, words)
	return requests, published, err
}

// likely reads candidates and keeps those that share most.
func (s *Store) likely(ctx context.Context, query string, args ...any) ([]Likely, error) {
	var rows []struct {
		Reference string         `db:"reference"`
		Subject   string         `db:"subject"`
		State     string         `db:"state"`
		FiledAt   time.Time      `db:"filed_at"`
		Published bool           `db:"published"`
		Words     pq.StringArray `db:"words"`
		Person    bool           `db:"person"`
		Zone      bool           `db:"zone"`
		Joined    bool           `db:"joined"`
	}
	if err := s.db.SelectContext(ctx, &rows, anew+query, args...); err != nil {
		return nil, translate(err)
	}
	var out []Likely
	for _, r := range rows {
		if len(r.Words) >= 2 || r.Person {
			out = append(out, Likely{Reference: foi.Reference(r.Reference), Subject: r.Subject, State: foi.State(r.State), FiledAt: r.FiledAt.UTC(),
				Published: r.Published, Words: r.Words, Person: r.Person, Zone: r.Zone, Joined: r.Joined})
		}
	}
	weight := func(l Likely) int {
		n := 2 * len(l.Words)
		if l.Person {
			n += 3
		}
		if l.Zone {
			n++
		}
		return n
	}
	slices.SortStableFunc(out, func(a, b Likely) int {
		if d := weight(b) - weight(a); d != 0 {
			return d
		}
		return b.FiledAt.Compare(a.FiledAt)
	})
	return out[:min(len(out), likelyShown)], nil
}

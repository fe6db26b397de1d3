package store

import (
	"context"

	"qhana/internal/foi"
)

// UnloggedErasures lists the cases whose erasure neither has a place in the record nor waits for one: somebody wrote it past it, and what
// is gone went without an act that anybody can see.
func (s *Store) UnloggedErasures(ctx context.Context, limit int) ([]foi.Reference, error) {
	return s.references(ctx, `
		SELECT r.reference FROM erasure z JOIN request r ON r.id = z.request_id
		 WHERE NOT EXISTS (SELECT 1 FROM leaf l WHERE l.kind = 'erasure' AND l.a = z.request_id)
		   AND NOT EXISTS (SELECT 1 FROM unlogged u WHERE u.kind = 'erasure' AND u.a = z.request_id)
		 ORDER BY r.id LIMIT $1`, limit)
}

// Refilled lists the erased cases in which something personal stands again. Their commitments have no salt that could tell whether it is
// what stood there before.
func (s *Store) Refilled(ctx context.Context, limit int) ([]foi.Reference, error) {
	return s.references(ctx, `
		SELECT r.reference FROM erasure z JOIN request r ON r.id = z.request_id
		 WHERE EXISTS (SELECT 1 FROM question q WHERE q.request_id = r.id AND (q.subject <> '`+erased+`' OR q.body <> '`+erased+`'))
		    OR EXISTS (SELECT 1 FROM requester p WHERE p.request_id = r.id AND p.name || p.identity || p.email || p.phone || p.address || p.behalf <> '')
		    OR EXISTS (SELECT 1 FROM entry_words w JOIN entry e USING (request_id, seq) WHERE e.request_id = r.id AND e.at <= z.at)
		    OR EXISTS (SELECT 1 FROM access_key k WHERE k.request_id = r.id)
		 ORDER BY r.id LIMIT $1`, limit)
}

func (s *Store) references(ctx context.Context, query string, args ...any) ([]foi.Reference, error) {
	var out []foi.Reference
	err := s.db.SelectContext(ctx, &out, query, args...)
	return out, translate(err)
}

// WordsGone lists entries that commit to words which are not there, of cases that nobody erased.
func (s *Store) WordsGone(ctx context.Context, limit int) ([]foi.Recorded, error) {
	const query = `
		SELECT r.reference, e.seq FROM entry e JOIN request r ON r.id = e.request_id
		  LEFT JOIN entry_words w ON w.request_id = e.request_id AND w.seq = e.seq
		 WHERE e.words_hash IS NOT NULL AND w.seq IS NULL AND NOT EXISTS (SELECT 1 FROM erasure z WHERE z.request_id = e.request_id)
		 ORDER BY e.request_id, e.seq LIMIT $1`
	return s.entriesNamed(ctx, query, limit)
}

package store_test

import (
	"os"
	"strconv"
	"testing"

	"qhana/internal/store"
)

// bulkRows is how many requests the tests of plans make; QHANA_TEST_ROWS asks for more, to measure.
func bulkRows(t testing.TB) int {
	v := os.Getenv("QHANA_TEST_ROWS")
	if v == "" {
		return 20_000
	}
	n, err := strconv.Atoi(v)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// bulk fills a database with n requests in the proportions of a body at work for years: one in fifty is live, most
// have been published. u1 has a branch in nearly half of them, u27 in very few.
func bulk(t testing.TB, s *store.Store, n int) {
	t.Helper()
	for _, query := range []string{
		`INSERT INTO unit (key, name_es, name_en, kind) SELECT 'u' || i, 'Unidad ' || i, 'Unit ' || i, 'office' FROM generate_series(1, 27) i`,
		`INSERT INTO request (id, reference, statute, version, state, rev, entries, channel, locale, zone, filed_at, due_on, clock, missed, holders, outcome, updated_at)
		 SELECT i, 'LP-' || i, 'bo-la-paz', '1',
		        CASE WHEN i > $1 * 0.98 THEN (ARRAY['open','open','open','open','received','signing','signed'])[1 + i % 7]
		             ELSE (ARRAY['published','published','published','published','published','answered','withdrawn'])[1 + i % 7] END,
		        5, 1, 'web', 'es', 'z' || (i % 9), timestamptz '2026-11-01' - make_interval(mins => ($1 - i)::int * 5),
		        CASE WHEN i > $1 * 0.98 AND i % 11 = 0 THEN NULL ELSE date '2026-11-20' - (($1 - i) / 288)::int + (i % 7)::int END,
		        CASE WHEN i <= $1 * 0.98 THEN CASE WHEN i % 7 = 6 THEN 'stopped' ELSE 'met' END
		             WHEN i % 11 = 0 THEN 'suspended' WHEN i % 13 = 0 THEN 'missed' ELSE 'running' END,
		        i % 13 = 0, '{u1}', CASE WHEN i % 7 < 6 AND i <= $1 * 0.98 THEN (ARRAY['granted','granted','partly','denied','not_held'])[1 + i % 5] ELSE '' END, now()
		   FROM generate_series(1, $1::bigint) i`,
		`INSERT INTO question (request_id, subject, body, words) SELECT i, subject, body, to_tsvector('spanish', fold(subject || ' ' || body)) FROM (
		 SELECT i, 'Presupuesto de obras públicas ' || md5(i::text) AS subject, 'Solicito información sobre ' ||
		        CASE WHEN i % 40 = 0 THEN 'alumbrado público en la zona ' ELSE 'pavimentación de calles ' END ||
		        CASE WHEN i % 5000 = 0 THEN 'teleférico' ELSE '' END || ' ' || md5((i % 977)::text) AS body FROM generate_series(1, $1::bigint) i) x`,
		`INSERT INTO requester (request_id, name, delivery) SELECT i, 'Persona ' || i, 'web' FROM generate_series(1, $1::bigint) i`,
		`INSERT INTO branch (request_id, no, unit, state, opened_on, due_on, missed)
		 SELECT i, 1, 'u' || CASE WHEN i % 2001 = 0 THEN 27 WHEN i % 2 = 0 THEN 1 ELSE 2 + i % 24 END,
		        CASE WHEN i > $1 * 0.98 AND i % 3 <> 0 THEN (ARRAY['open','accepted','answered'])[1 + i % 3] ELSE 'approved' END,
		        date '2026-11-01', date '2026-11-10' + (i % 12)::int, i % 17 = 0 FROM generate_series(1, $1::bigint) i WHERE i % 5 <> 0`,
		`INSERT INTO deadline (request_id, clock, unit, status, started_on, due_on, ended_on, extended, missed)
		 SELECT r.id, c.clock, 'u' || (1 + r.id % 27), CASE WHEN c.clock = 'response' THEN r.clock ELSE 'met' END,
		        r.filed_at::date, r.due_on, NULL, CASE WHEN r.id % 50 = 0 THEN 10 ELSE 0 END, r.missed AND c.clock = 'response'
		   FROM request r, (VALUES ('response'), ('acknowledge'), ('branch')) c(clock) WHERE $1::bigint > 0`,
		`INSERT INTO disclosure (request_id, reference, title, question, answer, outcome, units, zone, received_on, answered_on, days, missed, published_at, locale)
		 SELECT r.id, r.reference, q.subject, q.body, 'Se entrega ' || q.body, r.outcome, ARRAY['u' || CASE WHEN r.id % 2000 = 7 THEN 27 ELSE 1 + r.id % 26 END], r.zone,
		        r.filed_at::date, r.due_on, (r.id % 30)::int, r.missed, r.filed_at, 'es'
		   FROM request r JOIN question q ON q.request_id = r.id WHERE r.state = 'published' AND $1::bigint > 0`,
		`INSERT INTO entry (request_id, seq, at, event, role, facts)
		 SELECT i, 1, timestamptz '2026-11-01' - make_interval(mins => ($1 - i)::int * 5), 'filed', 'requester', '{}' FROM generate_series(1, $1::bigint) i`,
		`INSERT INTO entry_words (request_id, seq, salt, words)
		 SELECT i, 1, '\x00', jsonb_build_object('text', 'Se pide lo de la zona ' || md5((i % 977)::text)) FROM generate_series(1, $1::bigint) i`,
		`INSERT INTO document (id, request_id, entry, purpose, name, media_type, size, sha256, created_at)
		 SELECT 'd' || i, i, 1, 'request', 'plano-' || md5((i % 977)::text) || '.pdf', 'application/pdf', 1, '', timestamptz '2026-11-01' FROM generate_series(1, $1::bigint) i`,
		`INSERT INTO notice (request_id, entry, n, kind, recipient, locale, message_id, created_at, settled_at)
		 SELECT i, 1, 1, 'receipt', 'requester', 'es', 'm' || i, timestamptz '2026-11-01', CASE WHEN i % 500 > 0 THEN now() END FROM generate_series(1, $1::bigint) i`,
	} {
		args := []any{n}
		if query[:16] == "INSERT INTO unit" {
			args = nil
		}
		if _, err := s.DB().ExecContext(t.Context(), query, args...); err != nil {
			t.Fatalf("%s\n%v", query, err)
		}
	}
	if _, err := s.DB().ExecContext(t.Context(), `VACUUM ANALYZE`); err != nil {
		t.Fatal(err)
	}
}

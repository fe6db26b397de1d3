package store_test

import (
	"context"
	neturl "net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lib/pq"

	"qhana/internal/foi"
	"qhana/internal/store"
	"qhana/internal/testdb"
)

var (
	officer  = foi.Actor{Account: 1, Grants: []foi.Grant{{Role: foi.TransparencyOfficer, Unit: "transparencia"}}}
	auditor  = foi.Actor{Account: 2, Grants: []foi.Grant{{Role: foi.Auditor}}}
	admin    = foi.Actor{Account: 3, Grants: []foi.Grant{{Role: foi.Administrator}}}
	official = foi.Actor{Account: 4, Grants: []foi.Grant{{Role: foi.UnitOfficial, Unit: "u1"}}}
	rare     = foi.Actor{Account: 5, Grants: []foi.Grant{{Role: foi.UnitHead, Unit: "u27"}}}
)

// searches are words that few requests have, many, nearly all, none, and the number of one.
var searches = []string{"teleférico", "alumbrado", "obras publicas", "no existe", "LP-2026-000001-0"}

// lists are the lists that pages show, by name.
func lists() map[string]func(context.Context, *store.Store) error {
	all := map[string]func(context.Context, *store.Store) error{}
	requests := func(name string, f store.RequestFilter) {
		f.Until = foi.MustDate("2026-11-15")
		all[name] = func(ctx context.Context, s *store.Store) error {
			p, err := s.Requests(ctx, f)
			if err == nil && p.Next != "" {
				f := f
				f.After = p.Next
				_, err = s.Requests(ctx, f)
			}
			return err
		}
	}
	for _, queue := range append([]string{store.QueueClosed, store.QueueAll}, store.CountedQueues...) {
		requests("officer "+queue, store.RequestFilter{Viewer: officer, Queue: queue})
		requests("official "+queue, store.RequestFilter{Viewer: official, Queue: queue})
		requests("rare "+queue, store.RequestFilter{Viewer: rare, Queue: queue})
	}
	requests("filed", store.RequestFilter{Viewer: officer, Queue: store.QueueAllLive, Sort: "filed"})
	requests("unit", store.RequestFilter{Viewer: officer, Unit: "u27"})
	requests("state", store.RequestFilter{Viewer: officer, State: foi.Transferred})
	requests("met", store.RequestFilter{Viewer: auditor, Clock: foi.Met})
	for _, text := range searches {
		requests("officer "+text, store.RequestFilter{Viewer: officer, Text: text})
		requests("official "+text, store.RequestFilter{Viewer: official, Text: text})
		requests("live "+text, store.RequestFilter{Viewer: officer, Text: text, Queue: store.QueueAllLive})
	}
	deadlines := func(name string, f store.DeadlineFilter) {
		all["deadlines "+name] = func(ctx context.Context, s *store.Store) error {
			p, err := s.Deadlines(ctx, f)
			if err == nil && p.Next != "" {
				f := f
				f.After = p.Next
				_, err = s.Deadlines(ctx, f)
			}
			return err
		}
	}
	deadlines("all", store.DeadlineFilter{Viewer: auditor})
	deadlines("running", store.DeadlineFilter{Viewer: auditor, Clock: "response", Status: foi.Running})
	deadlines("met", store.DeadlineFilter{Viewer: auditor, Clock: "response", Status: foi.Met})
	deadlines("missed", store.DeadlineFilter{Viewer: auditor, Status: foi.Missed})
	deadlines("unit", store.DeadlineFilter{Viewer: auditor, Unit: "u27", Clock: "response"})
	deadlines("unit running", store.DeadlineFilter{Viewer: auditor, Unit: "u27", Status: foi.Running})
	deadlines("late", store.DeadlineFilter{Viewer: auditor, Late: true, Clock: "response"})
	deadlines("extended", store.DeadlineFilter{Viewer: auditor, Extended: true})
	deadlines("month", store.DeadlineFilter{Viewer: auditor, From: foi.MustDate("2026-05-01"), To: foi.MustDate("2026-05-31"), Oldest: true})
	deadlines("official", store.DeadlineFilter{Viewer: official})
	disclosures := func(name string, f store.DisclosureFilter) {
		all["disclosures "+name] = func(ctx context.Context, s *store.Store) error {
			p, err := s.Disclosures(ctx, f)
			if err == nil && p.Next != "" {
				f := f
				f.After = p.Next
				_, err = s.Disclosures(ctx, f)
			}
			return err
		}
		all["facets "+name] = func(ctx context.Context, s *store.Store) error {
			p, err := s.Disclosures(ctx, f)
			if err == nil {
				_, err = s.DisclosureFacets(ctx, p)
			}
			return err
		}
	}
	disclosures("all", store.DisclosureFilter{})
	disclosures("rare", store.DisclosureFilter{Query: "teleferico"})
	disclosures("middling", store.DisclosureFilter{Query: "alumbrado"})
	disclosures("common", store.DisclosureFilter{Query: "obras públicas"})
	disclosures("zone", store.DisclosureFilter{Zone: "z3"})
	disclosures("no zone", store.DisclosureFilter{Zone: "none"})
	disclosures("unit", store.DisclosureFilter{Unit: "u3"})
	disclosures("rare unit", store.DisclosureFilter{Unit: "u27"})
	disclosures("year", store.DisclosureFilter{Year: 2026, Outcome: "denied"})
	all["counts"] = func(ctx context.Context, s *store.Store) error {
		_, err := s.QueueCounts(ctx, store.RequestFilter{Viewer: officer, Until: foi.MustDate("2026-11-15"), Unopened: foi.MustDate("2026-11-05"), Signing: "u9"})
		return err
	}
	all["likely"] = func(ctx context.Context, s *store.Store) error {
		_, _, err := s.Likely(ctx, 1, officer)
		return err
	}
	all["figures"] = func(ctx context.Context, s *store.Store) error {
		_, err := s.Figures(ctx, foi.MustDate("2026-11-01"))
		return err
	}
	all["unit figures"] = func(ctx context.Context, s *store.Store) error {
		_, err := s.UnitFigures(ctx, "response")
		return err
	}
	return all
}

// TestListsReadLittle counts the rows that PostgreSQL reads for each list, two pages and the count of it. A list
// without an index reads its tables whole. Few rows are read faster without one; so that few rows will do here, reading
// whole tables is made dear. With QHANA_TEST_ROWS=1000000 and -v it tells how long each list takes as it is.
func TestListsReadLittle(t *testing.T) {
	n := bulkRows(t)
	asItIs := testdb.URL(t)
	url := asItIs
	if n < 200_000 {
		url += "&options=" + neturl.QueryEscape("-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off")
	}
	s, err := store.Open(t.Context(), url, 1) // one connection, whose counters are flushed below
	ok(t, err)
	t.Cleanup(func() { _ = s.Close() })
	bulk(t, s, n)
	for name, do := range lists() {
		ok(t, do(t.Context(), s)) // plans and caches
		before, start := rowsRead(t, s), time.Now()
		ok(t, do(t.Context(), s))
		took := time.Since(start)
		read := rowsRead(t, s) - before
		t.Logf("%8.1f ms %8d rows  %s", float64(took.Microseconds())/1000, read, name)
		if most := 12_500 + n/20; read > most && name != "unit figures" && name != "figures" {
			t.Errorf("%s reads %d rows, more than %d", name, read, most)
		}
	}
	if n >= 200_000 { // the same connection is as it is
		asItIs = url
	}
	plain, err := store.Open(t.Context(), asItIs, 1)
	ok(t, err)
	t.Cleanup(func() { _ = plain.Close() })
	t.Run("WithoutReadingTablesWhole", func(t *testing.T) { readsNoTableWhole(t, plain) })
}

// big are the tables that grow with every request.
var big = []string{"request", "question", "requester", "entry", "entry_words", "deadline", "branch", "document", "disclosure", "disclosure_unit", "notice"}

// readsNoTableWhole looks at the plans that PostgreSQL makes of its own accord, with nothing made dear: how many rows of each big
// table were read one after the other, without an index, while a list was made. A count that stops at its cap may begin anywhere; what
// reads half a table would not have stopped.
func readsNoTableWhole(t *testing.T, s *store.Store) {
	for name, do := range lists() {
		before := readInTurn(t, s)
		ok(t, do(t.Context(), s))
		for table, now := range readInTurn(t, s) {
			if read := now.Rows - before[table].Rows; read > now.Live/2 && mayReadWhole(name, table) == "" {
				t.Errorf("%s reads %d of the %d rows of %s without an index", name, read, now.Live, table)
			}
		}
	}
}

// mayReadWhole is why a list may read a table from end to end, "" when there is no reason.
func mayReadWhole(list, table string) string {
	_, words, _ := strings.Cut(list, " ")
	switch {
	case list == "figures" && table == "disclosure":
		return "the answers of a year are counted, and here all are of one year"
	case strings.HasPrefix(list, "facets ") && table == "disclosure":
		return "a thousand answers are counted, and here there are not many more"
	case table == "request" && slices.Contains(searches, words):
		return "the window in which many of a word are found is most of so small a table"
	}
	return ""
}

// inTurn is how many rows of a table have been read without an index, and how many it has.
type inTurn struct {
	Table string `db:"relname"`
	Rows  int    `db:"seq_tup_read"`
	Live  int    `db:"n_live_tup"`
}

func readInTurn(t *testing.T, s *store.Store) map[string]inTurn {
	t.Helper()
	_, err := s.DB().ExecContext(t.Context(), `SELECT pg_stat_force_next_flush()`)
	ok(t, err)
	var rows []inTurn
	ok(t, s.DB().SelectContext(t.Context(), &rows, `SELECT relname, seq_tup_read, n_live_tup FROM pg_stat_user_tables WHERE relname = ANY ($1)`, pq.Array(big)))
	out := map[string]inTurn{}
	for _, r := range rows {
		out[r.Table] = r
	}
	if len(out) != len(big) {
		t.Fatalf("%d tables are counted, not %d", len(out), len(big))
	}
	return out
}

func rowsRead(t *testing.T, s *store.Store) int {
	t.Helper()
	var n int
	_, err := s.DB().ExecContext(t.Context(), `SELECT pg_stat_force_next_flush()`)
	ok(t, err)
	ok(t, s.DB().GetContext(t.Context(), &n, `SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::bigint FROM pg_stat_user_tables`))
	return n
}

package store_test

import (
	"fmt"
	neturl "net/url"
	"slices"
	"testing"
	"time"

	"qhana/internal/store"
	"qhana/internal/testdb"
)

var laPaz = time.FixedZone("America/La_Paz", -4*3600)

// lateList reads all pages of a list, two at a time.
func lateList(t *testing.T, s *store.Store, f store.LateFilter) (out []string) {
	t.Helper()
	zone, err := time.LoadLocation("America/La_Paz")
	ok(t, err)
	f.Viewer, f.Zone, f.Limit = auditor, zone, 2
	for n := 0; ; n++ {
		page, err := s.LateActs(t.Context(), f)
		ok(t, err)
		for _, a := range page.Acts {
			out = append(out, fmt.Sprintf("%s %s %s", a.Event, a.Lag(), a.Reason))
		}
		if f.After = page.Next; page.Next == "" || n > 100 {
			return out
		}
	}
}

// Every act that speaks of an earlier moment is listed, with its lag, over as many pages as there are; no other is.
func TestLateActs(t *testing.T) {
	t.Parallel()
	s := testdb.New(t)
	a, b := keep(t, s, sample{subject: "a"}), keep(t, s, sample{subject: "b"})
	for _, query := range []string{
		fmt.Sprintf(`INSERT INTO entry (request_id, seq, at, event, role, unit, facts) VALUES
			(%[1]d, 2, '2026-03-04 16:00Z', 'filed', 'clerk', 'u1', '{"received_at": "2026-03-02T13:30:00Z"}'),
			(%[1]d, 3, '2026-03-05 16:00Z', 'noted', 'clerk', 'u1', '{}'),
			(%[1]d, 4, '2026-03-06 16:00Z', 'reminded', 'system', '', '{"late": true, "due": "2026-03-01"}'),
			(%[2]d, 2, '2026-03-12 05:00Z', 'lapsed', 'system', '', '{"late": true, "due": "2026-03-09", "units": ["u2"]}'),
			(%[2]d, 3, '2026-03-13 05:00Z', 'lapsed', 'system', '', '{"due": "2026-03-12", "units": ["u2"]}')`, a.ID, b.ID),
		fmt.Sprintf(`INSERT INTO entry_words (request_id, seq, salt, words) VALUES (%d, 2, '\x01', '{"late": "No había luz"}')`, a.ID),
		`INSERT INTO closure (no, calendar, from_day, to_day, name, source, declared_at) VALUES
			(1, 'c', '2026-03-02', '2026-03-03', 'Paro', 'D. 1', '2026-03-05 14:00Z'), (2, 'c', '2026-03-05', '2026-03-06', 'Paro', 'D. 2', '2026-03-05 15:00Z')`,
		`INSERT INTO force (statute, version, from_day, declared_at) VALUES ('l', 'v2', '2026-02-01', '2026-03-20 04:00Z'), ('l', 'v3', '2026-04-01', '2026-03-20 04:00Z')`,
	} {
		_, err := s.DB().ExecContext(t.Context(), query)
		ok(t, err)
	}
	for _, x := range []struct {
		name string
		f    store.LateFilter
		want []string
	}{
		{"all", store.LateFilter{}, []string{"law_enforced 1128h0m0s ", "lapsed 49h0m0s ", "days_declared 82h0m0s ", "filed 50h30m0s No había luz"}},
		{"three days", store.LateFilter{Days: 3}, []string{"law_enforced 1128h0m0s ", "days_declared 82h0m0s "}},
		{"of who recorded it", store.LateFilter{Unit: "u1"}, []string{"filed 50h30m0s No había luz"}},
		{"of whose term ran out", store.LateFilter{Unit: "u2"}, []string{"lapsed 49h0m0s "}},
		{"until a day", store.LateFilter{From: time.Date(2026, 3, 5, 0, 0, 0, 0, laPaz), To: time.Date(2026, 3, 12, 0, 0, 0, 0, laPaz)}, []string{"days_declared 82h0m0s "}},
	} {
		if got := lateList(t, s, x.f); !slices.Equal(got, x.want) {
			t.Errorf("%s: %q, not %q", x.name, got, x.want)
		}
	}
	if n, longest, err := s.LateFigures(t.Context(), time.UTC, time.Date(2026, 3, 10, 0, 0, 0, 0, time.UTC)); err != nil || n != 2 || longest < 1128*time.Hour {
		t.Errorf("%d late acts, of which the longest %s: %v", n, longest, err)
	}
	if _, err := s.LateActs(t.Context(), store.LateFilter{Viewer: auditor, Zone: time.UTC, After: "nada"}); err == nil {
		t.Error("a cursor that nobody made is taken")
	}
}

// The list reads what it shows, and not the ledger.
func TestLateActsReadLittle(t *testing.T) {
	s, err := store.Open(t.Context(), testdb.URL(t)+"&options="+neturl.QueryEscape("-c enable_seqscan=off"), 1) // one connection, whose counters are flushed
	ok(t, err)
	t.Cleanup(func() { _ = s.Close() })
	req := keep(t, s, sample{})
	_, err = s.DB().ExecContext(t.Context(), `INSERT INTO entry (request_id, seq, at, event, role, facts)
		SELECT $1::bigint, n, timestamptz '2026-03-02 16:00Z' + make_interval(mins => n), 'noted', 'clerk', CASE WHEN n % 20 = 0 THEN jsonb '{"received_at": "2026-03-01T12:00:00Z"}' ELSE '{}' END
		  FROM generate_series(2, 20000) n`, req.ID)
	ok(t, err)
	_, err = s.DB().ExecContext(t.Context(), `VACUUM ANALYZE`)
	ok(t, err)
	f := store.LateFilter{Viewer: auditor, Zone: time.UTC}
	page, err := s.LateActs(t.Context(), f)
	ok(t, err)
	if page.Count != 1000 || len(page.Acts) != 25 {
		t.Errorf("%d counted, %d listed", page.Count, len(page.Acts))
	}
	f.After = page.Next
	before := rowsRead(t, s)
	_, err = s.LateActs(t.Context(), f)
	ok(t, err)
	if read := rowsRead(t, s) - before; read > 2500 {
		t.Errorf("a page of 25 of 1,000 among 20,000 entries reads %d rows", read)
	}
}

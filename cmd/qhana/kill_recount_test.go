package main

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"qhana/internal/casework"
	"qhana/internal/foi"
	"qhana/internal/simulate"
	"qhana/internal/statute"
	"qhana/internal/store"
	"qhana/internal/testdb"
)

// declare closes a working day of the coming weeks, as an administrator would: every running clock is to be counted anew,
// and whoever counts is about to be killed.
func (k *kill) declare(round int) {
	k.t.Helper()
	day := foi.DateOf(time.Now(), time.UTC) + foi.Date(3+2*round)
	for day.Weekday() == time.Saturday || day.Weekday() == time.Sunday {
		day++
	}
	k.in(func(s *store.Store) error {
		return s.InTx(context.Background(), func(tx *store.Tx) error {
			last, err := tx.AddClosures(context.Background(), k.closures, []foi.Closure{{Calendar: "bo-la-paz", From: day, To: day,
				Name: "Bloqueo", Source: "RM 1/2026", DeclaredAt: time.Now()}})
			if err != nil {
				return err
			}
			k.closures = last
			return tx.AddRecount(context.Background(), store.Recount{Reason: fmt.Sprintf("closure:%d", last), StartedAt: time.Now()})
		})
	})
}

// counted sees that every clock stands where the calendar of today puts it, and that no case was counted anew twice for one
// declaration.
func (k *kill) counted() {
	k.t.Helper()
	c, _ := testCLI(k.t, k.url())
	err := c.withStore(k.t.Context(), func(s *store.Store, law *statute.Library) error {
		rows, err := s.Counting(k.t.Context(), -1, 0, 100_000)
		if err != nil {
			return err
		}
		for _, row := range rows {
			under := law.Under(row.Request.Statute, row.Request.Version)
			if out, err := under.Decide(row.Request, row.Ledger, foi.Action{Kind: foi.Recalculate}, foi.TheSystem(), time.Now()); err == nil {
				k.t.Errorf("%s would still move: %+v", row.Request.Reference, out.Entries)
			}
		}
		var often, moved int
		if err := s.DB().Get(&often, `SELECT coalesce(max(n), 0) FROM (SELECT count(*) AS n FROM entry WHERE event = 'recalculated' GROUP BY request_id, facts->>'closures') x`); err != nil {
			return err
		}
		if err := s.DB().Get(&moved, `SELECT count(DISTINCT request_id) FROM entry WHERE event = 'recalculated'`); err != nil {
			return err
		}
		if often > 1 || moved == 0 {
			k.t.Errorf("%d declarations: %d cases moved, one of them %d times by one of them", k.closures, moved, often)
		}
		k.t.Logf("%d days declared; %d running cases, %d were counted anew", k.closures, len(rows), moved)
		return nil
	})
	if err != nil {
		k.t.Error(err)
	}
}

// A worker that is killed in the middle of counting anew goes on from where it was: every case is seen once, whoever sees it, and
// no clock is counted twice for one declaration.
func TestRecountResumes(t *testing.T) {
	t.Parallel()
	const cases = 400
	url := testdb.URL(t)
	c, _ := testCLI(t, url)
	err := c.withStore(t.Context(), func(s *store.Store, law *statute.Library) error {
		desk := casework.New(s, law, &simulate.Mailbox{}, time.Now, "localhost")
		for range cases {
			_, err := desk.File(t.Context(), foi.Filing{Locale: "es", Channel: foi.Web, Question: foi.Question{Subject: "x", Body: "y"}, Requester: foi.Requester{Name: "N", Delivery: "web"}},
				nil, foi.TheCitizen(), func(foi.Reference) []byte { return make([]byte, 32) }, nil)
			if err != nil {
				return err
			}
		}
		day := law.Body().Today(time.Now()) + 5
		for !law.Body().IsWorkingDay(day) {
			day++
		}
		err := s.InTx(t.Context(), func(tx *store.Tx) error {
			last, err := tx.AddClosures(t.Context(), 0, []foi.Closure{{Calendar: "bo-la-paz", From: day, To: day, Name: "Bloqueo", Source: "RM 1/2026", DeclaredAt: time.Now()}})
			if err != nil {
				return err
			}
			return tx.AddRecount(t.Context(), store.Recount{Reason: fmt.Sprintf("closure:%d", last), StartedAt: time.Now().Add(-time.Minute)})
		})
		if err != nil {
			return err
		}
		stands := func() store.Recount {
			list, err := s.Recounts(t.Context(), 10)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range list {
				if strings.HasPrefix(r.Reason, "closure:") {
					return r
				}
			}
			t.Fatal("there is no recount")
			return store.Recount{}
		}
		await := func(what string, done func(store.Recount) bool) store.Recount {
			for begun := time.Now(); time.Since(begun) < 3*time.Minute; time.Sleep(time.Millisecond) {
				if r := stands(); done(r) {
					return r
				}
			}
			t.Fatalf("%s: %+v", what, stands())
			return store.Recount{}
		}
		dir := t.TempDir() // the same for both: where another's memory of the record is, nothing goes on until somebody says why
		work := func() func() {
			cmd := process(t, []string{"QHANA_DATABASE_URL=" + url, "QHANA_DATA_DIR=" + dir, "QHANA_PEPPER=" + strings.Repeat("k", 40)}, "work")
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			return func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }
		}
		stop := work()
		await("nothing is counted", func(r store.Recount) bool { return r.Cursors[0] > 0 && r.Cursors[1] > 0 })
		stop()
		middle := stands()
		if middle.Seen == 0 || middle.Seen >= cases {
			t.Fatalf("killed after %d of %d cases: not in the middle", middle.Seen, cases)
		}
		stop = work()
		defer stop()
		end := await("it is not finished", func(r store.Recount) bool { return r.FinishedAt.Valid })
		// a case that somebody acts on meanwhile, as a notice that goes out does, is counted by that act
		if end.Seen != cases || end.Moved <= middle.Moved || end.Moved > cases || end.Cursors[0] <= middle.Cursors[0] || end.Cursors[1] <= middle.Cursors[1] {
			t.Errorf("killed at %+v, ended at %+v: it did not go on from there", middle, end)
		}
		var often, moved int
		if err := s.DB().QueryRow(`SELECT max(n), count(*) FROM (SELECT count(*) AS n FROM entry WHERE event = 'recalculated' GROUP BY request_id, facts->>'closures') x`).Scan(&often, &moved); err != nil {
			return err
		}
		if often != 1 || moved != cases {
			t.Errorf("%d cases were counted anew, one of them %d times", moved, often)
		}
		t.Logf("killed after %d of %d", middle.Seen, cases)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

package main

import (
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"qhana/internal/foi"
	"qhana/internal/statute"
	"qhana/internal/store"
)

// killsOfRecord is how often whoever gives acts their place in the record is killed while they do.
const killsOfRecord = 50

// Whoever keeps the record is killed at any point, again and again: afterwards every act has one place, without a gap, and all
// of it is signed.
func TestKilledWhileRecording(t *testing.T) {
	t.Parallel()
	k := newKill(t)
	c, out := testCLI(t, k.url())
	c.cfg.DataDir, c.cfg.BaseURL = k.dir, k.base
	err := c.withStore(t.Context(), func(s *store.Store, law *statute.Library) error {
		to := time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)
		_, err := c.simulate(t.Context(), s, law, plan{from: foi.MustDate("2026-02-02"), to: to, perDay: 1, seed: 9})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	var entries, left, most int
	k.in(func(s *store.Store) error { return s.DB().Get(&entries, `SELECT count(*) FROM entry`) })
	for round := range killsOfRecord {
		// part of what has its place is made to wait behind new acts, so that each round has something to do
		k.in(func(s *store.Store) error {
			_, err := s.DB().Exec(`INSERT INTO admin_entry (at, account_id, kind, subject) SELECT now(), 1, 'password_set', 'account:1' FROM generate_series(1, $1)`, 20+round)
			return err
		})
		k.start("work")
		time.Sleep(time.Duration(250+rand.IntN(500)) * time.Millisecond)
		k.stop("work", os.Kill)
		k.in(func(s *store.Store) error { return s.DB().Get(&left, `SELECT count(*) FROM unlogged`) })
		most = max(most, left)
	}
	k.start("work")
	k.settle()
	if err := check(t.Context(), c); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	var leaves, doubles int
	k.in(func(s *store.Store) error {
		if err := s.DB().Get(&doubles, `SELECT count(*) FROM (SELECT 1 FROM leaf GROUP BY kind, a, b HAVING count(*) > 1) x`); err != nil {
			return err
		}
		return s.DB().Get(&leaves, `SELECT count(*) FROM leaf WHERE kind = 'entry'`)
	})
	if leaves < entries || doubles > 0 {
		t.Errorf("%d entries, %d places, %d of them twice", entries, leaves, doubles)
	}
	t.Logf("killed %d times; up to %d acts were left waiting; %d entries have one place each", killsOfRecord, most, leaves)
}

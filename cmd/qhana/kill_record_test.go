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

// enough acts wait in each round for writing them to take a while; more would only be written again and again.
const enough = 800

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
	var entries int
	var left, inside, most int // rounds in which acts were left waiting; in which the kill hit an integration; acts left at most
	k.in(func(s *store.Store) error { return s.DB().Get(&entries, `SELECT count(*) FROM entry`) })
	for round := range killsOfRecord {
		k.in(func(s *store.Store) error {
			feed(t, s, enough-min(enough, placed(t, s).Left)) // so that there is something to do at once
			k.start("work")
			fed := make(chan struct{})
			stop := make(chan struct{})
			go func() {
				defer close(fed)
				for {
					select {
					case <-stop:
						return
					case <-time.After(20 * time.Millisecond):
						feed(t, s, 2)
					}
				}
			}()
			before := awaitPlacing(t, s, round%5 == 4)
			k.stop("work", os.Kill)
			close(stop)
			<-fed
			after := placed(t, s)
			for after.Writes { // the database has not noticed yet
				after = placed(t, s)
			}
			if after.Left > 0 {
				left++
			}
			if before.Writes && after.Last == before.Last {
				inside++
			}
			most = max(most, after.Left)
			return nil
		})
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
	if left < killsOfRecord*4/5 || inside < killsOfRecord/5 {
		t.Errorf("of %d kills %d left acts waiting, and %d hit what was written and not committed: too few to show anything", killsOfRecord, left, inside)
	}
	t.Logf("killed %d times, %d of them between writing and committing; %d times acts were left waiting, up to %d; %d entries have one place each", killsOfRecord, inside, left, most, leaves)
}

// feed gives the record so many acts.
func feed(t *testing.T, s *store.Store, n int) {
	if _, err := s.DB().Exec(`INSERT INTO admin_entry (at, account_id, kind, subject) SELECT now(), 1, 'password_set', 'account:1' FROM generate_series(1, $1::int)`, n); err != nil {
		t.Error(err)
	}
}

// placing is how far the record is, and whether whoever keeps it has written more that is not committed.
type placing struct {
	Last   int64 `db:"last"`
	Left   int   `db:"left_over"`
	Writes bool  `db:"writes"`
}

func placed(t *testing.T, s *store.Store) (p placing) {
	const query = `
		SELECT (SELECT coalesce(max(idx), -1) FROM leaf) AS last, (SELECT count(*) FROM unlogged) AS left_over,
		       EXISTS (SELECT 1 FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE l.locktype = 'advisory' AND l.granted
		                  AND l.objid::bigint = hashtext('qhana.record')::bigint & 4294967295 AND a.backend_xid IS NOT NULL) AS writes`
	if err := s.DB().Get(&p, query); err != nil {
		t.Error(err)
	}
	return p
}

// awaitPlacing waits until whoever keeps the record is between writing and committing, for a while; or for any moment once they have
// placed something.
func awaitPlacing(t *testing.T, s *store.Store, anyMoment bool) placing {
	first := placed(t, s)
	for begun := time.Now(); time.Since(begun) < time.Minute; {
		p := placed(t, s)
		switch begins := p.Last > first.Last; {
		case begins && anyMoment:
			time.Sleep(time.Duration(rand.IntN(300)) * time.Millisecond)
			return placed(t, s)
		case !anyMoment && p.Writes, begins && p.Last > first.Last+enough/2:
			return p
		}
		time.Sleep(time.Millisecond) // less than what is written takes, and no more work for the database than that
	}
	t.Error("nobody keeps the record")
	return placing{}
}

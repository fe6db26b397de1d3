package store_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"qhana/internal/foi"
	"qhana/internal/store"
	"qhana/internal/testdb"
)

func sightOf(account int64, why string) foi.Sight {
	return foi.Sight{At: filedAt, Account: account, Role: foi.Clerk, What: foi.SawCase, Why: why, Cases: []foi.Reference{"LP-2026-000001-1"}}
}

// newSights is a database with somebody who looks.
func newSights(t *testing.T) (*store.Store, int64) {
	t.Helper()
	s := testdb.New(t)
	var id int64
	in(t, s, func(tx *store.Tx) (err error) {
		id, err = tx.CreateAccount(t.Context(), foi.Account{Login: "a", Name: "A", Active: true}, "x", filedAt)
		return err
	})
	return s, id
}

// Looks wait neither for another that is being written down nor for the process that chains.
func TestSightsDoNotWait(t *testing.T) {
	t.Parallel()
	s, account := newSights(t)
	ok(t, s.Saw(t.Context(), sightOf(account, "case")))
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	err := s.InTx(ctx, func(tx *store.Tx) error {
		for _, query := range []string{
			`SELECT pg_advisory_xact_lock(1365731444)`, // as the process that chains holds it
			`INSERT INTO sight_link (n, sight, hash) SELECT 1, sight, '\x01' FROM sight_waiting`,
			`DELETE FROM sight_waiting`,
			`WITH x AS (INSERT INTO sight (at, account_id, role, what, cases) SELECT at, account_id, role, what, cases FROM sight LIMIT 1 RETURNING id) INSERT INTO sight_waiting SELECT id FROM x`,
		} {
			if _, err := tx.ExecContext(ctx, query); err != nil {
				return err
			}
		}
		var all sync.WaitGroup
		for range 12 {
			all.Go(func() {
				if err := s.Saw(ctx, sightOf(account, "act:deliver")); err != nil {
					t.Error("a look waits:", err)
				}
			})
		}
		all.Wait()
		if n, err := s.LinkSights(ctx); err != nil || n != 0 {
			t.Errorf("two processes chain at once: %d, %v", n, err)
		}
		return context.Canceled // nothing of it stays
	})
	if err == nil {
		t.Fatal("the transaction stayed")
	}
	if n, err := s.LinkSights(t.Context()); err != nil || n != 13 {
		t.Errorf("%d looks got their line, not 13: %v", n, err)
	}
	if broken, n, err := s.CheckSights(t.Context()); err != nil || broken != "" || n != 13 {
		t.Errorf("the chain: %q, %d lines, %v", broken, n, err)
	}
}

// The chain is without a gap however many chain at once, every hundredth line goes to the public record, and what is changed, taken
// out or written past it is found.
func TestSightsAreChained(t *testing.T) {
	t.Parallel()
	s, account := newSights(t)
	var all sync.WaitGroup
	for range 6 {
		all.Go(func() {
			for range 40 {
				if err := s.Saw(t.Context(), sightOf(account, "queue:late")); err != nil {
					t.Error(err)
				}
				if _, err := s.LinkSights(t.Context()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	_, err := s.LinkSights(t.Context())
	ok(t, err)
	if broken, n, err := s.CheckSights(t.Context()); err != nil || broken != "" || n != 240 {
		t.Errorf("%q, %d lines, %v", broken, n, err)
	}
	var anchors int
	ok(t, s.DB().Get(&anchors, `SELECT count(*) FROM unlogged WHERE kind = 'sight' AND a IN (100, 200)`))
	if anchors != 2 {
		t.Errorf("the public record is given %d of lines 100 and 200", anchors)
	}
	for _, x := range []struct{ do, want string }{
		{`UPDATE sight SET why = 'case' WHERE id = (SELECT sight FROM sight_link WHERE n = 7)`, "line 7 of who saw personal data was changed"},
		{`UPDATE sight SET why = '' WHERE id = (SELECT sight FROM sight_link WHERE n = 7)`, "line 7 of who saw personal data was changed"},
		{`DELETE FROM sight WHERE id = (SELECT sight FROM sight_link WHERE n = 9)`, "line 9 of who saw personal data is missing"},
		{`DELETE FROM sight_link WHERE n = 9`, "line 9 of who saw personal data is missing"},
		{`INSERT INTO leaf (idx, kind, a, b) VALUES (0, 'sight', 300, 0)`, "has 240 lines; the public record knows of 300"},
		{`INSERT INTO sight (at, account_id, role, what, cases) SELECT at, account_id, role, what, cases FROM sight LIMIT 1`, "stand beside the chain"},
		{`INSERT INTO sight_waiting (sight, since) SELECT min(id), now() - interval '1 hour' FROM sight`, "wait for their line since"},
	} {
		err := s.InTx(t.Context(), func(tx *store.Tx) error {
			if _, err := tx.ExecContext(t.Context(), `SET LOCAL session_replication_role = replica`); err != nil {
				return err
			}
			_, err := tx.ExecContext(t.Context(), x.do)
			return err
		})
		ok(t, err)
		if broken, _, err := s.CheckSights(t.Context()); err != nil || !strings.Contains(broken, x.want) {
			t.Errorf("%s: %q, %v", x.do, broken, err)
		}
		_, err = s.DB().Exec(`BEGIN; SET LOCAL session_replication_role = replica;
			DELETE FROM leaf; DELETE FROM sight_waiting; DELETE FROM sight_link; DELETE FROM sight;
			INSERT INTO sight (at, account_id, role, what, why, cases) SELECT '2026-03-02 16:00Z', (SELECT min(id) FROM account), 'clerk', 'case', 'queue:late', '{LP-2026-000001-1}' FROM generate_series(1, 240);
			INSERT INTO sight_waiting SELECT id FROM sight; COMMIT`)
		ok(t, err)
		_, err = s.LinkSights(t.Context())
		ok(t, err)
	}
}

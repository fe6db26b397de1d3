package main

import (
	"context"
	"fmt"
	"time"

	"qhana/internal/foi"
	"qhana/internal/statute"
	"qhana/internal/store"
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
		if err := s.DB().Get(&often, `SELECT coalesce(max(n), 0) FROM (SELECT count(*) AS n FROM entry WHERE event = 'recalculated' GROUP BY request_id) x`); err != nil {
			return err
		}
		if err := s.DB().Get(&moved, `SELECT count(DISTINCT request_id) FROM entry WHERE event = 'recalculated'`); err != nil {
			return err
		}
		if often > k.closures || moved == 0 {
			k.t.Errorf("%d declarations: %d cases moved, one of them %d times", k.closures, moved, often)
		}
		k.t.Logf("%d days declared; %d running cases, %d were counted anew", k.closures, len(rows), moved)
		return nil
	})
	if err != nil {
		k.t.Error(err)
	}
}

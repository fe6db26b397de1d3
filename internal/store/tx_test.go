package store_test

import (
	"context"
	"encoding/hex"
	"errors"
	"sync"
	"testing"
	"time"

	"qhana/internal/foi"
	"qhana/internal/store"
	"qhana/internal/testdb"
)

func TestTransactionIsWholeOrNothing(t *testing.T) {
	t.Parallel()
	s := testdb.New(t)
	unit := foi.Unit{Key: "x", NameES: "x", NameEN: "x", Kind: "office"}
	broken := errors.New("broken")
	if err := s.InTx(t.Context(), func(tx *store.Tx) error {
		ok(t, tx.SaveUnit(t.Context(), unit))
		return broken
	}); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic was swallowed")
			}
		}()
		_ = s.InTx(t.Context(), func(tx *store.Tx) error {
			ok(t, tx.SaveUnit(t.Context(), unit))
			panic("in the middle")
		})
	}()
	empty, err := s.Empty(t.Context())
	ok(t, err)
	if !empty {
		t.Error("what failed was kept")
	}
	if open := s.DB().Stats().InUse; open != 0 {
		t.Errorf("%d connections are not given back", open)
	}
}

// Two who act on one request wait for each other, and each sees the ledger that the other left.
func TestLockSeesTheOthersEntries(t *testing.T) {
	t.Parallel()
	s := testdb.New(t)
	r := keep(t, s, sample{})
	const people, each = 6, 10
	var wg sync.WaitGroup
	for range people {
		wg.Go(func() {
			for range each {
				if err := s.InTx(t.Context(), func(tx *store.Tx) error { return note(t.Context(), tx, r.ID) }); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	c, err := s.CaseByID(t.Context(), r.ID)
	ok(t, err)
	for i, e := range c.Ledger {
		if e.Seq != i+1 {
			t.Fatalf("entry %d has number %d", i+1, e.Seq)
		}
	}
	if len(c.Ledger) != 1+people*each {
		t.Errorf("%d entries", len(c.Ledger))
	}
	hashes, err := s.WordsHashes(t.Context(), r.ID)
	ok(t, err)
	if b, err := hex.DecodeString(hashes[2]); len(hashes) != people*each || err != nil || len(b) != 32 {
		t.Errorf("%d hashes, %q", len(hashes), hashes[2])
	}
}

// note adds an entry to a request.
func note(ctx context.Context, tx *store.Tx, id int64) error {
	req, ledger, _, err := tx.Lock(ctx, id)
	if err != nil {
		return err
	}
	req.Rev++
	e := foi.Entry{Seq: len(ledger) + 1, At: filedAt.Add(time.Duration(len(ledger)) * time.Minute), Event: foi.Noted,
		By: foi.By{Role: foi.System}, Words: foi.Words{"text": "نص 🏔️ ñ"}}
	return tx.Save(ctx, store.Change{Request: req, Entries: []foi.Entry{e}})
}

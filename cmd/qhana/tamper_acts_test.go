package main

import (
	"testing"
	"time"

	"qhana/internal/casework"
	"qhana/internal/foi"
	"qhana/internal/simulate"
	"qhana/internal/store"
)

// backdate files a case as if days ago, with everything that the site itself does.
func backdate(t *testing.T, c *cli, s *store.Store) {
	t.Helper()
	c.fileAt(t, s, time.Date(2026, 3, 29, 14, 0, 0, 0, time.UTC))
}

// unrestored declares a restore that was none, so that acts are taken for lost.
func unrestored(t *testing.T, c *cli, s *store.Store) {
	t.Helper()
	at := time.Date(2026, 4, 1, 2, 0, 0, 0, time.UTC)
	r := store.Restored{At: at, Account: 1, Reason: "no", Facts: []byte(`{"size":10,"signed":20,"lost":[[3,5]]}`)}
	if err := s.InTx(t.Context(), func(tx *store.Tx) error { return tx.DeclareRestore(t.Context(), r) }); err != nil {
		t.Fatal(err)
	}
	if err := c.record(t, s, at); err != nil {
		t.Fatal(err)
	}
}

// fileAt files a case at an instant and records it.
func (c *cli) fileAt(t *testing.T, s *store.Store, at time.Time) {
	t.Helper()
	law, err := c.law()
	if err != nil {
		t.Fatal(err)
	}
	desk := casework.New(s, law, &simulate.Mailbox{}, func() time.Time { return at }, "localhost")
	f := foi.Filing{Question: foi.Question{Subject: "Plan", Body: "El plan"}, Channel: foi.Web, Locale: "es", Requester: foi.Requester{Name: "Alguien"}}
	if _, err := desk.File(t.Context(), f, nil, foi.TheCitizen(), func(foi.Reference) []byte { return []byte("otra") }, nil); err != nil {
		t.Fatal(err)
	}
	if err := c.record(t, s, time.Date(2026, 4, 1, 2, 0, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
}

package casework_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"qhana/internal/foi"
	"qhana/internal/store"
)

// An action on many requests is asked of the statute for each; what it refuses is listed, and two processes do none twice.
func TestBatch(t *testing.T) {
	t.Parallel()
	w := newTown(t).at("2026-03-02 10:00").staffed()
	ids := w.file(40)
	w.grant("rosa", foi.Grant{Role: foi.TransparencyOfficer, Unit: "transparencia"})
	extend := foi.Action{Kind: foi.Extend, Ground: "volume", Amount: 5, Words: foi.Words{"text": "Hay mucho"}}
	w.do(ids[3], rosa, extend)
	if _, err := w.desk.Begin(t.Context(), extend, nil, rosa); foi.CodeOf(err) != foi.Invalid {
		t.Fatalf("a batch of nothing: %v", err)
	}
	id, err := w.desk.Begin(t.Context(), extend, ids, rosa)
	if err != nil {
		t.Fatal(err)
	}
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() {
			if _, err := w.desk.Go(context.Background()); err != nil {
				t.Error(err)
			}
		})
	}
	both.Wait()
	b, err := w.store.Batch(t.Context(), id, 1)
	if err != nil || b.Done != 39 || b.Refused != 1 || b.FinishedAt.IsZero() {
		t.Fatalf("%+v, %v", b, err)
	}
	for _, id := range ids {
		if n := w.events(id, foi.Extended); n != 1 {
			t.Fatalf("extended %d times", n)
		}
	}
	refused, err := w.store.BatchItems(t.Context(), id, "refused", 0, 10)
	if err != nil || len(refused) != 1 || refused[0].Reason.Key != "extended_already" {
		t.Fatalf("%+v, %v", refused, err)
	}
	if _, err := w.store.Batch(t.Context(), id, 2); foi.CodeOf(err) != foi.NotFound {
		t.Errorf("somebody else sees it: %v", err)
	}
}

// grant gives somebody of the town another role.
func (w *town) grant(login string, g foi.Grant) {
	w.t.Helper()
	const query = `INSERT INTO role_grant (account_id, role, unit) SELECT id, $2, $3 FROM account WHERE login = $1`
	if err := w.store.InTx(w.t.Context(), func(tx *store.Tx) error {
		_, err := tx.ExecContext(w.t.Context(), query, login, string(g.Role), g.Unit)
		return err
	}); err != nil {
		w.t.Fatal(err)
	}
}

// Hundreds at once. It logs how long they take.
func TestBatchOfMany(t *testing.T) {
	t.Parallel()
	w := newTown(t).at("2026-03-02 10:00").staffed()
	w.grant("rosa", foi.Grant{Role: foi.TransparencyOfficer, Unit: "transparencia"})
	ids := w.file(500)
	extend := foi.Action{Kind: foi.Extend, Ground: "volume", Amount: 5, Words: foi.Words{"text": "Hay mucho"}}
	if _, err := w.desk.Begin(t.Context(), extend, ids, rosa); err != nil {
		t.Fatal(err)
	}
	begun := time.Now()
	n, err := w.desk.Go(t.Context())
	if err != nil || n != len(ids) {
		t.Fatalf("%d done, %v", n, err)
	}
	t.Logf("%d extensions in %s", n, time.Since(begun).Round(time.Millisecond))
}

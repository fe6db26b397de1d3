package casework_test

import (
	"context"
	"math/rand/v2"
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
	if _, err := w.desk.Begin(t.Context(), extend, nil, nil, rosa); foi.CodeOf(err) != foi.Invalid {
		t.Fatalf("a batch of nothing: %v", err)
	}
	id, err := w.desk.Begin(t.Context(), extend, ids, nil, rosa)
	if err != nil {
		t.Fatal(err)
	}
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() {
			if _, _, err := w.desk.Go(context.Background()); err != nil {
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
	if _, err := w.desk.Begin(t.Context(), extend, ids, nil, rosa); err != nil {
		t.Fatal(err)
	}
	begun := time.Now()
	n, _, err := w.desk.Go(t.Context())
	if err != nil || n != len(ids) {
		t.Fatalf("%d done, %v", n, err)
	}
	t.Logf("%d extensions in %s", n, time.Since(begun).Round(time.Millisecond))
}

// A batch that is cut off anywhere goes on where it was, whoever takes it up, and does no case twice.
func TestBatchCutOff(t *testing.T) {
	t.Parallel()
	w := newTown(t).at("2026-03-02 10:00").staffed()
	w.grant("rosa", foi.Grant{Role: foi.TransparencyOfficer, Unit: "transparencia"})
	ids := w.file(60)
	extend := foi.Action{Kind: foi.Extend, Ground: "volume", Amount: 5, Words: foi.Words{"text": "Hay mucho"}}
	id, err := w.desk.Begin(t.Context(), extend, ids, nil, rosa)
	if err != nil {
		t.Fatal(err)
	}
	for cuts := 0; ; cuts++ {
		ctx, cut := context.WithTimeout(t.Context(), time.Duration(30+rand.IntN(150))*time.Millisecond)
		var both sync.WaitGroup
		for range 2 {
			both.Go(func() { _, _, _ = w.desk.Go(ctx) })
		}
		both.Wait()
		cut()
		b, err := w.store.Batch(t.Context(), id, 1)
		if err != nil {
			t.Fatal(err)
		}
		if !b.FinishedAt.IsZero() {
			if b.Done != len(ids) || b.Refused != 0 {
				t.Fatalf("after %d cuts: %+v", cuts, b)
			}
			t.Logf("cut off %d times", cuts)
			break
		}
	}
	for _, id := range ids {
		if n := w.events(id, foi.Extended); n != 1 {
			t.Fatalf("extended %d times", n)
		}
	}
}

// An item that fails for a reason of ours is listed; the rest of its batch, and the batches behind it, are carried out. What is
// lent to somebody counts as it does when they act themselves.
func TestBatchGoesOn(t *testing.T) {
	t.Parallel()
	w := newTown(t).at("2026-03-02 10:00").staffed()
	w.grant("rosa", foi.Grant{Role: foi.TransparencyOfficer, Unit: "transparencia"})
	ids := w.file(4)
	if _, err := w.store.DB().ExecContext(t.Context(), `UPDATE request SET version = 'lost' WHERE id = $1`, ids[1]); err != nil {
		t.Fatal(err)
	}
	if _, err := w.store.DB().ExecContext(t.Context(), `UPDATE account SET backup = 5, away_from = $1, away_until = $2 WHERE login = 'rosa'`, w.now.Add(-time.Hour), w.now.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	pedro := foi.Actor{Account: 5} // who has nothing of his own, and stands in for rosa
	extend := foi.Action{Kind: foi.Extend, Ground: "volume", Amount: 5, Words: foi.Words{"text": "Hay mucho"}}
	first, err := w.desk.Begin(t.Context(), extend, ids, nil, pedro)
	if err != nil {
		t.Fatal(err)
	}
	second, err := w.desk.Begin(t.Context(), foi.Action{Kind: foi.Assign, Account: 1}, ids[:1], nil, rosa)
	if err != nil {
		t.Fatal(err)
	}
	_, failed, err := w.desk.Go(t.Context())
	if err != nil || len(failed) != 1 {
		t.Fatalf("%v, %v", failed, err)
	}
	b, err := w.store.Batch(t.Context(), first, 5)
	if err != nil || b.Done != 3 || b.Refused != 1 || b.FinishedAt.IsZero() {
		t.Fatalf("%+v, %v", b, err)
	}
	if items, err := w.store.BatchItems(t.Context(), first, "refused", 0, 10); err != nil || len(items) != 1 || items[0].Reason.Key != "batch.failed" {
		t.Fatalf("%+v, %v", items, err)
	}
	if b, err := w.store.Batch(t.Context(), second, 1); err != nil || b.Done != 1 {
		t.Fatalf("%+v, %v", b, err)
	}
	if owner := w.caseOf(ids[0]).Request.Owner; owner != 1 {
		t.Fatalf("led by %d", owner)
	}
}

// A head gives the branches of their unit in many cases to one official; a case without such a branch is listed.
func TestBatchAssignsBranches(t *testing.T) {
	t.Parallel()
	w := newTown(t).at("2026-03-02 10:00").staffed()
	w.grant("jefa", foi.Grant{Role: foi.UnitHead, Unit: "finanzas"})
	ids := w.file(3)
	w.do(ids[0], rosa, foi.Action{Kind: foi.OpenBranch, Unit: "obras"}, foi.Action{Kind: foi.OpenBranch, Unit: "finanzas"})
	w.do(ids[1], rosa, foi.Action{Kind: foi.OpenBranch, Unit: "finanzas"})
	id, err := w.desk.Begin(t.Context(), foi.Action{Kind: foi.AssignBranch, Account: 5}, ids, nil, jefa)
	if err != nil {
		t.Fatal(err)
	}
	if _, failed, err := w.desk.Go(t.Context()); err != nil || failed != nil {
		t.Fatalf("%v, %v", failed, err)
	}
	b, err := w.store.Batch(t.Context(), id, 4)
	if err != nil || b.Done != 2 || b.Refused != 1 {
		t.Fatalf("%+v, %v", b, err)
	}
	for i, no := range []int{2, 1} {
		if got := w.caseOf(ids[i]).Branches[no-1]; got.Account != 5 || got.State != foi.BranchIsAccepted {
			t.Fatalf("%+v", got)
		}
	}
}

package store_test

import (
	"bytes"
	"testing"
	"time"

	"qhana/internal/foi"
	"qhana/internal/store"
	"qhana/internal/testdb"
)

// noon is the time of day in tests of what is kept for a while.
var noon = time.Date(2026, 3, 23, 16, 0, 0, 0, time.UTC)

func want(t *testing.T, err error, code foi.Code) {
	t.Helper()
	if got := foi.CodeOf(err); got != code {
		t.Fatalf("got %v (code %q), want code %q", err, got, code)
	}
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// newAccount writes an account, after the units of its grants.
func newAccount(t *testing.T, s *store.Store, a foi.Account) int64 {
	t.Helper()
	var id int64
	ok(t, s.InTx(t.Context(), func(tx *store.Tx) error {
		var err error
		id, err = tx.CreateAccount(t.Context(), a, "hash of "+a.Login, noon)
		return err
	}))
	return id
}

func TestUnits(t *testing.T) {
	t.Parallel()
	s, ctx := testdb.New(t), t.Context()
	empty, err := s.Empty(ctx)
	ok(t, err)
	head := foi.Unit{Key: "alcaldia", NameES: "Alcaldía", NameEN: "Mayor", Kind: "government", Position: 2, Active: true}
	part := foi.Unit{Key: "finanzas", Parent: "alcaldia", NameES: "Finanzas", NameEN: "Finance", Kind: "secretariat", Email: "f@example.bo", Position: 1, Active: true}
	for range 2 { // the second time changes nothing
		ok(t, s.InTx(ctx, func(tx *store.Tx) error {
			if err := tx.SaveUnit(ctx, head); err != nil {
				return err
			}
			return tx.SaveUnit(ctx, part)
		}))
	}
	units, err := s.Units(ctx)
	ok(t, err)
	if !empty || len(units) != 2 || units[0] != part || units[1] != head {
		t.Fatalf("empty before: %v; units: %+v", empty, units)
	}
	if empty, err = s.Empty(ctx); err != nil || empty {
		t.Fatalf("still empty: %v, %v", empty, err)
	}
}

func TestAccounts(t *testing.T) {
	t.Parallel()
	s, ctx := testdb.New(t), t.Context()
	a := foi.Account{Login: "Rosa", Name: "Rosa Quispe", Email: "r@example.bo", Active: true,
		Grants: []foi.Grant{{Role: foi.UnitHead, Unit: "finanzas"}, {Role: foi.Auditor}}}
	id := newAccount(t, s, a)
	newAccount(t, s, foi.Account{Login: "gone", Name: "Gone"})

	got, hash, err := s.AccountByLogin(ctx, "rOSA")
	ok(t, err)
	if got.ID != id || got.Name != a.Name || hash != "hash of Rosa" || len(got.Grants) != 2 || !got.Actor().In(foi.UnitHead, "finanzas") || !got.Actor().Has(foi.Auditor) {
		t.Fatalf("%+v, %q", got, hash)
	}
	_, _, err = s.AccountByLogin(ctx, "gone")
	want(t, err, foi.NotFound)
	_, _, err = s.AccountByLogin(ctx, "nobody")
	want(t, err, foi.NotFound)
	err = s.InTx(ctx, func(tx *store.Tx) error {
		_, err := tx.CreateAccount(ctx, foi.Account{Login: "ROSA", Name: "Another"}, "x", noon)
		return err
	})
	want(t, err, foi.Conflict)
	if all, err := s.Accounts(ctx); err != nil || len(all) != 2 || all[0].Name != "Gone" {
		t.Fatalf("accounts %+v, %v", all, err)
	}
}

func TestSessions(t *testing.T) {
	t.Parallel()
	s, ctx := testdb.New(t), t.Context()
	id := newAccount(t, s, foi.Account{Login: "rosa", Name: "Rosa", Active: true})
	const idle = 30 * time.Minute
	token := []byte("hash of a token")
	who := func(at time.Time) error {
		_, err := s.SessionAccount(ctx, token, at, idle)
		return err
	}
	open := func() { ok(t, s.CreateSession(ctx, token, id, noon, noon.Add(12*time.Hour))) }

	want(t, who(noon), foi.NotFound)
	open()
	for at := noon; at.Before(noon.Add(12 * time.Hour)); at = at.Add(20 * time.Minute) {
		ok(t, who(at)) // use keeps it alive
	}
	want(t, who(noon.Add(12*time.Hour)), foi.NotFound)

	ok(t, s.DeleteSession(ctx, token))
	open()
	want(t, who(noon.Add(idle)), foi.NotFound) // idle too long
	ok(t, who(noon.Add(idle-time.Second)))

	if _, err := s.DB().ExecContext(ctx, `UPDATE account SET active = false`); err != nil {
		t.Fatal(err)
	}
	want(t, who(noon), foi.NotFound)
	if _, err := s.DB().ExecContext(ctx, `UPDATE account SET active = true`); err != nil {
		t.Fatal(err)
	}
	ok(t, s.InTx(ctx, func(tx *store.Tx) error { return tx.SetPassword(ctx, id, "new") }))
	want(t, who(noon), foi.NotFound) // a new password ends the sessions
	want(t, s.InTx(ctx, func(tx *store.Tx) error { return tx.SetPassword(ctx, 99, "new") }), foi.NotFound)
	open()
	ok(t, s.DeleteAccountSessions(ctx, id))
	want(t, who(noon), foi.NotFound)
}

// TestSessionSeen: reading a session writes at most once a minute.
func TestSessionSeen(t *testing.T) {
	t.Parallel()
	s, ctx := testdb.New(t), t.Context()
	id := newAccount(t, s, foi.Account{Login: "rosa", Name: "Rosa", Active: true})
	ok(t, s.CreateSession(ctx, []byte("t"), id, noon, noon.Add(time.Hour)))
	for _, step := range []struct{ at, seen time.Duration }{{59 * time.Second, 0}, {time.Minute, time.Minute}, {90 * time.Second, time.Minute}} {
		_, err := s.SessionAccount(ctx, []byte("t"), noon.Add(step.at), time.Hour)
		ok(t, err)
		var seen time.Time
		ok(t, s.DB().GetContext(ctx, &seen, `SELECT seen_at FROM session`))
		if !seen.Equal(noon.Add(step.seen)) {
			t.Fatalf("used after %v: seen %v", step.at, seen.Sub(noon))
		}
	}
}

func TestCaseSessions(t *testing.T) {
	t.Parallel()
	s, ctx := testdb.New(t), t.Context()
	req := fileOne(t, s, foi.Question{Subject: "Presupuesto", Body: "¿Cuánto?"}, foi.Requester{Name: "Ana", Delivery: "web"})
	token := []byte("t")
	ok(t, s.CreateCaseSession(ctx, token, req.ID, noon.Add(time.Hour)))
	if id, err := s.CaseSession(ctx, token, noon); err != nil || id != req.ID {
		t.Fatalf("%d, %v", id, err)
	}
	_, err := s.CaseSession(ctx, token, noon.Add(time.Hour))
	want(t, err, foi.NotFound)
	ok(t, s.DeleteCaseSession(ctx, token))
	_, err = s.CaseSession(ctx, token, noon)
	want(t, err, foi.NotFound)
}

func TestOutbox(t *testing.T) {
	t.Parallel()
	s, ctx := testdb.New(t), t.Context()
	raw := []byte("Subject: x\r\n\r\n\x00\xff")
	for _, id := range []string{"1@x", "2@x", "3@x"} {
		ok(t, s.AddMail(ctx, id, "ana@example.bo", "Acuse", raw, noon))
	}
	first, err := s.Mails(ctx, 0, 2)
	ok(t, err)
	if len(first) != 2 || first[0].MessageID != "3@x" || first[1].MessageID != "2@x" {
		t.Fatalf("%+v", first)
	}
	rest, err := s.Mails(ctx, first[1].ID, 2)
	ok(t, err)
	if len(rest) != 1 || rest[0].MessageID != "1@x" {
		t.Fatalf("%+v", rest)
	}
	m, err := s.Mail(ctx, rest[0].ID)
	ok(t, err)
	if !bytes.Equal(m.Raw, raw) || !m.SentAt.Equal(noon) {
		t.Fatalf("%+v", m)
	}
	_, err = s.Mail(ctx, 0)
	want(t, err, foi.NotFound)
}

package store_test

import (
	"testing"
	"time"

	"qhana/internal/foi"
	"qhana/internal/store"
	"qhana/internal/testdb"
)

// Many accounts are written at once as one by one they would be; somebody new has no password, and who has one keeps it.
func TestSaveAccounts(t *testing.T) {
	t.Parallel()
	s, ctx := testdb.New(t), t.Context()
	old := newAccount(t, s, foi.Account{Login: "Rosa", Name: "Rosa", Active: true, Grants: []foi.Grant{{Role: foi.UnitHead, Unit: "finanzas"}}})
	list := []foi.Account{
		{Login: "nueva", Name: "=1+1", Email: "n@example.bo", Active: true, Grants: []foi.Grant{{Role: foi.Auditor}, {Role: foi.Clerk, Unit: "sur"}}},
		{ID: old, Login: "Rosa", Name: "Rosa Quispe", Email: "r@example.bo", Active: true, Grants: []foi.Grant{{Role: foi.UnitOfficial, Unit: "sur"}}},
		{Login: "sin.rol", Name: "Sin Rol", Active: true},
	}
	ok(t, s.InTx(ctx, func(tx *store.Tx) error {
		if err := tx.SaveAccounts(ctx, list, noon); err != nil {
			return err
		}
		return tx.AddAdminEntries(ctx, []store.AdminEntry{{At: noon, Account: old, Kind: "account_added", Subject: "account:1"},
			{At: noon, Account: old, Kind: "people_imported", Subject: "file:x", Facts: map[string]string{"added": "2"}}})
	}))
	for i, grants := range []int{2, 1, 0} {
		a, err := s.AccountByID(ctx, list[i].ID)
		ok(t, err)
		if a.Name != list[i].Name || a.Email != list[i].Email || len(a.Grants) != grants || !a.Active || a.NoPassword != (a.ID != old) {
			t.Errorf("%+v, not %+v", a, list[i])
		}
	}
	if _, hash, err := s.AccountByLogin(ctx, "rosa"); err != nil || hash != "hash of Rosa" {
		t.Errorf("%q, %v", hash, err)
	}
	entries, err := s.AdminEntries(ctx, 0, 10)
	ok(t, err)
	if len(entries) != 2 || entries[0].Kind != "people_imported" || entries[0].Facts["added"] != "2" || !entries[1].At.Equal(noon) {
		t.Errorf("%+v", entries)
	}
	want(t, s.InTx(ctx, func(tx *store.Tx) error {
		return tx.SaveAccounts(ctx, []foi.Account{{Login: "ROSA", Name: "Otra"}}, noon)
	}), foi.Conflict)
}

// A file of people is its bringer's, for a day; once imported only what came of it is left.
func TestPeopleImport(t *testing.T) {
	t.Parallel()
	s, ctx := testdb.New(t), t.Context()
	mine := newAccount(t, s, foi.Account{Login: "rosa", Name: "Rosa", Active: true})
	token := []byte("t")
	ok(t, s.KeepPeopleImport(ctx, token, store.PeopleImport{Account: mine, Name: "p.csv", SHA256: "x", File: []byte("a\xff\x00b"), CreatedAt: noon, ExpiresAt: noon.Add(time.Hour)}))
	_, err := s.PeopleImport(ctx, token, mine+1, noon)
	want(t, err, foi.NotFound)
	_, err = s.PeopleImport(ctx, token, mine, noon.Add(time.Hour))
	want(t, err, foi.NotFound)
	p, err := s.PeopleImport(ctx, token, mine, noon)
	if err != nil || string(p.File) != "a\xff\x00b" || p.Done != nil || p.Name != "p.csv" {
		t.Fatalf("%+v, %v", p, err)
	}
	ok(t, s.InTx(ctx, func(tx *store.Tx) error {
		if _, err := tx.LockPeopleImport(ctx, token, mine, noon); err != nil {
			return err
		}
		return tx.EndPeopleImport(ctx, token, store.PeopleCounts{Added: 3})
	}))
	p, err = s.PeopleImport(ctx, token, mine, noon)
	if err != nil || p.File != nil || p.Done == nil || p.Done.Added != 3 {
		t.Fatalf("%+v, %v", p, err)
	}
	ok(t, s.DeleteExpired(ctx, noon.Add(2*time.Hour)))
	var left int
	if err := s.DB().GetContext(ctx, &left, `SELECT count(*) FROM people_import`); err != nil || left != 0 {
		t.Errorf("%d left, %v", left, err)
	}
}

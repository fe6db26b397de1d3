package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"qhana/internal/foi"
	"qhana/internal/statute"
	"qhana/internal/store"
	"qhana/internal/testdb"
)

// What is personal of an official who left is erased, and the record still verifies; of one who may still come in it is not.
func TestEraseAccount(t *testing.T) {
	t.Parallel()
	c, out := testCLI(t, testdb.URL(t))
	at := time.Date(2026, 4, 1, 14, 0, 0, 0, time.UTC)
	leaves := foi.Account{Login: "zenobia", Name: "Zenobia Mamani", Email: "zenobia@lapaz.example", Active: true, Grants: []foi.Grant{{Role: foi.Auditor}}}
	with := func(do func(s *store.Store) error) {
		t.Helper()
		if err := c.withStore(t.Context(), func(s *store.Store, _ *statute.Library) error { return do(s) }); err != nil {
			t.Fatal(err)
		}
	}
	with(func(s *store.Store) error {
		if err := s.InTx(t.Context(), func(tx *store.Tx) (err error) {
			if _, err = tx.CreateAccount(t.Context(), foi.Account{Login: "borra", Name: "Quien borra", Active: true, Grants: []foi.Grant{{Role: foi.Administrator}}}, "x", at); err != nil {
				return err
			}
			if leaves.ID, err = tx.CreateAccount(t.Context(), leaves, "x", at); err != nil {
				return err
			}
			return tx.AddAdminEntries(t.Context(), []store.AdminEntry{
				{At: at, Account: 1, Kind: "account_added", Subject: fmt.Sprintf("account:%d", leaves.ID), Facts: map[string]string{"roles": "auditor@"}},
				{At: at, Account: 1, Kind: "account_changed", Subject: fmt.Sprintf("account:%d", leaves.ID), Words: foi.Words{"away_from": "2026-05-04T04:00:00Z", "away_until": "2026-05-16T04:00:00Z", "backup": "1"}}})
		}); err != nil {
			return err
		}
		return c.record(t, s, at)
	})
	name := fmt.Sprintf("account:%d", leaves.ID)
	try := func(typed string) error {
		c.args, c.in = []string{name, "-as", "borra", "-basis", "Orden 7/2026"}, strings.NewReader(typed+"\n")
		return erase(t.Context(), c)
	}
	if err := try(name); err == nil || !strings.Contains(err.Error(), "is not closed") {
		t.Errorf("an account that is in use is erased: %v", err)
	}
	with(func(s *store.Store) error {
		leaves.Active = false
		return s.InTx(t.Context(), func(tx *store.Tx) error { return tx.SaveAccount(t.Context(), leaves) })
	})
	if err := try("no"); err == nil || !strings.Contains(err.Error(), "nothing was erased") {
		t.Errorf("it is erased without being confirmed: %v", err)
	}
	if err := try(name); err != nil {
		t.Fatal(err)
	}
	with(func(s *store.Store) error {
		var left int
		if err := s.DB().Get(&left, `SELECT (SELECT count(*) FROM account a WHERE a::text ILIKE '%zenobia%') + (SELECT count(*) FROM act_words w WHERE w.words::text LIKE '%2026-05%')
			+ (SELECT count(*) FROM pg_stats x WHERE x::text ILIKE '%zenobia%')`); err != nil || left != 0 {
			t.Errorf("it is still there in %d places: %v", left, err)
		}
		return c.record(t, s, at.Add(time.Minute))
	})
	checked := func(want string) {
		t.Helper()
		out.Reset()
		if _ = check(t.Context(), c); !strings.Contains(out.String(), want) {
			t.Errorf("the check does not say %q:\n%s", want, out.String())
		}
	}
	checked("4 acts of the record, 0 of them with personal data erased: 0 differences") // a sign of life among them
	with(func(s *store.Store) error {
		_, err := s.DB().Exec(`UPDATE act_words SET words = '{"basis": "otra"}'`)
		return err
	})
	checked("admin 3: its words do not fit their hash")
	with(func(s *store.Store) error {
		_, err := s.DB().Exec(`DELETE FROM act_words; INSERT INTO admin_entry (at, account_id, kind, subject, words_hash) VALUES (now(), 1, 'absence_own', 'account:1', '\x01')`)
		return err
	})
	checked("admin 4: its words are gone, and nobody erased them")
}

package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"qhana/internal/casework"
	"qhana/internal/foi"
	"qhana/internal/paper"
	"qhana/internal/statute"
	"qhana/internal/store"
	"qhana/internal/testdb"
)

// The difference of a calendar that nobody declared.
const untoldDays = "entry 1: the days of the calendar bo-la-paz are not those with which it was counted"

// An upgrade that changes the days of a law's calendar is told on record as one that changes the law's other files is: what was counted
// before is whole, everybody can read which days it was counted with, and what comes out otherwise is named.
func TestCalendarChangesOnRecord(t *testing.T) {
	t.Parallel()
	u := &upgraded{t: t, url: testdb.URL(t), data: t.TempDir(), at: time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC)}
	old, oldFiles := u.under(strings.NewReplacer())
	if err := old.withStore(t.Context(), func(s *store.Store, _ *statute.Library) error {
		u.s = s
		u.later(old, u.file)
		if err := s.InTx(t.Context(), func(tx *store.Tx) error {
			_, err := tx.CreateAccount(t.Context(), foi.Account{Login: "jefa", Name: "Jefa", Active: true, Grants: []foi.Grant{{Role: foi.Administrator}}}, "x", u.at)
			return err
		}); err != nil {
			return err
		}
		u.hear("before", u.says(old, oldFiles), true, nil, nil, []string{"replaced on record"}) // and what the days are is kept
		for hash, one := range paper.Shipped() {
			if text, err := s.ShippedText(t.Context(), hash); err != nil || text != one.Text {
				t.Errorf("the site does not keep the letter's text %s that it came with: %q %v", one.Name, text, err)
			}
		}
		u.earlier(old)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

// earlier is an upgrade by which the office closes earlier, and which moves nothing.
func (u *upgraded) earlier(old *cli) {
	t := u.t
	c, files := u.under(strings.NewReplacer(`close: "18:30"`, `close: "16:30"`))
	var was, is string
	for cli, pin := range map[*cli]*string{old: &was, c: &is} {
		law, err := cli.law()
		if err != nil {
			t.Fatal(err)
		}
		*pin = law.Body().Calendar().Pin(law.Body().Today(u.at), law.Body().Today(u.at))
	}
	u.hear("not told", u.says(c, files), false, []string{untoldDays}, []string{untoldDays}, []string{"replaced on record"})

	untriggered(t, u.s, `INSERT INTO admin_entry (at, account_id, kind, subject, facts) VALUES ($1, 1, 'law_files', 'law:bo-la-paz',
		jsonb_build_object('statute', 'bo-la-paz', 'calendar', 'bo-la-paz', 'days', $2::text, 'instead', $3::text, 'reason', 'x'))`, u.at.Add(time.Hour), is, was)
	u.hear("told past the record", u.says(c, files), false, []string{untoldDays, "admin 1: it was never given to the record"}, []string{untoldDays}, []string{"replaced on record"})
	untriggered(t, u.s, `DELETE FROM admin_entry`)

	u.at = u.at.Add(time.Hour)
	said, wrote := u.declare(c, "bo-la-paz", "bo-la-paz", "-as", "jefa", "-reason", "La oficina cierra antes")
	for _, want := range []string{"the calendar bo-la-paz has other days", "  " + was + " of 1 cases, kept at " + c.cfg.BaseURL + "/registro/ley/" + foi.DaysHash(was),
		`"bo-la-paz America/La_Paz 08:30-16:30" was "bo-la-paz America/La_Paz 08:30-18:30"`, "1 cases, counted under the files of today: 0 come out otherwise", "declared: 0 versions of bo-la-paz and the calendar bo-la-paz have"} {
		if wrote != 1 || !strings.Contains(said, want) {
			t.Errorf("it wrote %d acts and does not say %q:\n%s", wrote, want, said)
		}
	}
	note := func(site, reason string) string {
		return fmt.Sprintf(`1 cases were counted with days of the calendar bo-la-paz that were replaced on record on 2026-03-02, "%s": %s/registro/ley/%s`, reason, site, foi.DaysHash(was))
	}
	u.hear("told", u.says(c, files), true, []string{note(c.cfg.BaseURL, "La oficina cierra antes")}, []string{note("SITE", "La oficina cierra antes")}, nil)
	if said, wrote := u.declare(c, "bo-la-paz", "bo-la-paz", "-as", "jefa", "-reason", "x"); wrote != 0 || !strings.Contains(said, "there is nothing to declare") {
		t.Errorf("it is told twice, with %d acts:\n%s", wrote, said)
	}
	for _, one := range []string{was, is} {
		if b, err := u.s.LawFiles(t.Context(), foi.DaysHash(one)); err != nil || !strings.Contains(string(b), `"days"`) {
			t.Errorf("the days %s cannot be read: %s %v", one, b, err)
		}
	}
	untriggered(t, u.s, `UPDATE law_files SET files = '{"days": "eA=="}' WHERE definition = $1`, foi.DaysHash(was))
	if outside := u.says(c, files)[1]; whole(outside) || !strings.Contains(outside, "the site gives other files than the days of the calendar bo-la-paz "+foi.DaysHash(was)) {
		t.Errorf("other days are shown as the earlier ones, and it says:\n%s", outside)
	}
	untriggered(t, u.s, `DELETE FROM law_files WHERE definition = $1`, foi.DaysHash(was))
	u.hear("they are not shown", u.says(c, files), true, nil, []string{"the site does not give the days of the calendar bo-la-paz " + foi.DaysHash(was)}, nil)

	again, otherFiles := u.under(strings.NewReplacer(`close: "18:30"`, `close: "15:30"`))
	u.hear("another change is not told", u.says(again, otherFiles), false, []string{untoldDays}, []string{untoldDays}, []string{"replaced on record"})
	u.later(old, u.file) // by a program that was not upgraded
	u.hear("filed after it was told", u.says(c, files), false, []string{"LP-2026-000002-8: " + untoldDays}, []string{"LP-2026-000002-8: " + untoldDays}, []string{"LP-2026-000001"})
	u.holiday()
}

// holiday is an upgrade whose calendar moves due days.
func (u *upgraded) holiday() {
	t := u.t
	u.at = u.at.Add(time.Hour)
	c, files := u.under(strings.NewReplacer("holidays:\n", "holidays:\n  - {es: Nuevo, en: New, date: 2026-03-10, source: x, certainty: read}\n"))
	said, wrote := u.declare(c, "bo-la-paz", "bo-la-paz", "-as", "jefa", "-reason", "Un feriado más")
	for _, want := range []string{"not kept here: nobody can read those days any more", "2 cases, counted under the files of today: 2 come out otherwise\n  LP-2026-00000", " is stored as ", "nothing was declared: "} {
		if wrote != 0 || !strings.Contains(said, want) {
			t.Errorf("it wrote %d acts and does not say %q:\n%s", wrote, want, said)
		}
	}
	if said, wrote = u.declare(c, "bo-la-paz", "bo-la-paz", "-as", "jefa", "-reason", "Un feriado más", "-although"); wrote != 1 {
		t.Errorf("it wrote %d acts:\n%s", wrote, said)
	}
	u.hear("a due day that is moved", u.says(c, files), false, []string{"due day is stored as", "days of the calendar bo-la-paz that were replaced on record", `"Un feriado más"`},
		[]string{"entry 1 says that it was due on", "is shown as due on", `"Un feriado más"`}, []string{"the days of the calendar bo-la-paz are not"})

	u.later(c, func(*casework.Desk) {
		if err := u.s.InTx(t.Context(), func(tx *store.Tx) error {
			return tx.AddAdminEntry(t.Context(), store.AdminEntry{At: u.at, Account: 1, Kind: foi.LawFiles, Subject: "law:bo-la-paz", Facts: map[string]string{"statute": "bo-la-paz", "calendar": "bo-la-paz", "days": "a", "instead": "b c"}})
		}); err != nil {
			t.Fatal(err)
		}
	})
	u.hear("a declaration that says nothing", u.says(c, files), false, nil, []string{", a declaration about the files of a law: it cannot be read"}, nil)
}

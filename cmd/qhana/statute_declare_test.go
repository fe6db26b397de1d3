package main

import (
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"qhana/internal/casework"
	"qhana/internal/foi"
	"qhana/internal/simulate"
	"qhana/internal/statute"
	"qhana/internal/store"
	"qhana/internal/testdb"
)

// upgraded is a body whose program came with other files of its law than those under which its cases were filed.
type upgraded struct {
	t    *testing.T
	s    *store.Store
	url  string
	data string
	at   time.Time
}

// under is the program with the law's files changed, and the folder with those files for who verifies from outside.
func (u *upgraded) under(with *strings.Replacer) (*cli, string) {
	u.t.Helper()
	c, _ := testCLI(u.t, u.url)
	c.cfg.DataDir, c.laws, c.clock = u.data, altered(u.t, with), func() time.Time { return u.at }
	dir := filepath.Join(u.t.TempDir(), "laws")
	if err := os.CopyFS(dir, c.laws); err != nil {
		u.t.Fatal(err)
	}
	return c, dir
}

// later lets an hour pass, does something, and has the record take it.
func (u *upgraded) later(c *cli, do func(*casework.Desk)) {
	u.t.Helper()
	u.at = u.at.Add(time.Hour)
	law, err := c.law()
	if err != nil {
		u.t.Fatal(err)
	}
	desk := casework.New(u.s, law, &simulate.Mailbox{}, func() time.Time { return u.at }, "localhost")
	if err := desk.Refresh(u.t.Context()); err != nil {
		u.t.Fatal(err)
	}
	do(desk)
	if err := c.record(u.t, u.s, u.at); err != nil {
		u.t.Fatal(err)
	}
}

func (u *upgraded) file(desk *casework.Desk) {
	u.t.Helper()
	f := foi.Filing{Question: foi.Question{Subject: "Plan", Body: "El plan"}, Channel: foi.Web, Locale: "es", Requester: foi.Requester{Name: "Alguien"}}
	if _, err := desk.File(u.t.Context(), f, nil, foi.TheCitizen(), func(foi.Reference) []byte { return []byte(u.at.String()) }, nil); err != nil {
		u.t.Fatal(err)
	}
}

// says is what the inside and the outside say of the record, each with the law's files as they are now.
func (u *upgraded) says(c *cli, laws string) [2]string {
	u.t.Helper()
	inside := *c
	var in, out strings.Builder
	inside.out = &in
	if err := check(u.t.Context(), &inside); err != nil {
		fmt.Fprintln(&in, err)
	}
	law, err := c.law()
	if err != nil {
		u.t.Fatal(err)
	}
	site, closeSite, err := c.site(u.s, law, func() time.Time { return u.at }, nil)
	if err != nil {
		u.t.Fatal(err)
	}
	defer closeSite()
	web := httptest.NewServer(site)
	defer web.Close()
	n, err := c.notary()
	if err != nil {
		u.t.Fatal(err)
	}
	v, _ := testCLI(u.t, "")
	v.out, v.args = &out, []string{"log", web.URL + "/registro", "-key", n.keys[0], "-wait", "0s", "-laws", laws}
	if err := verifyCmd(u.t.Context(), v); err != nil {
		fmt.Fprintln(&out, err)
	}
	return [2]string{in.String(), strings.ReplaceAll(out.String(), web.URL, "SITE")}
}

// hear holds what is said against what it should and should not have.
func (u *upgraded) hear(what string, said [2]string, clean bool, inside, outside, never []string) {
	u.t.Helper()
	for i, want := range [2][]string{inside, outside} {
		if whole(said[i]) != clean {
			u.t.Errorf("%s: it is whole: %v\n%s", what, !clean, said[i])
		}
		for _, text := range want {
			if !strings.Contains(said[i], text) {
				u.t.Errorf("%s: it does not say %q:\n%s", what, text, said[i])
			}
		}
		for _, text := range never {
			if strings.Contains(said[i], text) {
				u.t.Errorf("%s: it says %q:\n%s", what, text, said[i])
			}
		}
	}
}

// declare runs the command with an answer, and tells what it said and how many acts it wrote.
func (u *upgraded) declare(c *cli, answer string, args ...string) (said string, wrote int) {
	u.t.Helper()
	before := u.acts()
	run := *c
	var out strings.Builder
	run.in, run.out, run.args = strings.NewReader(answer+"\n"), &out, append([]string{"declare"}, args...)
	if err := statuteCmd(u.t.Context(), &run); err != nil {
		fmt.Fprintln(&out, err)
	}
	if err := c.record(u.t, u.s, u.at); err != nil {
		u.t.Fatal(err)
	}
	return out.String(), u.acts() - before
}

func (u *upgraded) acts() (n int) {
	u.t.Helper()
	if err := u.s.DB().Get(&n, `SELECT count(*) FROM admin_entry WHERE kind = 'law_files'`); err != nil {
		u.t.Fatal(err)
	}
	return n
}

// An upgrade that changes a law's files is told on record: then the cases of before are whole, counted under the files of today, and what
// those move is named. What nobody told, told later than it happened, or wrote past the record stays a difference.
func TestLawFilesChangeOnRecord(t *testing.T) {
	t.Parallel()
	u := &upgraded{t: t, url: testdb.URL(t), data: t.TempDir(), at: time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC)}
	old, oldFiles := u.under(strings.NewReplacer())
	if err := old.withStore(t.Context(), func(s *store.Store, _ *statute.Library) error {
		u.s = s
		u.later(old, func(d *casework.Desk) { u.file(d); moveLaw(t, s, d, u.at); u.file(d) })
		if err := s.InTx(t.Context(), func(tx *store.Tx) error {
			_, err := tx.CreateAccount(t.Context(), foi.Account{Login: "jefa", Name: "Jefa", Active: true, Grants: []foi.Grant{{Role: foi.Administrator}}}, "x", u.at)
			return err
		}); err != nil {
			return err
		}
		u.hear("before", u.says(old, oldFiles), true, nil, nil, []string{"replaced on record"})
		u.upgrade(old)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

// The difference that nobody declared, in both.
var untold = []string{"entry 1: the files of its law bo-la-paz 2016-1 are not those under which it was filed", "the files of the law bo-la-paz proyecto-160 are not those to which it was moved"}

func (u *upgraded) upgrade(old *cli) {
	t := u.t
	c, files := u.under(strings.NewReplacer("like: departments\n", "like: departments # como en 2026\n"))
	was, err := old.law()
	if err != nil {
		t.Fatal(err)
	}
	is, err := c.law()
	if err != nil {
		t.Fatal(err)
	}
	first, second := was.Body().Definition(), was.Under("bo-la-paz", "proyecto-160").Definition()
	u.hear("not told", u.says(c, files), false, untold, untold, []string{"replaced on record"})

	untriggered(t, u.s, `INSERT INTO admin_entry (at, account_id, kind, subject, facts) VALUES ($1, 1, 'law_files', 'law:bo-la-paz',
		jsonb_build_object('statute', 'bo-la-paz', 'version', '2016-1', 'definition', $2::text, 'instead', $3::text, 'reason', 'x'))`, u.at.Add(time.Hour), is.Body().Definition(), first)
	u.hear("told past the record", u.says(c, files), false, append(untold, "admin 1: it was never given to the record"), untold, []string{"replaced on record"})
	untriggered(t, u.s, `DELETE FROM admin_entry`)

	u.at = u.at.Add(time.Hour)
	for _, x := range []struct {
		answer string
		args   []string
		want   string
	}{{"bo-la-paz", []string{"bo-la-paz", "-as", "jefa"}, "statute declare KEY -as LOGIN"}, {"bo-la-paz", []string{"bo-la-paz", "-as", "nadie", "-reason", "x"}, `there is no account "nadie"`},
		{"bo-la-paz", []string{"otra", "-as", "jefa", "-reason", "x"}, `there is no statute "otra"`}, {"no", []string{"bo-la-paz", "-as", "jefa", "-reason", "x"}, "nothing was declared"},
		{"us-foia", []string{"us-foia", "-as", "jefa", "-reason", "x"}, "there is nothing to declare"}} {
		if said, wrote := u.declare(c, x.answer, x.args...); !strings.Contains(said, x.want) || wrote != 0 {
			t.Errorf("%v: it wrote %d acts and does not say %q:\n%s", x.args, wrote, x.want, said)
		}
	}
	said, wrote := u.declare(c, "bo-la-paz", "bo-la-paz", "-as", "jefa", "-reason", "Se precisó un comentario")
	for _, want := range []string{"bo-la-paz 2016-1 has the files " + is.Body().Definition(), "  " + first + " of 1 cases, kept at ", "  " + second + " of 2 cases, kept at ",
		"2 cases, counted under the files of today: 0 come out otherwise", "declared: 2 versions of bo-la-paz"} {
		if wrote != 2 || !strings.Contains(said, want) {
			t.Errorf("it wrote %d acts and does not say %q:\n%s", wrote, want, said)
		}
	}
	note := func(n int, version, site, definition string) string {
		return fmt.Sprintf(`%d cases were filed under files of bo-la-paz %s that were replaced on record on 2026-03-02, "Se precisó un comentario": %s/registro/ley/%s`, n, version, site, definition)
	}
	u.hear("told", u.says(c, files), true, []string{note(1, "2016-1", c.cfg.BaseURL, first), note(2, "proyecto-160", c.cfg.BaseURL, second)},
		[]string{note(1, "2016-1", "SITE", first), note(2, "proyecto-160", "SITE", second)}, nil)
	if said, wrote := u.declare(c, "bo-la-paz", "bo-la-paz", "-as", "jefa", "-reason", "x"); wrote != 0 || !strings.Contains(said, "there is nothing to declare") {
		t.Errorf("it is told twice, with %d acts:\n%s", wrote, said)
	}

	u.later(old, u.file) // by a program that was not upgraded
	u.hear("filed after it was told", u.says(c, files), false, []string{"LP-2026-000003-1: entry 1: the files of its law"}, []string{"LP-2026-000003-1: entry 1: the files of its law"}, []string{"LP-2026-000001"})
	u.moved(first)
}

// moved is an upgrade that moves due days.
func (u *upgraded) moved(first string) {
	t := u.t
	u.at = u.at.Add(time.Hour)
	c, files := u.under(strings.NewReplacer("response: {amount: 15,", "response: {amount: 45,"))
	said, wrote := u.declare(c, "bo-la-paz", "bo-la-paz", "-as", "jefa", "-reason", "Otro plazo")
	for _, want := range []string{"come out otherwise\n  LP-2026-00000", " is stored as ", "nothing was declared: "} {
		if wrote != 0 || !strings.Contains(said, want) {
			t.Errorf("it wrote %d acts and does not say %q:\n%s", wrote, want, said)
		}
	}
	if said, wrote = u.declare(c, "bo-la-paz", "bo-la-paz", "-as", "jefa", "-reason", "Otro plazo", "-although"); wrote == 0 {
		t.Errorf("it wrote nothing:\n%s", said)
	}
	u.hear("a due day that is moved", u.says(c, files), false, []string{"due day is stored as", `"Otro plazo": ` + c.cfg.BaseURL + "/registro/ley/" + first},
		[]string{"entry 1 says that it was due on", "is shown as due on", `"Otro plazo": SITE/registro/ley/` + first}, []string{"the files of"})

	u.at = u.at.Add(time.Hour)
	if err := u.s.InTx(t.Context(), func(tx *store.Tx) error {
		return tx.AddAdminEntry(t.Context(), store.AdminEntry{At: u.at, Account: 1, Kind: foi.LawFiles, Subject: "law:bo-la-paz", Facts: map[string]string{"statute": "bo-la-paz"}})
	}); err != nil {
		t.Fatal(err)
	}
	if err := c.record(t, u.s, u.at); err != nil {
		t.Fatal(err)
	}
	u.hear("a declaration that says nothing", u.says(c, files), false, nil, []string{", a declaration about the files of a law: it cannot be read"}, []string{"the files of its law"})
}

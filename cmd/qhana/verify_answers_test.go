package main

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"qhana/internal/casework"
	"qhana/internal/document"
	"qhana/internal/foi"
	"qhana/internal/simulate"
	"qhana/internal/statute"
	"qhana/internal/store"
	"qhana/internal/testdb"
)

// Who reads the record from outside reads the published answers too, and the bytes of their files as everybody downloads them: what was
// changed, swapped or taken down is named by case and entry, also where the database was changed to fit.
func TestPublishedAnswersAreHeldAgainstTheRecord(t *testing.T) {
	t.Parallel()
	c, _ := testCLI(t, testdb.URL(t))
	c.cfg.DataDir = t.TempDir()
	at := time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC)
	if err := c.withStore(t.Context(), func(s *store.Store, law *statute.Library) error {
		ref, doc := publishes(t, c, s, law, at)
		if err := c.record(t, s, at.Add(time.Hour)); err != nil {
			return err
		}
		see := func(what, want string) {
			t.Helper()
			said := visit(t, c, s)
			if !strings.Contains(said, want) || whole(said) != (what == "nothing") {
				t.Errorf("%s: it does not say %q:\n%s", what, want, said)
			}
		}
		see("nothing", "1 read as they stand published, with the bytes of 1 files")

		withOwnLaws(t, c, s, ref)

		path := filepath.Join(c.cfg.DataDir, "documents", doc.SHA256[:2], doc.SHA256)
		bytes, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		writeFile(t, path, "otro plan")
		see("other bytes", ref+" entry 3: the file "+doc.ID)
		writeFile(t, path, string(bytes))

		keeper, err := document.OpenDir(filepath.Join(c.cfg.DataDir, "documents"))
		if err != nil {
			return err
		}
		defer func() { _ = keeper.Close() }()
		other, err := keeper.Keep(t.Context(), strings.NewReader("otro plan"), doc.Name, at)
		if err != nil {
			return err
		}
		for _, x := range []struct{ what, do, undo, want string }{
			{"another file with its hash", `UPDATE document SET sha256 = '` + other.SHA256 + `' WHERE id = '` + doc.ID + `'`, `UPDATE document SET sha256 = '` + doc.SHA256 + `' WHERE id = '` + doc.ID + `'`,
				ref + " entry 3: the file " + doc.ID + `, "plan.txt", that the site gives is not the one that was brought`},
			{"another name", `UPDATE document SET name = 'otro.txt'`, `UPDATE document SET name = 'plan.txt'`, ref + " entry 3: the file " + doc.ID},
			{"another answer", `UPDATE disclosure SET answer = 'Otra', days = 2`, `UPDATE disclosure SET answer = 'c', days = 0`, ref + " entry 7: what stands published is not what was published"},
			{"no answer", `CREATE TABLE away AS SELECT * FROM disclosure; DELETE FROM disclosure`, ``, ref + " entry 7: the answer was published and the site does not show it"},
		} {
			untriggered(t, s, x.do)
			see(x.what, x.want)
			if x.undo != "" {
				untriggered(t, s, x.undo)
				see("nothing", "1 read as they stand published")
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

// withOwnLaws has an auditor verify with the laws' files as they keep them: where they are the body's, nothing differs; where one is
// another, it is named with the case and the entry that was made under it.
func withOwnLaws(t *testing.T, c *cli, s *store.Store, ref string) {
	t.Helper()
	law, err := c.law()
	if err != nil {
		t.Fatal(err)
	}
	site, closeSite, err := c.site(s, law, time.Now, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer closeSite()
	web := httptest.NewServer(site)
	defer web.Close()
	n, err := c.notary()
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		name string
		with *strings.Replacer
		want []string
	}{{"as they are", strings.NewReplacer(), []string{"\n0 differences"}},
		{"another term", strings.NewReplacer("response: {amount: 15,", "response: {amount: 45,"),
			[]string{"WRONG " + ref + ": entry 1: the files of its law bo-la-paz ", " are not those under which it was filed", "WRONG " + ref + ": entry 1 says that it was due on 2026-03-23; the law gives ",
				"NOTE the law's files " + law.Body().Definition() + ", under which 1 cases were filed, are at " + web.URL + "/registro/ley/" + law.Body().Definition()}},
		{"files that the site changed", strings.NewReplacer("response: {amount: 15,", "response: {amount: 45,"), []string{"WRONG the site gives other files than the law's files " + law.Body().Definition()}},
		{"another procedure", strings.NewReplacer("phone: \"155\"", "phone: \"156\""), []string{"WRONG " + ref + ": entry 1: the files of its law bo-la-paz "}},
		{"other hours", strings.NewReplacer(`close: "18:30"`, `close: "16:30"`), []string{"WRONG " + ref + ": entry 1: the days of the calendar bo-la-paz are not those with which it was counted"}}} {
		if x.name == "files that the site changed" {
			untriggered(t, s, `UPDATE law_files SET files = files || '{"like": "eA=="}'`)
		}
		dir := filepath.Join(t.TempDir(), "laws")
		if err := os.CopyFS(dir, altered(t, x.with)); err != nil {
			t.Fatal(err)
		}
		v, out := testCLI(t, "")
		v.args = []string{"log", web.URL + "/registro", "-key", n.keys[0], "-wait", "0s", "-laws", dir}
		if err := verifyCmd(t.Context(), v); (err == nil) != (x.name == "as they are") {
			t.Errorf("%s: %v", x.name, err)
		}
		for _, want := range x.want {
			if !strings.Contains(out.String(), want) {
				t.Errorf("%s: it does not say %q:\n%s", x.name, want, out)
			}
		}
	}
}

// publishes has a case whose answer is published with a file.
func publishes(t *testing.T, c *cli, s *store.Store, law *statute.Library, at time.Time) (string, foi.Document) {
	t.Helper()
	keeper, err := document.OpenDir(mkdir(t, filepath.Join(c.cfg.DataDir, "documents")))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = keeper.Close() }()
	doc, err := keeper.Keep(t.Context(), strings.NewReader("el plan de obras de 2026"), "plan.txt", at)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.InTx(t.Context(), func(tx *store.Tx) error { return tx.AddDocument(t.Context(), doc) }); err != nil {
		t.Fatal(err)
	}
	desk := casework.New(s, law, &simulate.Mailbox{}, func() time.Time { return at }, "localhost")
	f := foi.Filing{Question: foi.Question{Subject: "Plan", Body: "El plan"}, Channel: foi.Web, Locale: "es", Requester: foi.Requester{Name: "Alguien", Email: "a@b.example", Delivery: "email"}}
	req, err := desk.File(t.Context(), f, nil, foi.TheCitizen(), func(foi.Reference) []byte { return []byte("mac") }, nil)
	if err != nil {
		t.Fatal(err)
	}
	lead := foi.Actor{Account: 1, Grants: []foi.Grant{{Role: foi.TransparencyOfficer, Unit: "transparencia"}}}
	signs := foi.Actor{Account: 2, Grants: []foi.Grant{{Role: foi.Signatory, Unit: "secretaria-general"}}}
	for _, one := range []struct {
		who foi.Actor
		act foi.Action
	}{{lead, foi.Action{Kind: foi.Acknowledge}}, {lead, foi.Action{Kind: foi.Draft, Outcome: "granted", Words: foi.Words{"text": "Aquí está"}, Documents: []foi.Document{doc}}},
		{lead, foi.Action{Kind: foi.Submit}}, {signs, foi.Action{Kind: foi.Sign}}, {lead, foi.Action{Kind: foi.Deliver}},
		{lead, foi.Action{Kind: foi.Publish, Words: foi.Words{"title": "a", "question": "b", "answer": "c"}}}} {
		if _, err := desk.Act(t.Context(), req.ID, one.act, one.who); err != nil {
			t.Fatalf("%s: %v", one.act.Kind, err)
		}
	}
	return string(req.Reference), doc
}

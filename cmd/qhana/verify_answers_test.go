package main

import (
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

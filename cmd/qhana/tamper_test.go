package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"io/fs"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/jmoiron/sqlx"
	"golang.org/x/mod/sumdb/note"

	"qhana/internal/casework"
	"qhana/internal/document"
	"qhana/internal/foi"
	"qhana/internal/jobs"
	"qhana/internal/postgres"
	"qhana/internal/simulate"
	"qhana/internal/statute"
	"qhana/internal/store"
	"qhana/workflows"
)

// tampered is one way in which somebody who may do everything in the database changes it, and what the verifications say.
type tampered struct {
	name    string
	do      []string          // with triggers off
	law     *strings.Replacer // of the law's files
	more    func(t *testing.T, c *cli, s *store.Store)
	inside  string // part of what `qhana check` says; "" where only the outside can see it
	outside string // part of what `qhana verify log` says, with the checkpoint of an earlier visit; "" where only the inside can
}

// pick is an entry of a case that was answered, in the middle of its ledger.
const pick = `(SELECT min(request_id), 5 FROM entry WHERE event = 'delivered')`

var tampers = []tampered{
	{name: "nothing"},
	{name: "edit an entry", do: []string{`UPDATE entry SET facts = facts || '{"reason": "otra"}' WHERE (request_id, seq) = ` + pick}, inside: "entry 5"},
	{name: "edit what was asked", do: []string{`UPDATE question SET body = 'Otra cosa' WHERE request_id = 1`}, inside: "what was asked was changed"},
	{name: "edit who asked", do: []string{`UPDATE requester SET name = 'Otra' WHERE request_id = 1`}, inside: "who asked was changed"},
	{name: "delete an entry", do: []string{`DELETE FROM entry_words WHERE (request_id, seq) = ` + pick, `DELETE FROM entry WHERE (request_id, seq) = ` + pick}, inside: "it was deleted", outside: "entries, the site shows"},
	{name: "insert an entry", do: []string{`INSERT INTO entry (request_id, seq, at, event, role, facts) SELECT request_id, max(seq) + 1, max(at), 'noted', 'clerk', '{}' FROM entry WHERE request_id = 2 GROUP BY 1`}, inside: "never given to the record", outside: "the others did not come into it"},
	{name: "move a deadline by an act past the record", do: []string{`INSERT INTO entry (request_id, seq, at, event, role, facts) SELECT request_id, max(seq) + 1, max(at), 'extended', 'clerk', '{"amount": 5}' FROM entry WHERE request_id = 1 GROUP BY 1`,
		`UPDATE deadline SET due_on = due_on + 5 WHERE request_id = 1 AND clock = 'response'`, `UPDATE request SET due_on = due_on + 5 WHERE id = 1`}, inside: "never given to the record", outside: "the others did not come into it"},
	{name: "reorder entries", do: []string{`UPDATE entry SET seq = 1000 WHERE request_id = 3 AND seq = 2`, `UPDATE entry SET seq = 2 WHERE request_id = 3 AND seq = 3`, `UPDATE entry SET seq = 3 WHERE request_id = 3 AND seq = 1000`}, inside: "entry 2"},
	{name: "truncate the ledger", do: []string{`TRUNCATE entry CASCADE`}, inside: "it was deleted", outside: "the site shows 0"},
	{name: "back-date an entry", do: []string{`UPDATE entry SET at = at - interval '3 days' WHERE (request_id, seq) = ` + pick}, inside: "and is dated"},
	{name: "move a deadline", do: []string{`UPDATE deadline SET due_on = due_on + 5 WHERE request_id = 1 AND clock = 'response'`, `UPDATE request SET due_on = due_on + 5 WHERE id = 1`}, inside: "due day", outside: "is shown as due on"},
	{name: "change a law in force", law: strings.NewReplacer("response: {amount: 15,", "response: {amount: 45,"), more: refile, inside: "are not those under which it was filed", outside: "are not those under which it was filed"},
	{name: "hide that a law was changed", do: []string{`UPDATE entry SET facts = facts || '{"definition": "00"}' WHERE seq = 1 AND request_id = 1`}, inside: "entry 1"},
	{name: "swap a document's bytes", more: swap, inside: "its bytes were swapped"},
	{name: "change a leaf and its tiles", do: []string{`UPDATE tile SET data = set_byte(data, 40, (get_byte(data, 40) + 1) % 256) WHERE level = -1 AND n = 0`}, inside: "act 0", outside: "are not those of the visit"},
	{name: "change a hash of the tree", do: []string{`UPDATE tile SET data = set_byte(data, 40, (get_byte(data, 40) + 1) % 256) WHERE level = 0 AND n = 0`}, outside: "the hashes tile/0/000 are not those of their acts"},
	{name: "back-date an act, and have it signed", more: backdate, outside: "is impossible: it says 2026-03-29"},
	{name: "declare acts lost by a restore that was none", more: unrestored, outside: "a restore: it says that the acts 3 to 5 were lost"},
	{name: "cut the record", do: []string{`DELETE FROM leaf WHERE idx >= 100`, `DELETE FROM tile`, `DELETE FROM checkpoint`}, inside: "", outside: "404"},
	{name: "fork the record", do: []string{fork}, inside: "were signed", outside: ""},
	{name: "roll back to an older checkpoint", do: []string{`DELETE FROM checkpoint WHERE size > (SELECT min(size) FROM checkpoint)`}, inside: "rolled back", outside: "rolled back"},
	{name: "hide who looked", more: hide, inside: "line 2 of who saw personal data was changed"},
	{name: "sign with another key", more: resign, inside: "not signed by this record's key", outside: "not signed with a key that was given"},
}

// fork gives the last checkpoint another root.
const fork = `UPDATE checkpoint SET root = sha256(root) WHERE size = (SELECT max(size) FROM checkpoint)`

func swap(t *testing.T, c *cli, _ *store.Store) {
	t.Helper()
	found := ""
	_ = filepath.WalkDir(filepath.Join(c.cfg.DataDir, "documents"), func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() && !strings.HasSuffix(path, ".attrs") {
			found = path
		}
		return nil
	})
	if found == "" {
		t.Fatal("there is no document")
	}
	if err := os.WriteFile(found, []byte("otra cosa"), 0o600); err != nil {
		t.Fatal(err)
	}
}

// altered are the laws' files with something else in them.
func altered(t *testing.T, with *strings.Replacer) fs.FS {
	t.Helper()
	out := fstest.MapFS{}
	err := fs.WalkDir(workflows.FS, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(workflows.FS, name)
		if strings.HasPrefix(name, "bo-la-paz/") {
			b = []byte(with.Replace(string(b)))
		}
		out[name] = &fstest.MapFile{Data: b}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// refile files a case under the law as it is now.
func refile(t *testing.T, c *cli, s *store.Store) {
	t.Helper()
	c.fileAt(t, s, time.Date(2026, 4, 1, 2, 0, 0, 0, time.UTC))
}

// hide makes an official's look at a person another's.
func hide(t *testing.T, _ *cli, s *store.Store) {
	t.Helper()
	var accounts []int64
	if err := s.DB().Select(&accounts, `SELECT id FROM account ORDER BY id LIMIT 2`); err != nil || len(accounts) < 2 {
		t.Fatal(accounts, err)
	}
	for range 3 {
		seen := foi.Sight{At: time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC), Account: accounts[0], Role: foi.Clerk, What: foi.SawCase, Cases: []foi.Reference{"LP-2026-000001-1"}}
		if err := s.Saw(t.Context(), seen); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := s.LinkSights(t.Context()); err != nil || n != 3 {
		t.Fatal(n, err)
	}
	if _, err := s.DB().Exec(fmt.Sprintf(`BEGIN; SET LOCAL session_replication_role = replica; UPDATE sight SET account_id = %d WHERE id = 2; COMMIT`, accounts[1])); err != nil {
		t.Fatal(err)
	}
}

// resign signs the record's last checkpoint with a key of one's own.
func resign(t *testing.T, _ *cli, s *store.Store) {
	t.Helper()
	key, _, err := note.GenerateKey(rand.Reader, "localhost/registro")
	if err != nil {
		t.Fatal(err)
	}
	signer, err := note.NewSigner(key)
	if err != nil {
		t.Fatal(err)
	}
	c, err := s.LastCheckpoint(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	text, _, _ := strings.Cut(c.Note, "\n\n")
	again, err := note.Sign(&note.Note{Text: text + "\n"}, signer)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.DB().Exec(`UPDATE checkpoint SET note = $1 WHERE size = $2`, string(again), c.Size); err != nil {
		t.Fatal(err)
	}
}

// Somebody with every power over the database changes it, in each of these ways: what is inside, or what is outside, says so,
// and names what was touched. A record that nobody touched is found whole.
func TestTampering(t *testing.T) {
	t.Parallel()
	dir, err := os.MkdirTemp("", "qt")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	pg, err := postgres.Start(context.Background(), filepath.Join(dir, "pg"), postgres.Options{Conns: 60, Unsafe: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = pg.Stop() })
	clean := pg.URL("qhana_clean")
	admin, err := sqlx.Connect("postgres", pg.URL("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = admin.Close() })
	if _, err := admin.Exec(`CREATE DATABASE qhana_clean`); err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(dir, "data")
	grown(t, clean, data)

	var table strings.Builder
	for i, x := range tampers {
		name := fmt.Sprintf("qhana_t%d", i)
		if _, err := admin.Exec(`CREATE DATABASE ` + name + ` TEMPLATE qhana_clean`); err != nil {
			t.Fatal(err)
		}
		own := filepath.Join(dir, name)
		if err := os.CopyFS(own, os.DirFS(data)); err != nil {
			t.Fatal(err)
		}
		said := tamper(t, pg.URL(name), own, x)
		judge := func(where, said, want string) string {
			switch {
			case x.name == "nothing" && whole(said):
				return "whole"
			case x.name == "nothing":
				t.Errorf("nothing was touched, and %s says:\n%s", where, said)
			case want != "" && !strings.Contains(said, want):
				t.Errorf("%s: %s says nothing of %q:\n%s", x.name, where, want, said)
			case whole(said):
				return "—"
			}
			return "found"
		}
		inside, outside := judge("the inside", said[0], x.inside), judge("the outside", said[1], x.outside)
		if x.name != "nothing" && inside != "found" && outside != "found" {
			t.Errorf("%s: nobody saw it", x.name)
		}
		fmt.Fprintf(&table, "| %s | %s | %s |\n", x.name, inside, outside)
	}
	inReadme(t, "tampering", "| what was done to the database | `qhana check` | `qhana verify log` |\n|---|---|---|\n"+table.String())
}

// inReadme holds what stands in the README between the marks of a name against what was found; QHANA_UPDATE=1 writes it there.
func inReadme(t *testing.T, name, want string) {
	t.Helper()
	const file = "../../README.md"
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(b), "<!-- "+name+" -->\n")
	have, after, ok2 := strings.Cut(rest, "<!-- /"+name+" -->")
	switch {
	case !ok || !ok2:
		t.Fatalf("README.md has no place for %s", name)
	case have == want:
	case os.Getenv("QHANA_UPDATE") != "":
		if err := os.WriteFile(file, []byte(before+"<!-- "+name+" -->\n"+want+"<!-- /"+name+" -->"+after), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("README.md says\n%s\nand the test found\n%s\nQHANA_UPDATE=1 writes it", have, want)
	}
}

// whole tells whether a verification found nothing wrong.
func whole(said string) bool {
	return strings.Contains(said, "\n0 differences") || strings.Contains(said, ": 0 differences")
}

// tamper changes the database and returns what the two verifications say.
func tamper(t *testing.T, url, dir string, x tampered) [2]string {
	t.Helper()
	c, out := testCLI(t, url)
	c.cfg.DataDir = dir
	if x.law != nil {
		c.laws = altered(t, x.law)
	}
	var outside string
	err := c.withStore(t.Context(), func(s *store.Store, _ *statute.Library) error {
		conn, err := s.DB().Connx(t.Context())
		if err != nil {
			return err
		}
		for _, query := range append([]string{`SET session_replication_role = replica`}, x.do...) {
			if _, err := conn.ExecContext(t.Context(), query); err != nil {
				return fmt.Errorf("%s: %w", query, err)
			}
		}
		if _, err := conn.ExecContext(t.Context(), `SET session_replication_role = origin`); err != nil {
			return err
		}
		if err := conn.Close(); err != nil {
			return err
		}
		if x.more != nil {
			if _, err := s.DB().Exec(`ALTER TABLE checkpoint DISABLE TRIGGER ALL`); err != nil {
				return err
			}
			x.more(t, c, s)
		}
		outside = visit(t, c, s)
		return nil
	})
	if err != nil {
		t.Fatalf("%s: %v", x.name, err)
	}
	if err := check(t.Context(), c); err != nil {
		fmt.Fprintf(out, "%v\n", err)
	}
	return [2]string{out.String(), outside}
}

// grown is a database with two months of casework, all of it in the record and signed; then an auditor came by, and then the
// record grew.
func grown(t *testing.T, url, data string) {
	t.Helper()
	c, _ := testCLI(t, url)
	c.cfg.DataDir = data
	to := time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)
	err := c.withStore(t.Context(), func(s *store.Store, law *statute.Library) error {
		if _, err := c.simulate(t.Context(), s, law, plan{from: foi.MustDate("2026-02-02"), to: to, perDay: 1.2, seed: 3}); err != nil {
			return err
		}
		keeper, err := document.OpenDir(mkdir(t, filepath.Join(data, "documents")))
		if err != nil {
			return err
		}
		defer func() { _ = keeper.Close() }()
		doc, err := keeper.Keep(t.Context(), strings.NewReader("el plan de obras de 2026"), "plan.txt", to)
		if err != nil {
			return err
		}
		if err := s.InTx(t.Context(), func(tx *store.Tx) error { return tx.AddDocument(t.Context(), doc) }); err != nil {
			return err
		}
		desk := casework.New(s, law, &simulate.Mailbox{}, func() time.Time { return to }, "localhost")
		f := foi.Filing{Question: foi.Question{Subject: "Plan", Body: "El plan"}, Channel: foi.Web, Locale: "es", Requester: foi.Requester{Name: "Alguien", Email: "a@b.example", Delivery: "email"}}
		if _, err := desk.File(t.Context(), f, []foi.Document{doc}, foi.TheCitizen(), func(foi.Reference) []byte { return []byte("mac") }, nil); err != nil {
			return err
		}
		if err := c.record(t, s, to); err != nil {
			return err
		}
		if said := visit(t, c, s); !whole(said) {
			t.Errorf("the auditor finds a clean record otherwise:\n%s", said)
		}
		return s.InTx(t.Context(), func(tx *store.Tx) error { return tx.Beat(t.Context(), to.Add(time.Hour)) })
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.withStore(t.Context(), func(s *store.Store, _ *statute.Library) error {
		if err := c.record(t, s, to.Add(time.Hour)); err != nil {
			return err
		}
		visit(t, c, s)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

func mkdir(t *testing.T, dir string) string {
	t.Helper()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	return dir
}

// record places and signs all that waits.
func (c *cli) record(t *testing.T, s *store.Store, at time.Time) error {
	t.Helper()
	n, err := c.notary()
	if err != nil {
		return err
	}
	return jobs.Record(t.Context(), jobs.Config{Store: s, Notary: n, Now: func() time.Time { return at }, Log: c.log})
}

// visit is an auditor's, who holds what they see against the checkpoint that they kept, and keeps the new one.
func visit(t *testing.T, c *cli, s *store.Store) string {
	t.Helper()
	n, err := c.notary()
	if err != nil {
		t.Fatal(err)
	}
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
	v, out := testCLI(t, "")
	v.args = []string{"log", web.URL + "/registro", "-key", n.keys[0], "-state", filepath.Join(c.cfg.DataDir, "kept"), "-wait", "0s"}
	if err := verifyCmd(t.Context(), v); err != nil {
		return out.String() + err.Error()
	}
	return out.String()
}

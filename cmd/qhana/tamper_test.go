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
	"golang.org/x/mod/sumdb/tlog"

	"qhana/internal/casework"
	"qhana/internal/document"
	"qhana/internal/foi"
	"qhana/internal/jobs"
	"qhana/internal/ledger"
	"qhana/internal/postgres"
	"qhana/internal/simulate"
	"qhana/internal/statute"
	"qhana/internal/store"
	"qhana/workflows"
)

// tampered is one way in which somebody who may do everything in the database changes it, and what the verifications say.
type tampered struct {
	name    string
	also    bool              // in the same database as the one before: neither hides the other
	do      []string          // with triggers off
	law     *strings.Replacer // of the law's files
	more    func(t *testing.T, c *cli, s *store.Store)
	inside  string // part of what `qhana check` says; "" where only the outside can see it
	outside string // part of what `qhana verify log` says, with the checkpoint of an earlier visit; "" where only the inside can
}

// pick is an entry of a case that was answered, in the middle of its ledger.
const pick = `(SELECT min(request_id), 5 FROM entry WHERE event = 'delivered')`

// answered is a case whose answer stands published, and asked the one that was filed last, with a document and a letter.
const (
	answered = `(SELECT min(request_id) FROM disclosure)`
	asked    = `(SELECT max(request_id) FROM document)`
)

var tampers = []tampered{
	{name: "nothing"},
	{name: "edit an entry", do: []string{`UPDATE entry SET facts = facts || '{"reason": "otra"}' WHERE (request_id, seq) = ` + pick}, inside: "entry 5"},
	{name: "edit what was asked", also: true, do: []string{`UPDATE question SET body = 'Otra cosa' WHERE request_id = 1`}, inside: "what was asked was changed"},
	{name: "edit which zone it is about", also: true, do: []string{`UPDATE request SET zone = 'otra' WHERE id = 2`}, inside: "or the zone that it is about"},
	{name: "edit who asked", also: true, do: []string{`UPDATE requester SET name = 'Otra' WHERE request_id = 3`}, inside: "who asked was changed"},
	{name: "edit for whom, or in which form", also: true, do: []string{`UPDATE requester SET behalf = 'Otro', format = 'audio' WHERE request_id = 4`}, inside: "LP-2026-000004-4 entry 1 (act"},
	{name: "edit how it came in", also: true, do: []string{`UPDATE request SET channel = CASE channel WHEN 'phone' THEN 'web' ELSE 'phone' END WHERE id = 5`}, inside: "and is said to have come by"},
	{name: "edit when it was filed", also: true, do: []string{`UPDATE request SET filed_at = filed_at + interval '20 days' WHERE id = 6`}, inside: "it is stored as filed at"},
	{name: "edit which unit was asked", also: true, do: []string{`UPDATE request SET unit_asked = 'otra' WHERE id = 7`}, inside: "the unit asked is stored as"},
	{name: "tie it to another case", also: true, do: []string{`UPDATE request SET parent = 1 WHERE id = 8`}, inside: "it is stored as belonging to"},
	{name: "join it to another case", also: true, do: []string{`UPDATE request SET joined = 1 WHERE id = 9`}, inside: "request that it was joined to is stored as"},
	{name: "delete an entry", do: []string{`DELETE FROM entry_words WHERE (request_id, seq) = ` + pick, `DELETE FROM entry WHERE (request_id, seq) = ` + pick}, inside: "it was deleted", outside: "entries, the site shows"},
	{name: "insert an entry", do: []string{`INSERT INTO entry (request_id, seq, at, event, role, facts) SELECT request_id, max(seq) + 1, max(at), 'noted', 'clerk', '{}' FROM entry WHERE request_id = 2 GROUP BY 1`}, inside: "never given to the record", outside: "the others did not come into it"},
	{name: "move a deadline by an act past the record", do: []string{`INSERT INTO entry (request_id, seq, at, event, role, facts) SELECT request_id, max(seq) + 1, max(at), 'extended', 'clerk', '{"amount": 5}' FROM entry WHERE request_id = 1 GROUP BY 1`,
		`UPDATE deadline SET due_on = due_on + 5 WHERE request_id = 1 AND clock = 'response'`, `UPDATE request SET due_on = due_on + 5 WHERE id = 1`}, inside: "never given to the record", outside: "the others did not come into it"},
	{name: "reorder entries", do: []string{`UPDATE entry SET seq = 1000 WHERE request_id = 3 AND seq = 2`, `UPDATE entry SET seq = 2 WHERE request_id = 3 AND seq = 3`, `UPDATE entry SET seq = 3 WHERE request_id = 3 AND seq = 1000`}, inside: "entry 2"},
	{name: "back-date an entry", also: true, do: []string{`UPDATE entry SET at = at - interval '3 days' WHERE (request_id, seq) = ` + pick}, inside: "and is dated"},
	{name: "declare a day past the record", also: true, do: []string{`INSERT INTO closure (no, calendar, from_day, to_day, name, source, declared_at) VALUES (99, 'otro', '2026-03-02', '2026-03-02', 'x', 'x', '2026-03-01')`}, inside: "closure 99: it was never given to the record"},
	{name: "bring a law into force past the record", also: true, do: []string{`INSERT INTO force (statute, version, from_day, declared_at) VALUES ('bo-la-paz', 'otra', '2026-03-02', '2026-03-01')`}, inside: "force 2: it was never given to the record"},
	{name: "write an administrator's act past the record", also: true, do: []string{`INSERT INTO admin_entry (at, account_id, kind, subject) VALUES ('2026-03-01', 1, 'account_added', 'account:1')`}, inside: "admin 1: it was never given to the record"},
	{name: "truncate the ledger", do: []string{`TRUNCATE entry CASCADE`}, inside: "it was deleted", outside: "the site shows 0"},
	{name: "back-date an entry before it has its place", more: early(`UPDATE entry SET at = at - interval '3 days' WHERE request_id = $1`, `UPDATE request SET filed_at = filed_at - interval '3 days' WHERE id = $1`), inside: "it was dated back", outside: "is impossible: it says 2026-03-29"},
	{name: "reorder entries before they have their places", more: early(`UPDATE entry SET at = at + interval '1 hour' WHERE request_id = $1 AND seq = 1`, `UPDATE request SET filed_at = filed_at + interval '1 hour' WHERE id = $1`), inside: "is dated before entry 1", outside: "is dated before entry 1"},
	{name: "move a deadline", do: []string{`UPDATE deadline SET due_on = due_on + 5 WHERE request_id = 1 AND clock = 'response'`, `UPDATE request SET due_on = due_on + 5 WHERE id = 1`}, inside: "due day", outside: "is shown as due on"},
	{name: "change a law in force", law: strings.NewReplacer("response: {amount: 15,", "response: {amount: 45,"), more: refile, inside: "are not those under which it was filed", outside: "are not those under which it was filed"},
	{name: "change a law that cases were moved to", law: strings.NewReplacer(`version: "proyecto-160"`, `version: "proyecto-160" # ya no`), inside: "are not those to which it was moved"},
	{name: "change the calendar", law: strings.NewReplacer(`close: "18:30"`, `close: "16:30"`), inside: "the days of the calendar bo-la-paz are not those"},
	{name: "hide that a law was changed", do: []string{`UPDATE entry SET facts = facts || '{"definition": "00"}' WHERE seq = 1 AND request_id = 1`}, inside: "entry 1"},
	{name: "swap a document's bytes", also: true, more: swap, inside: "its bytes were swapped"},
	{name: "rename a document", also: true, do: []string{`UPDATE document SET name = 'otro.txt' WHERE id = (SELECT min(id) FROM document WHERE request_id = ` + asked + ` AND purpose = 'attachment')`}, inside: "its documents were changed"},
	{name: "add a document", also: true, do: []string{`INSERT INTO document (id, request_id, entry, purpose, name, media_type, size, sha256, created_at) SELECT 'otro', 1, 0, 'release', 'otro.txt', 'text/plain', size, sha256, created_at FROM document LIMIT 1`}, inside: "(otro) was brought by no entry"},
	{name: "make a document the person's, or take it back", also: true, do: []string{`UPDATE document SET purpose = 'release' WHERE request_id = ` + asked + ` AND purpose = 'attachment'`}, inside: "is kept as release, the ledger makes it attachment"},
	{name: "swap a letter, its bytes and their hashes", also: true, do: []string{`UPDATE document SET sha256 = repeat('0', 64) WHERE purpose = 'letter'`, `UPDATE letter SET sha256 = repeat('0', 64)`}, inside: "letter_archived): its documents were changed"},
	{name: "change the code on a letter", also: true, do: []string{`UPDATE letter SET code = 'OTRO' WHERE id = 2`}, inside: "letter_archived): what was written was changed"},
	{name: "show another letter than the one that was archived", also: true, do: []string{`UPDATE letter SET size = 1 WHERE id = 1`}, inside: "its letter is not the document that was archived"},
	{name: "change a published answer", also: true, do: []string{`UPDATE disclosure SET answer = 'Otra' WHERE request_id = ` + answered}, inside: "its published answer is not what was published"},
	{name: "change how long an answer took", also: true, do: []string{`UPDATE disclosure SET days = 1, missed = false WHERE request_id = (SELECT max(request_id) FROM disclosure)`}, inside: "its published answer is not what was published"},
	{name: "take a published answer down", also: true, do: []string{`DELETE FROM disclosure WHERE request_id = (SELECT request_id FROM disclosure ORDER BY 1 OFFSET 1 LIMIT 1)`}, inside: "was published, and does not stand published"},
	{name: "change a leaf and its tiles", do: []string{`UPDATE tile SET data = set_byte(data, 40, (get_byte(data, 40) + 1) % 256) WHERE level = -1 AND n = 0`}, inside: "act 0", outside: "are not those of the visit"},
	{name: "back-date an act, and have it signed", more: backdate, inside: "it was dated back", outside: "is impossible: it says 2026-03-29"},
	{name: "declare acts lost by a restore that was none", more: unrestored, inside: "speaks of acts that it cannot have lost", outside: "a restore: it says that the acts 3 to 5 were lost"},
	{name: "change a tile of hashes", do: []string{`UPDATE tile SET data = set_byte(data, 40, (get_byte(data, 40) + 1) % 256) WHERE level = 0 AND n = 0`}, inside: "the tile tile/0/000 is not that of the acts", outside: "the hashes tile/0/000 are not those of their acts"},
	{name: "pass a deletion off as a loss", do: []string{`UPDATE leaf SET kind = 'lost', a = idx, b = 0 WHERE kind = 'entry' AND (a, b) = ` + pick, `DELETE FROM entry_words WHERE (request_id, seq) = ` + pick, `DELETE FROM entry WHERE (request_id, seq) = ` + pick,
		`INSERT INTO restore (at, reason, facts) SELECT '2026-03-01', 'x', jsonb_build_object('size', 0, 'signed', 9999, 'lost', jsonb_build_array(jsonb_build_array(0, 9998)))`}, inside: "is called lost, and no restore says so", outside: "entries, the site shows"},
	{name: "pass a deletion off as a loss, on record", more: declareLoss, inside: "speaks of acts that it cannot have lost", outside: "entries, the site shows"},
	{name: "cut the record", do: []string{`DELETE FROM leaf WHERE idx >= 100`, `DELETE FROM tile`, `DELETE FROM checkpoint`}, inside: "cannot be read", outside: "404"},
	{name: "fork the record", do: []string{fork}, inside: "were signed", outside: ""},
	{name: "fork the record and sign it with the real key", more: forkSigned, inside: "are not those that the notary signed", outside: "are not those of the visit"},
	{name: "roll back to an older checkpoint", do: []string{`DELETE FROM checkpoint WHERE size > (SELECT min(size) FROM checkpoint)`}, inside: "rolled back", outside: "rolled back"},
	{name: "roll all back, what the signer remembers too", more: rollBack, inside: "", outside: "rolled back"},
	{name: "take what the signer remembers away", more: forget, inside: "what it remembers was lost or put back"},
	{name: "hide who looked", more: hide, inside: "line 2 of who saw personal data was changed"},
	{name: "hide who looked, and make the chain anew", more: hideAll, inside: "seen): it was changed"},
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
		if strings.HasPrefix(name, "bo-la-paz/") || name == "calendars/bo-la-paz.yaml" {
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

// early files a case, changes its first entries before they have their places, and then lets the record have them. $1 is the case.
func early(change ...string) func(*testing.T, *cli, *store.Store) {
	return func(t *testing.T, c *cli, s *store.Store) {
		t.Helper()
		law, err := c.law()
		if err != nil {
			t.Fatal(err)
		}
		at := time.Date(2026, 4, 1, 3, 0, 0, 0, time.UTC)
		desk := casework.New(s, law, &simulate.Mailbox{}, func() time.Time { return at }, "localhost")
		f := foi.Filing{Question: foi.Question{Subject: "Plan", Body: "El plan"}, Channel: foi.Web, Locale: "es", Requester: foi.Requester{Name: "Alguien"}}
		req, err := desk.File(t.Context(), f, nil, foi.TheCitizen(), func(foi.Reference) []byte { return []byte("otra") }, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := desk.Act(t.Context(), req.ID, foi.Action{Kind: foi.Withdraw, Words: foi.Words{"text": "Ya no"}}, foi.TheCitizen()); err != nil {
			t.Fatal(err)
		}
		for _, query := range change {
			untriggered(t, s, query, req.ID)
		}
		if err := c.record(t, s, at.Add(2*time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
}

// untriggered runs a statement with triggers off.
func untriggered(t *testing.T, s *store.Store, query string, args ...any) {
	t.Helper()
	err := s.InTx(t.Context(), func(tx *store.Tx) error {
		if _, err := tx.SQL().ExecContext(t.Context(), `SET LOCAL session_replication_role = replica`); err != nil {
			return err
		}
		_, err := tx.SQL().ExecContext(t.Context(), query, args...)
		return err
	})
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

// declareLoss deletes an entry and writes a restore into the record that is to cover it.
func declareLoss(t *testing.T, c *cli, s *store.Store) {
	t.Helper()
	for _, query := range []string{`UPDATE leaf SET kind = 'lost', a = idx, b = 0 WHERE kind = 'entry' AND (a, b) = ` + pick,
		`DELETE FROM entry_words WHERE (request_id, seq) = ` + pick, `DELETE FROM entry WHERE (request_id, seq) = ` + pick} {
		untriggered(t, s, query)
	}
	at := time.Date(2026, 4, 1, 2, 0, 0, 0, time.UTC)
	err := s.InTx(t.Context(), func(tx *store.Tx) error {
		return tx.DeclareRestore(t.Context(), store.Restored{At: at, Reason: "x", Facts: []byte(`{"size": 0, "signed": 50, "lost": [[0, 100000]]}`)})
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.record(t, s, at); err != nil {
		t.Fatal(err)
	}
}

// forkSigned puts another record in the place of the one that was signed, whole in itself and signed with the real key: an entry is
// another, its leaf too, and every hash and checkpoint is made anew.
func forkSigned(t *testing.T, c *cli, s *store.Store) {
	t.Helper()
	untriggered(t, s, `UPDATE entry SET facts = facts || '{"reason": "otra"}' WHERE (request_id, seq) = `+pick)
	n, err := c.notary()
	if err != nil {
		t.Fatal(err)
	}
	last, err := s.LastCheckpoint(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	list, err := s.Leaves(t.Context(), 0, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	acts, err := s.Recorded(t.Context(), list)
	if err != nil {
		t.Fatal(err)
	}
	edge := &ledger.Edge{}
	var leaves [][]byte
	for _, act := range acts {
		o, err := ledger.Of(act)
		if err != nil {
			t.Fatal(err)
		}
		leaves = append(leaves, o.Leaf)
	}
	full, err := edge.Append(leaves)
	if err != nil {
		t.Fatal(err)
	}
	untriggered(t, s, `DELETE FROM tile`)
	untriggered(t, s, `DELETE FROM checkpoint`)
	err = s.InTx(t.Context(), func(tx *store.Tx) error {
		if err := jobs.SaveTiles(t.Context(), tx, append(full, edge.Tiles()...)); err != nil {
			return err
		}
		tree := tlog.Tree{N: edge.Size, Hash: edge.Root()}
		text, err := ledger.Checkpoint{Origin: n.origin, Tree: tree, At: last.At}.Sign(n.signers...)
		if err != nil {
			return err
		}
		return tx.AddCheckpoint(t.Context(), store.Checkpoint{Size: tree.N, Root: tree.Hash[:], Note: string(text), At: last.At})
	})
	if err != nil {
		t.Fatal(err)
	}
}

// rollBack puts everything back to the first checkpoint: acts, places, tiles, and what the signer remembers.
func rollBack(t *testing.T, c *cli, s *store.Store) {
	t.Helper()
	list, err := s.Checkpoints(t.Context())
	if err != nil || len(list) < 2 {
		t.Fatal(list, err)
	}
	first := list[0]
	n, err := c.notary()
	if err != nil {
		t.Fatal(err)
	}
	var leaves [][]byte
	read := jobs.TileSource(t.Context(), s)
	for at := int64(0); at < first.Size; at += ledger.Width {
		b, err := read(ledger.Entries, at/ledger.Width, int(min(ledger.Width, first.Size-at)))
		if err != nil {
			t.Fatal(err)
		}
		more, err := ledger.Unbundle(b)
		if err != nil {
			t.Fatal(err)
		}
		leaves = append(leaves, more...)
	}
	edge := &ledger.Edge{}
	full, err := edge.Append(leaves)
	if err != nil {
		t.Fatal(err)
	}
	untriggered(t, s, `DELETE FROM tile`)
	untriggered(t, s, `DELETE FROM checkpoint WHERE size > $1`, first.Size)
	untriggered(t, s, `DELETE FROM leaf WHERE idx >= $1`, first.Size)
	if err := s.InTx(t.Context(), func(tx *store.Tx) error {
		return jobs.SaveTiles(t.Context(), tx, append(full, edge.Tiles()...))
	}); err != nil {
		t.Fatal(err)
	}
	if err := n.remember(tlog.Tree{N: edge.Size, Hash: edge.Root()}, first.At, 0); err != nil {
		t.Fatal(err)
	}
}

// forget takes away what the signer remembers: it signs nothing then, and nothing is served.
func forget(t *testing.T, c *cli, s *store.Store) {
	t.Helper()
	if err := os.RemoveAll(filepath.Join(c.cfg.DataDir, "record")); err != nil {
		t.Fatal(err)
	}
	if err := s.InTx(t.Context(), func(tx *store.Tx) error { return tx.Beat(t.Context(), time.Date(2026, 4, 1, 3, 0, 0, 0, time.UTC)) }); err != nil {
		t.Fatal(err)
	}
	if err := c.record(t, s, time.Date(2026, 4, 1, 3, 0, 0, 0, time.UTC)); err == nil || !strings.Contains(err.Error(), "not signed") {
		t.Errorf("the signer has forgotten what it signed, and signs: %v", err)
	}
	if err := c.firm(t.Context(), s); err == nil || !strings.Contains(err.Error(), "not remembered") {
		t.Errorf("the signer has forgotten what it signed, and the site serves: %v", err)
	}
}

// look has an official look at who asked, three times.
func look(t *testing.T, s *store.Store) (accounts []int64) {
	t.Helper()
	if err := s.DB().Select(&accounts, `SELECT id FROM account ORDER BY id LIMIT 2`); err != nil || len(accounts) < 2 {
		t.Fatal(accounts, err)
	}
	for range 3 {
		seen := foi.Sight{At: time.Date(2026, 4, 1, 3, 0, 0, 0, time.UTC), Account: accounts[0], Role: foi.Clerk, What: foi.SawCase, Cases: []foi.Reference{"LP-2026-000001-1"}}
		if err := s.Saw(t.Context(), seen); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := s.LinkSights(t.Context()); err != nil || n != 3 {
		t.Fatal(n, err)
	}
	return accounts
}

// hide makes an official's look at a person another's.
func hide(t *testing.T, _ *cli, s *store.Store) {
	t.Helper()
	untriggered(t, s, `UPDATE sight SET account_id = $1 WHERE id = 2`, look(t, s)[1])
}

// hideAll does so minutes later, and makes the chain anew from there: the record has its end by then.
func hideAll(t *testing.T, c *cli, s *store.Store) {
	t.Helper()
	accounts := look(t, s)
	if err := c.record(t, s, time.Date(2026, 4, 1, 3, 3, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	list, err := s.Sights(t.Context(), store.SightFilter{Limit: 3})
	if err != nil {
		t.Fatal(err)
	}
	var before []byte
	for i := len(list) - 1; i >= 0; i-- {
		seen := list[i]
		if seen.ID == 2 {
			seen.Account = accounts[1]
		}
		before = seen.Link(before)
		untriggered(t, s, `UPDATE sight SET account_id = $1 WHERE id = $2`, seen.Account, seen.ID)
		untriggered(t, s, `UPDATE sight_link SET hash = $1 WHERE n = $2`, before, seen.No)
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
	for i := 0; i < len(tampers); {
		together := tampers[i : i+1]
		for i++; i < len(tampers) && tampers[i].also; i++ {
			together = append(together, tampers[i])
		}
		name := fmt.Sprintf("qhana_t%d", i)
		if _, err := admin.Exec(`CREATE DATABASE ` + name + ` TEMPLATE qhana_clean`); err != nil {
			t.Fatal(err)
		}
		own := filepath.Join(dir, name)
		if err := os.CopyFS(own, os.DirFS(data)); err != nil {
			t.Fatal(err)
		}
		said := tamper(t, pg.URL(name), own, together...)
		for _, x := range together {
			table.WriteString(x.judge(t, said))
		}
		if _, err := admin.Exec(`DROP DATABASE ` + name + ` WITH (FORCE)`); err != nil {
			t.Fatal(err)
		}
	}
	inReadme(t, "tampering", "| what was done to the database | `qhana check` | `qhana verify log` |\n|---|---|---|\n"+table.String())
}

// judge says in a line of the table who found it.
func (x tampered) judge(t *testing.T, said [2]string) string {
	t.Helper()
	one := func(where, said, want string) string {
		switch {
		case x.name == "nothing" && whole(said):
			return "whole"
		case x.name == "nothing":
			t.Errorf("nothing was touched, and %s says:\n%s", where, said)
		case want != "" && !strings.Contains(said, want):
			t.Errorf("%s: %s says nothing of %q:\n%s", x.name, where, want, said)
		case want == "" && !whole(said) && !x.also:
			t.Errorf("%s: %s sees it, and the table does not say so:\n%s", x.name, where, said)
		case want == "":
			return "—"
		}
		return "found"
	}
	inside, outside := one("the inside", said[0], x.inside), one("the outside", said[1], x.outside)
	if x.name != "nothing" && inside != "found" && outside != "found" {
		t.Errorf("%s: nobody saw it", x.name)
	}
	return fmt.Sprintf("| %s | %s | %s |\n", x.name, inside, outside)
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
func tamper(t *testing.T, url, dir string, together ...tampered) [2]string {
	t.Helper()
	c, out := testCLI(t, url)
	c.cfg.DataDir = dir
	if law := together[0].law; law != nil {
		c.laws = altered(t, law)
	}
	var outside string
	err := c.withStore(t.Context(), func(s *store.Store, _ *statute.Library) error {
		if _, err := s.DB().Exec(`ALTER TABLE checkpoint DISABLE TRIGGER ALL`); err != nil {
			return err
		}
		for _, x := range together {
			for _, query := range x.do {
				untriggered(t, s, query)
			}
			if x.more != nil {
				x.more(t, c, s)
			}
		}
		outside = visit(t, c, s)
		return nil
	})
	if err != nil {
		t.Fatalf("%s: %v", together[0].name, err)
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
		req, err := desk.File(t.Context(), f, []foi.Document{doc}, foi.TheCitizen(), func(foi.Reference) []byte { return []byte("mac") }, nil)
		if err != nil {
			return err
		}
		write(t, s, keeper, req.ID, to)
		moveLaw(t, s, desk, to)
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

// write archives two letters to a person.
func write(t *testing.T, s *store.Store, keeper *document.Keeper, request int64, at time.Time) {
	t.Helper()
	for n := range 2 {
		doc, err := keeper.Keep(t.Context(), strings.NewReader(fmt.Sprintf("carta %d", n)), "carta.pdf", at)
		if err != nil {
			t.Fatal(err)
		}
		doc.Request, doc.Entry, doc.Purpose = request, 1, foi.Correspondence
		l := store.Letter{Request: request, Entry: 1, N: n + 1, Kind: "receipt", Locale: "es", Code: fmt.Sprintf("CODE%d", n), CreatedAt: at, Archived: at}
		if err := s.InTx(t.Context(), func(tx *store.Tx) error { _, err := tx.AddLetter(t.Context(), l, doc); return err }); err != nil {
			t.Fatal(err)
		}
	}
}

// moveLaw brings another version of the law into force, before the day that it names itself, and takes the cases that run along.
func moveLaw(t *testing.T, s *store.Store, desk *casework.Desk, at time.Time) {
	t.Helper()
	err := s.InTx(t.Context(), func(tx *store.Tx) error {
		return tx.AddForce(t.Context(), "bo-la-paz", "proyecto-160", foi.DateOf(at, time.UTC)-1, at, 0)
	})
	if err == nil {
		err = desk.Refresh(t.Context())
	}
	if err == nil {
		err = desk.Watch(t.Context())
	}
	var done casework.Recounted
	if err == nil {
		done, err = desk.Recalculate(t.Context(), 0)
	}
	if err != nil || done.Moved == 0 {
		t.Fatalf("%d cases were moved: %v", done.Moved, err)
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

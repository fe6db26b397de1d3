package main

import (
	"crypto/rand"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"qhana/internal/casework"
	"qhana/internal/foi"
	"qhana/internal/jobs"
	"qhana/internal/ledger"
	"qhana/internal/simulate"
	"qhana/internal/store"
	"qhana/workflows"
)

// fork gives the last checkpoint another root, which nobody signed.
const fork = `UPDATE checkpoint SET root = sha256(root) WHERE size = (SELECT max(size) FROM checkpoint)`

// swap writes other bytes in the place of those that a person sent.
func swap(t *testing.T, c *cli, _ *store.Store) {
	t.Helper()
	found := ""
	_ = filepath.WalkDir(filepath.Join(c.cfg.DataDir, "documents"), func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			if b, err := os.ReadFile(path); err == nil && strings.HasPrefix(string(b), "el plan") {
				found = path
			}
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

// declareFiles declares, with triggers off, that the law's files as they are now stand in the place of those under which cases were filed.
func declareFiles(t *testing.T, c *cli, s *store.Store) {
	t.Helper()
	law, err := c.law()
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range law.Versions("bo-la-paz") {
		untriggered(t, s, `INSERT INTO admin_entry (at, account_id, kind, subject, facts) SELECT '2026-04-01 04:00Z', 1, 'law_files', 'law:bo-la-paz', jsonb_build_object('statute', 'bo-la-paz', 'version', $1::text,
			'definition', $2::text, 'instead', string_agg(DISTINCT facts ->> 'definition', ' '), 'reason', 'x') FROM entry WHERE facts ->> 'version' = $1`, one.Version(), one.Definition())
	}
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
	list, err := s.Checkpoints(t.Context(), 0, 2)
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
	if err := n.remember(tlog.Tree{N: edge.Size, Hash: edge.Root()}, 0, first.At, 0); err != nil {
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
	untriggered(t, s, `DELETE FROM checkpoint WHERE size = $1`, c.Size)
	c.Note = string(again)
	if err := s.InTx(t.Context(), func(tx *store.Tx) error { return tx.AddCheckpoint(t.Context(), c) }); err != nil {
		t.Fatal(err)
	}
}

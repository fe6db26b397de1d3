package main

import (
	"crypto/rand"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"qhana/internal/ledger"
	"qhana/internal/statute"
	"qhana/internal/store"
	"qhana/internal/testdb"
)

// aKey is a key of a record: what signs, and what verifies.
func aKey(t *testing.T, name string) (secret, public string) {
	t.Helper()
	secret, public, err := note.GenerateKey(rand.Reader, name)
	if err != nil {
		t.Fatal(err)
	}
	return secret, public
}

// A key is changed: the new one signs beside the old, then alone; what the old one signed is good for whoever has its public half.
func TestKeyRotation(t *testing.T) {
	t.Parallel()
	c, _ := testCLI(t, "")
	const origin = "localhost/registro"
	oldSecret, oldPublic := aKey(t, origin)
	newSecret, newPublic := aKey(t, origin)
	at := time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC)
	edge := &ledger.Edge{}
	grow := func() (tlog.Tree, ledger.Source) {
		t.Helper()
		leaf, err := ledger.Leaf{Kind: ledger.Heartbeat, At: ledger.Instant(at.Add(time.Duration(edge.Size) * time.Minute))}.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := edge.Append([][]byte{leaf}); err != nil {
			t.Fatal(err)
		}
		tiles := edge.Tiles()
		return tlog.Tree{N: edge.Size, Hash: edge.Root()}, func(level int, n int64, width int) ([]byte, error) {
			for _, tile := range tiles {
				if tile.Level == level && tile.N == n {
					cut, err := tile.Cut(width)
					return cut.Data, err
				}
			}
			return nil, os.ErrNotExist
		}
	}
	var known tlog.Tree
	sign := func(keys ...string) []byte {
		t.Helper()
		c.cfg.RecordKey = Secret(strings.Join(keys, "\n"))
		n, err := c.notary()
		if err != nil {
			t.Fatal(err)
		}
		tree, tiles := grow()
		text, err := n.Sign(tree, known, at, tiles)
		if err != nil {
			t.Fatal(err)
		}
		known = tree
		return text
	}
	good := func(text []byte, keys ...string) bool {
		t.Helper()
		var list []note.Verifier
		for _, key := range keys {
			v, err := note.NewVerifier(key)
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, v)
		}
		_, _, err := ledger.OpenCheckpoint(text, origin, note.VerifierList(list...))
		return err == nil
	}
	first := sign(oldSecret)
	both := sign(oldSecret, newSecret)
	last := sign("# the old key only verifies", newSecret, oldPublic)
	n, err := c.notary()
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range [][]byte{first, both, last} { // by what check, /verificar and the page to keep go by
		if !good(text, n.Keys()...) {
			t.Errorf("not good any more:\n%s", text)
		}
	}
	if good(last, oldPublic) || !good(both, oldPublic) || !good(both, newPublic) || good(first, newPublic) {
		t.Error("who signed what is not as it was set")
	}
	c.cfg.RecordKey = Secret(oldPublic)
	if _, err := c.notary(); err == nil || !strings.Contains(err.Error(), "no key that signs") {
		t.Errorf("a record without a signer: %v", err)
	}
	stranger, _ := aKey(t, "elsewhere.example/registro")
	c.cfg.RecordKey = Secret(newSecret + "\n" + stranger)
	if _, err := c.notary(); err == nil || !strings.Contains(err.Error(), `is named "elsewhere.example/registro", and the record is "localhost/registro"`) {
		t.Errorf("another record's key: %v", err)
	}
	c.cfg.RecordKey = Secret("PRIVATE+KEY+no+es+clave-de-verdad-ninguna")
	if _, err := c.notary(); err == nil || !strings.Contains(err.Error(), "is not one") {
		t.Errorf("what is no key: %v", err)
	}

	c.cfg.RecordKey, c.cfg.BaseURL = Secret(newSecret+"\n"+oldPublic), "https://transparencia.example.bo"
	if n, err = c.notary(); err != nil || n.Origin() != origin {
		t.Errorf("the site has another address, and the record another name: %v %v", n, err)
	}
	tree, tiles := grow()
	if _, err := n.Sign(tree, tlog.Tree{N: tree.N}, at, tiles); err == nil || !strings.Contains(err.Error(), "the database has a checkpoint of 4 acts") {
		t.Errorf("the database knows of more than the signer remembers, and it signs: %v", err)
	}
	if err := os.Remove(n.state); err != nil {
		t.Fatal(err)
	}
	c.cfg.BaseURL = "http://localhost:8080"
	if n, err = c.notary(); err != nil {
		t.Fatal(err)
	}
	if _, err := n.Sign(tree, known, at, tiles); err == nil {
		t.Error("the signer remembers nothing, the database has checkpoints, and it signs")
	}
}

// The site and its worker start together for the first time: they have one key.
func TestOneKeyForTwo(t *testing.T) {
	t.Parallel()
	c, _ := testCLI(t, "")
	keys := make([]string, 8)
	var all sync.WaitGroup
	for i := range keys {
		all.Go(func() {
			if n, err := c.notary(); err == nil {
				keys[i] = n.keys[0]
			}
		})
	}
	all.Wait()
	for _, key := range keys {
		if key == "" || key != keys[0] {
			t.Fatalf("%q", keys)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(c.cfg.DataDir, "secrets", "*")); len(left) != 1 {
		t.Errorf("left over: %q", left)
	}
}

// Whoever keeps the record is killed after the notary remembered a tree, and before the database kept its checkpoint: nothing was changed,
// and the tree is signed again. A checkpoint that was taken away is another thing.
func TestKilledBetweenSigningAndKeeping(t *testing.T) {
	t.Parallel()
	c, out := testCLI(t, testdb.URL(t))
	c.cfg.DataDir = t.TempDir()
	at := time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC)
	checked := func() string {
		t.Helper()
		out.Reset()
		if err := check(t.Context(), c); err != nil && !strings.Contains(out.String(), "DIFFERENT") {
			t.Fatal(err)
		}
		return out.String()
	}
	err := c.withStore(t.Context(), func(s *store.Store, _ *statute.Library) error {
		beat := func() {
			t.Helper()
			at = at.Add(time.Hour)
			if err := s.InTx(t.Context(), func(tx *store.Tx) error { return tx.Beat(t.Context(), at) }); err != nil {
				t.Fatal(err)
			}
		}
		sign := func() {
			t.Helper()
			if err := c.record(t, s, at); err != nil {
				t.Fatal(err)
			}
		}
		killed := func() {
			t.Helper()
			const refuse = `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'killed'; END $$;
				CREATE TRIGGER refuse BEFORE INSERT ON checkpoint FOR EACH ROW EXECUTE FUNCTION refuse()`
			if _, err := s.DB().Exec(refuse); err != nil {
				t.Fatal(err)
			}
			if err := c.record(t, s, at); err == nil || !strings.Contains(err.Error(), "killed") {
				t.Fatalf("the checkpoint was kept: %v", err)
			}
			if _, err := s.DB().Exec(`DROP FUNCTION refuse() CASCADE`); err != nil {
				t.Fatal(err)
			}
		}
		beat()
		sign()
		for range 2 {
			beat()
			killed()
			if said := checked(); !whole(said) {
				t.Errorf("what waits to be signed again is called changed:\n%s", said)
			}
		}
		sign()
		if said := checked(); !whole(said) {
			t.Errorf("what was signed again is called changed:\n%s", said)
		}
		untriggered(t, s, `DELETE FROM checkpoint WHERE size = (SELECT max(size) FROM checkpoint)`)
		if said := checked(); !strings.Contains(said, "rolled back") {
			t.Errorf("the newest checkpoint was taken away, and nothing is said of it:\n%s", said)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"qhana/internal/casework"
	"qhana/internal/document"
	"qhana/internal/foi"
	"qhana/internal/jobs"
	"qhana/internal/ledger"
	"qhana/internal/simulate"
	"qhana/internal/statute"
	"qhana/internal/store"
)

// traces are words of a person that nothing may hold once they are erased.
var traces = []string{"Zenobia", "zenobia@correo.example", "70112233", "4455667", "Tejada Sorzano", "alcantarilla", "albañal"}

// A person's data are erased: no column of any table and no file holds a word of them; what is recorded still verifies, inside and
// outside; the receipt that the person has still proves what it proved. An open case, and one erased before, are refused.
func TestErasure(t *testing.T) {
	t.Parallel()
	pg, dir := ownServer(t)
	url, data := pg.URL("postgres"), filepath.Join(dir, "data")
	grown(t, url, data)

	c, out := testCLI(t, url)
	c.cfg.DataDir = data
	at := time.Date(2026, 4, 1, 14, 0, 0, 0, time.UTC)
	c.clock = func() time.Time { return at.Add(90 * time.Second) } // between the two signatures
	var ref, open foi.Reference
	var erasedID int64
	var opening ledger.Opening
	with := func(do func(s *store.Store, law *statute.Library) error) {
		t.Helper()
		if err := c.withStore(t.Context(), do); err != nil {
			t.Fatal(err)
		}
	}
	with(func(s *store.Store, law *statute.Library) error {
		keeper, err := document.OpenDir(filepath.Join(data, "documents"))
		if err != nil {
			return err
		}
		defer func() { _ = keeper.Close() }()
		doc, err := keeper.Keep(t.Context(), strings.NewReader("Así rebalsa el albañal de Zenobia"), "albañal.txt", at)
		if err != nil {
			return err
		}
		desk := casework.New(s, law, &simulate.Mailbox{}, func() time.Time { return at }, "localhost")
		f := foi.Filing{Question: foi.Question{Subject: "La alcantarilla", Body: "¿Quién arregla la alcantarilla?"}, Channel: foi.Web, Locale: "es",
			Requester: foi.Requester{Name: "Zenobia", Email: "zenobia@correo.example", Phone: "70112233", Identity: "4455667", Address: "Av. Tejada Sorzano", Delivery: "email"}}
		if err := s.InTx(t.Context(), func(tx *store.Tx) error { return tx.AddDocument(t.Context(), doc) }); err != nil {
			return err
		}
		filed, err := desk.File(t.Context(), f, []foi.Document{doc}, foi.TheCitizen(), func(foi.Reference) []byte { return []byte("mac") }, nil)
		if err != nil {
			return err
		}
		ref, erasedID = filed.Reference, filed.ID
		if _, err := desk.Act(t.Context(), filed.ID, foi.Action{Kind: foi.Withdraw, Words: foi.Words{"text": "Zenobia ya no lo necesita"}}, foi.TheCitizen()); err != nil {
			return err
		}
		acts, err := s.Recorded(t.Context(), []store.Act{{Kind: ledger.Entry, A: filed.ID, B: 1}})
		if err != nil {
			return err
		}
		if opening, err = ledger.Of(acts[0]); err != nil {
			return err
		}
		if err := s.InTx(t.Context(), func(tx *store.Tx) error {
			_, err := tx.CreateAccount(t.Context(), foi.Account{Login: "borra", Name: "Quien borra", Active: true, Grants: []foi.Grant{{Role: foi.Administrator}}}, "x", at)
			return err
		}); err != nil {
			return err
		}
		return s.DB().Get(&open, `SELECT reference FROM request WHERE state NOT IN ('answered', 'published', 'withdrawn', 'transferred') LIMIT 1`)
	})
	try := func(ref foi.Reference, typed string) error {
		c.args, c.in = []string{string(ref), "-as", "borra", "-basis", "Orden 7/2026"}, strings.NewReader(typed+"\n")
		return erase(t.Context(), c)
	}
	refused := func(err error, want string) {
		t.Helper()
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("not refused with %q: %v", want, err)
		}
	}
	refused(try(ref, "no"), "nothing was erased")
	refused(try(open, string(open)), "not closed")
	with(func(s *store.Store, _ *statute.Library) error {
		_, err := s.DB().Exec(`UPDATE notice SET settled_at = created_at`)
		return err
	})
	refused(try(ref, string(ref)), "no place in the record")
	var receipt []byte
	with(func(s *store.Store, _ *statute.Library) error {
		if err := c.record(t, s, at.Add(time.Minute)); err != nil {
			return err
		}
		receipt = receiptFor(t, s, erasedID, opening)
		raw := fmt.Sprintf("Subject: Para hoy\r\n\r\n%s La alcantarilla", ref)
		if err := s.AddMail(t.Context(), "digest.1@localhost", "alguien@lapaz.example", "Para hoy", []byte(raw), at); err != nil {
			return err
		}
		_, err := s.DB().Exec(`ANALYZE`) // the database's own samples of columns have names in them
		return err
	})
	if len(held(t, c, data)) == 0 {
		t.Fatal("nothing is found before the erasure: the search finds nothing")
	}
	if err := try(ref, string(ref)); err != nil {
		t.Fatal(err)
	}
	refused(try(ref, string(ref)), "erased before")
	for _, where := range held(t, c, data) {
		t.Error("still there:", where)
	}

	leaf, err := ledger.ParseLeaf(opening.Leaf)
	if err != nil {
		t.Fatal(err)
	}
	with(func(s *store.Store, _ *statute.Library) error {
		if err := c.record(t, s, at.Add(2*time.Minute)); err != nil {
			return err
		}
		if said := visit(t, c, s); !whole(said) {
			t.Errorf("from outside the record is not whole:\n%s", said)
		} else if !strings.Contains(said, "personal data of 1 erased") {
			t.Errorf("from outside nobody sees that something was erased:\n%s", said)
		}
		return nil
	})
	if leaf.Question == "" || leaf.Requester == "" || len(leaf.Documents) != 1 {
		t.Errorf("the leaf commits to less than it should: %+v", leaf)
	}
	n, err := c.notary()
	if err != nil {
		t.Fatal(err)
	}
	key, err := note.NewVerifier(n.keys[0])
	if err != nil {
		t.Fatal(err)
	}
	kept, err := ledger.ParseReceipt(receipt)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, _, err := kept.Check(n.origin, note.VerifierList(key)); err != nil || !strings.Contains(string(kept.Opening.Requester), "Zenobia") {
		t.Errorf("the receipt from before proves nothing any more: %v", err)
	}
	out.Reset()
	if err := check(t.Context(), c); err != nil {
		t.Errorf("inside: %v\n%s", err, out.String())
	}
	if !strings.Contains(out.String(), ", 1 of them with personal data erased: 0 differences") {
		t.Errorf("the check does not say how many acts were erased:\n%s", out.String())
	}
	lieAboutErasure(t, pg, dir, data, erasedID)
}

// receiptFor is the receipt of the filing of a case, as its page gives it to the person.
func receiptFor(t *testing.T, s *store.Store, request int64, o ledger.Opening) []byte {
	t.Helper()
	index, err := s.LeafOf(t.Context(), ledger.Entry, request, 1)
	if err != nil {
		t.Fatal(err)
	}
	cp, err := s.CheckpointAfter(t.Context(), index)
	if err != nil {
		t.Fatal(err)
	}
	tree := tlog.Tree{N: cp.Size}
	copy(tree.Hash[:], cp.Root)
	path, err := tlog.ProveRecord(tree.N, index, ledger.Hashes(tree, jobs.TileSource(t.Context(), s)))
	if err != nil {
		t.Fatal(err)
	}
	b, err := ledger.Receipt{Index: index, Opening: o, Path: path, Checkpoint: []byte(cp.Note)}.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// held lists where a trace of the person is, in any column of any table and in any file.
func held(t *testing.T, c *cli, data string) (where []string) {
	t.Helper()
	if err := c.withStore(t.Context(), func(s *store.Store, _ *statute.Library) error {
		tables := []string{"pg_stats"} // whose samples outlive the rows
		var own []string
		if err := s.DB().Select(&own, `SELECT quote_ident(table_schema) || '.' || quote_ident(table_name) FROM information_schema.tables
			WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND table_type = 'BASE TABLE'`); err != nil {
			return err
		}
		for _, table := range append(tables, own...) {
			for _, trace := range traces {
				var n int
				query := fmt.Sprintf(`SELECT count(*) FROM %s x WHERE x::text ILIKE '%%' || $1 || '%%' OR x::text ILIKE '%%' || encode(convert_to($1, 'utf8'), 'hex') || '%%'`, table)
				if err := s.DB().Get(&n, query, trace); err != nil {
					return err
				}
				if n > 0 {
					where = append(where, fmt.Sprintf("%s in %d rows of %s", trace, n, table))
				}
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	_ = filepath.WalkDir(filepath.Join(data, "documents"), func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		for _, trace := range traces {
			if strings.Contains(string(b), trace) {
				where = append(where, trace+" in a file")
			}
		}
		return err
	})
	return where
}

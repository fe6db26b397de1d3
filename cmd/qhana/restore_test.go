package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"
	"golang.org/x/mod/sumdb/note"

	"qhana/internal/foi"
	"qhana/internal/ledger"
	"qhana/internal/postgres"
	"qhana/internal/statute"
	"qhana/internal/store"
)

// rescue is a body whose database is lost and comes back from a backup.
type rescue struct {
	t     *testing.T
	admin *sqlx.DB
	pg    *postgres.Server
	dir   string
	begun time.Time
	at    time.Time
}

// on is a command line on a database and a data directory; what it prints goes into the second.
func (r *rescue) on(database, data string, args ...string) (*cli, func() string) {
	c, out := testCLI(r.t, r.pg.URL(database))
	c.cfg.DataDir, c.args, c.clock = filepath.Join(r.dir, data), args, r.now
	return c, out.String
}

func (r *rescue) make(databases ...string) {
	r.t.Helper()
	for _, name := range databases {
		if _, err := r.admin.Exec(`CREATE DATABASE ` + name); err != nil {
			r.t.Fatal(err)
		}
	}
}

func (r *rescue) now() time.Time { return r.at.Add(time.Since(r.begun)) }

func (r *rescue) in(c *cli, do func(s *store.Store, law *statute.Library) error) {
	r.t.Helper()
	if err := c.withStore(r.t.Context(), do); err != nil {
		r.t.Fatal(err)
	}
}

// file files a request that is told by mail.
func (r *rescue) file(c *cli, subject string) (req foi.Request) {
	r.t.Helper()
	r.in(c, func(s *store.Store, law *statute.Library) error {
		desk, err := c.desk(s, law, r.now)
		if err != nil {
			return err
		}
		f := foi.Filing{Question: foi.Question{Subject: subject, Body: "Pido copia"}, Channel: foi.Web, Locale: "es",
			Requester: foi.Requester{Name: "Zenobia", Email: "zenobia@correo.example", Delivery: "email"}}
		req, err = desk.File(r.t.Context(), f, nil, foi.TheCitizen(), func(foi.Reference) []byte { return []byte(subject) }, nil)
		return err
	})
	return req
}

// work lets the crew work until every notice is settled and every act has its place, and returns the mails that went out.
func (r *rescue) work(c *cli) map[string]bool {
	r.t.Helper()
	sent := map[string]bool{}
	r.in(c, func(s *store.Store, law *statute.Library) error {
		crew, closeCrew, err := c.crew(s, law, r.now)
		if err != nil {
			return err
		}
		defer closeCrew()
		ctx, cancel := context.WithCancel(r.t.Context())
		defer cancel()
		var before int64
		if err := s.DB().Get(&before, `SELECT coalesce(max(id), 0) FROM outbox`); err != nil {
			return err
		}
		done := make(chan error, 1)
		go func() { done <- crew.Run(ctx) }()
		for wait := 1; wait > 0; time.Sleep(200 * time.Millisecond) {
			select {
			case err := <-done:
				return fmt.Errorf("nobody works: %w", err)
			default:
			}
			if err := s.DB().Get(&wait, `SELECT (SELECT count(*) FROM notice WHERE settled_at IS NULL) + (SELECT count(*) FROM unlogged)`); err != nil {
				return err
			}
		}
		cancel()
		if err := <-done; err != nil {
			return err
		}
		var ids []string
		if err := s.DB().Select(&ids, `SELECT message_id FROM outbox WHERE id > $1`, before); err != nil {
			return err
		}
		for _, id := range ids {
			sent[id] = true
		}
		return c.record(r.t, s, r.now())
	})
	return sent
}

func (r *rescue) refused(err error, want string) {
	r.t.Helper()
	if err == nil || !strings.Contains(err.Error(), want) {
		r.t.Errorf("not refused with %q: %v", want, err)
	}
}

func (r *rescue) said(text, want string) {
	r.t.Helper()
	if !strings.Contains(text, want) {
		r.t.Errorf("%q is missing in\n%s", want, text)
	}
}

// A body loses its database and puts an older copy in its place. Nothing is served until what was lost is declared; the record goes on
// as the one that was signed, with nobody's receipt losing its place; nobody is told anything twice; what had been erased is erased
// again. Where what was signed is nowhere any more, that is said, and needs more than a declaration.
func TestRestore(t *testing.T) {
	t.Parallel()
	pg, dir := ownServer(t)
	admin, err := sqlx.Connect("postgres", pg.URL("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = admin.Close() })
	r := &rescue{t: t, admin: admin, pg: pg, dir: dir, begun: time.Now(), at: time.Date(2026, 4, 1, 14, 0, 0, 0, time.UTC)}
	r.make("lost", "whole", "bare", "again")
	grown(t, pg.URL("lost"), filepath.Join(dir, "data"))
	mkdir(t, filepath.Join(dir, "data", "secrets"))

	// a case that was closed and will be erased, a mail that waits, then the backup
	c, _ := r.on("lost", "data")
	closed := r.file(c, "La alcantarilla de Zenobia")
	r.in(c, func(s *store.Store, law *statute.Library) error {
		desk, err := c.desk(s, law, r.now)
		if err != nil {
			return err
		}
		if _, err := desk.Act(t.Context(), closed.ID, foi.Action{Kind: foi.Withdraw}, foi.TheCitizen()); err != nil {
			return err
		}
		return s.InTx(t.Context(), func(tx *store.Tx) error {
			_, err := tx.CreateAccount(t.Context(), foi.Account{Login: "jefa", Name: "Jefa", Active: true, Grants: []foi.Grant{{Role: foi.Administrator}}}, "x", r.at)
			return err
		})
	})
	r.work(c)
	waiting := r.file(c, "El mercado")
	c, out := r.on("lost", "data", filepath.Join(dir, "backups"))
	if err := backup(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	r.said(out(), "backup of")
	found, err := filepath.Glob(filepath.Join(dir, "backups", "qhana-*"))
	if err != nil || len(found) != 1 {
		t.Fatal(found, err)
	}
	saved := found[0]

	// life goes on, and all of it is lost
	c, _ = r.on("lost", "data", string(closed.Reference), "-as", "jefa", "-basis", "Orden 7/2026")
	c.in = strings.NewReader(string(closed.Reference) + "\n")
	if err := erase(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	gone := r.file(c, "El puente")
	mails := r.work(c)
	var receipt []byte
	var index int64
	r.in(c, func(s *store.Store, _ *statute.Library) error {
		acts, err := s.Recorded(t.Context(), []store.Act{{Kind: ledger.Entry, A: gone.ID, B: 1}})
		if err != nil {
			return err
		}
		o, err := ledger.Of(acts[0])
		if err != nil {
			return err
		}
		receipt = receiptFor(t, s, gone.ID, o)
		if said := visit(t, c, s); !whole(said) {
			t.Errorf("before:\n%s", said)
		}
		index, err = s.RecordSize(t.Context())
		return err
	})
	if !mails[string(waiting.Reference)+".1.1@localhost"] {
		t.Fatalf("the mail that waited did not go out: %v", mails)
	}
	if err := os.CopyFS(filepath.Join(dir, "burnt"), os.DirFS(filepath.Join(dir, "data"))); err != nil {
		t.Fatal(err)
	}

	t.Run("whole", func(t *testing.T) {
		c, out := r.on("whole", "data", saved)
		if err := restore(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		r.said(out(), "only the record's own copy is left")
		r.said(out(), string(gone.Reference))
		c, _ = r.on("whole", "data")
		r.refused(serve(t.Context(), c), "restore declare")
		r.refused(work(t.Context(), c), "restore declare")
		declare := func(number string, args ...string) (string, error) {
			c, out := r.on("whole", "data", append([]string{"declare", "-as", "jefa"}, args...)...)
			c.in = strings.NewReader(number + "\n")
			err := restore(t.Context(), c)
			return out(), err
		}
		_, err := declare("1", "-reason", "Se quemó el servidor")
		r.refused(err, "nothing was declared")
		_, err = declare("", "-reason", " ")
		r.refused(err, "restore DIR")
		var size int64
		r.in(c, func(s *store.Store, _ *statute.Library) error { size, err = s.RecordSize(t.Context()); return err })
		said, err := declare(fmt.Sprint(index-size), "-reason", "Se quemó el servidor")
		if err != nil {
			t.Fatal(err)
		}
		r.said(said, "2 notices had gone out")
		r.said(said, string(closed.Reference)+" had been erased, and was again")
		_, err = declare("0", "-reason", "otra vez")
		r.refused(err, "nothing to declare")

		for id := range r.work(c) {
			if mails[id] && !strings.HasPrefix(id, "digest.") { // a morning's mail is told anew: it is about what there is now
				t.Errorf("%s was sent twice", id)
			}
		}
		if next := r.file(c, "Otra cosa"); next.Reference <= gone.Reference {
			t.Errorf("%s is given after %s was", next.Reference, gone.Reference)
		}
		r.work(c)
		c, out = r.on("whole", "data")
		if err := check(t.Context(), c); err != nil {
			t.Errorf("inside: %v\n%s", err, out())
		}
		r.said(out(), "were lost by a restore that was declared")
		n, err := c.notary()
		if err != nil {
			t.Fatal(err)
		}
		r.in(c, func(s *store.Store, _ *statute.Library) error {
			said := visit(t, c, s)
			if !whole(said) {
				t.Errorf("from outside:\n%s", said)
			}
			r.said(said, "RESTORED")
			r.said(said, "LOST entry "+string(gone.Reference))
			var left int
			return s.DB().Get(&left, `SELECT 1 / (1 - count(*)) FROM question WHERE subject LIKE '%Zenobia%'`)
		})
		key, err := note.NewVerifier(n.keys[0])
		if err != nil {
			t.Fatal(err)
		}
		kept, err := ledger.ParseReceipt(receipt)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, _, err := kept.Check(n.origin, note.VerifierList(key)); err != nil {
			t.Errorf("the receipt of what was lost proves nothing any more: %v", err)
		}
	})

	t.Run("what was signed is nowhere", func(t *testing.T) {
		if err := os.Remove(filepath.Join(dir, "burnt", "record", "leaves")); err != nil {
			t.Fatal(err)
		}
		c, out := r.on("bare", "burnt", saved)
		if err := restore(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		r.said(out(), "are nowhere any more")
		c, _ = r.on("bare", "burnt", "declare", "-as", "jefa", "-reason", "Se quemó todo")
		r.refused(restore(t.Context(), c), "-fork")
		c, out = r.on("bare", "burnt", "declare", "-as", "jefa", "-reason", "Se quemó todo", "-fork")
		var size int64
		r.in(c, func(s *store.Store, _ *statute.Library) error { size, err = s.RecordSize(t.Context()); return err })
		c.in = strings.NewReader(fmt.Sprintln(index - size))
		if err := restore(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		r.work(c)
		if err := check(t.Context(), c); err != nil {
			t.Errorf("inside: %v\n%s", err, out())
		}
		r.in(c, func(s *store.Store, _ *statute.Library) error {
			if said := visit(t, c, s); whole(said) || !strings.Contains(said, "RESTORED") {
				t.Errorf("an auditor who came before the fire sees nothing of it:\n%s", said)
			}
			return nil
		})
	})

	t.Run("nothing was lost", func(t *testing.T) {
		c, _ := r.on("whole", "data", filepath.Join(dir, "more"))
		if err := backup(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		found, _ := filepath.Glob(filepath.Join(dir, "more", "qhana-*"))
		c, _ = r.on("whole", "data", found[0])
		r.refused(restore(t.Context(), c), "not empty")
		c, out := r.on("again", "data", found[0])
		if err := restore(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		r.said(out(), "nothing was lost")
		r.in(c, func(s *store.Store, _ *statute.Library) error { return c.firm(t.Context(), s) })
		r.work(c)
		if err := check(t.Context(), c); err != nil {
			t.Errorf("inside: %v\n%s", err, out())
		}
	})

	t.Run("a backup that was damaged", func(t *testing.T) {
		b, err := os.ReadFile(filepath.Join(saved, backupDatabase))
		if err != nil {
			t.Fatal(err)
		}
		b[len(b)/2]++
		if err := os.WriteFile(filepath.Join(saved, backupDatabase), b, 0o600); err != nil {
			t.Fatal(err)
		}
		c, _ := r.on("again", "data", saved)
		r.refused(restore(t.Context(), c), "damaged")
		c, _ = r.on("again", "data", dir)
		r.refused(restore(t.Context(), c), "is no backup")
		c, _ = r.on("again", "elsewhere", saved)
		c.cfg.Pepper = nil
		b[len(b)/2]--
		if err := os.WriteFile(filepath.Join(saved, backupDatabase), b, 0o600); err != nil {
			t.Fatal(err)
		}
		r.refused(restore(t.Context(), c), "the pepper and the record's key")
	})
}

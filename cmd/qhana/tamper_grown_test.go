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
	"qhana/internal/document"
	"qhana/internal/foi"
	"qhana/internal/jobs"
	"qhana/internal/simulate"
	"qhana/internal/statute"
	"qhana/internal/store"
)

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

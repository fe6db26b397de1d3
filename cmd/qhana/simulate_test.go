package main

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"qhana/internal/foi"
	"qhana/internal/postgres"
	"qhana/internal/statute"
	"qhana/internal/store"
	"qhana/internal/testdb"
)

func testCLI(t *testing.T, s string) (*cli, *bytes.Buffer) {
	t.Helper()
	cfg, err := configOf(func(name string) string {
		return map[string]string{"QHANA_DATABASE_URL": s, "QHANA_DATA_DIR": t.TempDir(), "QHANA_PEPPER": strings.Repeat("p", 40)}[name]
	})
	if err != nil {
		t.Fatal(err)
	}
	out := &bytes.Buffer{}
	return &cli{cfg: cfg, out: out, in: strings.NewReader(""), log: slog.New(slog.DiscardHandler)}, out
}

// Months of casework, with everything that people do and forget, leave a record that its replay confirms; a record that
// somebody changed by hand is found.
func TestSimulationEqualsReplay(t *testing.T) {
	t.Parallel()
	url := testdb.URL(t)
	c, out := testCLI(t, url)
	err := c.withStore(t.Context(), func(s *store.Store, law *statute.Library) error {
		p := plan{from: foi.MustDate("2025-12-01"), to: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), perDay: 0.7, seed: 7}
		sum, err := c.simulate(t.Context(), s, law, p)
		if err != nil {
			return err
		}
		if sum.Filed < 20 || sum.Events[foi.Event(foi.Deliver)] < 10 {
			t.Errorf("too little happened: %+v", sum)
		}
		// The decree of December 2025 took 26 December and 2 January from whatever ran across them.
		var later int
		err = s.DB().QueryRow(`SELECT count(*) FROM entry WHERE event = 'recalculated' AND at < '2026-01-01' AND facts->>'due' > facts->>'old_due'`).Scan(&later)
		if err == nil && later == 0 {
			t.Error("the decree of December moved no term")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := check(t.Context(), c); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if !strings.Contains(out.String(), " 0 differences") {
		t.Error(out)
	}
	out.Reset()
	c.args = []string{"rehearse", "bo-la-paz", "proyecto-160"} // a draft that gives five more days instead of ten
	if err := statuteCmd(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "the extension on ") || !strings.Contains(out.String(), "version proyecto-160: ") {
		t.Errorf("a rehearsal of the draft law finds no extension that it would refuse:\n%s", out)
	}
	err = c.withStore(t.Context(), func(s *store.Store, _ *statute.Library) error {
		_, err := s.DB().Exec(`UPDATE request SET due_on = due_on + 1 WHERE id = (SELECT min(id) FROM request WHERE due_on IS NOT NULL)`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := check(t.Context(), c); err == nil || !strings.Contains(out.String(), "due day is stored as") {
		t.Errorf("a due day that was moved by hand is not found:\n%s", out)
	}
}

func TestConfigNamesEachBadValue(t *testing.T) {
	_, err := configOf(func(name string) string {
		return map[string]string{"QHANA_ADDR": "nowhere", "QHANA_SMTP_URL": "ftp://x", "QHANA_DATABASE_URL": "mysql://u:secret@h/d", "QHANA_PEPPER": "short",
			"QHANA_LAWS": "/no/such/folder", "QHANA_DEMO_YEARS": "-1"}[name]
	})
	if err == nil {
		t.Fatal("accepted")
	}
	for _, want := range []string{"QHANA_ADDR", "QHANA_SMTP_URL", "QHANA_DATABASE_URL", "QHANA_PEPPER", "QHANA_LAWS", "QHANA_DEMO_YEARS"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%s is not named: %v", want, err)
		}
	}
	if strings.Contains(err.Error(), "secret") {
		t.Errorf("the password is shown: %v", err)
	}
}

func TestVectorsCommand(t *testing.T) {
	c, out := testCLI(t, "")
	c.args = []string{"../../internal/statute/testdata/bolivia.json"}
	if err := vectors(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	if !strings.HasSuffix(out.String(), "19 passed, 0 failed\n") {
		t.Error(out)
	}
	bad := t.TempDir() + "/bad.json"
	if err := os.WriteFile(bad, []byte(`[{"id":"x","statute":"none","clock":"response","received":"2026-03-02T10:00:00-04:00","expected_due":"2026-03-23"}]`), 0o600); err != nil {
		t.Fatal(err)
	}
	c.args = []string{bad}
	if err := vectors(t.Context(), c); err == nil || !strings.Contains(out.String(), "x FAIL") {
		t.Errorf("an example whose statute is not shipped passes:\n%s", out)
	}
}

// Nothing is invented among what is there.
func TestSimulateIntoUse(t *testing.T) {
	t.Parallel()
	c, out := testCLI(t, testdb.URL(t))
	c.args = []string{"-from", "2026-02-02", "-to", "2026-02-13"}
	if err := simulateCmd(t.Context(), c); err != nil || !strings.Contains(out.String(), "requests filed") {
		t.Fatal(err, out)
	}
	if err := simulateCmd(t.Context(), c); err == nil || !strings.Contains(err.Error(), "is in use") {
		t.Errorf("%v: it simulates into a database that is used", err)
	}
}

// ownServer is a PostgreSQL that a test has for itself, with a folder beside it.
func ownServer(t *testing.T) (pg *postgres.Server, dir string) {
	t.Helper()
	dir, err := os.MkdirTemp("", "q") // a socket's path is short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if pg, err = postgres.Start(context.Background(), filepath.Join(dir, "pg"), postgres.Options{Conns: 60, Unsafe: true}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = pg.Stop() })
	return pg, dir
}

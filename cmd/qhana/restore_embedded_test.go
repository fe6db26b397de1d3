package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"qhana/internal/foi"
	"qhana/internal/statute"
	"qhana/internal/store"
)

// The database that Qhana keeps itself gives way to the backup, and is kept under another name.
func TestRestoreEmbedded(t *testing.T) {
	t.Parallel()
	dir, err := os.MkdirTemp("", "qe")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	c, out := testCLI(t, "")
	c.cfg.DataDir = dir
	add := func(login string) {
		c.args = []string{"add", login, "-name", "Alguien", "-role", "administrator"}
		c.in = strings.NewReader("una clave larga de verdad\n")
		if err := user(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	add("antes")
	c.args = []string{filepath.Join(dir, "backups")}
	if err := backup(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	add("despues")
	found, _ := filepath.Glob(filepath.Join(dir, "backups", "qhana-*"))
	c.args = []string{found[0]}
	if err := restore(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "is kept as the database qhana_before_") {
		t.Errorf("nothing says where the old one is:\n%s", out)
	}
	if err := c.withStore(t.Context(), func(s *store.Store, _ *statute.Library) error {
		if _, _, err := s.AccountByLogin(t.Context(), "antes"); err != nil {
			return err
		}
		if _, _, err := s.AccountByLogin(t.Context(), "despues"); foi.CodeOf(err) != foi.NotFound {
			t.Errorf("what came after the backup is there: %v", err)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

package postgres

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Root may keep its data where nobody else may go, as in its own home. The server's user could not reach it there.
func TestClosedParent(t *testing.T) {
	if os.Geteuid() != 0 {
		return // the server is ours, and so is the folder
	}
	parent := folder(t)
	if err := os.Chmod(parent, 0o700); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(parent, "db")
	link := filepath.Join(dir, "elsewhere")
	t.Cleanup(func() {
		if to, err := os.Readlink(link); err == nil && strings.HasPrefix(to, elsewhere+"/") {
			_ = os.RemoveAll(to)
		}
	})
	s := start(t, dir)
	if to, err := os.Readlink(link); err != nil || !strings.HasPrefix(to, elsewhere+"/") {
		t.Fatalf("moved to %q: %v", to, err)
	}
	run(t, s, write)
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
	s = start(t, dir)
	if got := ask(t, s, read); got != "ñandú" {
		t.Errorf("after a restart: %q", got)
	}
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
}

package postgres

import (
	"database/sql"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// folder is a short directory that the server's user can reach, which t.TempDir is not when root runs the tests.
func folder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "pg-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o711); err != nil {
		t.Fatal(err)
	}
	return dir
}

func start(t *testing.T, dir string) *Server {
	t.Helper()
	s, err := Start(t.Context(), dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Stop(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func ask(t *testing.T, s *Server, query string) string {
	t.Helper()
	db, err := sql.Open("postgres", s.URL(Database))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	var out string
	if err := db.QueryRowContext(t.Context(), query).Scan(&out); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return out
}

const (
	write = `CREATE TABLE kept AS SELECT 'ñandú'::text AS word`
	read  = `SELECT word FROM kept`
)

func run(t *testing.T, s *Server, query string) {
	t.Helper()
	db, err := sql.Open("postgres", s.URL(Database))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if _, err := db.ExecContext(t.Context(), query); err != nil {
		t.Fatal(err)
	}
}

func TestRestartKeepsData(t *testing.T) {
	dir := folder(t)
	s := start(t, dir)
	run(t, s, write)
	for range 2 { // a second Stop does nothing
		if err := s.Stop(); err != nil {
			t.Fatal(err)
		}
	}
	s = start(t, dir)
	if got := ask(t, s, read); got != "ñandú" {
		t.Errorf("after a restart: %q", got)
	}
	if got := ask(t, s, `SELECT upper('ñandú') || current_setting('server_encoding') || current_user`); got != "ÑANDÚUTF8qhana" {
		t.Errorf("locale, encoding, user: %q", got)
	}
	if got := ask(t, s, `SELECT current_setting('listen_addresses')`); got != "" {
		t.Errorf("listens on TCP: %q", got)
	}
}

// A command that looks at the database of a running site leaves the server to the site; who leaves last stops it.
func TestLastOneStops(t *testing.T) {
	dir := folder(t)
	site, command := start(t, dir), start(t, dir)
	if err := command.Leave(); err != nil {
		t.Fatal(err)
	}
	if got := ask(t, site, `SELECT 'there'`); got != "there" {
		t.Errorf("the server under the site: %q", got)
	}
	if err := site.Leave(); err != nil {
		t.Fatal(err)
	}
	if alive(site.pid) {
		t.Error("nobody stopped the server")
	}
}

func TestKillRecovers(t *testing.T) {
	dir := folder(t)
	s := start(t, dir)
	run(t, s, write)
	if err := s.Kill(); err != nil {
		t.Fatal(err)
	}
	if got := ask(t, start(t, dir), read); got != "ñandú" {
		t.Errorf("after a crash: %q", got)
	}
	if log, _ := os.ReadFile(filepath.Join(dir, "postgres.log")); !strings.Contains(string(log), "not properly shut down") {
		t.Error("Kill was no crash: the server did not recover")
	}
}

// When only the first process dies, what is left of the server must not keep the next from starting.
func TestLosesFirstProcess(t *testing.T) {
	dir := folder(t)
	s := start(t, dir)
	run(t, s, write)
	if err := syscall.Kill(s.pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	<-s.exited
	if got := ask(t, start(t, dir), read); got != "ñandú" {
		t.Errorf("after the loss: %q", got)
	}
}

// TestOrphanChild is the process that TestAdoptsOrphan starts and that ends without stopping its server.
func TestOrphanChild(t *testing.T) {
	dir := os.Getenv("QHANA_ORPHAN")
	if dir == "" {
		dir = folder(t)
		defer func() {
			if err := Stop(dir); err != nil {
				t.Error(err)
			}
		}()
	}
	s, err := Start(t.Context(), dir, Options{Unsafe: true})
	if err != nil {
		t.Fatal(err)
	}
	run(t, s, write)
}

func TestAdoptsOrphan(t *testing.T) {
	dir := folder(t)
	cmd := exec.Command(os.Args[0], "-test.run=^TestOrphanChild$")
	cmd.Env = append(os.Environ(), "QHANA_ORPHAN="+dir)
	if out, err := cmd.CombinedOutput(); err != nil { // would hang if the server held the pipe
		t.Fatalf("%v\n%s", err, out)
	}
	s := start(t, dir)
	if s.exited != nil {
		t.Error("a second server was started")
	}
	if got := ask(t, s, read); got != "ñandú" {
		t.Errorf("adopted server: %q", got)
	}
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
	if alive(s.pid) {
		t.Error("the adopted server was not stopped")
	}
	if err := Stop(dir); err != nil {
		t.Errorf("Stop of nothing: %v", err)
	}
}

func TestLongPath(t *testing.T) {
	dir := filepath.Join(folder(t), strings.Repeat("long, with spaces/", 8))
	s := start(t, dir)
	t.Cleanup(func() { _ = os.RemoveAll(s.home.socket()) })
	if len(s.home.socket()) >= socketMax {
		t.Errorf("socket folder too long: %s", s.home.socket())
	}
	if got := ask(t, s, `SELECT current_database()`); got != Database {
		t.Errorf("database %q", got)
	}
}

// A number in the file of a dead server may since belong to any program: it is neither adopted nor stopped.
func TestForeignProcess(t *testing.T) {
	dir := folder(t)
	s := start(t, dir)
	if err := s.Kill(); err != nil {
		t.Fatal(err)
	}
	other := exec.Command("sleep", "60")
	other.SysProcAttr = s.home.account.process()
	other.Dir = "/"
	if err := other.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = other.Process.Kill(); _ = other.Wait() }()
	pid := []byte(strconv.Itoa(other.Process.Pid) + "\n")
	if err := os.WriteFile(s.home.pidFile(), pid, 0o600); err != nil {
		t.Fatal(err)
	}
	start(t, dir)
	if !alive(other.Process.Pid) {
		t.Error("another program was stopped")
	}
}

package postgres

import (
	"io"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
)

// TestAsNormalUser runs the other tests as somebody who is not root, who lends the server nobody else's account.
func TestAsNormalUser(t *testing.T) {
	if os.Geteuid() != 0 {
		return // all tests have run so
	}
	a, err := accountOf("nobody")
	if err != nil {
		t.Fatal(err)
	}
	home := folder(t)
	if err := os.Chown(home, int(a.uid), int(a.gid)); err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(home, "test") // the one that runs is where only root may go
	copyProgram(t, program)
	cmd := exec.Command(program, "-test.run=^(TestRestartKeepsData|TestKillRecovers|TestAdoptsOrphan|TestLongPath)$")
	cmd.Dir = home
	cmd.Env = append(os.Environ(), "TMPDIR="+home, "HOME="+home)
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: a.uid, Gid: a.gid}}
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

func accountOf(name string) (account, error) {
	u, err := user.Lookup(name)
	if err != nil {
		return account{}, err
	}
	uid, err := strconv.Atoi(u.Uid)
	if err != nil {
		return account{}, err
	}
	gid, err := strconv.Atoi(u.Gid)
	return account{name: name, uid: uint32(uid), gid: uint32(gid)}, err
}

func copyProgram(t *testing.T, to string) {
	t.Helper()
	from, err := os.Open(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = from.Close() }()
	f, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY, 0o755)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(f, from); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

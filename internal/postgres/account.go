package postgres

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// account is whom the server runs as. PostgreSQL refuses root, so root lends it another user; everybody else runs it
// as themselves, and then nothing is changed.
type account struct {
	name     string
	uid, gid uint32
	lent     bool
}

// accountFor picks the user for the data in dir: the one who owns it already, else postgres, else nobody.
func accountFor(dir string) (account, error) {
	if os.Geteuid() != 0 {
		return account{uid: uint32(os.Geteuid()), gid: uint32(os.Getegid())}, nil
	}
	if uid, err := ownerOf(filepath.Join(dir, "data")); err == nil && uid != 0 {
		if u, err := user.LookupId(strconv.Itoa(int(uid))); err == nil {
			return lend(u)
		}
	}
	for _, name := range []string{"postgres", "nobody"} {
		if u, err := user.Lookup(name); err == nil {
			return lend(u)
		}
	}
	return account{}, errors.New("PostgreSQL does not run as root, and there is no user postgres or nobody to run it as")
}

func lend(u *user.User) (account, error) {
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return account{}, fmt.Errorf("user %s: %w", u.Username, err)
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		return account{}, fmt.Errorf("user %s: %w", u.Username, err)
	}
	return account{name: u.Username, uid: uint32(uid), gid: uint32(gid), lent: true}, nil
}

// process sets how a child starts: as the account, and in a process group of its own, so that Ctrl-C in the terminal
// reaches us first and we stop the server in order.
func (a account) process() *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{Setpgid: true}
	if a.lent {
		attr.Credential = &syscall.Credential{Uid: a.uid, Gid: a.gid}
	}
	return attr
}

// own makes dir a private folder of the account. It refuses a folder of somebody else: one that was there first, in a
// shared place, could lead our clients to another server.
func (a account) own(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make %s: %w", dir, err)
	}
	info, err := os.Lstat(dir)
	if err != nil {
		return fmt.Errorf("look at %s: %w", dir, err)
	}
	uid, err := ownerOf(dir)
	if err != nil {
		return err
	}
	if !info.IsDir() || (uid != a.uid && uid != uint32(os.Geteuid())) {
		return fmt.Errorf("%s belongs to another user (uid %d)", dir, uid)
	}
	if a.lent {
		if err := os.Lchown(dir, int(a.uid), int(a.gid)); err != nil {
			return fmt.Errorf("hand %s to %s: %w", dir, a.name, err)
		}
	}
	if err := os.Chmod(dir, 0o700); err != nil {
		return fmt.Errorf("close %s to others: %w", dir, err)
	}
	return nil
}

// barred returns the first parent of dir that the account cannot pass through, or "".
func (a account) barred(dir string) string {
	if !a.lent {
		return ""
	}
	for parent := filepath.Dir(dir); ; parent = filepath.Dir(parent) {
		info, err := os.Stat(parent)
		if err != nil || !a.passes(info) {
			return parent
		}
		if parent == filepath.Dir(parent) {
			return ""
		}
	}
}

func (a account) passes(info fs.FileInfo) bool {
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return false
	}
	switch mode := info.Mode().Perm(); {
	case st.Uid == a.uid:
		return mode&0o100 != 0
	case st.Gid == a.gid:
		return mode&0o010 != 0
	default:
		return mode&0o001 != 0
	}
}

func ownerOf(path string) (uid uint32, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return 0, fmt.Errorf("look at %s: %w", path, err)
	}
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, fmt.Errorf("%s: the owner cannot be told", path)
	}
	return st.Uid, nil
}

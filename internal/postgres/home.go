package postgres

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// socketMax is the longest folder name for a socket, in bytes: the whole address must fit in 103 on macOS, 107 on Linux.
const socketMax = 88

// elsewhere holds the data of a directory that the lent user cannot reach, as with a checkout in root's own home.
const elsewhere = "/var/lib/qhana"

// home is the folder of one server: its data, its socket when the path is short enough, its log and its lock.
type home struct {
	dir     string
	account account
}

// openHome makes dir ready for a server, or follows the link that an earlier call left in it.
func openHome(dir string) (home, error) {
	dir, err := resolve(dir)
	if err != nil {
		return home{}, err
	}
	link := filepath.Join(dir, "elsewhere")
	if to, err := os.Readlink(link); err == nil {
		dir = to
	}
	a, err := accountFor(dir)
	if err != nil {
		return home{}, err
	}
	if parent := a.barred(dir); parent != "" {
		if dir, err = move(link, parent, a); err != nil {
			return home{}, err
		}
	}
	if err := a.own(dir); err != nil {
		return home{}, err
	}
	return home{dir: dir, account: a}, nil
}

func resolve(dir string) (string, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("database directory %s: %w", dir, err)
	}
	if err := os.MkdirAll(filepath.Dir(abs), 0o755); err != nil { // the server's user must pass through new parents
		return "", fmt.Errorf("database directory: %w", err)
	}
	if err := os.Mkdir(abs, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return "", fmt.Errorf("database directory: %w", err)
	}
	abs, err = filepath.EvalSymlinks(abs)
	if err != nil {
		return "", fmt.Errorf("database directory: %w", err)
	}
	return abs, nil
}

// move makes a new folder that the account can reach and leaves a link to it. Removing the link begins anew, as
// removing the directory would.
func move(link, parent string, a account) (string, error) {
	cannot := func(err error) error {
		return fmt.Errorf("PostgreSQL runs as %s, who cannot pass through %s, and no other place could be made (%w): "+
			"run `chmod o+x %s` or choose another directory", a.name, parent, err, parent)
	}
	if err := os.MkdirAll(elsewhere, 0o755); err != nil {
		return "", cannot(err)
	}
	if barred := a.barred(filepath.Join(elsewhere, "x")); barred != "" {
		return "", cannot(fmt.Errorf("%s is closed too", barred))
	}
	dir, err := os.MkdirTemp(elsewhere, "db-")
	if err != nil {
		return "", cannot(err)
	}
	if err := os.Remove(link); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", cannot(err)
	}
	if err := os.Symlink(dir, link); err != nil {
		return "", cannot(err)
	}
	return dir, nil
}

func (h home) data() string    { return filepath.Join(h.dir, "data") }
func (h home) log() string     { return filepath.Join(h.dir, "postgres.log") }
func (h home) pidFile() string { return filepath.Join(h.data(), "postmaster.pid") }

// socket is the folder of the socket: in the home, or when that is too long for an address, a short one whose name
// depends on the home alone, so that a later process finds it again.
func (h home) socket() string {
	inside := filepath.Join(h.dir, "socket")
	if len(inside) < socketMax {
		return inside
	}
	sum := sha256.Sum256([]byte(h.dir))
	name := "qhana-" + hex.EncodeToString(sum[:6])
	if short := filepath.Join(os.TempDir(), name); len(short) < socketMax {
		return short
	}
	return filepath.Join("/tmp", name)
}

// lock keeps other processes from starting or stopping this server meanwhile. It waits for them.
func (h home) lock() (unlock func(), err error) {
	f, err := os.OpenFile(filepath.Join(h.dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock the database directory: %w", err)
	}
	err = flock(f, syscall.LOCK_EX)
	if err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("lock the database directory: %w", err)
	}
	return func() { _ = f.Close() }, nil
}

// use marks that this process uses the server, until the file is closed or the process ends.
func (h home) use() (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(h.dir, "used"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("use the database directory: %w", err)
	}
	if err := flock(f, syscall.LOCK_SH); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

func flock(f *os.File, how int) error {
	for {
		if err := syscall.Flock(int(f.Fd()), how); !errors.Is(err, syscall.EINTR) {
			return err
		}
	}
}

package testdb

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"qhana/internal/postgres"
)

const (
	watchFor = "QHANA_TESTDB_WATCH"
	grace    = 5 * time.Second // in which the next test binary of the same run begins
	most     = 400             // connections: every parallel test has its own
)

// Every test binary holds a shared lock for as long as it lives; the system gives it back however the binary ends. A
// watcher, which is the test binary once more, waits for the lock to be free and then stops the server.
func init() {
	if os.Getenv(watchFor) != "" {
		watch(baseDir())
		os.Exit(0)
	}
}

func baseDir() string {
	return filepath.Join(os.TempDir(), "qhana-test-"+strconv.Itoa(os.Geteuid()))
}

// held are the locks of this process. Nobody gives them back: they are kept here so that their files stay open to the
// end.
var held []func()

// join takes part in the shared server, starting it and its watcher when there are none, and returns its address.
func join(ctx context.Context) (string, error) {
	dir := baseDir()
	leave, err := lock(dir+".users", syscall.LOCK_SH)
	if err != nil {
		return "", err
	}
	held = append(held, leave)
	s, err := postgres.Start(ctx, dir, postgres.Options{Conns: most, Unsafe: true})
	if err != nil {
		return "", err
	}
	self, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("watcher: %w", err)
	}
	watcher := exec.Command(self)
	watcher.Env = append(os.Environ(), watchFor+"=1")
	watcher.Dir = "/"
	watcher.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // Ctrl-C must not end it before the tests
	if err := watcher.Start(); err != nil {
		return "", fmt.Errorf("watcher: %w", err)
	}
	go func() { _ = watcher.Wait() }()
	return s.URL(postgres.Database), nil
}

// watch waits until no test binary uses the server, and stops it. There is one watcher at a time; others end at once.
func watch(dir string) {
	release, err := lock(dir+".watch", syscall.LOCK_EX|syscall.LOCK_NB)
	if err != nil {
		return
	}
	for {
		free, err := lock(dir+".users", syscall.LOCK_EX)
		if err != nil {
			return
		}
		free()
		time.Sleep(grace)
		free, err = lock(dir+".users", syscall.LOCK_EX|syscall.LOCK_NB)
		if err != nil {
			continue // somebody came
		}
		if postgres.Stop(dir) == nil {
			_ = os.RemoveAll(dir)
		}
		release() // before the users' lock: who waits for that one starts a new watcher
		free()
		return
	}
}

// lock takes a lock on a file; the lock is lost when the process ends.
func lock(path string, how int) (release func(), err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock of the test database: %w", err)
	}
	for {
		if err = syscall.Flock(int(f.Fd()), how); !errors.Is(err, syscall.EINTR) {
			break
		}
	}
	if err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("lock of the test database: %w", err)
	}
	return func() { _ = f.Close() }, nil
}

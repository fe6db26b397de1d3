package postgres

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// version is the major version that wrote the data, 0 when there is none yet.
func (h home) version() (int, error) {
	b, err := os.ReadFile(filepath.Join(h.data(), "PG_VERSION"))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("version of the data: %w", err)
	}
	major, err := strconv.Atoi(strings.TrimSpace(string(b)))
	if err != nil {
		return 0, fmt.Errorf("version of the data: %w", err)
	}
	return major, nil
}

// initialise writes an empty cluster beside its place and moves it there whole, so that a crash leaves none or all.
func (h home) initialise(ctx context.Context, b binaries, unsafe bool) error {
	fresh := h.data() + ".new"
	var out []byte
	var err error
	for _, locale := range locales(b.major) {
		if err = os.RemoveAll(fresh); err != nil {
			return fmt.Errorf("initdb: %w", err)
		}
		args := append([]string{"-D", fresh, "-U", User, "-E", "UTF8", "--auth-local=trust", "--auth-host=reject"}, locale...)
		if unsafe {
			args = append(args, "--no-sync")
		}
		cmd := exec.CommandContext(ctx, filepath.Join(b.dir, "initdb"), args...)
		h.prepare(cmd)
		if out, err = cmd.CombinedOutput(); err == nil {
			break
		}
	}
	if err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	if err := os.Rename(fresh, h.data()); err != nil {
		return fmt.Errorf("initdb: %w", err)
	}
	return nil
}

// locales are the ways to get an order of text by code point that is the same on every system, best first. Not every
// system knows C.UTF-8; plain C leaves accented letters alone in lower().
func locales(major int) [][]string {
	libc := [][]string{{"--locale=C.UTF-8"}, {"--locale=C"}}
	if major < 17 {
		return libc
	}
	return append([][]string{{"--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"}}, libc...)
}

// prepare sets a child's user and surroundings. Variables that PostgreSQL reads are left out: they are meant for
// another server.
func (h home) prepare(cmd *exec.Cmd) {
	cmd.SysProcAttr = h.account.process()
	cmd.Dir = "/"
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "PG") && !strings.HasPrefix(v, "LC_") && !strings.HasPrefix(v, "LANG") {
			cmd.Env = append(cmd.Env, v)
		}
	}
	cmd.Env = append(cmd.Env, "LC_ALL=C")
}

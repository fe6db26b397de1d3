package postgres

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func install(t *testing.T, root string, major int) string {
	t.Helper()
	bin := filepath.Join(root, fmt.Sprint(major), "bin")
	if err := os.MkdirAll(bin, 0o755); err != nil {
		t.Fatal(err)
	}
	script := fmt.Sprintf("#!/bin/sh\necho 'postgres (PostgreSQL) %d.4 (Debian)'\n", major)
	for _, name := range []string{"postgres", "initdb"} {
		if err := os.WriteFile(filepath.Join(bin, name), []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return bin
}

func TestInstallations(t *testing.T) {
	root, path := t.TempDir(), t.TempDir()
	for _, major := range []int{9, 15, 17} {
		install(t, root, major)
	}
	if err := os.Symlink(filepath.Join(root, "15", "bin", "postgres"), filepath.Join(path, "postgres")); err != nil {
		t.Fatal(err)
	}
	var got []int
	for _, b := range installations(path, []string{filepath.Join(root, "*", "bin")}) {
		got = append(got, b.major)
	}
	if fmt.Sprint(got) != "[15 17 9]" {
		t.Errorf("PATH first, then newest first: %v", got)
	}
}

func TestNoBinaries(t *testing.T) {
	defer func(was []string) { places = was }(places)
	places = nil
	t.Setenv("PATH", t.TempDir())
	_, err := Start(t.Context(), folder(t), Options{})
	if !errors.Is(err, ErrNoBinaries) || !strings.Contains(err.Error(), "install") {
		t.Errorf("no binaries: %v", err)
	}
	places = []string{filepath.Join(t.TempDir(), "*", "bin")}
	if _, err := find(12); !errors.Is(err, ErrNoBinaries) {
		t.Errorf("no binaries of the version: %v", err)
	}
}

func TestBarred(t *testing.T) {
	root := folder(t)
	if err := os.Chmod(root, 0o711); err != nil {
		t.Fatal(err)
	}
	closed := filepath.Join(root, "closed")
	if err := os.Mkdir(closed, 0o700); err != nil {
		t.Fatal(err)
	}
	stranger := account{uid: 4242, gid: 4242, lent: true}
	if got := stranger.barred(filepath.Join(closed, "db")); got != closed {
		t.Errorf("a closed parent: %q", got)
	}
	if got := stranger.barred(filepath.Join(root, "db")); got != "" {
		t.Errorf("open parents: %q", got)
	}
	if got := (account{uid: 4242}).barred(filepath.Join(closed, "db")); got != "" {
		t.Errorf("nobody is lent: %q", got)
	}
}

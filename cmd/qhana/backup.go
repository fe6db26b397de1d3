package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"qhana/internal/postgres"
	"qhana/internal/statute"
	"qhana/internal/store"
)

// A backup is a folder: what it is, the database as PostgreSQL's own pg_dump writes it, and the documents by their hashes. It has no
// secrets: the record's key and the pepper are kept elsewhere, or whoever takes the backup could sign and open cases.
const (
	backupFile      = "backup.json"
	backupDatabase  = "database.dump"
	backupDocuments = "documents"
	backupFormat    = 1
)

// backedUp is what a backup says of itself.
type backedUp struct {
	Format   int       `json:"format"`
	At       time.Time `json:"at"` // nothing that was committed before is missing
	Statute  string    `json:"statute"`
	Origin   string    `json:"origin"` // the record's name
	Size     int64     `json:"size"`   // acts of the record, at least
	Database string    `json:"database_sha256"`
	Files    int       `json:"documents"`
	Bytes    int64     `json:"bytes"`
	Pepper   string    `json:"pepper,omitempty"` // by which the right one is recognised, and not found
}

// backup writes the database and the documents into a new folder, while the site serves.
func backup(ctx context.Context, c *cli) error {
	if len(c.args) != 1 || strings.HasPrefix(c.args[0], "-") {
		return errors.New("backup DIR: name the folder in which each backup gets a folder of its own")
	}
	root, err := filepath.Abs(c.args[0])
	if err != nil {
		return err
	}
	if c.cfg, err = c.cfg.withSecrets(); err != nil {
		return err
	}
	n, err := c.notary()
	if err != nil {
		return err
	}
	b := backedUp{Format: backupFormat, At: c.instant().UTC().Truncate(time.Second), Statute: c.cfg.Statute, Origin: n.origin, Pepper: c.cfg.pepperMark()}
	name := "qhana-" + b.At.Format("20060102T150405Z")
	dir := filepath.Join(root, name)
	half := dir + ".unfinished"
	if err := os.MkdirAll(filepath.Join(half, backupDocuments), 0o700); err != nil {
		return err
	}
	err = c.withDatabase(ctx, func(url string) error {
		s, err := store.Open(ctx, url, 2)
		if err != nil {
			return err
		}
		defer func() { _ = s.Close() }()
		if b.Size, err = s.RecordSize(ctx); err != nil {
			return err
		}
		_, _ = fmt.Fprintf(c.out, "database …\n")
		return postgres.Dump(ctx, url, filepath.Join(half, backupDatabase))
	})
	if err != nil {
		return errors.Join(err, os.RemoveAll(half))
	}
	if b.Database, err = sumOf(filepath.Join(half, backupDatabase)); err != nil {
		return err
	}
	// After the database: every file that a row of it names is there by now.
	_, _ = fmt.Fprintf(c.out, "documents …\n")
	if b.Files, b.Bytes, err = copyDocuments(filepath.Join(c.cfg.DataDir, "documents"), filepath.Join(half, backupDocuments), newestBackup(root)); err != nil {
		return err
	}
	text, err := json.MarshalIndent(b, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(half, backupFile), append(text, '\n'), 0o600); err != nil {
		return err
	}
	if err := os.Rename(half, dir); err != nil {
		return err
	}
	_, _ = fmt.Fprintf(c.out, "backup of %d acts and %d documents in %s\n", b.Size, b.Files, dir)
	_, _ = fmt.Fprintf(c.out, "Keep %s elsewhere, and apart from the backups: without it nobody's key opens a case and nobody signs the record.\n", filepath.Join(c.cfg.DataDir, "secrets"))
	return nil
}

// pepperMark is by what a pepper is recognised.
func (c Config) pepperMark() string {
	if len(c.Pepper) == 0 {
		return ""
	}
	sum := sha256.Sum256(append([]byte("qhana backup\n"), c.Pepper...))
	return hex.EncodeToString(sum[:8])
}

// newestBackup is the documents' folder of the last whole backup, "" when there is none.
func newestBackup(root string) string {
	found, _ := filepath.Glob(filepath.Join(root, "qhana-*", backupFile)) // the only error is a bad pattern
	if len(found) == 0 {
		return ""
	}
	return filepath.Join(filepath.Dir(slices.Max(found)), backupDocuments)
}

// copyDocuments copies files that are named by their hashes; one that an earlier backup has is the same, and is linked.
func copyDocuments(from, to, earlier string) (files int, bytes int64, err error) {
	err = eachDocument(from, func(name string, size int64) error {
		target := filepath.Join(to, name)
		if err := os.MkdirAll(filepath.Dir(target), 0o700); err != nil {
			return err
		}
		if _, err := os.Stat(target); err == nil {
			return nil
		}
		files, bytes = files+1, bytes+size
		if earlier != "" && os.Link(filepath.Join(earlier, name), target) == nil {
			return nil
		}
		return copyFile(filepath.Join(from, name), target)
	})
	return files, bytes, err
}

// eachDocument visits the finished files of a folder of documents.
func eachDocument(dir string, do func(name string, size int64) error) error {
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || len(d.Name()) != 2*sha256.Size {
			return err
		}
		info, err := d.Info()
		if errors.Is(err, fs.ErrNotExist) { // erased meanwhile
			return nil
		}
		if err != nil {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		return do(name, info.Size())
	})
	if errors.Is(err, fs.ErrNotExist) { // nobody ever brought one
		return nil
	}
	return err
}

// copyFile copies a file, whole or not at all; one that was erased meanwhile is left out.
func copyFile(from, to string) error {
	in, err := os.Open(from)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	out, err := os.CreateTemp(filepath.Dir(to), "copy")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(out.Name()) }()
	_, err = io.Copy(out, in)
	if err == nil {
		err = out.Sync()
	}
	if err := errors.Join(err, out.Close()); err != nil {
		return err
	}
	return os.Rename(out.Name(), to)
}

// sumOf is the SHA-256 of a file, hexadecimal.
func sumOf(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// readBackup reads a backup and holds all of it against what it says of itself.
func readBackup(dir string) (b backedUp, err error) {
	text, err := os.ReadFile(filepath.Join(dir, backupFile))
	if err != nil {
		return b, fmt.Errorf("%s is no backup: %w", dir, err)
	}
	if err := json.Unmarshal(text, &b); err != nil {
		return b, fmt.Errorf("%s: %w", filepath.Join(dir, backupFile), err)
	}
	if b.Format != backupFormat {
		return b, fmt.Errorf("the backup has format %d; this program reads %d", b.Format, backupFormat)
	}
	sum, err := sumOf(filepath.Join(dir, backupDatabase))
	if err != nil {
		return b, err
	}
	if sum != b.Database {
		return b, fmt.Errorf("%s is not what was backed up: it was damaged or changed", filepath.Join(dir, backupDatabase))
	}
	files := 0
	err = eachDocument(filepath.Join(dir, backupDocuments), func(name string, _ int64) error {
		files++
		sum, err := sumOf(filepath.Join(dir, backupDocuments, name))
		if err == nil && sum != filepath.Base(name) {
			err = fmt.Errorf("the document %s is not what was backed up: it was damaged or changed", name)
		}
		return err
	})
	if err == nil && files < b.Files {
		err = fmt.Errorf("the backup had %d documents and has %d", b.Files, files)
	}
	return b, err
}

// marker is the file that says that a restore waits to be declared.
func (c *cli) marker() string { return filepath.Join(c.cfg.DataDir, "record", "restored.json") }

// firm refuses to go on with a database that is not what was signed: an older copy, or another.
func (c *cli) firm(ctx context.Context, s *store.Store) error {
	const declare = "\nNothing is served and nothing is sent until an administrator says so:\n  qhana restore declare -as LOGIN -reason TEXT"
	if _, err := os.Stat(c.marker()); err == nil {
		return errors.New("this database was restored from a backup, and what was lost was not declared." + declare)
	}
	n, err := c.notary()
	if err != nil {
		return err
	}
	l, err := n.loss(ctx, s)
	if err != nil {
		return err
	}
	if l.none() {
		return nil
	}
	return fmt.Errorf("this database is not the one that was signed: %s%s", l, declare)
}

// withFirm runs do on a database that is the one that was signed.
func (c *cli) withFirm(ctx context.Context, do func(*store.Store, *statute.Library) error) error {
	return c.withStore(ctx, func(s *store.Store, law *statute.Library) error {
		if err := c.firm(ctx, s); err != nil {
			return err
		}
		return do(s, law)
	})
}

package main

import (
	"cmp"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"qhana/internal/ledger"
)

// notary signs the public record with keys that are outside the database, and remembers there what it signed last: whoever
// puts another record in the database's place gets no signature for it.
type notary struct {
	origin  string
	signers []note.Signer
	keys    []string // verifier keys, for everybody
	state   string   // file with the last tree that was signed
	leaves  string   // file with every leaf of that tree
}

// signed is what the notary remembers.
type signed struct {
	Size   int64     `json:"size"`
	Root   string    `json:"root"`
	Known  int64     `json:"known,omitempty"` // how many acts the database's newest checkpoint was of, when this was signed
	At     time.Time `json:"at"`
	Bytes  int64     `json:"bytes,omitempty"`  // of the leaves
	Origin string    `json:"origin,omitempty"` // the record's name, which it keeps when the site's address changes
}

// notary reads the record's keys, or makes one in the data directory. Each line is a key: a signer's signs, a verifier's only checks what
// was signed before. That is how a key is changed: the new one signs beside the old for as long as anybody knows only the old one; then
// the old one's public half takes its line.
func (c *cli) notary() (*notary, error) {
	n := &notary{state: filepath.Join(c.cfg.DataDir, "record", "signed.json"), leaves: filepath.Join(c.cfg.DataDir, "record", "leaves")}
	last, err := readSigned(n.state)
	if err != nil {
		return nil, err
	}
	n.origin = cmp.Or(last.Origin, c.cfg.host()+"/registro")
	text := string(c.cfg.RecordKey)
	if text == "" {
		path := filepath.Join(c.cfg.DataDir, "secrets", "record.key")
		b, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			b, err = n.newKey(path)
		}
		if err != nil {
			return nil, err
		}
		text = string(b)
	}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if err := n.take(line); err != nil {
			return nil, err
		}
	}
	if n.signers == nil {
		return nil, errors.New("the record has no key that signs")
	}
	return n, os.MkdirAll(filepath.Dir(n.state), 0o700)
}

// take takes a key of the record: one that signs, or one that only verifies.
func (n *notary) take(line string) error {
	key := line
	s, err := note.NewSigner(line)
	if err == nil {
		if key, err = ledger.VerifierKey(line); err != nil {
			return err
		}
	}
	v, err := note.NewVerifier(key)
	if err != nil {
		return errors.New("a key of the record is not one: it must look like PRIVATE+KEY+name+hash+key, or like name+hash+key when it only verifies what it signed before")
	}
	if v.Name() != n.origin {
		return fmt.Errorf("a key of the record is named %q, and the record is %q: a key signs only the record that it was made for. "+
			"The record has the name that QHANA_BASE_URL gave it when it began, and keeps it in %s", v.Name(), n.origin, n.state)
	}
	if s != nil {
		n.signers = append(n.signers, s)
	}
	n.keys = append(n.keys, key)
	return nil
}

// newKey makes a key. Of two processes that start together the first makes it, whole, and both have it.
func (n *notary) newKey(path string) ([]byte, error) {
	key, _, err := note.GenerateKey(rand.Reader, n.origin)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	made, err := written(filepath.Dir(path), []byte(key+"\n"))
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.Remove(made) }()
	if err := os.Link(made, path); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	if err := syncDir(filepath.Dir(path)); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
}

// Sign signs a tree that is the last one that was signed, with more appended; any other is refused, and so is any of a database that knows
// of more than is remembered here: what is remembered was lost, or put back.
func (n *notary) Sign(tree, known tlog.Tree, at time.Time, tiles ledger.Source) ([]byte, error) {
	last, err := n.last()
	if err != nil {
		return nil, err
	}
	if known.N > last.N {
		return nil, fmt.Errorf("not signed: the database has a checkpoint of %d acts, and %s remembers %d: an administrator must say what happened (qhana restore declare)", known.N, n.state, last.N)
	}
	if err := ledger.Grew(last, tree, tiles); err != nil {
		return nil, fmt.Errorf("not signed: %w", err)
	}
	if tree != last {
		size, err := n.copyLeaves(tree, tiles)
		if err != nil {
			return nil, err
		}
		if err := n.remember(tree, known.N, at, size); err != nil {
			return nil, err
		}
	}
	return ledger.Checkpoint{Origin: n.origin, Tree: tree, At: at}.Sign(n.signers...)
}

// remember keeps what is signed last, with how many acts the database knew as signed then, and how long the file of its leaves is; 0 makes
// the file anew.
func (n *notary) remember(tree tlog.Tree, known int64, at time.Time, bytes int64) error {
	return keepTree(n.state, signed{Size: tree.N, Root: tree.Hash.String(), Known: known, At: at.UTC(), Bytes: bytes, Origin: n.origin})
}

// Promise signs that an act will stand in the record within a day.
func (n *notary) Promise(leaf tlog.Hash, at time.Time) ([]byte, error) {
	return ledger.Promise{Origin: n.origin, Leaf: leaf, At: at, Within: 24 * time.Hour}.Sign(n.signers...)
}

// Keys are the verifier keys, by which anybody checks what was signed.
func (n *notary) Keys() []string { return n.keys }

// Origin is the record's name.
func (n *notary) Origin() string { return n.origin }

// last is the tree that was signed last; the empty one when none was.
func (n *notary) last() (tlog.Tree, error) { return readTree(n.state) }

// readTree is the tree that a file remembers; the empty one when there is no file.
func readTree(path string) (tree tlog.Tree, err error) {
	s, err := readSigned(path)
	if err != nil || s.Size == 0 {
		return tree, err
	}
	tree.N = s.Size
	tree.Hash, err = tlog.ParseHash(s.Root)
	return tree, err
}

func readSigned(path string) (s signed, err error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return s, err
	}
	if err := json.Unmarshal(b, &s); err != nil {
		return s, fmt.Errorf("%s: %w", path, err)
	}
	return s, nil
}

// keepTree writes a tree into a file, whole or not at all, and for good.
func keepTree(path string, s signed) error {
	b, err := json.Marshal(s)
	if err != nil {
		return err
	}
	made, err := written(filepath.Dir(path), b)
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(made) }()
	if err := os.Rename(made, path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

// written is a new file with something in it, which only we read.
func written(dir string, b []byte) (name string, err error) {
	f, err := os.CreateTemp(dir, "new")
	if err != nil {
		return "", err
	}
	_, err = f.Write(b)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		_ = os.Remove(f.Name())
	}
	return f.Name(), err
}

// syncDir makes what was named in a folder stay so when the power fails.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

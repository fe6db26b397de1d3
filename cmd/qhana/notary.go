package main

import (
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
	Size  int64     `json:"size"`
	Root  string    `json:"root"`
	At    time.Time `json:"at"`
	Bytes int64     `json:"bytes,omitempty"` // of the leaves
}

// notary reads the record's keys, or makes one in the data directory. A file with several keys signs with each: that is how a
// key is changed, the new one beside the old for as long as anybody knows only the old one.
func (c *cli) notary() (*notary, error) {
	n := &notary{origin: c.cfg.host() + "/registro", state: filepath.Join(c.cfg.DataDir, "record", "signed.json"),
		leaves: filepath.Join(c.cfg.DataDir, "record", "leaves")}
	text := string(c.cfg.RecordKey)
	if text == "" {
		path := filepath.Join(c.cfg.DataDir, "secrets", "record.key")
		b, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			if b, err = n.newKey(path); err != nil {
				return nil, err
			}
		} else if err != nil {
			return nil, err
		}
		text = string(b)
	}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		s, err := note.NewSigner(line)
		if err != nil {
			return nil, errors.New("a key of the record is not one: it must look like PRIVATE+KEY+name+hash+key")
		}
		v, err := ledger.VerifierKey(line)
		if err != nil {
			return nil, err
		}
		n.signers, n.keys = append(n.signers, s), append(n.keys, v)
	}
	if n.signers == nil {
		return nil, errors.New("the record has no key")
	}
	return n, os.MkdirAll(filepath.Dir(n.state), 0o700)
}

func (n *notary) newKey(path string) ([]byte, error) {
	key, _, err := note.GenerateKey(rand.Reader, n.origin)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	return []byte(key), os.WriteFile(path, []byte(key+"\n"), 0o600)
}

// Sign signs a tree that is the last one that was signed, with more appended; any other is refused.
func (n *notary) Sign(tree tlog.Tree, at time.Time, tiles ledger.Source) ([]byte, error) {
	last, err := n.last()
	if err != nil {
		return nil, err
	}
	if err := ledger.Grew(last, tree, tiles); err != nil {
		return nil, fmt.Errorf("not signed: %w", err)
	}
	if tree != last {
		size, err := n.copyLeaves(tree, tiles)
		if err != nil {
			return nil, err
		}
		if err := keepTree(n.state, signed{Size: tree.N, Root: tree.Hash.String(), At: at.UTC(), Bytes: size}); err != nil {
			return nil, err
		}
	}
	return ledger.Checkpoint{Origin: n.origin, Tree: tree, At: at}.Sign(n.signers...)
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

// keepTree writes a tree into a file, whole or not at all.
func keepTree(path string, s signed) error {
	b, err := json.Marshal(s)
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), "signed")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }()
	_, err = f.Write(b)
	if err == nil {
		err = f.Sync()
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

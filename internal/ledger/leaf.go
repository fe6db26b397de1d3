package ledger

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

// Kinds of leaf.
const (
	Entry     = "entry"     // an entry of a case's ledger
	Closure   = "closure"   // a declaration about the calendar
	Force     = "force"     // a version of a law that comes into force
	Admin     = "admin"     // what an administrator did
	Heartbeat = "heartbeat" // nothing happened, and the record was alive
	Erasure   = "erasure"   // personal data of a case were erased
	Restore   = "restore"   // the record was restored from a copy
	Sight     = "sight"     // how far the list of who saw personal data had come
	Letter    = "letter"    // a letter to the person was archived
)

var kinds = []string{Entry, Closure, Force, Admin, Heartbeat, Erasure, Restore, Sight, Letter}

// MaxLeaf is how many bytes a leaf has at most, so that tiles can tell its length in two.
const MaxLeaf = 65_535

// ErrLong says that an act is longer than a leaf can be.
var ErrLong = errors.New("a leaf is longer than 65,535 bytes")

// Leaf is one act of the record. Its fields stand in the order of their keys, as they are written.
type Leaf struct {
	Account   int64           `json:"account,omitempty"`
	At        string          `json:"at"`                  // instant recorded, as Instant writes it
	Case      string          `json:"case,omitempty"`      // reference
	Channel   string          `json:"channel,omitempty"`   // how a filing came in
	Documents []LeafDocument  `json:"documents,omitempty"` // in the order of their ids
	Event     string          `json:"event,omitempty"`
	Facts     json.RawMessage `json:"facts,omitempty"`
	Kind      string          `json:"kind"`
	Question  string          `json:"question,omitempty"`  // commitment to what was asked, of a filing
	Requester string          `json:"requester,omitempty"` // commitment to who asked, of a filing
	Role      string          `json:"role,omitempty"`
	Seq       int             `json:"seq,omitempty"` // number within the case; of a declaration, its number
	Unit      string          `json:"unit,omitempty"`
	V         int             `json:"v"`               // 1
	Words     string          `json:"words,omitempty"` // commitment to what was written; of a letter, to the code on it
}

// LeafDocument is a document that an entry brought.
type LeafDocument struct {
	Hash string `json:"hash"` // commitment to the SHA-256 of its bytes, followed by its name: see CommitDocument
	ID   string `json:"id"`
}

// Instant writes an instant as leaves have it: UTC, whole microseconds.
func Instant(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000000Z") }

// Commit is the commitment to a value: SHA-256 of its salt and its bytes, hexadecimal.
func Commit(salt, value []byte) string {
	h := sha256.New()
	h.Write(salt)
	h.Write(value)
	return hex.EncodeToString(h.Sum(nil))
}

// CommitDocument is the commitment to a document: SHA-256 of its salt, the SHA-256 of its bytes and its name in UTF-8, one after the
// other, hexadecimal.
func CommitDocument(salt, sha256 []byte, name string) string {
	return Commit(salt, append(slices.Clone(sha256), name...))
}

// Bytes are the leaf as it stands in the record.
func (l Leaf) Bytes() ([]byte, error) {
	l.V = 1
	if err := l.check(); err != nil {
		return nil, err
	}
	if l.Facts != nil { // the only part whose keys are not ours
		var err error
		if l.Facts, err = Canonical(l.Facts); err != nil {
			return nil, err
		}
	}
	b, err := written(l)
	if err == nil && len(b) > MaxLeaf {
		err = fmt.Errorf("%w: %d bytes", ErrLong, len(b))
	}
	return b, err
}

func (l Leaf) check() error {
	switch {
	case l.V != 1:
		return fmt.Errorf("a leaf of version %d is not known", l.V)
	case !slices.Contains(kinds, l.Kind):
		return fmt.Errorf("there is no leaf of kind %q", l.Kind)
	case l.Kind == Entry && (l.Case == "" || l.Seq < 1 || l.Event == ""):
		return errors.New("an entry needs its case, number and event")
	}
	if t, err := time.Parse(time.RFC3339Nano, l.At); err != nil || Instant(t) != l.At {
		return fmt.Errorf("%q is not an instant as the record writes it", l.At)
	}
	return nil
}

// ParseLeaf reads a leaf. There is one way to write it: bytes that say the same otherwise are an error.
func ParseLeaf(b []byte) (Leaf, error) {
	var l Leaf
	if len(b) > MaxLeaf {
		return l, fmt.Errorf("a leaf of %d bytes is longer than %d", len(b), MaxLeaf)
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&l); err != nil {
		return Leaf{}, fmt.Errorf("not a leaf: %w", err)
	}
	again, err := l.Bytes()
	if err != nil {
		return Leaf{}, err
	}
	if l.V != 1 || !bytes.Equal(again, b) {
		return Leaf{}, errors.New("not written as the record writes leaves")
	}
	return l, nil
}

// Canonical writes JSON in the one way that the record does: keys sorted, no spaces, numbers as they stand.
func Canonical(b []byte) ([]byte, error) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	if d.More() {
		return nil, errors.New("more than one JSON value")
	}
	return written(v)
}

func written(v any) ([]byte, error) {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), nil
}

// HashOf is a leaf's place in the tree.
func HashOf(leaf []byte) tlog.Hash { return tlog.RecordHash(leaf) }

package ledger

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/transparency-dev/formats/proof" // C2SP tlog-proof
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Opening is what only the holder of a receipt has: the words behind a leaf's commitments.
type Opening struct {
	Leaf      []byte            `json:"leaf"` // as it stands in the record
	Salts     map[string][]byte `json:"salts,omitempty"`
	Words     json.RawMessage   `json:"words,omitempty"`
	Question  json.RawMessage   `json:"question,omitempty"`
	Requester json.RawMessage   `json:"requester,omitempty"`
	Documents []OpenDocument    `json:"documents,omitempty"`
}

// OpenDocument is a document of an act, by its name and the hash of its bytes.
type OpenDocument struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	SHA256 []byte `json:"sha256"`
	Salt   []byte `json:"salt"`
}

// Receipt proves that an act stands in the record.
type Receipt struct {
	Index      int64
	Opening    Opening
	Path       tlog.RecordProof
	Checkpoint []byte // signed note, with the witnesses' cosignatures
}

// Bytes are the receipt as a C2SP tlog-proof.
func (r Receipt) Bytes() ([]byte, error) {
	extra, err := json.Marshal(r.Opening)
	if err != nil {
		return nil, err
	}
	p := proof.TLogProof{ExtraData: extra, Index: uint64(r.Index), Checkpoint: r.Checkpoint}
	for _, h := range r.Path {
		p.Hashes = append(p.Hashes, h)
	}
	return p.Marshal(), nil
}

// ParseReceipt reads a receipt. It checks nothing yet.
func ParseReceipt(b []byte) (Receipt, error) {
	var p proof.TLogProof
	if len(b) > 1<<20 {
		return Receipt{}, errors.New("a receipt is not so long")
	}
	if err := p.Unmarshal(b); err != nil {
		return Receipt{}, fmt.Errorf("not a receipt: %w", err)
	}
	r := Receipt{Index: int64(p.Index), Checkpoint: p.Checkpoint}
	for _, h := range p.Hashes {
		r.Path = append(r.Path, tlog.Hash(h))
	}
	if err := json.Unmarshal(p.ExtraData, &r.Opening); err != nil {
		return Receipt{}, fmt.Errorf("not a receipt: %w", err)
	}
	return r, nil
}

// Check proves the receipt: the words fit the leaf, the leaf stands in the tree of the checkpoint, and the checkpoint is signed.
// It returns the act, the checkpoint and who signed it.
func (r Receipt) Check(origin string, verifiers note.Verifiers) (Leaf, Checkpoint, []string, error) {
	c, by, err := OpenCheckpoint(r.Checkpoint, origin, verifiers)
	if err != nil {
		return Leaf{}, c, nil, err
	}
	if err := tlog.CheckRecord(r.Path, c.N, c.Hash, r.Index, HashOf(r.Opening.Leaf)); err != nil {
		return Leaf{}, c, nil, errors.New("the act does not stand in the record at that place")
	}
	l, err := ParseLeaf(r.Opening.Leaf)
	if err != nil {
		return l, c, nil, err
	}
	return l, c, by, r.Opening.Fits(l)
}

// Fits proves that the words are those that the leaf committed to.
func (o Opening) Fits(l Leaf) error {
	for _, part := range []struct {
		name, commitment string
		value            json.RawMessage
	}{{"words", l.Words, o.Words}, {"question", l.Question, o.Question}, {"requester", l.Requester, o.Requester}} {
		if part.value == nil {
			continue
		}
		b, err := Canonical(part.value)
		if err != nil || Commit(o.Salts[part.name], b) != part.commitment {
			return fmt.Errorf("the %s of the receipt are not those of the act", part.name)
		}
	}
	for _, doc := range o.Documents {
		known := false
		for _, d := range l.Documents {
			known = known || d.ID == doc.ID && d.Hash == CommitDocument(doc.Salt, doc.SHA256, doc.Name)
		}
		if !known {
			return fmt.Errorf("the document %q is not one of the act", doc.Name)
		}
	}
	return nil
}

// Promise is what a person has before the act is in the tree: the record's word that it will be, within Within.
type Promise struct {
	Origin string
	Leaf   tlog.Hash
	At     time.Time
	Within time.Duration
}

const promiseHeader = "qhana-promise/v1"

// Sign writes the promise as a signed note.
func (p Promise) Sign(signers ...note.Signer) ([]byte, error) {
	text := strings.Join([]string{promiseHeader, p.Origin, base64.StdEncoding.EncodeToString(p.Leaf[:]), p.At.UTC().Format(time.RFC3339Nano),
		strconv.Itoa(int(p.Within / time.Second))}, "\n") + "\n"
	return note.Sign(&note.Note{Text: text}, signers...)
}

// OpenPromise reads a promise that one of the verifiers signed.
func OpenPromise(msg []byte, verifiers note.Verifiers) (p Promise, err error) {
	n, err := note.Open(msg, verifiers)
	if err != nil {
		return p, err
	}
	lines := strings.Split(strings.TrimSuffix(n.Text, "\n"), "\n")
	bad := errors.New("not a promise of the record")
	if len(lines) != 5 || lines[0] != promiseHeader {
		return p, bad
	}
	hash, err := base64.StdEncoding.Strict().DecodeString(lines[2])
	at, err2 := time.Parse(time.RFC3339Nano, lines[3])
	seconds, err3 := strconv.Atoi(lines[4])
	if err != nil || err2 != nil || err3 != nil || len(hash) != tlog.HashSize || seconds < 0 {
		return p, bad
	}
	p = Promise{Origin: lines[1], At: at, Within: time.Duration(seconds) * time.Second}
	copy(p.Leaf[:], hash)
	return p, nil
}

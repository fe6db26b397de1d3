package verify

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// opening is what a receipt's extra line opens: the act as it stands in the record, and behind its commitments what was written.
type opening struct {
	Leaf      []byte            `json:"leaf"`
	Salts     map[string][]byte `json:"salts,omitempty"`
	Words     json.RawMessage   `json:"words,omitempty"`
	Question  json.RawMessage   `json:"question,omitempty"`
	Requester json.RawMessage   `json:"requester,omitempty"`
	Documents []openDocument    `json:"documents,omitempty"`
}

type openDocument struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	SHA256 []byte `json:"sha256"`
	Salt   []byte `json:"salt"`
}

// receipt is the proof that an act stands in the record.
type receipt struct {
	opening    opening
	index      int64
	path       tlog.RecordProof
	checkpoint []byte

	name   string // of its file
	leaf   leaf
	signed checkpoint
}

var errCut = errors.New("it is cut off, or was changed")

// parseReceipt reads a C2SP tlog-proof. There is one way to write it.
func parseReceipt(b []byte) (r receipt, err error) {
	head, checkpoint, ok := strings.Cut(string(b), "\n\n")
	lines := strings.Split(head, "\n")
	if !ok || len(lines) < 3 || lines[0] != proofHeader || !strings.HasPrefix(lines[1], "extra ") || !strings.HasPrefix(lines[2], "index ") {
		return r, errors.New("it is not a receipt, or a part of it is missing")
	}
	extra, err := base64.StdEncoding.Strict().DecodeString(lines[1][len("extra "):])
	if err != nil {
		return r, errCut
	}
	d := json.NewDecoder(bytes.NewReader(extra))
	d.DisallowUnknownFields()
	if d.Decode(&r.opening) != nil {
		return r, errCut
	}
	if again, err := json.Marshal(r.opening); err != nil || !bytes.Equal(again, extra) {
		return r, errCut
	}
	number := lines[2][len("index "):]
	if r.index, err = strconv.ParseInt(number, 10, 64); err != nil || r.index < 0 || strconv.FormatInt(r.index, 10) != number {
		return r, errors.New("it names no place in the record")
	}
	for _, line := range lines[3:] {
		h, err := tlog.ParseHash(line)
		if err != nil || h.String() != line {
			return r, errCut
		}
		r.path = append(r.path, h)
	}
	r.checkpoint = []byte(checkpoint)
	return r, nil
}

const proofHeader = "c2sp.org/tlog-proof@v1"

// openReceipt reads a receipt and proves it: the checkpoint is signed by the record itself, the act stands in it at its place, is written as
// acts are, and what the receipt opens is what the act committed to.
func (a *Auditor) openReceipt(b []byte) (r receipt, err error) {
	if r, err = parseReceipt(b); err != nil {
		return r, err
	}
	if r.signed, err = a.open(r.checkpoint); err != nil {
		return r, fmt.Errorf("the checkpoint: %w", err)
	}
	if tlog.CheckRecord(r.path, r.signed.size, r.signed.root, r.index, tlog.RecordHash(r.opening.Leaf)) != nil {
		return r, errors.New("the act does not stand in the record at that place: it was changed")
	}
	if r.leaf, err = readLeaf(r.opening.Leaf); err != nil {
		return r, fmt.Errorf("the act is not one: %w", err)
	}
	return r, r.opening.check(r.leaf)
}

// check proves that what is opened is what the act committed to.
func (o opening) check(l leaf) error {
	salts := len(o.Salts)
	for _, part := range []struct {
		name, commitment string
		value            json.RawMessage
	}{{"words", l.Words, o.Words}, {"question", l.Question, o.Question}, {"requester", l.Requester, o.Requester}} {
		if part.value == nil {
			continue
		}
		salts--
		if !commits(part.commitment, o.Salts[part.name], plain(part.value)) {
			return fmt.Errorf("the %s are not those of the act", part.name)
		}
	}
	if salts != 0 {
		return errors.New("it has a salt too many or too few")
	}
	seen := map[string]bool{}
	for _, doc := range o.Documents {
		known := false
		for _, d := range l.Documents {
			known = known || d.ID == doc.ID && commits(d.Hash, doc.Salt, append(bytes.Clone(doc.SHA256), doc.Name...))
		}
		if !known || seen[doc.ID] || len(doc.SHA256) != sha256.Size {
			return fmt.Errorf("the document %q is not one of the act", doc.ID)
		}
		seen[doc.ID] = true
	}
	return nil
}

// commits tells whether a commitment is that to a value.
func commits(commitment string, salt, value []byte) bool {
	if len(salt) == 0 || len(value) == 0 {
		return false
	}
	sum := sha256.Sum256(append(bytes.Clone(salt), value...))
	return hex.EncodeToString(sum[:]) == commitment
}

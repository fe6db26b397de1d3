package ledger

import (
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Checkpoint is the record as it stood at an instant: how many leaves, and the root over them.
type Checkpoint struct {
	Origin string // the record's name
	tlog.Tree
	At time.Time // when it was made, by the record's own word; zero when it does not say
}

// maxSize is longer than any record: above it the tree's arithmetic would not end.
const maxSize = 1 << 50

// timeLine is the extension line in which a checkpoint says when it was made.
const timeLine = "time "

// Sign writes a checkpoint as a signed note.
func (c Checkpoint) Sign(signers ...note.Signer) ([]byte, error) {
	text := fmt.Sprintf("%s\n%d\n%s\n%s%s\n", c.Origin, c.N, base64.StdEncoding.EncodeToString(c.Hash[:]), timeLine, c.At.UTC().Format(time.RFC3339))
	return note.Sign(&note.Note{Text: text}, signers...)
}

// OpenCheckpoint reads a checkpoint of a record that one of the verifiers signed. by has the names of all who signed it and are
// known.
func OpenCheckpoint(msg []byte, origin string, verifiers note.Verifiers) (c Checkpoint, by []string, err error) {
	n, err := note.Open(msg, verifiers)
	if err != nil {
		return c, nil, err
	}
	if c, err = parseCheckpoint(n.Text); err != nil {
		return c, nil, err
	}
	if c.Origin != origin {
		return c, nil, fmt.Errorf("it is of the record %q, not of %q", c.Origin, origin)
	}
	for _, s := range n.Sigs {
		by = append(by, s.Name)
	}
	if !slices.Contains(by, origin) {
		return c, nil, fmt.Errorf("a witness signed it, and not the record %q itself", origin)
	}
	return c, by, nil
}

func parseCheckpoint(text string) (c Checkpoint, err error) {
	lines := strings.Split(text, "\n")
	bad := errors.New("not a checkpoint")
	if len(lines) < 4 || lines[0] == "" || lines[len(lines)-1] != "" {
		return c, bad
	}
	c.Origin = lines[0]
	if c.N, err = strconv.ParseInt(lines[1], 10, 64); err != nil || c.N < 0 || c.N > maxSize || strconv.FormatInt(c.N, 10) != lines[1] {
		return c, bad
	}
	root, err := base64.StdEncoding.Strict().DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return c, bad
	}
	copy(c.Hash[:], root)
	for _, line := range lines[3 : len(lines)-1] {
		if line == "" {
			return c, bad
		}
		if at, ok := strings.CutPrefix(line, timeLine); ok {
			if c.At, err = time.Parse(time.RFC3339, at); err != nil {
				return c, bad
			}
		}
	}
	return c, nil
}

// Grew proves with tiles of the newer tree that it is the older one with more appended. An error says that it is not, or that
// the tiles do not tell.
func Grew(older, newer tlog.Tree, from Source) error {
	switch {
	case older.N > newer.N:
		return fmt.Errorf("the record was %d long and is %d now", older.N, newer.N)
	case older.N == 0:
		return nil
	case older.N == newer.N:
		if older.Hash != newer.Hash {
			return fmt.Errorf("the record of %d leaves has another root than it had", older.N)
		}
		return nil
	}
	proof, err := tlog.ProveTree(newer.N, older.N, Hashes(newer, from))
	if err != nil {
		return err
	}
	if err := tlog.CheckTree(proof, newer.N, newer.Hash, older.N, older.Hash); err != nil {
		return fmt.Errorf("the record of %d leaves is not the beginning of the one of %d", older.N, newer.N)
	}
	return nil
}

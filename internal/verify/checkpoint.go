package verify

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

// checkpoint is the record as it was signed at an instant.
type checkpoint struct {
	origin  string
	size    int64
	root    tlog.Hash
	at      time.Time // when it was made, by its own word; zero when it does not say
	note    string    // as it was signed
	by      []string  // the keys that signed it, of those that were given
	retired bool      // only keys signed it that are not used any more
}

// most is longer than any record.
const most = 1 << 50

// open reads a checkpoint that one of the record's keys signed.
func (a *Auditor) open(b []byte) (c checkpoint, err error) {
	n, err := openNote(b, a.Keys, a.Retired)
	if err != nil {
		return c, err
	}
	if c, err = parseCheckpoint(n.Text); err != nil {
		return c, err
	}
	c.note = string(b)
	c.retired = true
	mine := false
	for _, s := range n.Sigs {
		name := keyName(s.Name, s.Hash)
		mine = mine || s.Name == c.origin
		if has(a.Keys, s) {
			c.retired = false
		} else {
			name += ", a key that is not used any more"
		}
		c.by = append(c.by, name)
	}
	if !mine {
		return c, fmt.Errorf("it is of the record %q, and the key that signed it is that of %q", c.origin, n.Sigs[0].Name)
	}
	return c, nil
}

// openNote opens a note that one of some keys signed, and says in words why not.
func openNote(b []byte, keys ...[]note.Verifier) (*note.Note, error) {
	var list []note.Verifier
	for _, v := range slices.Concat(keys...) {
		if !has(list, note.Signature{Name: v.Name(), Hash: v.KeyHash()}) {
			list = append(list, v)
		}
	}
	n, err := note.Open(b, note.VerifierList(list...))
	var strange *note.UnverifiedNoteError
	var wrong *note.InvalidSignatureError
	switch {
	case errors.As(err, &strange):
		var by []string
		for _, s := range strange.Note.UnverifiedSigs {
			by = append(by, keyName(s.Name, s.Hash))
		}
		return nil, fmt.Errorf("it is not signed with a key that was given, but by %s", strings.Join(by, ", "))
	case errors.As(err, &wrong):
		return nil, fmt.Errorf("the signature of %s does not fit: it was changed", wrong.Name)
	case err != nil:
		return nil, errors.New("it is cut off, or was changed")
	}
	return n, nil
}

// keyName is how a key is called beside its name, of which there may be two: by the beginning of its hash.
func keyName(name string, hash uint32) string { return fmt.Sprintf("%s+%08x", name, hash) }

func has(list []note.Verifier, s note.Signature) bool {
	return slices.ContainsFunc(list, func(v note.Verifier) bool { return v.Name() == s.Name && v.KeyHash() == s.Hash })
}

func parseCheckpoint(text string) (c checkpoint, err error) {
	lines := strings.Split(text, "\n")
	if len(lines) < 4 || lines[0] == "" || lines[len(lines)-1] != "" {
		return c, errors.New("it is no checkpoint, or cut off")
	}
	c.origin = lines[0]
	if c.size, err = strconv.ParseInt(lines[1], 10, 64); err != nil || c.size < 0 || c.size > most || strconv.FormatInt(c.size, 10) != lines[1] {
		return c, errors.New("it says no size")
	}
	root, err := base64.StdEncoding.Strict().DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return c, errors.New("it says no root")
	}
	copy(c.root[:], root)
	for _, line := range lines[3 : len(lines)-1] {
		if at, ok := strings.CutPrefix(line, "time "); ok {
			if c.at, err = time.Parse(time.RFC3339, at); err != nil {
				return c, errors.New("it says no instant")
			}
		}
	}
	return c, nil
}

package verify

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

// Kept are all checkpoints that an auditor ever saw of a record, to hold the next one against each. They are lines of JSON in a file that
// is only appended to, with the checkpoints as they were signed: two of them that exclude each other prove that a record was forked.
// Without a file they are kept while the program runs.
type Kept struct {
	path string
	list []seen
	open bool // the file's last line does not end
}

// seen is a checkpoint that was seen.
type seen struct {
	Seen   time.Time `json:"seen,omitzero"`
	Origin string    `json:"origin"`
	Size   int64     `json:"size"`
	Root   string    `json:"root"`
	Note   string    `json:"note,omitempty"`

	marked   bool // what it says of time was read
	from, to []mark
}

// OpenKept reads the checkpoints that are kept in a file, which need not be there yet. Without a path nothing is kept after the end.
func OpenKept(path string) (*Kept, error) {
	k := &Kept{path: path}
	if path == "" {
		return k, nil
	}
	b, err := os.ReadFile(path)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return k, nil
		}
		return nil, err
	}
	k.open = len(b) > 0 && !bytes.HasSuffix(b, []byte("\n"))
	lines := bytes.Split(bytes.TrimSuffix(b, []byte("\n")), []byte("\n"))
	for i, line := range lines {
		var s seen
		if len(line) == 0 {
			continue
		}
		err := json.Unmarshal(line, &s)
		if err == nil {
			_, err = tlog.ParseHash(s.Root)
		}
		switch {
		case err != nil && k.open && i == len(lines)-1 && i > 0: // it was being written when the power went
		case err != nil || s.Origin == "" || s.Size < 0:
			return nil, fmt.Errorf("%s: line %d is no checkpoint that was kept", path, i+1)
		default:
			k.list = append(k.list, s)
		}
	}
	return k, nil
}

// add keeps a checkpoint, unless it is the one that was kept last.
func (k *Kept) add(c checkpoint, now time.Time) error {
	s := seen{Seen: now.UTC().Truncate(time.Second), Origin: c.origin, Size: c.size, Root: c.root.String(), Note: c.note}
	if n := len(k.list); n > 0 && k.list[n-1].Size == s.Size && k.list[n-1].Root == s.Root && k.list[n-1].Origin == s.Origin {
		return nil
	}
	k.list = append(k.list, s)
	if k.path == "" {
		return nil
	}
	b, err := json.Marshal(s)
	if err != nil {
		return err
	}
	if k.open {
		b = append([]byte("\n"), b...)
	}
	f, err := os.OpenFile(k.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(append(b, '\n'))
	k.open = false
	return errors.Join(err, f.Sync(), f.Close())
}

// longest is the longest record that was seen.
func (k *Kept) longest() (out seen) {
	for _, s := range k.list {
		if s.Size > out.Size {
			out = s
		}
	}
	return out
}

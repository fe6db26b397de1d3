package main

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"os"

	"golang.org/x/mod/sumdb/tlog"

	"qhana/internal/ledger"
)

// The notary keeps every leaf that it signed, outside the database: with them a database that was restored from an older copy goes on
// with the same record, and nobody's receipt loses its place. The file has the leaves one after the other, each with its length before
// it in two bytes, as the record's tiles have them.

// copyLeaves appends what came since the last signature, and returns how long the file is then.
func (n *notary) copyLeaves(tree tlog.Tree, tiles ledger.Source) (size int64, err error) {
	last, err := readSigned(n.state)
	if err != nil {
		return 0, err
	}
	f, err := os.OpenFile(n.leaves, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	at, size := last.Size, last.Bytes
	if info.Size() < size || size == 0 { // it was lost, or is from before there was one
		at, size = 0, 0
	}
	if err := f.Truncate(size); err != nil {
		return 0, err
	}
	if _, err := f.Seek(size, io.SeekStart); err != nil {
		return 0, err
	}
	w := bufio.NewWriterSize(f, 1<<20)
	for at < tree.N {
		t := ledger.Tile{Level: ledger.Entries, N: at / ledger.Width}
		t.Width = int(min(tree.N-t.N*ledger.Width, ledger.Width))
		if t.Data, err = tiles(t.Level, t.N, t.Width); err != nil {
			return 0, err
		}
		before, err := t.Cut(int(at % ledger.Width))
		if err != nil {
			return 0, err
		}
		more, err := w.Write(t.Data[len(before.Data):])
		if err != nil {
			return 0, err
		}
		size += int64(more)
		at = t.N*ledger.Width + int64(t.Width)
	}
	return size, errors.Join(w.Flush(), f.Sync())
}

// leavesFrom reads the leaves that were signed, from one on to the last; none when the file is gone.
func (n *notary) leavesFrom(first int64) (out [][]byte, err error) {
	last, err := readSigned(n.state)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(n.leaves)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	r := bufio.NewReaderSize(f, 1<<20)
	for i := range last.Size {
		var size [2]byte
		if _, err := io.ReadFull(r, size[:]); err != nil {
			return nil, cut(err)
		}
		length := int(binary.BigEndian.Uint16(size[:]))
		if i < first {
			if _, err := r.Discard(length); err != nil {
				return nil, cut(err)
			}
			continue
		}
		leaf := make([]byte, length)
		if _, err := io.ReadFull(r, leaf); err != nil {
			return nil, cut(err)
		}
		out = append(out, leaf)
	}
	return out, nil
}

// cut says no more than that a file ended too early.
func cut(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil
	}
	return err
}

package ledger

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// Path is where a tile is found below the record's address: "tile/0/x001/234", "tile/entries/000.p/17".
func (t Tile) Path() string {
	level := strconv.Itoa(t.Level)
	if t.Level == Entries {
		level = "entries"
	}
	number := fmt.Sprintf("%03d", t.N%1000)
	for n := t.N / 1000; n > 0; n /= 1000 {
		number = fmt.Sprintf("x%03d/%s", n%1000, number)
	}
	if t.Width < Width {
		return fmt.Sprintf("tile/%s/%s.p/%d", level, number, t.Width)
	}
	return fmt.Sprintf("tile/%s/%s", level, number)
}

// ParsePath reads the path of a tile; its data stay empty.
func ParsePath(path string) (Tile, error) {
	bad := fmt.Errorf("%q is not the path of a tile", path)
	t := Tile{Width: Width}
	rest, ok := strings.CutPrefix(path, "tile/")
	level, number, ok2 := strings.Cut(rest, "/")
	if !ok || !ok2 || len(path) > 80 {
		return t, bad
	}
	if level == "entries" {
		t.Level = Entries
	} else if n, err := strconv.ParseUint(level, 10, 6); err == nil {
		t.Level = int(n)
	} else {
		return t, bad
	}
	number, width, partial := strings.Cut(number, ".p/")
	if partial {
		n, err := strconv.ParseUint(width, 10, 8)
		if err != nil || n == 0 {
			return t, bad
		}
		t.Width = int(n)
	}
	for _, group := range strings.Split(number, "/") {
		n, err := strconv.ParseUint(strings.TrimPrefix(group, "x"), 10, 10)
		if err != nil || t.N > 1<<50 {
			return t, bad
		}
		t.N = t.N*1000 + int64(n)
	}
	if t.Path() != path {
		return t, bad
	}
	return t, nil
}

// Cut is a tile as it was when it was narrower; an error when it never was so wide.
func (t Tile) Cut(width int) (Tile, error) {
	switch {
	case width > t.Width:
		return t, fmt.Errorf("the tile %s has no %d", t.Path(), width)
	case width == t.Width:
		return t, nil
	case t.Level != Entries:
		t.Data = t.Data[:width*tlog.HashSize]
	default:
		at := 0
		for range width {
			if len(t.Data) < at+2 {
				return t, errors.New("a bundle of leaves is cut off")
			}
			at += 2 + int(t.Data[at])<<8 + int(t.Data[at+1])
		}
		if at > len(t.Data) {
			return t, errors.New("a bundle of leaves is cut off")
		}
		t.Data = t.Data[:at]
	}
	t.Width = width
	return t, nil
}

// Source gives tiles: a whole one, or one cut to a width.
type Source func(level int, n int64, width int) ([]byte, error)

// reader is a Source as the tree's library reads it: it checks every tile against the root.
type reader struct{ from Source }

func (r reader) Height() int { return Height }

func (r reader) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	out := make([][]byte, len(tiles))
	for i, t := range tiles {
		b, err := r.from(t.L, t.N, t.W)
		if err != nil {
			return nil, err
		}
		if len(b) != t.W*tlog.HashSize {
			return nil, fmt.Errorf("the tile %s has %d bytes", Tile{Level: t.L, N: t.N, Width: t.W}.Path(), len(b))
		}
		out[i] = b
	}
	return out, nil
}

func (r reader) SaveTiles([]tlog.Tile, [][]byte) {}

// Hashes reads a tree's hashes from tiles, each checked against its root.
func Hashes(tree tlog.Tree, from Source) tlog.HashReader {
	return tlog.TileHashReader(tree, reader{from})
}

// LeafAt reads one leaf of a tree, checked against its root.
func LeafAt(tree tlog.Tree, index int64, from Source) ([]byte, error) {
	if index < 0 || index >= tree.N {
		return nil, fmt.Errorf("there is no leaf %d in a tree of %d", index, tree.N)
	}
	n := index / Width
	b, err := from(Entries, n, int(min(tree.N-n*Width, Width)))
	if err != nil {
		return nil, err
	}
	leaves, err := Unbundle(b)
	if err != nil || int64(len(leaves)) <= index%Width {
		return nil, errors.Join(err, fmt.Errorf("the bundle %d has no leaf %d", n, index))
	}
	leaf := leaves[index%Width]
	stored, err := Hashes(tree, from).ReadHashes([]int64{tlog.StoredHashIndex(0, index)})
	if err != nil {
		return nil, err
	}
	if stored[0] != HashOf(leaf) {
		return nil, fmt.Errorf("leaf %d is not the one in the tree", index)
	}
	return leaf, nil
}

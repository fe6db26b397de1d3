package ledger

import (
	"encoding/binary"
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// Tiles are 256 hashes wide; at level Entries they are bundles of as many leaves.
const (
	Width   = 256
	Height  = 8
	Entries = -1
)

// Tile is a piece of the tree: hashes of a level, or a bundle of leaves. It is full when it is Width wide, and then never changes.
type Tile struct {
	Level int
	N     int64
	Width int
	Data  []byte
}

// Edge is the right edge of the tree: what is needed to append to it. Its zero value is the empty tree.
type Edge struct {
	Size   int64
	bundle Tile
	levels []Tile
}

// OpenEdge goes on from the tiles at the right edge of a tree, as Tiles gave them. Tiles that do not fit the size, or each other,
// are an error.
func OpenEdge(size int64, tiles []Tile) (*Edge, error) {
	e := &Edge{Size: size, bundle: Tile{Level: Entries, N: size / Width}}
	for level, n := 0, size; n > 0; level, n = level+1, n/Width {
		e.levels = append(e.levels, Tile{Level: level, N: n / Width})
	}
	for _, t := range tiles {
		want := int64(0)
		switch {
		case t.Level == Entries && t.N == e.bundle.N:
			e.bundle, want = t, size%Width
		case t.Level >= 0 && t.Level < len(e.levels) && t.N == e.levels[t.Level].N:
			e.levels[t.Level], want = t, size>>(Height*t.Level)%Width
		default:
			return nil, fmt.Errorf("the tile %s is not at the edge of a tree of %d", t.Path(), size)
		}
		if int64(t.Width) != want {
			return nil, fmt.Errorf("the tile %s is %d wide; in a tree of %d it has %d", t.Path(), t.Width, size, want)
		}
	}
	if err := e.whole(); err != nil {
		return nil, err
	}
	leaves, err := Unbundle(e.bundle.Data)
	if err != nil {
		return nil, err
	}
	for i, leaf := range leaves {
		if HashOf(leaf) != hashAt(e.levels[0].Data, i) {
			return nil, fmt.Errorf("leaf %d is not the one that was hashed", e.bundle.N*Width+int64(i))
		}
	}
	return e, nil
}

// whole checks that no tile of the edge is missing.
func (e *Edge) whole() error {
	if int64(e.bundle.Width) != e.Size%Width {
		return fmt.Errorf("the leaves at the edge of a tree of %d are missing", e.Size)
	}
	for level, t := range e.levels {
		if want := e.Size >> (Height * level) % Width; int64(t.Width) != want || len(t.Data) != t.Width*tlog.HashSize {
			return fmt.Errorf("the tile %s of a tree of %d is missing", t.Path(), e.Size)
		}
	}
	return nil
}

// Tiles are the tiles at the edge that are not full, those without anything left out.
func (e *Edge) Tiles() []Tile {
	var out []Tile
	if e.bundle.Width > 0 {
		out = append(out, e.bundle)
	}
	for _, t := range e.levels {
		if t.Width > 0 {
			out = append(out, t)
		}
	}
	return out
}

// Append appends leaves and returns the tiles that became full.
func (e *Edge) Append(leaves [][]byte) (full []Tile, err error) {
	for _, leaf := range leaves {
		if len(leaf) > MaxLeaf || len(leaf) == 0 {
			return nil, errors.New("a leaf is empty or too long")
		}
	}
	e.bundle.Level = Entries
	for _, leaf := range leaves {
		e.bundle.Data = append(binary.BigEndian.AppendUint16(e.bundle.Data, uint16(len(leaf))), leaf...)
		if e.bundle.Width++; e.bundle.Width == Width {
			full = append(full, e.bundle)
			e.bundle = Tile{Level: Entries, N: e.bundle.N + 1}
		}
		full = e.push(0, HashOf(leaf), full)
		e.Size++
	}
	return full, nil
}

// push appends a hash to a level; a tile that becomes full is a hash of the level above.
func (e *Edge) push(level int, h tlog.Hash, full []Tile) []Tile {
	if level == len(e.levels) {
		e.levels = append(e.levels, Tile{Level: level})
	}
	t := &e.levels[level]
	t.Data = append(t.Data, h[:]...)
	if t.Width++; t.Width < Width {
		return full
	}
	done := *t
	*t = Tile{Level: level, N: t.N + 1}
	return e.push(level+1, perfect(done.Data), append(full, done))
}

// Root is the root of the tree; of the empty one, the hash of nothing.
func (e *Edge) Root() tlog.Hash {
	var blocks []tlog.Hash // perfect trees, the largest first
	for level := len(e.levels) - 1; level >= 0; level-- {
		data := e.levels[level].Data
		for size := Width / 2; size > 0; size /= 2 {
			if n := size * tlog.HashSize; len(data) >= n {
				blocks, data = append(blocks, perfect(data[:n])), data[n:]
			}
		}
	}
	if len(blocks) == 0 {
		root, _ := tlog.TreeHash(0, nil)
		return root
	}
	root := blocks[len(blocks)-1]
	for i := len(blocks) - 2; i >= 0; i-- {
		root = tlog.NodeHash(blocks[i], root)
	}
	return root
}

func hashAt(data []byte, i int) (h tlog.Hash) {
	copy(h[:], data[i*tlog.HashSize:])
	return h
}

// perfect is the root of a perfect tree over hashes, a power of two of them.
func perfect(data []byte) tlog.Hash {
	hashes := make([]tlog.Hash, len(data)/tlog.HashSize)
	for i := range hashes {
		hashes[i] = hashAt(data, i)
	}
	for len(hashes) > 1 {
		for i := range len(hashes) / 2 {
			hashes[i] = tlog.NodeHash(hashes[2*i], hashes[2*i+1])
		}
		hashes = hashes[:len(hashes)/2]
	}
	return hashes[0]
}

// Unbundle reads the leaves of a bundle.
func Unbundle(data []byte) ([][]byte, error) {
	var out [][]byte
	for len(data) > 0 {
		if len(data) < 2 {
			return nil, errors.New("a bundle of leaves is cut off")
		}
		n := int(binary.BigEndian.Uint16(data))
		if n == 0 || len(data) < 2+n || len(out) == Width {
			return nil, errors.New("a bundle of leaves is cut off, or has too many")
		}
		out, data = append(out, data[2:2+n]), data[2+n:]
	}
	return out, nil
}

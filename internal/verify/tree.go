package verify

import (
	"fmt"
	"strconv"

	"golang.org/x/mod/sumdb/tlog"
)

// Tiles are 256 wide, in whole and in part.
const (
	width  = 256
	height = 8
)

// tree is a Merkle tree of which only the perfect trees on the way are kept, and of each level the hashes of the tile that is not full yet.
type tree struct {
	n     int64
	peaks []tlog.Hash
	edge  [][]byte
	full  []tile // tiles above the lowest level that became full and were not held against the site's yet
}

// tile is a piece of a level of the tree.
type tile struct {
	level int
	n     int64
	data  []byte
}

// path is where a tile is found: whole, or in its part.
func (t tile) path() string {
	return tilePath(strconv.Itoa(t.level), t.n, int64(len(t.data)/tlog.HashSize))
}

// tilePath is where a tile of a level is found, cut to how many it has.
func tilePath(level string, n, many int64) string {
	path := "/tile/" + level + "/" + threes(n)
	if many < width {
		path += ".p/" + strconv.FormatInt(many, 10)
	}
	return path
}

// threes writes the number of a tile as its path has it.
func threes(n int64) string {
	s := fmt.Sprintf("%03d", n%1000)
	for n /= 1000; n > 0; n /= 1000 {
		s = fmt.Sprintf("x%03d/%s", n%1000, s)
	}
	return s
}

func (t *tree) add(h tlog.Hash) {
	t.push(0, h)
	level := 0
	for m := t.n; m&1 == 1; m >>= 1 {
		h = tlog.NodeHash(t.peaks[len(t.peaks)-1], h)
		t.peaks = t.peaks[:len(t.peaks)-1]
		if level++; level%height == 0 {
			t.push(level/height, h)
		}
	}
	t.peaks = append(t.peaks, h)
	t.n++
}

// push appends a hash to the tile at the edge of a level.
func (t *tree) push(level int, h tlog.Hash) {
	if level == len(t.edge) {
		t.edge = append(t.edge, nil)
	}
	data := append(t.edge[level], h[:]...)
	if len(data) == width*tlog.HashSize {
		if level > 0 {
			t.full = append(t.full, tile{level, t.n >> (height * (level + 1)), data})
			data = nil
		} else {
			data = data[:0]
		}
	}
	t.edge[level] = data
}

// upper takes the tiles above the lowest level that the tree has and that were not asked for yet: those that became full, and those at
// the edge.
func (t *tree) upper() []tile {
	out := t.full
	t.full = nil
	for level := 1; level < len(t.edge); level++ {
		if data := t.edge[level]; len(data) > 0 {
			out = append(out, tile{level, t.n >> (height * (level + 1)), data[:len(data):len(data)]})
		}
	}
	return out
}

func (t *tree) root() tlog.Hash {
	if len(t.peaks) == 0 {
		h, _ := tlog.TreeHash(0, nil)
		return h
	}
	h := t.peaks[len(t.peaks)-1]
	for i := len(t.peaks) - 2; i >= 0; i-- {
		h = tlog.NodeHash(t.peaks[i], h)
	}
	return h
}

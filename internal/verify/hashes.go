package verify

import (
	"context"
	"fmt"
	"strconv"

	"golang.org/x/mod/sumdb/tlog"
)

// tiles reads the site's tiles of hashes as the tree's library reads them: it holds each against the root.
type tiles struct {
	ctx context.Context
	*site
}

// hashesOf are the hashes of a record as it was signed.
func hashesOf(ctx context.Context, s *site, c checkpoint) tlog.HashReader {
	return tlog.TileHashReader(tlog.Tree{N: c.size, Hash: c.root}, tiles{ctx, s})
}

func (t tiles) Height() int { return height }

func (t tiles) ReadTiles(list []tlog.Tile) ([][]byte, error) {
	out := make([][]byte, len(list))
	for i, one := range list {
		b, err := t.get(t.ctx, tilePath(strconv.Itoa(one.L), one.N, int64(one.W)))
		if err != nil {
			return nil, err
		}
		if len(b) != one.W*tlog.HashSize {
			return nil, fmt.Errorf("a tile of %d hashes has %d bytes", one.W, len(b))
		}
		out[i] = b
	}
	return out, nil
}

func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}

// grew proves with the site's tiles that a record is an older one with more appended. An error is that it is not, or that the tiles do not
// tell.
func grew(ctx context.Context, s *site, older, newer checkpoint) error {
	switch {
	case older.size > newer.size:
		return fmt.Errorf("the record was %d acts long and is %d: it was rolled back", older.size, newer.size)
	case older.size == newer.size && older.root == newer.root || older.size == 0:
		return nil
	case older.size < newer.size:
		proof, err := tlog.ProveTree(newer.size, older.size, hashesOf(ctx, s, newer))
		if err == nil {
			err = tlog.CheckTree(proof, newer.size, newer.root, older.size, older.root)
		} else {
			return err
		}
		if err == nil {
			return nil
		}
	}
	return fmt.Errorf("the first %d acts of today's record are not those that were signed: the record was changed or replaced", older.size)
}

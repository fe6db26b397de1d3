package jobs

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"qhana/internal/foi"
	"qhana/internal/ledger"
	"qhana/internal/store"
)

// Notary signs the public record, and promises that acts will stand in it. It refuses a tree that is not the last one it signed
// with more appended.
type Notary interface {
	Sign(tree tlog.Tree, at time.Time, tiles ledger.Source) (note []byte, err error)
	Promise(leaf tlog.Hash, at time.Time) (note []byte, err error)
}

// How the record is kept: how many acts get their place in one transaction, how often it is looked whether any wait, how soon
// what has a place is signed, and after how long without anything the record says that it is alive.
const (
	recordBatch = 4096
	recordEvery = 500 * time.Millisecond
	recordSign  = 2 * time.Second
	recordPulse = 9 * time.Minute
)

// recorder gives every committed act its place in the public record, and has the record signed. One process at a time does:
// who holds the lock.
type recorder struct {
	cfg    Config
	edge   *ledger.Edge
	signed time.Time

	witnesses []*asking
}

// run keeps the record until ctx ends.
func (r *recorder) run(ctx context.Context) {
	for ctx.Err() == nil {
		if err := r.once(ctx); err != nil && ctx.Err() == nil {
			r.edge = nil
			r.cfg.Log.Error("the public record stands still", "err", err)
			pause(ctx, 2*time.Second)
		}
		pause(ctx, recordEvery)
	}
}

func (r *recorder) once(ctx context.Context) error {
	if _, err := r.cfg.Store.LinkSights(ctx); err != nil {
		return err
	}
	for {
		n, err := r.place(ctx)
		if err != nil {
			return err
		}
		if n < recordBatch {
			break
		}
	}
	if r.cfg.Now().Sub(r.signed) < recordSign {
		return nil
	}
	r.signed = r.cfg.Now()
	return r.sign(ctx)
}

// place gives the acts that wait their places, in the order in which they were committed within a case.
func (r *recorder) place(ctx context.Context) (n int, err error) {
	err = r.cfg.Store.InTx(ctx, func(tx *store.Tx) error {
		mine, err := tx.LockRecord(ctx)
		if err != nil || !mine {
			return err
		}
		acts, err := tx.Unlogged(ctx, recordBatch)
		if err != nil || len(acts) == 0 {
			return err
		}
		edge, err := r.open(ctx, tx)
		if err != nil {
			return err
		}
		recorded, err := tx.Recorded(ctx, acts)
		if err != nil {
			return err
		}
		leaves := make([][]byte, len(recorded))
		for i, act := range recorded {
			o, err := ledger.Of(act)
			if err != nil {
				return fmt.Errorf("%s %s/%d: %w", act.Kind, act.Case, act.Number, err)
			}
			leaves[i] = o.Leaf
		}
		first := edge.Size
		full, err := edge.Append(leaves)
		if err != nil {
			return err
		}
		if err := SaveTiles(ctx, tx, append(full, edge.Tiles()...)); err != nil {
			return err
		}
		n = len(acts)
		return tx.PlaceLeaves(ctx, first, acts)
	})
	if err != nil {
		r.edge = nil // it may be ahead of what was committed
	}
	return n, err
}

// open is the edge of the tree as it is stored; the one that was left last time when nobody else appended.
func (r *recorder) open(ctx context.Context, tx *store.Tx) (*ledger.Edge, error) {
	size, err := tx.RecordSize(ctx)
	if err != nil || r.edge != nil && r.edge.Size == size {
		return r.edge, err
	}
	r.edge, err = RecordEdge(ctx, tx, size)
	return r.edge, err
}

// RecordEdge is the right edge of the tree of so many acts as it is stored.
func RecordEdge(ctx context.Context, tx *store.Tx, size int64) (*ledger.Edge, error) {
	rows, err := tx.EdgeTiles(ctx, size)
	if err != nil {
		return nil, err
	}
	var tiles []ledger.Tile
	for _, row := range rows {
		tiles = append(tiles, ledger.Tile(row))
	}
	return ledger.OpenEdge(size, tiles)
}

// SaveTiles puts tiles where they are served from.
func SaveTiles(ctx context.Context, tx *store.Tx, tiles []ledger.Tile) error {
	rows := make([]store.Tile, len(tiles))
	for i, t := range tiles {
		rows[i] = store.Tile(t)
	}
	return tx.SaveTiles(ctx, rows)
}

// sign has the tree signed when it grew; when nothing happened for long, the record says that it is alive.
func (r *recorder) sign(ctx context.Context) error {
	if r.cfg.Notary == nil {
		return nil
	}
	last, err := r.cfg.Store.LastCheckpoint(ctx)
	if err != nil && foi.CodeOf(err) != foi.NotFound {
		return err
	}
	now := r.cfg.Now()
	grown := false
	err = r.cfg.Store.InTx(ctx, func(tx *store.Tx) error {
		mine, err := tx.LockRecord(ctx)
		if err != nil || !mine {
			return err
		}
		edge, err := r.open(ctx, tx)
		if err != nil {
			return err
		}
		if edge.Size == last.Size {
			if now.Sub(last.At) >= recordPulse {
				return tx.Beat(ctx, now)
			}
			return nil
		}
		tree := tlog.Tree{N: edge.Size, Hash: edge.Root()}
		note, err := r.cfg.Notary.Sign(tree, now, TileSource(ctx, r.cfg.Store))
		if err != nil {
			return err
		}
		grown = true
		return r.cfg.Store.AddCheckpoint(ctx, store.Checkpoint{Size: tree.N, Root: tree.Hash[:], Note: string(note), At: now})
	})
	if err == nil && grown {
		for _, w := range r.witnesses {
			w.wake()
		}
	}
	return err
}

// TileSource reads the record's tiles where they are stored.
func TileSource(ctx context.Context, s *store.Store) ledger.Source {
	return func(level int, n int64, width int) ([]byte, error) {
		row, err := s.RecordTile(ctx, level, n)
		if err != nil {
			return nil, err
		}
		t, err := ledger.Tile(row).Cut(width)
		return t.Data, err
	}
}

// KeepRecord keeps the record until ctx ends, as the crew does, without the rest of the crew.
func KeepRecord(ctx context.Context, cfg Config) { (&recorder{cfg: cfg}).run(ctx) }

// Record gives everything that waits its place and has the record signed, once.
func Record(ctx context.Context, cfg Config) error {
	r := &recorder{cfg: cfg}
	if _, err := cfg.Store.LinkSights(ctx); err != nil {
		return err
	}
	for {
		n, err := r.place(ctx)
		if err != nil {
			return err
		}
		if n < recordBatch {
			return r.sign(ctx)
		}
	}
}

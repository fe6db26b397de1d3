package jobs

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"qhana/internal/foi"
	"qhana/internal/ledger"
	"qhana/internal/store"
)

// Notary signs the public record, and promises that acts will stand in it. It refuses a tree that is not the last one it signed
// with more appended, and one of a database that knows of more than the notary remembers: known is what was signed last by the database's
// own word.
type Notary interface {
	Sign(tree, known tlog.Tree, at time.Time, tiles ledger.Source) (note []byte, err error)
	Promise(leaf tlog.Hash, at time.Time) (note []byte, err error)
}

// How the record is kept: how many acts get their place in one transaction, how often it is looked whether any wait, how soon what has a
// place is signed, how often at least the record says that it is alive, and how long who saw personal data may go without their last line
// in the record.
const (
	recordBatch  = 4096
	recordEvery  = time.Second
	recordSign   = 2 * time.Second
	recordPulse  = 9 * time.Minute
	recordAnchor = 2 * time.Minute
)

// recorder gives every committed act its place in the public record, and has the record signed. One process at a time does:
// who holds the lock.
type recorder struct {
	cfg      Config
	edge     *ledger.Edge
	signed   time.Time
	beat     time.Time // the record's last sign of life, as far as this process knows
	anchored time.Time // when it was last looked whether sights wait for their anchor

	witnesses []*asking
}

// run keeps the record until ctx ends.
func (r *recorder) run(ctx context.Context) {
	if err := r.cfg.Store.TryAgain(ctx); err != nil && ctx.Err() == nil {
		r.cfg.Log.Error("acts that had no place are not tried again", "err", err)
	}
	for ctx.Err() == nil {
		if err := r.once(ctx); err != nil && ctx.Err() == nil {
			r.edge = nil
			r.cfg.Log.Error("the public record stands still", "err", err)
			pause(ctx, 2*time.Second)
		}
		pause(ctx, recordEvery)
	}
}

// once gives all that waits its place. It is signed meanwhile too: a long backlog is no reason to sign nothing, and nobody who signs is
// no reason to leave the acts without their places.
func (r *recorder) once(ctx context.Context) (refused error) {
	_, refused = r.cfg.Store.LinkSights(ctx)
	for {
		n, err := r.place(ctx)
		if err != nil {
			return err
		}
		if now := r.cfg.Now(); now.Sub(r.signed) >= recordSign {
			r.signed = now
			refused = errors.Join(refused, r.sign(ctx))
		}
		if n < recordBatch {
			return refused
		}
	}
}

// place gives the acts that wait their places, in the order in which they were committed within a case. Acts that cannot have one are set
// aside, so that the others go on.
func (r *recorder) place(ctx context.Context) (n int, err error) {
	err = r.cfg.Store.InTx(ctx, func(tx *store.Tx) error {
		mine, err := tx.LockRecord(ctx)
		if err != nil || !mine {
			return err
		}
		if err := r.live(ctx, tx); err != nil {
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
	if err == nil {
		return n, nil
	}
	r.edge, r.beat = nil, time.Time{} // they may be ahead of what was committed
	aside, err2 := r.setAside(ctx)
	if err2 != nil || aside == 0 {
		return 0, errors.Join(err, err2)
	}
	return recordBatch, nil // there is more to do
}

// live lets the record say that it is alive, busy or not, so that the times of acts stand between two that it told; and gives it the last
// line of who saw personal data.
func (r *recorder) live(ctx context.Context, tx *store.Tx) error {
	now := r.cfg.Now()
	if now.Sub(r.beat) >= recordPulse {
		last, err := tx.LastBeat(ctx)
		if err != nil {
			return err
		}
		if now.Sub(last) >= recordPulse {
			if err := tx.Beat(ctx, now); err != nil {
				return err
			}
			last = now
		}
		r.beat = last
	}
	if now.Sub(r.anchored) < recordAnchor/4 {
		return nil
	}
	r.anchored = now
	return tx.AnchorSights(ctx, now.Add(-recordAnchor))
}

// setAside finds the acts that cannot have a place, says why and lets the others pass. It returns how many they are.
func (r *recorder) setAside(ctx context.Context) (n int, err error) {
	err = r.cfg.Store.InTx(ctx, func(tx *store.Tx) error {
		mine, err := tx.LockRecord(ctx)
		if err != nil || !mine {
			return err
		}
		acts, err := tx.Unlogged(ctx, recordBatch)
		if err != nil {
			return err
		}
		why, err := tx.Twice(ctx, acts)
		if err != nil {
			return err
		}
		for _, act := range acts {
			if why[act.ID] != "" {
				continue
			}
			one, err := r.cfg.Store.Recorded(ctx, []store.Act{act})
			switch {
			case errors.Is(err, store.ErrNoAct):
				why[act.ID] = store.ActMissing
				continue
			case err != nil:
				return err
			}
			if _, err := ledger.Of(one[0]); errors.Is(err, ledger.ErrLong) {
				why[act.ID] = store.ActLong
			} else if err != nil {
				why[act.ID] = store.ActBad
			}
		}
		for _, act := range acts {
			if reason := why[act.ID]; reason != "" && act.Kind != ledger.Heartbeat {
				r.cfg.Log.Error("an act cannot have its place in the public record", "kind", act.Kind, "a", act.A, "b", act.B, "reason", reason)
			}
		}
		n = len(why)
		return tx.SetAside(ctx, why)
	})
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

// signLong is how long a signing may go on after the process was told to stop.
const signLong = 10 * time.Second

// sign has the tree signed when it grew. A process that is told to stop does not stop between what the notary remembers and what the
// database keeps.
func (r *recorder) sign(ctx context.Context) error {
	if r.cfg.Notary == nil {
		return nil
	}
	if grew, err := r.cfg.Store.HasUnsigned(ctx); err != nil || !grew {
		return err
	}
	going, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	defer context.AfterFunc(ctx, func() { time.AfterFunc(signLong, cancel) })()
	ctx = going
	grown := false
	err := r.cfg.Store.InTx(ctx, func(tx *store.Tx) error {
		mine, err := tx.LockRecord(ctx)
		if err != nil || !mine {
			return err
		}
		last, err := tx.LastCheckpoint(ctx) // in the lock: another process may have signed meanwhile
		if err != nil && foi.CodeOf(err) != foi.NotFound {
			return err
		}
		edge, err := r.open(ctx, tx)
		if err != nil || edge.Size == last.Size {
			return err
		}
		known := tlog.Tree{N: last.Size}
		copy(known.Hash[:], last.Root)
		now, tree := r.cfg.Now(), tlog.Tree{N: edge.Size, Hash: edge.Root()}
		note, err := r.cfg.Notary.Sign(tree, known, now, tilesOf(func(level int, n int64) (store.Tile, error) { return tx.RecordTile(ctx, level, n) }))
		if err != nil {
			return err
		}
		grown = true
		return tx.AddCheckpoint(ctx, store.Checkpoint{Size: tree.N, Root: tree.Hash[:], Note: string(note), At: now})
	})
	if err == nil && grown {
		for _, w := range r.witnesses {
			w.wake()
		}
	}
	return err
}

// recordLook is how often it is looked whether the record is kept.
const recordLook = 30 * time.Second

// alarm tells the log when the record is not kept as it should be, whoever keeps it, until ctx ends.
func alarm(ctx context.Context, cfg Config) {
	for ctx.Err() == nil {
		pause(ctx, recordLook)
		h, err := cfg.Store.RecordHealth(ctx)
		if err != nil {
			continue // the database is away, which others say
		}
		if alarms := h.Alarms(cfg.Now()); alarms != nil {
			cfg.Log.Error("the public record is not kept as it should be", "alarms", alarms, "waiting", h.Waiting, "waiting_for", h.WaitingFor.Round(time.Second),
				"unsigned_for", h.UnsignedFor.Round(time.Second), "signed", h.Signed, "cannot_enter", h.BadCount)
		}
	}
}

// TileSource reads the record's tiles where they are stored.
func TileSource(ctx context.Context, s *store.Store) ledger.Source {
	return tilesOf(func(level int, n int64) (store.Tile, error) { return s.RecordTile(ctx, level, n) })
}

func tilesOf(read func(level int, n int64) (store.Tile, error)) ledger.Source {
	return func(level int, n int64, width int) ([]byte, error) {
		row, err := read(level, n)
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

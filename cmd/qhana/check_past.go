package main

import (
	"bytes"
	"context"
	"encoding/json"
	"math"
	"slices"
	"time"

	"qhana/internal/ledger"
	"qhana/internal/store"
)

// past names what was written past the record.
func (k *recordCheck) past(ctx context.Context) error {
	missing, err := k.s.NeverLogged(ctx, 20)
	if err != nil {
		return err
	}
	for _, m := range missing {
		k.say("%s entry %d: it was never given to the record: it was written past it", m.Case, m.Number)
	}
	acts, err := k.s.PastRecord(ctx, 20)
	if err != nil {
		return err
	}
	for _, a := range acts {
		k.say("%s %d: it was never given to the record: it was written past it", a.Kind, a.A)
	}
	letters, err := k.s.UnlikeLetters(ctx, 20)
	if err != nil {
		return err
	}
	for _, l := range letters {
		k.say("%s entry %d: its letter is not the document that was archived", l.Case, l.Number)
	}
	return nil
}

// waiting names what does not come into the record.
func (k *recordCheck) waiting(ctx context.Context) error {
	h, err := k.s.RecordHealth(ctx)
	if err != nil {
		return err
	}
	if h.Waiting > 0 && h.WaitingFor > time.Minute {
		k.say("%d acts wait for their place in the record, the oldest for %s", h.Waiting, h.WaitingFor.Round(time.Second))
	}
	for _, b := range h.Bad {
		k.say("%s cannot have its place in the record: %s", b.Name(), b.Problem)
	}
	if h.BadMore() {
		k.say("%d more acts cannot have their place", h.BadCount-len(h.Bad))
	}
	return nil
}

// restores reads what was declared as lost. What they say is itself held against the record, as any other act; one that is not in it is
// not believed, nor one that speaks of more than what was signed after the backup.
func (k *recordCheck) restores(ctx context.Context) error {
	list, err := k.s.Restores(ctx)
	if err != nil {
		return err
	}
	for _, r := range list {
		place, err := k.s.LeafOf(ctx, ledger.Restore, r.ID, 0)
		if isNotFound(err) { // it waits, or was written past the record
			waits, err := k.s.Waits(ctx, ledger.Restore, r.ID)
			if err != nil {
				return err
			}
			if !waits {
				continue
			}
			place = math.MaxInt64
		} else if err != nil {
			return err
		}
		var f restoreFacts
		if err := json.Unmarshal(r.Facts, &f); err != nil {
			return err
		}
		if f.Fork && f.Lost == nil { // of what it lost nothing stands in this record
			continue
		}
		if slices.ContainsFunc(f.Lost, func(x [2]int64) bool { return x[0] < f.Size || x[1] >= f.Signed || x[1] < x[0] }) || f.Signed > place {
			k.say("restore %d speaks of acts that it cannot have lost", r.ID)
			continue
		}
		more, err := k.s.SignedSince(ctx, f.Signed, place, r.At)
		if err != nil && !isNotFound(err) {
			return err
		}
		if err == nil && f.Lost != nil {
			k.say("restore %d says that %d acts were signed before it, and %d were", r.ID, f.Signed, more.Size)
			continue
		}
		k.ranges = append(k.ranges, f.Lost...)
	}
	return nil
}

// hashes holds tiles of hashes against those that are served.
func (k *recordCheck) hashes(ctx context.Context, want []ledger.Tile) error {
	var list []store.Tile
	for _, t := range want {
		if t.Level != ledger.Entries { // the leaves themselves were read
			list = append(list, store.Tile(t))
		}
	}
	rows, err := k.s.Tiles(ctx, list)
	if err != nil {
		return err
	}
	for _, t := range list {
		path := ledger.Tile(t).Path()
		i := slices.IndexFunc(rows, func(r store.Tile) bool { return r.Level == t.Level && r.N == t.N })
		if i < 0 {
			k.say("the tile %s is missing: nobody can verify with it", path)
			continue
		}
		if is, err := ledger.Tile(rows[i]).Cut(t.Width); err != nil || !bytes.Equal(is.Data, t.Data) {
			k.say("the tile %s is not that of the acts: nobody can verify with it", path)
		}
	}
	return nil
}

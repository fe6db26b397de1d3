package main

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"qhana/internal/document"
	"qhana/internal/foi"
	"qhana/internal/jobs"
	"qhana/internal/ledger"
	"qhana/internal/store"
)

// recordCheck holds the database against the public record from inside: every act against its leaf, the leaves against what was
// signed, and that against what the notary remembers outside the database.
type recordCheck struct {
	s      *store.Store
	n      *notary
	say    func(format string, args ...any)
	acts   int64
	gone   int64 // of these, acts that commit to something personal which was erased
	lost   int64 // of these, acts that a restore lost
	erased map[int64]bool
	ranges [][2]int64 // places that restores declared as lost
	alive  time.Time  // the last sign of life so far
}

// backDated is by how much an act may be dated before a sign of life that the record gave before it.
const backDated = 5 * time.Minute

// checkBatch is how many leaves are held against their acts at once.
const checkBatch = 4096

func (c *cli) checkRecord(ctx context.Context, s *store.Store, say func(format string, args ...any)) (acts, gone int64, err error) {
	n, err := c.notary()
	if err != nil {
		return 0, 0, err
	}
	k := &recordCheck{s: s, n: n, say: say}
	if k.erased, err = s.Erased(ctx); err != nil {
		return 0, 0, err
	}
	if err := k.restores(ctx); err != nil {
		return 0, 0, err
	}
	if err := k.leaves(ctx); err != nil {
		return k.acts, k.gone, err
	}
	if k.lost > 0 {
		_, _ = fmt.Fprintf(c.out, "lost      %d acts stand in the record and were lost by a restore that was declared\n", k.lost)
	}
	broken, _, err := s.CheckSights(ctx)
	if err != nil {
		return k.acts, k.gone, err
	}
	if broken != "" {
		say("%s", broken)
	}
	for _, part := range []func(context.Context) error{k.past, k.erasures, k.waiting} {
		if err := part(ctx); err != nil {
			return k.acts, k.gone, err
		}
	}
	return k.acts, k.gone, k.documents(ctx, c)
}

// leaves holds each leaf against its act, and the tree against every checkpoint.
func (k *recordCheck) leaves(ctx context.Context) error {
	last, err := k.n.last() // first: what is signed meanwhile is in the database before the notary remembers more
	if err != nil {
		return err
	}
	newest := int64(0)
	switch c, err := k.s.LastCheckpoint(ctx); {
	case err == nil:
		newest = c.Size
	case !isNotFound(err):
		return err
	}
	var keys []note.Verifier
	for _, key := range k.n.keys {
		v, err := note.NewVerifier(key)
		if err != nil {
			return err
		}
		keys = append(keys, v)
	}
	var checkpoints []store.Checkpoint // the next ones, of no more than newest acts
	edge := &ledger.Edge{}
	for {
		list, err := k.s.Leaves(ctx, edge.Size, checkBatch)
		if err != nil {
			return err
		}
		for i := range list {
			if want := edge.Size + int64(i); list[i].ID != want {
				k.say("the record has no act %d: it was taken out", want)
				return nil
			}
		}
		if len(list) == 0 {
			break
		}
		stored, err := k.stored(ctx, edge.Size, len(list))
		if err != nil {
			k.say("acts %d to %d of the record cannot be read: %v", edge.Size, edge.Size+int64(len(list))-1, err)
			return nil
		}
		k.compare(ctx, edge.Size, list, stored)
		var full []ledger.Tile
		for len(stored) > 0 { // up to the next size that was signed
			n := len(stored)
			for len(checkpoints) > 0 && checkpoints[0].Size <= edge.Size {
				checkpoints = checkpoints[1:]
			}
			if len(checkpoints) == 0 && edge.Size < newest {
				if checkpoints, err = k.s.Checkpoints(ctx, edge.Size, checkBatch); err != nil {
					return err
				}
			}
			if len(checkpoints) > 0 && checkpoints[0].Size-edge.Size < int64(n) {
				n = int(checkpoints[0].Size - edge.Size)
			}
			if last.N > edge.Size && last.N-edge.Size < int64(n) {
				n = int(last.N - edge.Size)
			}
			more, err := edge.Append(stored[:n])
			if err != nil {
				return err
			}
			full, stored = append(full, more...), stored[n:]
			k.signed(edge, checkpoints, keys, last)
		}
		if err := k.hashes(ctx, full); err != nil {
			return err
		}
	}
	if err := k.hashes(ctx, edge.Tiles()); err != nil {
		return err
	}
	k.acts = edge.Size
	if again, err := k.n.last(); err == nil && newest > again.N {
		k.say("the newest checkpoint is of %d acts, and the notary remembers %d: what it remembers was lost or put back", newest, again.N)
	}
	if newest > edge.Size {
		k.say("%d acts were signed and %d are there: the record was cut", newest, edge.Size)
	}
	if newest < last.N { // or it is being signed just now
		if c, err := k.s.SettledCheckpoint(ctx); err == nil {
			newest = c.Size
		}
	}
	waits, err := k.signingWaits(ctx, newest, edge.Size)
	if err != nil {
		return err
	}
	if newest < last.N && !waits {
		k.say("the newest checkpoint is of %d acts, and the notary signed one of %d: the record was rolled back", newest, last.N)
	}
	if last.N > edge.Size {
		k.say("the notary signed %d acts and %d are there: the record was rolled back", last.N, edge.Size)
	}
	return nil
}

// signingWaits tells whether the record, of so many acts now, was signed and is to be signed again: who kept it was killed when the notary
// had remembered the tree, and the database had not kept the checkpoint.
func (k *recordCheck) signingWaits(ctx context.Context, newest, acts int64) (bool, error) {
	s, err := readSigned(k.n.state)
	if err != nil || s.Known != newest || s.Size > acts {
		return false, err
	}
	h, err := k.s.RecordHealth(ctx)
	return h.UnsignedFor > 0, err
}

// signed holds the tree, at a size that was signed, against what was signed.
func (k *recordCheck) signed(edge *ledger.Edge, checkpoints []store.Checkpoint, keys []note.Verifier, last tlog.Tree) {
	root := edge.Root()
	if len(checkpoints) > 0 && checkpoints[0].Size == edge.Size {
		c, _, err := ledger.OpenCheckpoint([]byte(checkpoints[0].Note), k.n.origin, note.VerifierList(keys...))
		switch {
		case err != nil:
			k.say("the checkpoint of %d acts is not signed by this record's key: %v", edge.Size, err)
		case c.N != edge.Size || c.Hash != root || !bytes.Equal(root[:], checkpoints[0].Root):
			k.say("the first %d acts are not those that were signed: the record was forked", edge.Size)
		}
	}
	if last.N == edge.Size && last.Hash != root {
		k.say("the first %d acts are not those that the notary signed: the record was replaced", edge.Size)
	}
}

// stored are the leaves as the tiles have them.
func (k *recordCheck) stored(ctx context.Context, from int64, n int) ([][]byte, error) {
	var out [][]byte
	read := jobs.TileSource(ctx, k.s)
	for at := from; at < from+int64(n); {
		bundle := at / ledger.Width
		upTo := min((bundle+1)*ledger.Width, from+int64(n))
		b, err := read(ledger.Entries, bundle, int(upTo-bundle*ledger.Width))
		if err != nil {
			return nil, err
		}
		leaves, err := ledger.Unbundle(b)
		if err != nil {
			return nil, err
		}
		out = append(out, leaves[at-bundle*ledger.Width:]...)
		at = upTo
	}
	return out, nil
}

// compare holds acts against their leaves, and names each that differs.
func (k *recordCheck) compare(ctx context.Context, first int64, list []store.Act, stored [][]byte) {
	acts, err := k.s.Recorded(ctx, list)
	if err != nil { // one of them is gone: they are read one by one
		for i := range list {
			one, err := k.s.Recorded(ctx, list[i:i+1])
			l, lerr := ledger.ParseLeaf(stored[i])
			if err != nil && lerr == nil && l.Kind == ledger.Letter && k.erasedCase(ctx, l.Case) { // letters go with what is personal
				k.gone++
			} else if err != nil && lerr == nil {
				k.say("%s entry %d (act %d, %s): it is in the record and not in the database: it was deleted", l.Case, l.Seq, first+int64(i), l.Event)
			} else if err == nil {
				k.one(first+int64(i), one[0], stored[i])
			}
		}
		return
	}
	for i, act := range acts {
		k.one(first+int64(i), act, stored[i])
	}
}

func (k *recordCheck) one(index int64, act foi.Recorded, stored []byte) {
	if act.Kind == store.Lost {
		if k.lost++; !slices.ContainsFunc(k.ranges, func(r [2]int64) bool { return r[0] <= index && index <= r[1] }) {
			k.say("act %d is called lost, and no restore says so", index)
		}
		return
	}
	if act.Kind == ledger.Heartbeat {
		k.alive = act.At
	} else if act.At.Before(k.alive.Add(-backDated)) {
		k.say("%s entry %d (act %d, %s): it is dated %s, and had no place yet when the record gave a sign of life at %s: it was dated back", act.Case, act.Number, index, act.Event,
			ledger.Instant(act.At), ledger.Instant(k.alive))
	}
	o, err := ledger.Of(act)
	if err == nil && bytes.Equal(o.Leaf, stored) {
		return
	}
	l, perr := ledger.ParseLeaf(stored)
	now, nerr := ledger.ParseLeaf(o.Leaf)
	if perr != nil || nerr != nil {
		k.say("act %d of the record is not one: %v", index, perr)
		return
	}
	if k.erased[act.Request] && act.Kind == ledger.Entry {
		now = withErased(l, now)
		if b, err := now.Bytes(); err == nil && bytes.Equal(b, stored) {
			k.gone++
			return
		}
	}
	k.say("%s entry %d (act %d, %s): %s", l.Case, l.Seq, index, l.Event, changed(l, now))
}

// erasedCase tells whether the personal data of a case were erased.
func (k *recordCheck) erasedCase(ctx context.Context, ref string) bool {
	req, err := k.s.RequestByReference(ctx, foi.Reference(ref))
	return err == nil && k.erased[req.ID]
}

// changed says in what an act differs from its leaf.
func changed(was, is ledger.Leaf) string {
	switch {
	case was.At != is.At:
		return fmt.Sprintf("it was recorded at %s, and is dated %s", was.At, is.At)
	case was.Case != is.Case || was.Seq != is.Seq:
		return fmt.Sprintf("it is now %s entry %d: the order was changed", is.Case, is.Seq)
	case was.Channel != is.Channel:
		return fmt.Sprintf("it came by %s, and is said to have come by %s", was.Channel, is.Channel)
	case was.Question != is.Question:
		return "what was asked was changed, or the zone that it is about"
	case was.Requester != is.Requester:
		return "who asked was changed"
	case was.Words != is.Words:
		return "what was written was changed"
	case fmt.Sprint(was.Documents) != fmt.Sprint(is.Documents):
		return "its documents were changed: their bytes, names or number"
	case was.Event != is.Event:
		return fmt.Sprintf("it was %s, and is %s", was.Event, is.Event)
	}
	return fmt.Sprintf("it was changed from %s to %s", was.Facts, is.Facts)
}

// documents holds the bytes of every document against their hash.
func (k *recordCheck) documents(ctx context.Context, c *cli) error {
	keeper, err := document.OpenDir(filepath.Join(c.cfg.DataDir, "documents"))
	if err != nil {
		return nil // no documents were ever kept here
	}
	defer func() { _ = keeper.Close() }()
	for after := ""; ; {
		docs, err := k.s.DocumentsAfter(ctx, after, 500)
		if err != nil || len(docs) == 0 {
			return err
		}
		for _, d := range docs {
			after = d.ID
			if err := keeper.Verify(ctx, d.SHA256); err != nil {
				k.say("the document %q (%s): %v", d.Name, d.ID, err)
			}
		}
	}
}

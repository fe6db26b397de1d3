package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"qhana/internal/document"
	"qhana/internal/foi"
	"qhana/internal/jobs"
	"qhana/internal/ledger"
	"qhana/internal/store"
)

// loss is what a database lacks of the record that was signed.
type loss struct {
	size    int64     // acts that the database has
	last    tlog.Tree // what was signed last
	tree    tlog.Tree // that the database has
	unknown bool      // the database knows of more that was signed than is remembered here
	forked  bool      // the database is no beginning of what was signed, or the rest is nowhere
	leaves  [][]byte  // what was signed and the database lacks
	lost    []ledger.Leaf
	notices []store.LostNotice
}

// restoreFacts are what a restore says in the record.
type restoreFacts struct {
	Backup  string     `json:"backup,omitempty"` // when the backup was made
	Size    int64      `json:"size"`             // acts that it had
	Signed  int64      `json:"signed"`           // acts that had been signed
	Root    string     `json:"root,omitempty"`   // of those
	Lost    [][2]int64 `json:"lost,omitempty"`   // places, first and last, of which only the leaf is left
	Fork    bool       `json:"fork,omitempty"`
	Unknown bool       `json:"unknown,omitempty"`
}

// loss compares the database with what the notary remembers.
func (n *notary) loss(ctx context.Context, s *store.Store) (*loss, error) {
	known, err := s.LastCheckpoint(ctx) // first: what the database knows to be signed is remembered already
	if err != nil && !isNotFound(err) {
		return nil, err
	}
	last, err := n.last() // then: what is remembered is in the database already
	if err != nil {
		return nil, err
	}
	l := &loss{last: last, unknown: known.Size > last.N}
	var edge *ledger.Edge
	err = s.InTx(ctx, func(tx *store.Tx) error {
		if l.size, err = tx.RecordSize(ctx); err != nil {
			return err
		}
		edge, err = jobs.RecordEdge(ctx, tx, l.size)
		return err
	})
	if err != nil {
		return nil, err
	}
	l.tree = tlog.Tree{N: l.size, Hash: edge.Root()}
	if last.N <= l.size {
		l.forked = ledger.Grew(last, l.tree, jobs.TileSource(ctx, s)) != nil
		return l, nil
	}
	if l.leaves, err = n.leavesFrom(l.size); err != nil {
		return nil, err
	}
	if _, err := edge.Append(l.leaves); err != nil || edge.Size != last.N || edge.Root() != last.Hash {
		l.leaves, l.forked = nil, true
	}
	for _, b := range l.leaves {
		leaf, err := ledger.ParseLeaf(b)
		if err != nil {
			return nil, err
		}
		l.lost = append(l.lost, leaf)
	}
	l.sent()
	return l, nil
}

func (l *loss) none() bool   { return !l.forked && !l.unknown && len(l.leaves) == 0 }
func (l *loss) count() int64 { return max(l.last.N-l.size, 0) }

// String says it in a sentence.
func (l *loss) String() string {
	switch {
	case l.forked && l.last.N > l.size:
		return fmt.Sprintf("it has %d acts of the record, and %d were signed; the other %d are nowhere any more", l.size, l.last.N, l.last.N-l.size)
	case l.forked:
		return fmt.Sprintf("its first %d acts are not the %d that were signed", l.last.N, l.last.N)
	case len(l.leaves) > 0:
		return fmt.Sprintf("it has %d acts of the record, and %d were signed: of the last %d only the record's own copy is left, without what is personal", l.size, l.last.N, len(l.leaves))
	case l.unknown:
		return fmt.Sprintf("it has %d acts; what was signed last is not remembered on this machine, or only an older state of it", l.size)
	}
	return "it has all that was signed"
}

// list names the acts that are lost, a case on each line.
func (l *loss) list(out io.Writer) {
	var order []string
	acts := map[string][]string{}
	for _, leaf := range l.lost {
		if leaf.Kind == ledger.Heartbeat || leaf.Kind == ledger.Sight {
			continue
		}
		name := leaf.Case
		if name == "" {
			name = leaf.Kind
		}
		if acts[name] == nil {
			order = append(order, name)
		}
		acts[name] = append(acts[name], strings.TrimSpace(fmt.Sprintf("%d %s", leaf.Seq, leaf.Event)))
	}
	for _, name := range order {
		_, _ = fmt.Fprintf(out, "  %-18s %s\n", name, strings.Join(acts[name], ", "))
	}
}

// sent reads which notices had gone out.
func (l *loss) sent() {
	type place struct {
		ref string
		seq int
	}
	made := map[place]ledger.Leaf{}
	for _, leaf := range l.lost {
		if leaf.Kind != ledger.Entry {
			continue
		}
		made[place{leaf.Case, leaf.Seq}] = leaf
		if leaf.Event != string(foi.NoticeSent) {
			continue
		}
		var f foi.Facts
		if json.Unmarshal(leaf.Facts, &f) != nil {
			continue
		}
		event := ""
		if cause := made[place{leaf.Case, f.Of}]; cause.Role == string(foi.System) {
			event = cause.Event
		}
		l.notices = append(l.notices, store.LostNotice{Case: foi.Reference(leaf.Case), Of: f.Of, Kind: f.Notice, To: f.To, MessageID: f.MessageID, Event: event})
	}
}

// recover gives the lost acts their places back, so that the record goes on as the one that was signed, and writes the restore down.
func (l *loss) recover(ctx context.Context, s *store.Store, n *notary, r store.Restored, b backedUp) error {
	facts := restoreFacts{Size: l.size, Signed: l.last.N, Fork: l.forked, Unknown: l.unknown}
	if !b.At.IsZero() {
		facts.Backup = b.At.Format(time.RFC3339)
	}
	if l.last.N > 0 {
		facts.Root = l.last.Hash.String()
	}
	err := s.InTx(ctx, func(tx *store.Tx) error {
		mine, err := tx.LockRecord(ctx)
		if err != nil {
			return err
		}
		size, err := tx.RecordSize(ctx)
		if err != nil {
			return err
		}
		if !mine || size != l.size {
			return errors.New("something works on this database: stop it first")
		}
		if facts.Lost, err = l.place(ctx, tx); err != nil {
			return err
		}
		if r.Facts, err = json.Marshal(facts); err != nil {
			return err
		}
		if err := tx.DeclareRestore(ctx, r); err != nil {
			return err
		}
		if err := tx.KeepLostNotices(ctx, l.notices); err != nil {
			return err
		}
		return tx.NumbersFrom(ctx, l.highest())
	})
	if err != nil || !l.forked && !l.unknown {
		return err
	}
	stamp := r.At.UTC().Format(".20060102T150405Z") // the notary goes on from what the database has, and what it remembered is kept
	for _, path := range []string{n.leaves, n.state} {
		if err := os.Rename(path, path+stamp); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return n.remember(l.tree, l.tree.N, r.At, 0)
}

// place appends the lost leaves. What the backup was about to give its place, and had got it since, is not lost.
func (l *loss) place(ctx context.Context, tx *store.Tx) (lost [][2]int64, err error) {
	if len(l.leaves) == 0 {
		return nil, nil
	}
	const all = 1 << 20
	waiting, err := tx.Unlogged(ctx, all)
	if err != nil {
		return nil, err
	}
	recorded, err := tx.Recorded(ctx, waiting)
	if err != nil {
		return nil, err
	}
	known := map[string]store.Act{}
	for i, r := range recorded {
		o, err := ledger.Of(r)
		if err != nil {
			return nil, err
		}
		known[string(o.Leaf)] = waiting[i]
	}
	acts := make([]store.Act, len(l.leaves))
	for i, leaf := range l.leaves {
		index := l.size + int64(i)
		if act, ok := known[string(leaf)]; ok {
			acts[i] = act
			continue
		}
		acts[i] = store.Act{Kind: store.Lost, A: index}
		if n := len(lost); n > 0 && lost[n-1][1] == index-1 {
			lost[n-1][1] = index
		} else {
			lost = append(lost, [2]int64{index, index})
		}
	}
	edge, err := jobs.RecordEdge(ctx, tx, l.size)
	if err != nil {
		return nil, err
	}
	full, err := edge.Append(l.leaves)
	if err != nil {
		return nil, err
	}
	if err := jobs.SaveTiles(ctx, tx, append(full, edge.Tiles()...)); err != nil {
		return nil, err
	}
	return lost, tx.PlaceLeaves(ctx, l.size, acts)
}

// highest is the highest number of a case that is lost.
func (l *loss) highest() (highest int64) {
	highest = 1
	for _, leaf := range l.lost {
		parts := strings.Split(leaf.Case, "-")
		if len(parts) < 2 {
			continue
		}
		if n, err := strconv.ParseInt(parts[len(parts)-2], 10, 64); err == nil {
			highest = max(highest, n)
		}
	}
	return highest
}

// eraseAgain erases what had been erased after the backup was made, and came back with it.
func (c *cli) eraseAgain(ctx context.Context, s *store.Store, n *notary, l *loss) error {
	if !slices.ContainsFunc(l.lost, func(leaf ledger.Leaf) bool { return leaf.Kind == ledger.Erasure }) {
		return nil
	}
	if err := jobs.Record(ctx, jobs.Config{Store: s, Notary: n, Now: c.instant, Log: c.log}); err != nil {
		return err
	}
	keeper, err := document.OpenDir(filepath.Join(c.cfg.DataDir, "documents"))
	if err != nil {
		return err
	}
	defer func() { _ = keeper.Close() }()
	for _, leaf := range l.lost {
		if leaf.Kind != ledger.Erasure {
			continue
		}
		basis := "erased at " + leaf.At + ", before the restore; the basis itself was lost" // the leaf commits to it and does not tell it
		err := c.eraseCase(ctx, s, keeper, foi.Reference(leaf.Case), store.Erasure{At: c.instant(), Account: leaf.Account, Basis: basis})
		if err != nil {
			_, _ = fmt.Fprintf(c.out, "%s had been erased and is back: %v. Erase it again.\n", leaf.Case, err)
			continue
		}
		_, _ = fmt.Fprintf(c.out, "%s had been erased, and was again\n", leaf.Case)
	}
	return nil
}

func isNotFound(err error) bool { return foi.CodeOf(err) == foi.NotFound }

// resultOf is that a notice had gone out before the restore.
func resultOf(n foi.Notice) foi.NoticeResult {
	return foi.NoticeResult{Kind: n.Kind, Of: n.Entry, To: n.To.String(), MessageID: n.MessageID, Reason: "restored"}
}

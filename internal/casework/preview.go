package casework

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"golang.org/x/sync/errgroup"

	"qhana/internal/foi"
	"qhana/internal/statute"
	"qhana/internal/store"
)

// Moves is what declarations would move: the whole numbers, and a page of the list.
type Moves struct {
	Cases, Clocks  int
	Earlier, Later int    // of the clocks
	Digest         string // of the declarations and of everything that they would move: another one where anything changed
	List           []Moved
	Next           int64 // the case after which the list goes on, 0 at its end
}

// Moved is one clock that would move.
type Moved struct {
	Case      int64
	Reference foi.Reference
	Clock     string
	Branch    int
	Old, New  foi.Date
}

// previewedRows is how many clocks a page of the list has, about: a case's clocks stay together.
const previewedRows = 50

// PreviewClosures computes what declarations would move, and writes nothing. The list begins after a case.
func (d *Desk) PreviewClosures(ctx context.Context, list []foi.Closure, after int64) (Moves, error) {
	if err := d.checkClosures(list); err != nil {
		return Moves{}, err
	}
	law := d.law.Supposing(numbered(d.law.Body().Calendar(), list, d.instant()))
	var parts [store.Lanes]preview
	var lanes errgroup.Group
	for lane := range parts {
		lanes.Go(func() error { return d.previewLane(ctx, law, lane, after, &parts[lane]) })
	}
	if err := lanes.Wait(); err != nil {
		return Moves{}, err
	}
	whole := preview{}
	for _, c := range list {
		whole.mix(c.From, c.To, c.Worked, c.Unit, c.Revives, c.Revokes)
	}
	for _, p := range parts {
		whole.join(p)
	}
	whole.page()
	whole.Digest = hex.EncodeToString(whole.sum[:])
	return whole.Moves, nil
}

// preview is a count under way. What was counted is mixed without order, so that lanes need none.
type preview struct {
	Moves
	sum [sha256.Size]byte
}

func (p *preview) mix(facts ...any) {
	for i, b := range sha256.Sum256(fmt.Append(nil, facts...)) {
		p.sum[i] ^= b
	}
}

func (p *preview) join(q preview) {
	p.Cases, p.Clocks, p.Earlier, p.Later = p.Cases+q.Cases, p.Clocks+q.Clocks, p.Earlier+q.Earlier, p.Later+q.Later
	p.List = append(p.List, q.List...)
	p.Next = max(p.Next, q.Next)
	for i, b := range q.sum {
		p.sum[i] ^= b
	}
}

// page cuts the list, in order of the cases, after the case with which it is long enough.
func (p *preview) page() {
	slices.SortStableFunc(p.List, func(a, b Moved) int { return cmp.Compare(a.Case, b.Case) })
	for i := previewedRows; i < len(p.List); i++ {
		if p.List[i].Case != p.List[i-1].Case {
			p.List, p.Next = p.List[:i], p.List[i-1].Case
			return
		}
	}
	if p.Next != 0 { // a lane has more than it kept
		p.Next = p.List[len(p.List)-1].Case
	}
}

// previewLane counts what would move in one lane.
func (d *Desk) previewLane(ctx context.Context, law *statute.Library, lane int, after int64, p *preview) error {
	for cursor := int64(0); ; {
		rows, err := d.store.Counting(ctx, lane, cursor, RecountBatch)
		if err != nil || len(rows) == 0 {
			return err
		}
		for _, row := range rows {
			cursor = row.Request.ID
			s := law.Under(row.Request.Statute, row.Request.Version)
			if s == nil || row.Ledger == nil {
				continue
			}
			out, err := s.Decide(row.Request, row.Ledger, foi.Action{Kind: foi.Recalculate}, foi.TheSystem(), d.instant())
			if err == nil { // else nothing moves
				p.add(row.Request, out.Entries, after)
			}
		}
	}
}

func (p *preview) add(req foi.Request, entries []foi.Entry, after int64) {
	p.Cases++
	keep := req.ID > after && len(p.List) <= previewedRows
	if req.ID > after && !keep {
		p.Next = req.ID
	}
	for _, e := range entries {
		if e.Event != foi.Recalculated {
			continue
		}
		for _, x := range e.Facts.Moves() {
			p.Clocks++
			if x.New < x.Old {
				p.Earlier++
			} else {
				p.Later++
			}
			p.mix(req.ID, x.Clock, x.Branch, x.Old, x.New)
			if keep {
				p.List = append(p.List, Moved{Case: req.ID, Reference: req.Reference, Clock: x.Clock, Branch: x.Branch, Old: x.Old, New: x.New})
			}
		}
	}
}

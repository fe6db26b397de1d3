package verify

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

// readAhead is how many pieces of the record are asked for at once: what one waits for, others are read meanwhile.
const readAhead = 8

// piece is 256 acts of the record, or what is left of them.
type piece struct {
	first, many int64
	acts        []readAct
	hashes      []byte
	took        time.Duration // hashing
	wrong       string        // with the tile of hashes
	err         error
}

// pieces asks for every act from a place on, in order, and never for more pieces than a few ahead of who takes them.
func (l *Log) pieces(ctx context.Context, from, size int64) <-chan chan piece {
	order := make(chan chan piece, readAhead-1)
	go func() {
		defer close(order)
		for first := from - from%width; first < size; first += width {
			p, next := piece{first: first, many: min(size-first, width)}, make(chan piece, 1)
			select {
			case order <- next:
			case <-ctx.Done():
				return
			}
			go func() {
				p.read(ctx, l.site, l.Now)
				next <- p
			}()
		}
	}()
	return order
}

// read reads a piece, and the tile of its hashes; one that is cut off has fewer acts than it should.
func (p *piece) read(ctx context.Context, s *site, now func() time.Time) {
	var b, hashes []byte
	if b, p.err = s.get(ctx, tilePath("entries", p.first/width, p.many)); p.err != nil {
		return
	}
	var gone *absent
	at := tilePath("0", p.first/width, p.many)
	if hashes, p.err = s.get(ctx, at); errors.As(p.err, &gone) {
		p.wrong, p.err = fmt.Sprintf("the hashes %s are missing", at[1:]), nil
	} else if p.err != nil {
		return
	}
	rest := string(b)
	leaves := make([]string, 0, p.many)
	p.hashes = make([]byte, 0, p.many*tlog.HashSize)
	begun := now()
	for len(rest) >= 2 && int64(len(leaves)) < p.many {
		size := int(rest[0])<<8 + int(rest[1])
		if len(rest) < 2+size {
			break
		}
		h := tlog.RecordHash(b[2 : 2+size])
		leaves, p.hashes = append(leaves, rest[2:2+size]), append(p.hashes, h[:]...)
		rest, b = rest[2+size:], b[2+size:]
	}
	p.took = now().Sub(begun)
	p.acts = readActs(p.first, leaves)
	switch {
	case int64(len(leaves)) == p.many && len(rest) > 0:
		p.wrong = fmt.Sprintf("acts %d to %d are followed by something that is no act", p.first, p.first+p.many-1)
	case p.wrong == "" && int64(len(leaves)) == p.many && !bytes.Equal(hashes, p.hashes):
		p.wrong = fmt.Sprintf("the hashes %s are not those of their acts", at[1:])
	}
}

// read reads the acts that the newest checkpoint has and that were not read yet. It tells whether they could all be read.
func (l *Log) read(ctx context.Context, kept []seen, r *Report) (ok bool, err error) {
	roots := map[int64][]seen{}
	for _, s := range kept {
		if s.Size > l.tree.n {
			roots[s.Size] = append(roots[s.Size], s)
		}
	}
	reading, stop := context.WithCancel(ctx)
	defer stop() // of what was asked for ahead of what was wrong
	for next := range l.pieces(reading, l.tree.n, l.last.size) {
		p := <-next
		var gone *absent
		if p.err != nil && !errors.As(p.err, &gone) {
			return false, p.err
		}
		if p.err != nil {
			r.say(fmt.Sprintf("acts %d to %d cannot be read: %v", p.first, p.first+p.many-1, p.err))
			return false, nil
		}
		if p.wrong != "" {
			l.wrong = append(l.wrong, p.wrong)
		}
		begun := l.Now()
		skip := int(l.tree.n - p.first)
		if done := l.tree.n % width * tlog.HashSize; skip > 0 && (int64(len(p.hashes)) < done || !bytes.Equal(p.hashes[:done], l.tree.edge[0])) {
			l.forget() // the acts before were changed; all is read anew
			return l.read(ctx, kept, r)
		}
		for i := skip; i < len(p.acts); i++ {
			l.tree.add(tlog.Hash(p.hashes[i*tlog.HashSize : (i+1)*tlog.HashSize]))
			for _, s := range roots[l.tree.n] {
				if l.tree.root().String() != s.Root {
					l.wrong = append(l.wrong, fmt.Sprintf("the first %d acts are not those of the visit%s: the record was changed or replaced", s.Size, s.when()))
				}
			}
		}
		l.took.Hash += p.took + l.Now().Sub(begun)
		l.take(p.acts[min(skip, len(p.acts)):])
		if int64(len(p.acts)) < p.many {
			r.say(fmt.Sprintf("act %d is cut off", l.tree.n))
			return false, nil
		}
	}
	return true, ctx.Err()
}

// when is when a checkpoint was seen.
func (s seen) when() string {
	if s.Seen.IsZero() {
		return ""
	}
	return " of " + s.Seen.Format("2006-01-02 15:04:05 MST")
}

// compareUpper holds the site's tiles of hashes above the lowest level against those that the acts come to: others read and prove by them.
func (l *Log) compareUpper(ctx context.Context) error {
	for _, t := range l.tree.upper() {
		b, err := l.get(ctx, t.path())
		var gone *absent
		switch {
		case errors.As(err, &gone):
			l.wrong = append(l.wrong, fmt.Sprintf("the hashes %s are missing", t.path()[1:]))
		case err != nil:
			l.tree.full = append(l.tree.full, t)
			return err
		case !bytes.Equal(b, t.data):
			l.wrong = append(l.wrong, fmt.Sprintf("the hashes %s are not those of the acts", t.path()[1:]))
		}
	}
	return nil
}

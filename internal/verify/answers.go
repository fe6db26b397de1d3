package verify

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"

	"golang.org/x/mod/sumdb/tlog"
)

// published is an answer as the site gives it to be compared: what it shows, in the bytes that were hashed, and what opens the
// commitments to its documents.
type published struct {
	Shown     json.RawMessage `json:"shown"`
	Documents []struct {
		ID    string `json:"id"`
		Entry int    `json:"entry"`
		Name  string `json:"name"`
		Salt  []byte `json:"salt"`
	} `json:"documents"`
}

// answers reads every answer that stands published, a few at once, and holds its text and the bytes of its files, as everybody downloads
// them, against what the record has. What is wrong names the case and the act.
func (l *Log) answers(ctx context.Context, r *Report) error {
	var list []*publicCase
	for _, c := range l.order {
		if c.shown > 0 {
			list = append(list, c)
		}
	}
	found := make([][]string, len(list))
	files, failed := make([]int, len(list)), make([]error, len(list))
	next := make(chan int)
	var all sync.WaitGroup
	for range min(readAhead, len(list)) {
		all.Go(func() {
			hashes := hashesOf(ctx, l.site, l.last)
			for i := range next {
				found[i], files[i], failed[i] = l.answer(ctx, hashes, list[i])
			}
		})
	}
	for i := range list {
		next <- i
	}
	close(next)
	all.Wait()
	for i := range list {
		if failed[i] != nil {
			return failed[i]
		}
		r.Wrong = append(r.Wrong, found[i]...)
		r.Files += files[i]
	}
	r.Answers = len(list)
	return nil
}

// answer compares one.
func (l *Log) answer(ctx context.Context, hashes tlog.HashReader, c *publicCase) (wrong []string, files int, err error) {
	say := func(seq int, format string, args ...any) {
		wrong = append(wrong, fmt.Sprintf("%s entry %d: ", c.ref, seq)+fmt.Sprintf(format, args...))
	}
	var gone *absent
	b, err := l.get(ctx, "/publicado/"+c.ref)
	if errors.As(err, &gone) {
		say(c.shown, "the answer was published and the site does not show it")
		return wrong, 0, nil
	}
	if err != nil {
		return nil, 0, err
	}
	var p published
	if err := json.Unmarshal(b, &p); err != nil {
		say(c.shown, "what stands published cannot be read: %v", err)
		return wrong, 0, nil
	}
	facts, ok := l.factsOf(c, c.shown)
	if sum := sha256.Sum256(p.Shown); !ok || hex.EncodeToString(sum[:]) != facts.Published {
		say(c.shown, "what stands published is not what was published")
	}
	for _, doc := range p.Documents {
		sum, err := l.digest(ctx, fmt.Sprintf("/respuestas/%s/documento/%s", c.ref, doc.ID))
		if errors.As(err, &gone) {
			say(doc.Entry, "the file %s was published and the site does not give it", doc.ID)
			continue
		}
		if err != nil {
			return nil, 0, err
		}
		brought, err := l.leafOf(ctx, hashes, c, doc.Entry)
		if err != nil {
			return nil, 0, err
		}
		files++
		known := false
		for _, d := range brought.Documents {
			known = known || d.ID == doc.ID && commits(d.Hash, doc.Salt, append(sum, doc.Name...))
		}
		if !known {
			say(doc.Entry, "the file %s, %q, that the site gives is not the one that was brought", doc.ID, doc.Name)
		}
	}
	return wrong, files, nil
}

// factsOf are the facts of an act of a case.
func (l *Log) factsOf(c *publicCase, seq int) (f struct {
	Published string `json:"published"`
}, ok bool) {
	for i := range c.acts {
		if a := &c.acts[i]; int(a.seq) == seq && !l.isLost(a.index) {
			return f, json.Unmarshal([]byte(a.facts), &f) == nil
		}
	}
	return f, false
}

// leafOf reads an act of a case once more, as it stands in the record: its documents were gone past when it was counted. It is held
// against the root that was signed. There is none where the case has no such act.
func (l *Log) leafOf(ctx context.Context, hashes tlog.HashReader, c *publicCase, seq int) (leaf, error) {
	for i := range c.acts {
		a := &c.acts[i]
		if int(a.seq) != seq || l.isLost(a.index) {
			continue
		}
		first := a.index - a.index%width
		b, err := l.get(ctx, tilePath("entries", first/width, min(l.last.size-first, width)))
		if err != nil {
			return leaf{}, err
		}
		for at := first; len(b) >= 2 && len(b) >= 2+(int(b[0])<<8+int(b[1])); at++ {
			one := b[2 : 2+(int(b[0])<<8+int(b[1]))]
			if at == a.index {
				want, err := hashes.ReadHashes([]int64{tlog.StoredHashIndex(0, at)})
				if err != nil {
					return leaf{}, err
				}
				if tlog.RecordHash(one) != want[0] {
					return leaf{}, fmt.Errorf("act %d is another than when it was read", at)
				}
				return readLeaf(one)
			}
			b = b[2+len(one):]
		}
		return leaf{}, fmt.Errorf("act %d is cut off", a.index)
	}
	return leaf{}, nil
}

// mostFile is more than any file has that a site takes.
const mostFile = 1 << 30

// digest is the SHA-256 of what stands at a path of the site, beside its record.
func (s *site) digest(ctx context.Context, path string) ([]byte, error) {
	var err error
	for try := range tries {
		if try > 0 && !pause(ctx, 300e6) {
			return nil, ctx.Err()
		}
		var sum []byte
		var gone *absent
		if sum, err = s.digestOnce(ctx, strings.TrimSuffix(s.base, "/registro")+path); err == nil || errors.As(err, &gone) || ctx.Err() != nil {
			return sum, err
		}
	}
	return nil, &away{err}
}

func (s *site) digestOnce(ctx context.Context, address string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	res, err := s.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }()
	switch res.StatusCode {
	case http.StatusOK:
	case http.StatusNotFound, http.StatusGone:
		return nil, &absent{address, res.Status}
	default:
		return nil, fmt.Errorf("%s: %s", address, res.Status)
	}
	h := sha256.New()
	n, err := io.Copy(h, io.LimitReader(res.Body, mostFile+1))
	if err == nil && n > mostFile {
		err = fmt.Errorf("%s: it does not end", address)
	}
	return h.Sum(nil), err
}

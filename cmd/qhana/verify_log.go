package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// The outside verifier reads only what the site shows to everybody, and shares no code with the record's keeper: it counts
// hashes with the reference library and reads the formats itself.

// publicLog is a record as it is read from outside.
type publicLog struct {
	base   string
	wanted []note.Verifier // witnesses who should have signed
	http   *http.Client
	keys   note.Verifiers
	acts   [][]publicAct // by pieces of the record
	size   int64
	erased int // cases whose personal data were, as the record says
	lost   []string
	root   tlog.Hash
	origin string
	by     []string
	signed []witnessed
	kept   keptCheckpoint // what was kept from an earlier visit
	took   visitTimes

	restored []publicRestore
}

// visitTimes is how long the parts of a visit took.
type visitTimes struct {
	read, hash    time.Duration // every act, and of that hashing them
	shown, replay time.Duration // reading how the cases stand, and counting it from the acts
}

// keptCheckpoint is what an auditor keeps of a visit, to hold the next one against it.
type keptCheckpoint struct {
	Origin string `json:"origin"`
	Size   int64  `json:"size"`
	Root   string `json:"root"`
}

type list []string

func (l *list) String() string { return strings.Join(*l, " ") }

// Set adds one.
func (l *list) Set(s string) error { *l = append(*l, s); return nil }

// verify checks the public record from outside: "verify log URL" all of it, "verify receipt FILE" one act, from its file
// or its PDF, without network.
func verify(ctx context.Context, c *cli) error {
	if len(c.args) == 0 {
		return errors.New("verify log URL -key KEY [-witness KEY|FILE] [-state FILE] [-watch 1m] · verify receipt FILE -key KEY [-witness KEY|FILE]")
	}
	what, rest := c.args[0], c.args[1:]
	var at []string
	for len(rest) > 0 && !strings.HasPrefix(rest[0], "-") { // flags may come after what they are about
		at, rest = append(at, rest[0]), rest[1:]
	}
	flags := flag.NewFlagSet("verify "+what, flag.ContinueOnError)
	flags.SetOutput(c.out)
	var keys, named list
	flags.Var(&keys, "key", "a key of the record, as its page shows it; several may be given")
	flags.Var(&named, "witness", "a key of a witness who should have signed, or a file with one on each line; several may be given")
	state := flags.String("state", "", "file that keeps the checkpoint of the last visit")
	watch := flags.Duration("watch", 0, "look again so often, until interrupted")
	if err := flags.Parse(rest); err != nil {
		return err
	}
	if at = append(at, flags.Args()...); len(at) != 1 || len(keys) == 0 {
		return fmt.Errorf("verify %s: name one address or file, and at least one -key", what)
	}
	var verifiers []note.Verifier
	for _, k := range keys {
		v, err := note.NewVerifier(k)
		if err != nil {
			return fmt.Errorf("-key %q is not a key of a record", k)
		}
		verifiers = append(verifiers, v)
	}
	wanted, err := wantedWitnesses(named)
	if err != nil {
		return err
	}
	switch what {
	case "receipt":
		return c.verifyReceipt(at[0], note.VerifierList(verifiers...), wanted)
	case "log":
		for {
			err := c.verifyLog(ctx, at[0], note.VerifierList(verifiers...), wanted, *state)
			if *watch == 0 || err != nil && !errors.Is(err, errSaid) {
				return err
			}
			select {
			case <-ctx.Done():
				return nil
			case <-time.After(*watch):
			}
		}
	}
	return fmt.Errorf("there is no verify %s: log or receipt", what)
}

func (c *cli) verifyLog(ctx context.Context, base string, keys note.Verifiers, wanted []note.Verifier, state string) error {
	return c.visitLog(ctx, newPublicLog(base, keys, wanted), state)
}

func newPublicLog(base string, keys note.Verifiers, wanted []note.Verifier) *publicLog {
	l := &publicLog{base: strings.TrimRight(base, "/"), http: &http.Client{Timeout: time.Minute}, keys: keys, wanted: wanted}
	if t, ok := http.DefaultTransport.(*http.Transport); ok {
		t = t.Clone()
		t.MaxIdleConnsPerHost = readAhead
		l.http.Transport = t
	}
	return l
}

// visitLog reads a record, counts it anew and says what is wrong with it.
func (c *cli) visitLog(ctx context.Context, l *publicLog, state string) error {
	begun := time.Now()
	if state != "" {
		if b, err := os.ReadFile(state); err == nil {
			if err := json.Unmarshal(b, &l.kept); err != nil {
				return fmt.Errorf("%s: %w", state, err)
			}
		}
	}
	wrong, err := l.read(ctx)
	if err != nil {
		return err
	}
	l.took.read = time.Since(begun)
	cases, late, more, err := l.recompute(ctx)
	if err != nil {
		return err
	}
	wrong = append(wrong, more...)
	for _, w := range wrong {
		_, _ = fmt.Fprintf(c.out, "WRONG %s\n", w)
	}
	for i, a := range late {
		if i == 20 {
			_, _ = fmt.Fprintf(c.out, "AFTER THE FACT … and %d more\n", len(late)-i)
			break
		}
		_, _ = fmt.Fprintf(c.out, "AFTER THE FACT %s\n", a)
	}
	for _, r := range l.restored {
		_, _ = fmt.Fprintf(c.out, "RESTORED %s from a backup of %s with %d acts of %d, %q\n", r.At.Format(time.RFC3339), r.Backup, r.Size, r.Signed, r.Reason)
	}
	for i, a := range l.lost {
		if i == 20 {
			_, _ = fmt.Fprintf(c.out, "LOST … and %d more\n", len(l.lost)-i)
			break
		}
		_, _ = fmt.Fprintf(c.out, "LOST %s\n", a)
	}
	_, _ = fmt.Fprintf(c.out, "record    %s\nsigned by %s\nacts      %d in %.1f s\ncases     %d recomputed, personal data of %d erased\nroot      %s\n%d differences, %d acts recorded after the fact\n",
		l.origin, strings.Join(l.by, ", "), l.size, l.took.read.Seconds(), cases, l.erased, l.root, len(wrong), len(late))
	missing := sayWitnesses(c.out, l.signed)
	if len(wrong) > 0 || missing {
		return errSaid
	}
	if state != "" {
		b, err := json.Marshal(keptCheckpoint{Origin: l.origin, Size: l.size, Root: l.root.String()})
		if err != nil {
			return err
		}
		return os.WriteFile(state, b, 0o600)
	}
	return nil
}

func (l *publicLog) get(ctx context.Context, path string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, l.base+path, nil)
	if err != nil {
		return nil, err
	}
	res, err := l.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s%s: %s", l.base, path, res.Status)
	}
	return io.ReadAll(io.LimitReader(res.Body, 64<<20))
}

// read takes the checkpoint and every act, and holds them against each other and against what was kept.
func (l *publicLog) read(ctx context.Context) (wrong []string, err error) {
	var b []byte
	for range 3 { // the newest may be so new that its witnesses are still signing
		if b, err = l.get(ctx, "/checkpoint"); err != nil {
			return nil, err
		}
		if l.signed = witnessesOn(b, l.wanted); !anyMissing(l.signed) {
			break
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(time.Second):
		}
	}
	n, err := note.Open(b, l.keys)
	if err != nil {
		return []string{"the checkpoint is not signed with a key that was given: " + err.Error()}, nil
	}
	for _, s := range n.Sigs {
		l.by = append(l.by, s.Name)
	}
	lines := strings.Split(n.Text, "\n")
	if len(lines) < 4 {
		return []string{"the checkpoint is cut off"}, nil
	}
	l.origin = lines[0]
	if l.size, err = strconv.ParseInt(lines[1], 10, 64); err != nil || l.size < 0 {
		return []string{"the checkpoint has no size"}, nil
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return []string{"the checkpoint has no root"}, nil
	}
	copy(l.root[:], root)
	if l.kept.Size > 0 && l.kept.Origin != l.origin {
		wrong = append(wrong, fmt.Sprintf("the record was called %s and is called %s", l.kept.Origin, l.origin))
	}
	if l.kept.Size > l.size {
		wrong = append(wrong, fmt.Sprintf("the record was %d acts long and is %d: it was rolled back", l.kept.Size, l.size))
	}
	var tree growing
	reading, stop := context.WithCancel(ctx)
	defer stop() // of what was asked for ahead of what was wrong
	for next := range l.pieces(reading) {
		p := <-next
		if p.err != nil {
			return append(wrong, fmt.Sprintf("acts %d to %d cannot be read: %v", p.first, p.first+p.many-1, p.err)), ctx.Err()
		}
		begun := time.Now()
		for _, leaf := range p.leaves {
			if tree.add(tlog.RecordHash(leaf)); tree.n == l.kept.Size && tree.root().String() != l.kept.Root {
				wrong = append(wrong, fmt.Sprintf("the first %d acts are not those of the last visit: the record was changed or replaced", tree.n))
			}
		}
		l.took.hash += time.Since(begun)
		l.acts = append(l.acts, p.acts)
		if int64(len(p.leaves)) < p.many {
			return append(wrong, fmt.Sprintf("act %d is cut off", tree.n)), nil
		}
	}
	if err := ctx.Err(); err != nil {
		return wrong, err
	}
	if tree.root() != l.root {
		wrong = append(wrong, "the acts do not come to the root that was signed")
	}
	return wrong, nil
}

// readAhead is how many pieces of the record are asked for at once: what one waits for, others are read meanwhile.
const readAhead = 8

// piece is 256 acts of the record, or what is left of them.
type piece struct {
	first, many int64
	leaves      [][]byte
	acts        []publicAct
	err         error
}

// pieces asks for every act, in order, and never for more pieces than a few ahead of who takes them.
func (l *publicLog) pieces(ctx context.Context) <-chan chan piece {
	order := make(chan chan piece, readAhead-1)
	go func() {
		defer close(order)
		for first := int64(0); first < l.size; first += 256 {
			p, next := piece{first: first, many: min(l.size-first, 256)}, make(chan piece, 1)
			select {
			case order <- next:
			case <-ctx.Done():
				return
			}
			go func() {
				p.read(ctx, l)
				next <- p
			}()
		}
	}()
	return order
}

// read reads a piece; one that is cut off has fewer acts than it should.
func (p *piece) read(ctx context.Context, l *publicLog) {
	path := "/tile/entries/" + threes(p.first/256)
	if p.many < 256 {
		path += ".p/" + strconv.FormatInt(p.many, 10)
	}
	b, err := l.get(ctx, path)
	p.err = err
	p.leaves, p.acts = make([][]byte, 0, p.many), make([]publicAct, 0, p.many)
	for len(b) >= 2 && int64(len(p.leaves)) < p.many {
		size := int(b[0])<<8 + int(b[1])
		if len(b) < 2+size {
			return
		}
		p.leaves, p.acts = append(p.leaves, b[2:2+size]), append(p.acts, readAct(p.first+int64(len(p.acts)), b[2:2+size]))
		b = b[2+size:]
	}
}

// growing is a Merkle tree of which only the perfect trees on the way are kept.
type growing struct {
	n     int64
	peaks []tlog.Hash
}

func (g *growing) add(h tlog.Hash) {
	for m := g.n; m&1 == 1; m >>= 1 {
		h = tlog.NodeHash(g.peaks[len(g.peaks)-1], h)
		g.peaks = g.peaks[:len(g.peaks)-1]
	}
	g.peaks = append(g.peaks, h)
	g.n++
}

func (g *growing) root() tlog.Hash {
	if len(g.peaks) == 0 {
		h, _ := tlog.TreeHash(0, nil)
		return h
	}
	h := g.peaks[len(g.peaks)-1]
	for i := len(g.peaks) - 2; i >= 0; i-- {
		h = tlog.NodeHash(g.peaks[i], h)
	}
	return h
}

// threes writes the number of a tile as its path has it.
func threes(n int64) string {
	s := fmt.Sprintf("%03d", n%1000)
	for n /= 1000; n > 0; n /= 1000 {
		s = fmt.Sprintf("x%03d/%s", n%1000, s)
	}
	return s
}

package main

import (
	"bytes"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"qhana/internal/jobs"
	"qhana/internal/ledger"
	"qhana/internal/statute"
	"qhana/internal/verify"
)

// benchRecord is the casework whose entries the public record is measured on: a million of them.
var benchRecord = deskSize{name: "(h) the public record", cases: 42_000, open: 2000, people: 100, simulated: 1, entries: 100}

// What the record is held against.
const (
	recordPlaced    = 5000      // acts a second that get their place
	recordHashed    = 100_000   // hashes a second from outside
	recordCounted   = 20_000    // cases a second that are counted anew from outside
	recordProof     = 2000      // bytes of a proof
	recordDisk      = 4.0       // GB of tiles and tables when there are recordProjected entries
	recordSigned    = 0.8       // checkpoints for each act at one municipality's pace: simulated casework has 0.73 to 0.8; one witness signs each
	recordEntries   = 1_000_000 // on which nothing false is found
	recordProjected = 10_000_000
)

// recordBench measures the public record on casework of a database of its own.
type recordBench struct {
	*deskBench
	raw  rate
	over []string // targets that were missed

	notary *notary
	acts   int64
}

// record fills a database beside the other measurements' with casework that waits for its place in the record, and measures there.
func (b *benchmark) record() error {
	address, err := b.filled("record", benchRecord, func(d *deskBench) error {
		if err := d.fill(); err != nil {
			return err
		}
		return d.unlogged()
	})
	if err != nil {
		return err
	}
	return b.onDesk(address, benchRecord, func(d *deskBench) error {
		d.cfg.DataDir = filepath.Join(d.cfg.DataDir, "record") // whose notary has signed nothing yet
		r := &recordBench{deskBench: d, raw: b.raw}
		if err := r.measure(); err != nil {
			return err
		}
		return r.verdict()
	})
}

// republished says in the copies' entries what stands published of them, as foi.Disclosure.Sum does: each has words of its own.
const republished = `
	UPDATE entry e SET facts = e.facts || jsonb_build_object('published', encode(sha256(convert_to(
	       '{"answer":' || to_json(p.answer) || ',"answered_on":"' || p.answered_on || '","days":' || p.days || ',"locale":' || to_json(p.locale) || ',"missed":' || p.missed
	       || ',"outcome":' || to_json(p.outcome) || ',"question":' || to_json(p.question) || ',"received_on":"' || p.received_on || '","reference":' || to_json(p.reference)
	       || ',"title":' || to_json(p.title) || ',"units":' || to_json(p.units) || ',"zone":' || to_json(p.zone) || '}', 'UTF8')), 'hex'))
	  FROM disclosure p WHERE p.request_id = e.request_id AND e.event = 'published'`

// unlogged lets every entry wait for its place in the order of their instants: the copies were written past the triggers, and so past the
// record.
func (d *deskBench) unlogged() error {
	return d.session(republished, `DELETE FROM unlogged WHERE kind = 'entry'`, `INSERT INTO unlogged (kind, a, b) SELECT 'entry', request_id, seq FROM entry ORDER BY at, request_id, seq`,
		`VACUUM (ANALYZE) unlogged`)
}

func (r *recordBench) measure() error {
	var err error
	if r.notary, err = r.cli.notary(); err != nil {
		return err
	}
	for _, do := range []func() error{r.place, r.inside, r.outside, r.receipts, r.disk} {
		if err := do(); err != nil {
			return err
		}
	}
	return nil
}

// against says how a figure stands to its target, and remembers when it missed it.
func (r *recordBench) against(what string, missed bool, target string, args ...any) string {
	if missed {
		r.over = append(r.over, what)
	}
	return "target " + fmt.Sprintf(target, args...)
}

func (r *recordBench) verdict() error {
	said := "none over its target"
	if len(r.over) > 0 {
		said = "over their targets: " + strings.Join(r.over, ", ")
	}
	_, err := fmt.Fprintf(r.out, "    %s; %s\n", said, peak())
	return err
}

// place measures how quickly everything that waits gets its place and is signed.
func (r *recordBench) place() error {
	begun := time.Now()
	if err := jobs.Record(r.ctx, jobs.Config{Store: r.store, Notary: r.notary, Now: r.now, Log: r.log}); err != nil {
		return err
	}
	took := time.Since(begun)
	c, err := r.store.LastCheckpoint(r.ctx)
	if err != nil {
		return err
	}
	r.acts = c.Size
	perSecond, ratio := float64(c.Size)/took.Seconds(), ""
	if r.raw.perSecond > 0 {
		ratio = fmt.Sprintf(", %.3f x raw", perSecond/r.raw.perSecond)
	}
	_, err = fmt.Fprintf(r.out, "    %d acts get their place and are signed in %.1f s: %.0f/s%s, %s\n", c.Size, took.Seconds(), perSecond, ratio,
		r.against("getting a place", perSecond < recordPlaced, "%d/s", recordPlaced))
	return err
}

// inside measures the check from inside, which must find nothing.
func (r *recordBench) inside() error {
	if _, err := r.store.DB().ExecContext(r.ctx, `VACUUM (ANALYZE) leaf, tile, unlogged`); err != nil { // as would have happened meanwhile
		return err
	}
	alone, out := *r.cli, &bytes.Buffer{}
	alone.out = out
	var wrong []string
	begun := time.Now()
	acts, _, err := alone.checkRecord(r.ctx, r.store, func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) })
	if err != nil {
		return err
	}
	record := time.Since(begun)
	begun = time.Now()
	if err := check(r.ctx, &alone); err != nil || len(wrong) > 0 || acts != r.acts {
		return fmt.Errorf("a clean record of %d acts is found otherwise: %d acts, %v\n%s %w", r.acts, acts, wrong, out, err)
	}
	all := time.Since(begun)
	_, err = fmt.Fprintf(r.out, "    qhana check: %d acts, 0 differences, %s; the record %.0f acts/s, with the replay of all cases %.0f acts/s\n", acts,
		r.against("acts checked", acts < recordEntries, "0 on at least %d", recordEntries), float64(acts)/record.Seconds(), float64(acts)/all.Seconds())
	return err
}

// outside measures the verification from outside, over HTTP, which must find nothing.
func (r *recordBench) outside() error {
	h, stop, err := r.cli.site(r.store, r.law, r.now, nil)
	if err != nil {
		return err
	}
	defer stop()
	base, stopWeb := served(h)
	defer stopWeb()
	auditor, err := r.auditor()
	if err != nil {
		return err
	}
	found, err := auditor.Log(base + "/registro").Visit(r.ctx)
	if err != nil {
		return err
	}
	if !found.OK() || found.Size != r.acts {
		var out strings.Builder
		found.Write(&out)
		return fmt.Errorf("a clean record of %d acts is found otherwise:\n%s", r.acts, out.String())
	}
	size, cases, took := float64(found.Size), float64(found.Cases), found.Took
	hashed, counted := size/took.Hash.Seconds(), cases/took.Replay.Seconds()
	_, _ = fmt.Fprintf(r.out, "    qhana verify log: %d acts, 0 differences; read over HTTP and hashed %.0f/s, hashing alone %.0f/s, %s\n",
		found.Size, size/took.Read.Seconds(), hashed, r.against("hashing", hashed < recordHashed, "%d/s", recordHashed))
	_, err = fmt.Fprintf(r.out, "      %.0f cases recomputed from their acts %.0f/s, %s, with %d due days counted a second time; how they stand read over HTTP %.0f/s; all in %.1f s\n",
		cases, counted, r.against("recomputing", counted < recordCounted, "%d/s", recordCounted), found.Counted, cases/took.Shown.Seconds(),
		(took.Read + took.Replay + took.Shown).Seconds())
	return err
}

// auditor is somebody outside who knows nothing but the record's key.
func (r *recordBench) auditor() (*verify.Auditor, error) {
	law, err := statute.Load(r.files())
	if err != nil {
		return nil, err
	}
	keys, err := keysOf(r.notary.keys)
	return &verify.Auditor{Keys: keys, Law: law, Now: time.Now}, err
}

// receipts measures how long the receipts of acts at many places are. What a receipt opens is as long as what was written; its
// proof depends on the record's size alone.
func (r *recordBench) receipts() error {
	c, err := r.store.LastCheckpoint(r.ctx)
	if err != nil {
		return err
	}
	auditor, err := r.auditor()
	if err != nil {
		return err
	}
	tree := tlog.Tree{N: c.Size, Hash: tlog.Hash(c.Root)}
	tiles := jobs.TileSource(r.ctx, r.store)
	var whole []int
	proof := 0
	for i := range int64(100) {
		at := i * (c.Size - 1) / 99
		place, err := r.store.Leaves(r.ctx, at, 1)
		if err != nil {
			return err
		}
		acts, err := r.store.Recorded(r.ctx, place)
		if err != nil {
			return err
		}
		receipt := ledger.Receipt{Index: at, Checkpoint: []byte(c.Note)}
		if receipt.Path, err = tlog.ProveRecord(tree.N, at, ledger.Hashes(tree, tiles)); err != nil {
			return err
		}
		bare, err := receipt.Bytes()
		if err != nil {
			return err
		}
		if receipt.Opening, err = ledger.Of(acts[0]); err != nil {
			return err
		}
		b, err := receipt.Bytes()
		if err == nil {
			err = auditor.Prove(b)
		}
		if err != nil {
			return fmt.Errorf("the receipt of act %d: %w", at, err)
		}
		proof, whole = max(proof, len(bare)), append(whole, len(b))
	}
	slices.Sort(whole)
	_, err = fmt.Fprintf(r.out, "    a proof of %d acts: %d bytes at most, %s; with the act and the words that it opens %d in the middle, %d at most\n", c.Size, proof,
		r.against("the proof", proof >= recordProof, "%d", recordProof), whole[len(whole)/2], whole[len(whole)-1])
	return err
}

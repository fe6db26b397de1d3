package jobs_test

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"qhana/internal/foi"
	"qhana/internal/jobs"
	"qhana/internal/ledger"
	"qhana/internal/store"
)

// record is a house with a notary and no crew: the record is kept when the test says so.
func newRecord(t *testing.T) *house {
	t.Helper()
	secret, _, err := note.GenerateKey(rand.Reader, origin)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := note.NewSigner(secret)
	if err != nil {
		t.Fatal(err)
	}
	h := newHouse(t)
	h.notary = notary{signer}
	return h
}

func (h *house) keeping() jobs.Config {
	return jobs.Config{Store: h.store, Notary: h.notary, Now: h.clock, Log: slog.New(slog.NewTextHandler(h.t.Output(), nil))}
}

func (h *house) record() {
	h.t.Helper()
	if err := jobs.Record(h.t.Context(), h.keeping()); err != nil {
		h.t.Fatal(err)
	}
}

// kinds are the kinds of the acts that have their places, in order.
func (h *house) placed() (kinds []string) {
	h.t.Helper()
	list, err := h.store.Leaves(h.t.Context(), 0, 10_000)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, l := range list {
		kinds = append(kinds, l.Kind)
	}
	return kinds
}

func (h *house) exec(query string, args ...any) {
	h.t.Helper()
	if _, err := h.store.DB().Exec(query, args...); err != nil {
		h.t.Fatalf("%s: %v", query, err)
	}
}

func (h *house) health() store.RecordHealth {
	h.t.Helper()
	health, err := h.store.RecordHealth(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	return health
}

// An act that cannot have its place keeps no other from having theirs: it is named, and its place is tried again at the next start.
func TestOneBadAct(t *testing.T) {
	t.Parallel()
	h := newRecord(t)
	first := h.file()
	h.exec(`INSERT INTO unlogged (kind, a, b) VALUES ('entry', 987654, 1), ('entry', $1, 1)`, first.ID) // one that is not there, one twice
	h.exec(`INSERT INTO admin_entry (at, account_id, kind, subject, facts) VALUES ('2026-03-02', 1, 'unit_saved', 'unit:x', jsonb_build_object('name', repeat('x', 70000)))`)
	h.file()
	h.record()
	if got := strings.Join(h.placed(), " "); got != "entry entry heartbeat" {
		t.Errorf("the record has %s", got)
	}
	health := h.health()
	why := map[string]int{}
	for _, b := range health.Bad {
		why[b.Problem]++
	}
	if health.BadCount != 3 || why[store.ActMissing] != 1 || why[store.ActTwice] != 1 || why[store.ActLong] != 1 {
		t.Errorf("%+v", health)
	}
	if !slices.Contains(health.Alarms(h.clock()), "bad") {
		t.Error("nobody is told")
	}
	h.exec(`UPDATE unlogged SET a = $1, b = 2 WHERE a = 987654`, first.ID) // still not there
	h.exec(`UPDATE unlogged SET problem = NULL`)
	h.record()
	if got := h.health(); got.BadCount != 3 {
		t.Errorf("tried again, %d are bad", got.BadCount)
	}
}

// The record says that it is alive every ten minutes, busy or not, and so does each signature.
func TestSignsOfLife(t *testing.T) {
	t.Parallel()
	h := newRecord(t)
	var size int64
	for minute := range 31 { // an act each minute
		h.set(time.Date(2026, 3, 2, 10, minute, 0, 0, time.UTC).Format("2006-01-02 15:04"))
		h.file()
		h.record()
		c, err := h.store.LastCheckpoint(t.Context())
		if err != nil || c.Size <= size || !c.At.Equal(h.clock()) {
			t.Fatalf("minute %d: %+v %v", minute, c, err)
		}
		size = c.Size
	}
	var beats []int64
	if err := h.store.DB().Select(&beats, `SELECT a FROM leaf WHERE kind = 'heartbeat' ORDER BY idx`); err != nil || len(beats) < 4 {
		t.Fatal(beats, err)
	}
	for i := 1; i < len(beats); i++ {
		if beats[i]-beats[i-1] > 600 {
			t.Errorf("%d seconds between two signs of life", beats[i]-beats[i-1])
		}
	}
	last, before, signed := h.clock(), len(h.placed()), 0
	for minute := range 40 { // nothing happens; the recorder looks every half minute
		for _, second := range []int{0, 30} {
			h.now.Store(time.Date(2026, 3, 2, 14, 31+minute, second, 0, time.UTC).UnixMicro())
			h.record()
			c, err := h.store.LastCheckpoint(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if c.At.After(last) {
				last = c.At
				signed++
			}
			if quiet := h.clock().Sub(last); quiet >= 10*time.Minute {
				t.Fatalf("a quiet record signed nothing for %s", quiet)
			}
		}
	}
	if kinds := h.placed()[before:]; signed != 4 || strings.Join(kinds, " ") != "heartbeat heartbeat heartbeat heartbeat" {
		t.Errorf("in 40 quiet minutes the record signed %d times, and has %q", signed, kinds)
	}
}

// Two processes keep the record at once: no act has two places, none is left out, and no sign of life is in the way.
func TestTwoRecorders(t *testing.T) {
	t.Parallel()
	h := newRecord(t)
	ctx, stop := context.WithCancel(t.Context())
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() { jobs.KeepRecord(ctx, h.keeping()) })
	}
	for range 20 {
		h.file()
		if err := h.store.InTx(t.Context(), func(tx *store.Tx) error { return tx.Beat(t.Context(), h.clock()) }); err != nil {
			t.Fatal(err)
		}
	}
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		h.now.Add(time.Second.Microseconds()) // it is signed every two
		health := h.health()
		if health.Waiting == 0 && health.UnsignedFor == 0 || time.Now().After(deadline) {
			break
		}
	}
	stop()
	both.Wait()
	health := h.health()
	entries, beats := 0, 0
	for _, kind := range h.placed() {
		switch kind {
		case "entry":
			entries++
		case "heartbeat":
			beats++
		}
	}
	if entries != 20 || beats != 1 || health.Waiting+health.BadCount != 0 || health.UnsignedFor != 0 {
		t.Errorf("%d entries, %d signs of life in one second, %+v", entries, beats, health)
	}
}

// who saw personal data is in the record minutes later, however few they were.
func TestSightsAreAnchored(t *testing.T) {
	t.Parallel()
	h := newRecord(t)
	var account int64
	err := h.store.InTx(t.Context(), func(tx *store.Tx) (err error) {
		account, err = tx.CreateAccount(t.Context(), foi.Account{Login: "mira", Name: "Quien mira", Active: true}, "x", h.clock())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	req := h.file()
	saw := func() {
		if err := h.store.Saw(t.Context(), foi.Sight{At: h.clock(), Account: account, Role: foi.Clerk, What: foi.SawCase, Cases: []foi.Reference{req.Reference}}); err != nil {
			t.Fatal(err)
		}
	}
	count := func() int {
		h.record()
		return strings.Count(strings.Join(h.placed(), " "), "sight")
	}
	saw()
	if n := count(); n != 0 {
		t.Errorf("anchored at once, %d times", n)
	}
	h.set("2026-03-02 10:03")
	saw()
	if n := count(); n != 1 {
		t.Errorf("anchored %d times", n)
	}
	h.set("2026-03-02 10:30")
	if n := count(); n != 1 {
		t.Errorf("anchored %d times without another sight", n)
	}
}

// forgetful is a notary that refuses.
type forgetful struct{ notary }

func (forgetful) Sign(tlog.Tree, tlog.Tree, time.Time, ledger.Source) ([]byte, error) {
	return nil, errors.New("not signed: the disk is full")
}

// What waits, what nobody signs, and a record without a sign of life: each is alarming by its age.
func TestAlarms(t *testing.T) {
	t.Parallel()
	h := newRecord(t)
	alarms := func() string { return strings.Join(h.health().Alarms(h.clock()), " ") }
	if got := alarms(); got != "" {
		t.Errorf("a new record alarms: %s", got)
	}
	h.file()
	if got := alarms(); got != "" {
		t.Errorf("an act that is a second old alarms: %s", got)
	}
	h.exec(`UPDATE unlogged SET since = since - interval '61 seconds'`)
	if got := alarms(); got != "waiting" {
		t.Errorf("an act has waited for a minute: %q", got)
	}
	good := h.notary
	h.notary = forgetful{}
	if err := jobs.Record(t.Context(), h.keeping()); err == nil {
		t.Fatal("signed all the same")
	}
	if got := h.health(); got.Waiting != 0 || got.UnsignedFor == 0 || alarms() != "" {
		t.Errorf("%+v", got)
	}
	h.exec(`UPDATE unsigned SET since = since - interval '61 seconds'`)
	if got := alarms(); got != "unsigned" {
		t.Errorf("nobody has signed for a minute: %q", got)
	}
	h.notary = good
	h.record()
	if got := alarms(); got != "" {
		t.Errorf("all is signed: %q", got)
	}
	h.set("2026-03-02 10:11")
	if got := alarms(); got != "silent" {
		t.Errorf("no sign of life for eleven minutes: %q", got)
	}
}

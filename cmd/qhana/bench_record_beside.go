package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"qhana/internal/jobs"
)

// How acting is held against acting without a record.
const (
	besideSlower  = 0.05 // of acting is what the record may cost
	besideRounds  = 21   // in each of which acting is measured in every way
	besideActions = 2400 // of one measurement
	besideRunUp   = 300  // before it, in the same way
)

// The ways of acting that are compared.
const (
	unrecorded = iota // entries do not wait for a place: there is no record
	waiting           // they wait, and nobody gives them one
	recorded          // they wait, get their place and are signed meanwhile: the whole cost
	besideWays
)

// besideRecorder measures what acting costs more because there is a record. The ways take turns in short rounds, each in another order
// than the one before, because what else the machine does moves a run by more than the record costs; the middle of the rounds is told, and
// what the processors did in all of them, which what else the machine does moves less.
func (b *benchmark) besideRecorder() error {
	act, err := b.actions(besideRounds * besideWays * (besideRunUp + besideActions))
	if err != nil {
		return err
	}
	n, err := b.notary()
	if err != nil {
		return err
	}
	cfg := jobs.Config{Store: b.store, Notary: n, Now: b.now, Log: b.log}
	var took [besideWays][]float64
	var computed [besideWays]time.Duration
	for round := range besideRounds {
		for turn := range besideWays {
			way := (round + turn) % besideWays
			one, cpu, err := b.acted(way, cfg, act)
			if err != nil {
				return err
			}
			took[way], computed[way] = append(took[way], one.Seconds()), computed[way]+cpu
		}
	}
	middle := func(list []float64) float64 {
		list = slices.Sorted(slices.Values(list))
		return list[len(list)/2]
	}
	against := func(way int) (middleOf float64, from, to float64) {
		ratios := make([]float64, besideRounds)
		for i := range ratios {
			ratios[i] = took[unrecorded][i] / took[way][i]
		}
		return middle(ratios), slices.Min(ratios), slices.Max(ratios)
	}
	said := ""
	whole, from, to := against(recorded)
	if whole < 1-besideSlower {
		said = ", over its target"
	}
	half, _, _ := against(waiting)
	rate := func(way int) float64 { return besideActions / middle(took[way]) }
	_, err = fmt.Fprintf(b.out, "    without a record %.0f/s, with what waits for it %.0f/s, with the record kept beside it %.0f/s, the middles of %d rounds\n"+
		"    acting with the record: %.3f of acting without, the middle of the rounds (%.3f to %.3f), target %.2f%s; of it what waits: %.3f\n"+
		"      by what the processors did in all rounds: %.3f, of it what waits: %.3f; %.2f ms for an act with the record\n",
		rate(unrecorded), rate(waiting), rate(recorded), besideRounds, whole, from, to, 1-besideSlower, said, half,
		float64(computed[unrecorded])/float64(computed[recorded]), float64(computed[unrecorded])/float64(computed[waiting]),
		computed[recorded].Seconds()*1000/(besideRounds*besideActions))
	return err
}

// acted is how long acting takes in one of the ways, and how long the processors computed meanwhile.
func (b *benchmark) acted(way int, cfg jobs.Config, act func(client, n int) error) (took, computed time.Duration, err error) {
	if err := jobs.Record(b.ctx, cfg); err != nil { // what waits from before is no part of it
		return 0, 0, err
	}
	trigger := "ENABLE"
	if way == unrecorded {
		trigger = "DISABLE"
	}
	if _, err := b.store.DB().ExecContext(b.ctx, `ALTER TABLE entry `+trigger+` TRIGGER entry_logged`); err != nil {
		return 0, 0, err
	}
	ctx, cancel := context.WithCancel(b.ctx)
	defer cancel()
	done := make(chan struct{})
	go func() {
		defer close(done)
		if way == recorded {
			jobs.KeepRecord(ctx, cfg)
		}
	}()
	if _, err = timed(besideRunUp, act); err == nil {
		computed = -cpuTime(b.ctx, b.store)
		took, err = timed(besideActions, act)
		computed += cpuTime(b.ctx, b.store)
	}
	cancel()
	<-done
	return took, computed, err
}

// timed is how long several clients need to do something so often.
func timed(times int64, do func(client, n int) error) (time.Duration, error) {
	var next atomic.Int64
	var all sync.WaitGroup
	errs := make([]error, benchClients)
	begun := time.Now()
	for client := range errs {
		all.Go(func() {
			for n := next.Add(1); n <= times && errs[client] == nil; n = next.Add(1) {
				errs[client] = do(client, int(n))
			}
		})
	}
	all.Wait()
	return time.Since(begun), errors.Join(errs...)
}

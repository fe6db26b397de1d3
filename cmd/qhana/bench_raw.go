package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jmoiron/sqlx"
)

// rate is what one measurement found.
type rate struct {
	perSecond float64
	p50, p99  time.Duration
}

// measure calls do from several clients at once until time is over, and counts.
func measure(clients int, over time.Duration, do func(client, n int) error) (rate, error) {
	var (
		wg    sync.WaitGroup
		mu    sync.Mutex
		all   []time.Duration
		first error
		stop  atomic.Bool
	)
	start := time.Now()
	for client := range clients {
		wg.Go(func() {
			var took []time.Duration
			for n := 0; !stop.Load() && time.Since(start) < over; n++ {
				t := time.Now()
				if err := do(client, n); err != nil {
					mu.Lock()
					first = err
					mu.Unlock()
					stop.Store(true)
					return
				}
				took = append(took, time.Since(t))
			}
			mu.Lock()
			all = append(all, took...)
			mu.Unlock()
		})
	}
	wg.Wait()
	elapsed := time.Since(start)
	if first != nil || len(all) == 0 {
		return rate{}, fmt.Errorf("measured nothing: %w", first)
	}
	slices.Sort(all)
	return rate{float64(len(all)) / elapsed.Seconds(), all[len(all)/2], all[len(all)*99/100]}, nil
}

func (r rate) print(out io.Writer, name string, raw rate) {
	ratio := ""
	if raw.perSecond > 0 {
		ratio = fmt.Sprintf("  %.3f x raw", r.perSecond/raw.perSecond)
	}
	_, _ = fmt.Fprintf(out, "%-34s %8.0f /s  p50 %7s  p99 %7s%s\n", name, r.perSecond, short(r.p50), short(r.p99), ratio)
}

func short(d time.Duration) string { return fmt.Sprintf("%.2fms", float64(d.Microseconds())/1000) }

// rawCommits measures what the machine can do: a transaction of two inserts of 300 bytes, in one round trip, with the
// same durability as everything else.
func rawCommits(ctx context.Context, db *sqlx.DB, clients int, over time.Duration) (rate, error) {
	if _, err := db.ExecContext(ctx, `CREATE TABLE raw (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, filler text)`); err != nil {
		return rate{}, err
	}
	filler := strings.Repeat("x", 300)
	query := `BEGIN; INSERT INTO raw (filler) VALUES ('` + filler + `'); INSERT INTO raw (filler) VALUES ('` + filler + `'); COMMIT`
	return measure(clients, over, func(int, int) error {
		_, err := db.ExecContext(ctx, query)
		return err
	})
}

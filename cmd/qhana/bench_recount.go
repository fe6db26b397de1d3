package main

import (
	"fmt"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"qhana/internal/casework"
	"qhana/internal/foi"
)

// benchRecount is how many running clocks are counted anew after a closure.
const benchRecount = 1_000_000

// recount measures how long a million running clocks take to be counted anew, what memory that needs, and how much slower a
// page loads meanwhile.
func (b *benchmark) recount() error {
	desk := casework.New(b.store, b.law, nobody{}, b.now, "bench.invalid")
	begun := b.now()
	req, err := b.file(desk)
	if err != nil {
		return err
	}
	for _, q := range []string{`TRUNCATE milestone`, `UPDATE deadline SET status = 'stopped'`, `UPDATE recount SET finished_at = started_at`} {
		if _, err := b.store.DB().ExecContext(b.ctx, q); err != nil {
			return err
		}
	}
	if err := b.multiply(req.ID, benchRecount); err != nil {
		return err
	}
	site, stop, err := b.serve()
	if err != nil {
		return err
	}
	defer stop()
	quiet, err := loads(site, func(n int) bool { return n < 200 })
	if err != nil {
		return err
	}
	admin := foi.Actor{Grants: []foi.Grant{{Role: foi.Administrator}}}
	day := b.law.Body().Calendar().AsOf(req.DueOn).Before(req.DueOn, 3)
	newest, err := b.store.NewestClosure(b.ctx)
	if err != nil {
		return err
	}
	b.move(begun)
	err = desk.Declare(b.ctx, newest, []foi.Closure{{From: day, To: day, Name: "bench", Source: "bench", Document: "bench"}}, admin)
	if err != nil {
		return err
	}
	start := time.Now()
	done := make(chan error, 1)
	moved := 0
	go func() {
		n, err := desk.Recalculate(b.ctx, 0)
		moved = n.Moved
		done <- err
	}()
	var took time.Duration
	busy, err := loads(site, func(int) bool {
		select {
		case err = <-done:
			took = time.Since(start)
			return false
		default:
			return true
		}
	})
	if err != nil {
		return err
	}
	perSecond := float64(moved) / took.Seconds()
	_, _ = fmt.Fprintf(b.out, "    %d running clocks counted anew after a closure: %.0f s, %.0f/s (%.2fx); a page loads in %s, %s meanwhile (%.1fx); %s\n",
		moved, took.Seconds(), perSecond, perSecond/b.raw.perSecond, quiet.Round(10*time.Microsecond), busy.Round(10*time.Microsecond), float64(busy)/float64(quiet), peak())
	return nil
}

// multiply copies a request with its ledger and its clocks n times.
func (b *benchmark) multiply(id int64, n int) error {
	const from = 100_000_000
	for _, q := range []string{
		`INSERT INTO request (id, reference, statute, version, state, rev, entries, channel, locale, filed_at, due_on, clock, missed, holders, outcome, updated_at)
		 SELECT $3 + g, 'BENCH-' || g, statute, version, state, rev, entries, channel, locale, filed_at, due_on, clock, missed, holders, outcome, updated_at
		   FROM request, generate_series(1, $2) g WHERE id = $1`,
		`INSERT INTO entry (request_id, seq, at, event, account_id, role, unit, facts)
		 SELECT $3 + g, seq, at, event, account_id, role, unit, facts FROM entry, generate_series(1, $2) g WHERE request_id = $1`,
		`INSERT INTO deadline (request_id, clock, branch, unit, status, started_on, due_on, extended, suspended, missed)
		 SELECT $3 + g, clock, branch, unit, 'running', started_on, due_on, extended, suspended, missed FROM deadline, generate_series(1, $2) g
		  WHERE request_id = $1 AND clock = 'response'`,
		`INSERT INTO milestone (request_id, clock, branch, name, due_on, falls_at)
		 SELECT $3 + g, 'response', 0, name, due_on, falls_at FROM
		        (SELECT d.due_on, m.name, d.due_on - m.before + time '12:30' AT TIME ZONE 'UTC' AS falls_at FROM deadline d,
		                (VALUES ('remind.5', 7), ('remind.1', 1), ('escalate', 0), ('lapse', -1)) m(name, before) WHERE d.request_id = $1 AND d.clock = 'response') x,
		        generate_series(1, $2) g`,
	} {
		q = strings.NewReplacer("$1", strconv.FormatInt(id, 10), "$2", strconv.Itoa(n), "$3", strconv.Itoa(from)).Replace(q)
		if _, err := b.store.DB().ExecContext(b.ctx, q); err != nil {
			return err
		}
	}
	_, err := b.store.DB().ExecContext(b.ctx, `ANALYZE request, entry, deadline, milestone`)
	return err
}

// loads loads a page again and again while more says so, and returns the median time.
func loads(site string, more func(n int) bool) (time.Duration, error) {
	var times []time.Duration
	for n := 0; more(n); n++ {
		begun := time.Now()
		if err := expect(site, http.MethodGet, "/respuestas", nil, http.StatusOK); err != nil {
			return 0, err
		}
		times = append(times, time.Since(begun))
		time.Sleep(5 * time.Millisecond)
	}
	if len(times) == 0 {
		return 0, nil
	}
	slices.Sort(times)
	return times[len(times)/2], nil
}

// peak is the most memory that this process has had.
func peak() string {
	b, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return "peak memory unknown"
	}
	for line := range strings.Lines(string(b)) {
		if kb, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			n, _ := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(kb), " kB"))
			return fmt.Sprintf("at most %d MB resident", n>>10)
		}
	}
	return "peak memory unknown"
}

package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"qhana/internal/access"
	"qhana/internal/foi"
	"qhana/internal/store"
)

const (
	liveTarget = 5               // per cent of one core, of all open pages together
	liveActs   = 5 * time.Second // between two acts that change the counts
)

// live measures what the open pages of all officials cost while somebody acts now and then, as a share of one core: the server's part,
// PostgreSQL's and the readers' together, less what the same acts cost without them. Each page is another person's, who holds what that person holds.
func (d *deskBench) live() error {
	address, stop := served(d.site)
	defer stop()
	var accounts []int64
	const officials = `SELECT id FROM account a WHERE active AND EXISTS (SELECT 1 FROM role_grant g WHERE g.account_id = a.id AND g.role NOT IN ('administrator', 'auditor'))`
	if err := d.store.DB().SelectContext(d.ctx, &accounts, officials+` ORDER BY id LIMIT $1`, d.size.people); err != nil {
		return err
	}
	officer, err := d.actor(deskOfficer)
	if err != nil {
		return err
	}
	desk, err := d.desk(d.store, d.law, d.now)
	if err != nil {
		return err
	}
	var ids []int64
	if err := d.store.DB().SelectContext(d.ctx, &ids, `SELECT id FROM request WHERE state = 'open' ORDER BY id LIMIT 100`); err != nil {
		return err
	}
	watch := func(every time.Duration) (float64, int, error) {
		before, begun, acts := cpuTime(d.ctx, d.store), time.Now(), 0
		for time.Since(begun) < d.size.watch {
			time.Sleep(min(every, d.size.watch))
			if every < d.size.watch {
				act := foi.Action{Kind: foi.Note, Words: foi.Words{"text": "Se llamó a la unidad."}}
				if _, err := desk.Act(d.ctx, ids[acts%len(ids)], act, officer); err != nil {
					return 0, 0, err
				}
				acts++
			}
		}
		return 100 * (cpuTime(d.ctx, d.store) - before).Seconds() / time.Since(begun).Seconds(), acts, nil
	}
	alone, _, err := watch(liveActs)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(d.ctx)
	var all sync.WaitGroup
	defer all.Wait()
	defer cancel()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: len(accounts)}}
	for _, id := range accounts {
		token := fmt.Sprintf("%043d", id) // as long as one is
		if err := d.store.CreateSession(ctx, access.HashToken(token), id, d.now(), d.now().Add(time.Hour)); err != nil {
			return err
		}
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, address+"/mesa/cuentas", nil)
		if err != nil {
			return err
		}
		req.AddCookie(&http.Cookie{Name: "qhana", Value: token})
		res, err := client.Do(req)
		if err != nil {
			return err
		}
		if res.Header.Get("Content-Type") != "text/event-stream" {
			return fmt.Errorf("live counts of account %d: %s, %s", id, res.Status, res.Header.Get("Content-Type"))
		}
		all.Go(func() { _, _ = io.Copy(io.Discard, res.Body); _ = res.Body.Close() })
	}
	time.Sleep(3 * time.Second) // each has been told once
	still, _, err := watch(d.size.watch)
	if err != nil {
		return err
	}
	busy, acts, err := watch(liveActs)
	if err == nil {
		_, err = fmt.Fprintf(d.out, "    %d open pages with live counts, each another person's: %.2f %% of one core while nobody acts, %.2f %% with an act every %.0f s (%d), %.2f %% of the acts alone: the pages cost %.2f of their target\n",
			len(accounts), still, busy, liveActs.Seconds(), acts, alone, (busy-alone)/liveTarget)
	}
	return err
}

// cpuTime is how long this process and its PostgreSQL have computed. Only Linux tells of PostgreSQL.
func cpuTime(ctx context.Context, s *store.Store) time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	total := time.Duration(u.Utime.Nano() + u.Stime.Nano())
	var backend string
	if s.DB().GetContext(ctx, &backend, `SELECT pg_backend_pid()`) != nil {
		return total
	}
	const parent, spent, ofChildren = 1, 11, 13 // where they stand after the name of a process: its own and its ended children's, in user and kernel
	postmaster := statOf("/proc/" + backend)[parent]
	processes, _ := filepath.Glob("/proc/[0-9]*")
	for _, p := range processes {
		stat, first := statOf(p), 0
		switch {
		case filepath.Base(p) == postmaster:
			first = ofChildren
		case stat[parent] == postmaster:
			first = spent
		default:
			continue
		}
		for _, ticks := range stat[first : first+2] {
			n, _ := strconv.Atoi(ticks)
			total += time.Duration(n) * time.Second / 100
		}
	}
	return total
}

// statOf is what Linux says of a process, from its state on.
func statOf(process string) []string {
	b, _ := os.ReadFile(process + "/stat")
	_, after, _ := strings.Cut(string(b), ") ")
	return append(strings.Fields(after), make([]string, 20)...)
}

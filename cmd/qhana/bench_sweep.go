package main

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"qhana/internal/casework"
	"qhana/internal/foi"
	"qhana/internal/jobs"
	"qhana/internal/mail"
	"qhana/internal/store"
)

// due files n requests whose terms to acknowledge run out at the same instant, and returns that instant.
func (b *benchmark) due(n int) (time.Time, error) {
	desk := casework.New(b.store, b.law, nobody{}, b.now, "bench.invalid")
	if err := b.each(n, func(int) error { _, err := b.file(desk); return err }); err != nil {
		return time.Time{}, err
	}
	// the notices of filing are not what is measured
	if _, err := b.store.DB().ExecContext(b.ctx, `UPDATE notice SET settled_at = created_at WHERE settled_at IS NULL`); err != nil {
		return time.Time{}, err
	}
	if _, err := b.store.DB().ExecContext(b.ctx, `TRUNCATE river_job`); err != nil {
		return time.Time{}, err
	}
	var at time.Time
	err := b.store.DB().GetContext(b.ctx, &at, `SELECT max(falls_at) FROM milestone WHERE clock = 'acknowledge'`)
	return at, err
}

// drain works all that falls due at an instant and returns how long it took until nothing was left.
func (b *benchmark) drain(at time.Time) (time.Duration, error) {
	desk, err := b.desk(b.store, b.law, b.now)
	if err != nil {
		return 0, err
	}
	crew, err := jobs.NewCrew(jobs.Config{Store: b.store, Desk: desk, Law: b.law, BaseURL: "http://bench.invalid", Now: b.now, Log: b.log,
		Sender: mail.Outbox(func(context.Context, mail.Message, []byte) error { return nil })})
	if err != nil {
		return 0, err
	}
	ctx, cancel := context.WithCancel(b.ctx)
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- crew.Run(ctx) }()
	time.Sleep(time.Second) // the crew stands ready before anything is due
	begun := time.Now()
	b.move(at)
	for {
		var left bool
		if err := b.store.DB().GetContext(ctx, &left, `SELECT EXISTS (SELECT 1 FROM milestone WHERE falls_at <= $1)`, b.now()); err != nil {
			return 0, err
		}
		if !left {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	took := time.Since(begun)
	cancel()
	return took, <-done
}

func (b *benchmark) prompt() error { return b.sweep(benchPrompt, "(e) 1,000 due at one instant") }
func (b *benchmark) herd() error   { return b.sweep(benchHerd, "    100,000 due at one instant") }

// sweep lets n terms run out at once and measures until all are acted on.
func (b *benchmark) sweep(n int, name string) error {
	for _, q := range []string{`DELETE FROM milestone`, `TRUNCATE river_job`} { // of the measurements before
		if _, err := b.store.DB().ExecContext(b.ctx, q); err != nil {
			return err
		}
	}
	begun := b.now()
	defer b.move(begun)
	at, err := b.due(n)
	if err != nil {
		return err
	}
	if err := b.settleCalendar(at); err != nil { // a declaration that is not applied yet is other work
		return err
	}
	took, err := b.drain(at)
	if err != nil {
		return err
	}
	var late float64
	if err := b.store.DB().GetContext(b.ctx, &late, `SELECT percentile_disc(0.99) WITHIN GROUP (ORDER BY extract(epoch FROM at - $1::timestamptz))
		FROM entry WHERE event = 'lapsed' AND at >= $1`, at); err != nil {
		return err
	}
	perSecond := float64(n) / took.Seconds()
	_, _ = fmt.Fprintf(b.out, "%-34s %8.0f /s  all in %.1f s, p99 %.1f s late  %.3f x raw\n", name, perSecond, took.Seconds(), late, perSecond/b.raw.perSecond)
	return nil
}

// nobody takes notices and makes no jobs of them.
type nobody struct{}

// Enqueue forgets the notices.
func (nobody) Enqueue(context.Context, *sql.Tx, []foi.Notice) error { return nil }

// settleCalendar writes that the calendar's own declarations up to an instant were counted with.
func (b *benchmark) settleCalendar(at time.Time) error {
	law := b.law.Body()
	reason := fmt.Sprintf("calendar:%s:%s", law.CalendarKey(), law.NewestDeclaration(law.Today(at)))
	add := func(tx *store.Tx) error { return tx.AddRecount(b.ctx, store.Recount{Reason: reason, StartedAt: at}) }
	if err := b.store.InTx(b.ctx, add); err != nil {
		return err
	}
	r, err := b.store.OpenRecount(b.ctx)
	if foi.CodeOf(err) == foi.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	return b.store.InTx(b.ctx, func(tx *store.Tx) error { return tx.FinishRecount(b.ctx, r.ID, at) })
}

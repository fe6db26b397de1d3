package jobs

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"

	"qhana/internal/casework"
	"qhana/internal/document"
	"qhana/internal/foi"
	"qhana/internal/ledger"
	"qhana/internal/mail"
	"qhana/internal/statute"
	"qhana/internal/store"
)

// Config is what the crew needs.
type Config struct {
	Store   *store.Store
	Desk    *casework.Desk
	Law     *statute.Library
	Sender  mail.Sender
	BaseURL string
	Now     func() time.Time
	Log     *slog.Logger
	Keeper  *document.Keeper // where letters are archived; nil sends notices without

	Notary    Notary           // signs the public record; nil keeps it unsigned
	Witnesses []ledger.Witness // cosign it

	Workers int           // at once on each queue; 0 is 8
	Poll    time.Duration // how often the queue is asked for jobs; 0 is 200 ms
	Every   time.Duration // between two sweeps; 0 is a second
	Timeout time.Duration // how long a job may run; 0 is a minute
	Lost    time.Duration // after which a job that did nothing counts as lost; 0 is five minutes
}

// Crew works the queue, sweeps the rows and watches over both.
type Crew struct {
	cfg     Config
	workers *river.Workers

	mu     sync.Mutex
	client *river.Client[*sql.Tx]
}

// NewCrew returns a crew that is not yet working.
func NewCrew(cfg Config) (*Crew, error) {
	if cfg.Workers == 0 {
		cfg.Workers = 8
	}
	if cfg.Poll == 0 {
		cfg.Poll = 200 * time.Millisecond
	}
	if cfg.Every == 0 {
		cfg.Every = time.Second
	}
	if cfg.Timeout == 0 {
		cfg.Timeout = time.Minute
	}
	if cfg.Lost == 0 {
		cfg.Lost = 5 * time.Minute
	}
	c := &Crew{cfg: cfg, workers: river.NewWorkers()}
	if err := river.AddWorkerSafely(c.workers, &milestoneWorker{desk: cfg.Desk}); err != nil {
		return nil, fmt.Errorf("workers: %w", err)
	}
	if err := river.AddWorkerSafely(c.workers, newNoticeWorker(cfg)); err != nil {
		return nil, fmt.Errorf("workers: %w", err)
	}
	if err := river.AddWorkerSafely(c.workers, &digestWorker{cfg: cfg}); err != nil {
		return nil, fmt.Errorf("workers: %w", err)
	}
	if err := river.AddWorkerSafely(c.workers, &eraseWorker{cfg: cfg}); err != nil {
		return nil, fmt.Errorf("workers: %w", err)
	}
	return c, nil
}

// Run works until ctx ends, then lets running jobs finish.
func (c *Crew) Run(ctx context.Context) error {
	client, err := c.start(ctx)
	if err != nil {
		return err
	}
	var loops sync.WaitGroup
	loops.Go(func() { newSweep(c.cfg, client).run(ctx) })
	loops.Go(func() { c.watch(ctx) })
	loops.Go(func() { carryBatches(ctx, c.cfg) })
	loops.Go(func() { recount(ctx, c.cfg) })
	record := &recorder{cfg: c.cfg, witnesses: asked(c.cfg)}
	loops.Go(func() { record.run(ctx) })
	loops.Go(func() { alarm(ctx, c.cfg) })
	for _, w := range record.witnesses { // each by itself: one that is slow holds up nobody
		loops.Go(func() { w.run(ctx) })
	}
	<-ctx.Done()
	loops.Wait()
	return c.stop()
}

// start makes a working client. The driver polls, so a notice waits for half the poll on average.
func (c *Crew) start(ctx context.Context) (*river.Client[*sql.Tx], error) {
	client, err := river.NewClient(riverdatabasesql.New(c.cfg.Store.DB().DB), &river.Config{
		Logger:            quiet(),
		Workers:           c.workers,
		FetchCooldown:     min(5*time.Millisecond, c.cfg.Poll),
		FetchPollInterval: c.cfg.Poll,
		JobTimeout:        c.cfg.Timeout,
		// A worker that died leaves its job "running"; it is taken up again after this. The sweep does not wait for it.
		RescueStuckJobsAfter: 2 * c.cfg.Timeout,
		Queues: map[string]river.QueueConfig{
			queueMilestones: {MaxWorkers: c.cfg.Workers},
			queueNotices:    {MaxWorkers: c.cfg.Workers},
		},
		ErrorHandler: failures{c.cfg.Log},
	})
	if err != nil {
		return nil, fmt.Errorf("queue client: %w", err)
	}
	if err := client.Start(context.WithoutCancel(ctx)); err != nil {
		return nil, fmt.Errorf("start queue: %w", err)
	}
	c.mu.Lock()
	c.client = client
	c.mu.Unlock()
	return client, nil
}

// stop lets running jobs finish for a while, then cancels them. What was cancelled is worked after the next start.
func (c *Crew) stop() error {
	c.mu.Lock()
	client := c.client
	c.mu.Unlock()
	soft, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := client.Stop(soft); err == nil {
		return nil
	}
	hard, cancelHard := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancelHard()
	return client.StopAndCancel(hard)
}

// quiet keeps the queue's own chatter out of the log; its failures come through failures.
func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// refused tells whether there is nothing left to do: the statute does not allow it any more, or the case is gone.
func refused(err error) bool {
	return foi.CodeOf(err) == foi.Refused || foi.CodeOf(err) == foi.NotFound
}

package simulate

import (
	"container/heap"
	"context"
	"database/sql"
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"qhana/internal/casework"
	"qhana/internal/foi"
	"qhana/internal/statute"
)

// Run is one simulation. Equal fields give an equal course of events.
type Run struct {
	Desk   *casework.Desk // built on the run's Mailbox as its queue
	Mail   *Mailbox
	Law    *statute.Statute
	World  World // with the ids of the people's accounts
	From   foi.Date
	To     time.Time // nothing happens after this instant
	PerDay float64   // requests on a working day, on average, at the beginning
	Growth float64   // how many times as many a year later; 0 is no change
	Seed   uint64
	Shown  string                     // unit that more of the newest requests are about, so that its people have work to show
	Decree []Decree                   // what the administrator declares meanwhile
	MAC    func(foi.Reference) []byte // what stands in for the access key's HMAC

	rng    *rand.Rand
	queue  events
	order  int
	now    time.Time
	filed  int
	counts map[foi.Event]int
}

// Decree is what an administrator declares about the calendar at an instant.
type Decree struct {
	At   time.Time
	List []foi.Closure
	Who  foi.Actor
}

// Summary says what a simulation did.
type Summary struct {
	Filed  int
	Events map[foi.Event]int
}

// Mailbox is casework's queue during a simulation: notices wait here until the simulation says they were sent.
type Mailbox struct{ waiting []foi.Notice }

// Enqueue keeps the notices.
func (m *Mailbox) Enqueue(_ context.Context, _ *sql.Tx, notices []foi.Notice) error {
	m.waiting = append(m.waiting, notices...)
	return nil
}

// event is something that somebody will do at an instant.
type event struct {
	at    time.Time
	order int
	do    func(context.Context) error
}

type events []event

func (e events) Len() int { return len(e) }
func (e events) Less(i, j int) bool {
	return e[i].at.Before(e[j].at) || e[i].at.Equal(e[j].at) && e[i].order < e[j].order
}
func (e events) Swap(i, j int) { e[i], e[j] = e[j], e[i] }
func (e *events) Push(x any)   { *e = append(*e, x.(event)) }
func (e *events) Pop() any {
	old := *e
	last := old[len(old)-1]
	*e = old[:len(old)-1]
	return last
}

// Go runs the simulation. progress, if given, is told the day that begins and how many requests were filed.
func (r *Run) Go(ctx context.Context, progress func(day foi.Date, filed int)) (Summary, error) {
	r.rng = rand.New(rand.NewPCG(r.Seed, 0x9e3779b97f4a7c15))
	r.counts = map[foi.Event]int{}
	last := foi.DateOf(r.To, r.Law.Location())
	for day := r.From; day <= last; day++ {
		if progress != nil {
			progress(day, r.filed)
		}
		if r.Law.NewestDeclaration(day) == day {
			r.at(day.At(0, 0, r.Law.Location()), func(ctx context.Context) error {
				return r.recount(ctx)
			})
		}
		for _, dec := range r.Decree {
			if foi.DateOf(dec.At, r.Law.Location()) == day {
				r.at(dec.At, func(ctx context.Context) error { return r.declare(ctx, dec) })
			}
		}
		r.plan(day)
		if err := r.until(ctx, earliest(r.To, (day+1).At(0, 0, r.Law.Location()))); err != nil {
			return Summary{}, fmt.Errorf("%s: %w", day, err)
		}
	}
	return Summary{Filed: r.filed, Events: r.counts}, nil
}

func (r *Run) declare(ctx context.Context, dec Decree) error {
	desk := r.Desk.At(r.clock)
	if err := desk.Declare(ctx, 0, dec.List, dec.Who); err != nil {
		return err
	}
	_, err := desk.Recalculate(ctx, 0)
	return err
}

// recount counts every running clock anew with what was declared by now.
func (r *Run) recount(ctx context.Context) error {
	desk := r.Desk.At(r.clock)
	if err := desk.Watch(ctx); err != nil {
		return err
	}
	_, err := desk.Recalculate(ctx, 0)
	return err
}

// plan puts a day's new requests into the queue. One in seven comes on a day that is not worked, or at night.
func (r *Run) plan(day foi.Date) {
	mean := r.PerDay
	if r.Growth > 0 {
		mean *= math.Pow(r.Growth, float64(day-r.From)/365)
	}
	if !r.Law.IsWorkingDay(day) {
		mean /= 7
	}
	for range r.poisson(mean) {
		at := day.At(8, 30, r.Law.Location()).Add(time.Duration(r.rng.IntN(10*3600)) * time.Second)
		if r.chance(0.12) {
			at = at.Add(4 * time.Hour)
		}
		r.at(at, r.ask)
	}
}

// until carries out what is queued before an instant, and every deadline that falls due meanwhile at its own instant.
func (r *Run) until(ctx context.Context, end time.Time) error {
	for len(r.queue) > 0 && r.queue[0].at.Before(end) {
		next := heap.Pop(&r.queue).(event)
		if err := r.fire(ctx, next.at); err != nil {
			return err
		}
		r.now = next.at
		if err := next.do(ctx); err != nil {
			return err
		}
		if err := r.post(ctx); err != nil {
			return err
		}
	}
	return r.fire(ctx, end)
}

// fire acts on the milestones that fall due before an instant, each a few seconds after its own.
func (r *Run) fire(ctx context.Context, until time.Time) error {
	for {
		due, err := r.Desk.NextDue(ctx, until)
		if err != nil || due.Request == 0 {
			return err
		}
		r.now = due.FallsAt.Add(3 * time.Second)
		act := foi.Action{Kind: foi.Fire, Clock: due.Clock, Branch: due.Branch, Milestone: due.Name, Due: due.DueOn()}
		if _, err := r.Desk.At(r.clock).Act(ctx, due.Request, act, foi.TheSystem()); err != nil {
			return err
		}
		if err := r.post(ctx); err != nil {
			return err
		}
	}
}

// post records the notices that wait as sent, a few seconds later.
func (r *Run) post(ctx context.Context) error {
	waiting := r.Mail.waiting
	r.Mail.waiting = nil
	for _, n := range waiting {
		r.now = r.now.Add(2 * time.Second)
		result := foi.NoticeResult{Kind: n.Kind, Of: n.Entry, To: n.To.String(), MessageID: n.MessageID}
		if err := r.Desk.At(r.clock).RecordNotice(ctx, n, result, nil); err != nil {
			return err
		}
	}
	return nil
}

func (r *Run) clock() time.Time { return r.now }

// at queues something for an instant.
func (r *Run) at(t time.Time, do func(context.Context) error) {
	r.order++
	heap.Push(&r.queue, event{at: t, order: r.order, do: do})
}

func (r *Run) chance(p float64) bool { return r.rng.Float64() < p }

// poisson draws how many requests a day brings.
func (r *Run) poisson(mean float64) int {
	n, left := 0, mean
	for {
		left -= r.rng.ExpFloat64()
		if left < 0 {
			return n
		}
		n++
	}
}

func earliest(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

package server

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"qhana/internal/foi"
	"qhana/internal/store"
)

// How live counts live: how often the database is asked whether anything changed, how much longer than it takes to count for everybody
// it is waited until the next time, how often a silent stream says that it is there, and how long one lasts before the browser opens the
// next.
const (
	liveEvery = 2 * time.Second
	liveRest  = 60
	liveMost  = time.Minute // however long it took, as when a demonstration's clock was put forward meanwhile
	livePulse = 25 * time.Second
	liveLife  = 10 * time.Minute
)

// live tells open pages how the queues' counts change. One loop asks for all of them, and counts once for all who hold the same: so
// many open pages cost hardly more than one. Whoever is named to see a restricted case sees more than others who hold the same, and
// is counted for alone. It runs while somebody listens.
type live struct {
	s *Server

	mu      sync.Mutex
	readers map[string]*audience // by who they are and what they hold
	running bool
	closing chan struct{}
	once    sync.Once
}

// audience is one reader, in all the pages that they have open.
type audience struct {
	who       foi.Actor
	listeners map[chan string]bool
	last      string
}

func newLive(s *Server) *live {
	return &live{s: s, readers: map[string]*audience{}, closing: make(chan struct{})}
}

// Close ends the streams, so that the server can stop.
func (s *Server) Close() { s.live.once.Do(func() { close(s.live.closing) }) }

// grantsOf is what a reader holds, as a key.
func grantsOf(who foi.Actor) string {
	parts := make([]string, len(who.Grants))
	for i, g := range who.Grants {
		parts[i] = string(g.Role) + "@" + g.Unit
	}
	slices.Sort(parts)
	return strings.Join(parts, " ")
}

// readerOf is who a reader is and what they hold, as a key.
func readerOf(who foi.Actor) string { return fmt.Sprint(who.Accounts(), " ", grantsOf(who)) }

func (l *live) join(who foi.Actor) (chan string, func()) {
	key, c := readerOf(who), make(chan string, 1)
	l.mu.Lock()
	defer l.mu.Unlock()
	a := l.readers[key]
	if a == nil {
		a = &audience{who: who, listeners: map[chan string]bool{}}
		l.readers[key] = a
	}
	a.listeners[c] = true
	if a.last != "" {
		c <- a.last
	}
	if !l.running {
		l.running = true
		go l.run()
	}
	return c, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		delete(a.listeners, c)
		if len(a.listeners) == 0 {
			delete(l.readers, key)
		}
	}
}

// run asks whether anything changed, while somebody listens.
func (l *live) run() {
	tick := time.NewTicker(liveEvery)
	defer tick.Stop()
	seen, rested := int64(-1), time.Time{}
	for {
		select {
		case <-l.closing:
			return
		case <-tick.C:
		}
		l.mu.Lock()
		if len(l.readers) == 0 {
			l.running = false
			l.mu.Unlock()
			return
		}
		audiences := make([]*audience, 0, len(l.readers))
		for _, a := range l.readers {
			audiences = append(audiences, a)
		}
		l.mu.Unlock()
		ctx, cancel := context.WithTimeout(context.Background(), slowest)
		changes, err := l.s.store.Changes(ctx)
		begun := l.s.now()
		changed := changes != seen && !begun.Before(rested)
		if err == nil && l.tellAll(ctx, audiences, changed) == nil && changed {
			now := l.s.now()
			seen, rested = changes, now.Add(min(liveRest*now.Sub(begun), liveMost))
		}
		cancel()
	}
}

// tellAll counts anew where something changed, or where nobody has counted yet, once for all who see the same.
func (l *live) tellAll(ctx context.Context, audiences []*audience, changed bool) error {
	if !changed {
		audiences = slices.DeleteFunc(audiences, func(a *audience) bool { return a.last != "" })
	}
	if len(audiences) == 0 {
		return nil
	}
	named, err := l.s.store.NamedReaders(ctx)
	if err != nil {
		return err
	}
	counted, units := map[string]string{}, unitCounts{l: l}
	for _, a := range audiences {
		who, key := a.who, readerOf(a.who)
		if !slices.ContainsFunc(who.Accounts(), func(id int64) bool { return named[id] }) {
			who.Account, who.For, key = 0, nil, grantsOf(a.who)
		}
		if counted[key] == "" {
			if counted[key], err = l.count(ctx, who, &units); err != nil {
				return err
			}
		}
		l.tell(a, counted[key])
	}
	return nil
}

// unitCounts are the counts of all units, read once when the first is asked for.
type unitCounts struct {
	l   *live
	all map[string]map[string]store.Capped
}

// of are the counts of a reader who works in one unit and does nothing else; false for any other reader.
func (u *unitCounts) of(ctx context.Context, d deskReader, queues []string) (map[string]store.Capped, bool, error) {
	units := d.who.Units(foi.UnitOfficial, foi.UnitHead)
	if d.who.SeesAll() || d.who.Account != 0 || len(units) != 1 || slices.ContainsFunc(queues, func(q string) bool {
		return slices.Contains(store.CountedQueues, q) && !slices.Contains(store.UnitQueues, q)
	}) {
		return nil, false, nil
	}
	if u.all == nil {
		all, err := u.l.s.store.UnitCounts(ctx, d.law.Soon(d.today), d.law.Forgotten(d.today))
		if err != nil {
			return nil, false, err
		}
		u.all = all
	}
	counts := map[string]store.Capped{}
	for _, q := range queues {
		if slices.Contains(store.UnitQueues, q) {
			counts[q] = u.all[units[0]][q]
		}
	}
	return counts, true, nil
}

// count counts the queues of a reader, but for those that are each reader's own.
func (l *live) count(ctx context.Context, who foi.Actor, units *unitCounts) (string, error) {
	law := l.s.law.Body()
	d := deskReader{who: who, law: law, today: law.Today(l.s.now())}
	queues := slices.DeleteFunc(d.queues(), func(q string) bool { return slices.Contains(store.OwnQueues, q) })
	counts, ok, err := units.of(ctx, d, queues)
	if err == nil && !ok {
		counts, err = l.s.store.QueueCounts(ctx, d.queue(""), queues...)
	}
	if err != nil {
		return "", err
	}
	b, err := json.Marshal(counts)
	return string(b), err
}

// tell says counts to a reader's pages, where they are others than before.
func (l *live) tell(a *audience, counts string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if counts == a.last {
		return
	}
	a.last = counts
	for c := range a.listeners {
		select {
		case <-c: // what it has not read yet is old
		default:
		}
		c <- a.last
	}
}

// deskLive is a stream of the queues' counts. Without scripts the pages have them as they were loaded.
func (s *Server) deskLive(w http.ResponseWriter, r *http.Request) error {
	out := http.NewResponseController(w)
	_ = out.SetWriteDeadline(time.Time{}) // a stream has none; not every writer knows of deadlines
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("X-Accel-Buffering", "no")
	c, leave := s.live.join(actorOf(r))
	defer leave()
	send := func(text string) bool {
		_, err := fmt.Fprint(w, text)
		return err == nil && out.Flush() == nil
	}
	if !send(": \n\n") {
		return nil
	}
	pulse, life := time.NewTicker(livePulse), time.NewTimer(liveLife)
	defer pulse.Stop()
	defer life.Stop()
	for {
		select {
		case <-r.Context().Done():
			return nil
		case <-s.live.closing:
			return nil
		case <-life.C:
			return nil
		case <-pulse.C:
			if !send(": \n\n") {
				return nil
			}
		case counts := <-c:
			if !send("data: " + counts + "\n\n") {
				return nil
			}
		}
	}
}

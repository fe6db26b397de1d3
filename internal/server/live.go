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

// How live counts live: how often the database is asked whether anything changed, how often a silent stream says that it is
// there, and how long one lasts before the browser opens the next.
const (
	liveEvery = 2 * time.Second
	livePulse = 25 * time.Second
	liveLife  = 10 * time.Minute
)

// live tells open pages how the queues' counts change. One loop asks for all of them, and counts once for all who see the same: so
// many open pages cost hardly more than one. It runs while somebody listens.
type live struct {
	s *Server

	mu      sync.Mutex
	readers map[string]*audience // by what they may see
	running bool
	closing chan struct{}
	once    sync.Once
}

// audience are the readers who see the same counts.
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

// audienceOf is what a reader may see, as a key.
func audienceOf(who foi.Actor) string {
	parts := make([]string, len(who.Grants))
	for i, g := range who.Grants {
		parts[i] = string(g.Role) + "@" + g.Unit
	}
	slices.Sort(parts)
	return strings.Join(parts, " ")
}

func (l *live) join(who foi.Actor) (chan string, func()) {
	key, c := audienceOf(who), make(chan string, 1)
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
	seen := int64(-1)
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
		if err == nil {
			for _, a := range audiences {
				l.tell(ctx, a, changes != seen)
			}
			seen = changes
		}
		cancel()
	}
}

// tell counts anew where something changed, or where nobody has counted yet, and says it where it is another count.
func (l *live) tell(ctx context.Context, a *audience, changed bool) {
	if !changed && a.last != "" {
		return
	}
	law := l.s.law.Body()
	today := law.Today(l.s.now())
	counts, err := l.s.store.QueueCounts(ctx, a.who, law.Calendar().AsOf(today).After(today, dueSoon), today-unopenedDays, deskReader{who: a.who, law: law}.queues()...)
	if err != nil {
		return
	}
	delete(counts, store.QueueWatched) // each reader's own
	b, err := json.Marshal(counts)
	if err != nil || string(b) == a.last {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	a.last = string(b)
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

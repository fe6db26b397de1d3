package access

import (
	"net/netip"
	"sync"
	"time"
)

// Throttle makes guessing slow. Each failure for a name (a reference, a login) or a network makes the next try wait
// longer, up to a limit: nobody is ever locked out, because a lock is a way to keep the right person out. It
// forgets after an hour of quiet, and remembers a bounded number of names.
type Throttle struct {
	mu       sync.Mutex
	names    generation
	networks generation
}

// Delays: the first tries are free, then they double from one second to the most. A network has more free tries,
// because many people share one, and waits longer in the end, because a name must stay reachable for its owner.
const (
	freeName    = 4
	freeNetwork = 20
	mostName    = 8 * time.Second
	mostNetwork = time.Minute
	memory      = time.Hour
	remembered  = 10_000 // names in a generation; there are two
)

// NewThrottle returns a throttle that remembers nothing yet.
func NewThrottle() *Throttle { return &Throttle{} }

// Wait returns how long from now the next try must wait; zero when it may be made at once.
func (t *Throttle) Wait(name, network string, now time.Time) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	return max(t.names.find(name, now).wait(freeName, mostName, now), t.networks.find(network, now).wait(freeNetwork, mostNetwork, now), 0)
}

// Failed records a wrong guess.
func (t *Throttle) Failed(name, network string, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.names.add(name, now)
	t.networks.add(network, now)
}

// Passed records a right one: the name's failures are forgotten, the network's are not (a guesser who owns one key must
// not clear the way for guessing others).
func (t *Throttle) Passed(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.names.drop(name)
}

// Network returns the network of an address as it stands in http.Request.RemoteAddr: its /24, or /48 for IPv6.
func Network(remote string) string {
	var addr netip.Addr
	if ap, err := netip.ParseAddrPort(remote); err == nil {
		addr = ap.Addr()
	} else if addr, err = netip.ParseAddr(remote); err != nil {
		return "unknown"
	}
	addr = addr.Unmap().WithZone("")
	bits := 48
	if addr.Is4() {
		bits = 24
	}
	prefix, err := addr.Prefix(bits)
	if err != nil {
		return "unknown"
	}
	return prefix.String()
}

// failures of one name or network.
type failures struct {
	n    int
	last time.Time
}

func (f failures) wait(free int, most time.Duration, now time.Time) time.Duration {
	if f.n < free {
		return 0
	}
	delay := most
	if shift := f.n - free; shift < 10 {
		delay = min(time.Second<<shift, most)
	}
	return delay - now.Sub(f.last)
}

// generation is a memory in two halves. When the young half is full or old it becomes the old one, and what the old one
// held is forgotten: bounded without counting anything.
type generation struct {
	young, old map[string]failures
	since      time.Time
}

func (g *generation) find(name string, now time.Time) failures {
	f, ok := g.young[name]
	if !ok {
		f = g.old[name]
	}
	if now.Sub(f.last) > memory {
		return failures{}
	}
	return f
}

func (g *generation) add(name string, now time.Time) {
	f := g.find(name, now)
	if g.young == nil || len(g.young) >= remembered || now.Sub(g.since) > memory {
		g.young, g.old, g.since = map[string]failures{}, g.young, now
	}
	g.young[name] = failures{n: f.n + 1, last: now}
}

func (g *generation) drop(name string) {
	delete(g.young, name)
	delete(g.old, name)
}

package access

import (
	"fmt"
	"testing"
	"time"
)

func TestThrottleGrowsAndForgets(t *testing.T) {
	th, now := NewThrottle(), time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	var waits []time.Duration
	for range 12 {
		waits = append(waits, th.Wait("LP-1", "10.0.0.0/24", now))
		th.Failed("LP-1", "10.0.0.0/24", now)
	}
	want := []time.Duration{0, 0, 0, 0, 1, 2, 4, 8, 8, 8, 8, 8}
	for i := range want {
		if waits[i] != want[i]*time.Second {
			t.Fatalf("waits %v, want seconds %v", waits, want)
		}
	}
	if w := th.Wait("LP-1", "10.0.0.0/24", now.Add(8*time.Second)); w != 0 {
		t.Errorf("after the delay there is still %v to wait: that is a lock-out", w)
	}
	if w := th.Wait("LP-2", "10.0.9.0/24", now); w != 0 {
		t.Errorf("another name from elsewhere waits %v", w)
	}
	if w := th.Wait("LP-1", "10.0.0.0/24", now.Add(2*time.Hour)); w != 0 {
		t.Errorf("after two hours it is not forgotten: %v", w)
	}
}

func TestThrottleSlowsANetworkOverManyNames(t *testing.T) {
	th, now := NewThrottle(), time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	for i := range 40 {
		th.Failed(fmt.Sprint(i), "10.0.0.0/24", now)
	}
	if w := th.Wait("fresh", "10.0.0.0/24", now); w != mostNetwork {
		t.Errorf("waits %v, want %v", w, mostNetwork)
	}
	th.Passed("fresh")
	if w := th.Wait("fresh", "10.0.0.0/24", now); w != mostNetwork {
		t.Error("one right guess cleared the way for the network")
	}
}

func TestThrottleForgetsANameThatPassed(t *testing.T) {
	th, now := NewThrottle(), time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	for range 6 {
		th.Failed("LP-1", "n", now)
	}
	th.Passed("LP-1")
	if w := th.Wait("LP-1", "n", now); w != 0 {
		t.Errorf("waits %v", w)
	}
}

func TestThrottleIsBounded(t *testing.T) {
	th, now := NewThrottle(), time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	for i := range 5 * remembered {
		th.Failed(fmt.Sprint(i), fmt.Sprint("n", i), now)
	}
	if n := len(th.names.young) + len(th.names.old); n > 2*remembered {
		t.Errorf("remembers %d names", n)
	}
}

func TestNetwork(t *testing.T) {
	for in, want := range map[string]string{
		"190.129.4.77:51000": "190.129.4.0/24", "190.129.4.77": "190.129.4.0/24", "[2001:db8:1:2::9]:443": "2001:db8:1::/48",
		"::ffff:190.129.4.77": "190.129.4.0/24", "[fe80::1%eth0]:1": "fe80::/48", "": "unknown", "@": "unknown",
	} {
		if got := Network(in); got != want {
			t.Errorf("Network(%q) = %q, want %q", in, got, want)
		}
	}
}

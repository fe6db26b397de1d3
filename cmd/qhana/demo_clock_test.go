package main

import (
	"path/filepath"
	"testing"
	"time"
)

// A demo can begin on a day of the past; its time goes on from there, also after it was stopped.
func TestDemoClockBegins(t *testing.T) {
	path := filepath.Join(t.TempDir(), "clock")
	begin := time.Date(2026, 1, 15, 13, 0, 0, 0, time.UTC)
	for range 2 { // the second time as it was left
		c, err := openClock(path, begin)
		if err != nil {
			t.Fatal(err)
		}
		if late := c.now().Sub(begin); late < 0 || late > time.Minute {
			t.Errorf("the demo's clock is %s after its beginning", late)
		}
	}
	c, err := openClock(path, begin)
	if err != nil {
		t.Fatal(err)
	}
	if c.advance(-time.Second) == nil {
		t.Error("time goes back")
	}
}

package statute_test

import (
	"encoding/json"
	"os"
	"testing"
	"time"

	"qhana/internal/foi"
)

// The days of 2023 to 2027 as collected with their sources.
func TestCalendarOfLaPaz(t *testing.T) {
	b, err := os.ReadFile("testdata/bo_lapaz_calendar_2023_2027.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Entries []struct {
			Date foi.Date
			Type string
		}
	}
	if err := json.Unmarshal(b, &file); err != nil {
		t.Fatal(err)
	}
	off := map[foi.Date]bool{}
	for _, e := range file.Entries {
		if e.Type == "add" {
			off[e.Date] = true
		}
	}
	days := library(t).Body().Calendar().AsOf(foi.MustDate("2026-11-23"))
	for d := foi.MustDate("2023-01-01"); d <= foi.MustDate("2027-12-31"); d++ {
		weekend := d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
		if want := !weekend && !off[d]; days.Worked(d) != want {
			t.Errorf("%s: worked %v, want %v", d, days.Worked(d), want)
		}
	}
}

// DS 5521, declared on 15 January 2026: one day became worked, one ceased to be.
func TestCalendarAsDeclared(t *testing.T) {
	c := library(t).Body().Calendar()
	before, after := c.AsOf(foi.MustDate("2026-01-14")), c.AsOf(foi.MustDate("2026-01-15"))
	for day, want := range map[string][2]bool{
		"2026-01-22": {false, true}, "2026-01-23": {true, false}, "2026-06-05": {true, false}, "2026-06-22": {true, false}, "2026-08-07": {true, false},
	} {
		d := foi.MustDate(day)
		if got := [2]bool{before.Worked(d), after.Worked(d)}; got != want {
			t.Errorf("%s: before and after %v, want %v", day, got, want)
		}
	}
}

func TestTermAllocatesNothing(t *testing.T) {
	days := library(t).Body().Calendar().AsOf(foi.MustDate("2026-11-23"))
	day := foi.MustDate("2026-03-02")
	if n := testing.AllocsPerRun(100, func() { day = days.After(foi.MustDate("2026-03-02"), 20) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
	_ = day
}

package server

import (
	"testing"
	"time"

	"qhana/internal/foi"
	"qhana/internal/statute"
	"qhana/internal/view"
	"qhana/workflows"
)

// How a case stands is told by what really stops or ended it: a fee is no clarification, and a lapse is no withdrawal.
func TestStanding(t *testing.T) {
	clock := func(key string, status foi.Status) foi.Deadline { return foi.Deadline{Clock: key, Status: status} }
	entries := func(events ...foi.Event) []foi.Entry {
		var out []foi.Entry
		for i, e := range events {
			out = append(out, foi.Entry{Seq: i + 1, Event: e})
		}
		return out
	}
	for want, c := range map[string]foi.Case{
		"clarify":    {Request: foi.Request{State: foi.Open}, Deadlines: []foi.Deadline{clock("response", foi.Suspended), clock("clarification", foi.Running)}},
		"fee":        {Request: foi.Request{State: foi.Received}, Ledger: entries(foi.Filed, foi.FeeAsked, foi.FeeReminded, foi.FeeAsked), Deadlines: []foi.Deadline{clock("response", foi.Suspended)}}, // the law sets no time to pay
		"paused":     {Request: foi.Request{State: foi.Open}, Ledger: entries(foi.Filed, foi.FeeAsked, foi.FeePaid), Deadlines: []foi.Deadline{clock("response", foi.Suspended)}},
		"late":       {Request: foi.Request{State: foi.Open, Missed: true}, Deadlines: []foi.Deadline{clock("response", foi.Running)}},
		"unpaid":     {Request: foi.Request{State: foi.Withdrawn}, Ledger: entries(foi.Filed, foi.FeeAsked, foi.FeeLapsed)},
		"unclear":    {Request: foi.Request{State: foi.Withdrawn}, Ledger: entries(foi.Filed, foi.ClarificationAsked, foi.ClarificationLapsed)},
		"withdrawn":  {Request: foi.Request{State: foi.Withdrawn}, Ledger: entries(foi.Filed, foi.WithdrawnByPerson)},
		"compliance": {Request: foi.Request{State: foi.Answered}, Deadlines: []foi.Deadline{clock("response", foi.Met), clock("compliance", foi.Running)}},
		"open":       {Request: foi.Request{State: foi.Open}, Deadlines: []foi.Deadline{clock("response", foi.Running)}},
	} {
		if got := standing(c); got != "case.standing."+want {
			t.Errorf("%s: %s", want, got)
		}
	}
}

// How long a case has waited counts from the day on which the term stopped, whatever was said meanwhile, and ends when it goes on.
func TestPause(t *testing.T) {
	law, err := statute.Load(workflows.FS)
	if err != nil {
		t.Fatal(err)
	}
	days := func(events ...foi.Event) int {
		var ledger []foi.Entry
		for i, e := range events {
			ledger = append(ledger, foi.Entry{Seq: i + 1, Event: e, At: time.Date(2026, 3, 1+i, 15, 0, 0, 0, time.UTC)})
		}
		_, _, day := pause(law.Statute("bo-la-paz"), ledger).From.Civil()
		return day
	}
	for want, events := range map[int][]foi.Event{2: {foi.Filed, foi.FeeAsked, foi.FeeReminded, foi.FeeAsked}, 4: {foi.Filed, foi.FeeAsked, foi.FeeWaived, foi.ClarificationAsked}, 3: {foi.Filed, foi.Acknowledged, foi.ClockSuspended, foi.Noted}} {
		if got := days(events...); got != want {
			t.Errorf("%v: since day %d, want %d", events, got, want)
		}
	}
	if since := pause(law.Statute("bo-la-paz"), []foi.Entry{{Event: foi.FeeAsked, At: time.Now()}, {Event: foi.FeePaid}}).From; !since.IsZero() {
		t.Errorf("what was paid still waits since %s", since)
	}
}

// A suggestion can be joined to as long as it will still be answered.
func TestJoinable(t *testing.T) {
	list := []view.DeskLikely{{Reference: "LP-2026-000001-1", State: foi.Open}, {Reference: "LP-2026-000002-2", State: foi.Answered}, {Reference: "LP-2026-000003-3", State: foi.Open, Published: true}}
	joinable(list, "/mesa/casos/LP-2026-000009-9/join")
	if list[0].Join != "/mesa/casos/LP-2026-000009-9/join?otra=LP-2026-000001-1" || list[1].Join != "" || list[2].Join != "" {
		t.Errorf("%q %q %q", list[0].Join, list[1].Join, list[2].Join)
	}
}

// An amount is read as people write it and as our own pages print it; what could be read in two ways is none.
func TestHundredths(t *testing.T) {
	for want, texts := range map[int][]string{2550: {"25,50", "25.5", " 25 , 50 "}, 125000: {"1.250", "1250", "1.250,00", "1,250.00", "1 250"}, 100_000_000: {"1.000.000", "1,000,000.00"},
		0: {"", "0", "-5", "veinte", "1,250", "12,345", "1.25.0", "25.50,1", "1.2500", "£25", "99999999", "1.250.00"}} {
		for _, text := range texts {
			if got := hundredths(text); got != want {
				t.Errorf("%q: %d, want %d", text, got, want)
			}
		}
	}
}

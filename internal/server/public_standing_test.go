package server

import (
	"testing"

	"qhana/internal/foi"
	"qhana/internal/view"
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
		"fee":        {Request: foi.Request{State: foi.Received}, Deadlines: []foi.Deadline{clock("response", foi.Suspended), clock("fee", foi.Running)}},
		"paused":     {Request: foi.Request{State: foi.Open}, Deadlines: []foi.Deadline{clock("response", foi.Suspended)}},
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

// A suggestion can be joined to as long as it will still be answered.
func TestJoinable(t *testing.T) {
	list := []view.DeskLikely{{Reference: "LP-2026-000001-1", State: foi.Open}, {Reference: "LP-2026-000002-2", State: foi.Answered}, {Reference: "LP-2026-000003-3", State: foi.Open, Published: true}}
	joinable(list, "/mesa/casos/LP-2026-000009-9/join")
	if list[0].Join != "/mesa/casos/LP-2026-000009-9/join?otra=LP-2026-000001-1" || list[1].Join != "" || list[2].Join != "" {
		t.Errorf("%q %q %q", list[0].Join, list[1].Join, list[2].Join)
	}
}

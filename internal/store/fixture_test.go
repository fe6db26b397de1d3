package store_test

import (
	"fmt"
	"testing"
	"time"

	"qhana/internal/foi"
	"qhana/internal/store"
)

var filedAt = time.Date(2026, 3, 2, 16, 0, 0, 0, time.UTC)

// sample is a request to be stored.
type sample struct {
	state    foi.State
	clock    foi.Status
	due      string // "" is none
	subject  string
	body     string
	missed   bool
	branches []foi.Branch
	docs     []string
	words    foi.Words
	holder   string
	owner    int64
	back     foi.Event
}

// keep stores a request as a filing would and returns it.
func keep(t *testing.T, s *store.Store, x sample) foi.Request {
	t.Helper()
	id, number, err := s.NextNumber(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if x.state == "" {
		x.state, x.clock = foi.Received, foi.Running
	}
	if x.subject == "" {
		x.subject = fmt.Sprintf("Asunto %d", number)
	}
	req := foi.Request{ID: id, Reference: foi.NewReference("LP", 2026, number), Statute: "bo-la-paz", Version: "1", State: x.state, Rev: 1,
		Channel: foi.Web, Locale: "es", Zone: "centro", FiledAt: filedAt, Clock: x.clock, Missed: x.missed, UpdatedAt: filedAt}
	if x.due != "" {
		req.DueOn = foi.MustDate(x.due)
	}
	filing := foi.Filing{Reference: req.Reference, Question: foi.Question{Subject: x.subject, Body: x.body},
		Requester: foi.Requester{Name: "María Ñandú", Email: "maria@example.com", Delivery: "web"}, KeyMAC: []byte(req.Reference)}
	change := store.Change{Request: req, Branches: x.branches,
		Entries: []foi.Entry{{Seq: 1, At: filedAt, Event: foi.Filed, By: foi.By{Role: foi.Citizen}, Facts: foi.Facts{Statute: "bo-la-paz", Calendar: foi.MustDate("2026-01-15")}, Words: x.words}},
		Deadlines: []foi.Deadline{{Clock: "response", Unit: "transparencia", Status: x.clock, StartedOn: foi.MustDate("2026-03-03"),
			DueOn: req.DueOn, Missed: x.missed}},
		Milestones: []foi.Milestone{{Clock: "response", Kind: "remind", Before: 5, DueOn: foi.MustDate("2026-03-20"), At: filedAt.AddDate(0, 0, 10)}},
		Notices: []foi.Notice{{Request: id, Entry: 1, N: 1, Kind: "receipt", To: foi.Recipient{Role: foi.Citizen}, Locale: "es",
			MessageID: string(req.Reference) + ".1.1@example.com", CreatedAt: filedAt}},
	}
	if x.holder != "" {
		change.Request.Holders = []string{x.holder}
	}
	in(t, s, func(tx *store.Tx) error {
		if err := tx.SaveFiled(t.Context(), filing, x.docs, change, nil); err != nil {
			return err
		}
		_, err := tx.ExecContext(t.Context(), `UPDATE request SET owner = nullif($2, 0), back = $3 WHERE id = $1`, id, x.owner, string(x.back))
		return err
	})
	return req
}

// in runs do in a transaction that must succeed.
func in(t *testing.T, s *store.Store, do func(*store.Tx) error) {
	t.Helper()
	if err := s.InTx(t.Context(), do); err != nil {
		t.Fatal(err)
	}
}

func branch(no int, unit string, state foi.BranchState, due string) foi.Branch {
	return foi.Branch{No: no, Unit: unit, State: state, OpenedOn: foi.MustDate("2026-03-03"), DueOn: foi.MustDate(due)}
}

// all reads a whole list page by page and returns its references, and fails when one comes twice.
func all(t *testing.T, s *store.Store, f store.RequestFilter) []foi.Reference {
	t.Helper()
	var out []foi.Reference
	seen := map[foi.Reference]bool{}
	for {
		page, err := s.Requests(t.Context(), f)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range page.Requests {
			if seen[r.Reference] {
				t.Fatalf("%s comes twice", r.Reference)
			}
			seen[r.Reference] = true
			out = append(out, r.Reference)
		}
		if f.After = page.Next; page.Next == "" {
			return out
		}
	}
}

package store_test

import (
	"fmt"
	"slices"
	"testing"

	"qhana/internal/foi"
	"qhana/internal/store"
	"qhana/internal/testdb"
)

// clocks reads all pages of a list and returns its clocks as "reference number/clock status".
func clocks(t *testing.T, s *store.Store, f store.DeadlineFilter) []string {
	t.Helper()
	var out []string
	for {
		page, err := s.Deadlines(t.Context(), f)
		ok(t, err)
		for _, d := range page.Deadlines {
			out = append(out, fmt.Sprintf("%s %s %s", d.Subject, d.Clock, d.Status))
		}
		if f.After = page.Next; page.Next == "" {
			return out
		}
	}
}

func TestDeadlines(t *testing.T) {
	t.Parallel()
	s := testdb.New(t)
	keep(t, s, sample{subject: "a", state: foi.Open, clock: foi.Running, due: "2026-03-23", branches: []foi.Branch{branch(1, "u1", foi.BranchIsOpen, "2026-03-12")}})
	keep(t, s, sample{subject: "b", state: foi.Open, clock: foi.Running, due: "2026-03-20"})
	keep(t, s, sample{subject: "c", state: foi.Open, clock: foi.Missed, due: "2026-02-20", missed: true})
	keep(t, s, sample{subject: "d", state: foi.Published, clock: foi.Met, due: "2026-02-10", missed: true})
	keep(t, s, sample{subject: "e", state: foi.Published, clock: foi.Met, due: "2026-02-11"})
	keep(t, s, sample{subject: "f", state: foi.Open, clock: foi.Suspended})
	ok(t, s.InTx(t.Context(), func(tx *store.Tx) error {
		_, err := tx.ExecContext(t.Context(), `UPDATE deadline SET extended = 10, unit = 'u9' FROM question q WHERE q.request_id = deadline.request_id AND q.subject IN ('b', 'e')`)
		return err
	}))
	for _, c := range []struct {
		f      store.DeadlineFilter
		expect []string
	}{
		{store.DeadlineFilter{Viewer: auditor}, []string{"f response suspended", "a response running", "b response running", "c response missed", "e response met", "d response met"}},
		{store.DeadlineFilter{Viewer: auditor, Oldest: true}, []string{"d response met", "e response met", "c response missed", "b response running", "a response running", "f response suspended"}},
		{store.DeadlineFilter{Viewer: auditor, Status: foi.Running}, []string{"b response running", "a response running"}},
		{store.DeadlineFilter{Viewer: auditor, Late: true}, []string{"c response missed", "d response met"}},
		{store.DeadlineFilter{Viewer: auditor, Extended: true}, []string{"b response running", "e response met"}},
		{store.DeadlineFilter{Viewer: auditor, Unit: "u9", Status: foi.Met}, []string{"e response met"}},
		{store.DeadlineFilter{Viewer: auditor, From: foi.MustDate("2026-02-11"), To: foi.MustDate("2026-03-20")}, []string{"b response running", "c response missed", "e response met"}},
		{store.DeadlineFilter{Viewer: auditor, Clock: "branch"}, nil},
		{store.DeadlineFilter{Viewer: official}, []string{"a response running"}},
		{store.DeadlineFilter{Viewer: admin}, nil},
	} {
		for _, limit := range []int{1, 4, 0} {
			c.f.Limit = limit
			if got := clocks(t, s, c.f); !slices.Equal(got, c.expect) {
				t.Errorf("%+v: got %q, want %q", c.f, got, c.expect)
			}
		}
	}
	for _, f := range []store.DeadlineFilter{{Viewer: auditor, After: "x"}, {Viewer: auditor, Unit: "\x00"}} {
		_, err := s.Deadlines(t.Context(), f)
		want(t, err, foi.Invalid)
	}
	figures, err := s.UnitFigures(t.Context(), "response")
	ok(t, err)
	expect := []store.UnitFigures{{Unit: "transparencia", Running: 1, Suspended: 1, MetLate: 1, Missed: 1}, {Unit: "u9", Running: 1, Met: 1, Extended: 2}}
	if !slices.Equal(figures, expect) {
		t.Errorf("figures: %+v", figures)
	}
}

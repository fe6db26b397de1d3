package store_test

import (
	"testing"
	"time"

	"qhana/internal/foi"
	"qhana/internal/store"
	"qhana/internal/testdb"
)

func TestFigures(t *testing.T) {
	t.Parallel()
	s := testdb.New(t)
	today := foi.MustDate("2026-03-21")
	empty, err := s.Figures(t.Context(), today)
	ok(t, err)
	if empty != (store.Figures{}) || empty.OnTime() != 0 {
		t.Errorf("of nothing: %+v", empty)
	}
	keep(t, s, sample{state: foi.Open, clock: foi.Running, due: "2026-03-23"})
	keep(t, s, sample{state: foi.Open, clock: foi.Missed, due: "2026-02-20", missed: true})
	keep(t, s, sample{state: foi.Published, clock: foi.Met, due: "2026-02-10", missed: true})
	keep(t, s, sample{state: foi.Withdrawn, clock: foi.Stopped, due: "2026-02-10"})
	keep(t, s, sample{state: foi.Published, clock: foi.Met, due: "2024-02-10"})
	publish(t, s, foi.Disclosure{Title: "x", Outcome: "granted", Days: 9})
	got, err := s.Figures(t.Context(), today)
	ok(t, err)
	if expect := (store.Figures{Open: 2, Late: 1, Due: 3, InTime: 1, AfterTerm: 1, MedianDays: 9, Published: 1}); got != expect || got.OnTime() != 33 {
		t.Errorf("got %+v, want %+v", got, expect)
	}
}

func TestMachinery(t *testing.T) {
	t.Parallel()
	s := testdb.New(t)
	a, b := keep(t, s, sample{}), keep(t, s, sample{})
	falls := filedAt.AddDate(0, 0, 10)
	before, err := s.Machinery(t.Context(), falls.Add(-time.Hour))
	ok(t, err)
	if len(before.Upcoming) != 2 || len(before.Overdue) != 0 || before.Late != 0 || before.Upcoming[0].Reference != a.Reference ||
		before.Upcoming[0].Name != "remind.5" || before.Upcoming[0].DueOn() != foi.MustDate("2026-03-20") {
		t.Errorf("before: %+v", before)
	}
	if len(before.Notices) != 2 || before.Unsent != 2 || before.Notices[1].Reference != b.Reference || before.Notices[1].To.Role != foi.Citizen {
		t.Errorf("notices: %+v", before.Notices)
	}
	_, err = s.DB().ExecContext(t.Context(), `
		INSERT INTO river_job (kind, state, max_attempts, attempt, args, attempted_at, scheduled_at, finalized_at, errors)
		VALUES ('notice', 'running', 5, 1, '{}', $1, $1, NULL, NULL), ('notice', 'available', 5, 0, '{}', NULL, $1, NULL, NULL),
		       ('notice', 'discarded', 5, 5, '{}', $1, $1, $1, ARRAY['{"error": "no"}', '{"error": "refused"}']::jsonb[])`, filedAt)
	ok(t, err)
	after, err := s.Machinery(t.Context(), falls)
	ok(t, err)
	if len(after.Upcoming) != 0 || len(after.Overdue) != 2 || after.Late != 2 || !after.Oldest.Equal(filedAt) || len(after.Jobs) != 3 ||
		after.Jobs["available"] != 1 || len(after.Stuck) != 2 || after.Stuck[1].Error+after.Stuck[0].Error != "refused" {
		t.Errorf("after: %+v", after)
	}
}

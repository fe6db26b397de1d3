package store_test

import (
	"fmt"
	"slices"
	"testing"

	"qhana/internal/foi"
	"qhana/internal/store"
	"qhana/internal/testdb"
)

// desk stores one request for each way in which the desk's queues tell them apart, and returns their names.
func desk(t *testing.T, s *store.Store) map[foi.Reference]string {
	t.Helper()
	names := map[foi.Reference]string{}
	add := func(name string, x sample) { names[keep(t, s, x).Reference] = name }
	add("received", sample{state: foi.Received, clock: foi.Running, due: "2026-03-23", owner: 7})
	add("soon", sample{state: foi.Open, clock: foi.Running, due: "2026-03-06", branches: []foi.Branch{branch(1, "u1", foi.BranchIsOpen, "2026-03-12")}})
	theirs := branch(1, "u1", foi.BranchIsAccepted, "2026-03-04")
	theirs.Account, theirs.SentBack = 4, true
	add("late", sample{state: foi.Open, clock: foi.Missed, due: "2026-02-27", missed: true,
		branches: []foi.Branch{theirs, branch(2, "u2", foi.BranchIsApproved, "2026-03-04")}})
	add("waiting", sample{state: foi.Open, clock: foi.Suspended})
	add("back", sample{state: foi.Open, clock: foi.Running, due: "2026-03-20", back: foi.BranchReturned, owner: 1,
		branches: []foi.Branch{branch(1, "u1", foi.BranchIsApproved, "2026-03-04"), branch(2, "u3", foi.BranchIsReturned, "2026-03-04")}})
	missed := branch(1, "u2", foi.BranchIsAnswered, "2026-03-01")
	missed.Missed = true
	add("branch late", sample{state: foi.Open, clock: foi.Running, due: "2026-03-24", branches: []foi.Branch{missed}})
	add("to sign", sample{state: foi.Signing, clock: foi.Running, due: "2026-03-25", holder: "sign"})
	add("to approve", sample{state: foi.Signing, clock: foi.Running, due: "2026-03-25", holder: "legal"})
	add("signed", sample{state: foi.Signed, clock: foi.Running, due: "2026-03-26"})
	add("published", sample{state: foi.Published, clock: foi.Met, due: "2026-03-27", branches: []foi.Branch{branch(1, "u1", foi.BranchIsApproved, "2026-03-04")}})
	add("withdrawn", sample{state: foi.Withdrawn, clock: foi.Stopped})
	return names
}

func TestQueues(t *testing.T) {
	t.Parallel()
	s := testdb.New(t)
	names := desk(t, s)
	until := foi.MustDate("2026-03-06")
	u1 := foi.Actor{Account: 4, Grants: []foi.Grant{{Role: foi.UnitOfficial, Unit: "u1"}}}
	u2 := foi.Actor{Account: 5, Grants: []foi.Grant{{Role: foi.UnitHead, Unit: "u2"}, {Role: foi.Administrator}}}
	lawyer := foi.Actor{Account: 7, Grants: []foi.Grant{{Role: foi.Reviewer, Unit: "legal"}}}
	standIn := foi.Actor{Account: 8, For: []int64{1, 7}, Grants: []foi.Grant{{Role: foi.TransparencyOfficer, Unit: "transparencia"}}}
	both := foi.Actor{Account: 6, Grants: []foi.Grant{{Role: foi.Signatory, Unit: "sg"}, {Role: foi.UnitHead, Unit: "u1"}}}
	for _, c := range []struct {
		who    foi.Actor
		queue  string
		expect []string
	}{
		{officer, store.QueueNew, []string{"received"}},
		{officer, store.QueueDueWeek, []string{"soon"}},
		{officer, store.QueueLate, []string{"late"}},
		{officer, store.QueueWaitingCitizen, []string{"waiting"}},
		{officer, store.QueueBack, []string{"back"}},
		{officer, store.QueueToApprove, []string{"to approve"}},
		{lawyer, store.QueueToApprove, []string{"to approve"}},
		{both, store.QueueToSign, []string{"to sign"}},
		{officer, store.QueueToSign, []string{"to sign"}},
		{officer, store.QueueSigned, []string{"signed"}},
		{officer, store.QueueMine, []string{"back"}},
		{standIn, store.QueueMine, []string{"back", "received"}},
		{officer, store.QueueAllLive, []string{"late", "soon", "back", "received", "branch late", "to sign", "to approve", "signed", "waiting"}},
		{officer, store.QueueClosed, []string{"withdrawn", "published"}},
		{officer, store.QueueAll, []string{"withdrawn", "published", "signed", "to approve", "to sign", "branch late", "back", "waiting", "late", "soon", "received"}},
		{both, store.QueueUnit, []string{"late", "soon"}},
		{auditor, store.QueueLate, []string{"late"}},
		{u1, store.QueueNew, []string{"soon"}},
		{u1, store.QueueDueWeek, []string{"late"}},
		{u1, store.QueueLate, nil},
		{u1, store.QueueBack, []string{"late"}},
		{u1, store.QueueUnit, []string{"late", "soon"}},
		{u1, store.QueueMine, []string{"late"}},
		{u1, store.QueueAllLive, []string{"late", "soon"}},
		{u1, store.QueueClosed, []string{"published"}},
		{u1, store.QueueAll, []string{"published", "back", "late", "soon"}},
		{u2, store.QueueLate, []string{"branch late"}},
		{u2, store.QueueAll, []string{"branch late", "late"}},
		{admin, store.QueueAll, nil},
		{admin, store.QueueMine, nil},
		{foi.Actor{}, store.QueueAll, nil},
		{foi.TheCitizen(), store.QueueAll, nil},
	} {
		var got []string
		for _, ref := range all(t, s, store.RequestFilter{Viewer: c.who, Queue: c.queue, Until: until, Signing: "sign", Limit: 2}) {
			got = append(got, names[ref])
		}
		if !slices.Equal(got, c.expect) {
			t.Errorf("%v %s: got %q, want %q", c.who.Grants, c.queue, got, c.expect)
		}
		counts, err := s.QueueCounts(t.Context(), store.RequestFilter{Viewer: c.who, Until: until, Unopened: until - 30, Signing: "sign"})
		if n, ok := counts[c.queue]; err != nil || ok && int(n) != len(c.expect) {
			t.Errorf("%v %s: counted %d (%v), want %d", c.who.Grants, c.queue, n, err, len(c.expect))
		}
	}
}

// What all units are counted at once for is what each of their people counts alone.
func TestUnitCounts(t *testing.T) {
	t.Parallel()
	s := testdb.New(t)
	desk(t, s)
	f := store.RequestFilter{Until: foi.MustDate("2026-03-05"), Signing: "sign"}
	restrict := func(n int) {
		in(t, s, func(tx *store.Tx) error {
			_, err := tx.ExecContext(t.Context(), `UPDATE request SET restricted = true WHERE id IN (SELECT request_id FROM branch ORDER BY request_id LIMIT $1)`, n)
			return err
		})
	}
	for restricted := range 3 {
		restrict(restricted)
		some := 0
		for _, unopened := range []string{"2026-02-01", "2026-02-27", "2026-03-02", "2026-04-01"} {
			f.Unopened = foi.MustDate(unopened)
			all, err := s.UnitCounts(t.Context(), f.Until, f.Unopened)
			ok(t, err)
			for _, unit := range []string{"u1", "u2", "u3"} {
				f.Viewer = foi.Actor{Account: 77, Grants: []foi.Grant{{Role: foi.UnitOfficial, Unit: unit}}}
				alone, err := s.QueueCounts(t.Context(), f, store.UnitQueues...)
				ok(t, err)
				for _, queue := range store.UnitQueues {
					if all[unit][queue] != alone[queue] {
						t.Errorf("%d restricted: %s of %s is counted %d at once and %d alone", restricted, queue, unit, all[unit][queue], alone[queue])
					}
					some += int(alone[queue])
				}
			}
		}
		if some == 0 {
			t.Error("nothing was counted")
		}
	}
}

func TestRowsShowWhatTheViewerMayKnow(t *testing.T) {
	t.Parallel()
	s := testdb.New(t)
	desk(t, s)
	for _, c := range []struct {
		who    foi.Actor
		person string
		due    string
	}{
		{officer, "María Ñandú", "2026-02-27"},
		{foi.Actor{Account: 9, Grants: []foi.Grant{{Role: foi.Clerk, Unit: "transparencia"}}}, "María Ñandú", "2026-02-27"},
		{auditor, "", "2026-02-27"},
		{official, "", "2026-03-04"},
	} {
		page, err := s.Requests(t.Context(), store.RequestFilter{Viewer: c.who, Queue: store.QueueAllLive, Limit: 1})
		if err != nil || len(page.Requests) != 1 {
			t.Fatalf("%v: %v, %v", c.who.Grants, page, err)
		}
		r := page.Requests[0]
		if r.Requester != c.person || r.Due.String() != c.due || len(r.Branches) != 1 || r.Branches[0].Unit != "u1" || r.Subject == "" {
			t.Errorf("%v sees %+v", c.who.Grants, r)
		}
	}
}

func TestFiltersAndOrders(t *testing.T) {
	t.Parallel()
	s := testdb.New(t)
	names := desk(t, s)
	for _, c := range []struct {
		name   string
		f      store.RequestFilter
		expect []string
	}{
		{"due, last first", store.RequestFilter{Queue: store.QueueAllLive, Sort: "-due"}, []string{"waiting", "signed", "to approve", "to sign", "branch late", "received", "back", "soon", "late"}},
		{"filed", store.RequestFilter{Queue: store.QueueAllLive, Sort: "filed"}, []string{"received", "soon", "late", "waiting", "back", "branch late", "to sign", "to approve", "signed"}},
		{"all filed", store.RequestFilter{Sort: "filed", State: foi.Open}, []string{"soon", "late", "waiting", "back", "branch late"}},
		{"due is not an order of all", store.RequestFilter{Sort: "due", State: foi.Withdrawn}, []string{"withdrawn"}},
		{"unit", store.RequestFilter{Unit: "u2"}, []string{"branch late", "late"}},
		{"clock", store.RequestFilter{Clock: foi.Suspended}, []string{"waiting"}},
		{"nothing", store.RequestFilter{Unit: "u2", Clock: foi.Suspended}, nil},
	} {
		c.f.Viewer, c.f.Limit = officer, 2
		var got []string
		for _, ref := range all(t, s, c.f) {
			got = append(got, names[ref])
		}
		if !slices.Equal(got, c.expect) {
			t.Errorf("%s: got %q, want %q", c.name, got, c.expect)
		}
	}
}

func TestPagesAreWhole(t *testing.T) {
	t.Parallel()
	s := testdb.New(t)
	for i := range 60 { // many share a due day
		keep(t, s, sample{state: foi.Open, clock: foi.Running, due: fmt.Sprintf("2026-03-%02d", 10+i%3), subject: "Luminarias rotas",
			branches: []foi.Branch{branch(1, "u1", foi.BranchIsOpen, fmt.Sprintf("2026-03-%02d", 5+i%4))}})
	}
	for _, f := range []store.RequestFilter{
		{Viewer: officer, Queue: store.QueueAllLive}, {Viewer: officer, Queue: store.QueueAllLive, Sort: "-due"},
		{Viewer: officer, Sort: "filed"}, {Viewer: officer}, {Viewer: officer, Text: "luminaria"},
		{Viewer: official, Queue: store.QueueUnit}, {Viewer: official, Queue: store.QueueUnit, Sort: "-due"}, {Viewer: official, Text: "luminaria"},
	} {
		f.Limit = 7
		if got := len(all(t, s, f)); got != 60 {
			t.Errorf("%+v: %d of 60", f, got)
		}
	}
}

func TestCursorsOfOthersAreRefused(t *testing.T) {
	t.Parallel()
	s := testdb.New(t)
	desk(t, s)
	page, err := s.Requests(t.Context(), store.RequestFilter{Viewer: officer, Limit: 1})
	if err != nil || page.Next == "" {
		t.Fatal(page, err)
	}
	for _, c := range []store.RequestFilter{
		{Queue: store.QueueAllLive, After: page.Next}, // of another order
		{After: "x"}, {After: "Zm9v"}, {After: "AAAA"}, {After: "ZmlsZWR8fDEnOyBEUk9Q"}, {Queue: "nonsense"}, {Queue: "\x00"},
	} {
		c.Viewer = officer
		_, err := s.Requests(t.Context(), c)
		want(t, err, foi.Invalid)
	}
}

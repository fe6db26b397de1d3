package casework_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"qhana/internal/casework"
	"qhana/internal/foi"
	"qhana/internal/statute"
	"qhana/internal/store"
	"qhana/internal/testdb"
	"qhana/workflows"
)

// counted is a queue that counts the notices that it is given.
type counted struct {
	mu    sync.Mutex
	kinds map[string]int
}

func (q *counted) Enqueue(_ context.Context, _ *sql.Tx, notices []foi.Notice) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, n := range notices {
		q.kinds[n.Kind+" "+n.To.String()]++
	}
	return nil
}

type town struct {
	t     *testing.T
	store *store.Store
	law   *statute.Library
	desk  *casework.Desk
	queue *counted
	now   time.Time
	admin foi.Actor
}

// shipped are the laws as they come, read once: every test has its own declarations on them.
var shipped = sync.OnceValues(func() (*statute.Library, error) { return statute.LoadUntil(workflows.FS, foi.MustDate("2026-01-14")) })

func newTown(t *testing.T) *town {
	t.Helper()
	law, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	law = law.Supposing(nil)
	w := &town{t: t, store: testdb.New(t), law: law, queue: &counted{kinds: map[string]int{}}, admin: foi.Actor{Grants: []foi.Grant{{Role: foi.Administrator}}}}
	w.desk = casework.New(w.store, law, w.queue, func() time.Time { return w.now }, "lapaz.example")
	return w
}

func (w *town) at(s string) *town {
	w.t.Helper()
	at, err := time.Parse("2006-01-02 15:04 -07", s+" -04")
	if err != nil {
		w.t.Fatal(err)
	}
	w.now = at.UTC()
	return w
}

func (w *town) file(n int) []int64 {
	w.t.Helper()
	var ids []int64
	for range n {
		req, err := w.desk.File(w.t.Context(), foi.Filing{Locale: "es", Channel: foi.Web, Question: foi.Question{Subject: "x", Body: "y"},
			Requester: foi.Requester{Name: "N", Delivery: "web"}}, nil, foi.TheCitizen(), func(foi.Reference) []byte { return make([]byte, 32) }, nil)
		if err != nil {
			w.t.Fatal(err)
		}
		ids = append(ids, req.ID)
	}
	return ids
}

func (w *town) recount() int {
	w.t.Helper()
	n, err := w.desk.Recalculate(w.t.Context(), 0)
	if err != nil {
		w.t.Fatal(err)
	}
	return n.Moved
}

// due checks that every case is due on a day, and that what is stored is what its ledger comes to.
func (w *town) due(ids []int64, want string) {
	w.t.Helper()
	for _, id := range ids {
		c, err := w.store.CaseByID(w.t.Context(), id)
		if err != nil {
			w.t.Fatal(err)
		}
		if c.Request.DueOn.String() != want {
			w.t.Fatalf("%s is due on %s, want %s", c.Request.Reference, c.Request.DueOn, want)
		}
		r := w.law.Under(c.Request.Statute, c.Request.Version).Replay(c.Request, c.Ledger)
		if got := fmt.Sprint(r.Request.DueOn, r.Request.Missed, r.Request.Clock, r.Request.Version); got != fmt.Sprint(c.Request.DueOn, c.Request.Missed, c.Request.Clock, c.Request.Version) {
			w.t.Fatalf("%s: the ledger comes to %s", c.Request.Reference, got)
		}
	}
}

func (w *town) events(id int64, event foi.Event) int {
	c, err := w.store.CaseByID(w.t.Context(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	n := 0
	for _, e := range c.Ledger {
		if e.Event == event {
			n++
		}
	}
	return n
}

func closure(from, to string) foi.Closure {
	return foi.Closure{From: foi.MustDate(from), To: foi.MustDate(to), Name: "Paro cívico", Source: "Resolución 1", Document: "resolucion"}
}

func TestDeclareAndRevoke(t *testing.T) {
	t.Parallel()
	w := newTown(t).at("2026-03-02 10:00")
	ids := w.file(7)
	w.due(ids, "2026-03-23")
	w.at("2026-03-04 09:00")
	moves, err := w.desk.PreviewClosures(t.Context(), []foi.Closure{closure("2026-03-10", "2026-03-11")}, 0)
	if err != nil || moves.Cases != 7 || moves.Clocks != 7 || moves.List[0].New.String() != "2026-03-25" {
		t.Fatalf("%+v %v", moves, err)
	}
	w.due(ids, "2026-03-23") // a preview writes nothing
	if err := w.desk.Declare(t.Context(), 0, []foi.Closure{closure("2026-03-10", "2026-03-11")}, w.admin); err != nil {
		t.Fatal(err)
	}
	if n := w.recount(); n != 7 {
		t.Fatalf("%d moved", n)
	}
	w.due(ids, "2026-03-25")
	if n := w.recount(); n != 0 {
		t.Fatalf("%d moved the second time", n)
	}
	if n := w.queue.kinds["due_changed requester"]; n != 7 {
		t.Fatalf("people were told %d times: %v", n, w.queue.kinds)
	}
	late := w.file(1) // filed with the closure
	w.due(late, "2026-03-27")
	stale := w.desk.Declare(t.Context(), 0, []foi.Closure{closure("2026-03-12", "2026-03-12")}, w.admin)
	if foi.CodeOf(stale) != foi.Conflict {
		t.Fatalf("a second administrator who had not seen the first: %v", stale)
	}
	if err := w.desk.Declare(t.Context(), 1, []foi.Closure{{Revokes: 1}}, w.admin); err != nil {
		t.Fatal(err)
	}
	w.recount()
	w.due(ids, "2026-03-23")
	if n := w.events(ids[0], foi.Recalculated); n != 2 {
		t.Fatalf("%d recalculations on the ledger", n)
	}
	if err := w.desk.Declare(t.Context(), 2, []foi.Closure{{Revokes: 1}}, w.admin); foi.CodeOf(err) != foi.Conflict {
		t.Fatalf("revoked twice: %v", err)
	}
}

// DS 5521 as it had to be declared on 15 January 2026. What was due on 23 January came forward by a day; of the terms that the law
// has, only one of months could reach the days that were added then, and went back.
func TestDecreeMovesBothWays(t *testing.T) {
	t.Parallel()
	w := newTown(t).at("2025-12-30 10:00")
	january := w.file(2)
	w.due(january, "2026-01-23")
	w.at("2026-01-15 09:10")
	list := []foi.Closure{{From: foi.MustDate("2026-01-22"), To: foi.MustDate("2026-01-22"), Worked: true, Name: "Día hábil", Source: "DS 5521", Document: "ds-5521"},
		closure("2026-01-23", "2026-01-23"), closure("2026-06-05", "2026-06-05"), closure("2026-06-22", "2026-06-22"), closure("2026-08-07", "2026-08-07")}
	moves, err := w.desk.PreviewClosures(t.Context(), list, 0)
	if err != nil || moves.Earlier != 2 || moves.Later != 0 {
		t.Fatalf("%+v %v", moves, err)
	}
	if err := w.desk.Declare(t.Context(), 0, list, w.admin); err != nil {
		t.Fatal(err)
	}
	w.recount()
	w.due(january, "2026-01-22")
	if n := w.queue.kinds["due_changed requester"]; n != 2 {
		t.Fatalf("people were told %d times: %v", n, w.queue.kinds)
	}
	whole, err := statute.Load(workflows.FS)
	if err != nil {
		t.Fatal(err)
	}
	before := w.law.Statute("bo-nacional") // its calendar's file, without what was declared after 14 January
	for received, days := range map[string][2]string{
		"2025-12-05 10:00": {"2026-06-05", "2026-06-08"}, "2025-12-22 10:00": {"2026-06-22", "2026-06-23"}, "2026-02-06 10:00": {"2026-08-07", "2026-08-10"}} {
		at := w.at(received).now
		for i, s := range []*statute.Statute{before, whole.Statute("bo-nacional")} {
			if c, _, err := s.ExplainTerm("resolution", "", at, nil, nil); err != nil || c.Due.String() != days[i] {
				t.Errorf("six months from %s: %s, want %s: %v", received, c.Due, days[i], err)
			}
		}
	}
	for _, s := range []string{"2026-01-15 10:00", "2026-05-20 11:00", "2026-07-24 10:00"} { // as the calendar's own file has it
		w.at(s)
		id := w.file(1)
		c, _, err := whole.Body().ExplainTerm("response", "", w.now, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		w.due(id, c.Due.String())
	}
}

func TestLateClosuresReviveOnlyWhenTheySay(t *testing.T) {
	t.Parallel()
	for _, revives := range []bool{false, true} {
		t.Run(fmt.Sprint(revives), func(t *testing.T) {
			t.Parallel()
			w := newTown(t).at("2026-03-02 10:00")
			ids := w.file(1)
			w.at("2026-03-24 00:01")
			_, err := w.desk.Act(t.Context(), ids[0], foi.Action{Kind: foi.Fire, Clock: "response", Milestone: "lapse", Due: foi.MustDate("2026-03-23")}, foi.TheSystem())
			if err != nil {
				t.Fatal(err)
			}
			c := closure("2026-03-19", "2026-03-20")
			c.Revives = revives
			if err := w.desk.Declare(t.Context(), 0, []foi.Closure{c}, w.admin); err != nil {
				t.Fatal(err)
			}
			w.recount()
			want := map[bool]string{false: "2026-03-23", true: "2026-03-25"}[revives]
			w.due(ids, want)
			got, err := w.store.CaseByID(t.Context(), ids[0])
			if err != nil || got.Request.Missed == revives {
				t.Fatalf("missed: %t, %v", got.Request.Missed, err)
			}
		})
	}
}

func TestBadClosures(t *testing.T) {
	t.Parallel()
	w := newTown(t).at("2026-03-02 10:00")
	for key, c := range map[string]foi.Closure{"closure.day": {}, "closure.order": closure("2026-03-11", "2026-03-10"), "closure.long": closure("2026-03-11", "2036-03-10"),
		"closure.name_long": longName(closure("2026-03-11", "2026-03-11")),
		"closure.past":      closure("2024-03-11", "2024-03-11"), "closure.years": closure("2036-03-11", "2036-03-11"), "closure.source": {From: 20600, To: 20600, Name: "x"}} {
		_, err := w.desk.PreviewClosures(t.Context(), []foi.Closure{c}, 0)
		e, ok := err.(*foi.Error)
		if !ok || e.Key != key || e.Code != foi.Invalid {
			t.Errorf("%+v: got %v, want %s", c, err, key)
		}
		if err := w.desk.Declare(t.Context(), 0, []foi.Closure{c}, w.admin); foi.CodeOf(err) != foi.Invalid {
			t.Errorf("declared: %v", err)
		}
	}
}

// Without the document in which it stands nothing is declared.
func TestDeclareNeedsADocument(t *testing.T) {
	t.Parallel()
	w := newTown(t).at("2026-03-02 10:00")
	c := closure("2026-03-10", "2026-03-10")
	c.Document = ""
	err := w.desk.Declare(t.Context(), 0, []foi.Closure{c}, w.admin)
	if e, ok := err.(*foi.Error); !ok || e.Key != "closure.document" {
		t.Errorf("declared without its document: %v", err)
	}
}

// A preview counts everything, however much, and lists it by pages that leave nothing out; its digest is another one as soon as
// anything else would move.
func TestPreviewIsWhole(t *testing.T) {
	t.Parallel()
	w := newTown(t).at("2026-03-02 10:00")
	w.file(130)
	list := []foi.Closure{closure("2026-03-10", "2026-03-11")}
	seen, after, digest, pages := map[foi.Reference]bool{}, int64(0), "", 0
	for ; pages == 0 || after != 0; pages++ {
		m, err := w.desk.PreviewClosures(t.Context(), list, after)
		if err != nil {
			t.Fatal(err)
		}
		if m.Cases != 130 || m.Clocks != 130 || m.Later != 130 || m.Earlier != 0 || digest != "" && m.Digest != digest {
			t.Fatalf("page %d: %+v", pages, m)
		}
		for _, x := range m.List {
			if seen[x.Reference] {
				t.Fatalf("%s is on two pages", x.Reference)
			}
			seen[x.Reference] = true
		}
		after, digest = m.Next, m.Digest
	}
	if len(seen) != 130 || pages != 3 {
		t.Errorf("%d cases on %d pages", len(seen), pages)
	}
	w.file(1)
	if m, err := w.desk.PreviewClosures(t.Context(), list, 0); err != nil || m.Digest == digest {
		t.Errorf("another case moves, and the digest is the same: %v", err)
	}
}

// What is declared already is not declared again: neither beside what stands nor twice in one form. What says otherwise may.
func TestOverlappingClosures(t *testing.T) {
	t.Parallel()
	w := newTown(t).at("2026-03-02 10:00")
	if err := w.desk.Declare(t.Context(), 0, []foi.Closure{closure("2026-03-10", "2026-03-12")}, w.admin); err != nil {
		t.Fatal(err)
	}
	unit, worked := closure("2026-03-11", "2026-03-11"), closure("2026-03-11", "2026-03-11")
	unit.Unit, worked.Worked = "finanzas", true
	for name, x := range map[string]struct {
		list []foi.Closure
		bad  bool
	}{
		"Same":   {[]foi.Closure{closure("2026-03-10", "2026-03-12")}, true},
		"Part":   {[]foi.Closure{closure("2026-03-12", "2026-03-20")}, true},
		"Unit":   {[]foi.Closure{unit}, true},
		"Twice":  {[]foi.Closure{closure("2026-04-01", "2026-04-02"), closure("2026-04-02", "2026-04-02")}, true},
		"Worked": {[]foi.Closure{worked}, false},
		"Beside": {[]foi.Closure{closure("2026-03-13", "2026-03-13")}, false},
	} {
		_, err := w.desk.PreviewClosures(t.Context(), x.list, 0)
		var e *foi.Error
		if got := errors.As(err, &e) && e.Key == "closure.overlap" && e.Args["From"] != ""; got != x.bad {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := w.desk.Declare(t.Context(), 1, []foi.Closure{{Revokes: 1}}, w.admin); err != nil {
		t.Fatal(err)
	}
	if _, err := w.desk.PreviewClosures(t.Context(), []foi.Closure{closure("2026-03-10", "2026-03-12")}, 0); err != nil {
		t.Errorf("what was revoked stands in the way: %v", err)
	}
}

func longName(c foi.Closure) foi.Closure {
	c.Name = strings.Repeat("ñ", 501)
	return c
}

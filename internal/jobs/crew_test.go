package jobs_test

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"qhana/internal/casework"
	"qhana/internal/document"
	"qhana/internal/foi"
	"qhana/internal/jobs"
	"qhana/internal/mail"
	"qhana/internal/statute"
	"qhana/internal/store"
	"qhana/internal/testdb"
	"qhana/workflows"
)

// house is a desk with its crew, in a time that the test sets.
type house struct {
	t     *testing.T
	store *store.Store
	desk  *casework.Desk
	law   *statute.Library
	now   atomic.Int64

	keeper *document.Keeper // nil: no letters
	notary jobs.Notary      // nil: the record is not signed

	mu    sync.Mutex
	files []mail.File    // of the mails that were taken
	texts []string       // of the same
	sent  map[string]int // by Message-ID
	kinds map[string]int
	fail  error
	stop  func()
}

// shipped are the laws as they come, read once: every test has its own declarations on them.
var shipped = sync.OnceValues(func() (*statute.Library, error) { return statute.Load(workflows.FS) })

func newHouse(t *testing.T) *house {
	t.Helper()
	law, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	law = law.Supposing(nil)
	h := &house{t: t, store: testdb.New(t), law: law, sent: map[string]int{}, kinds: map[string]int{}}
	queue, err := jobs.NewQueue(h.store.DB().DB)
	if err != nil {
		t.Fatal(err)
	}
	h.set("2026-03-02 10:00")
	h.desk = casework.New(h.store, law, queue, h.clock, "lapaz.example")
	err = h.store.InTx(t.Context(), func(tx *store.Tx) error {
		for _, u := range []foi.Unit{{Key: "secretaria-general", NameES: "Secretaría", Kind: "government", Email: "sg@lapaz.example", Active: true},
			{Key: "transparencia", Parent: "secretaria-general", NameES: "Transparencia", Kind: "transparency", Email: "t@lapaz.example", Active: true}} {
			if err := tx.SaveUnit(t.Context(), u); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func (h *house) clock() time.Time { return time.UnixMicro(h.now.Load()).UTC() }

func (h *house) set(s string) {
	h.t.Helper()
	at, err := time.Parse("2006-01-02 15:04 -07", s+" -04")
	if err != nil {
		h.t.Fatal(err)
	}
	h.now.Store(at.UnixMicro())
}

// Send is the outside: it takes mail, or fails as told.
func (h *house) Send(_ context.Context, m mail.Message) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.fail != nil {
		return h.fail
	}
	h.sent[m.ID]++
	h.files = append(h.files, m.Files...)
	h.texts = append(h.texts, m.Subject+"\n"+m.Text+m.HTML)
	return nil
}

// start lets a crew work until the test ends or stop is called.
func (h *house) start() {
	h.t.Helper()
	crew, err := jobs.NewCrew(jobs.Config{Store: h.store, Desk: h.desk, Law: h.law, Sender: h, BaseURL: "https://lapaz.example", Now: h.clock, Keeper: h.keeper, Notary: h.notary,
		Log: slog.New(slog.DiscardHandler), Poll: 20 * time.Millisecond, Every: 20 * time.Millisecond, Lost: time.Second})
	if err != nil {
		h.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- crew.Run(ctx) }()
	var once sync.Once
	h.stop = func() {
		once.Do(func() {
			cancel()
			if err := <-done; err != nil {
				h.t.Error(err)
			}
		})
	}
	h.t.Cleanup(h.stop)
}

func (h *house) file() foi.Request {
	h.t.Helper()
	f := foi.Filing{Question: foi.Question{Subject: "Presupuesto", Body: "¿Cuánto?"}, Channel: foi.Web, Locale: "es",
		Requester: foi.Requester{Name: "María", Email: "maria@correo.example", Delivery: "email"}}
	req, err := h.desk.File(h.t.Context(), f, nil, foi.TheCitizen(), func(foi.Reference) []byte { return []byte("mac") }, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	return req
}

// until waits for something that the crew must bring about.
func (h *house) until(what string, ok func(foi.Case) bool, id int64) foi.Case {
	h.t.Helper()
	var c foi.Case
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		var err error
		if c, err = h.store.CaseByID(h.t.Context(), id); err != nil {
			h.t.Fatal(err)
		}
		if ok(c) {
			return c
		}
	}
	h.t.Fatalf("never came: %s; ledger %v", what, events(c))
	return c
}

func events(c foi.Case) []string {
	out := make([]string, len(c.Ledger))
	for i, e := range c.Ledger {
		out[i] = fmt.Sprintf("%s %s%s", e.Event, e.Facts.Milestone, e.Facts.Notice)
	}
	return out
}

func has(event foi.Event, n int) func(foi.Case) bool {
	return func(c foi.Case) bool {
		found := 0
		for _, e := range c.Ledger {
			if e.Event == event {
				found++
			}
		}
		return found >= n
	}
}

func settled(t *testing.T, h *house) func(foi.Case) bool {
	return func(foi.Case) bool {
		open, err := h.store.UnsettledNotices(t.Context(), time.Now().Add(time.Hour*24*365*10), 10)
		if err != nil {
			t.Fatal(err)
		}
		return len(open) == 0
	}
}

// Nobody acts: each milestone fires once, at its time; the silence applies by itself; every notice goes out once. The
// queue is emptied on the way, and nothing is lost by it.
func TestNobodyActs(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.start()
	req := h.file()
	h.until("receipt", has(foi.NoticeSent, 2), req.ID)
	for _, step := range []struct {
		at    string
		event foi.Event
		n     int
	}{{"2026-03-16 09:00", foi.Reminded, 1}, {"2026-03-20 09:00", foi.Reminded, 2}, {"2026-03-23 09:00", foi.Escalated, 1}, {"2026-03-24 00:01", foi.Lapsed, 2}} {
		h.until("quiet before "+step.at, settled(t, h), req.ID) // days pass at a blow; no mail is under way meanwhile
		h.set(step.at)
		if _, err := h.store.DB().Exec(`TRUNCATE river_job`); err != nil {
			t.Fatal(err)
		}
		h.now.Add(time.Minute.Microseconds()) // what the queue lost is looked for every so often, and here time stands still by itself
		count := step.n
		h.until(step.at, func(c foi.Case) bool { return has(step.event, count)(c) }, req.ID)
	}
	h.until("every notice settled", settled(t, h), req.ID)
	c, err := h.store.CaseByID(t.Context(), req.ID) // the last notice may have settled after the case was read
	if err != nil {
		t.Fatal(err)
	}
	if !c.Request.Missed || c.Request.Clock != foi.Missed {
		t.Errorf("%+v", c.Request)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for id, n := range h.sent {
		if n != 1 {
			t.Errorf("%s went out %d times", id, n)
		}
	}
	silence := false
	for _, e := range c.Ledger {
		silence = silence || e.Event == foi.NoticeSent && e.Facts.Notice == "silence"
	}
	if !silence {
		t.Errorf("the person was not told: %v", events(c))
	}
}

// After downtime every missed milestone fires once, in order, saying that it is late.
func TestDowntime(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	req := h.file()
	h.set("2026-03-26 11:00")
	h.start()
	c := h.until("lapse", has(foi.Lapsed, 2), req.ID)
	var got []string
	for _, e := range c.Ledger {
		if e.Facts.Clock == "response" && e.Facts.Milestone != "" {
			got = append(got, fmt.Sprint(e.Facts.Milestone, e.Facts.Late))
		}
	}
	if want := "[remind.5true remind.1true escalatetrue lapsetrue]"; fmt.Sprint(got) != want {
		t.Errorf("got %v, want %s", got, want)
	}
}

// A server that refuses for now is tried again; one that refuses for good is recorded as that.
func TestMailRefused(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.fail = fmt.Errorf("no connection")
	h.start()
	req := h.file()
	time.Sleep(200 * time.Millisecond)
	h.mu.Lock()
	h.fail = &mail.Permanent{Reason: "refused.550"}
	h.mu.Unlock()
	c := h.until("failure on record", has(foi.NoticeFailed, 1), req.ID)
	for _, e := range c.Ledger {
		if e.Event == foi.NoticeFailed && e.Facts.Reason != "refused.550" {
			t.Errorf("%+v", e.Facts)
		}
	}
}

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"qhana/internal/access"
	"qhana/internal/casework"
	"qhana/internal/foi"
	"qhana/internal/postgres"
	"qhana/internal/simulate"
	"qhana/internal/statute"
	"qhana/internal/store"
	"qhana/internal/view"
)

const (
	benchClients = 8
	benchTime    = 8 * time.Second
	benchHerd    = 100_000
	benchPrompt  = 1000
)

// bench measures Qhana against what the machine's own PostgreSQL can commit, with full durability.
func bench(ctx context.Context, c *cli) error {
	dir := filepath.Join(c.cfg.DataDir, "bench")
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	c.cfg.DataDir, c.cfg.Pepper = dir, Secret(strings.Repeat("bench", 10))
	law, err := c.law()
	if err != nil {
		return err
	}
	server, err := postgres.Start(ctx, filepath.Join(dir, "postgres"), postgres.Options{Conns: 60})
	if err != nil {
		return err
	}
	defer func() { _ = server.Stop() }()
	url := server.URL(postgres.Database)
	if err := store.Migrate(ctx, url); err != nil {
		return err
	}
	s, err := store.Open(ctx, url, c.cfg.Conns)
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	b := &benchmark{cli: c, ctx: ctx, store: s, law: law, url: url, at: time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC), set: time.Now()}
	return b.run()
}

// benchmark is one run, in a time that it moves as it needs.
type benchmark struct {
	*cli
	ctx   context.Context
	store *store.Store
	url   string // of its database
	law   *statute.Library
	world simulate.World
	raw   rate

	mu  sync.Mutex
	at  time.Time // what the time was
	set time.Time // when that was set
}

func (b *benchmark) now() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.at.Add(time.Since(b.set))
}

func (b *benchmark) move(to time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.at, b.set = to, time.Now()
}

func (b *benchmark) run() error {
	_, _ = fmt.Fprintf(b.out, "%d processors, %d clients, PostgreSQL with full durability\n\n", runtime.NumCPU(), benchClients)
	var err error
	if b.world, err = people(b.ctx, b.store, simulate.LaPaz()); err != nil {
		return err
	}
	steps := []struct {
		name string
		do   func() error
	}{{"raw", b.commits}, {"http", b.bare}, {"filing", b.filing}, {"acting", b.acting}, {"beside", b.besideRecorder}, {"engine", b.engine}, {"prompt", b.prompt}, {"herd", b.herd},
		{"memory", b.memory}, {"recount", b.recount}, {"desk", b.officials}, {"record", b.record}}
	for _, step := range steps {
		if len(b.args) > 0 && step.name != "raw" && !slices.Contains(b.args, step.name) {
			continue // names after the command choose what is measured beside the raw rate
		}
		if err := step.do(); err != nil {
			return err
		}
	}
	return nil
}

func (b *benchmark) commits() (err error) {
	b.raw, err = rawCommits(b.ctx, b.store.DB(), benchClients, benchTime)
	if err == nil {
		b.raw.print(b.out, "(a) raw commits of two inserts", rate{})
	}
	return err
}

// bare measures a page that does nothing but answer: what HTTP itself costs here.
func (b *benchmark) bare() error {
	site, stop, err := b.serve()
	if err != nil {
		return err
	}
	defer stop()
	r, err := measure(benchClients, benchTime/4, func(int, int) error { return expect(site, http.MethodGet, "/healthz", nil, http.StatusOK) })
	if err == nil {
		r.print(b.out, "    a bare handler over HTTP", b.raw)
	}
	return err
}

func (b *benchmark) serve() (string, func(), error) {
	h, closeSite, err := b.site(b.store, b.law, b.now, nil)
	if err != nil {
		return "", nil, err
	}
	address, closeWeb := served(h)
	return address, func() { closeWeb(); closeSite() }, nil
}

// served is a site at an address.
func served(h http.Handler) (string, func()) {
	web := httptest.NewServer(h)
	return web.URL, web.Close
}

var benchHTTP = &http.Client{
	Transport:     &http.Transport{MaxIdleConnsPerHost: benchClients},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// expect sends a request and fails unless the answer has the status that it should.
func expect(site, method, path string, cookie *http.Cookie, status int) error {
	req, err := http.NewRequest(method, site+path, nil)
	if err != nil {
		return err
	}
	if cookie != nil {
		req.AddCookie(cookie)
	}
	res, err := benchHTTP.Do(req)
	if err != nil {
		return err
	}
	if err := res.Body.Close(); err != nil {
		return err
	}
	if res.StatusCode != status {
		return fmt.Errorf("%s answers %d", path, res.StatusCode)
	}
	return nil
}

// filing measures the POST that turns a complete form into a request: case, question, person, key, ledger, clocks,
// milestones, notices with their jobs, the case's session. The forms were typed before.
func (b *benchmark) filing() error {
	const forms = 40_000
	site, stop, err := b.serve()
	if err != nil {
		return err
	}
	defer stop()
	form, err := json.Marshal(view.PublicForm{Subject: "Presupuesto ejecutado en mantenimiento de vías", Body: strings.Repeat("Solicito el detalle por macrodistrito y por mes. ", 8),
		Zone: "sur", Unit: "finanzas", Delivery: "email", Name: "María Elena Condori", Email: "maria@correo.example"})
	if err != nil {
		return err
	}
	token := func(n int) string { return fmt.Sprintf("bench-%d", n) }
	if err := b.each(forms, func(n int) error {
		return b.store.SaveDraft(b.ctx, access.HashToken(token(n)), form, b.now(), b.now().Add(24*time.Hour))
	}); err != nil {
		return err
	}
	var next atomic.Int64
	r, err := measure(benchClients, benchTime, func(int, int) error {
		n := int(next.Add(1))
		if n > forms {
			return fmt.Errorf("more than %d filings: type more forms", forms)
		}
		return expect(site, http.MethodPost, "/pedir/enviar", &http.Cookie{Name: "borrador", Value: token(n - 1)}, http.StatusSeeOther)
	})
	if err == nil {
		r.print(b.out, "(b) filing, POST over HTTP", b.raw)
	}
	return err
}

// each does something n times, from several clients, without waiting for the disk: what is prepared is not measured.
func (b *benchmark) each(n int, do func(n int) error) error {
	if _, err := b.store.DB().ExecContext(b.ctx, `ALTER SYSTEM SET synchronous_commit = off`); err != nil {
		return err
	}
	if _, err := b.store.DB().ExecContext(b.ctx, `SELECT pg_reload_conf()`); err != nil {
		return err
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	errs := make([]error, benchClients)
	for client := range benchClients {
		wg.Go(func() {
			for i := int(next.Add(1)); i <= n && errs[client] == nil; i = int(next.Add(1)) {
				errs[client] = do(i - 1)
			}
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	if _, err := b.store.DB().ExecContext(b.ctx, `ALTER SYSTEM RESET synchronous_commit`); err != nil {
		return err
	}
	for _, q := range []string{`SELECT pg_reload_conf()`, `CHECKPOINT`} {
		if _, err := b.store.DB().ExecContext(b.ctx, q); err != nil {
			return err
		}
	}
	return nil
}

// file files a request without its web form.
func (b *benchmark) file(desk *casework.Desk) (foi.Request, error) {
	f := foi.Filing{Question: foi.Question{Subject: "Presupuesto", Body: "¿Cuánto?"}, Channel: foi.Web, Locale: "es",
		Requester: foi.Requester{Name: "María", Email: "maria@correo.example", Delivery: "email"}}
	return desk.File(b.ctx, f, nil, foi.TheCitizen(), func(foi.Reference) []byte { return []byte("bench") }, nil)
}

// acting measures a whole action: lock, decide, save, notice with its job.
func (b *benchmark) acting() error {
	act, err := b.actions(40_000)
	if err != nil {
		return err
	}
	r, err := measure(benchClients, benchTime, act)
	if err != nil {
		return err
	}
	r.print(b.out, "(c) acting, casework.Act", b.raw)
	return nil
}

// actions files cases and gives what acts on one of them after the other.
func (b *benchmark) actions(cases int) (func(int, int) error, error) {
	desk, err := b.desk(b.store, b.law, b.now)
	if err != nil {
		return nil, err
	}
	ids := make([]int64, cases)
	if err := b.each(cases, func(n int) error {
		req, err := b.file(desk)
		ids[n] = req.ID
		return err
	}); err != nil {
		return nil, err
	}
	var officer foi.Actor
	for _, p := range b.world.People {
		if p.Login == "transparencia" {
			officer = p.Actor()
		}
	}
	var next atomic.Int64
	return func(int, int) error {
		n := int(next.Add(1))
		if n > cases {
			return fmt.Errorf("more than %d actions: file more", cases)
		}
		_, err := desk.Act(b.ctx, ids[n-1], foi.Action{Kind: foi.Acknowledge}, officer)
		return err
	}, nil
}

// What the pure parts are held against.
const (
	termTarget    = 500 * time.Nanosecond // of a term of 20 working days, whatever day it begins on
	explainTarget = 50 * time.Microsecond // of its explanation, line by line
)

// engine measures the pure parts.
func (b *benchmark) engine() error {
	law := b.law.Body()
	from, to := law.Calendar().Years()
	days, rule := law.Calendar().AsOf(foi.NewDate(to, 12, 31)), law.Term("response")
	rule.Amount = 20
	first, many := foi.NewDate(from, 1, 2), int(foi.NewDate(to, 11, 1)-foi.NewDate(from, 1, 2))
	term := testing.Benchmark(func(t *testing.B) {
		t.ReportAllocs()
		for i := 0; t.Loop(); i++ {
			if _, err := days.Due(first+foi.Date(i%many), &rule, nil, nil); err != nil {
				t.Fatal(err)
			}
		}
	})
	_, _ = fmt.Fprintf(b.out, "(d) a term of 20 working days, from every day from %d to %d  %d ns/op, %d allocations, %.2f of its target\n", from, to, term.NsPerOp(), term.AllocsPerOp(),
		float64(term.NsPerOp())/float64(termTarget.Nanoseconds()))
	explain := testing.Benchmark(func(t *testing.B) {
		for i := 0; t.Loop(); i++ {
			at := (first + foi.Date(i%many)).Time().Add(15 * time.Hour)
			if _, _, err := law.ExplainTerm("response", "", at, nil, nil); err != nil {
				t.Fatal(err)
			}
		}
	})
	_, _ = fmt.Fprintf(b.out, "    the law's own term, explained day by day   %d ns/op, %.2f of its target\n", explain.NsPerOp(), float64(explain.NsPerOp())/float64(explainTarget.Nanoseconds()))
	req, ledger, act, who, err := b.longCase()
	if err != nil {
		return err
	}
	decide := testing.Benchmark(func(t *testing.B) {
		for t.Loop() {
			if _, err := law.Decide(req, ledger, act, who, b.now()); err != nil {
				t.Fatal(err)
			}
		}
	})
	_, _ = fmt.Fprintf(b.out, "    Decide on a ledger of %d entries  %8d ns/op\n", len(ledger), decide.NsPerOp())
	return nil
}

// longCase is a case with thirty entries and something that may be done.
func (b *benchmark) longCase() (foi.Request, []foi.Entry, foi.Action, foi.Actor, error) {
	law := b.law.Body()
	var officer foi.Actor
	for _, p := range b.world.People {
		if p.Login == "transparencia" {
			officer = p.Actor()
		}
	}
	act := foi.Action{Kind: foi.Note, Words: foi.Words{"text": "Se llamó a la unidad."}}
	req := foi.Request{ID: 1, Reference: foi.NewReference(law.Prefix(), 2026, 1), Statute: law.Key(), Version: law.Version(), Locale: "es", FiledAt: b.now()}
	out, err := law.Decide(req, nil, foi.Action{Kind: foi.File, Filing: &foi.Filing{}}, foi.TheCitizen(), b.now())
	ledger := out.Entries
	for err == nil && len(ledger) < 30 {
		out, err = law.Decide(out.Request, ledger, act, officer, b.now())
		ledger = append(ledger, out.Entries...)
	}
	return out.Request, ledger, act, officer, err
}

// memory is what the process holds after all of it.
func (b *benchmark) memory() error {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return nil // only Linux tells
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			_, _ = fmt.Fprintf(b.out, "(f) resident memory                 %s\n", strings.TrimSpace(rest))
		}
	}
	return nil
}

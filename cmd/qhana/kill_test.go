package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"qhana/internal/access"
	"qhana/internal/foi"
	"qhana/internal/postgres"
	"qhana/internal/simulate"
	"qhana/internal/statute"
	"qhana/internal/store"
	"qhana/internal/view"
)

const (
	killRounds = 10
	killOps    = 20 // in each round
)

// Whatever is killed at whatever point, and whatever the queue loses: what was acknowledged is there, the record agrees with
// itself, and every notice went out once, or says of itself that it may have gone out before.
func TestKilledAtAnyPoint(t *testing.T) {
	t.Parallel()
	k := newKill(t)
	for round := range killRounds {
		k.round(round)
	}
	k.start("work")
	k.settle()
	k.verify()
	k.counted()
}

// kill is a house whose processes and database can be killed.
type kill struct {
	t     *testing.T
	dir   string
	pg    *postgres.Server
	env   []string
	base  string
	sink  *letters
	procs map[string]*exec.Cmd
	token string // session of the transparency unit

	closures int // number of the newest declaration

	forms atomic.Int64
	mu    sync.Mutex
	acked map[string]bool // tokens of forms whose filing was acknowledged
	acted map[foi.Reference]bool
}

func newKill(t *testing.T) *kill {
	dir, err := os.MkdirTemp("", "qk") // short: it holds a Unix socket
	if err != nil {
		t.Fatal(err)
	}
	k := &kill{t: t, dir: dir, sink: listenSMTP(t), procs: map[string]*exec.Cmd{}, acked: map[string]bool{}, acted: map[foi.Reference]bool{}}
	t.Cleanup(func() {
		for name := range k.procs {
			k.stop(name, os.Kill)
		}
		_ = k.pg.Stop()
		_ = os.RemoveAll(dir)
	})
	k.database()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	_ = l.Close()
	k.base = "http://" + addr
	k.env = []string{"QHANA_DATABASE_URL=" + k.url(), "QHANA_DATA_DIR=" + dir, "QHANA_ADDR=" + addr,
		"QHANA_SMTP_URL=smtp://" + k.sink.addr + "?tls=none", "QHANA_PEPPER=" + strings.Repeat("k", 40)}
	c, _ := testCLI(t, k.url())
	if err := c.withStore(t.Context(), func(s *store.Store, _ *statute.Library) error {
		_, err := people(t.Context(), s, simulate.LaPaz())
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return k
}

func (k *kill) url() string { return k.pg.URL(postgres.Database) }

// database starts PostgreSQL, or starts it again after a crash.
func (k *kill) database() {
	k.t.Helper()
	pg, err := postgres.Start(context.Background(), filepath.Join(k.dir, "pg"), postgres.Options{Conns: 80})
	if err != nil {
		k.t.Fatal(err)
	}
	k.pg = pg
}

func (k *kill) start(name string) {
	k.t.Helper()
	cmd := process(k.t, k.env, name)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		k.t.Fatal(err)
	}
	k.procs[name] = cmd
	if name != "serve" {
		return
	}
	for range 400 {
		if res, err := http.Get(k.base + "/readyz"); err == nil {
			_ = res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return
			}
		}
		time.Sleep(25 * time.Millisecond)
	}
	k.t.Fatalf("serve does not come up:\n%s", out.String())
}

func (k *kill) stop(name string, sig os.Signal) {
	cmd := k.procs[name]
	if cmd == nil {
		return
	}
	_ = cmd.Process.Signal(sig)
	_ = cmd.Wait()
	delete(k.procs, name)
}

// round lets people file and act, and kills something while they do.
func (k *kill) round(n int) {
	k.t.Helper()
	k.start("serve")
	k.start("work")
	if k.token == "" {
		k.logIn()
	}
	var people sync.WaitGroup
	for range 4 {
		people.Go(func() {
			for range killOps / 4 {
				k.fileAndAct()
			}
		})
	}
	if n > 0 && n%2 == 0 {
		k.declare(n)
	}
	time.Sleep(time.Duration(20+rand.IntN(400)) * time.Millisecond)
	switch n % 5 {
	case 1:
		if err := k.pg.Kill(); err != nil {
			k.t.Error(err)
		}
		k.unready()
		k.database()
		k.ready()
	case 2:
		k.in(func(s *store.Store) error { _, err := s.DB().Exec(`TRUNCATE river_job`); return err })
		k.stop("work", os.Kill)
	case 3:
		k.stop("serve", os.Kill)
	default:
		k.stop("work", os.Kill)
		k.stop("serve", os.Kill)
	}
	people.Wait()
	k.stop("work", os.Kill)
	k.stop("serve", os.Kill)
}

// unready sees what people see while the database is away: a page that says so.
func (k *kill) unready() {
	k.t.Helper()
	res, err := http.Get(k.base + "/")
	if err != nil {
		k.t.Error(err)
		return
	}
	defer func() { _ = res.Body.Close() }()
	body, _ := io.ReadAll(res.Body)
	if res.StatusCode != http.StatusServiceUnavailable || !strings.Contains(string(body), "La base de datos no responde") {
		k.t.Errorf("without a database: %d %s", res.StatusCode, body)
	}
}

// ready sees the site come back by itself.
func (k *kill) ready() {
	k.t.Helper()
	for range 200 {
		if res, err := http.Get(k.base + "/"); err == nil {
			_ = res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return
			}
		}
		time.Sleep(50 * time.Millisecond)
	}
	k.t.Error("the site does not come back with its database")
}

func (k *kill) in(do func(*store.Store) error) {
	k.t.Helper()
	s, err := store.Open(context.Background(), k.url(), 4)
	if err == nil {
		err = do(s)
		_ = s.Close()
	}
	if err != nil {
		k.t.Error(err)
	}
}

var killHTTP = &http.Client{Timeout: 20 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

func (k *kill) post(path string, form url.Values, cookie *http.Cookie) (*http.Response, error) {
	req, err := http.NewRequest(http.MethodPost, k.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if cookie != nil {
		req.AddCookie(cookie)
	}
	res, err := killHTTP.Do(req)
	if err == nil {
		_, _ = io.Copy(io.Discard, res.Body)
		_ = res.Body.Close()
	}
	return res, err
}

func (k *kill) logIn() {
	k.t.Helper()
	res, err := k.post("/entrar", url.Values{"usuario": {"transparencia"}, "clave": {demoPassword}}, nil)
	if err != nil || len(res.Cookies()) == 0 {
		k.t.Fatalf("log-in: %v %v", err, res)
	}
	k.token = res.Cookies()[0].Value
}

// fileAndAct files one request and acknowledges it. Anything may fail on the way; what was answered with success counts.
func (k *kill) fileAndAct() {
	n := k.forms.Add(1)
	token := fmt.Sprintf("kill-%d", n)
	form, err := json.Marshal(view.PublicForm{Subject: "Asunto", Body: "Pedido", Delivery: "email", Name: "Alguien", Email: fmt.Sprintf("p%d@correo.example", n)})
	if err != nil {
		k.t.Error(err)
	}
	s, err := store.Open(context.Background(), k.url(), 2)
	if err != nil {
		return
	}
	defer func() { _ = s.Close() }()
	now := time.Now()
	if err := s.SaveDraft(context.Background(), access.HashToken(token), form, now, now.Add(time.Hour)); err != nil {
		return
	}
	res, err := k.post("/pedir/enviar", nil, &http.Cookie{Name: "borrador", Value: token})
	if err != nil || res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != "/pedir/acuse" {
		return
	}
	k.mu.Lock()
	k.acked[token] = true
	k.mu.Unlock()
	d, err := s.Draft(context.Background(), access.HashToken(token), now)
	if err != nil || d.Request == 0 {
		return
	}
	c, err := s.CaseByID(context.Background(), d.Request)
	if err != nil {
		return
	}
	ref := c.Request.Reference
	res, err = k.post("/mesa/casos/"+string(ref)+"/acknowledge", url.Values{"rev": {fmt.Sprint(c.Request.Rev)}}, &http.Cookie{Name: "qhana", Value: k.token})
	if err == nil && res.StatusCode == http.StatusSeeOther {
		k.mu.Lock()
		k.acted[ref] = true
		k.mu.Unlock()
	}
}

// settle waits until every notice is settled and every clock is counted.
func (k *kill) settle() {
	k.t.Helper()
	left := -1
	for begun := time.Now(); time.Since(begun) < 5*time.Minute; time.Sleep(200 * time.Millisecond) {
		k.in(func(s *store.Store) error {
			return s.DB().Get(&left, `SELECT (SELECT count(*) FROM notice WHERE settled_at IS NULL) + (SELECT count(*) FROM recount WHERE finished_at IS NULL) + (SELECT count(*) FROM unlogged)`)
		})
		if left == 0 {
			k.stop("work", os.Interrupt)
			return
		}
	}
	k.t.Fatalf("%d notices and recounts are never settled", left)
}

func (k *kill) verify() {
	k.t.Helper()
	c, out := testCLI(k.t, k.url())
	c.cfg.DataDir, c.cfg.BaseURL = k.dir, k.base // where the record's key is
	if err := check(k.t.Context(), c); err != nil {
		k.t.Errorf("%v\n%s", err, out)
	}
	k.in(func(s *store.Store) error {
		for token := range k.acked {
			d, err := s.Draft(context.Background(), access.HashToken(token), time.Now())
			if err != nil || d.Request == 0 {
				k.t.Errorf("the filing of %s was acknowledged and is not there: %+v %v", token, d, err)
			}
		}
		for ref := range k.acted {
			var n int
			if err := s.DB().Get(&n, `SELECT count(*) FROM entry e JOIN request r ON r.id = e.request_id WHERE r.reference = $1 AND e.event = 'acknowledged'`, string(ref)); err != nil || n != 1 {
				k.t.Errorf("%s is acknowledged %d times: %v", ref, n, err)
			}
		}
		var sent []struct {
			ID     string `db:"id"`
			Repeat bool   `db:"repeat"`
			Portal bool   `db:"portal"`
		}
		if err := s.DB().Select(&sent, `SELECT facts->>'message_id' AS id, coalesce((facts->>'repeat')::boolean, false) AS repeat,
			coalesce(facts->>'reason', '') = 'portal' AS portal FROM entry WHERE event = 'notice_sent'`); err != nil {
			return err
		}
		once, repeated := 0, 0
		for _, e := range sent {
			got := k.sink.count(e.ID)
			switch {
			case e.Portal:
			case got == 0, got > 1 && !e.Repeat:
				k.t.Errorf("notice %s went out %d times; marked as a possible repeat: %t", e.ID, got, e.Repeat)
			case got > 1:
				repeated++
			default:
				once++
			}
		}
		var notices int
		if err := s.DB().Get(&notices, `SELECT count(*) FROM notice`); err != nil {
			return err
		}
		k.t.Logf("%d forms, %d filings and %d actions acknowledged; %d notices, %d went out once, %d were repeated with the same Message-ID",
			k.forms.Load(), len(k.acked), len(k.acted), notices, once, repeated)
		if len(k.acked) < killRounds*killOps/4 || once == 0 {
			k.t.Error("too little happened between the kills")
		}
		if len(sent) != notices {
			k.t.Errorf("%d notices, %d on the ledger", notices, len(sent))
		}
		return nil
	})
}

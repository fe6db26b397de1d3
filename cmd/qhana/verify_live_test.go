package main

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// between stands between a visitor and the site: it does something when something is asked for, or answers itself.
type between struct {
	*httptest.Server
	before, after func(path string)
	answer        func(w http.ResponseWriter, path string) bool
	mu            sync.Mutex
}

func (w *watched) between() *between {
	u, err := url.Parse(w.web.URL)
	if err != nil {
		w.t.Fatal(err)
	}
	to := httputil.NewSingleHostReverseProxy(u)
	b := &between{}
	b.Server = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		b.mu.Lock()
		before, after, answer := b.before, b.after, b.answer
		b.mu.Unlock()
		if before != nil {
			before(r.URL.Path)
		}
		if answer == nil || !answer(rw, r.URL.Path) {
			to.ServeHTTP(rw, r)
		}
		if after != nil {
			after(r.URL.Path)
		}
	}))
	w.t.Cleanup(b.Close)
	return b
}

// set changes what stands between.
func (b *between) set(before, after func(string), answer func(http.ResponseWriter, string) bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.before, b.after, b.answer = before, after, answer
}

// all waits until everything that happened was signed.
func (w *watched) all() {
	w.t.Helper()
	w.until("everything was signed", func() bool {
		waiting, _, err := w.s.Waiting(w.t.Context())
		cp, err2 := w.s.LastCheckpoint(w.t.Context())
		placed, err3 := w.placed()
		return err == nil && err2 == nil && err3 == nil && waiting == 0 && cp.Size == placed
	})
}

// told is what a command says while it goes on.
type told struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (t *told) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.b.Write(b)
}

func (t *told) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.b.String()
}

// A site that lives is not taken for one that lies: what is filed while it is visited comes into the record a moment later, and what
// happens after the cases were read is not missed in them. What never comes into the record is found and named. Who watches says when the
// site cannot be reached, and goes on; that the record was shorter for a moment is remembered to the end.
func TestVerifyLiveSite(t *testing.T) {
	t.Parallel()
	newWatched(t, func(string, string) string { return "" }, func(w *watched) {
		web := w.between()
		address := web.URL + "/registro"
		first, _ := w.file()
		w.all()

		var filed atomic.Int32
		file := func(path string) {
			if path == "/registro/casos" && filed.Load() < 6 { // before the first page is read, and after it
				filed.Add(1)
				w.file()
			}
		}
		web.set(file, file, nil)
		said, err := w.verify("log", address)
		if err != nil || !whole(said) || filed.Load() < 2 {
			t.Errorf("%d cases were filed during a visit, and it says %v\n%s", filed.Load(), err, said)
		}
		web.set(nil, nil, nil)

		w.watch(web, address)

		if _, err := w.s.DB().Exec(`INSERT INTO entry (request_id, seq, at, event, role, facts) SELECT request_id, max(seq) + 1, max(at), 'noted', 'clerk', '{}' FROM entry WHERE request_id = 1 GROUP BY 1;
			DELETE FROM unlogged WHERE a = 1`); err != nil { // together, before whoever keeps the record sees it
			t.Fatal(err)
		}
		w.all()
		if said, err := w.verify("log", address, "-wait", "2s"); err == nil || !strings.Contains(said, string(first)+": the site shows ") || !strings.Contains(said, "did not come into it within") {
			t.Errorf("an act past the record: %v\n%s", err, said)
		}
	})
}

// watch watches the site through what happens to it.
func (w *watched) watch(web *between, address string) {
	w.t.Helper()
	w.all()
	old := w.get(http.DefaultClient, "/registro/checkpoint")
	w.file()
	w.all()
	v, _ := testCLI(w.t, "")
	out := &told{}
	v.out = out
	v.args = []string{"log", address, "-key", w.keys[0], "-watch", "50ms"}
	ctx, stop := context.WithCancel(w.t.Context())
	defer stop()
	defer func() {
		if w.t.Failed() {
			w.t.Log(out.String())
		}
	}()
	done := make(chan error, 1)
	go func() { done <- verifyCmd(ctx, v) }()
	says := func(what string, times int) {
		w.t.Helper()
		w.until("the watch says "+what, func() bool { return strings.Count(out.String(), what) >= times })
	}
	says("\n0 differences", 2)
	so := strings.Count(out.String(), "\n0 differences")
	w.file()
	w.all()
	says("\n0 differences", so+3)

	web.set(nil, nil, func(rw http.ResponseWriter, _ string) bool { rw.WriteHeader(http.StatusBadGateway); return true })
	says("cannot be read: ", 1)
	web.set(nil, nil, nil)
	so = strings.Count(out.String(), "\n0 differences")
	says("\n0 differences", so+1)
	if strings.Contains(out.String(), "WRONG") {
		w.t.Errorf("a site that was away for a moment is found wrong:\n%s", out.String())
	}

	web.set(nil, nil, func(rw http.ResponseWriter, path string) bool {
		if path == "/registro/checkpoint" {
			_, _ = rw.Write([]byte(old))
		}
		return path == "/registro/checkpoint"
	})
	says("it was rolled back", 1)
	web.set(nil, nil, nil)
	so = strings.Count(out.String(), "\n0 differences")
	says("\n0 differences", so+1)
	stop()
	if err := <-done; !errors.Is(err, errSaid) {
		w.t.Errorf("a watch that saw the record rolled back ends with %v", err)
	}
}

// What an auditor keeps are all checkpoints: one that is held against the first of them finds what one that is held against the last does
// not need to.
func TestVerifyKeepsAll(t *testing.T) {
	t.Parallel()
	newWatched(t, func(string, string) string { return "" }, func(w *watched) {
		state := filepath.Join(t.TempDir(), "kept")
		for range 3 {
			w.file()
			w.all()
			if said, err := w.verify("log", w.web.URL+"/registro", "-state", state); err != nil {
				t.Fatalf("%v\n%s", err, said)
			}
		}
		b := readFile(t, state)
		if n := strings.Count(b, "\n"); n < 3 {
			t.Fatalf("%d checkpoints of 3 or more are kept:\n%s", n, b)
		}
		lines := strings.SplitAfter(b, "\n")
		for i, line := range lines[:3] {
			at := strings.Index(line, `"root":"`) + len(`"root":"`)
			other := "A"
			if line[at] == 'A' {
				other = "B"
			}
			changed := append(append([]string{}, lines[:i]...), line[:at]+other+line[at+1:])
			writeFile(t, state, strings.Join(append(changed, lines[i+1:]...), ""))
			if said, err := w.verify("log", w.web.URL+"/registro", "-state", state); err == nil || !strings.Contains(said, "are not those of the visit of") {
				t.Errorf("checkpoint %d of those that were kept is another: %v\n%s", i, err, said)
			}
		}
		writeFile(t, state, b[:len(b)-20])
		if said, err := w.verify("log", w.web.URL+"/registro", "-state", state); err != nil {
			t.Errorf("a line that was not written to its end: %v\n%s", err, said)
		}
		writeFile(t, state, "hola\n"+b)
		if _, err := w.verify("log", w.web.URL+"/registro", "-state", state); err == nil || !strings.Contains(err.Error(), "line 1 is no checkpoint") {
			t.Errorf("nonsense that was kept: %v", err)
		}
		writeFile(t, state, b)
		w.receiptToday(state)
	})
}

// receiptToday holds a receipt of a case, and the bundle of all of them, against today's record and against what was kept.
func (w *watched) receiptToday(state string) {
	w.t.Helper()
	ref, key := w.file()
	w.all()
	log := w.web.URL + "/registro"
	for _, as := range []string{"", ".pdf"} {
		said, err := w.verify("receipt", w.receipt(ref, key, as), "-log", log, "-state", state)
		if err != nil || !strings.Contains(said, "still has it") || !strings.Contains(said, "entered   after ") || !strings.Contains(said, "due       ") {
			w.t.Errorf("a receipt of today: %v\n%s", err, said)
		}
	}
	said, err := w.verify("receipt", w.bundle(ref, key), "-log", log)
	if err != nil || !strings.Contains(said, "receipts are authentic") {
		w.t.Errorf("a bundle: %v\n%s", err, said)
	}
	if said, err := w.verify("receipt", w.receipt(ref, key, ""), "-log", "http://127.0.0.1:1/registro"); err == nil || errors.Is(err, errSaid) {
		w.t.Errorf("the record cannot be reached: %v\n%s", err, said)
	}
}

package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"qhana/internal/access"
	"qhana/internal/casework"
	"qhana/internal/foi"
	"qhana/internal/ledger"
	"qhana/internal/simulate"
	"qhana/internal/statute"
	"qhana/internal/store"
	"qhana/internal/testdb"
)

// watched is a record whose crew works, its site, and its witnesses.
type watched struct {
	t    *testing.T
	c    *cli
	s    *store.Store
	desk *casework.Desk
	web  *httptest.Server
	keys []string
}

// newWatched gives do a record that a crew keeps. witnesses are made when the record's key is known.
func newWatched(t *testing.T, witnesses func(recordKey, origin string) string, do func(w *watched)) {
	t.Helper()
	c, _ := testCLI(t, testdb.URL(t))
	n, err := c.notary()
	if err != nil {
		t.Fatal(err)
	}
	if c.cfg.Witnesses, err = witnessesOf(witnesses(n.keys[0], n.origin)); err != nil {
		t.Fatal(err)
	}
	err = c.withStore(t.Context(), func(s *store.Store, law *statute.Library) error {
		site, closeSite, err := c.site(s, law, time.Now, nil)
		if err != nil {
			return err
		}
		defer closeSite()
		web := httptest.NewServer(site)
		defer web.Close()
		crew, closeCrew, err := c.crew(s, law, time.Now)
		if err != nil {
			return err
		}
		defer closeCrew()
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- crew.Run(ctx) }()
		do(&watched{t: t, c: c, s: s, web: web, keys: n.keys, desk: casework.New(s, law, &simulate.Mailbox{}, time.Now, "localhost")})
		stop()
		return <-done
	})
	if err != nil {
		t.Fatal(err)
	}
}

// file has somebody ask, and returns the case and the key that opens it.
func (w *watched) file() (foi.Reference, access.Key) {
	w.t.Helper()
	key := access.NewKey()
	if err := w.desk.Refresh(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	f := foi.Filing{Question: foi.Question{Subject: "Plan", Body: "El plan"}, Channel: foi.Web, Locale: "es", Requester: foi.Requester{Name: "Alguien", Email: "a@b.example", Delivery: "email"}}
	made, err := w.desk.File(w.t.Context(), f, nil, foi.TheCitizen(), func(ref foi.Reference) []byte { return access.MAC(w.c.cfg.Pepper, ref, key) }, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	return made.Reference, key
}

// until waits for something, and returns how long it took.
func (w *watched) until(what string, is func() bool) time.Duration {
	w.t.Helper()
	begun := time.Now()
	for !is() {
		if time.Since(begun) > 30*time.Second {
			w.t.Fatalf("never: %s", what)
		}
		time.Sleep(50 * time.Millisecond)
	}
	return time.Since(begun)
}

func (w *watched) get(client *http.Client, path string) string {
	w.t.Helper()
	res, err := client.Get(w.web.URL + path)
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return string(b)
}

// cosigned waits until nothing waits and a witness signed all of it.
func (w *watched) cosigned(name string) {
	w.t.Helper()
	w.until(name+" cosigned the newest checkpoint", func() bool {
		waiting, _, err := w.s.Waiting(w.t.Context())
		cp, err2 := w.s.LastCheckpoint(w.t.Context())
		size, _, err3 := w.s.LastCosigned(w.t.Context(), name)
		placed, err4 := w.placed()
		return err == nil && err2 == nil && err3 == nil && err4 == nil && waiting == 0 && cp.Size == placed && size == placed
	})
}

func (w *watched) placed() (n int64, err error) {
	return n, w.s.DB().Get(&n, `SELECT count(*) FROM leaf`)
}

// receipt downloads the receipt of a case's filing, as the person who asked: the file, or with ".pdf" the paper.
func (w *watched) receipt(ref foi.Reference, key access.Key, as string) string {
	w.t.Helper()
	return w.paper(ref, key, "/constancia/1"+as)
}

// bundle downloads all receipts of a case.
func (w *watched) bundle(ref foi.Reference, key access.Key) string {
	w.t.Helper()
	return w.paper(ref, key, "/constancias.zip")
}

func (w *watched) paper(ref foi.Reference, key access.Key, path string) string {
	w.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		w.t.Fatal(err)
	}
	client := &http.Client{Jar: jar}
	w.post(client, "/seguir", url.Values{"codigo": {string(ref)}, "clave": {string(key)}})
	file := filepath.Join(w.t.TempDir(), "r")
	writeFile(w.t, file, w.get(client, "/caso/"+string(ref)+path))
	return file
}

func readFile(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func writeFile(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func (w *watched) verify(args ...string) (string, error) {
	v, out := testCLI(w.t, "")
	v.args = append(args, "-key", w.keys[0])
	err := verifyCmd(w.t.Context(), v)
	return out.String(), err
}

// seen checks that page, checkpoint, receipt and both verifications tell of a witness.
func (w *watched) seen(name, key string, ref foi.Reference, open access.Key) {
	w.t.Helper()
	page := w.get(http.DefaultClient, "/registro")
	if !strings.Contains(page, "<strong>"+name+"</strong>: firmó el ") {
		w.t.Errorf("the page does not tell of %s:\n%s", name, page)
	}
	if cp := w.get(http.DefaultClient, "/registro/checkpoint"); !strings.Contains(cp, "\n— "+name+" ") {
		w.t.Errorf("the checkpoint lacks the line of %s:\n%s", name, cp)
	}
	_, stranger, err := note.GenerateKey(strings.NewReader(strings.Repeat("x", 64)), "otro.example/w9")
	if err != nil {
		w.t.Fatal(err)
	}
	for _, args := range [][]string{{"log", w.web.URL + "/registro"}, {"receipt", w.receipt(ref, open, "")}, {"receipt", w.receipt(ref, open, ".pdf")}} {
		if said, err := w.verify(append(args, "-witness", key)...); err != nil || !strings.Contains(said, "witness   "+name+" signed on ") {
			w.t.Errorf("verify %s: %v\n%s", args[0], err, said)
		}
		if said, err := w.verify(append(args, "-witness", key, "-witness", stranger)...); err == nil || !strings.Contains(said, "NOT SIGNED by the witness otro.example/w9") {
			w.t.Errorf("verify %s with another witness: %v\n%s", args[0], err, said)
		}
	}
}

// ourWitness is a witness of ours over HTTP.
func ourWitness(t *testing.T, name, recordKey, origin string) (*witness, *httptest.Server) {
	t.Helper()
	v, err := note.NewVerifier(recordKey)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	key, err := witnessKey(filepath.Join(dir, "key"), name)
	if err != nil {
		t.Fatal(err)
	}
	w := &witness{origin: origin, logs: note.VerifierList(v), key: key, state: filepath.Join(dir, "witnessed.json"), now: time.Now, log: slog.New(slog.DiscardHandler)}
	web := httptest.NewServer(w.handler())
	t.Cleanup(web.Close)
	return w, web
}

// A witness outside cosigns what the crew records, and everybody sees it; one that is dead, and one that never answers, hold up
// nothing. A record that forked gets no signature.
func TestWitnessed(t *testing.T) {
	t.Parallel()
	const name = "testigo.example/w1"
	var good *witness
	hangs := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // only then is it seen that the client left
		<-r.Context().Done()
	}))
	defer hangs.Close()
	witnesses := func(recordKey, origin string) string {
		var web *httptest.Server
		good, web = ourWitness(t, name, recordKey, origin)
		dead, gone := ourWitness(t, "testigo.example/muerto", recordKey, origin)
		gone.Close()
		slow, _ := ourWitness(t, "testigo.example/lento", recordKey, origin)
		return fmt.Sprintf("%s %s\n%s %s\n%s %s\n", good.key.VerifierKey(), web.URL, dead.key.VerifierKey(), gone.URL, slow.key.VerifierKey(), hangs.URL)
	}
	newWatched(t, witnesses, func(w *watched) {
		w.file()
		w.cosigned(name)
		ref, key := w.file() // now it has something to prove
		w.cosigned(name)
		w.seen(name, good.key.VerifierKey(), ref, key)
		if page := w.get(http.DefaultClient, "/registro"); !strings.Contains(page, "testigo.example/lento</strong>: todavía no firmó") {
			t.Errorf("the page does not tell of who did not sign:\n%s", page)
		}
		w.file()
		if took := w.until("recorded and signed", func() bool {
			waiting, _, err := w.s.Waiting(t.Context())
			cp, err2 := w.s.LastCheckpoint(t.Context())
			n, err3 := w.placed()
			return err == nil && err2 == nil && err3 == nil && waiting == 0 && cp.Size == n
		}); took > 8*time.Second {
			t.Errorf("while witnesses did not answer, recording took %s", took)
		}
		w.cosigned(name)

		// The record forgets what was signed, and goes on: the witness's word on the size is taken.
		if _, err := w.s.DB().Exec(`DELETE FROM witness`); err != nil {
			t.Fatal(err)
		}
		w.file()
		w.cosigned(name)
		refuses(t, w, good)
	})
}

// refuses checks every answer of a witness that is not a signature.
func refuses(t *testing.T, w *watched, x *witness) {
	t.Helper()
	n, err := w.c.notary()
	if err != nil {
		t.Fatal(err)
	}
	last, err := readTree(x.state)
	if err != nil {
		t.Fatal(err)
	}
	offer := func(old int64, tree tlog.Tree, origin string, proof ...tlog.Hash) []byte {
		cp, err := ledger.Checkpoint{Origin: origin, Tree: tree, At: time.Now()}.Sign(n.signers...)
		if err != nil {
			t.Fatal(err)
		}
		return ledger.Offer{Old: old, Proof: proof, Checkpoint: cp}.Bytes()
	}
	longer := tlog.Tree{N: last.N + 3, Hash: tlog.Hash{7}}
	unsigned := []byte(strings.Replace(string(offer(last.N, last, n.origin)), "\ntime 2", "\ntime 3", 1))
	stranger, _ := ourWitness(t, "testigo.example/w1", w.keys[0], n.origin)
	_, other, err := note.GenerateKey(strings.NewReader(strings.Repeat("y", 64)), n.origin)
	if err != nil {
		t.Fatal(err)
	}
	v, err := note.NewVerifier(other)
	if err != nil {
		t.Fatal(err)
	}
	stranger.logs = note.VerifierList(v)
	for name, c := range map[string]struct {
		offer []byte
		by    *witness
		want  int
	}{
		"the same again":       {offer(last.N, last, n.origin), x, http.StatusOK},
		"no offer":             {[]byte("old"), x, http.StatusBadRequest},
		"shorter than was":     {offer(last.N, tlog.Tree{N: last.N - 1, Hash: tlog.Hash{7}}, n.origin), x, http.StatusBadRequest},
		"another's signature":  {offer(0, last, n.origin), stranger, http.StatusForbidden},
		"touched":              {unsigned, x, http.StatusForbidden},
		"another record":       {offer(last.N, longer, "otro.bo/registro"), x, http.StatusNotFound},
		"another size":         {offer(0, longer, n.origin), x, http.StatusConflict},
		"rolled back":          {offer(1, tlog.Tree{N: 2, Hash: tlog.Hash{7}}, n.origin), x, http.StatusConflict},
		"forked at the size":   {offer(last.N, tlog.Tree{N: last.N, Hash: tlog.Hash{7}}, n.origin), x, http.StatusConflict},
		"forked and grown":     {offer(last.N, longer, n.origin, tlog.Hash{1}, tlog.Hash{2}), x, http.StatusUnprocessableEntity},
		"grown without proof":  {offer(last.N, longer, n.origin), x, http.StatusUnprocessableEntity},
		"proof of nothing new": {offer(last.N, last, n.origin, tlog.Hash{1}), x, http.StatusUnprocessableEntity},
	} {
		status, answer := c.by.add(c.offer)
		if status != c.want {
			t.Errorf("%s: %d %q, want %d", name, status, answer, c.want)
		}
		if status == http.StatusConflict && answer != fmt.Sprintln(last.N) {
			t.Errorf("%s: %q does not name the size %d", name, answer, last.N)
		}
	}
	if now, err := readTree(x.state); err != nil || now != last {
		t.Errorf("the witness remembers %v instead of %v: %v", now, last, err)
	}
}

func TestWitnessesOf(t *testing.T) {
	t.Parallel()
	_, key, err := note.GenerateKey(strings.NewReader(strings.Repeat("z", 64)), "testigo.example/w1")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "witnesses")
	if err := os.WriteFile(file, []byte("# una\n"+key+" https://testigo.example\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, value := range []string{key + " https://testigo.example", file} {
		if list, err := witnessesOf(value); err != nil || len(list) != 1 || list[0].URL != "https://testigo.example" {
			t.Errorf("%q: %+v %v", value, list, err)
		}
	}
	for _, bad := range []string{file + ".no", key + " testigo"} {
		_, err := configOf(func(name string) string { return map[string]string{"QHANA_WITNESSES": bad}[name] })
		if err == nil || !strings.Contains(err.Error(), "QHANA_WITNESSES: ") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

package main

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"qhana/internal/statute"
	"qhana/internal/store"
	"qhana/internal/testdb"
)

// A verifier that others wrote, in a module of its own, reads the record as the site shows it and finds it whole; with one bit
// of it changed on the way, it does not.
func TestOthersVerifyTheRecord(t *testing.T) {
	t.Parallel()
	url, data := testdb.URL(t), t.TempDir()
	grown(t, url, data)
	c, _ := testCLI(t, url)
	c.cfg.DataDir = data
	err := c.withStore(t.Context(), func(s *store.Store, law *statute.Library) error {
		n, err := c.notary()
		if err != nil {
			return err
		}
		site, closeSite, err := c.site(s, law, time.Now, nil)
		if err != nil {
			return err
		}
		defer closeSite()
		for _, x := range []struct{ name, flip, says string }{
			{"as it is", "", "--- PASS: TestRecord"},
			{"an entry", "/registro/tile/entries/000", ": log has"}, // of the tile of either level that they come to first
			{"a hash", "/registro/tile/0/000", ": log has"},
			{"the checkpoint", "/registro/checkpoint", "failed to fetch and verify checkpoint"},
		} {
			f := &flipper{site: site, path: x.flip}
			web := httptest.NewServer(f)
			said, err := others(t, web.URL+"/registro/", n.keys[0])
			web.Close()
			if (err == nil) != (x.flip == "") || f.done != (x.flip != "") || !strings.Contains(said, x.says) {
				t.Errorf("%s: flipped %v, err %v, and this says nothing of %q:\n%s", x.name, f.done, err, x.says, said)
			}
			if x.flip == "" {
				t.Log(said)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if said, err := others(t, "", ""); err == nil || !strings.Contains(said, "QHANA_RECORD_URL is to be") {
		t.Errorf("with nothing to read: %v\n%s", err, said)
	}
}

// others runs the module interop on a record.
func others(t *testing.T, url, key string) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute) // the first time it is compiled
	defer cancel()
	cmd := exec.CommandContext(ctx, "go", "test", "-count=1", "-v", "./...")
	cmd.Dir = filepath.Join("..", "..", "interop")
	cmd.Env = append(os.Environ(), "GOWORK=off", "QHANA_RECORD_URL="+url, "QHANA_RECORD_KEY="+key)
	cmd.WaitDelay = 10 * time.Second
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// flipper is the site, with one bit flipped in the last byte of what stands at a path.
type flipper struct {
	site http.Handler
	path string
	done bool
}

func (f *flipper) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != f.path {
		f.site.ServeHTTP(w, r)
		return
	}
	r.Header.Del("Accept-Encoding") // the entry's bit, not the compression's
	got := httptest.NewRecorder()
	f.site.ServeHTTP(got, r)
	b := got.Body.Bytes()
	if got.Code == http.StatusOK && len(b) > 0 {
		at := len(b) - 1
		if strings.HasSuffix(f.path, "checkpoint") {
			at = bytes.IndexByte(b, '\n') + 1 // the first digit of the size
		}
		b[at] ^= 1
		f.done = true
	}
	w.WriteHeader(got.Code)
	_, _ = w.Write(b)
}

package main

import (
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
)

// Existing witness software cosigns the record: the witness that omniwitness of github.com/transparency-dev runs, from the module
// interop/witness. It takes each newer checkpoint that has all of the older, and none that has not: of a record that was forked it signs nothing.
func TestOthersWitnessTheRecord(t *testing.T) {
	t.Parallel()
	program := filepath.Join(t.TempDir(), "witness")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", program, ".")
	build.Dir, build.Env = filepath.Join("..", "..", "interop", "witness"), append(os.Environ(), "GOWORK=off")
	if said, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	const name = "testigo.example/omni"
	dir := t.TempDir()
	if _, err := witnessKey(filepath.Join(dir, "key"), name); err != nil {
		t.Fatal(err)
	}
	key, err := witnessKey(filepath.Join(dir, "key"), "")
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	var at string
	witnesses := func(recordKey, _ string) string {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		addr := l.Addr().String()
		_ = l.Close()
		cmd := exec.CommandContext(t.Context(), program, "-listen", addr, "-key", filepath.Join(dir, "key"), "-log-key", recordKey)
		cmd.Stdout, cmd.Stderr = &out, &out
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
			if t.Failed() {
				t.Log(out.String())
			}
		})
		for begun := time.Now(); time.Since(begun) < 20*time.Second; time.Sleep(50 * time.Millisecond) {
			if conn, err := net.Dial("tcp", addr); err == nil {
				_ = conn.Close()
				break
			}
		}
		at = "http://" + addr
		return key.VerifierKey() + " " + at
	}
	newWatched(t, witnesses, func(w *watched) {
		w.file()
		w.cosigned(name)
		ref, open := w.file()
		w.cosigned(name)
		if _, err := w.s.DB().Exec(`DELETE FROM witness`); err != nil {
			t.Fatal(err)
		}
		w.file()
		w.cosigned(name)
		w.seen(name, key.VerifierKey(), ref, open)

		// The same record with another last act, signed by the record's own key.
		secret, err := os.ReadFile(filepath.Join(w.c.cfg.DataDir, "secrets", "record.key"))
		if err != nil {
			t.Fatal(err)
		}
		signer, err := note.NewSigner(strings.TrimSpace(string(secret)))
		if err != nil {
			t.Fatal(err)
		}
		cp, err := w.s.LastCheckpoint(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		root := base64.StdEncoding.EncodeToString(make([]byte, 32))
		for _, fork := range []struct {
			size  int64
			proof string
		}{{cp.Size, ""}, {cp.Size + 1, root + "\n"}} {
			signed, err := note.Sign(&note.Note{Text: fmt.Sprintf("%s\n%d\n%s\n", signer.Name(), fork.size, root)}, signer)
			if err != nil {
				t.Fatal(err)
			}
			res, err := http.Post(at+"/add-checkpoint", "text/plain", strings.NewReader(fmt.Sprintf("old %d\n%s\n%s", cp.Size, fork.proof, signed)))
			if err != nil {
				t.Fatal(err)
			}
			said, _ := io.ReadAll(res.Body)
			_ = res.Body.Close()
			if res.StatusCode != http.StatusUnprocessableEntity || strings.Contains(string(said), name) {
				t.Errorf("of a fork of %d acts the witness says %d: %s", fork.size, res.StatusCode, said)
			}
		}
	})
}

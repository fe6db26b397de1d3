//go:build omniwitness

package main

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Existing witness software, github.com/transparency-dev/witness/cmd/omniwitness, cosigns the record. It takes minutes to
// build, so that it has a tag of its own: go install github.com/transparency-dev/witness/cmd/omniwitness@latest, then
// QHANA_OMNIWITNESS=$(go env GOPATH)/bin/omniwitness go test -tags omniwitness -run TestOmniwitness ./cmd/qhana.
func TestOmniwitness(t *testing.T) {
	t.Parallel()
	program := os.Getenv("QHANA_OMNIWITNESS")
	if program == "" {
		t.Fatal("QHANA_OMNIWITNESS is to be the path of the program")
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
	witnesses := func(recordKey, origin string) string {
		logs := filepath.Join(dir, "logs.yaml")
		if err := os.WriteFile(logs, fmt.Appendf(nil, "Logs:\n  - Origin: %s\n    URL: http://localhost/registro\n    PublicKey: %s\n    Feeder: none\n", origin, recordKey), 0o600); err != nil {
			t.Fatal(err)
		}
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		addr := l.Addr().String()
		_ = l.Close()
		cmd := exec.CommandContext(t.Context(), program, "-listen", addr, "-metrics_listen", "", "-private_key_path", filepath.Join(dir, "key"), "-additional_logs", logs, "-logtostderr")
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
		return key.VerifierKey() + " http://" + addr
	}
	newWatched(t, witnesses, func(w *watched) {
		w.file()
		w.cosigned(name)
		ref, open := w.file()
		w.cosigned(name)
		if _, err := w.s.DB().Exec(`DELETE FROM cosignature`); err != nil {
			t.Fatal(err)
		}
		w.file()
		w.cosigned(name)
		w.seen(name, key.VerifierKey(), ref, open)
	})
}

package main

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"qhana/internal/casework"
	"qhana/internal/foi"
	"qhana/internal/statute"
	"qhana/workflows"
)

// TestMain runs the program itself when a test starts this binary as a process of its own.
func TestMain(m *testing.M) {
	if os.Getenv("QHANA_TEST_PROCESS") != "" {
		patience.Lost, patience.Timeout = 3*time.Second, 3*time.Second
		casework.RecountBatch = 8 // several batches a lane, of few cases
		main()
		return
	}
	readLaws = readOnce()
	code := m.Run()
	if built != "" {
		_ = os.Remove(built)
	}
	os.Exit(code)
}

var built string // the file of program, where that is one of its own

// program is the file that a test starts as a process of its own: this binary, without the race detector, which makes a start several
// times as long and speaks only to the standard error of a process that is killed.
var program = sync.OnceValues(func() (string, error) {
	if !raced {
		return os.Args[0], nil
	}
	f, err := os.CreateTemp("", "qhana-test-program")
	if err != nil {
		return "", err
	}
	_ = f.Close()
	built = f.Name()
	if said, err := exec.Command("go", "test", "-c", "-race=false", "-trimpath", "-o", built, ".").CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the program without the race detector: %w\n%s", err, said)
	}
	return built, nil
})

// process is the program as a process of its own, with what the tests of processes have in its environment.
func process(t *testing.T, env []string, args ...string) *exec.Cmd {
	t.Helper()
	file, err := program()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(file, args...)
	cmd.Env = append(append(os.Environ(), "QHANA_TEST_PROCESS=1"), env...)
	return cmd
}

// readOnce reads the laws that come with the program once for all tests, as of each day: every test has its own declarations on them.
func readOnce() func(fs.FS, foi.Date) (*statute.Library, error) {
	var mu sync.Mutex
	kept := map[foi.Date]*statute.Library{}
	return func(files fs.FS, until foi.Date) (*statute.Library, error) {
		if files != fs.FS(workflows.FS) {
			return statute.LoadUntil(files, until)
		}
		mu.Lock()
		defer mu.Unlock()
		if kept[until] == nil {
			l, err := statute.LoadUntil(files, until)
			if err != nil {
				return nil, err
			}
			kept[until] = l
		}
		return kept[until].Supposing(nil), nil
	}
}

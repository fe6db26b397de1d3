package main

import (
	"io/fs"
	"os"
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
	os.Exit(m.Run())
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

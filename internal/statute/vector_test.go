package statute_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"qhana/internal/statute"
	"qhana/workflows"
)

var loadedOnce = sync.OnceValues(func() (*statute.Library, error) { return statute.Load(workflows.FS) })

func library(t testing.TB) *statute.Library {
	t.Helper()
	l, err := loadedOnce()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// The worked examples, each with its source in the file.
func TestVectors(t *testing.T) {
	l := library(t)
	all := 0
	for _, name := range []string{"bolivia.json", "peers.json", "laws.json", "official.json"} {
		data, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		err = statute.RunVectors(l, data, func(id string, ok bool, got, want string) {
			n++
			if !ok {
				t.Errorf("%s: got %s, want %s", id, got, want)
			}
		})
		if err != nil || n == 0 {
			t.Fatalf("%s: %d examples, %v", name, n, err)
		}
		all += n
	}
	readme, err := os.ReadFile("../../README.md")
	if err != nil || !strings.Contains(string(readme), fmt.Sprintf("**Tests.** %d worked examples", all)) {
		t.Errorf("README does not count the %d examples: %v", all, err)
	}
}

package postgres

import (
	"runtime"
	"strings"
	"testing"
)

func TestMemory(t *testing.T) {
	t.Parallel()
	for total, want := range map[int64]string{
		0:        "",
		1 << 30:  "shared_buffers=131072kB effective_cache_size=524288kB random_page_cost=1.5",
		24 << 30: "shared_buffers=3145728kB effective_cache_size=12582912kB random_page_cost=1.5",
		1 << 40:  "shared_buffers=4194304kB effective_cache_size=536870912kB random_page_cost=1.5",
		64 << 20: "shared_buffers=131072kB effective_cache_size=131072kB random_page_cost=1.5",
	} {
		if got := strings.Join(memory(total), " "); got != want {
			t.Errorf("%d bytes: %q, want %q", total, got, want)
		}
	}
	if got := machine(); runtime.GOOS == "linux" && got < 64<<20 {
		t.Errorf("this machine has %d bytes of memory", got)
	}
}

package postgres

import (
	"math"
	"os"
	"strconv"
	"strings"
)

// How much of the machine's memory PostgreSQL keeps pages in: as much as its manual advises at least, and less than leaves the program and
// the machine's own cache too little. It takes it as it fills it.
const (
	bufferShare = 8
	leastBuffer = 128 << 20 // PostgreSQL's own
	mostBuffer  = 4 << 30
)

// pageCost tells the planner that reading a page out of turn costs little more than the next one: what is read often is in memory, and
// disks that turn are gone.
const pageCost = "random_page_cost=1.5"

// memory are the settings of a machine with so many bytes; none where nobody knows how many.
func memory(total int64) []string {
	if total <= 0 {
		return nil
	}
	buffers := min(max(total/bufferShare, leastBuffer), mostBuffer)
	return []string{"shared_buffers=" + kilobytes(buffers), "effective_cache_size=" + kilobytes(max(total/2, buffers)), pageCost}
}

func kilobytes(n int64) string { return strconv.FormatInt(n>>10, 10) + "kB" }

// machine is how many bytes of memory this process may use: the machine's, or its container's where that is less; 0 where nobody tells.
func machine() int64 {
	total := int64(math.MaxInt64)
	if b, err := os.ReadFile("/proc/meminfo"); err == nil {
		for line := range strings.Lines(string(b)) {
			if f := strings.Fields(line); len(f) == 3 && f[0] == "MemTotal:" {
				if n, err := strconv.ParseInt(f[1], 10, 64); err == nil {
					total = n << 10
				}
			}
		}
	}
	if b, err := os.ReadFile("/sys/fs/cgroup/memory.max"); err == nil {
		if n, err := strconv.ParseInt(strings.TrimSpace(string(b)), 10, 64); err == nil {
			total = min(total, n)
		}
	}
	if total == math.MaxInt64 {
		return 0
	}
	return total
}

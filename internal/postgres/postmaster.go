package postgres

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// postmaster returns the process that serves the data now, 0 when there is none. What a dead one left behind is
// removed when its number has since gone to another program, which PostgreSQL itself could not tell apart.
func (h home) postmaster() int {
	pid := readPID(h.pidFile())
	if pid == 0 || !alive(pid) {
		return 0
	}
	if name := nameOf(pid); name != "" && !strings.Contains(name, "postgres") && !strings.Contains(name, "postmaster") {
		_ = os.Remove(h.pidFile())
		_ = os.Remove(filepath.Join(h.socket(), ".s.PGSQL."+port+".lock"))
		return 0
	}
	return pid
}

func readPID(path string) int {
	b, err := os.ReadFile(path)
	if err != nil {
		return 0
	}
	first, _, _ := bytes.Cut(b, []byte("\n"))
	pid, err := strconv.Atoi(strings.TrimSpace(string(first)))
	if err != nil || pid <= 1 {
		return 0
	}
	return pid
}

// alive tells whether a process runs. One that has ended and waits for a parent that never asks does not.
func alive(pid int) bool {
	if err := syscall.Kill(pid, 0); err != nil && !errors.Is(err, syscall.EPERM) {
		return false
	}
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return true
	}
	i := bytes.LastIndex(stat, []byte(") "))
	return i < 0 || !bytes.HasPrefix(stat[i+2:], []byte("Z"))
}

// nameOf is a process's program, "" when it cannot be told.
func nameOf(pid int) string {
	if b, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", pid)); err == nil {
		return strings.TrimSpace(string(b))
	}
	b, err := exec.Command("ps", "-o", "comm=", "-p", strconv.Itoa(pid)).Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(b))
}

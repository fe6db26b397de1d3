package postgres

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

// ErrNoBinaries says that this machine has no PostgreSQL server. The error that wraps it names the command to install
// one.
var ErrNoBinaries = errors.New("no PostgreSQL server found")

// binaries is one installation: a folder with initdb and postgres, and its major version.
type binaries struct {
	dir   string
	major int
}

// places are where the systems put servers that are not in PATH.
var places = []string{
	"/usr/lib/postgresql/*/bin",
	"/usr/pgsql-*/bin",
	"/opt/homebrew/opt/postgresql@*/bin",
	"/usr/local/opt/postgresql@*/bin",
	"/home/linuxbrew/.linuxbrew/opt/postgresql@*/bin",
	"/Applications/Postgres.app/Contents/Versions/*/bin",
}

// find returns the installation to use: of the given major version, or with 0 the one in PATH, else the newest.
func find(major int) (binaries, error) {
	all := installations(os.Getenv("PATH"), places)
	for _, b := range all {
		if major == 0 || b.major == major {
			return b, nil
		}
	}
	if major != 0 && len(all) > 0 {
		return binaries{}, fmt.Errorf("the data was written by PostgreSQL %d, this machine has only %d: %s", major,
			all[0].major, installCommand(major))
	}
	return binaries{}, fmt.Errorf("%w: %s", ErrNoBinaries, installCommand(major))
}

// installations lists what there is: PATH in its order, then the known places, newest first.
func installations(path string, patterns []string) []binaries {
	var out []binaries
	for _, dir := range filepath.SplitList(path) {
		out = add(out, dir)
	}
	first := len(out)
	for _, pattern := range patterns {
		dirs, _ := filepath.Glob(pattern) // the only error is a bad pattern
		for _, dir := range dirs {
			out = add(out, dir)
		}
	}
	slices.SortStableFunc(out[first:], func(a, b binaries) int { return b.major - a.major })
	return out
}

// add appends the installation that dir leads to, if there is one. A link is followed, because initdb looks for its
// files beside itself.
func add(to []binaries, dir string) []binaries {
	server, err := filepath.EvalSymlinks(filepath.Join(dir, "postgres"))
	if err != nil {
		return to
	}
	dir = filepath.Dir(server)
	if _, err := os.Stat(filepath.Join(dir, "initdb")); err != nil {
		return to
	}
	if slices.ContainsFunc(to, func(b binaries) bool { return b.dir == dir }) {
		return to
	}
	major, err := majorOf(server)
	if err != nil {
		return to
	}
	return append(to, binaries{dir: dir, major: major})
}

var majorPattern = regexp.MustCompile(`PostgreSQL\) (\d+)`)

func majorOf(server string) (int, error) {
	out, err := exec.Command(server, "--version").Output()
	if err != nil {
		return 0, fmt.Errorf("%s --version: %w", server, err)
	}
	m := majorPattern.FindSubmatch(out)
	if m == nil {
		return 0, fmt.Errorf("%s --version: %q", server, out)
	}
	return strconv.Atoi(string(m[1]))
}

// installCommand is the exact command to install a server here, of any version with 0.
func installCommand(major int) string {
	if runtime.GOOS == "darwin" {
		if major == 0 {
			major = 17
		}
		return fmt.Sprintf("install it with: brew install postgresql@%d", major)
	}
	name := "postgresql"
	if major != 0 {
		name += "-" + strconv.Itoa(major)
	}
	release, _ := os.ReadFile("/etc/os-release")
	switch s := string(release); {
	case strings.Contains(s, "fedora") || strings.Contains(s, "rhel"):
		return "install it with: dnf install postgresql-server postgresql-contrib"
	case strings.Contains(s, "alpine"):
		return "install it with: apk add postgresql postgresql-contrib"
	default:
		return "install it with: apt-get install " + name
	}
}

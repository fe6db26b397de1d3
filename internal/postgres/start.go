package postgres

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"github.com/lib/pq"
)

// logMax is the size in bytes above which a log is put aside at the next start.
const logMax = 8 << 20

// When only the first process of a server was killed, the others hold its memory a moment longer and a new one refuses
// to start beside them.
const (
	tries = 4
	lull  = 250 * time.Millisecond
)

// errEnded says that the server ended while we waited for it.
var errEnded = errors.New("the server ended")

func (h home) start(ctx context.Context, o Options) (*Server, error) {
	major, err := h.version()
	if err != nil {
		return nil, err
	}
	b, err := find(major)
	if err != nil {
		return nil, err
	}
	if major == 0 {
		if err := h.initialise(ctx, b, o.Unsafe); err != nil {
			return nil, err
		}
	}
	if err := h.account.own(h.socket()); err != nil {
		return nil, err
	}
	for try := 1; ; try++ {
		s, err := h.launch(b, o)
		if err != nil {
			return nil, err
		}
		if err = s.await(ctx); err == nil {
			return s, nil
		}
		if try == tries || !errors.Is(err, errEnded) {
			return nil, errors.Join(fmt.Errorf("PostgreSQL does not start: %w\n%s", err, h.logTail()), s.end(syscall.SIGINT))
		}
		time.Sleep(lull)
	}
}

// launch starts the process. It writes to a file and not to us, so that it can outlive us and nobody waits for its
// end of a pipe.
func (h home) launch(b binaries, o Options) (*Server, error) {
	if info, err := os.Stat(h.log()); err == nil && info.Size() > logMax {
		_ = os.Rename(h.log(), h.log()+".1")
	}
	log, err := os.OpenFile(h.log(), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fmt.Errorf("log of PostgreSQL: %w", err)
	}
	defer func() { _ = log.Close() }()
	cmd := exec.Command(filepath.Join(b.dir, "postgres"), append([]string{"-D", h.data()}, h.settings(o)...)...)
	h.prepare(cmd)
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start PostgreSQL: %w", err)
	}
	s := &Server{home: h}
	s.watch(cmd)
	return s, nil
}

func (h home) settings(o Options) []string {
	if o.Conns == 0 {
		o.Conns = 100
	}
	set := []string{
		"listen_addresses=", "port=" + port, `unix_socket_directories="` + h.socket() + `"`, "unix_socket_permissions=0700",
		"max_connections=" + strconv.Itoa(o.Conns), "timezone=UTC", "log_timezone=UTC", "log_checkpoints=off",
		"logging_collector=off", "log_destination=stderr", "jit=off",
	}
	if o.Unsafe {
		set = append(set, "fsync=off", "full_page_writes=off") // commits still survive Kill
	} else {
		set = append(set, memory(machine())...)
	}
	var args []string
	for _, s := range set {
		args = append(args, "-c", s)
	}
	return args
}

// await returns when the server accepts connections, with errEnded when it ended instead.
func (s *Server) await(ctx context.Context) error {
	db, err := sql.Open("postgres", s.URL("postgres"))
	if err != nil {
		return fmt.Errorf("open database: %w", err)
	}
	defer func() { _ = db.Close() }()
	for {
		err := db.PingContext(ctx)
		if err == nil {
			return nil
		}
		if s.gone() {
			return errEnded
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%w; last answer: %w", ctx.Err(), err)
		case <-time.After(pause):
		}
	}
}

// makeDatabase makes the database Database if there is none.
func (s *Server) makeDatabase(ctx context.Context) error {
	db, err := sql.Open("postgres", s.URL("postgres"))
	if err != nil {
		return fmt.Errorf("open database: %w", err)
	}
	defer func() { _ = db.Close() }()
	var there bool
	err = db.QueryRowContext(ctx, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`, Database).Scan(&there)
	if err != nil {
		return fmt.Errorf("look for the database: %w", err)
	}
	if there {
		return nil
	}
	if _, err := db.ExecContext(ctx, `CREATE DATABASE `+pq.QuoteIdentifier(Database)); err != nil {
		return fmt.Errorf("make the database: %w", err)
	}
	return nil
}

// logTail is the end of the server's log, for an error.
func (h home) logTail() string {
	b, err := os.ReadFile(h.log())
	if err != nil {
		return ""
	}
	lines := bytes.Split(bytes.TrimSpace(b), []byte("\n"))
	return string(bytes.Join(lines[max(0, len(lines)-8):], []byte("\n")))
}

package postgres

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// User is the superuser of a server of ours.
const User = "qhana"

// Database is the database that Start makes.
const Database = "qhana"

// port only names the socket: the server does not listen on TCP.
const port = "5432"

const (
	startLimit = 2 * time.Minute // recovery after a crash included
	stopLimit  = time.Minute
	pause      = 20 * time.Millisecond
)

// Options of a server. The zero value is right for lasting data.
type Options struct {
	Conns  int  // the most connections at once; 0 means 100
	Unsafe bool // nothing is forced to disk: faster, and a power cut loses the data. For tests only.
}

// Server is a running PostgreSQL. Its log is postgres.log in its directory.
type Server struct {
	home   home
	pid    int
	exited chan struct{} // closed when our child has ended; nil for a server that was adopted
	used   *os.File      // locked by everybody who uses the server, for as long as they do
}

// Start returns the server of the data in dir, made, started or adopted as needed, once it accepts connections; the
// database Database exists then. ctx bounds the starting, not the server's life. The error wraps ErrNoBinaries when
// PostgreSQL is not installed.
func Start(ctx context.Context, dir string, o Options) (*Server, error) {
	ctx, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()
	h, err := openHome(dir)
	if err != nil {
		return nil, err
	}
	unlock, err := h.lock()
	if err != nil {
		return nil, err
	}
	defer unlock()
	s, err := h.adopt(ctx)
	if s == nil && err == nil {
		s, err = h.start(ctx, o)
	}
	if err != nil {
		return nil, err
	}
	if err := s.makeDatabase(ctx); err != nil {
		return nil, errors.Join(err, s.end(syscall.SIGINT))
	}
	if s.used, err = h.use(); err != nil {
		return nil, errors.Join(err, s.end(syscall.SIGINT))
	}
	return s, nil
}

// Stop stops the server of the data in dir, whoever started it. There being none is not an error.
func Stop(dir string) error {
	h, err := openHome(dir)
	if err != nil {
		return err
	}
	pid := h.postmaster()
	if pid == 0 {
		return nil
	}
	return (&Server{home: h, pid: pid}).Stop()
}

// adopt returns the server that runs already, nil when there is none. One that is just going down is waited for.
func (h home) adopt(ctx context.Context) (*Server, error) {
	pid := h.postmaster()
	if pid == 0 {
		return nil, nil
	}
	s := &Server{home: h, pid: pid}
	err := s.await(ctx)
	if errors.Is(err, errEnded) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("a PostgreSQL runs in %s (process %d) but does not answer: %w", h.dir, pid, err)
	}
	return s, nil
}

// URL is the address of a database of this server for lib/pq.
func (s *Server) URL(database string) string {
	q := url.Values{"host": {s.home.socket()}, "port": {port}, "sslmode": {"disable"}}
	u := url.URL{Scheme: "postgres", User: url.User(User), Path: "/" + database, RawQuery: q.Encode()}
	return u.String()
}

// Leave stops the server unless another process uses it: who leaves last stops it.
func (s *Server) Leave() error {
	unlock, err := s.home.lock()
	if err != nil {
		return err
	}
	defer unlock()
	if s.used != nil {
		defer func() { _ = s.used.Close() }()
		if errors.Is(flock(s.used, syscall.LOCK_EX|syscall.LOCK_NB), syscall.EWOULDBLOCK) {
			return nil
		}
	}
	return s.end(syscall.SIGINT)
}

// Stop ends all sessions, writes everything to disk and waits until the server is gone. A second call does nothing.
func (s *Server) Stop() error { return s.stop(syscall.SIGINT) }

// Kill ends the server at once, as a crash would: the next start recovers from the log of writes.
func (s *Server) Kill() error { return s.stop(syscall.SIGQUIT) }

func (s *Server) stop(how syscall.Signal) error {
	unlock, err := s.home.lock()
	if err != nil {
		return err
	}
	defer unlock()
	if s.used != nil {
		_ = s.used.Close()
	}
	return s.end(how)
}

func (s *Server) end(how syscall.Signal) error {
	for _, sig := range []syscall.Signal{how, syscall.SIGQUIT} {
		if !s.ours() {
			return nil
		}
		if err := syscall.Kill(s.pid, sig); err != nil && !errors.Is(err, syscall.ESRCH) {
			return fmt.Errorf("stop PostgreSQL (process %d): %w", s.pid, err)
		}
		if s.ends(stopLimit) {
			return nil
		}
	}
	return fmt.Errorf("PostgreSQL (process %d) does not stop", s.pid)
}

// ends waits until the server is gone, and tells whether it went within the limit.
func (s *Server) ends(limit time.Duration) bool {
	late := time.After(limit)
	for !s.gone() {
		select {
		case <-late:
			return false
		case <-time.After(pause):
		}
	}
	return true
}

// gone tells whether the server has ended.
func (s *Server) gone() bool {
	if s.exited == nil {
		return !alive(s.pid)
	}
	select {
	case <-s.exited:
		return true
	default:
		return false
	}
}

// ours tells whether the process is still our server: the number of an adopted one may by now be another program's.
func (s *Server) ours() bool {
	return !s.gone() && (s.exited != nil || readPID(s.home.pidFile()) == s.pid)
}

func (s *Server) watch(cmd *exec.Cmd) {
	s.pid, s.exited = cmd.Process.Pid, make(chan struct{})
	go func() {
		_ = cmd.Wait() // how it ended is in its log
		close(s.exited)
	}()
}

// Package testdb gives each test a migrated database of its own. All test binaries of a run share one PostgreSQL, which
// the first of them starts and which stops by itself, its data removed, when the last of them has ended, even if it was
// killed. QHANA_TEST_DATABASE_URL names another server to use; its user must be allowed to make databases.
package testdb

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"fmt"
	"net/url"
	"os"
	"sync"
	"testing"

	"github.com/lib/pq"

	"qhana/internal/store"
)

// conns is how many connections a test's store has.
const conns = 10

// New returns a store on an empty, migrated database that is dropped when the test ends.
func New(t testing.TB) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), URL(t), conns)
	if err != nil {
		t.Fatalf("test database: %v", err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// URL returns the address of an empty, migrated database that is dropped when the test ends. Without a PostgreSQL the
// test fails; only with -short, and not under CI, it is skipped.
func URL(t testing.TB) string {
	t.Helper()
	server, err := shared()
	if err != nil {
		if testing.Short() && os.Getenv("CI") == "" {
			t.Skipf("no database: %v", err)
		}
		t.Fatalf("no database: %v", err)
	}
	name := "t_" + random()
	if err := server.run(t.Context(), `CREATE DATABASE `+pq.QuoteIdentifier(name)+` TEMPLATE `+pq.QuoteIdentifier(server.template)); err != nil {
		t.Fatalf("test database: %v", err)
	}
	t.Cleanup(func() {
		if err := server.run(context.WithoutCancel(t.Context()), `DROP DATABASE `+pq.QuoteIdentifier(name)+` WITH (FORCE)`); err != nil {
			t.Errorf("drop the test's database: %v", err)
		}
	})
	return server.url(name)
}

// server is the PostgreSQL that this process uses.
type server struct {
	admin    *sql.DB
	address  *url.URL
	template string // name of the migrated database that the others are copies of
}

// shared is the server of this process, made at the first call.
var shared = sync.OnceValues(func() (*server, error) {
	ctx := context.Background()
	address := os.Getenv("QHANA_TEST_DATABASE_URL")
	if address == "" {
		var err error
		if address, err = join(ctx); err != nil {
			return nil, err
		}
	}
	u, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("address of the test database: %w", err)
	}
	admin, err := sql.Open("postgres", address)
	if err != nil {
		return nil, fmt.Errorf("open test database: %w", err)
	}
	s := &server{admin: admin, address: u}
	return s, s.prepare(ctx)
})

// url is the address of another database of the server.
func (s *server) url(name string) string {
	u := *s.address
	u.Path = "/" + name
	return u.String()
}

func (s *server) run(ctx context.Context, query string) error {
	_, err := s.admin.ExecContext(ctx, query)
	return err
}

func random() string {
	b := make([]byte, 8)
	_, _ = rand.Read(b) // never fails
	return hex.EncodeToString(b)
}

// Package store has everything SQL: rows and nouns, searches, the transaction. Reads are methods of Store, writes of
// Tx, which exists only inside InTx. No error of the driver leaves the package for a failure that a person can be
// told about.
package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net"
	"strings"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"qhana/internal/foi"
)

// Store reads and writes one PostgreSQL database.
type Store struct{ db *sqlx.DB }

// Open connects to the database at url. It does not migrate.
func Open(ctx context.Context, url string, conns int) (*Store, error) {
	c, err := pq.NewConnector(url)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	db := sqlx.NewDb(sql.OpenDB(connector{c}), "postgres")
	db.SetMaxOpenConns(conns)
	db.SetMaxIdleConns(conns)
	if err := db.PingContext(ctx); err != nil {
		_ = db.Close()
		return nil, translate(err)
	}
	return &Store{db: db}, nil
}

// Close gives all connections back.
func (s *Store) Close() error { return s.db.Close() }

// DB is the pool itself, for the queue's driver and nothing else.
func (s *Store) DB() *sqlx.DB { return s.db }

// Ping tells whether the database answers.
func (s *Store) Ping(ctx context.Context) error { return translate(s.db.PingContext(ctx)) }

// translate turns a driver's error into a foi.Error where a person can be told about it.
func translate(err error) error {
	if err == nil {
		return nil
	}
	var known *foi.Error
	if errors.As(err, &known) {
		return err
	}
	if errors.Is(err, sql.ErrNoRows) {
		return &foi.Error{Code: foi.NotFound, Key: "not_found", Cause: err}
	}
	var pe *pq.Error
	if errors.As(err, &pe) {
		switch {
		case pe.Code == "23505":
			return &foi.Error{Code: foi.Conflict, Key: "conflict", Args: map[string]string{"constraint": pe.Constraint}, Cause: err}
		case pe.Code == "40P01": // two acts waited for each other, and this one gave way
			return &foi.Error{Code: foi.Conflict, Key: "stale", Cause: err}
		case pe.Code == "22021" || pe.Code == "22P05": // a byte sequence or a sign that the database cannot hold
			return &foi.Error{Code: foi.Invalid, Key: "text.unstorable", Cause: err}
		case strings.HasPrefix(string(pe.Code), "57P") || strings.HasPrefix(string(pe.Code), "08") || pe.Code == "53300":
			return &foi.Error{Code: foi.Unready, Key: "unready", Cause: err}
		}
		return err
	}
	var ne net.Error
	if errors.As(err, &ne) || errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) || isGone(err) {
		return &foi.Error{Code: foi.Unready, Key: "unready", Cause: err}
	}
	return err
}

// isGone recognises what lib/pq says, without a type, when the server went away in mid-conversation.
func isGone(err error) bool {
	m := err.Error()
	return strings.Contains(m, "EOF") || strings.Contains(m, "connection refused") || strings.Contains(m, "broken pipe") ||
		strings.Contains(m, "connection reset") || strings.Contains(m, "no such file or directory")
}

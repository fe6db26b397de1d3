package store

import (
	"context"
	"database/sql/driver"
	"strings"

	"github.com/lib/pq"
)

// mostPrepared is how many statements a connection keeps prepared. Texts are few; lists with filters make most of them.
const mostPrepared = 300

// anew begins the queries of lists with filters: which index serves best depends on what is looked for, so they are planned
// for their values each time.
const anew = "/* anew */ "

// connector opens connections that prepare what they are asked, once: lib/pq would have every statement parsed and planned
// anew, with one more round trip. The queue's statements gain most.
type connector struct{ *pq.Connector }

// Connect opens a connection.
func (c connector) Connect(ctx context.Context) (driver.Conn, error) {
	inner, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &conn{pqConn: inner.(pqConn), prepared: map[string]driver.Stmt{}}, nil
}

// pqConn is what lib/pq's connections can do, all of which must be passed on.
type pqConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.QueryerContext
	driver.ExecerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
	driver.NamedValueChecker
}

type conn struct {
	pqConn
	prepared map[string]driver.Stmt
}

// statement is the prepared statement of a text; nil when there is no room for one more, or when it is to be planned anew.
func (c *conn) statement(ctx context.Context, query string) (driver.Stmt, error) {
	if st, ok := c.prepared[query]; ok {
		return st, nil
	}
	if len(c.prepared) >= mostPrepared || strings.HasPrefix(query, anew) {
		return nil, nil
	}
	st, err := c.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	c.prepared[query] = st
	return st, nil
}

// QueryContext runs a query, prepared unless it has no arguments (then it may be several).
func (c *conn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	if len(args) == 0 {
		return c.pqConn.QueryContext(ctx, query, args)
	}
	st, err := c.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	if st == nil {
		return c.pqConn.QueryContext(ctx, query, args)
	}
	return st.(driver.StmtQueryContext).QueryContext(ctx, args)
}

// ExecContext runs a statement, prepared unless it has no arguments (then it may be several).
func (c *conn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	if len(args) == 0 {
		return c.pqConn.ExecContext(ctx, query, args)
	}
	st, err := c.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	if st == nil {
		return c.pqConn.ExecContext(ctx, query, args)
	}
	return st.(driver.StmtExecContext).ExecContext(ctx, args)
}

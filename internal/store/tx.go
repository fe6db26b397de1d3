package store

import (
	"context"
	"database/sql"

	"github.com/jmoiron/sqlx"
)

// Tx is one transaction. Inside it there is PostgreSQL only: no mail, no files, no other server.
type Tx struct {
	*sqlx.Tx
	store *Store
}

// SQL is the transaction as the queue's driver takes it.
func (t *Tx) SQL() *sql.Tx { return t.Tx.Tx }

// InTx runs do in a transaction: committed when do returns nil, else rolled back, also on a panic.
func (s *Store) InTx(ctx context.Context, do func(*Tx) error) (err error) {
	tx, err := s.db.BeginTxx(ctx, nil)
	if err != nil {
		return translate(err)
	}
	done := false
	defer func() {
		if !done {
			_ = tx.Rollback()
		}
	}()
	if err := do(&Tx{Tx: tx, store: s}); err != nil {
		return translate(err)
	}
	done = true
	return translate(tx.Commit())
}

// stmt returns the query prepared on this transaction's connection.
func (t *Tx) stmt(ctx context.Context, query string) (*sqlx.Stmt, error) {
	st, err := t.store.stmt(ctx, query)
	if err != nil {
		return nil, err
	}
	return t.StmtxContext(ctx, st), nil
}

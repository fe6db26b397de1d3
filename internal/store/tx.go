package store

import (
	"context"
	"database/sql"

	"github.com/jmoiron/sqlx"
)

// Tx is one transaction. Inside it there is PostgreSQL only: no mail, no files, no other server.
type Tx struct{ *sqlx.Tx }

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
	if err := do(&Tx{tx}); err != nil {
		return translate(err)
	}
	done = true
	return translate(tx.Commit())
}

package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"qhana/internal/foi"
)

// accountColumns are the columns that accountRow reads, of a table aliased a.
const accountColumns = `a.id, a.login, a.name, a.email, a.active, coalesce(a.backup, 0) AS backup, a.away_from, a.away_until,
	a.password_hash = '' AS no_password,
	(SELECT coalesce(jsonb_agg(jsonb_build_object('role', g.role, 'unit', g.unit) ORDER BY g.role, g.unit), '[]')
	   FROM role_grant g WHERE g.account_id = a.id) AS grants`

type accountRow struct {
	ID     int64  `db:"id"`
	Login  string `db:"login"`
	Name   string `db:"name"`
	Email  string `db:"email"`
	Active bool   `db:"active"`
	Grants []byte `db:"grants"`

	NoPassword bool `db:"no_password"`

	Backup    int64        `db:"backup"`
	AwayFrom  sql.NullTime `db:"away_from"`
	AwayUntil sql.NullTime `db:"away_until"`
}

func (r accountRow) noun() (foi.Account, error) {
	a := foi.Account{ID: r.ID, Login: r.Login, Name: r.Name, Email: r.Email, Active: r.Active, NoPassword: r.NoPassword, Backup: r.Backup}
	if r.AwayFrom.Valid && r.AwayUntil.Valid {
		a.AwayFrom, a.AwayUntil = r.AwayFrom.Time.UTC(), r.AwayUntil.Time.UTC()
	}
	if err := json.Unmarshal(r.Grants, &a.Grants); err != nil {
		return foi.Account{}, fmt.Errorf("grants of account %d: %w", r.ID, err)
	}
	return a, nil
}

// Accounts lists all accounts with their grants by name, inactive ones too.
func (s *Store) Accounts(ctx context.Context) ([]foi.Account, error) {
	const query = `SELECT ` + accountColumns + ` FROM account a ORDER BY lower(a.name), a.id`
	var rows []accountRow
	if err := s.db.SelectContext(ctx, &rows, query); err != nil {
		return nil, translate(err)
	}
	accounts := make([]foi.Account, len(rows))
	for i, r := range rows {
		a, err := r.noun()
		if err != nil {
			return nil, err
		}
		accounts[i] = a
	}
	return accounts, nil
}

// AccountByID returns an account by its id, also one that is inactive; NotFound when there is none.
func (s *Store) AccountByID(ctx context.Context, id int64) (foi.Account, error) {
	const query = `SELECT ` + accountColumns + ` FROM account a WHERE a.id = $1`
	var row accountRow
	if err := s.db.GetContext(ctx, &row, query, id); err != nil {
		return foi.Account{}, translate(err)
	}
	return row.noun()
}

// AccountByLogin returns an active account and the hash of its password. Capital letters do not matter. It is NotFound
// when there is none or it is inactive.
func (s *Store) AccountByLogin(ctx context.Context, login string) (foi.Account, string, error) {
	const query = `SELECT ` + accountColumns + `, a.password_hash FROM account a WHERE lower(a.login) = lower($1) AND a.active`
	var row struct {
		accountRow
		Hash string `db:"password_hash"`
	}
	if err := s.db.GetContext(ctx, &row, query, login); err != nil {
		return foi.Account{}, "", translate(err)
	}
	a, err := row.noun()
	return a, row.Hash, err
}

// CreateAccount writes a new account with its grants and returns its id. A login that is taken is a Conflict with key
// "conflict".
func (t *Tx) CreateAccount(ctx context.Context, a foi.Account, hash string, now time.Time) (int64, error) {
	const insertAccount = `
		INSERT INTO account (login, name, email, password_hash, active, created_at)
		VALUES ($1, $2, $3, $4, $5, $6) RETURNING id`
	const insertGrant = `
		INSERT INTO role_grant (account_id, role, unit) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`
	var id int64
	if err := t.GetContext(ctx, &id, insertAccount, a.Login, a.Name, a.Email, hash, a.Active, now); err != nil {
		return 0, err
	}
	for _, g := range a.Grants {
		if _, err := t.ExecContext(ctx, insertGrant, id, string(g.Role), g.Unit); err != nil {
			return 0, err
		}
	}
	return id, nil
}

// SetPassword replaces the hash of an account's password and ends all its sessions; NotFound when there is no such
// account.
func (t *Tx) SetPassword(ctx context.Context, account int64, hash string) error {
	var id int64
	if err := t.GetContext(ctx, &id, `UPDATE account SET password_hash = $2 WHERE id = $1 RETURNING id`, account, hash); err != nil {
		return err
	}
	_, err := t.ExecContext(ctx, `DELETE FROM session WHERE account_id = $1`, account)
	return err
}

package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/lib/pq"

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

// lentColumn is what an account a holds for those for whom it stands in, as long as they are away at $1, and for whom they stand
// in: their grants, and who they are. Nobody lends the keys of the house, and an auditor borrows nothing.
const lentColumn = `
	(WITH RECURSIVE cover AS (
		SELECT a.id
		 UNION
		SELECT x.id FROM cover c JOIN account x ON x.backup = c.id WHERE x.active AND x.away_from <= $1 AND x.away_until > $1),
	away AS (
		SELECT c.id FROM cover c
		 WHERE c.id <> a.id AND NOT EXISTS (SELECT 1 FROM role_grant own WHERE own.account_id = a.id AND own.role = 'auditor'))
	SELECT jsonb_build_object('for', coalesce((SELECT jsonb_agg(id ORDER BY id) FROM away), '[]'), 'grants', coalesce((
		SELECT jsonb_agg(DISTINCT jsonb_build_object('role', g.role, 'unit', g.unit)) FROM away JOIN role_grant g ON g.account_id = away.id
		 WHERE g.role IN ('clerk', 'transparency_officer', 'unit_official', 'unit_head', 'reviewer', 'signatory')), '[]'))) AS lent`

// ActingAccount returns an account with all that it may do at an instant: its own grants, and those of whom it stands in for.
func (s *Store) ActingAccount(ctx context.Context, id int64, now time.Time) (foi.Account, error) {
	return s.acting(ctx, `SELECT `+accountColumns+`, `+lentColumn+` FROM account a WHERE a.id = $2`, now, id)
}

// acting reads an account whose query has accountColumns and lentColumn.
func (s *Store) acting(ctx context.Context, query string, args ...any) (foi.Account, error) {
	var row struct {
		accountRow
		Lent []byte `db:"lent"`
	}
	if err := s.db.GetContext(ctx, &row, query, args...); err != nil {
		return foi.Account{}, translate(err)
	}
	account, err := row.noun()
	if err != nil {
		return account, err
	}
	var lent struct {
		For    []int64     `json:"for"`
		Grants []foi.Grant `json:"grants"`
	}
	if err := json.Unmarshal(row.Lent, &lent); err != nil {
		return account, fmt.Errorf("what is lent to account %d: %w", account.ID, err)
	}
	account.For = lent.For
	for _, g := range lent.Grants {
		if !slices.Contains(account.Grants, g) {
			account.Grants = append(account.Grants, g)
		}
	}
	return account, nil
}

// Worker is somebody as others of the desk need to know them.
type Worker struct {
	ID    int64  `db:"id"`
	Login string `db:"login"`
	Name  string `db:"name"`
}

// Names are the names of some accounts.
func (s *Store) Names(ctx context.Context, ids []int64) (map[int64]string, error) {
	var rows []Worker
	if err := s.db.SelectContext(ctx, &rows, `SELECT id, login, name FROM account WHERE id = ANY ($1)`, pq.Array(ids)); err != nil {
		return nil, translate(err)
	}
	out := make(map[int64]string, len(rows))
	for _, r := range rows {
		out[r.ID] = r.Name
	}
	return out, nil
}

// Workers are the active accounts that hold one of some roles in one of some units, by name; in any unit where none is named.
func (s *Store) Workers(ctx context.Context, roles []foi.Role, units ...string) ([]Worker, error) {
	const query = `
		SELECT a.id, a.login, a.name FROM account a
		 WHERE a.active AND a.id IN (SELECT g.account_id FROM role_grant g WHERE g.role = ANY ($1::text[]) AND (cardinality($2::text[]) = 0 OR g.unit = ANY ($2::text[])))
		 ORDER BY lower(a.name), a.id LIMIT 1000`
	names := pq.StringArray{}
	for _, r := range roles {
		names = append(names, string(r))
	}
	var out []Worker
	err := s.db.SelectContext(ctx, &out, query, names, append(pq.StringArray{}, units...))
	return out, translate(err)
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

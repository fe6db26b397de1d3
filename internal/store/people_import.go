package store

import (
	"context"
	"encoding/json"
	"time"

	"github.com/lib/pq"

	"qhana/internal/foi"
)

// PeopleImport is a file of people that an administrator brought, between the page that shows what it would change and the import.
type PeopleImport struct {
	Account   int64
	Name      string // of the file
	SHA256    string
	File      []byte        // nil once imported
	Done      *PeopleCounts // nil before
	CreatedAt time.Time
	ExpiresAt time.Time
}

// PeopleCounts is what a file of people comes to.
type PeopleCounts struct {
	Added     int `json:"added"`
	Changed   int `json:"changed"`
	Unchanged int `json:"unchanged"`
	Wrong     int `json:"wrong"` // lines that were left out
}

// KeepPeopleImport keeps a file under the hash of the token in its page's address.
func (s *Store) KeepPeopleImport(ctx context.Context, tokenHash []byte, p PeopleImport) error {
	const query = `
		INSERT INTO people_import (token_hash, account_id, name, sha256, file, created_at, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`
	_, err := s.db.ExecContext(ctx, query, tokenHash, p.Account, p.Name, p.SHA256, p.File, p.CreatedAt, p.ExpiresAt)
	return translate(err)
}

const peopleImport = `
	SELECT account_id, name, sha256, file, done, created_at, expires_at FROM people_import
	 WHERE token_hash = $1 AND account_id = $2 AND expires_at > $3`

type peopleImportRow struct {
	Account   int64     `db:"account_id"`
	Name      string    `db:"name"`
	SHA256    string    `db:"sha256"`
	File      []byte    `db:"file"`
	Done      []byte    `db:"done"`
	CreatedAt time.Time `db:"created_at"`
	ExpiresAt time.Time `db:"expires_at"`
}

func (r peopleImportRow) noun() (PeopleImport, error) {
	p := PeopleImport{Account: r.Account, Name: r.Name, SHA256: r.SHA256, File: r.File, CreatedAt: r.CreatedAt.UTC(), ExpiresAt: r.ExpiresAt.UTC()}
	if r.Done == nil {
		return p, nil
	}
	p.Done = &PeopleCounts{}
	return p, json.Unmarshal(r.Done, p.Done)
}

// PeopleImport returns a file of people to who brought it; NotFound when there is none or its time is over.
func (s *Store) PeopleImport(ctx context.Context, tokenHash []byte, account int64, now time.Time) (PeopleImport, error) {
	var row peopleImportRow
	if err := s.db.GetContext(ctx, &row, peopleImport, tokenHash, account, now); err != nil {
		return PeopleImport{}, translate(err)
	}
	return row.noun()
}

// LockPeopleImport is PeopleImport for whoever carries it out: a second one waits, and then finds it done.
func (t *Tx) LockPeopleImport(ctx context.Context, tokenHash []byte, account int64, now time.Time) (PeopleImport, error) {
	var row peopleImportRow
	if err := t.GetContext(ctx, &row, peopleImport+` FOR UPDATE`, tokenHash, account, now); err != nil {
		return PeopleImport{}, err
	}
	return row.noun()
}

// EndPeopleImport keeps what came of a file, and forgets the file.
func (t *Tx) EndPeopleImport(ctx context.Context, tokenHash []byte, done PeopleCounts) error {
	b, err := json.Marshal(done)
	if err != nil {
		return err
	}
	_, err = t.ExecContext(ctx, `UPDATE people_import SET file = NULL, done = $2 WHERE token_hash = $1`, tokenHash, string(b))
	return err
}

// importedJSON is an account as the bulk statements read it.
type importedJSON struct {
	ID     int64       `json:"id"`
	Login  string      `json:"login"`
	Name   string      `json:"name"`
	Email  string      `json:"email"`
	Grants []grantJSON `json:"grants"`
}

type grantJSON struct {
	Role foi.Role `json:"role"`
	Unit string   `json:"unit"`
}

// SaveAccounts writes many accounts at once. Those without an id are new: they get theirs here, and no password. Of the others
// name, address and grants change.
func (t *Tx) SaveAccounts(ctx context.Context, list []foi.Account, now time.Time) error {
	const insert = `
		INSERT INTO account (login, name, email, password_hash, active, created_at)
		SELECT x.login, x.name, x.email, '', true, $2
		  FROM jsonb_to_recordset($1::jsonb) AS x(id bigint, login text, name text, email text) WHERE x.id = 0
		RETURNING id, login`
	const update = `
		UPDATE account a SET name = x.name, email = x.email
		  FROM jsonb_to_recordset($1::jsonb) AS x(id bigint, name text, email text) WHERE a.id = x.id`
	const grant = `
		INSERT INTO role_grant (account_id, role, unit)
		SELECT x.id, g.role, g.unit
		  FROM jsonb_to_recordset($1::jsonb) AS x(id bigint, grants jsonb), jsonb_to_recordset(x.grants) AS g(role text, unit text)
		ON CONFLICT DO NOTHING`
	rows, ids := make([]importedJSON, len(list)), []int64{}
	for i, a := range list {
		rows[i] = importedJSON{ID: a.ID, Login: a.Login, Name: a.Name, Email: a.Email, Grants: []grantJSON{}}
		for _, g := range a.Grants {
			rows[i].Grants = append(rows[i].Grants, grantJSON(g))
		}
		if a.ID != 0 {
			ids = append(ids, a.ID)
		}
	}
	text, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	var fresh []struct {
		ID    int64  `db:"id"`
		Login string `db:"login"`
	}
	if err := t.SelectContext(ctx, &fresh, insert, string(text), now); err != nil {
		return err
	}
	byLogin := make(map[string]int64, len(fresh))
	for _, f := range fresh {
		byLogin[f.Login] = f.ID
	}
	for i := range list {
		if list[i].ID == 0 {
			list[i].ID = byLogin[list[i].Login]
			rows[i].ID = list[i].ID
		}
	}
	if _, err := t.ExecContext(ctx, update, string(text)); err != nil {
		return err
	}
	if _, err := t.ExecContext(ctx, `DELETE FROM role_grant WHERE account_id = ANY($1)`, pq.Array(ids)); err != nil {
		return err
	}
	if text, err = json.Marshal(rows); err != nil { // with the new ids
		return err
	}
	_, err = t.ExecContext(ctx, grant, string(text))
	return err
}

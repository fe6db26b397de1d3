package store

import (
	"context"
	"strconv"
	"strings"

	"github.com/lib/pq"

	"qhana/internal/foi"
)

// SaveAccount changes name, address, grants, absence and whether somebody may come in at all. A closed account's sessions end.
func (t *Tx) SaveAccount(ctx context.Context, a foi.Account) error {
	const update = `UPDATE account SET name = $2, email = $3, active = $4, backup = $5, away_from = $6, away_until = $7 WHERE id = $1 RETURNING id`
	var id int64
	if err := t.GetContext(ctx, &id, update, a.ID, a.Name, a.Email, a.Active, orNull(a.Backup), instant(a.AwayFrom), instant(a.AwayUntil)); err != nil {
		return err
	}
	if _, err := t.ExecContext(ctx, `DELETE FROM role_grant WHERE account_id = $1`, a.ID); err != nil {
		return err
	}
	for _, g := range a.Grants {
		if _, err := t.ExecContext(ctx, `INSERT INTO role_grant (account_id, role, unit) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, a.ID, string(g.Role), g.Unit); err != nil {
			return err
		}
	}
	if a.Active {
		return nil
	}
	_, err := t.ExecContext(ctx, `DELETE FROM session WHERE account_id = $1`, a.ID)
	return err
}

// SaveAbsence changes when somebody is away and who stands in for them, and nothing else of theirs: what a session holds beside is
// lent. Refused when they would, through others, stand in for themselves.
func (t *Tx) SaveAbsence(ctx context.Context, a foi.Account) error {
	const circle = `
		WITH RECURSIVE chain AS (
			SELECT $2::bigint AS id UNION SELECT a.backup FROM chain c JOIN account a ON a.id = c.id WHERE a.backup IS NOT NULL)
		SELECT EXISTS (SELECT 1 FROM chain WHERE id = $1)`
	var round bool
	if err := t.GetContext(ctx, &round, circle, a.ID, a.Backup); err != nil {
		return err
	}
	if round {
		return &foi.Error{Code: foi.Invalid, Key: "people.cycle", Field: "backup"}
	}
	var id int64
	return t.GetContext(ctx, &id, `UPDATE account SET backup = $2, away_from = $3, away_until = $4 WHERE id = $1 RETURNING id`,
		a.ID, orNull(a.Backup), instant(a.AwayFrom), instant(a.AwayUntil))
}

// PeopleFilter is a page of the list of accounts: those whose name, user or address has every word, and who have a role in a unit.
type PeopleFilter struct {
	Text, Unit, After string
	Limit             int
}

// PeoplePage is a page of accounts by name, how many there are in all, and how many of everybody wait for a password.
type PeoplePage struct {
	People         []foi.Account
	Next           string
	Count, Waiting int
}

// People lists accounts with their grants by name, closed ones too.
func (s *Store) People(ctx context.Context, f PeopleFilter) (PeoplePage, error) {
	var page PeoplePage
	from, err := after(f.After, 2)
	if err != nil {
		return page, err
	}
	if from == nil {
		from = []string{"", "0"}
	}
	id, err := numberIn(from[1])
	if err != nil {
		return page, err
	}
	if storable(f.Text, f.Unit) != nil {
		return page, nil // nobody is called so
	}
	const list = `
		WITH hits AS MATERIALIZED (
			SELECT a.id, lower(fold(a.name)) AS key FROM account a
			 WHERE ($2 = '' OR EXISTS (SELECT 1 FROM role_grant g WHERE g.account_id = a.id AND g.unit = $2))
			   AND ($1 = '' OR (SELECT bool_and(position(t.word IN lower(fold(a.name || ' ' || a.login || ' ' || a.email))) > 0)
			        FROM unnest(string_to_array(lower(fold($1)), ' ')) t (word))))
		SELECT ` + accountColumns + `, h.key, (SELECT count(*) FROM hits) AS n FROM hits h JOIN account a USING (id)
		 WHERE (h.key, h.id) > ($3, $4::bigint) ORDER BY h.key, h.id LIMIT $5`
	var rows []struct {
		accountRow
		Key string `db:"key"`
		N   int    `db:"n"`
	}
	if err := s.db.SelectContext(ctx, &rows, list, strings.Join(strings.Fields(f.Text), " "), f.Unit, from[0], id, limitOf(f.Limit)+1); err != nil {
		return page, translate(err)
	}
	if err := s.db.GetContext(ctx, &page.Waiting, `SELECT count(*) FROM account WHERE active AND password_hash = ''`); err != nil {
		return page, translate(err)
	}
	for i, r := range rows {
		page.Count = r.N
		if i == limitOf(f.Limit) {
			page.Next = cursor(rows[i-1].Key, strconv.FormatInt(rows[i-1].ID, 10))
			break
		}
		a, err := r.noun()
		if err != nil {
			return page, err
		}
		page.People = append(page.People, a)
	}
	return page, nil
}

// Vacant are the units that owe a branch and that nobody who can come in heads, and those of some roles that nobody holds anywhere.
func (s *Store) Vacant(ctx context.Context, needed []foi.Role) (units []string, roles []foi.Role, err error) {
	const headless = `
		SELECT u.key FROM unit u
		 WHERE EXISTS (SELECT 1 FROM branch b WHERE b.unit = u.key AND b.state IN ('open', 'accepted', 'answered'))
		   AND NOT EXISTS (SELECT 1 FROM role_grant g JOIN account a ON a.id = g.account_id WHERE g.unit = u.key AND g.role = 'unit_head' AND a.active)
		 ORDER BY u.position, u.key`
	if err := s.db.SelectContext(ctx, &units, headless); err != nil {
		return nil, nil, translate(err)
	}
	const unheld = `
		SELECT n.role FROM unnest($1::text[]) WITH ORDINALITY n (role, at)
		 WHERE NOT EXISTS (SELECT 1 FROM role_grant g JOIN account a ON a.id = g.account_id WHERE g.role = n.role AND a.active)
		 ORDER BY n.at`
	err = s.db.SelectContext(ctx, &roles, unheld, pq.Array(needed))
	return units, roles, translate(err)
}

// LockPeople keeps others from changing accounts until the transaction ends, so that two changes cannot together leave a body
// without an administrator, or people who stand in for one another.
func (t *Tx) LockPeople(ctx context.Context) error {
	_, err := t.ExecContext(ctx, `LOCK TABLE account IN SHARE ROW EXCLUSIVE MODE`)
	return err
}

// Held are the live requests that are in an account's hands or have a branch that it accepted, and those with a branch of a unit: what must be
// given to somebody else.
func (s *Store) Held(ctx context.Context, account int64, unit string) ([]foi.Reference, error) {
	const query = `
		SELECT r.reference FROM branch b JOIN request r ON r.id = b.request_id
		 WHERE b.state IN ('open', 'accepted', 'answered') AND ($1 <> 0 AND b.account_id = $1 OR $2 <> '' AND b.unit = $2)
		 UNION
		SELECT r.reference FROM request r
		 WHERE $1 <> 0 AND r.owner = $1 AND r.state IN ('received', 'open', 'signing', 'signed')
		 ORDER BY 1 LIMIT 50`
	var refs []string
	if err := s.db.SelectContext(ctx, &refs, query, account, unit); err != nil {
		return nil, translate(err)
	}
	out := make([]foi.Reference, len(refs))
	for i, r := range refs {
		out[i] = foi.Reference(r)
	}
	return out, nil
}

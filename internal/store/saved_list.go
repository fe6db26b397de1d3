package store

import (
	"context"
	"time"

	"qhana/internal/foi"
)

// SavedLists is how many lists somebody can keep.
const SavedLists = 20

// SavedList is a list that somebody keeps under a name.
type SavedList struct {
	ID    int64  `db:"id"`
	Name  string `db:"name"`
	Query string `db:"query"` // as the list's address has it
}

// ListsOf are the lists that an account keeps, by name.
func (s *Store) ListsOf(ctx context.Context, account int64) ([]SavedList, error) {
	var out []SavedList
	err := s.db.SelectContext(ctx, &out, `SELECT id, name, query FROM saved_list WHERE account_id = $1 ORDER BY lower(name), id`, account)
	return out, translate(err)
}

// SaveList keeps a list under a name; one of that name is replaced. Refused when there are SavedLists already.
func (s *Store) SaveList(ctx context.Context, account int64, name, query string, now time.Time) error {
	if err := storable(name, query); err != nil {
		return err
	}
	res, err := s.db.ExecContext(ctx, `
		INSERT INTO saved_list (account_id, name, query, created_at)
		SELECT $1, $2, $3, $4 WHERE (SELECT count(*) FROM saved_list WHERE account_id = $1 AND name <> $2) < $5
		ON CONFLICT (account_id, name) DO UPDATE SET query = excluded.query`, account, name, query, now, SavedLists)
	if err != nil {
		return translate(err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return foi.Refusal("too_many_lists")
	}
	return nil
}

// DropList forgets a list of an account's; one that is not theirs is left.
func (s *Store) DropList(ctx context.Context, account, id int64) error {
	_, err := s.db.ExecContext(ctx, `DELETE FROM saved_list WHERE account_id = $1 AND id = $2`, account, id)
	return translate(err)
}

// CountRequests counts a whole list, up to 1,001.
func (s *Store) CountRequests(ctx context.Context, f RequestFilter) (Capped, error) {
	if err := f.check(); err != nil {
		return 0, err
	}
	return s.countRequests(ctx, f)
}

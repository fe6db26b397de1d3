package store

import (
	"cmp"
	"context"
	"encoding/hex"
	"encoding/json"
	"time"

	"qhana/internal/foi"
)

// AdminEntry is one line of what administrators did.
type AdminEntry struct {
	ID      int64
	At      time.Time
	Account int64             // 0 for an act of the person who asked
	Role    foi.Role          // in which it was done; "" is the administrator's
	Kind    string            // "account_added", "account_changed", "account_closed", "password_set", "people_imported", "unit_saved", "unit_dissolved"
	Subject string            // "account:12", "unit:finanzas", "file", "case:LP-2026-000123-7"
	Facts   map[string]string // codes by name: the public record has them as they are
	Words   foi.Words         // what is personal: the public record has a salted hash of it
}

// AddAdminEntry enters what an administrator did, in the transaction in which it is done.
func (t *Tx) AddAdminEntry(ctx context.Context, e AdminEntry) error {
	return t.AddAdminEntries(ctx, []AdminEntry{e})
}

// AddAdminEntries enters many things that an administrator did, in their order.
func (t *Tx) AddAdminEntries(ctx context.Context, list []AdminEntry) error {
	const query = `
		WITH x AS (SELECT x.*, decode(hash, 'hex') AS words_hash
		             FROM jsonb_to_recordset($1::jsonb) AS x(n int, at timestamptz, account bigint, role text, kind text, subject text, facts jsonb, words jsonb, salt text, hash text)),
		added AS (INSERT INTO admin_entry (at, account_id, role, kind, subject, facts, words_hash)
		          SELECT at, account, role, kind, subject, coalesce(facts, '{}'), words_hash FROM x ORDER BY n
		          RETURNING id, words_hash)
		INSERT INTO act_words (kind, a, salt, words)
		SELECT 'admin', added.id, decode(x.salt, 'hex'), x.words FROM added JOIN x USING (words_hash)`
	type row struct {
		N       int               `json:"n"`
		At      time.Time         `json:"at"`
		Account int64             `json:"account"`
		Role    foi.Role          `json:"role"`
		Kind    string            `json:"kind"`
		Subject string            `json:"subject"`
		Facts   map[string]string `json:"facts"`
		Words   json.RawMessage   `json:"words,omitempty"`
		Salt    string            `json:"salt,omitempty"`
		Hash    string            `json:"hash,omitempty"`
	}
	rows := make([]row, len(list))
	for i, e := range list {
		w, err := commitWords(e.Words)
		if err != nil {
			return err
		}
		rows[i] = row{N: i, At: e.At, Account: e.Account, Role: cmp.Or(e.Role, foi.Administrator), Kind: e.Kind, Subject: e.Subject, Facts: e.Facts,
			Words: w.Words, Salt: hex.EncodeToString(w.Salt), Hash: hex.EncodeToString(w.Hash)}
	}
	text, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	_, err = t.ExecContext(ctx, query, string(text))
	return err
}

// AdminEntries lists them before an id, the newest first; 0 begins at the newest.
func (s *Store) AdminEntries(ctx context.Context, before int64, limit int) ([]AdminEntry, error) {
	const query = `
		SELECT a.id, a.at, a.account_id, a.role, a.kind, a.subject, a.facts, w.words
		  FROM admin_entry a LEFT JOIN act_words w ON w.kind = 'admin' AND w.a = a.id
		 WHERE $1 = 0 OR a.id < $1 ORDER BY a.id DESC LIMIT $2`
	var rows []struct {
		ID      int64     `db:"id"`
		At      time.Time `db:"at"`
		Account int64     `db:"account_id"`
		Role    string    `db:"role"`
		Kind    string    `db:"kind"`
		Subject string    `db:"subject"`
		Facts   []byte    `db:"facts"`
		Words   []byte    `db:"words"`
	}
	if err := s.db.SelectContext(ctx, &rows, query, before, limit); err != nil {
		return nil, translate(err)
	}
	out := make([]AdminEntry, len(rows))
	for i, r := range rows {
		out[i] = AdminEntry{ID: r.ID, At: r.At.UTC(), Account: r.Account, Role: foi.Role(r.Role), Kind: r.Kind, Subject: r.Subject}
		if err := json.Unmarshal(r.Facts, &out[i].Facts); err != nil {
			return nil, err
		}
		var err error
		if out[i].Words, err = actWordsOf(r.Words); err != nil {
			return nil, err
		}
	}
	return out, nil
}

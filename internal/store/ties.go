package store

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"time"

	"github.com/lib/pq"

	"qhana/internal/foi"
)

// Tie is a request that belongs to another: a remedy, a part that was split off, one that was joined or is linked.
type Tie struct {
	foi.Request
	Subject string
}

// Ties lists the requests that belong to a request, and the one that it belongs to, as the viewer may see them; for a request
// few rows.
func (s *Store) Ties(ctx context.Context, req foi.Request, viewer foi.Actor) ([]Tie, error) {
	query := `SELECT ` + requestColumns + `, coalesce(q.subject, '') AS subject FROM request r LEFT JOIN question q ON q.request_id = r.id
		 WHERE r.id IN (SELECT c.id FROM request c WHERE c.parent = $3 UNION ALL SELECT j.id FROM request j WHERE j.joined = $3
		        UNION ALL SELECT unnest(ARRAY[$4::bigint, $5::bigint])
		        UNION ALL SELECT l.id FROM entry e JOIN request l ON l.reference = e.facts ->> 'other' WHERE e.request_id = $3 AND e.event = 'linked') AND ` + visible + open(viewer) + ` ORDER BY r.id LIMIT 50`
	return s.ties(ctx, query, append(viewerArgs(viewer), req.ID, req.Parent, req.Joined)...)
}

// Closed lists those of some requests that are restricted to others than the viewer.
func (s *Store) Closed(ctx context.Context, references []string, viewer foi.Actor) ([]string, error) {
	var out []string
	err := s.db.SelectContext(ctx, &out, `SELECT r.reference FROM request r WHERE r.reference = ANY ($1::text[])
		 EXCEPT SELECT r.reference FROM request r WHERE r.reference = ANY ($1::text[])`+open(viewer), pq.StringArray(references))
	return out, translate(err)
}

// OwnTies lists the same for the person who asked: their own remedies and what was split from their request.
func (s *Store) OwnTies(ctx context.Context, req foi.Request) ([]Tie, error) {
	const query = `SELECT ` + requestColumns + `, coalesce(q.subject, '') AS subject FROM request r LEFT JOIN question q ON q.request_id = r.id
		 WHERE r.parent = $1 OR r.id = $2 ORDER BY r.id LIMIT 50`
	return s.ties(ctx, query, req.ID, req.Parent)
}

func (s *Store) ties(ctx context.Context, query string, args ...any) ([]Tie, error) {
	var rows []struct {
		requestRow
		Subject string `db:"subject"`
	}
	if err := s.db.SelectContext(ctx, &rows, query, args...); err != nil {
		return nil, translate(err)
	}
	out := make([]Tie, len(rows))
	for i, r := range rows {
		out[i] = Tie{Request: r.requestRow.noun(), Subject: r.Subject}
	}
	return out, nil
}

// JoinedTo lists the ids of the requests that wait for the answer of another.
func (t *Tx) JoinedTo(ctx context.Context, id int64) ([]int64, error) {
	const query = `SELECT id FROM request WHERE joined = $1 AND state IN ('received', 'open') ORDER BY id`
	var ids []int64
	err := t.SelectContext(ctx, &ids, query, id)
	return ids, err
}

// EntryWords returns the words of an entry; none when it has none or they were erased.
func (t *Tx) EntryWords(ctx context.Context, request int64, seq int) (foi.Words, error) {
	const query = `SELECT coalesce((SELECT words FROM entry_words WHERE request_id = $1 AND seq = $2), '{}')`
	var b []byte
	if err := t.GetContext(ctx, &b, query, request, seq); err != nil {
		return nil, err
	}
	return wordsOf(b)
}

// CopyDocuments gives another request documents of this one, delivered with an entry, and returns their ids there; of each the newest version.
func (t *Tx) CopyDocuments(ctx context.Context, from, to int64, ids []string, at time.Time) ([]string, error) {
	const query = newest + `
		INSERT INTO document (id, request_id, branch, entry, purpose, name, media_type, size, sha256, created_at)
		SELECT $4, $3, 0, 0, 'release', name, media_type, size, sha256, $5 FROM document WHERE id IN (SELECT id FROM newest)`
	var out []string
	for _, id := range ids {
		raw := make([]byte, 16)
		_, _ = rand.Read(raw) // never fails
		name := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw)
		if _, err := t.ExecContext(ctx, query, from, pq.Array([]string{id}), to, name, at); err != nil {
			return nil, err
		}
		out = append(out, name)
	}
	return out, nil
}

// PlaceDocuments ties documents of a request to the entry that brought them.
func (t *Tx) PlaceDocuments(ctx context.Context, request int64, entry int, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	_, err := t.ExecContext(ctx, `UPDATE document SET entry = $2 WHERE request_id = $1 AND id = ANY ($3::text[])`, request, entry, pq.Array(ids))
	return err
}

// SaveReaders names the accounts that may see a restricted request; none takes all names away.
func (t *Tx) SaveReaders(ctx context.Context, request int64, accounts []int64) error {
	if _, err := t.ExecContext(ctx, `DELETE FROM request_reader WHERE request_id = $1`, request); err != nil {
		return err
	}
	_, err := t.ExecContext(ctx, `INSERT INTO request_reader (request_id, account_id) SELECT $1, unnest($2::bigint[]) ON CONFLICT DO NOTHING`, request, pq.Array(accounts))
	return err
}

// Readers lists the accounts that may see a restricted request.
func (t *Tx) Readers(ctx context.Context, request int64) ([]int64, error) {
	var accounts []int64
	err := t.SelectContext(ctx, &accounts, `SELECT account_id FROM request_reader WHERE request_id = $1 ORDER BY account_id`, request)
	return accounts, err
}

// WorkOn tells whether all of some accounts may work on a request.
func (t *Tx) WorkOn(ctx context.Context, request int64, accounts []int64) (bool, error) {
	const query = `SELECT NOT EXISTS (SELECT unnest($2::bigint[]) EXCEPT SELECT a.id FROM account a WHERE ` + worksOn + `)`
	var all bool
	err := t.GetContext(ctx, &all, query, request, pq.Array(accounts))
	return all, err
}

// WorksIn tells whether an active account works in a unit.
func (t *Tx) WorksIn(ctx context.Context, account int64, unit string) (bool, error) {
	const query = `SELECT EXISTS (SELECT 1 FROM account a JOIN role_grant g ON g.account_id = a.id
		 WHERE a.id = $1 AND a.active AND g.unit = $2 AND g.role IN ('unit_official', 'unit_head'))`
	var yes bool
	err := t.GetContext(ctx, &yes, query, account, unit)
	return yes, err
}

// Leads tells whether an active account leads cases.
func (t *Tx) Leads(ctx context.Context, account int64) (bool, error) {
	const query = `SELECT EXISTS (SELECT 1 FROM account a JOIN role_grant g ON g.account_id = a.id
		 WHERE a.id = $1 AND a.active AND g.role = 'transparency_officer')`
	var yes bool
	err := t.GetContext(ctx, &yes, query, account)
	return yes, err
}

// SaveOpinion keeps whether the answer helped; saying it again replaces what was said.
func (s *Store) SaveOpinion(ctx context.Context, request int64, helped, words string, at time.Time) error {
	const query = `INSERT INTO opinion (request_id, helped, words, at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (request_id) DO UPDATE SET helped = excluded.helped, words = excluded.words, at = excluded.at`
	_, err := s.db.ExecContext(ctx, query, request, helped, words, at)
	return translate(err)
}

// Opinion is whether the answer helped, "" when the person has not said.
func (s *Store) Opinion(ctx context.Context, request int64) (helped string, err error) {
	err = s.db.GetContext(ctx, &helped, `SELECT coalesce((SELECT helped FROM opinion WHERE request_id = $1), '')`, request)
	return helped, translate(err)
}

// SetLocale changes the language in which a person is written to.
func (s *Store) SetLocale(ctx context.Context, request int64, locale string) error {
	_, err := s.db.ExecContext(ctx, `UPDATE request SET locale = $2 WHERE id = $1`, request, locale)
	return translate(err)
}

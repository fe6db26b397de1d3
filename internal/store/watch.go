package store

import (
	"context"
	"time"

	"github.com/lib/pq"

	"qhana/internal/foi"
)

// Watches tells whether an account keeps an eye on a request.
func (s *Store) Watches(ctx context.Context, account, request int64) (bool, error) {
	var yes bool
	err := s.db.GetContext(ctx, &yes, `SELECT EXISTS (SELECT 1 FROM watch WHERE account_id = $1 AND request_id = $2)`, account, request)
	return yes, translate(err)
}

// SetWatch begins or ends it; doing it twice changes nothing.
func (s *Store) SetWatch(ctx context.Context, account, request int64, on bool, now time.Time) error {
	if !on {
		_, err := s.db.ExecContext(ctx, `DELETE FROM watch WHERE account_id = $1 AND request_id = $2`, account, request)
		return translate(err)
	}
	_, err := s.db.ExecContext(ctx, `INSERT INTO watch (account_id, request_id, since) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, account, request, now)
	return translate(err)
}

// SetWatches begins or ends it for many requests.
func (s *Store) SetWatches(ctx context.Context, account int64, requests []int64, on bool, now time.Time) error {
	if !on {
		_, err := s.db.ExecContext(ctx, `DELETE FROM watch WHERE account_id = $1 AND request_id = ANY ($2)`, account, pq.Array(requests))
		return translate(err)
	}
	_, err := s.db.ExecContext(ctx, `INSERT INTO watch (account_id, request_id, since) SELECT $1, unnest($2::bigint[]), $3 ON CONFLICT DO NOTHING`, account, pq.Array(requests), now)
	return translate(err)
}

// SetFeed gives an account's calendar a new address, kept by its hash; nil takes it away.
func (s *Store) SetFeed(ctx context.Context, account int64, tokenHash []byte) error {
	if tokenHash == nil {
		_, err := s.db.ExecContext(ctx, `DELETE FROM feed WHERE account_id = $1`, account)
		return translate(err)
	}
	_, err := s.db.ExecContext(ctx, `INSERT INTO feed (account_id, token_hash) VALUES ($1, $2) ON CONFLICT (account_id) DO UPDATE SET token_hash = excluded.token_hash`, account, tokenHash)
	return translate(err)
}

// FeedOf tells whether an account's calendar has an address.
func (s *Store) FeedOf(ctx context.Context, account int64) (bool, error) {
	var yes bool
	err := s.db.GetContext(ctx, &yes, `SELECT EXISTS (SELECT 1 FROM feed WHERE account_id = $1)`, account)
	return yes, translate(err)
}

// FeedAccount is the active account whose calendar an address opens, with all that it may do at an instant; NotFound when there is none.
func (s *Store) FeedAccount(ctx context.Context, tokenHash []byte, now time.Time) (foi.Account, error) {
	const query = `SELECT ` + accountColumns + `, ` + lentColumn + ` FROM account a JOIN feed f ON f.account_id = a.id WHERE f.token_hash = $2 AND a.active`
	return s.acting(ctx, query, now, tokenHash)
}

// WantsDigest tells whether an account wants the morning's mail.
func (s *Store) WantsDigest(ctx context.Context, account int64) (bool, error) {
	var yes bool
	err := s.db.GetContext(ctx, &yes, `SELECT digest FROM account WHERE id = $1`, account)
	return yes, translate(err)
}

// SetDigest says so.
func (s *Store) SetDigest(ctx context.Context, account int64, wants bool) error {
	_, err := s.db.ExecContext(ctx, `UPDATE account SET digest = $2 WHERE id = $1`, account, wants)
	return translate(err)
}

// TakeDigests marks the morning's mail of a day for every account that can come in, works on requests or confirms erasures, wants it and has an address,
// and returns the accounts that were not marked yet: each is returned once, whoever asks.
func (t *Tx) TakeDigests(ctx context.Context, day foi.Date, now time.Time) ([]int64, error) {
	const query = `
		INSERT INTO digest (account_id, day, queued_at)
		SELECT a.id, $1::date, $2 FROM account a
		 WHERE a.active AND a.digest AND a.email <> '' AND a.password_hash <> ''
		   AND EXISTS (SELECT 1 FROM role_grant g WHERE g.account_id = a.id AND g.role IN ('clerk', 'transparency_officer', 'unit_official', 'unit_head', 'reviewer', 'signatory', 'administrator'))
		ON CONFLICT DO NOTHING RETURNING account_id`
	var ids []int64
	err := t.SelectContext(ctx, &ids, query, day.String(), now)
	return ids, err
}

// DigestSent tells whether the mail of a day has gone out, or needed none.
func (s *Store) DigestSent(ctx context.Context, account int64, day foi.Date) (bool, error) {
	var sent bool
	err := s.db.GetContext(ctx, &sent, `SELECT sent_at IS NOT NULL FROM digest WHERE account_id = $1 AND day = $2::date`, account, day.String())
	return sent, translate(err)
}

// MarkDigest notes that the mail of a day went out, or that there was nothing to say.
func (s *Store) MarkDigest(ctx context.Context, account int64, day foi.Date, now time.Time) error {
	_, err := s.db.ExecContext(ctx, `UPDATE digest SET sent_at = $3 WHERE account_id = $1 AND day = $2::date`, account, day.String(), now)
	return translate(err)
}

// NamedReaders are the accounts that are named to see some restricted request.
func (s *Store) NamedReaders(ctx context.Context) (map[int64]bool, error) {
	var ids []int64
	if err := s.db.SelectContext(ctx, &ids, `SELECT DISTINCT account_id FROM request_reader`); err != nil {
		return nil, translate(err)
	}
	out := make(map[int64]bool, len(ids))
	for _, id := range ids {
		out[id] = true
	}
	return out, nil
}

// Changes is a number that grows whenever requests or their branches change, cheap enough to be asked every other second: it is
// PostgreSQL's own count.
func (s *Store) Changes(ctx context.Context) (int64, error) {
	const query = `SELECT coalesce(sum(n_tup_ins + n_tup_upd), 0) FROM pg_stat_user_tables WHERE relname IN ('request', 'branch')`
	var n int64
	err := s.db.GetContext(ctx, &n, query)
	return n, translate(err)
}

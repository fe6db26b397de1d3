package store

import (
	"context"
	"encoding/json"
	"time"

	"github.com/lib/pq"

	"qhana/internal/foi"
)

// Lost is the kind of a place in the record whose act a restore lost: the leaf is there, and the database has nothing behind it.
const Lost = "lost"

// Restored is that the database came from a backup, as it was declared.
type Restored struct {
	ID      int64           `db:"id"`
	At      time.Time       `db:"at"`
	Account int64           `db:"account_id"` // 0 when nothing was lost, and nobody had to
	Reason  string          `db:"reason"`
	Facts   json.RawMessage `db:"facts"` // what was lost
}

// LostNotice is a notice that had gone out, as the record has it.
type LostNotice struct {
	Case      foi.Reference
	Of        int // entry that caused it
	Kind      string
	To        string // as Recipient.String writes it
	MessageID string
	Event     string // of the entry, where the clocks made it; "" elsewhere
}

// DeclareRestore writes a restore down, for ever.
func (t *Tx) DeclareRestore(ctx context.Context, r Restored) error {
	_, err := t.ExecContext(ctx, `INSERT INTO restore (at, account_id, reason, facts) VALUES ($1, nullif($2, 0), $3, $4)`, r.At, r.Account, r.Reason, string(r.Facts))
	return err
}

// Restores lists what was declared, the newest first.
func (s *Store) Restores(ctx context.Context) ([]Restored, error) {
	var out []Restored
	err := s.db.SelectContext(ctx, &out, `SELECT id, at, coalesce(account_id, 0) AS account_id, reason, facts FROM restore ORDER BY id DESC`)
	return out, translate(err)
}

// QuietQueue makes a restored database forget the jobs of its past: the rows say what is to be done, and the sweep makes their jobs
// anew. What had not gone out by the time of the backup may have since, and is marked so.
func (s *Store) QuietQueue(ctx context.Context, backup time.Time) error {
	long := backup.Add(-time.Hour) // whoever was sending it then does not any more
	return s.InTx(ctx, func(tx *Tx) error {
		for _, query := range []string{
			`DELETE FROM river_job`,
			`UPDATE notice SET tried_at = '` + long.UTC().Format(time.RFC3339) + `' WHERE settled_at IS NULL`,
		} {
			if _, err := tx.ExecContext(ctx, query); err != nil {
				return err
			}
		}
		return nil
	})
}

// KeepLostNotices remembers what had gone out for entries that are lost.
func (t *Tx) KeepLostNotices(ctx context.Context, list []LostNotice) error {
	var ids, kinds, to, events []string
	for _, n := range list {
		ids, kinds, to, events = append(ids, n.MessageID), append(kinds, n.Kind), append(to, n.To), append(events, n.Event)
	}
	_, err := t.ExecContext(ctx, `INSERT INTO lost_notice (message_id, kind, recipient, event) SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[])
		ON CONFLICT (message_id) DO NOTHING`, pq.StringArray(ids), pq.StringArray(kinds), pq.StringArray(to), pq.StringArray(events))
	return err
}

// LostNoticeOf tells whether another notice had the Message-ID of one before a restore, and whether it was the same: then the person
// has it already. It is the same when the clocks made it, again, for the same reason.
func (s *Store) LostNoticeOf(ctx context.Context, n foi.Notice) (taken, same bool, err error) {
	var row struct {
		Taken bool `db:"taken"`
		Same  bool `db:"same"`
	}
	const query = `
		SELECT count(*) > 0 AS taken, coalesce(bool_or(l.kind = $2 AND l.recipient = $3 AND l.event = e.event AND e.role = 'system'), false) AS same
		  FROM lost_notice l LEFT JOIN entry e ON e.request_id = $4 AND e.seq = $5 WHERE l.message_id = $1`
	err = s.db.GetContext(ctx, &row, query, n.MessageID, n.Kind, n.To.String(), n.Request, n.Entry)
	return row.Taken, row.Same, translate(err)
}

// UnsettledOf is a notice that the database still means to send; NotFound when it does not know it, or has settled it.
func (s *Store) UnsettledOf(ctx context.Context, messageID string) (foi.Notice, error) {
	var row noticeRow
	const query = `SELECT request_id, entry, n, kind, recipient, locale, message_id, created_at, tried_at, settled_at FROM notice WHERE message_id = $1 AND settled_at IS NULL`
	if err := s.db.GetContext(ctx, &row, query, messageID); err != nil {
		return foi.Notice{}, translate(err)
	}
	p, err := row.noun()
	return p.Notice, err
}

// NumbersFrom makes new cases go on after a number: those up to it were given to people whose cases are lost.
func (t *Tx) NumbersFrom(ctx context.Context, number int64) error {
	_, err := t.ExecContext(ctx, `SELECT setval('reference_number', greatest($1, (SELECT last_value FROM reference_number)))`, number)
	return err
}

// Pristine tells whether a database has no tables at all.
func (s *Store) Pristine(ctx context.Context) (bool, error) {
	var none bool
	err := s.db.GetContext(ctx, &none, `SELECT NOT EXISTS (SELECT 1 FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema'))`)
	return none, translate(err)
}

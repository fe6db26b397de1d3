package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/lib/pq"

	"qhana/internal/foi"
)

// NextNumber draws the number of the next request: row id and number of the reference. A number that is drawn and
// not used leaves a gap, which is allowed; none is given twice.
func (s *Store) NextNumber(ctx context.Context) (id, number int64, err error) {
	const query = `SELECT nextval('request_id_seq'), nextval('reference_number')`
	err = s.db.QueryRowContext(ctx, query).Scan(&id, &number)
	return id, number, translate(err)
}

const fileQuery = `
	WITH c AS (SELECT $1::jsonb AS j),
	req AS (
		INSERT INTO request (id, reference, statute, version, state, rev, entries, channel, locale, zone, unit_asked, filed_at,
		       due_on, clock, missed, holders, outcome, updated_at, parent, remedy, restricted)
		SELECT $2, $3, $4, $5, x.state, x.rev, x.entries, $6, $7, $8, $9, $10, x.due_on, x.clock, x.missed, x.holders, x.outcome, x.updated_at, $23, $24, x.restricted
		  FROM c, jsonb_to_record(c.j->'request') AS x(state text, rev int, entries int, due_on date, clock text,
		       missed boolean, holders text[], outcome text, updated_at timestamptz, restricted boolean)),
	que AS (INSERT INTO question (request_id, subject, body, words) VALUES ($2, $11, $12, to_tsvector('spanish', $20::text))),
	per AS (INSERT INTO requester (request_id, name, identity, email, phone, address, delivery, format, behalf) VALUES ($2, $13, $14, $15, $16, $17, $18, $21, $22)),
	acc AS (INSERT INTO access_key (request_id, mac) VALUES ($2, $19))`

// fileDocuments ties documents that came with the form.
const fileDocuments = `,
	doc AS (UPDATE document SET request_id = $2, entry = 1, purpose = 'attachment' WHERE id = ANY ($%d::text[]) AND request_id IS NULL)`

// Sending is a draft that becomes a request: the draft is marked as sent and kept until Expires for its receipt, what was
// typed is forgotten, and the browser that sent it may open the case under the hash of another token until Until.
type Sending struct {
	Token   []byte // hash
	Session []byte // hash
	Expires time.Time
	Until   time.Time
}

// fileDraft marks the draft as sent; of two sendings of one draft the second changes no row.
const fileDraft = `,
	sent AS (UPDATE draft SET form = '{}', request_id = $2, updated_at = $10, expires_at = $27
	          WHERE token_hash = $25 AND request_id IS NULL RETURNING request_id),
	ses AS (INSERT INTO case_session (token_hash, request_id, expires_at) SELECT $26, request_id, $28 FROM sent)`

// SaveFiled writes a new request whole: case, question, requester, key, first entry, clocks, documents, and what becomes
// of its draft. The second of two sendings of one draft is a Conflict with key "draft.sent": it is filed once.
func (t *Tx) SaveFiled(ctx context.Context, f foi.Filing, docs []string, c Change, from *Sending) error {
	b, err := changeJSON(c)
	if err != nil {
		return err
	}
	r, q, p := c.Request, f.Question, f.Requester
	args := []any{b, r.ID, string(r.Reference), r.Statute, r.Version, string(r.Channel), r.Locale, r.Zone, r.UnitAsked, r.FiledAt,
		q.Subject, q.Body, p.Name, p.Identity, p.Email, p.Phone, p.Address, p.Delivery, f.KeyMAC, folded(q), p.Format, p.Behalf, orNull(f.Parent), f.Remedy}
	query, end := fileQuery, saveEnd
	if from != nil {
		query, end = query+fileDraft, `
	SELECT 1 FROM sent`
		args = append(args, from.Token, from.Session, from.Expires, from.Until)
	}
	if len(docs) > 0 {
		args = append(args, pq.Array(docs))
		query += fmt.Sprintf(fileDocuments, len(args))
	}
	var one int
	err = t.GetContext(ctx, &one, query+saveParts(c)+end, args...)
	if errors.Is(err, sql.ErrNoRows) {
		return &foi.Error{Code: foi.Conflict, Key: "draft.sent"}
	}
	return err
}

// SaveDocuments ties documents, already stored, to the entry that brought them. purpose is that of the action.
func (t *Tx) SaveDocuments(ctx context.Context, request int64, docs []foi.Document) error {
	const query = `
		INSERT INTO document (id, request_id, branch, entry, purpose, name, media_type, size, sha256, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (id) DO UPDATE SET request_id = excluded.request_id, branch = excluded.branch, entry = excluded.entry, purpose = excluded.purpose
		 WHERE document.request_id IS NULL OR document.request_id = excluded.request_id`
	for _, d := range docs {
		if _, err := t.ExecContext(ctx, query, d.ID, request, d.Branch, d.Entry, string(d.Purpose), d.Name, d.MediaType, d.Size, d.SHA256, d.CreatedAt); err != nil {
			return err
		}
	}
	return nil
}

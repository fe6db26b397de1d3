package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"qhana/internal/foi"
)

// Draft is a citizen's form that is not finished yet, or that has just been sent.
type Draft struct {
	Form      json.RawMessage // what was typed; "{}" once sent
	Request   int64           // the request that it became, 0 before
	UpdatedAt time.Time
	ExpiresAt time.Time
	Documents []foi.Document // attached, in the order in which they came
}

// Draft returns the draft of a token; NotFound when there is none or its time is over.
func (s *Store) Draft(ctx context.Context, tokenHash []byte, now time.Time) (Draft, error) {
	const query = `
		SELECT f.form, coalesce(f.request_id, 0) AS request_id, f.updated_at, f.expires_at,
		       (SELECT coalesce(jsonb_agg(to_jsonb(d) ORDER BY d.created_at, d.id), '[]')
		          FROM draft_document x JOIN document d ON d.id = x.document_id WHERE x.token_hash = f.token_hash) AS documents
		  FROM draft f
		 WHERE f.token_hash = $1 AND f.expires_at > $2`
	var row struct {
		Form      []byte    `db:"form"`
		RequestID int64     `db:"request_id"`
		UpdatedAt time.Time `db:"updated_at"`
		ExpiresAt time.Time `db:"expires_at"`
		Documents []byte    `db:"documents"`
	}
	if err := s.db.GetContext(ctx, &row, query, tokenHash, now); err != nil {
		return Draft{}, translate(err)
	}
	var docs []documentRow
	if err := json.Unmarshal(row.Documents, &docs); err != nil {
		return Draft{}, fmt.Errorf("documents of a draft: %w", err)
	}
	return Draft{Form: row.Form, Request: row.RequestID, UpdatedAt: row.UpdatedAt.UTC(), ExpiresAt: row.ExpiresAt.UTC(), Documents: documentsOf(docs)}, nil
}

// SaveDraft keeps what was typed, as JSON. A draft that has been sent is left alone: Conflict with key "draft.sent".
func (s *Store) SaveDraft(ctx context.Context, tokenHash []byte, form json.RawMessage, now, expires time.Time) error {
	const query = `
		INSERT INTO draft (token_hash, form, updated_at, expires_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (token_hash) DO UPDATE SET form = excluded.form, updated_at = excluded.updated_at, expires_at = excluded.expires_at
		 WHERE draft.request_id IS NULL`
	res, err := s.db.ExecContext(ctx, query, tokenHash, string(form), now, expires)
	if err != nil {
		return translate(err)
	}
	return oneOr(res, &foi.Error{Code: foi.Conflict, Key: "draft.sent"})
}

// oneOr returns none when a statement changed no row.
func oneOr(res interface{ RowsAffected() (int64, error) }, none error) error {
	n, err := res.RowsAffected()
	if err == nil && n == 0 {
		return none
	}
	return err
}

// DraftDocuments lists the documents attached to a draft, in the order in which they came.
func (s *Store) DraftDocuments(ctx context.Context, tokenHash []byte) ([]foi.Document, error) {
	const query = `
		SELECT ` + documentColumns + ` FROM draft_document x JOIN document d ON d.id = x.document_id
		 WHERE x.token_hash = $1 ORDER BY d.created_at, d.id`
	var rows []documentRow
	if err := s.db.SelectContext(ctx, &rows, query, tokenHash); err != nil {
		return nil, translate(err)
	}
	return documentsOf(rows), nil
}

// AttachToDraft adds a document, already stored, to a draft that has not been sent and has fewer than most documents.
// Otherwise it is TooLarge with key "documents.count", or NotFound.
func (s *Store) AttachToDraft(ctx context.Context, tokenHash []byte, doc foi.Document, most int) error {
	const lock = `SELECT 1 FROM draft WHERE token_hash = $1 AND request_id IS NULL FOR UPDATE`
	const count = `SELECT count(*) FROM draft_document WHERE token_hash = $1`
	const attach = `INSERT INTO draft_document (token_hash, document_id) VALUES ($1, $2)`
	return s.InTx(ctx, func(t *Tx) error {
		var n int
		if err := t.GetContext(ctx, &n, lock, tokenHash); err != nil {
			return err
		}
		if err := t.GetContext(ctx, &n, count, tokenHash); err != nil { // after the wait for the lock
			return err
		}
		if n >= most {
			return &foi.Error{Code: foi.TooLarge, Key: "documents.count"}
		}
		if err := t.AddDocument(ctx, doc); err != nil {
			return err
		}
		_, err := t.ExecContext(ctx, attach, tokenHash, doc.ID)
		return err
	})
}

// DetachFromDraft takes a document off a draft that has not been sent; NotFound when it is not there.
func (s *Store) DetachFromDraft(ctx context.Context, tokenHash []byte, id string) error {
	const query = `
		DELETE FROM draft_document x USING draft d
		 WHERE x.token_hash = $1 AND x.document_id = $2 AND d.token_hash = x.token_hash AND d.request_id IS NULL
		RETURNING x.document_id`
	const forget = `DELETE FROM document WHERE id = $1 AND request_id IS NULL`
	return s.InTx(ctx, func(t *Tx) error {
		var gone string
		if err := t.GetContext(ctx, &gone, query, tokenHash, id); err != nil {
			return err
		}
		_, err := t.ExecContext(ctx, forget, gone)
		return err
	})
}

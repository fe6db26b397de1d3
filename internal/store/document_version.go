package store

import (
	"context"

	"qhana/internal/foi"
)

// newest are the documents $2 of a request $1, each in its newest version.
const newest = `
	WITH RECURSIVE chain AS (
		SELECT id FROM document WHERE request_id = $1 AND id = ANY ($2::text[])
		UNION SELECT d.id FROM document d JOIN chain c ON d.replaces = c.id)
	, newest AS (SELECT id FROM chain c WHERE NOT EXISTS (SELECT 1 FROM document x WHERE x.replaces = c.id))`

// ReplaceDocument writes a document, already stored, as the next version of another of its request. foi.NotFound when there is no
// such document.
func (t *Tx) ReplaceDocument(ctx context.Context, request int64, d foi.Document) error {
	const query = `
		INSERT INTO document (id, request_id, branch, entry, purpose, name, media_type, size, sha256, created_at, replaces, version)
		SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, o.id, o.version + 1 FROM document o WHERE o.id = $11 AND o.request_id = $2
		ON CONFLICT (id) DO UPDATE SET request_id = excluded.request_id, branch = excluded.branch, entry = excluded.entry, purpose = excluded.purpose,
		       replaces = excluded.replaces, version = excluded.version
		 WHERE document.request_id IS NULL`
	result, err := t.ExecContext(ctx, query, d.ID, request, d.Branch, d.Entry, string(d.Purpose), d.Name, d.MediaType, d.Size, d.SHA256, d.CreatedAt, d.Replaces)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return notFound(err)
	}
	return nil
}

func notFound(err error) error {
	if err == nil {
		err = &foi.Error{Code: foi.NotFound, Key: "not_found"}
	}
	return err
}

package store

import (
	"context"
	"time"

	"qhana/internal/foi"
)

// documentColumns are the columns that documentRow reads, of a table aliased d.
const documentColumns = `d.id, coalesce(d.request_id, 0) AS request_id, d.branch, d.entry, d.purpose, d.name, d.media_type, d.size,
	d.sha256, d.created_at, coalesce(d.replaces, '') AS replaces, d.version`

type documentRow struct {
	ID        string    `db:"id" json:"id"`
	Request   int64     `db:"request_id" json:"request_id"`
	Branch    int       `db:"branch" json:"branch"`
	Entry     int       `db:"entry" json:"entry"`
	Purpose   string    `db:"purpose" json:"purpose"`
	Name      string    `db:"name" json:"name"`
	MediaType string    `db:"media_type" json:"media_type"`
	Size      int64     `db:"size" json:"size"`
	SHA256    string    `db:"sha256" json:"sha256"`
	CreatedAt time.Time `db:"created_at" json:"created_at"`
	Replaces  string    `db:"replaces" json:"replaces"`
	Version   int       `db:"version" json:"version"`
}

func (r documentRow) noun() foi.Document {
	return foi.Document{ID: r.ID, Request: r.Request, Branch: r.Branch, Entry: r.Entry, Purpose: foi.DocumentPurpose(r.Purpose),
		Name: r.Name, MediaType: r.MediaType, Size: r.Size, SHA256: r.SHA256, CreatedAt: r.CreatedAt.UTC(), Replaces: r.Replaces, Version: r.Version}
}

func documentsOf(rows []documentRow) []foi.Document {
	var docs []foi.Document
	for _, r := range rows {
		docs = append(docs, r.noun())
	}
	return docs
}

// Document returns a document of a request for a member of staff; NotFound unless the viewer may see the request.
func (s *Store) Document(ctx context.Context, ref foi.Reference, id string, viewer foi.Actor) (foi.Document, error) {
	query := `
		SELECT ` + documentColumns + ` FROM document d JOIN request r ON r.id = d.request_id
		 WHERE d.id = $4 AND r.reference = $3 AND d.purpose <> 'letter' AND ` + visible + open(viewer)
	return s.document(ctx, query, append(viewerArgs(viewer), string(ref), id)...)
}

// CaseDocument returns a document to the person who holds the key of a request: what they attached, and what was
// released to them.
func (s *Store) CaseDocument(ctx context.Context, request int64, id string) (foi.Document, error) {
	const query = `
		SELECT ` + documentColumns + ` FROM document d
		 WHERE d.id = $2 AND d.request_id = $1 AND d.purpose IN ('attachment', 'release')`
	return s.document(ctx, query, request, id)
}

// PublicDocument returns a released document of a published answer to anybody.
func (s *Store) PublicDocument(ctx context.Context, ref foi.Reference, id string) (foi.Document, error) {
	const query = `
		SELECT ` + documentColumns + ` FROM document d JOIN disclosure p ON p.request_id = d.request_id
		 WHERE d.id = $2 AND p.reference = $1 AND d.purpose = 'release'`
	return s.document(ctx, query, string(ref), id)
}

func (s *Store) document(ctx context.Context, query string, args ...any) (foi.Document, error) {
	var row documentRow
	if err := s.db.GetContext(ctx, &row, query, args...); err != nil {
		return foi.Document{}, translate(err)
	}
	return row.noun(), nil
}

// AddDocument writes the row of a document whose bytes are stored, not yet tied to a request when its Request is 0.
func (t *Tx) AddDocument(ctx context.Context, d foi.Document) error {
	const query = `
		INSERT INTO document (id, request_id, branch, entry, purpose, name, media_type, size, sha256, created_at)
		VALUES ($1, nullif($2::bigint, 0), $3, $4, $5, $6, $7, $8, $9, $10)`
	_, err := t.ExecContext(ctx, query, d.ID, d.Request, d.Branch, d.Entry, string(d.Purpose), d.Name, d.MediaType, d.Size, d.SHA256, d.CreatedAt)
	return err
}

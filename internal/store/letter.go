package store

import (
	"context"
	"time"

	"qhana/internal/foi"
)

// Letter is a letter as it was archived, with what anybody may know of it.
type Letter struct {
	Request   int64         `db:"request_id"`
	Reference foi.Reference `db:"reference"`
	Entry     int           `db:"entry"`
	N         int           `db:"n"`
	Kind      string        `db:"kind"`
	Locale    string        `db:"locale"`
	Version   int           `db:"version"` // of the template, 0 where the body had written none
	Document  string        `db:"document_id"`
	SHA256    string        `db:"sha256"`
	Size      int64         `db:"size"`
	Code      string        `db:"code"`
	CreatedAt time.Time     `db:"created_at"`
	Archived  time.Time     `db:"archived_at"`
}

const letterColumns = `l.request_id, r.reference, l.entry, l.n, l.kind, l.locale, l.version, l.document_id, l.sha256, l.size, l.code, l.created_at, l.archived_at`

const letterTables = ` FROM letter l JOIN request r ON r.id = l.request_id`

// Letter is the archived letter of a notice; NotFound when there is none.
func (s *Store) Letter(ctx context.Context, request int64, entry, n int) (Letter, error) {
	return s.letter(ctx, ` WHERE l.request_id = $1 AND l.entry = $2 AND l.n = $3`, request, entry, n)
}

// LetterByCode is the letter that has a check code; NotFound when none has.
func (s *Store) LetterByCode(ctx context.Context, code string) (Letter, error) {
	return s.letter(ctx, ` WHERE l.code = $1`, code)
}

func (s *Store) letter(ctx context.Context, where string, args ...any) (Letter, error) {
	var l Letter
	err := s.db.GetContext(ctx, &l, `SELECT `+letterColumns+letterTables+where, args...)
	return l, translate(err)
}

// own is the condition under which a letter was written to the person who asked, and to nobody else about them.
const own = ` AND EXISTS (SELECT 1 FROM notice n WHERE (n.request_id, n.entry, n.n) = (l.request_id, l.entry, l.n) AND n.recipient = 'requester')`

// Letters lists the letters of a request to the person who asked, the newest first, for whoever holds its key.
func (s *Store) Letters(ctx context.Context, request int64) ([]Letter, error) {
	return s.letters(ctx, ` WHERE l.request_id = $1`+own, request)
}

// DeskLetters lists the letters of a request for a member of staff. They name the person: who need not know them sees none.
func (s *Store) DeskLetters(ctx context.Context, ref foi.Reference, viewer foi.Actor) ([]Letter, error) {
	if !seesPerson(viewer) {
		return nil, nil
	}
	return s.letters(ctx, ` WHERE r.reference = $3 AND `+visible+open(viewer), append(viewerArgs(viewer), string(ref))...)
}

func (s *Store) letters(ctx context.Context, where string, args ...any) ([]Letter, error) {
	var list []Letter
	err := s.db.SelectContext(ctx, &list, `SELECT `+letterColumns+letterTables+where+` ORDER BY l.created_at DESC, l.entry DESC, l.n DESC`, args...)
	return list, translate(err)
}

// OwnLetterDocument returns a letter's document to the person who holds the key of its request.
func (s *Store) OwnLetterDocument(ctx context.Context, request int64, id string) (foi.Document, error) {
	const query = `
		SELECT ` + documentColumns + ` FROM document d JOIN letter l ON l.document_id = d.id
		 WHERE d.id = $2 AND d.request_id = $1 AND l.request_id = $1 AND d.purpose = 'letter'` + own
	return s.document(ctx, query, request, id)
}

// LetterDocument returns a letter's document for work that nobody looks at.
func (s *Store) LetterDocument(ctx context.Context, request int64, id string) (foi.Document, error) {
	const query = `SELECT ` + documentColumns + ` FROM document d WHERE d.id = $2 AND d.request_id = $1 AND d.purpose = 'letter'`
	return s.document(ctx, query, request, id)
}

// DeskLetterDocument returns a letter's document to a member of staff who may know the person; NotFound to all others.
func (s *Store) DeskLetterDocument(ctx context.Context, ref foi.Reference, id string, viewer foi.Actor) (foi.Document, error) {
	query := `
		SELECT ` + documentColumns + ` FROM document d JOIN request r ON r.id = d.request_id
		 WHERE d.id = $4 AND r.reference = $3 AND d.purpose = 'letter' AND $5::boolean AND ` + visible + open(viewer)
	return s.document(ctx, query, append(viewerArgs(viewer), string(ref), id, seesPerson(viewer))...)
}

// AddLetter archives a letter with its document and tells whether it did: of two for one notice the first stays.
func (t *Tx) AddLetter(ctx context.Context, l Letter, doc foi.Document) (bool, error) {
	const query = `
		INSERT INTO letter (request_id, entry, n, kind, locale, version, document_id, sha256, size, code, created_at, archived_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (request_id, entry, n) DO NOTHING`
	result, err := t.ExecContext(ctx, query, l.Request, l.Entry, l.N, l.Kind, l.Locale, l.Version, doc.ID, doc.SHA256, doc.Size, l.Code, l.CreatedAt, l.Archived)
	if err != nil {
		return false, err
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return false, err
	}
	return true, t.AddDocument(ctx, doc)
}

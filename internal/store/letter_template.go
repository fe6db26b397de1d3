package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"time"

	"github.com/lib/pq"

	"qhana/internal/foi"
)

// LetterTemplate is one version of a letter's text as the body wrote it. Version 0 is the program's own text, which an empty
// Body brings back.
type LetterTemplate struct {
	Kind       string        `db:"kind"`
	Locale     string        `db:"locale"`
	Version    int           `db:"version"`
	Body       string        `db:"body"`
	DeclaredAt time.Time     `db:"declared_at"`
	Account    sql.NullInt64 `db:"account_id"`
}

const templateColumns = `kind, locale, version, body, declared_at, account_id`

// LetterTemplate is the newest version of a letter's text; the zero one when the body has written none.
func (s *Store) LetterTemplate(ctx context.Context, kind, locale string) (LetterTemplate, error) {
	list, err := s.LetterVersions(ctx, kind, locale, 0, 1)
	if err != nil || len(list) == 0 {
		return LetterTemplate{Kind: kind, Locale: locale}, err
	}
	return list[0], nil
}

// LetterTemplates lists the newest version of every text that the body has written.
func (s *Store) LetterTemplates(ctx context.Context) ([]LetterTemplate, error) {
	const query = `SELECT DISTINCT ON (kind, locale) ` + templateColumns + ` FROM letter_template ORDER BY kind, locale, version DESC`
	var list []LetterTemplate
	err := s.db.SelectContext(ctx, &list, query)
	return list, translate(err)
}

// LetterVersions lists the versions of a letter's text before a number, the newest first; 0 begins with the newest.
func (s *Store) LetterVersions(ctx context.Context, kind, locale string, before, limit int) ([]LetterTemplate, error) {
	const query = `
		SELECT ` + templateColumns + ` FROM letter_template
		 WHERE kind = $1 AND locale = $2 AND ($3 = 0 OR version < $3) ORDER BY version DESC LIMIT $4`
	var list []LetterTemplate
	err := s.db.SelectContext(ctx, &list, query, kind, locale, before, limitOf(limit))
	return list, translate(err)
}

// AddLetterTemplate writes the version after expected, the newest that its author had seen; foi.Conflict with key "stale" when
// there is a newer one.
func (t *Tx) AddLetterTemplate(ctx context.Context, expected int, x LetterTemplate) error {
	if err := storable(x.Body); err != nil {
		return err
	}
	if _, err := t.ExecContext(ctx, `LOCK TABLE letter_template IN EXCLUSIVE MODE`); err != nil {
		return err
	}
	var last int
	if err := t.GetContext(ctx, &last, `SELECT coalesce(max(version), 0) FROM letter_template WHERE kind = $1 AND locale = $2`, x.Kind, x.Locale); err != nil {
		return err
	}
	if last != expected {
		return &foi.Error{Code: foi.Conflict, Key: "stale"}
	}
	const query = `INSERT INTO letter_template (kind, locale, version, body, declared_at, account_id) VALUES ($1, $2, $3, $4, $5, nullif($6::bigint, 0))`
	_, err := t.ExecContext(ctx, query, x.Kind, x.Locale, last+1, x.Body, x.DeclaredAt, x.Account.Int64)
	return err
}

// Shipped is a text of a letter as a program came with it, and its name.
type Shipped struct{ Name, Text string }

// KeepShipped keeps texts of letters by their SHA-256, beside the files of laws: everybody can read them so.
func (s *Store) KeepShipped(ctx context.Context, texts map[string]Shipped) error {
	var hashes, names, files []string
	for hash, one := range texts {
		b, err := json.Marshal(map[string][]byte{"text": []byte(one.Text)})
		if err != nil {
			return err
		}
		hashes, names, files = append(hashes, hash), append(names, one.Name), append(files, string(b))
	}
	_, err := s.db.ExecContext(ctx, `INSERT INTO law_files (definition, statute, version, files) SELECT h, 'letter', n, f FROM unnest($1::text[], $2::text[], $3::jsonb[]) AS x(h, n, f) ON CONFLICT DO NOTHING`,
		pq.StringArray(hashes), pq.StringArray(names), pq.StringArray(files))
	return translate(err)
}

// ShippedText is a text by its SHA-256; NotFound when no program here came with it.
func (s *Store) ShippedText(ctx context.Context, hash string) (string, error) {
	b, err := s.LawFiles(ctx, hash)
	if err != nil {
		return "", err
	}
	var files map[string][]byte
	if err := json.Unmarshal(b, &files); err != nil {
		return "", err
	}
	if sum := sha256.Sum256(files["text"]); hex.EncodeToString(sum[:]) != hash {
		return "", &foi.Error{Code: foi.NotFound, Key: "not_found"}
	}
	return string(files["text"]), nil
}

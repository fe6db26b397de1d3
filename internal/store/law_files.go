package store

import (
	"context"
	"encoding/json"
	"time"

	"qhana/internal/foi"
)

// KeepLaw keeps the files of a definition of a law, by name, as they are when it is first used.
func (s *Store) KeepLaw(ctx context.Context, definition, statute, version string, files map[string][]byte) error {
	text, err := json.Marshal(files)
	if err != nil {
		return err
	}
	_, err = s.db.ExecContext(ctx, `INSERT INTO law_files (definition, statute, version, files) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`, definition, statute, version, string(text))
	return translate(err)
}

// LawFiles are the files of a definition, as JSON: base64 by name; NotFound when it was never used here.
func (s *Store) LawFiles(ctx context.Context, definition string) ([]byte, error) {
	if err := storable(definition); err != nil {
		return nil, err
	}
	var files []byte
	err := s.db.GetContext(ctx, &files, `SELECT files FROM law_files WHERE definition = $1`, definition)
	return files, translate(err)
}

// Replacements lists what was declared about the files of laws, the newest first. What was written past the record is none: it has no
// place there and waits for none.
func (s *Store) Replacements(ctx context.Context) ([]foi.Replacement, error) {
	const query = `
		SELECT a.at, a.facts FROM admin_entry a
		 WHERE a.kind = '` + foi.LawFiles + `' AND (EXISTS (SELECT 1 FROM leaf l WHERE l.kind = 'admin' AND l.a = a.id AND l.b = 0)
		       OR EXISTS (SELECT 1 FROM unlogged u WHERE u.kind = 'admin' AND u.a = a.id))
		 ORDER BY a.id DESC`
	var rows []struct {
		At    time.Time `db:"at"`
		Facts []byte    `db:"facts"`
	}
	if err := s.db.SelectContext(ctx, &rows, query); err != nil {
		return nil, translate(err)
	}
	var out []foi.Replacement
	for _, row := range rows {
		var facts map[string]string
		if err := json.Unmarshal(row.Facts, &facts); err != nil {
			return nil, err
		}
		if r, ok := foi.ReplacementOf(row.At.UTC(), facts); ok {
			out = append(out, r)
		}
	}
	return out, nil
}

// AddReplacement declares one on record.
func (t *Tx) AddReplacement(ctx context.Context, r foi.Replacement, account int64) error {
	return t.AddAdminEntry(ctx, AdminEntry{At: r.At, Account: account, Kind: foi.LawFiles, Subject: "law:" + r.Statute, Facts: r.Facts()})
}

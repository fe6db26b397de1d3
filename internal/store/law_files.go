package store

import (
	"context"
	"encoding/json"
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

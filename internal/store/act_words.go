package store

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"

	"qhana/internal/foi"
)

// actWords are what is personal in an act that belongs to no case, with the commitment that stays when they are erased.
type actWords struct {
	Salt  []byte
	Words []byte // JSON
	Hash  []byte
}

// commitWords commits to words with a salt of their own. Without words there is nothing.
func commitWords(w foi.Words) (actWords, error) {
	if len(w) == 0 {
		return actWords{}, nil
	}
	salt := make([]byte, 32)
	_, _ = rand.Read(salt) // never fails
	hash, err := WordsHash(salt, w)
	if err != nil {
		return actWords{}, err
	}
	words, err := json.Marshal(w)
	return actWords{Salt: salt, Words: words, Hash: hash}, err
}

// actWordsOf reads the column w.words of a row; nothing when there are none, or none any more.
func actWordsOf(b []byte) (foi.Words, error) {
	if b == nil {
		return nil, nil
	}
	var w foi.Words
	err := json.Unmarshal(b, &w)
	return w, err
}

// LooseActs names the acts that belong to no case whose words are not those that they committed to, or are gone although nobody
// erased them, up to so many.
func (s *Store) LooseActs(ctx context.Context, limit int) ([]string, error) {
	const query = `
		SELECT x.kind, x.a, x.hash, w.salt, w.words FROM (
		       SELECT 'admin' AS kind, a.id AS a, a.words_hash AS hash, EXISTS (SELECT 1 FROM admin_entry e WHERE e.kind = 'account_erased' AND e.subject = a.subject)
		           OR a.subject LIKE 'case:%' AND EXISTS (SELECT 1 FROM request r JOIN erasure z ON z.request_id = r.id WHERE r.reference = substr(a.subject, 6)) AS erased FROM admin_entry a
		        UNION ALL SELECT 'erasure', z.request_id, z.words_hash, false FROM erasure z) x
		  LEFT JOIN act_words w ON w.kind = x.kind AND w.a = x.a
		 WHERE w.words IS NOT NULL OR x.hash IS NOT NULL AND NOT x.erased
		 ORDER BY x.kind, x.a`
	var rows []struct {
		Kind  string `db:"kind"`
		A     int64  `db:"a"`
		Hash  []byte `db:"hash"`
		Salt  []byte `db:"salt"`
		Words []byte `db:"words"`
	}
	if err := s.db.SelectContext(ctx, &rows, query); err != nil {
		return nil, translate(err)
	}
	var out []string
	for _, r := range rows {
		words, err := actWordsOf(r.Words)
		if err != nil {
			return nil, err
		}
		hash, err := WordsHash(r.Salt, words)
		if err != nil {
			return nil, err
		}
		switch {
		case words == nil:
			out = append(out, fmt.Sprintf("%s %d: its words are gone, and nobody erased them", r.Kind, r.A))
		case string(hash) != string(r.Hash):
			out = append(out, fmt.Sprintf("%s %d: its words do not fit their hash", r.Kind, r.A))
		}
		if len(out) == limit {
			break
		}
	}
	return out, nil
}

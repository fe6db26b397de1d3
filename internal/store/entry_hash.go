package store

import "context"

// WordsHashes returns the hash that each entry of a request keeps of its words, hexadecimal, by the entry's number.
// Entries without words are left out; the hash stays when the words have been erased.
func (s *Store) WordsHashes(ctx context.Context, request int64) (map[int]string, error) {
	const query = `
		SELECT seq, encode(words_hash, 'hex') AS hash FROM entry
		 WHERE request_id = $1 AND words_hash IS NOT NULL ORDER BY seq`
	var rows []struct {
		Seq  int    `db:"seq"`
		Hash string `db:"hash"`
	}
	if err := s.db.SelectContext(ctx, &rows, query, request); err != nil {
		return nil, translate(err)
	}
	hashes := make(map[int]string, len(rows))
	for _, r := range rows {
		hashes[r.Seq] = r.Hash
	}
	return hashes, nil
}

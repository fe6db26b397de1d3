package store

import (
	"context"
	"time"

	"github.com/lib/pq"

	"qhana/internal/foi"
)

// Erasure is that what is personal in a case was erased.
type Erasure struct {
	At      time.Time `db:"at"`
	Account int64     `db:"account_id"`
	Basis   string    `db:"basis"` // by what law or order
}

// stillOpen tells of a request r that it has not ended, or that somebody is still to be told.
const stillOpen = `
	(r.state NOT IN ('answered', 'published', 'withdrawn', 'transferred')
	 OR EXISTS (SELECT 1 FROM deadline d WHERE d.request_id = r.id AND d.status IN ('running', 'suspended'))
	 OR EXISTS (SELECT 1 FROM notice n WHERE n.request_id = r.id AND n.settled_at IS NULL))`

// erased stands where there was a subject or a question.
const erased = "—"

// eraseDocuments leaves what was released, unless the person or a third party brought it and it came back to them unpublished.
const eraseDocuments = `
	DELETE FROM document d
	 WHERE d.request_id = $1
	   AND (d.purpose <> 'release' OR NOT EXISTS (SELECT 1 FROM disclosure p WHERE p.request_id = $1)
	        AND EXISTS (SELECT 1 FROM entry e WHERE e.request_id = $1 AND e.seq = d.entry AND e.event IN ('filed', 'clarified', 'documents_added', 'third_answered')))
	RETURNING sha256`

// Erase takes everything personal out of a case that is closed: who asked, what they wrote and what was written to them, the
// files they brought, the key. What was published stays, and so does the ledger, whose leaves commit to what is gone by hashes whose
// salts go with it. It returns the hashes of the files that no row needs any more; their bytes go after the commit.
// It fails with Invalid and "erase.basis", with Conflict and "erase.open" while a term runs or somebody is still to be told, with
// "erase.waits" while an act of it has no place in the record, and with "erase.done" when it was erased before.
func (t *Tx) Erase(ctx context.Context, ref foi.Reference, e Erasure) (files []string, err error) {
	if e.Basis == "" {
		return nil, &foi.Error{Code: foi.Invalid, Key: "erase.basis"}
	}
	var r struct {
		ID      int64 `db:"id"`
		Open    bool  `db:"open"`
		Waits   bool  `db:"waits"`
		Already bool  `db:"already"`
	}
	const look = `
		SELECT r.id, ` + stillOpen + ` AS open,
		       EXISTS (SELECT 1 FROM unlogged u WHERE u.kind = 'entry' AND u.a = r.id) AS waits,
		       EXISTS (SELECT 1 FROM erasure z WHERE z.request_id = r.id) AS already
		  FROM request r WHERE r.reference = $1 FOR UPDATE`
	if err := t.GetContext(ctx, &r, look, ref); err != nil {
		return nil, translate(err)
	}
	for _, refused := range []struct {
		when bool
		key  string
	}{{r.Already, "erase.done"}, {r.Open, "erase.open"}, {r.Waits, "erase.waits"}} {
		if refused.when {
			return nil, &foi.Error{Code: foi.Conflict, Key: refused.key}
		}
	}
	if err := t.addErasure(ctx, r.ID, e); err != nil {
		return nil, translate(err)
	}
	for _, query := range []string{
		`UPDATE requester SET name = '', identity = '', email = '', phone = '', address = '', behalf = '', salt = NULL WHERE request_id = $1`,
		`UPDATE question SET subject = '` + erased + `', body = '` + erased + `', words = '', salt = NULL WHERE request_id = $1`,
		`DELETE FROM entry_words WHERE request_id = $1`,
		`DELETE FROM access_key WHERE request_id = $1`,
		`DELETE FROM case_session WHERE request_id = $1`,
		`DELETE FROM draft_document WHERE token_hash IN (SELECT token_hash FROM draft WHERE request_id = $1)`,
		`DELETE FROM draft WHERE request_id = $1`,
		`UPDATE opinion SET words = '' WHERE request_id = $1`,
		// Mails that tell of several cases, such as the morning's, name the case and say what it is about.
		`DELETE FROM outbox WHERE message_id IN (SELECT message_id FROM notice WHERE request_id = $1)
		    OR position(convert_to((SELECT reference FROM request WHERE id = $1), 'UTF8') IN raw) > 0`,
		`DELETE FROM letter_failure WHERE request_id = $1`,
		`DELETE FROM letter WHERE request_id = $1`,
		`UPDATE erasure_asked SET refusal = '' WHERE request_id = $1`,
		`DELETE FROM act_words w USING admin_entry a, request r WHERE r.id = $1 AND w.kind = 'admin' AND w.a = a.id AND a.subject = 'case:' || r.reference`,
	} {
		if _, err := t.ExecContext(ctx, query, r.ID); err != nil {
			return nil, translate(err)
		}
	}
	var shas []string
	if err := t.SelectContext(ctx, &shas, eraseDocuments, r.ID); err != nil {
		return nil, translate(err)
	}
	err = t.SelectContext(ctx, &files, `SELECT DISTINCT s FROM unnest($1::text[]) s WHERE NOT EXISTS (SELECT 1 FROM document d WHERE d.sha256 = s)`, pq.StringArray(shas))
	return files, translate(err)
}

// addErasure writes an erasure down. Its basis is free text, of which the public record has a salted hash.
func (t *Tx) addErasure(ctx context.Context, request int64, e Erasure) error {
	w, err := commitWords(foi.Words{"basis": e.Basis})
	if err != nil {
		return err
	}
	if _, err := t.ExecContext(ctx, `INSERT INTO erasure (request_id, at, account_id, basis, words_hash) VALUES ($1, $2, $3, '', $4)`, request, e.At, e.Account, w.Hash); err != nil {
		return err
	}
	_, err = t.ExecContext(ctx, `INSERT INTO act_words (kind, a, salt, words) VALUES ('erasure', $1, $2, $3)`, request, w.Salt, string(w.Words))
	return err
}

// Scrub clears away, once an erasure is committed, what the database itself keeps of rows that are gone: their old versions, and
// the samples of columns by which it plans, which have whole names and addresses in them.
func (s *Store) Scrub(ctx context.Context) error {
	_, err := s.db.ExecContext(ctx, `VACUUM (ANALYZE) requester, question, entry_words, document, draft, opinion, outbox, erasure_asked, letter, letter_failure, account, act_words`)
	return translate(err)
}

// ErasureOf is that of a case; NotFound when nothing of it was erased.
func (s *Store) ErasureOf(ctx context.Context, request int64) (Erasure, error) {
	var e Erasure
	const query = `
		SELECT z.at, z.account_id, coalesce(w.words ->> 'basis', z.basis) AS basis
		  FROM erasure z LEFT JOIN act_words w ON w.kind = 'erasure' AND w.a = z.request_id WHERE z.request_id = $1`
	err := s.db.GetContext(ctx, &e, query, request)
	return e, translate(err)
}

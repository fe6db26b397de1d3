package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/lib/pq"

	"qhana/internal/foi"
)

const (
	sightAnchor = 100        // every how many lines at most the public record is given the last hash; it is given it after some minutes too
	sightBatch  = 2000       // lines that get their place in one transaction
	sightLock   = 0x51676874 // held by the one process that chains
)

// LinkSights gives the looks that wait their line in the chain, and tells how many. What another process chains is left to it.
func (s *Store) LinkSights(ctx context.Context) (n int, err error) {
	var waits bool
	if err := s.db.GetContext(ctx, &waits, `SELECT EXISTS (SELECT 1 FROM sight_waiting)`); err != nil || !waits {
		return 0, translate(err)
	}
	err = s.InTx(ctx, func(tx *Tx) error {
		var mine bool
		if err := tx.GetContext(ctx, &mine, `SELECT pg_try_advisory_xact_lock($1)`, sightLock); err != nil || !mine {
			return err
		}
		var last struct {
			N    int64  `db:"n"`
			Hash []byte `db:"hash"`
		}
		if err := tx.GetContext(ctx, &last, `SELECT n, hash FROM sight_link ORDER BY n DESC LIMIT 1`); err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		var rows []sightRow
		const waiting = `SELECT s.id, s.at, s.account_id, s.role, s.what, s.why, s.cases FROM sight_waiting w JOIN sight s ON s.id = w.sight ORDER BY w.sight LIMIT $1`
		if err := tx.SelectContext(ctx, &rows, waiting, sightBatch); err != nil {
			return err
		}
		var numbers, ids, anchors pq.Int64Array
		var hashes pq.ByteaArray
		for _, r := range rows {
			seen := r.noun()
			last.N++
			seen.No = last.N
			last.Hash = seen.Link(last.Hash)
			numbers, ids, hashes = append(numbers, last.N), append(ids, r.ID), append(hashes, last.Hash)
			if last.N%sightAnchor == 0 || seen.What == foi.SawReveal { // that an auditor asked who it is, the public record holds at once
				anchors = append(anchors, last.N)
			}
		}
		n = len(rows)
		if _, err := tx.ExecContext(ctx, `INSERT INTO sight_link (n, sight, hash) SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bytea[])`, numbers, ids, hashes); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM sight_waiting WHERE sight = ANY ($1)`, ids); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO unlogged (kind, a, b) SELECT 'sight', a, 0 FROM unnest($1::bigint[]) a ORDER BY a`, anchors)
		return err
	})
	return n, translate(err)
}

// AnchorSights gives the public record the last line, when one that it does not cover is from before an instant.
func (t *Tx) AnchorSights(ctx context.Context, before time.Time) error {
	_, err := t.ExecContext(ctx, `
		INSERT INTO unlogged (kind, a, b)
		SELECT 'sight', max(l.n), 0 FROM sight_link l JOIN sight s ON s.id = l.sight
		 WHERE l.n > coalesce(greatest((SELECT max(a) FROM leaf WHERE kind = 'sight'), (SELECT max(a) FROM unlogged WHERE kind = 'sight')), 0)
		HAVING min(s.at) <= $1`, before)
	return err
}

// CheckSights follows the chain of sights from the first line and says where it is broken; "" when it is whole. The lines of which
// the public record holds the hash must be there, and none may stand beside the chain.
func (s *Store) CheckSights(ctx context.Context) (broken string, n int64, err error) {
	var before []byte
	for {
		var rows []sightRow
		const next = `
			SELECT coalesce(s.id, 0) AS id, l.n, coalesce(s.at, 'epoch') AS at, coalesce(s.account_id, 0) AS account_id, coalesce(s.role, '') AS role,
			       coalesce(s.what, '') AS what, coalesce(s.why, '') AS why, s.cases, l.hash
			  FROM sight_link l LEFT JOIN sight s ON s.id = l.sight WHERE l.n > $1 ORDER BY l.n LIMIT 5000`
		if err := s.db.SelectContext(ctx, &rows, next, n); err != nil {
			return "", n, translate(err)
		}
		for _, r := range rows {
			seen := r.noun()
			switch {
			case seen.No != n+1 || seen.ID == 0:
				return fmt.Sprintf("line %d of who saw personal data is missing", n+1), n, nil
			case !bytes.Equal(seen.Link(before), r.Hash):
				return fmt.Sprintf("line %d of who saw personal data was changed", seen.No), n, nil
			}
			n, before = seen.No, r.Hash
		}
		if len(rows) == 0 {
			break
		}
	}
	var rest struct {
		Anchored int64        `db:"anchored"`
		Beside   int64        `db:"beside"`
		Since    sql.NullTime `db:"since"`
	}
	const query = `
		SELECT (SELECT coalesce(max(a), 0) FROM leaf WHERE kind = 'sight') AS anchored,
		       (SELECT count(*) FROM sight s WHERE NOT EXISTS (SELECT 1 FROM sight_link l WHERE l.sight = s.id) AND NOT EXISTS (SELECT 1 FROM sight_waiting w WHERE w.sight = s.id)) AS beside,
		       (SELECT min(since) FROM sight_waiting WHERE since < clock_timestamp() - interval '1 minute') AS since`
	if err := s.db.GetContext(ctx, &rest, query); err != nil {
		return "", n, translate(err)
	}
	switch {
	case rest.Anchored > n:
		return fmt.Sprintf("who saw personal data has %d lines; the public record knows of %d", n, rest.Anchored), n, nil
	case rest.Beside > 0:
		return fmt.Sprintf("%d looks at personal data stand beside the chain: they were written past it", rest.Beside), n, nil
	case rest.Since.Valid:
		return fmt.Sprintf("looks at personal data wait for their line since %s", rest.Since.Time.UTC().Format(time.RFC3339)), n, nil
	}
	return "", n, nil
}

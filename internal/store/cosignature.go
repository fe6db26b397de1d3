package store

import (
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/lib/pq"
)

// A cosignature is kept in its checkpoint's row, as what cannot be computed: the number of its key, when it was signed, and what Ed25519
// gives. In its line the hash of the key stands in the place of the number.
const (
	keySize         = 2
	keyHashSize     = 4
	stampSize       = 8 + 64
	cosignatureSize = keySize + stampSize
)

// witnessKey is a key as the lines of a witness name it.
type witnessKey struct {
	ID   uint16 `db:"id"`
	Name string `db:"name"`
	Hash []byte `db:"hash"`
}

// line is what a witness added, written anew.
func (k witnessKey) line(stamp []byte) string {
	return "— " + k.Name + " " + base64.StdEncoding.EncodeToString(slices.Concat(k.Hash, stamp)) + "\n"
}

// stampOf takes a witness's line apart; ok is whether it would come out of the pieces as it is.
func stampOf(witness, line string) (key witnessKey, stamp []byte, ok bool) {
	raw, err := base64.StdEncoding.DecodeString(strings.TrimSuffix(line[strings.LastIndexByte(line, ' ')+1:], "\n"))
	if err != nil || len(raw) != keyHashSize+stampSize {
		return key, nil, false
	}
	key, stamp = witnessKey{Name: witness, Hash: raw[:keyHashSize]}, raw[keyHashSize:]
	return key, stamp, key.line(stamp) == line
}

// cosignedRow is what witnesses added to a checkpoint, as it is kept.
type cosignedRow struct {
	Small []byte         `db:"cosignatures"`
	Whole pq.StringArray `db:"cosigned"` // lines that would not come out of the others
}

const cosigned = `SELECT cosignatures, cosigned FROM checkpoint WHERE size = $1`

// lines are what witnesses added, in the order of their names.
func (r cosignedRow) lines(ctx context.Context, db selecter) ([]string, error) {
	out := slices.Clone([]string(r.Whole))
	if len(r.Small) > 0 {
		var keys []witnessKey
		if err := db.SelectContext(ctx, &keys, `SELECT id, name, hash FROM witness_key`); err != nil {
			return nil, err
		}
		for one := range slices.Chunk(r.Small, cosignatureSize) {
			if len(one) < cosignatureSize {
				break // nobody but a superuser leaves it so
			}
			id := binary.BigEndian.Uint16(one)
			i := slices.IndexFunc(keys, func(k witnessKey) bool { return k.ID == id })
			if i >= 0 {
				out = append(out, keys[i].line(one[keySize:]))
			}
		}
	}
	slices.Sort(out)
	return out, nil
}

// Cosignatures are the lines that witnesses added to a checkpoint.
func (s *Store) Cosignatures(ctx context.Context, size int64) ([]string, error) {
	var row cosignedRow
	err := s.db.GetContext(ctx, &row, cosigned, size)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, translate(err)
	}
	out, err := row.lines(ctx, s.db)
	return out, translate(err)
}

// LastCosigned is what a witness cosigned last: how long the record was, and when; zero when it never did.
func (s *Store) LastCosigned(ctx context.Context, witness string) (size int64, at time.Time, err error) {
	var row struct {
		Size int64     `db:"size"`
		At   time.Time `db:"at"`
	}
	err = s.db.GetContext(ctx, &row, `SELECT size, at FROM witness WHERE name = $1`, witness)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, at, nil
	}
	return row.Size, row.At, translate(err)
}

// AddCosignature keeps a witness's line beside a checkpoint; one that it added before stays. NotFound when there is no such checkpoint.
func (s *Store) AddCosignature(ctx context.Context, size int64, witness, line string, at time.Time) error {
	return s.InTx(ctx, func(tx *Tx) error {
		var row cosignedRow
		if err := tx.GetContext(ctx, &row, cosigned+` FOR UPDATE`, size); err != nil {
			return orNotFound(err)
		}
		before, err := row.lines(ctx, tx)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(before, func(line string) bool { return strings.HasPrefix(line, "— "+witness+" ") }) {
			return nil
		}
		if err := tx.appendCosignature(ctx, size, witness, line); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `
			WITH piece AS (INSERT INTO witnessed (n) SELECT $2::bigint / 256 WHERE NOT EXISTS (SELECT 1 FROM witnessed WHERE n = $2::bigint / 256) ON CONFLICT DO NOTHING)
			INSERT INTO witness (name, size, at) VALUES ($1, $2, $3)
			    ON CONFLICT (name) DO UPDATE SET size = excluded.size, at = excluded.at WHERE witness.size < excluded.size`, witness, size, at)
		return err
	})
}

// appendCosignature writes a line into the checkpoint's row.
func (t *Tx) appendCosignature(ctx context.Context, size int64, witness, line string) error {
	key, stamp, ok := stampOf(witness, line)
	if !ok {
		_, err := t.ExecContext(ctx, `UPDATE checkpoint SET cosigned = array_append(cosigned, $2) WHERE size = $1`, size, line)
		return err
	}
	const known = `INSERT INTO witness_key (name, hash) SELECT $1::text, $2::bytea WHERE NOT EXISTS (SELECT 1 FROM witness_key WHERE (name, hash) = ($1, $2)) ON CONFLICT DO NOTHING`
	if _, err := t.ExecContext(ctx, known, key.Name, key.Hash); err != nil {
		return err
	}
	_, err := t.ExecContext(ctx, `
		UPDATE checkpoint SET cosignatures = coalesce(cosignatures, '') || int2send((SELECT id FROM witness_key WHERE (name, hash) = ($2, $3))) || $4::bytea WHERE size = $1`,
		size, key.Name, key.Hash, stamp)
	return err
}

// CheckpointAfter is the first one that has the leaf with an index and that a witness cosigned, or the first when none did; NotFound
// when it is not signed yet. It is looked for among those of the leaf's piece of 256 acts, then in the next piece that has one.
func (s *Store) CheckpointAfter(ctx context.Context, index int64) (Checkpoint, error) {
	return checkpoint(ctx, s.db, checkpoints+`
		WHERE c.size = coalesce(
		      (SELECT size FROM checkpoint WHERE size > $1 AND size < ($1 / 256 + 1) * 256 AND (cosignatures IS NOT NULL OR cosigned IS NOT NULL) ORDER BY size LIMIT 1),
		      (SELECT x.size FROM (SELECT n FROM witnessed WHERE n > $1 / 256 ORDER BY n LIMIT 1) w
		        CROSS JOIN LATERAL (SELECT size FROM checkpoint WHERE size >= w.n * 256 AND size < (w.n + 1) * 256 AND (cosignatures IS NOT NULL OR cosigned IS NOT NULL)
		              ORDER BY size LIMIT 1) x),
		      (SELECT min(size) FROM checkpoint WHERE size > $1))`, index)
}

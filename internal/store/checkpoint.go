package store

import (
	"context"
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Checkpoint is the record as it was signed.
type Checkpoint struct {
	Size int64
	Root []byte
	Note string
	At   time.Time
}

// Signatures are kept as they are: the hash of the key, and what Ed25519 gives.
const signatureSize = 4 + 64

// checkpointRow is a checkpoint as it is kept: its note is written anew of the others, unless it would come out otherwise.
type checkpointRow struct {
	Size       int64     `db:"size"`
	Root       []byte    `db:"root"`
	At         time.Time `db:"at"`
	Origin     *string   `db:"origin"`
	Signatures []byte    `db:"signatures"`
	Note       *string   `db:"note"`
}

// rowOf is a checkpoint as it is to be kept.
func rowOf(c Checkpoint) checkpointRow {
	row := checkpointRow{Size: c.Size, Root: c.Root, At: c.At.Round(time.Microsecond), Note: &c.Note} // as the database rounds
	origin, _, _ := strings.Cut(c.Note, "\n")
	_, lines, _ := strings.Cut(c.Note, "\n\n")
	var signatures []byte
	for line := range strings.Lines(lines) {
		text := line[strings.LastIndexByte(line, ' ')+1:]
		one, err := base64.StdEncoding.DecodeString(strings.TrimSuffix(text, "\n"))
		if err != nil || len(one) != signatureSize {
			return row
		}
		signatures = append(signatures, one...)
	}
	short := checkpointRow{Size: row.Size, Root: row.Root, At: row.At, Origin: &origin, Signatures: signatures}
	if len(signatures) == 0 || short.noun().Note != c.Note {
		return row
	}
	return short
}

// noun is the checkpoint with its note.
func (r checkpointRow) noun() Checkpoint {
	c := Checkpoint{Size: r.Size, Root: r.Root, At: r.At}
	if r.Note != nil {
		c.Note = *r.Note
		return c
	}
	origin := ""
	if r.Origin != nil {
		origin = *r.Origin
	}
	b := make([]byte, 0, 256)
	b = append(append(b, origin...), '\n')
	b = append(strconv.AppendInt(b, r.Size, 10), '\n')
	b = append(base64.StdEncoding.AppendEncode(b, r.Root), "\ntime "...)
	b = append(r.At.UTC().AppendFormat(b, time.RFC3339), "\n\n"...)
	for one := range slices.Chunk(r.Signatures, signatureSize) {
		b = append(append(append(b, "— "...), origin...), ' ')
		b = append(base64.StdEncoding.AppendEncode(b, one), '\n')
	}
	c.Note = string(b)
	return c
}

// AddCheckpoint keeps what was signed, all that has a place.
func (t *Tx) AddCheckpoint(ctx context.Context, c Checkpoint) error {
	row := rowOf(c)
	if row.Origin != nil {
		const known = `INSERT INTO checkpoint_origin (name) SELECT $1 WHERE NOT EXISTS (SELECT 1 FROM checkpoint_origin WHERE name = $1) ON CONFLICT DO NOTHING`
		if _, err := t.ExecContext(ctx, known, *row.Origin); err != nil {
			return err
		}
	}
	_, err := t.ExecContext(ctx, `
		WITH all_signed AS (DELETE FROM unsigned)
		INSERT INTO checkpoint (size, at, origin, root, signatures, note) VALUES ($1, $2, (SELECT id FROM checkpoint_origin WHERE name = $3), $4, $5, $6)`,
		row.Size, row.At, row.Origin, row.Root, row.Signatures, row.Note)
	return err
}

const (
	checkpoints    = `SELECT c.size, c.at, o.name AS origin, c.root, c.signatures, c.note FROM checkpoint c LEFT JOIN checkpoint_origin o ON o.id = c.origin `
	lastCheckpoint = checkpoints + `ORDER BY c.size DESC LIMIT 1`
)

// LastCheckpoint is the newest one; NotFound when nothing was signed yet.
func (s *Store) LastCheckpoint(ctx context.Context) (Checkpoint, error) {
	return checkpoint(ctx, s.db, lastCheckpoint)
}

// LastCheckpoint is the newest one; NotFound when nothing was signed yet.
func (t *Tx) LastCheckpoint(ctx context.Context) (Checkpoint, error) {
	return checkpoint(ctx, t, lastCheckpoint)
}

// SettledCheckpoint is the newest one, once nobody is signing; NotFound when nothing was signed yet.
func (s *Store) SettledCheckpoint(ctx context.Context) (c Checkpoint, err error) {
	err = s.InTx(ctx, func(tx *Tx) error {
		if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock(hashtext('qhana.record'))`); err != nil {
			return err
		}
		c, err = tx.LastCheckpoint(ctx)
		return err
	})
	return c, err
}

func checkpoint(ctx context.Context, db getter, query string, args ...any) (Checkpoint, error) {
	var row checkpointRow
	if err := db.GetContext(ctx, &row, query, args...); err != nil {
		return Checkpoint{}, orNotFound(err)
	}
	return row.noun(), nil
}

// Checkpoints lists the first n of those of more than so many acts, in order of size.
func (s *Store) Checkpoints(ctx context.Context, above int64, n int) ([]Checkpoint, error) {
	var rows []checkpointRow
	err := s.db.SelectContext(ctx, &rows, checkpoints+`WHERE c.size > $1 ORDER BY c.size LIMIT $2`, above, n)
	out := make([]Checkpoint, len(rows))
	for i, row := range rows {
		out[i] = row.noun()
	}
	return out, translate(err)
}

// SignedSince is the smallest checkpoint of more than so many acts, and of no more than upTo, that was signed before an instant; NotFound
// when there is none.
func (s *Store) SignedSince(ctx context.Context, above, upTo int64, before time.Time) (Checkpoint, error) {
	return checkpoint(ctx, s.db, checkpoints+`WHERE c.size > $1 AND c.size <= $2 AND c.at < $3 ORDER BY c.size LIMIT 1`, above, upTo, before)
}

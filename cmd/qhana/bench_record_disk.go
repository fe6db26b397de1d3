package main

import (
	"crypto/ed25519"
	"fmt"

	"qhana/internal/ledger"
)

// disk tells what the record needs beside the casework.
func (r *recordBench) disk() error {
	// A million acts never wait at once elsewhere: the index has only the pages that it then has.
	if _, err := r.store.DB().ExecContext(r.ctx, `REINDEX TABLE unlogged`); err != nil {
		return err
	}
	size := func(tables ...string) (n float64, err error) {
		for _, t := range tables {
			var one float64
			if err := r.store.DB().GetContext(r.ctx, &one, `SELECT pg_total_relation_size($1::regclass)`, t); err != nil {
				return 0, err
			}
			n += one
		}
		return n / float64(r.acts), nil
	}
	tiles, err := size("tile")
	if err != nil {
		return err
	}
	tables, err := size("leaf", "unlogged")
	if err != nil {
		return err
	}
	entries, err := size("entry")
	if err != nil {
		return err
	}
	checkpoint, cosignature, err := r.checkpoint()
	if err != nil {
		return err
	}
	gb := (tiles + tables + recordSigned*(checkpoint+cosignature)) * recordProjected / 1e9
	_, err = fmt.Fprintf(r.out, "    disk for each act: tiles %.0f + tables %.0f + %.1f checkpoints of %.0f bytes + a cosignature on each of %.0f bytes, as most acts come alone, of %d acts %.2f GB, %s; the entries themselves %.0f bytes, %.1f GB\n",
		tiles, tables, recordSigned, checkpoint, cosignature, recordProjected, gb, r.against("disk", gb >= recordDisk, "%.0f GB", recordDisk), entries, entries*recordProjected/1e9)
	return err
}

// checkpoint measures how many bytes each takes with its index when there are many, and how many more once a witness has signed it: here
// what came within two seconds has one, so there are few, and rows like theirs are written beside them, each signed and cosigned in
// transactions of their own, as they come.
func (r *recordBench) checkpoint() (bare, cosigned float64, err error) {
	if err := r.witness(); err != nil {
		return 0, 0, err
	}
	c, err := r.store.DB().Connx(r.ctx)
	if err != nil {
		return 0, 0, err
	}
	defer func() { _ = c.Close() }()
	each := func(witness bool) (bytes float64, err error) {
		const many = 100_000
		for _, query := range []string{`CREATE TEMP TABLE many (LIKE checkpoint INCLUDING ALL)`, `CREATE TEMP TABLE many_witnessed (LIKE witnessed INCLUDING ALL)`, fmt.Sprintf(`DO $$
			DECLARE
			    c checkpoint;
			BEGIN
			    SELECT * INTO STRICT c FROM checkpoint ORDER BY size DESC LIMIT 1;
			    FOR i IN 1..%d LOOP
			        INSERT INTO many (size, at, origin, root, signatures, note) VALUES (i, c.at, c.origin, c.root, c.signatures, c.note);
			        COMMIT;
			        IF %t THEN
			            UPDATE many SET cosignatures = c.cosignatures WHERE size = i;
			            INSERT INTO many_witnessed (n) VALUES (i / 256) ON CONFLICT DO NOTHING;
			            COMMIT;
			        END IF;
			    END LOOP;
			END $$`, many, witness)} {
			if _, err := c.ExecContext(r.ctx, query); err != nil {
				return 0, err
			}
		}
		err = c.GetContext(r.ctx, &bytes, `SELECT (pg_total_relation_size('many') + pg_total_relation_size('many_witnessed'))::float8 / count(*) FROM many`)
		if err == nil {
			_, err = c.ExecContext(r.ctx, `DROP TABLE many, many_witnessed`)
		}
		return bytes, err
	}
	if bare, err = each(false); err == nil {
		cosigned, err = each(true)
	}
	return bare, cosigned - bare, err
}

// witness has a witness sign the newest checkpoint.
func (r *recordBench) witness() error {
	c, err := r.store.LastCheckpoint(r.ctx)
	if err != nil {
		return err
	}
	key, err := ledger.NewCosigner("testigo.example/w1", ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize)))
	if err != nil {
		return err
	}
	line, err := key.Cosign([]byte(c.Note), c.At)
	if err != nil {
		return err
	}
	return r.store.AddCosignature(r.ctx, c.Size, "testigo.example/w1", string(line), c.At)
}

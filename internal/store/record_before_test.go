package store_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"qhana/internal/store"
	"qhana/internal/testdb"
	"qhana/migrations"
)

// step runs a migration anew; first with a change to what it has written, of which it must tell.
func step(t *testing.T, s *store.Store, file, change, told string) {
	t.Helper()
	b, err := migrations.FS.ReadFile(file)
	ok(t, err)
	broken := strings.Replace(string(b), "DO $$", change+";\nDO $$", 1)
	if _, err := s.DB().Exec(broken); err == nil || !strings.Contains(err.Error(), told) {
		t.Errorf("%s converts what comes out otherwise after %q: %v", file, change, err)
	}
	_, err = s.DB().Exec(string(b))
	ok(t, err)
}

// The checkpoints of a database from before, and what witnesses added to them, come out as they were.
func TestCheckpointsFromBeforeComeOut(t *testing.T) {
	t.Parallel()
	s := testdb.New(t)
	list, small := signed(t)
	run := func(query string, args ...any) {
		t.Helper()
		_, err := s.DB().Exec(query, args...)
		ok(t, err)
	}
	run(`DROP TABLE checkpoint, checkpoint_origin, witness, witness_key, witnessed`)
	run(`CREATE TABLE checkpoint (size bigint NOT NULL PRIMARY KEY, root bytea NOT NULL, note text NOT NULL, at timestamptz NOT NULL)`)
	run(`CREATE TABLE cosignature (size bigint NOT NULL REFERENCES checkpoint, witness text NOT NULL, line text NOT NULL, at timestamptz NOT NULL, PRIMARY KEY (size, witness))`)
	run(`CREATE TRIGGER checkpoint_append_only BEFORE DELETE OR UPDATE ON checkpoint FOR EACH ROW EXECUTE FUNCTION refuse_change()`)
	for _, c := range list {
		run(`INSERT INTO checkpoint (size, root, note, at) VALUES ($1, $2, $3, $4)`, c.Size, c.Root, c.Note, c.At)
	}
	want := map[int64][]string{}
	add := func(c store.Checkpoint, witness, line string) {
		run(`INSERT INTO cosignature (size, witness, line, at) VALUES ($1, $2, $3, $4)`, c.Size, witness, line, c.At)
		want[c.Size] = append(want[c.Size], line)
	}
	one, again := cosigner(t, someWitness, 1), cosigner(t, someWitness, 3)
	add(list[0], someWitness, cosignedBy(t, one, list[0]))
	add(list[0], otherWitness, cosignedBy(t, cosigner(t, otherWitness, 2), list[0]))
	add(list[1], someWitness, cosignedBy(t, again, list[1]))
	add(list[3], "otro.example", cosignedBy(t, one, list[3])) // of which its row says another name
	for i, line := range oddLines(cosignedBy(t, one, list[2])) {
		add(list[2], strings.Repeat("x", i+1), line)
	}
	add(list[2], someWitness, cosignedBy(t, one, list[2]))

	step(t, s, "0026_checkpoint_small.sql", `UPDATE checkpoint SET signatures = set_byte(signatures, 67, 1 + get_byte(signatures, 67) % 255) WHERE size = 2`, "the checkpoint of 2 acts does not come out as it was signed")
	for _, change := range []string{`UPDATE checkpoint SET cosignatures = set_byte(cosignatures, 80, 1 + get_byte(cosignatures, 80) % 255) WHERE size = 1`,
		`UPDATE checkpoint SET cosignatures = substr(cosignatures, 1, 74) WHERE size = 1`, `UPDATE checkpoint SET cosigned = cosigned[2:] WHERE size = 3`} {
		b, err := migrations.FS.ReadFile("0032_cosignature_small.sql")
		ok(t, err)
		_, err = s.DB().Exec(strings.Replace(string(b), "DO $$", change+";\nDO $$", 1))
		if err == nil || !strings.Contains(err.Error(), "what witnesses signed of the checkpoint of ") {
			t.Errorf("it converts what comes out otherwise after %q: %v", change, err)
		}
	}
	step(t, s, "0032_cosignature_small.sql", `DELETE FROM checkpoint WHERE size = 2`, "the checkpoint of 2 acts does not come out as it was signed")
	for _, c := range list {
		slices.Sort(want[c.Size])
		if got, err := s.Cosignatures(t.Context(), c.Size); err != nil || !slices.Equal(got, want[c.Size]) {
			t.Errorf("beside checkpoint %d stands %q, and stood %q: %v", c.Size, got, want[c.Size], err)
		}
	}
	var kept []string
	ok(t, s.DB().Select(&kept, `SELECT size || ' ' || coalesce(length(cosignatures), 0) || ' ' || coalesce(cardinality(cosigned), 0) FROM checkpoint WHERE coalesce(cosignatures, '') <> '' OR cosigned IS NOT NULL ORDER BY size`))
	if !slices.Equal(kept, []string{"1 148 0", "2 74 0", "3 74 8", "4 0 1"}) {
		t.Errorf("kept are %q", kept)
	}
	if size, at, err := s.LastCosigned(t.Context(), someWitness); err != nil || size != 3 || !at.Equal(list[2].At) {
		t.Errorf("signed last is %d, on %s: %v", size, at, err)
	}
	if c, err := s.CheckpointAfter(t.Context(), 0); err != nil || c.Size != 1 {
		t.Errorf("the first that is cosigned is %d: %v", c.Size, err)
	}
	comeOut(t, s, list, small)
}

// The places of a database from before are the same, in less room.
func TestPlacesFromBefore(t *testing.T) {
	t.Parallel()
	s, err := store.Open(t.Context(), testdb.URL(t), 1) // one connection, whose counters are flushed
	ok(t, err)
	t.Cleanup(func() { _ = s.Close() })
	for _, query := range []string{`DROP TABLE leaf`, `ALTER TABLE unlogged ALTER COLUMN kind TYPE text`, `DROP TYPE act_kind`,
		`CREATE TABLE leaf (idx bigint PRIMARY KEY, kind text NOT NULL, a bigint NOT NULL, b int NOT NULL, UNIQUE (kind, a, b))`,
		`CREATE TRIGGER leaf_append_only BEFORE DELETE OR UPDATE ON leaf FOR EACH ROW EXECUTE FUNCTION refuse_change()`,
		`CREATE TRIGGER leaf_no_truncate BEFORE TRUNCATE ON leaf FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`,
		`INSERT INTO leaf (idx, kind, a, b) SELECT i, (ARRAY['entry', 'closure', 'force', 'admin', 'heartbeat', 'letter', 'erasure', 'restore', 'sight', 'lost'])[1 + i % 10], i * 7 % 50, i / 50 FROM generate_series(0, 1999) i`,
		`DELETE FROM unlogged`, `INSERT INTO unlogged (kind, a, b) VALUES ('entry', 5, 1), ('letter', 7, 0)`} {
		_, err := s.DB().Exec(query)
		ok(t, err)
	}
	var before []store.Act
	ok(t, s.DB().Select(&before, `SELECT idx AS id, kind, a, b FROM leaf ORDER BY idx`))
	step(t, s, "0031_leaf_small.sql", `UPDATE leaf SET kind = 'lost' WHERE idx = 777`, "the place 777 of the record does not come out as it was")
	after, err := s.Leaves(t.Context(), 0, 10_000)
	if err != nil || len(before) != 2000 || !slices.Equal(before, after) {
		t.Errorf("%d places of %d came out, or others: %v", len(after), len(before), err)
	}
	for _, query := range []string{`UPDATE leaf SET b = 1`, `DELETE FROM leaf`, `TRUNCATE leaf`} {
		if _, err := s.DB().Exec(query); err == nil || !strings.Contains(err.Error(), "append-only") {
			t.Errorf("%s: %v", query, err)
		}
	}
	if idx, err := s.LeafOf(t.Context(), "letter", before[5].A, before[5].B); err != nil || idx != 5 {
		t.Errorf("the letter has the place %d: %v", idx, err)
	}
	if waits, err := s.Waits(t.Context(), "letter", 7); err != nil || !waits {
		t.Errorf("an act that waited does no more: %v", err)
	}
	var bytes float64
	_, err = s.DB().Exec(`INSERT INTO leaf (idx, a, b, kind) SELECT i, i / 24 + hashint4(i) % 50, i, 'entry' FROM generate_series(2000, 51999) i ORDER BY i`)
	ok(t, err)
	ok(t, s.DB().Get(&bytes, `SELECT pg_total_relation_size('leaf')::float8 / count(*) FROM leaf`))
	_, err = s.DB().Exec(`ANALYZE leaf`)
	ok(t, err)
	reads := rowsRead(t, s)
	ok(t, s.InTx(t.Context(), func(tx *store.Tx) error {
		if at, err := tx.LastBeat(t.Context()); err != nil || at.Unix() != 48 {
			t.Errorf("the last sign of life is of %s: %v", at, err)
		}
		return tx.AnchorSights(t.Context(), time.Now())
	}))
	if reads = rowsRead(t, s) - reads; reads > 100 {
		t.Errorf("to find the last act of a kind, %d rows were read", reads)
	}
	if t.Logf("%.1f bytes a place", bytes); bytes > 125 {
		t.Errorf("a place costs %.1f bytes, more than 125", bytes)
	}
}

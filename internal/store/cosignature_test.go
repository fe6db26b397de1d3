package store_test

import (
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"qhana/internal/foi"
	"qhana/internal/ledger"
	"qhana/internal/store"
	"qhana/internal/testdb"
)

const someWitness, otherWitness = "testigo.example/w1", "señal.example"

// cosigner is a witness with a key of its own.
func cosigner(t *testing.T, name string, seed byte) *ledger.Cosigner {
	t.Helper()
	c, err := ledger.NewCosigner(name, ed25519.NewKeyFromSeed(slices.Repeat([]byte{seed}, ed25519.SeedSize)))
	ok(t, err)
	return c
}

// cosignedBy is a line of a witness as ledger.Cosigned takes it out of an answer.
func cosignedBy(t *testing.T, c *ledger.Cosigner, checkpoint store.Checkpoint) string {
	t.Helper()
	line, err := c.Cosign([]byte(checkpoint.Note), checkpoint.At)
	ok(t, err)
	return string(line)
}

// oddLines are lines that would not come out of what is kept of a usual one.
func oddLines(usual string) []string {
	loose := usual[:len(usual)-4] + string(usual[len(usual)-4]+1) + "==\n" // the same bytes, in bits that nobody reads
	return []string{loose, strings.TrimSuffix(usual, "\n"), strings.Replace(usual, "— ", "-- ", 1), strings.Replace(usual, " ", "  ", 1), "— " + someWitness + " AQI=\n",
		"— " + someWitness + " " + base64.StdEncoding.EncodeToString(make([]byte, 77)) + "\n", "x", ""}
}

// What witnesses add is kept in little room in the checkpoint's row and comes out byte for byte; and nothing else of the row changes.
func TestCosignaturesComeOutAsTheyWereSigned(t *testing.T) {
	t.Parallel()
	s := testdb.New(t)
	list, _ := signed(t)
	for _, c := range list {
		ok(t, s.InTx(t.Context(), func(tx *store.Tx) error { return tx.AddCheckpoint(t.Context(), c) }))
	}
	one, two, again := cosigner(t, someWitness, 1), cosigner(t, otherWitness, 2), cosigner(t, someWitness, 3)
	add := func(c store.Checkpoint, witness, line string) {
		t.Helper()
		ok(t, s.AddCosignature(t.Context(), c.Size, witness, line, c.At))
	}
	hear := func(size int64, want ...string) {
		t.Helper()
		if got, err := s.Cosignatures(t.Context(), size); err != nil || !slices.Equal(got, want) {
			t.Errorf("beside checkpoint %d stands %q, not %q: %v", size, got, want, err)
		}
	}
	first, second, third := list[0], list[1], list[2]
	ones, twos := cosignedBy(t, one, first), cosignedBy(t, two, first)
	add(first, someWitness, ones)
	add(first, otherWitness, twos)
	add(first, someWitness, cosignedBy(t, again, first)) // it has signed already
	hear(first.Size, twos, ones)
	renewed := cosignedBy(t, again, second) // a key takes over from another
	add(second, someWitness, renewed)
	hear(second.Size, renewed)
	hear(third.Size)
	hear(1 << 40)
	usual := cosignedBy(t, one, third)
	for i, line := range oddLines(usual) {
		add(third, fmt.Sprintf("testigo.example/%d", i), line)
	}
	odd := oddLines(usual)
	slices.Sort(odd)
	hear(third.Size, odd...)
	if err := s.AddCosignature(t.Context(), 1<<40, someWitness, ones, first.At); foi.CodeOf(err) != foi.NotFound {
		t.Errorf("a checkpoint that is not there is cosigned: %v", err)
	}
	for name, want := range map[string]store.Checkpoint{someWitness: second, otherWitness: first, "testigo.example/3": third, "nadie.example": {}} {
		if size, at, err := s.LastCosigned(t.Context(), name); err != nil || size != want.Size || want.Size > 0 && !at.Equal(want.At.Round(time.Microsecond)) {
			t.Errorf("%s signed %d on %s last, not %d on %s: %v", name, size, at, want.Size, want.At, err)
		}
	}
	for _, query := range []string{`UPDATE checkpoint SET cosignatures = NULL WHERE size = 1`, `UPDATE checkpoint SET cosignatures = substr(cosignatures, 1, 74) WHERE size = 1`,
		`UPDATE checkpoint SET cosignatures = set_byte(cosignatures, 3, 9) || '\x00' WHERE size = 1`, `UPDATE checkpoint SET cosigned = NULL WHERE size = 3`,
		`UPDATE checkpoint SET cosigned[2] = 'otra' WHERE size = 3`, `UPDATE checkpoint SET root = sha256(root), cosignatures = cosignatures || '\x00' WHERE size = 1`, `UPDATE checkpoint SET at = now() WHERE size = 2`,
		`UPDATE checkpoint SET size = 99 WHERE size = 2`, `UPDATE checkpoint SET note = note || 'x' WHERE size = 5`, `DELETE FROM checkpoint WHERE size = 1`, `TRUNCATE checkpoint`,
		`UPDATE witness_key SET name = 'otro'`, `DELETE FROM witness_key`} {
		if _, err := s.DB().Exec(query); err == nil || !strings.Contains(err.Error(), "append-only") {
			t.Errorf("%s: %v", query, err)
		}
	}
	// What a superuser leaves behind is read as it is.
	for _, query := range []string{`ALTER TABLE checkpoint DISABLE TRIGGER ALL`, `UPDATE checkpoint SET cosignatures = substr(cosignatures, 1, 80) WHERE size = 1`,
		`UPDATE checkpoint SET cosignatures = set_byte(cosignatures, 0, 127) WHERE size = 2`} {
		if _, err := s.DB().Exec(query); err != nil {
			t.Fatal(err)
		}
	}
	hear(first.Size, ones)
	hear(second.Size)
}

// The first checkpoint after an act that a witness cosigned is found at once, also where none signed for long, or ever.
func TestCheckpointAfterALongSilence(t *testing.T) {
	t.Parallel()
	s, err := store.Open(t.Context(), testdb.URL(t), 1) // one connection, whose counters are flushed
	ok(t, err)
	t.Cleanup(func() { _ = s.Close() })
	list, _ := signed(t)
	line := cosignedBy(t, cosigner(t, someWitness, 1), list[0])
	ok(t, s.InTx(t.Context(), func(tx *store.Tx) error { return tx.AddCheckpoint(t.Context(), list[0]) }))
	const many = 20_000
	_, err = s.DB().Exec(`INSERT INTO checkpoint (size, at, origin, root, signatures) SELECT i * 2 + 1, at, origin, root, signatures FROM checkpoint, generate_series(1, $1) i WHERE size = 1`, many)
	ok(t, err)
	_, err = s.DB().Exec(`ANALYZE`)
	ok(t, err)
	find := func(index, want int64) {
		t.Helper()
		before := rowsRead(t, s)
		c, err := s.CheckpointAfter(t.Context(), index)
		if err != nil || c.Size != want {
			t.Errorf("after act %d comes the checkpoint of %d, not of %d: %v", index, c.Size, want, err)
		}
		if read := rowsRead(t, s) - before; read > 600 {
			t.Errorf("to find the checkpoint after act %d, %d rows were read", index, read)
		}
	}
	find(0, 1)
	find(1, 3)
	find(20_000, 20_001)
	sign := func(size int64) { ok(t, s.AddCosignature(t.Context(), size, someWitness, line, list[0].At)) }
	sign(5)
	sign(511)
	sign(39_001)
	find(0, 5)
	find(4, 5)
	find(5, 511)
	find(510, 511)
	find(511, 39_001)
	find(20_000, 39_001)
	find(39_001, 39_003)
	find(2*many, 2*many+1)
	if _, err := s.CheckpointAfter(t.Context(), 2*many+1); foi.CodeOf(err) != foi.NotFound {
		t.Errorf("an act that is not signed is: %v", err)
	}
	ok(t, s.AddCosignature(t.Context(), 2*many+1, "x", "una línea rara", list[0].At))
	find(39_001, 2*many+1)
	if size, _, err := s.LastCosigned(t.Context(), someWitness); err != nil || size != 39_001 {
		t.Errorf("signed last is %d: %v", size, err)
	}
	sign(7) // later, of an earlier one
	find(5, 7)
	if size, _, err := s.LastCosigned(t.Context(), someWitness); err != nil || size != 39_001 {
		t.Errorf("signed last is %d: %v", size, err)
	}
}

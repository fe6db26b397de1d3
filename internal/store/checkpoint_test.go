package store_test

import (
	"crypto/rand"
	"crypto/sha256"
	"slices"
	"strings"
	"testing"
	"time"

	sumnote "golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"qhana/internal/ledger"
	"qhana/internal/store"
	"qhana/internal/testdb"
)

// signed are checkpoints of all kinds, and whether a small row is enough for each.
func signed(t *testing.T) (list []store.Checkpoint, small []bool) {
	t.Helper()
	signer := func(name string) sumnote.Signer {
		secret, _, err := sumnote.GenerateKey(rand.Reader, name)
		if err != nil {
			t.Fatal(err)
		}
		s, err := sumnote.NewSigner(secret)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	const name, other = "transparencia.example/registro", "señal.example"
	one, two, foreign, witness := signer(name), signer(name), signer(other), signer("testigo.example")
	add := func(enough bool, at time.Time, change func(string) string, origin string, by ...sumnote.Signer) {
		n := int64(len(list) + 1)
		c := ledger.Checkpoint{Origin: origin, Tree: tlog.Tree{N: n, Hash: sha256.Sum256([]byte{byte(n)})}, At: at}
		b, err := c.Sign(by...)
		if err != nil {
			t.Fatal(err)
		}
		list, small = append(list, store.Checkpoint{Size: n, Root: c.Hash[:], Note: change(string(b)), At: at}), append(small, enough)
	}
	same := func(s string) string { return s }
	whole := time.Date(2026, 3, 2, 16, 0, 59, 0, time.UTC)
	add(true, whole, same, name, one)
	add(true, whole.Add(999_999_400), same, name, one, two) // a key takes over from another, and the instant is rounded
	add(true, whole.In(time.FixedZone("", -4*3600)), same, other, foreign)
	add(false, whole.Add(999_999_900), same, name, one) // of which the database makes the next second
	add(false, whole, same, name, one, witness)
	add(false, whole, func(s string) string { return strings.Replace(s, "\n\n", "\nanother line\n\n", 1) }, name, one)
	add(false, whole, func(s string) string { return s[:len(s)-2] + "\n" }, name, one)
	add(false, whole, func(s string) string { return s + "no signature" }, name, one)
	add(false, whole, func(s string) string { return strings.Replace(s, "\n\n", "\n", 1) }, name, one)
	add(false, whole, func(string) string { return "" }, name, one)
	add(false, whole, func(s string) string { return strings.Replace(s, "time 2026", "time 2025", 1) }, name, one)
	add(false, whole, func(s string) string { return strings.Replace(s, "\n", "\r\n", 1) }, name, one)
	return list, small
}

// comeOut tells of checkpoints that did not come out as they were signed, or not as small as they can be kept.
func comeOut(t *testing.T, s *store.Store, want []store.Checkpoint, small []bool) {
	t.Helper()
	got, err := s.Checkpoints(t.Context(), 0, 100)
	if err != nil || len(got) != len(want) {
		t.Fatalf("%d checkpoints of %d: %v", len(got), len(want), err)
	}
	var short []bool
	if err := s.DB().Select(&short, `SELECT note IS NULL FROM checkpoint ORDER BY size`); err != nil {
		t.Fatal(err)
	}
	for i, w := range want {
		if g := got[i]; g.Note != w.Note || g.Size != w.Size || string(g.Root) != string(w.Root) || !g.At.Equal(w.At.Round(time.Microsecond)) {
			t.Errorf("checkpoint %d came out as\n%q %s, and was\n%q %s", w.Size, g.Note, g.At, w.Note, w.At)
		}
		if one, err := s.CheckpointAfter(t.Context(), w.Size-1); err != nil || one.Note != w.Note {
			t.Errorf("checkpoint %d came out alone as\n%q (%v), and was\n%q", w.Size, one.Note, err, w.Note)
		}
	}
	if !slices.Equal(short, small) {
		t.Errorf("kept small are %v, and should be %v", short, small)
	}
}

// A checkpoint is kept in little room, and its note comes out byte for byte; one that is not the record's own keeps its text.
func TestCheckpointsComeOutAsTheyWereSigned(t *testing.T) {
	t.Parallel()
	s := testdb.New(t)
	list, small := signed(t)
	for _, c := range list {
		if err := s.InTx(t.Context(), func(tx *store.Tx) error { return tx.AddCheckpoint(t.Context(), c) }); err != nil {
			t.Fatal(err)
		}
	}
	comeOut(t, s, list, small)
	if last, err := s.LastCheckpoint(t.Context()); err != nil || last.Note != list[len(list)-1].Note {
		t.Errorf("the last is %q: %v", last.Note, err)
	}
	for _, query := range []string{`UPDATE checkpoint SET signatures = note::bytea`, `DELETE FROM checkpoint`, `UPDATE checkpoint_origin SET name = 'x'`, `DELETE FROM checkpoint_origin`} {
		if _, err := s.DB().Exec(query); err == nil || !strings.Contains(err.Error(), "append") {
			t.Errorf("%s: %v", query, err)
		}
	}
	// What a superuser leaves behind is read as it is, and verifies no more.
	for _, query := range []string{`ALTER TABLE checkpoint DISABLE TRIGGER ALL`, `UPDATE checkpoint SET signatures = '\x0102' WHERE size = 1`} {
		if _, err := s.DB().Exec(query); err != nil {
			t.Fatal(err)
		}
	}
	if c, err := s.CheckpointAfter(t.Context(), 0); err != nil || !strings.HasSuffix(c.Note, "\n\n— transparencia.example/registro AQI=\n") {
		t.Errorf("%q %v", c.Note, err)
	}
	// Many of the usual ones, with their index.
	var bytes float64
	err := s.DB().Get(&bytes, `
		WITH many AS (INSERT INTO checkpoint (size, at, origin, root, signatures) SELECT 100 + i, at, origin, root, sha256(root) || sha256(root) || '\x01020304' FROM checkpoint, generate_series(1, 20000) i WHERE size = 3 RETURNING 1)
		SELECT count(*) FROM many`)
	if err == nil {
		err = s.DB().Get(&bytes, `SELECT (pg_relation_size('checkpoint') + pg_indexes_size('checkpoint'))::float8 / count(*) FROM checkpoint`)
	}
	if t.Logf("%.1f bytes a checkpoint", bytes); err != nil || bytes > 175 {
		t.Errorf("a checkpoint costs %.1f bytes, more than 175: %v", bytes, err)
	}
}

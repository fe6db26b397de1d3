package ledger_test

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	mrand "math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/transparency-dev/formats/log"
	"github.com/transparency-dev/formats/proof"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"qhana/internal/ledger"
)

// shelf keeps tiles as the database does: the one at the edge is replaced as it grows.
type shelf map[string]ledger.Tile

func (s shelf) put(tiles []ledger.Tile) {
	for _, t := range tiles {
		s[fmt.Sprint(t.Level, "/", t.N)] = t
	}
}

func (s shelf) read(level int, n int64, width int) ([]byte, error) {
	t, ok := s[fmt.Sprint(level, "/", n)]
	if !ok {
		return nil, fmt.Errorf("no tile %d/%d", level, n)
	}
	t, err := t.Cut(width)
	return t.Data, err
}

func leaves(from, to int64) [][]byte {
	var out [][]byte
	for i := from; i < to; i++ {
		out = append(out, []byte(fmt.Sprintf("leaf %d %s", i, strings.Repeat("x", int(i%50)))))
	}
	return out
}

// The tree is the one that the reference library computes, at every size, however it grew, and however often it was put away.
func TestTreeIsTheStandardOne(t *testing.T) {
	t.Parallel()
	var stored []tlog.Hash
	read := tlog.HashReaderFunc(func(idx []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(idx))
		for i, x := range idx {
			out[i] = stored[x]
		}
		return out, nil
	})
	kept := shelf{}
	e := &ledger.Edge{}
	rng := mrand.New(mrand.NewPCG(1, 2))
	sizes := 2100
	for size := int64(0); size < 70_000; {
		n := int64(1)
		if size > int64(sizes) {
			n = rng.Int64N(3000) + 1
		}
		batch := leaves(size, size+n)
		for i, leaf := range batch {
			more, err := tlog.StoredHashes(size+int64(i), leaf, read)
			if err != nil {
				t.Fatal(err)
			}
			stored = append(stored, more...)
		}
		full, err := e.Append(batch)
		if err != nil {
			t.Fatal(err)
		}
		kept.put(full)
		kept.put(e.Tiles())
		size += n
		want, err := tlog.TreeHash(size, read)
		if err != nil || e.Root() != want || e.Size != size {
			t.Fatalf("a tree of %d has the root %s, not %s: %v", size, e.Root(), want, err)
		}
		if size%97 == 0 || n > 1 {
			again, err := ledger.OpenEdge(size, e.Tiles())
			if err != nil || again.Root() != want {
				t.Fatalf("the edge of a tree of %d is not opened: %v", size, err)
			}
			e = again
			tree := tlog.Tree{N: size, Hash: want}
			at := rng.Int64N(size)
			leaf, err := ledger.LeafAt(tree, at, kept.read)
			if err != nil || !bytes.Equal(leaf, leaves(at, at+1)[0]) {
				t.Fatalf("leaf %d of %d: %q %v", at, size, leaf, err)
			}
			path, err := tlog.ProveRecord(size, at, ledger.Hashes(tree, kept.read))
			if err != nil || tlog.CheckRecord(path, size, want, at, ledger.HashOf(leaf)) != nil {
				t.Fatalf("leaf %d of %d is not proved: %v", at, size, err)
			}
			old := rng.Int64N(size + 1)
			oldRoot, err := tlog.TreeHash(old, read)
			if err != nil {
				t.Fatal(err)
			}
			if err := ledger.Grew(tlog.Tree{N: old, Hash: oldRoot}, tree, kept.read); err != nil {
				t.Fatalf("from %d to %d: %v", old, size, err)
			}
			if old > 0 && ledger.Grew(tlog.Tree{N: old, Hash: tlog.Hash{1}}, tree, kept.read) == nil {
				t.Fatalf("another tree of %d is taken for the beginning of the one of %d", old, size)
			}
		}
	}
	if _, err := ledger.OpenEdge(e.Size+1, e.Tiles()); err == nil {
		t.Error("an edge is taken for that of another size")
	}
	tiles := e.Tiles()
	tiles[0].Data = bytes.Clone(tiles[0].Data)
	tiles[0].Data[5] ^= 1
	if _, err := ledger.OpenEdge(e.Size, tiles); err == nil {
		t.Error("a leaf that was changed is not seen")
	}
}

func TestPaths(t *testing.T) {
	t.Parallel()
	for _, x := range []ledger.Tile{{Level: 0, N: 0, Width: 256}, {Level: 2, N: 1_234_067, Width: 17}, {Level: ledger.Entries, N: 999, Width: 1}, {Level: ledger.Entries, N: 1000, Width: 256}} {
		got, err := ledger.ParsePath(x.Path())
		if err != nil || got.Path() != x.Path() {
			t.Errorf("%s: %+v %v", x.Path(), got, err)
		}
	}
	if (ledger.Tile{Level: 1, N: 1_234_067, Width: 256}).Path() != "tile/1/x001/x234/067" {
		t.Error("the path of C2SP tlog-tiles")
	}
	for _, bad := range []string{"", "tile/0/0", "tile/0/1000", "tile/64/000", "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/x000/001", "tile/entries/-01", "tile/0/000.p/01", "tile/0/000/"} {
		if _, err := ledger.ParsePath(bad); err == nil {
			t.Errorf("%q is taken for a path", bad)
		}
	}
}

func keys(t testing.TB, name string) (note.Signer, note.Verifier) {
	t.Helper()
	s, v, err := note.GenerateKey(rand.Reader, name)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := note.NewSigner(s)
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := note.NewVerifier(v)
	if err != nil {
		t.Fatal(err)
	}
	return signer, verifier
}

const origin = "ejemplo.bo/registro"

func filed(t testing.TB) (ledger.Leaf, ledger.Opening) {
	t.Helper()
	salt := bytes.Repeat([]byte{7}, 32)
	question := json.RawMessage(`{"body":"Las actas <2025>.","subject":"Actas"}`)
	l := ledger.Leaf{Kind: ledger.Entry, Case: "LP-2026-000123-7", Seq: 1, At: "2026-03-02T14:00:00.123456Z", Event: "filed", Role: "requester",
		Facts: json.RawMessage(`{"version": "2016-1", "statute": "bo-la-paz", "due": "2026-03-23"}`), Question: ledger.Commit(salt, question),
		Documents: []ledger.LeafDocument{{ID: "abc", Hash: ledger.CommitDocument(salt, []byte("sum"), "nota.pdf")}}}
	b, err := l.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return l, ledger.Opening{Leaf: b, Salts: map[string][]byte{"question": salt}, Question: question,
		Documents: []ledger.OpenDocument{{ID: "abc", Name: "nota.pdf", SHA256: []byte("sum"), Salt: salt}}}
}

// The bytes of a leaf are documented: they never change for version 1.
func TestLeafBytes(t *testing.T) {
	t.Parallel()
	_, o := filed(t)
	want := `{"at":"2026-03-02T14:00:00.123456Z","case":"LP-2026-000123-7","documents":[{"hash":"`
	got := string(o.Leaf)
	if !strings.HasPrefix(got, want) || !strings.Contains(got, `"event":"filed","facts":{"due":"2026-03-23","statute":"bo-la-paz","version":"2016-1"},"kind":"entry"`) || !strings.HasSuffix(got, `"role":"requester","seq":1,"v":1}`) {
		t.Errorf("a leaf is written as\n%s", got)
	}
	l, err := ledger.ParseLeaf(o.Leaf)
	if err != nil || l.Case != "LP-2026-000123-7" {
		t.Errorf("%+v %v", l, err)
	}
	if one, err := ledger.Canonical(o.Leaf); err != nil || !bytes.Equal(one, o.Leaf) {
		t.Errorf("a leaf is written as\n%s\nand all JSON as\n%s", got, one)
	}
	for _, bad := range []string{"", "{}", got + " ", strings.Replace(got, `"v":1`, `"v":2`, 1), strings.Replace(got, `"seq":1,"v":1`, `"v":1,"seq":1`, 1),
		strings.Replace(got, `"v":1`, `"v":1,"x":1`, 1), strings.Replace(got, "123456Z", "123Z", 1), got + got} {
		if _, err := ledger.ParseLeaf([]byte(bad)); err == nil {
			t.Errorf("taken for a leaf: %s", bad)
		}
	}
}

// A receipt proves an act; one that was touched anywhere does not. What others wrote reads it too.
func TestReceipt(t *testing.T) {
	t.Parallel()
	signer, verifier := keys(t, origin)
	kept, e := shelf{}, &ledger.Edge{}
	_, o := filed(t)
	batch := append(leaves(0, 700), o.Leaf)
	batch = append(batch, leaves(701, 1500)...)
	full, err := e.Append(batch)
	if err != nil {
		t.Fatal(err)
	}
	kept.put(full)
	kept.put(e.Tiles())
	tree := tlog.Tree{N: e.Size, Hash: e.Root()}
	cp, err := ledger.Checkpoint{Origin: origin, Tree: tree, At: time.Date(2026, 3, 2, 14, 0, 5, 0, time.UTC)}.Sign(signer)
	if err != nil {
		t.Fatal(err)
	}
	path, err := tlog.ProveRecord(tree.N, 700, ledger.Hashes(tree, kept.read))
	if err != nil {
		t.Fatal(err)
	}
	good := ledger.Receipt{Index: 700, Opening: o, Path: path, Checkpoint: cp}
	b, err := good.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	if len(b) > 2048 {
		t.Errorf("a receipt has %d bytes", len(b))
	}
	known := note.VerifierList(verifier)
	r, err := ledger.ParseReceipt(b)
	if err != nil {
		t.Fatal(err)
	}
	l, c, by, err := r.Check(origin, known)
	if err != nil || l.Event != "filed" || c.N != 1500 || c.At.Hour() != 14 || len(by) != 1 {
		t.Errorf("%+v %+v %v %v", l, c, by, err)
	}
	var theirs proof.TLogProof
	theirCheckpoint, _, _, err := log.ParseCheckpoint(cp, origin, verifier)
	if err2 := theirs.Unmarshal(b); err != nil || err2 != nil || theirs.Index != 700 || theirCheckpoint.Size != 1500 || !bytes.Equal(theirCheckpoint.Hash, tree.Hash[:]) {
		t.Errorf("another's reader: %+v %v %v", theirCheckpoint, err, err2)
	}
	_, stranger := keys(t, origin)
	touched := map[string]func(*ledger.Receipt){
		"index": func(r *ledger.Receipt) { r.Index++ },
		"leaf": func(r *ledger.Receipt) {
			r.Opening.Leaf = bytes.Replace(r.Opening.Leaf, []byte("03-23"), []byte("03-24"), 1)
		},
		"question": func(r *ledger.Receipt) { r.Opening.Question = json.RawMessage(`{"subject":"Otras"}`) },
		"salt":     func(r *ledger.Receipt) { r.Opening.Salts = map[string][]byte{"question": {1}} },
		"document": func(r *ledger.Receipt) {
			r.Opening.Documents = []ledger.OpenDocument{{ID: "abc", SHA256: []byte("otro")}}
		},
		"path":       func(r *ledger.Receipt) { r.Path = r.Path[1:] },
		"checkpoint": func(r *ledger.Receipt) { r.Checkpoint = bytes.Replace(r.Checkpoint, []byte("1500"), []byte("1501"), 1) },
		"no signature": func(r *ledger.Receipt) {
			r.Checkpoint = r.Checkpoint[:bytes.Index(r.Checkpoint, []byte("—"))]
		},
	}
	for name, touch := range touched {
		r, err := ledger.ParseReceipt(b)
		if err != nil {
			t.Fatal(err)
		}
		touch(&r)
		if _, _, _, err := r.Check(origin, known); err == nil {
			t.Errorf("a receipt with another %s is taken for good", name)
		}
	}
	if _, _, _, err := r.Check(origin, note.VerifierList(stranger)); err == nil {
		t.Error("a receipt signed by nobody known is taken for good")
	}
	if _, _, _, err := r.Check("otro.bo/registro", known); err == nil {
		t.Error("a receipt of another record is taken for good")
	}
	for n := range len(b) {
		if r, err := ledger.ParseReceipt(b[:n]); err == nil {
			if _, _, _, err := r.Check(origin, known); err == nil && n < len(b)-1 {
				t.Fatalf("a receipt cut off after %d of %d bytes is taken for good", n, len(b))
			}
		}
	}
}

func TestPromise(t *testing.T) {
	t.Parallel()
	signer, verifier := keys(t, origin)
	p := ledger.Promise{Origin: origin, Leaf: tlog.Hash{1, 2}, At: time.Date(2026, 3, 2, 14, 0, 0, 5000, time.UTC), Within: 24 * time.Hour}
	b, err := p.Sign(signer)
	if err != nil {
		t.Fatal(err)
	}
	got, err := ledger.OpenPromise(b, note.VerifierList(verifier))
	if err != nil || got.Leaf != p.Leaf || !got.At.Equal(p.At) || got.Within != p.Within || got.Origin != origin {
		t.Errorf("%+v %v", got, err)
	}
	if _, err := ledger.OpenPromise(bytes.Replace(b, []byte("86400"), []byte("86401"), 1), note.VerifierList(verifier)); err == nil {
		t.Error("a promise that was touched is taken for good")
	}
}

func FuzzParse(f *testing.F) {
	_, o := filed(f)
	_, verifier := keys(f, origin)
	f.Add(o.Leaf, "tile/0/x001/234.p/5")
	f.Add([]byte("c2sp.org/tlog-proof@v1\nindex 1\n\nx\n"), "tile/entries/000")
	f.Add([]byte{0, 1, 5, 0, 2}, "")
	f.Fuzz(func(t *testing.T, b []byte, path string) {
		if l, err := ledger.ParseLeaf(b); err == nil {
			if again, err := l.Bytes(); err != nil || !bytes.Equal(again, b) {
				t.Errorf("a leaf has two ways to be written: %q", b)
			}
			if one, err := ledger.Canonical(b); err != nil || !bytes.Equal(one, b) {
				t.Errorf("a leaf is not written as all JSON is: %q", b)
			}
		}
		if tile, err := ledger.ParsePath(path); err == nil && tile.Path() != path {
			t.Errorf("%q is the path of %+v", path, tile)
		}
		if r, err := ledger.ParseReceipt(b); err == nil {
			_, _, _, _ = r.Check(origin, note.VerifierList(verifier))
		}
		_, _, _ = ledger.OpenCheckpoint(b, origin, note.VerifierList(verifier))
		_, _ = ledger.OpenPromise(b, note.VerifierList(verifier))
		_, _ = ledger.Unbundle(b)
	})
}

func BenchmarkAppend(b *testing.B) {
	batch := make([][]byte, 4096)
	for i := range batch {
		batch[i] = []byte(strings.Repeat("x", 300) + fmt.Sprint(i))
	}
	e := &ledger.Edge{}
	for b.Loop() {
		if _, err := e.Append(batch); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N*len(batch))/b.Elapsed().Seconds(), "leaves/s")
}

// A proof on a record of ten million acts, with the lines of three witnesses and without the words that its holder has, is under 2 kB.
func TestProofOfTenMillion(t *testing.T) {
	t.Parallel()
	const acts = 10_000_000
	none := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) { return make([]tlog.Hash, len(indexes)), nil })
	var longest tlog.RecordProof
	for _, index := range []int64{0, 1, 1 << 22, 1 << 23, acts/2 + 7, acts - 257, acts - 2, acts - 1} {
		path, err := tlog.ProveRecord(acts, index, none)
		if err != nil {
			t.Fatal(err)
		}
		if len(path) > len(longest) {
			longest = path
		}
	}
	if len(longest) != 24 { // the height of the tree
		t.Errorf("the longest path has %d hashes", len(longest))
	}
	line := func(name string, bytes int) string {
		return "— " + name + " " + base64.StdEncoding.EncodeToString(make([]byte, bytes)) + "\n"
	}
	const origin = "transparencia.municipalidad.example.gob.bo/registro"
	cp := fmt.Sprintf("%s\n%d\n%s\ntime 2026-03-02T14:00:00Z\n\n", origin, acts, base64.StdEncoding.EncodeToString(make([]byte, 32))) + line(origin, 4+64)
	for _, name := range []string{"testigo.contraloria.example.gob.bo/w1", "testigo.universidad.example.edu.bo/w1", "testigo.organizacion.example.org/w1"} {
		cp += line(name, 4+8+64)
	}
	b, err := ledger.Receipt{Index: acts - 2, Path: longest, Checkpoint: []byte(cp)}.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d hashes, %d bytes", len(longest), len(b))
	if len(b) >= 2048 {
		t.Errorf("a proof has %d bytes", len(b))
	}
}

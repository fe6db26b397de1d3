package verify_test

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"qhana/internal/foi"
	"qhana/internal/ledger"
	"qhana/internal/statute"
	"qhana/internal/verify"
	"qhana/workflows"
)

const origin = "lapaz.example/registro"

var noon = time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC)

// kept is a record as its keeper has it, with what the house itself keeps records by.
type kept struct {
	t        *testing.T
	signer   note.Signer
	verifier note.Verifier
	law      *statute.Library
	edge     ledger.Edge
	tiles    map[string][]byte
	openings []ledger.Opening
}

// shipped are the laws that are shipped.
var shipped = sync.OnceValues(func() (*statute.Library, error) { return statute.Load(workflows.FS) })

func newRecord(t *testing.T, name, seed string) *kept {
	t.Helper()
	secret, public, err := note.GenerateKey(strings.NewReader(strings.Repeat(seed, 64)), name)
	if err != nil {
		t.Fatal(err)
	}
	k := &kept{t: t, tiles: map[string][]byte{}}
	if k.signer, err = note.NewSigner(secret); err != nil {
		t.Fatal(err)
	}
	if k.verifier, err = note.NewVerifier(public); err != nil {
		t.Fatal(err)
	}
	if k.law, err = shipped(); err != nil {
		t.Fatal(err)
	}
	return k
}

func (k *kept) auditor() *verify.Auditor {
	return &verify.Auditor{Keys: []note.Verifier{k.verifier}, Law: k.law, Now: func() time.Time { return noon }}
}

// file puts the filing of a case into the record, with words and a document.
func (k *kept) file(ref string, at time.Time, due func(foi.Date) foi.Date) {
	k.t.Helper()
	s := k.law.Body()
	req := foi.Request{Reference: foi.Reference(ref), Statute: s.Key(), Version: s.Version(), FiledAt: at, Locale: "es"}
	facts := foi.Facts{Statute: s.Key(), Version: s.Version(), Definition: s.Definition(), Calendar: s.NewestDeclaration(s.Today(at)), Documents: []string{"d1"}}
	facts.Due = s.Replay(req, []foi.Entry{{Seq: 1, At: at, Event: foi.Filed, Facts: facts}}).Request.DueOn
	if due != nil {
		facts.Due = due(facts.Due)
	}
	b, err := json.Marshal(facts)
	if err != nil {
		k.t.Fatal(err)
	}
	bytesOf := sha256.Sum256([]byte("el plano"))
	salt := func(b byte) []byte { return bytes.Repeat([]byte{b}, 32) }
	k.put(foi.Recorded{Kind: ledger.Entry, Request: 1, Number: 1, Case: foi.Reference(ref), At: at, Event: string(foi.Filed), Role: "citizen", Facts: b,
		Question:  &foi.Sealed{Salt: salt(1), Value: []byte(`{"subject":"El plan","body":"¿Dónde está <el> plan?"}`)},
		Requester: &foi.Sealed{Salt: salt(2), Value: []byte(`{"name":"Alguien"}`)},
		Documents: []foi.SealedDocument{{ID: "d1", Name: "", SHA256: bytesOf[:], Salt: salt(3)}}})
}

func (k *kept) beat(at time.Time) { k.put(foi.Recorded{Kind: ledger.Heartbeat, At: at}) }

func (k *kept) put(r foi.Recorded) {
	k.t.Helper()
	o, err := ledger.Of(r)
	if err != nil {
		k.t.Fatal(err)
	}
	k.putLeaf(o)
}

func (k *kept) putLeaf(o ledger.Opening) {
	k.t.Helper()
	full, err := k.edge.Append([][]byte{o.Leaf})
	if err != nil {
		k.t.Fatal(err)
	}
	k.openings = append(k.openings, o)
	for _, t := range append(full, k.edge.Tiles()...) {
		k.tiles[strings.SplitN(t.Path(), ".p/", 2)[0]] = bytes.Clone(t.Data)
	}
}

func (k *kept) sign(at time.Time) []byte {
	k.t.Helper()
	b, err := ledger.Checkpoint{Origin: origin, Tree: tlog.Tree{N: k.edge.Size, Hash: k.edge.Root()}, At: at}.Sign(k.signer)
	if err != nil {
		k.t.Fatal(err)
	}
	return b
}

func (k *kept) source(level int, n int64, width int) ([]byte, error) {
	t := ledger.Tile{Level: level, N: n, Width: ledger.Width}
	if t.Data = k.tiles[t.Path()]; t.Data == nil {
		return nil, errors.New("there is none")
	}
	if level >= 0 {
		return t.Data[:width*tlog.HashSize], nil
	}
	cut, err := t.Cut(width)
	return cut.Data, err
}

func (k *kept) receipt(index int64, checkpoint []byte) []byte {
	k.t.Helper()
	r := ledger.Receipt{Index: index, Opening: k.openings[index], Checkpoint: checkpoint}
	var err error
	if r.Path, err = tlog.ProveRecord(k.edge.Size, index, ledger.Hashes(tlog.Tree{N: k.edge.Size, Hash: k.edge.Root()}, k.source)); err != nil {
		k.t.Fatal(err)
	}
	b, err := r.Bytes()
	if err != nil {
		k.t.Fatal(err)
	}
	return b
}

// serve shows the record to everybody, with a checkpoint.
func (k *kept) serve(checkpoint []byte) string {
	return k.serveNow(func() []byte { return checkpoint })
}

func (k *kept) serveNow(checkpoint func() []byte) string {
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/checkpoint":
			_, _ = w.Write(checkpoint())
			return
		case "/casos":
			_, _ = w.Write([]byte(k.standings()))
			return
		}
		t, err := ledger.ParsePath(r.URL.Path[1:])
		if err == nil {
			t.Data, err = k.source(t.Level, t.N, t.Width)
		}
		if err != nil {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write(t.Data)
	}))
	k.t.Cleanup(web.Close)
	return web.URL
}

func check(t *testing.T, a *verify.Auditor, b []byte, log string) (string, error) {
	t.Helper()
	var out strings.Builder
	err := a.Receipt(context.Background(), verify.Paper{Name: "r", Bytes: b}, log, &out)
	if err != nil && !errors.Is(err, verify.ErrWrong) {
		t.Fatal(err)
	}
	return out.String(), err
}

// A good receipt is authentic. Any byte of it that is another, and every length to which it is cut, is refused, or says the very same.
func TestReceiptForgedAndCut(t *testing.T) {
	t.Parallel()
	k := newRecord(t, origin, "k")
	k.beat(noon.Add(-time.Minute))
	k.file("LP-2026-000001-5", noon, nil)
	k.beat(noon.Add(time.Minute))
	good := k.receipt(1, k.sign(noon.Add(time.Minute)))
	a := k.auditor()
	said, err := check(t, a, good, "")
	for _, want := range []string{"authentic\n", "LP-2026-000001-5 filed", "place     2 of 3", "document  d1, SHA-256 ", "due       2026-", "as bo-la-paz ", "entered   before 2026-03-02 14:01:00 UTC"} {
		if err != nil || !strings.Contains(said, want) {
			t.Fatalf("%q is missing: %v\n%s", want, err, said)
		}
	}
	for i := range good {
		for _, mask := range []byte{1, 0x20} {
			b := bytes.Clone(good)
			b[i] ^= mask
			if other, err := check(t, a, b, ""); err == nil && other != said {
				t.Errorf("byte %d, %q made %q, is taken for\n%s", i, good[i], b[i], other)
			}
		}
		if _, err := check(t, a, good[:i], ""); err == nil {
			t.Errorf("cut to %d bytes it is taken", i)
		}
	}
	extra := func(change func(*ledger.Opening)) []byte { // opened otherwise, in the right way of writing
		r, err := ledger.ParseReceipt(good)
		if err != nil {
			t.Fatal(err)
		}
		change(&r.Opening)
		b, err := r.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	for name, c := range map[string]struct {
		b    []byte
		says string
	}{
		"Document":      {extra(func(o *ledger.Opening) { o.Documents[0].SHA256 = bytes.Repeat([]byte{7}, 32) }), "the document"},
		"OtherDocument": {extra(func(o *ledger.Opening) { o.Documents[0].ID = "d2" }), "the document"},
		"DocumentTwice": {extra(func(o *ledger.Opening) { o.Documents = append(o.Documents, o.Documents[0]) }), "the document"},
		"Question":      {extra(func(o *ledger.Opening) { o.Question = []byte(`{"subject":"x"}`) }), "the question are not"},
		"Requester":     {extra(func(o *ledger.Opening) { o.Requester = []byte(`{"name":"Otra"}`) }), "the requester are not"},
		"NoSalt":        {extra(func(o *ledger.Opening) { delete(o.Salts, "question") }), "the question are not"},
		"SaltTooMany":   {extra(func(o *ledger.Opening) { o.Salts["words"] = []byte{1} }), "a salt too many"},
		"Words":         {extra(func(o *ledger.Opening) { o.Words, o.Salts["words"] = []byte(`"x"`), []byte{1} }), "the words are not"},
		"Leaf":          {extra(func(o *ledger.Opening) { o.Leaf = bytes.Replace(o.Leaf, []byte("000001"), []byte("000002"), 1) }), "it was changed"},
		"Twice":         {append(bytes.Clone(good), good...), "it was changed"},
		"Nothing":       {nil, "it is not a receipt"},
		"Long":          {bytes.Repeat([]byte("x"), 1<<20), "it is not a receipt"},
	} {
		t.Run(name, func(t *testing.T) {
			if said, err := check(t, a, c.b, ""); err == nil || !strings.Contains(said, c.says) {
				t.Errorf("%v, and %q is missing in\n%s", err, c.says, said)
			}
		})
	}
	if said, err := check(t, a, extra(func(o *ledger.Opening) { o.Question, o.Documents = nil, nil; delete(o.Salts, "question") }), ""); err != nil {
		t.Errorf("what is not opened is not wrong: %v\n%s", err, said)
	}
}

// A record that signs what is not so is found out by the receipts that it gives.
func TestReceiptOfALyingRecord(t *testing.T) {
	t.Parallel()
	k := newRecord(t, origin, "k")
	k.beat(noon.Add(-time.Hour))
	k.file("LP-2026-000001-5", noon, func(d foi.Date) foi.Date { return d + 5 }) // another due day than the law's
	early := k.sign(noon)
	k.file("LP-2026-000002-3", noon.Add(-3*time.Hour), nil) // back-dated
	k.file("LP-2026-000003-1", noon.Add(3*time.Hour), nil)  // of the future
	k.file("LP-2026-000004-9", noon.Add(-48*time.Hour), nil)
	o := k.openings[1]
	o.Leaf = bytes.Replace(o.Leaf, []byte(`,"facts"`), []byte(`, "facts"`), 1) // in another way of writing
	k.putLeaf(o)
	o.Leaf = bytes.Replace(k.openings[1].Leaf, []byte(`"v":1`), []byte(`"v":2`), 1)
	k.putLeaf(o)
	cp := k.sign(noon)
	state := filepath.Join(t.TempDir(), "kept")
	for i, says := range []string{1: "the law gives 2026-", 2: "has it not and is of 2026-03-02 14:00:00", 3: "has it and is of 2026-03-02 14:00:00", 4: "an act comes into the record within 24h", 5: "one way of writing", 6: "version 2"} {
		if says == "" {
			continue
		}
		a := k.auditor()
		var err error
		if a.Kept, err = verify.OpenKept(state); err != nil {
			t.Fatal(err)
		}
		if i == 2 { // whoever saw the record before the act was in it
			r, err := a.Log(k.serve(early)).Visit(t.Context())
			if err != nil || r.Size != 2 {
				t.Fatal(err)
			}
		}
		if said, err := check(t, a, k.receipt(int64(i), cp), ""); err == nil || !strings.Contains(said, says) {
			t.Errorf("act %d: %v, and %q is missing in\n%s", i, err, says, said)
		}
	}
}

// Whose record it is, by which key, and whether it is still so.
func TestReceiptKeys(t *testing.T) {
	t.Parallel()
	k, other := newRecord(t, origin, "k"), newRecord(t, "otra.example/registro", "o")
	k.file("LP-2026-000001-5", noon, nil)
	cp := k.sign(noon)
	good := k.receipt(0, cp)
	said, err := check(t, other.auditor(), good, "")
	if want := fmt.Sprintf("not signed with a key that was given, but by %s+%08x", origin, k.verifier.KeyHash()); err == nil || !strings.Contains(said, want) {
		t.Errorf("of another body: %v, %q is missing in\n%s", err, want, said)
	}
	old := k.auditor()
	old.Keys, old.Retired = []note.Verifier{other.verifier}, old.Keys
	if said, err := check(t, old, good, ""); err != nil || !strings.Contains(said, "a key that is not used any more") {
		t.Errorf("signed with a key that was retired: %v\n%s", err, said)
	}
	if said, err := check(t, old, good, k.serve(cp)); err == nil || !strings.Contains(said, "the newest checkpoint is signed only by") {
		t.Errorf("today's record is signed with a key that was retired: %v\n%s", err, said)
	}
	wrong := newRecord(t, "otra.example/registro", "o")
	wrong.file("LP-2026-000001-5", noon, nil)
	if said, err := check(t, wrong.auditor(), wrong.receipt(0, wrong.sign(noon)), ""); err == nil || !strings.Contains(said, "and the key that signed it is that of") {
		t.Errorf("the record has another name than its key: %v\n%s", err, said)
	}

	k.beat(noon.Add(time.Minute))
	grown := k.sign(noon.Add(time.Minute))
	if said, err := check(t, k.auditor(), good, k.serve(grown)); err != nil || !strings.Contains(said, "the record of 2 acts still has it") {
		t.Errorf("today's record has it: %v\n%s", err, said)
	}
	later := k.receipt(0, grown)
	if said, err := check(t, k.auditor(), later, k.serve(cp)); err == nil || !strings.Contains(said, "rolled back") {
		t.Errorf("today's record is shorter: %v\n%s", err, said)
	}
	fork := newRecord(t, origin, "k")
	fork.file("LP-2026-000009-9", noon, nil)
	fork.beat(noon.Add(time.Minute))
	forked := fork.sign(noon.Add(time.Minute))
	if said, err := check(t, k.auditor(), good, fork.serve(forked)); err == nil || !strings.Contains(said, "was changed or replaced") {
		t.Errorf("today's record is another: %v\n%s", err, said)
	}
	bundle := zipped(t, map[string][]byte{"a.tlog-proof": later, "b.tlog-proof": fork.receipt(0, forked)})
	if said, err := check(t, k.auditor(), bundle, ""); err == nil || !strings.Contains(said, "the record was forked") {
		t.Errorf("two records in one bundle: %v\n%s", err, said)
	}
}

func zipped(t *testing.T, files map[string][]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, data := range files {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write(data)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// All receipts of a case in one file.
func TestReceiptBundle(t *testing.T) {
	t.Parallel()
	k := newRecord(t, origin, "k")
	k.file("LP-2026-000001-5", noon, nil)
	k.file("LP-2026-000002-3", noon.Add(time.Minute), nil)
	cp := k.sign(noon.Add(time.Minute))
	one, two := k.receipt(0, cp), k.receipt(1, cp)
	good := zipped(t, map[string][]byte{"a.tlog-proof": one, "b.tlog-proof": two})
	if said, err := check(t, k.auditor(), good, ""); err != nil || !strings.Contains(said, "2 of 2 receipts are authentic") {
		t.Errorf("%v\n%s", err, said)
	}
	for i := 0; i < len(good); i += 7 {
		if _, err := check(t, k.auditor(), good[:i], ""); err == nil {
			t.Errorf("cut to %d bytes it is taken", i)
		}
	}
	for name, c := range map[string]struct {
		b    []byte
		says string
	}{
		"OneForged": {zipped(t, map[string][]byte{"a.tlog-proof": one, "b.tlog-proof": bytes.Replace(two, []byte("index 1"), []byte("index 0"), 1)}), "1 of 2 receipts are authentic"},
		"Stranger":  {zipped(t, map[string][]byte{"a.exe": one}), `"a.exe" inside, which is no receipt`},
		"Empty":     {zipped(t, nil), "a bundle of 0 files"},
		"Bomb":      {zipped(t, map[string][]byte{"a.tlog-proof": make([]byte, 30<<20)}), "too long for a receipt"},
		"Forged":    {bytes.Replace(good, []byte("b.tlog-proof"), []byte("b.tlog-prooX"), 2), "no receipt"},
	} {
		t.Run(name, func(t *testing.T) {
			if said, err := check(t, k.auditor(), c.b, ""); err == nil || !strings.Contains(said, c.says) {
				t.Errorf("%v, and %q is missing in\n%s", err, c.says, said)
			}
		})
	}
}

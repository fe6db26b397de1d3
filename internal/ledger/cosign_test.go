package ledger_test

import (
	"crypto/ed25519"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	formats "github.com/transparency-dev/formats/note"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"qhana/internal/ledger"
)

const witness = "testigo.example/w1"

func witnessKeys(t testing.TB, name string) (secret, public string) {
	t.Helper()
	secret, public, err := note.GenerateKey(rand.Reader, name)
	if err != nil {
		t.Fatal(err)
	}
	return secret, public
}

// A witness of ours signs and somebody else's code reads, and the other way round.
func TestCosignature(t *testing.T) {
	t.Parallel()
	signer, verifier := keys(t, origin)
	secret, public := witnessKeys(t, witness)
	ours, err := ledger.ParseCosigner(secret)
	if err != nil {
		t.Fatal(err)
	}
	oursVerifier, err := ledger.NewCosignatureVerifier(public)
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := formats.NewSignerForCosignatureV1(secret)
	if err != nil {
		t.Fatal(err)
	}
	theirsVerifier, err := formats.NewVerifierForCosignatureV1(ours.VerifierKey())
	if err != nil {
		t.Fatal(err)
	}
	if key, err := formats.VKeyToCosignatureV1(public); err != nil || key != ours.VerifierKey() {
		t.Errorf("our key is %s, theirs %s, %v", ours.VerifierKey(), key, err)
	}
	at := time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC)
	cp, err := ledger.Checkpoint{Origin: origin, Tree: tlog.Tree{N: 5, Hash: tlog.Hash{1}}, At: at}.Sign(signer)
	if err != nil {
		t.Fatal(err)
	}
	text := string(cp[:strings.LastIndex(string(cp), "\n\n")+1])
	for name, cosigner := range map[string]note.Signer{"ours": ours.At(at), "theirs": theirs} {
		b, err := note.Sign(&note.Note{Text: text}, cosigner)
		if err != nil {
			t.Fatal(err)
		}
		line, when, err := ledger.Cosigned(cp, b[len(text)+1:], oursVerifier)
		if err != nil || name == "ours" && !when.Equal(at) {
			t.Fatalf("signed by %s: %v %v", name, when, err)
		}
		both := append(slices.Clone(cp), line...)
		n, err := note.Open(both, note.VerifierList(verifier, theirsVerifier))
		if err != nil || len(n.Sigs) != 2 || n.Sigs[1].Name != witness {
			t.Fatalf("signed by %s, read by theirs: %v", name, err)
		}
		if want, err := formats.CoSigV1Timestamp(n.Sigs[1]); err != nil || !want.Equal(when) {
			t.Errorf("the time of %s is %v for them, %v for us", name, want, when)
		}
		if _, by, err := ledger.OpenCheckpoint(both, origin, note.VerifierList(verifier, oursVerifier)); err != nil || len(by) != 2 {
			t.Errorf("signed by %s: %v %v", name, by, err)
		}
		if _, _, err := ledger.OpenCheckpoint(both, origin, note.VerifierList(oursVerifier)); err == nil {
			t.Error("a witness alone was enough")
		}
		other := strings.Replace(string(cp), "time 2026", "time 2025", 1)
		if _, _, err := ledger.Cosigned([]byte(other), []byte(line), oursVerifier); err == nil {
			t.Error("a line of another checkpoint was taken")
		}
		_, stranger := witnessKeys(t, witness)
		v, _ := ledger.NewCosignatureVerifier(stranger)
		if _, _, err := ledger.Cosigned(cp, []byte(line), v); err == nil {
			t.Error("a stranger's line was taken")
		}
	}
	line, err := ours.Cosign(cp, at)
	if err != nil {
		t.Fatal(err)
	}
	if got, _, err := ledger.Cosigned(cp, line, oursVerifier); err != nil || got != string(line) {
		t.Errorf("%q %v", got, err)
	}
	if zero, err := ours.Cosign(cp, time.Unix(0, 0)); err == nil {
		if _, _, err := ledger.Cosigned(cp, zero, oursVerifier); err == nil {
			t.Error("a signature without a time was taken")
		}
	}
	if _, err := ours.At(time.Unix(-1, 0)).Sign([]byte(text)); err == nil {
		t.Error("signed before 1970")
	}
	if _, err := ours.At(at).Sign([]byte("a promise\n")); err == nil {
		t.Error("signed what is no checkpoint")
	}
	sig, err := ours.At(at).Sign([]byte(text))
	if err != nil || len(sig) != 72 {
		t.Fatalf("%x %v", sig, err)
	}
	sig[7]++
	if oursVerifier.Verify([]byte(text), sig) || oursVerifier.Verify([]byte(text), sig[:71]) || oursVerifier.Verify([]byte(text), nil) {
		t.Error("a signature that was touched was verified")
	}
}

func TestKeysRefuse(t *testing.T) {
	t.Parallel()
	secret, public := witnessKeys(t, witness)
	ours, err := ledger.ParseCosigner(secret)
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"", "a", public[:len(public)-4], "x" + public, strings.Replace(public, "w1+", "w1++", 1), "a b" + public[len(witness):],
		strings.Replace(ours.VerifierKey(), "+B", "+C", 1), strings.Replace(ours.VerifierKey(), "+B", "+A", 1), secret, public + "="} {
		if v, err := ledger.NewCosignatureVerifier(bad); err == nil {
			t.Errorf("%s is a key of %s", bad, v.Name())
		}
		if _, err := ledger.ParseCosigner("PRIVATE+KEY+" + bad); err == nil {
			t.Errorf("%s is a secret key", bad)
		}
	}
	if _, err := ledger.ParseCosigner(public); err == nil {
		t.Error("a public key is a secret one")
	}
	for _, name := range []string{"", "a b", "a+b", "\xff"} {
		if _, err := ledger.NewCosigner(name, make(ed25519.PrivateKey, ed25519.PrivateKeySize)); err == nil {
			t.Errorf("%q is the name of a key", name)
		}
	}
	if _, err := ledger.NewCosigner(witness, nil); err == nil {
		t.Error("no key is a key")
	}
}

func TestParseWitnesses(t *testing.T) {
	t.Parallel()
	_, one := witnessKeys(t, witness)
	_, two := witnessKeys(t, "testigo.example/w2")
	list, err := ledger.ParseWitnesses("# ours\n" + one + "\n\n  " + two + " https://testigo.example/w2/ \r\n")
	if err != nil || len(list) != 2 || list[0].Name() != witness || list[0].URL != "" || list[1].URL != "https://testigo.example/w2" || list[1].Key != two {
		t.Errorf("%+v, %v", list, err)
	}
	for name, bad := range map[string]string{"twice": one + "\n" + one, "no key": "testigo.example", "no address": one + " testigo", "too much": one + " https://a.example b"} {
		if _, err := ledger.ParseWitnesses(bad); err == nil {
			t.Errorf("%s: parsed", name)
		}
	}
}

// What is offered to a witness is read as it was written, and proves that the tree grew, and no other tree.
func TestOffer(t *testing.T) {
	t.Parallel()
	tiles, e, trees := shelf{}, &ledger.Edge{}, map[int64]tlog.Tree{}
	for _, n := range []int64{1, 7, 256, 700} {
		full, err := e.Append(leaves(e.Size, n))
		if err != nil {
			t.Fatal(err)
		}
		tiles.put(append(full, e.Tiles()...))
		trees[n] = tlog.Tree{N: n, Hash: e.Root()}
	}
	trees[0] = tlog.Tree{}
	newest := trees[700]
	for old, tree := range trees {
		proof, err := ledger.Prove(old, newest, tiles.read)
		if err != nil {
			t.Fatal(err)
		}
		o, err := ledger.ParseOffer(ledger.Offer{Old: old, Proof: proof, Checkpoint: []byte(origin + "\n700\n\nx\n\n— y\n")}.Bytes())
		if err != nil || o.Old != old || !slices.Equal(o.Proof, proof) || ledger.OriginOf(o.Checkpoint) != origin || !strings.HasSuffix(string(o.Checkpoint), "— y\n") {
			t.Fatalf("%d: %+v %v", old, o, err)
		}
		if err := ledger.Continues(tree, newest, o.Proof); err != nil {
			t.Errorf("%d: %v", old, err)
		}
		if ledger.Continues(tree, newest, append(o.Proof, tlog.Hash{})) == nil {
			t.Errorf("%d: a proof that is too long was taken", old)
		}
		if forked := (tlog.Tree{N: old, Hash: tlog.Hash{9}}); old > 0 && ledger.Continues(forked, newest, o.Proof) == nil {
			t.Errorf("%d: a fork was taken", old)
		}
	}
	if _, err := ledger.Prove(701, newest, tiles.read); err == nil || ledger.Continues(newest, trees[7], nil) == nil {
		t.Error("a record may shrink")
	}
	for _, bad := range []string{"", "old 5", "old 05\n\nx", "old -1\n\nx", "old\n\nx", "new 5\n\nx", "old 5\nAAAA\n\nx", "old 5\n" + strings.Repeat(fmt.Sprintln(tlog.Hash{}), 64) + "\nx"} {
		if o, err := ledger.ParseOffer([]byte(bad)); err == nil {
			t.Errorf("%q is an offer: %+v", bad, o)
		}
	}
}

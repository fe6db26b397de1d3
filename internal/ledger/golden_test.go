package ledger_test

import (
	"bytes"
	"encoding/hex"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"qhana/internal/foi"
	"qhana/internal/ledger"
)

// document is the description of the record for outsiders, as one text: lines that begin with four spaces are what is to be compared.
func document(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile("../../docs/record.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// saltOf is a salt that anybody can write down: 32 times the same byte.
func saltOf(b byte) []byte { return bytes.Repeat([]byte{b}, 32) }

// golden is an act with every field that a leaf can have.
func golden(t *testing.T) (foi.Recorded, string) {
	t.Helper()
	words, err := ledger.Canonical([]byte(`{"text": "Ñandú <b> & \"más\"", "late": "No había luz"}`))
	if err != nil {
		t.Fatal(err)
	}
	sum, err := hex.DecodeString("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824") // of "hello"
	if err != nil {
		t.Fatal(err)
	}
	return foi.Recorded{Kind: ledger.Entry, Request: 7, Number: 1, Case: "LP-2026-000123-7", At: time.Date(2026, 3, 2, 14, 0, 0, 123456000, time.UTC), Event: "filed", Role: "clerk",
		Unit: "transparencia", Channel: "counter", Account: 12, Facts: []byte(`{"statute": "bo-la-paz", "version": "1", "received_at": "2026-02-27T13:30:00Z", "due": "2026-03-20"}`),
		WordsHash: ledger.Commit(saltOf(1), words), Words: &foi.Sealed{Salt: saltOf(1), Value: words},
		Question:  &foi.Sealed{Salt: saltOf(2), Value: []byte(`{"subject": "Cuentas", "body": "¿Cuánto costó?", "zone": ""}`)},
		Requester: &foi.Sealed{Salt: saltOf(3), Value: []byte(`{"name": "María", "identity": "", "email": "maria@correo.example", "phone": "", "address": "", "delivery": "email", "format": "", "behalf": ""}`)},
		Documents: []foi.SealedDocument{{ID: "doc-1", Name: "nota.txt", SHA256: sum, Salt: saltOf(4)}}}, string(words)
}

// The bytes of a leaf with every field, its hash and its commitments are those that the document for outsiders writes out: who reads
// the record with a program of their own has nothing else to go by.
func TestGoldenLeaf(t *testing.T) {
	t.Parallel()
	act, words := golden(t)
	o, err := ledger.Of(act)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := ledger.ParseLeaf(o.Leaf)
	if err != nil {
		t.Fatal(err)
	}
	const bytesOf = `{"account":12,"at":"2026-03-02T14:00:00.123456Z","case":"LP-2026-000123-7","channel":"counter","documents":[{"hash":"20dcb1b02ad7fb85a1aeb7f721a4b45970228cfd7ed469784b57e86a3be383cc","id":"doc-1"}],"event":"filed","facts":{"due":"2026-03-20","received_at":"2026-02-27T13:30:00Z","statute":"bo-la-paz","version":"1"},"kind":"entry","question":"5917381a87232a505bca953d90ef9a8cdeadd97170766c265feee2ece6e961c7","requester":"0b8acd73dd81cb433d85e2e3c29df5c8de937b93c914d8aa3919079efe389987","role":"clerk","seq":1,"unit":"transparencia","v":1,"words":"f5f80ef2f677c3fbc2c219f476745b990630e310e878a203816c0f5dcb36e782"}`
	const hashOf = `Axq5wEi+aPdEPxjvzK6uZp8Bv52JDQ0RjQu9MhOjfsg=`
	if string(o.Leaf) != bytesOf || ledger.HashOf(o.Leaf).String() != hashOf {
		t.Errorf("the leaf is\n%s\nand its hash\n%s", o.Leaf, ledger.HashOf(o.Leaf))
	}
	v := reflect.ValueOf(leaf)
	text := document(t)
	for i := range v.NumField() {
		key, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		if v.Field(i).IsZero() {
			t.Errorf("the golden leaf has no %s", key)
		}
		if !strings.Contains(text, "| `"+key+"` |") {
			t.Errorf("the document says nothing of the field %q", key)
		}
	}
	for _, line := range []string{string(o.Leaf), ledger.HashOf(o.Leaf).String(), words, string(o.Question), string(o.Requester), leaf.Words, leaf.Question, leaf.Requester, leaf.Documents[0].Hash} {
		if !strings.Contains(text, "\n    "+line+"\n") {
			t.Errorf("the document does not write out\n%s", line)
		}
	}
}

// The document names every kind of leaf, every fact and every part of what a receipt opens.
func TestDocumentIsWhole(t *testing.T) {
	t.Parallel()
	text := document(t)
	for _, kind := range []string{ledger.Entry, ledger.Closure, ledger.Force, ledger.Admin, ledger.Heartbeat, ledger.Erasure, ledger.Restore, ledger.Sight, ledger.Letter} {
		if !strings.Contains(text, "| `"+kind+"` |") {
			t.Errorf("the document says nothing of leaves of kind %q", kind)
		}
	}
	for _, of := range []reflect.Type{reflect.TypeFor[foi.Facts](), reflect.TypeFor[ledger.Opening](), reflect.TypeFor[ledger.OpenDocument](), reflect.TypeFor[ledger.LeafDocument]()} {
		for i := range of.NumField() {
			if key, _, _ := strings.Cut(of.Field(i).Tag.Get("json"), ","); !strings.Contains(text, "`"+key+"`") {
				t.Errorf("the document says nothing of %q of %s", key, of.Name())
			}
		}
	}
	for _, part := range []string{"qhana-promise/v1", "c2sp.org/tlog-proof@v1", "/registro/checkpoint", "/registro/tile/entries/", "/registro/casos"} {
		if !strings.Contains(text, part) {
			t.Errorf("the document says nothing of %s", part)
		}
	}
}

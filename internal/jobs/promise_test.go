package jobs_test

import (
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"qhana/internal/attached"
	"qhana/internal/foi"
	"qhana/internal/ledger"
)

const origin = "lapaz.example/registro"

// notary signs whatever it is given.
type notary struct{ signer note.Signer }

func (n notary) Sign(tree, _ tlog.Tree, at time.Time, _ ledger.Source) ([]byte, error) {
	return ledger.Checkpoint{Origin: origin, Tree: tree, At: at}.Sign(n.signer)
}

func (n notary) Promise(leaf tlog.Hash, at time.Time) ([]byte, error) {
	return ledger.Promise{Origin: origin, Leaf: leaf, At: at, Within: 24 * time.Hour}.Sign(n.signer)
}

// Who files gets the record's promise with the mail and inside its letter, and the act it is about is the one that is recorded.
func TestPromiseGoesWithTheReceipt(t *testing.T) {
	t.Parallel()
	secret, key, err := note.GenerateKey(rand.Reader, origin)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := note.NewSigner(secret)
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := note.NewVerifier(key)
	if err != nil {
		t.Fatal(err)
	}
	h := newHouse(t)
	h.archive()
	h.notary = notary{signer}
	h.start()
	req := h.file()
	h.until("receipt", has(foi.NoticeSent, 2), req.ID)
	h.until("quiet", settled(t, h), req.ID)
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.files) != 1 {
		t.Fatalf("%d letters", len(h.files))
	}
	if text := pdfText(t, h.files[0].Bytes); !strings.Contains(text, "qhana-promise/v1") || !strings.Contains(text, "1 de 1") {
		t.Error(text)
	}
	inside, err := attached.Receipt(h.files[0].Bytes)
	if err != nil {
		t.Fatal(err)
	}
	p, err := ledger.OpenPromise(inside, note.VerifierList(verifier))
	if err != nil || p.Origin != origin {
		t.Fatalf("%+v %v", p, err)
	}
	with := 0
	for _, text := range h.texts {
		if strings.Contains(text, string(inside)) {
			with++
		} else if strings.Contains(text, "qhana-promise") {
			t.Error("another promise than the letter's")
		}
		if strings.Contains(text, secret) {
			t.Error("the mail has the record's key")
		}
	}
	if with != 1 {
		t.Errorf("%d mails have the promise; units get none", with)
	}
	var at int64
	deadline := time.Now().Add(20 * time.Second)
	for {
		if at, err = h.store.LeafOf(t.Context(), ledger.Entry, req.ID, 1); err == nil || time.Now().After(deadline) {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	if err != nil {
		t.Fatal(err)
	}
	tile, err := h.store.RecordTile(t.Context(), ledger.Entries, 0)
	if err != nil {
		t.Fatal(err)
	}
	leaves, err := ledger.Unbundle(tile.Data)
	if err != nil || ledger.HashOf(leaves[at]) != p.Leaf {
		t.Errorf("the promise is of another act than the one recorded: %v", err)
	}
}

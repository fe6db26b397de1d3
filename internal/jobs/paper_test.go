package jobs_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"qhana/internal/document"
	"qhana/internal/foi"
	"qhana/internal/mail"
	"qhana/internal/store"
)

// archive gives the house a place to keep letters.
func (h *house) archive() *document.Keeper {
	h.t.Helper()
	k, err := document.OpenDir(h.t.TempDir())
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { _ = k.Close() })
	h.keeper = k
	return k
}

func pdfText(t *testing.T, pdf []byte) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(name, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("pdftotext", "-layout", name, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func readAll(t *testing.T, r io.ReadCloser) []byte {
	t.Helper()
	defer func() { _ = r.Close() }()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (h *house) lettersOf(req foi.Request) []store.Letter {
	h.t.Helper()
	list, err := h.store.Letters(h.t.Context(), req.ID)
	if err != nil {
		h.t.Fatal(err)
	}
	return list
}

// The letter goes with the mail as it is archived; a job that is repeated sends the same bytes and archives nothing new.
func TestLetterIsArchivedOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	k := h.archive()
	h.fail = &mail.Uncertain{Err: io.ErrUnexpectedEOF} // the first try may have gone out
	h.start()
	req := h.file()
	deadline := time.Now().Add(20 * time.Second)
	for len(h.lettersOf(req)) == 0 && time.Now().Before(deadline) {
		time.Sleep(20 * time.Millisecond)
	}
	first := h.lettersOf(req)
	if len(first) != 1 || first[0].Kind != "receipt" || first[0].Version != 0 {
		t.Fatalf("%+v", first)
	}
	h.mu.Lock()
	h.fail = nil
	h.mu.Unlock()
	// the try that may have gone out is repeated when its time is over
	h.now.Add(int64(2 * time.Minute / time.Microsecond))
	h.until("receipt", has(foi.NoticeSent, 2), req.ID)
	again := h.lettersOf(req)
	if len(again) != 1 || again[0] != first[0] {
		t.Fatalf("%+v", again)
	}
	h.mu.Lock()
	files := h.files
	h.mu.Unlock()
	if len(files) < 1 {
		t.Fatal("no mail has a letter")
	}
	for _, f := range files {
		sum := sha256.Sum256(f.Bytes)
		if hex.EncodeToString(sum[:]) != first[0].SHA256 || !strings.HasSuffix(f.Name, "Acuse de recibo.pdf") || f.Type != "application/pdf" {
			t.Errorf("%s %s", f.Name, f.Type)
		}
	}
	r, err := k.Open(t.Context(), first[0].SHA256)
	if err != nil {
		t.Fatal(err)
	}
	kept := readAll(t, r)
	if !bytes.Equal(kept, files[0].Bytes) {
		t.Error("what is kept is not what was sent")
	}
	text := pdfText(t, kept)
	for _, want := range []string{string(req.Reference), "María", "Presupuesto", "lunes 23 de marzo de 2026", "La Paz, lunes 2 de marzo de 2026", "Transparencia", "1 de 1"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing:\n%s", want, text)
		}
	}
}

// Who left no address has the letter all the same. The silence comes with its letter too.
func TestLetterWithoutMail(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.archive()
	h.start()
	f := foi.Filing{Question: foi.Question{Subject: "Presupuesto", Body: "¿Cuánto?"}, Channel: foi.Counter, Locale: "es", Requester: foi.Requester{Name: "María", Delivery: "pickup"}}
	req, err := h.desk.File(t.Context(), f, nil, foi.TheCitizen(), func(foi.Reference) []byte { return []byte("mac") }, nil)
	if err != nil {
		t.Fatal(err)
	}
	h.until("receipt", has(foi.NoticeSent, 2), req.ID)
	h.until("quiet", settled(t, h), req.ID)
	h.set("2026-03-24 00:01")
	h.until("lapse", has(foi.Lapsed, 2), req.ID)
	h.until("every notice settled", settled(t, h), req.ID)
	kinds := map[string]int{}
	for _, l := range h.lettersOf(req) {
		kinds[l.Kind]++
	}
	if kinds["receipt"] != 1 || kinds["silence"] != 1 {
		t.Errorf("%v", kinds)
	}
}

// A template that would print a hole holds no notice up: it goes out without a letter, and the administrator learns why.
func TestLetterThatCannotBeMade(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.archive()
	err := h.store.InTx(t.Context(), func(tx *store.Tx) error {
		return tx.AddLetterTemplate(t.Context(), 0, store.LetterTemplate{Kind: "receipt", Locale: "es", Body: "# A\n\n{{.Behalf}}", DeclaredAt: h.clock()})
	})
	if err != nil {
		t.Fatal(err)
	}
	h.start()
	req := h.file()
	h.until("receipt", has(foi.NoticeSent, 2), req.ID)
	if list := h.lettersOf(req); len(list) != 0 {
		t.Errorf("%+v", list)
	}
	failures, err := h.store.LetterFailures(t.Context(), 10)
	if err != nil || len(failures) != 1 || failures[0].Reason != "letters.empty" || failures[0].Fact != "Behalf" || failures[0].Line != 3 || failures[0].Version != 1 || failures[0].Reference != req.Reference {
		t.Errorf("%+v %v", failures, err)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.files) != 0 || h.sent[foi.NoticeMessageID(req.Reference, 1, 1, "lapaz.example")] != 1 {
		t.Errorf("%v, %d files", h.sent, len(h.files))
	}
}

// A body's own text counts from the moment it is saved.
func TestOwnTemplate(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.archive()
	err := h.store.InTx(t.Context(), func(tx *store.Tx) error {
		return tx.AddLetterTemplate(t.Context(), 0, store.LetterTemplate{Kind: "receipt", Locale: "es", Body: "# Carta propia\n\nPara {{.Reference}}: <script>", DeclaredAt: h.clock()})
	})
	if err != nil {
		t.Fatal(err)
	}
	h.start()
	req := h.file()
	h.until("receipt", has(foi.NoticeSent, 2), req.ID)
	h.until("quiet", settled(t, h), req.ID)
	if list := h.lettersOf(req); len(list) != 1 || list[0].Version != 1 {
		t.Fatalf("%+v", list)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if text := pdfText(t, h.files[0].Bytes); !strings.Contains(text, "Carta propia") || !strings.Contains(text, "<script>") {
		t.Error(text)
	}
}

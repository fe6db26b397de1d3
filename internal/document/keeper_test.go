package document

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"qhana/internal/foi"
)

var noon = time.Date(2026, 3, 2, 16, 0, 0, 0, time.UTC)

func keeper(t *testing.T) (*Keeper, string) {
	t.Helper()
	dir := t.TempDir()
	k, err := OpenDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = k.Close() })
	return k, dir
}

func TestKeepAndOpen(t *testing.T) {
	k, _ := keeper(t)
	text := strings.Repeat("El presupuesto de la gestión 2025. ", 500)
	doc, err := k.Keep(context.Background(), strings.NewReader(text), "../../etc/Presupuesto 2025.exe", noon)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte(text))
	if doc.SHA256 != hex.EncodeToString(sum[:]) || doc.Size != int64(len(text)) || doc.Name != "Presupuesto 2025.exe" || len(doc.ID) != 26 ||
		!strings.HasPrefix(doc.MediaType, "text/plain") {
		t.Errorf("%+v", doc)
	}
	r, err := k.Open(context.Background(), doc.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	back, err := io.ReadAll(r)
	if err != nil || string(back) != text {
		t.Errorf("%d bytes came back, %v", len(back), err)
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	if _, err := k.Open(context.Background(), strings.Repeat("0", 64)); foi.CodeOf(err) != foi.NotFound {
		t.Errorf("bytes that are not there: %v", err)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

func TestKeepRefuses(t *testing.T) {
	k, dir := keeper(t)
	if _, err := k.Keep(context.Background(), strings.NewReader(""), "vacío.pdf", noon); foi.CodeOf(err) != foi.Invalid {
		t.Errorf("an empty file: %v", err)
	}
	if _, err := k.Keep(context.Background(), io.LimitReader(endless{}, 200<<20), "grande.iso", noon); foi.CodeOf(err) != foi.TooLarge {
		t.Errorf("200 MB: %v", err)
	}
	for _, program := range []string{"\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\x3e\x00", "MZ\x90\x00\x03\x00\x00\x00"} {
		var e *foi.Error
		if _, err := k.Keep(context.Background(), strings.NewReader(program), "informe.pdf", noon); !errors.As(err, &e) || e.Key != "files.program" {
			t.Errorf("a program under another name: %v", err)
		}
	}
	left, err := filepath.Glob(filepath.Join(dir, "*", "*"))
	if err != nil || len(left) > 0 {
		t.Errorf("refused files left %v, %v", left, err)
	}
}

func TestKeepTakesWords(t *testing.T) {
	k, _ := keeper(t)
	if _, err := k.Keep(context.Background(), strings.NewReader("MZ 12, lote 4: el plano"), "nota.txt", noon); err != nil {
		t.Errorf("a note about a block of houses: %v", err)
	}
}

func TestServeNeverRuns(t *testing.T) {
	k, _ := keeper(t)
	doc, err := k.Keep(context.Background(), bytes.NewReader([]byte("<script>alert(1)</script>")), "pagina\".html", noon)
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	if err := k.Serve(w, httptest.NewRequest(http.MethodGet, "/", nil), doc); err != nil {
		t.Fatal(err)
	}
	h := w.Header()
	if w.Code != 200 || !strings.HasPrefix(h.Get("Content-Disposition"), "attachment") || h.Get("X-Content-Type-Options") != "nosniff" ||
		!strings.Contains(h.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("%d %v", w.Code, h)
	}
}

func TestCleanName(t *testing.T) {
	for in, want := range map[string]string{
		"informe.pdf": "informe.pdf", "../../x/informe.pdf": "informe.pdf", `C:\Users\ana\informe final.pdf`: "informe final.pdf",
		"": "documento", "...": "documento", "a\u202egpj.exe": "agpj.exe", "a\x00b\n.txt": "ab.txt", "<b>.txt": "_b_.txt", "\u200b": "documento",
		strings.Repeat("ñ", 300) + ".pdf": strings.Repeat("ñ", 146) + ".pdf",
	} {
		if got := CleanName(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

package letter

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// proofOf is about as long as the receipt of a filing is, and as hard to pack.
func proofOf(n int) []byte {
	var raw []byte
	for i := byte(0); len(raw) < n; i++ {
		sum := sha256.Sum256([]byte{i})
		raw = append(raw, sum[:]...)
	}
	return []byte("c2sp.org/tlog-proof@v1\nextra " + base64.StdEncoding.EncodeToString(raw) + "\nindex 1234\n\nx\n")
}

func receiptOf(locale string) Receipt {
	zone := time.FixedZone("-04", -4*3600)
	return Receipt{Locale: locale, Body: Authority{Name: "Gobierno Autónomo Municipal de La Paz", Address: "Calle Mercado 1298, La Paz", Phone: "155"}, Reference: "LP-2026-000123-7",
		Event: "event.clarification_asked", At: SampleDay.In(zone), Index: 1234, Size: 1240, Signed: SampleDay.Add(time.Minute).In(zone),
		By: []string{"lapaz.example/registro", "contraloria.example/testigo"}, Hash: strings.Repeat("0123456789abcdef", 4), Private: true, Made: SampleDay.In(zone),
		Place: "https://lapaz.example/verificar/1234/" + strings.Repeat("0123456789abcdef", 4), Check: "https://lapaz.example/verificar", Record: "https://lapaz.example/registro",
		Proof: File{Name: "LP-2026-000123-7-1.tlog-proof", Bytes: proofOf(4000)}}
}

// The paper of a receipt says everything with its accents, fits one page and a small mail, and carries the receipt itself.
func TestReceipt(t *testing.T) {
	t.Parallel()
	for locale, wants := range map[string][]string{
		"es": {"Constancia de un acto en el registro público", "Se pidió a la persona que aclare", "martes 3 de marzo de 2026, 10:00", "1.234 de 1.240", "lapaz.example/registro", "contraloria.example/testigo",
			"Qué prueba", "Cómo se comprueba", "teléfono", "qhana verify receipt", "https://lapaz.example/registro", "Compártalo", "LP-2026-000123-7"},
		"en": {"Receipt of an act in the public record", "Tuesday 3 March 2026, 10:00", "1,234 of 1,240", "How to check it", "Gobierno Autónomo Municipal de La Paz"},
	} {
		r := receiptOf(locale)
		pdf, err := r.Render()
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %d bytes", locale, len(pdf))
		if len(pdf) >= 60_000 {
			t.Errorf("%s: %d bytes", locale, len(pdf))
		}
		said := read(t, pdf)
		flat := strings.Join(strings.Fields(said), " ")
		for _, want := range wants {
			if !strings.Contains(flat, want) {
				t.Errorf("%s: %q is missing:\n%s", locale, want, said)
			}
		}
		if n := strings.Count(said, "\f"); n != 1 || strings.Contains(said, "…") || strings.Contains(said, "<no value>") {
			t.Errorf("%s: %d pages:\n%s", locale, n, said)
		}
		dir := t.TempDir()
		name := filepath.Join(dir, "a.pdf")
		if err := os.WriteFile(name, pdf, 0o600); err != nil {
			t.Fatal(err)
		}
		if out, err := exec.Command("pdfdetach", "-saveall", "-o", dir, name).CombinedOutput(); err != nil {
			t.Fatalf("%v %s", err, out)
		}
		if b, err := os.ReadFile(filepath.Join(dir, r.Proof.Name)); err != nil || !bytes.Equal(b, r.Proof.Bytes) {
			t.Errorf("%s: the receipt inside is not the one: %v", locale, err)
		}
		if out, err := exec.Command("pdfinfo", "-struct-text", name).CombinedOutput(); err != nil || !strings.Contains(string(out), "Figure") || strings.Contains(string(out), "Error") {
			t.Errorf("%v %s", err, out)
		}
	}
}

// The record's promise stands below a letter whatever its text is.
func TestPromise(t *testing.T) {
	t.Parallel()
	s := sheetOf(t, "receipt", "es", Default("receipt", "es"))
	s.Promise = "qhana-promise/v1\nlapaz.example/registro\nAQIAAAAA\n2026-03-02T14:00:00Z\n86400\n\n— lapaz.example/registro " + strings.Repeat("Ab3/", 26) + "\n"
	s.Files = []File{{Name: "compromiso.txt", Bytes: []byte(s.Promise)}}
	pdf, err := Render(s)
	if err != nil {
		t.Fatal(err)
	}
	said := read(t, pdf)
	if n := strings.Count(said, "\f"); n != 1 {
		t.Errorf("%d pages", n)
	}
	for _, want := range []string{"Compromiso firmado", "qhana-promise/v1", "2026-03-02T14:00:00Z", "— lapaz.example/registro", "antes de un día", "7Q2M-9K4T"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is missing:\n%s", want, said)
		}
	}
}

package server_test

import (
	"archive/zip"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"qhana/internal/attached"
	"qhana/internal/ledger"
)

// What a person holds of the longest question fits: the paper with the receipt of 20,000 characters inside, on a record of ten million acts,
// has less than 60 kB.
func TestLargestReceiptOnPaper(t *testing.T) {
	t.Parallel()
	h, n := newRecord(t)
	v := h.visitor()
	ref, _ := v.ask(strings.Repeat("Ñandú ", 30), prose(t, 20_000))
	h.record(n)
	pdf := v.get("/caso/" + ref + "/constancia/1.pdf").is(http.StatusOK)
	inside, err := attached.Receipt([]byte(pdf.body))
	if err != nil {
		t.Fatal(err)
	}
	receipt, err := ledger.ParseReceipt(inside)
	if err != nil || len(receipt.Opening.Question) < 20_000 {
		t.Fatalf("the question is not whole: %d bytes, %v", len(receipt.Opening.Question), err)
	}
	const deep, witnesses = 24, 5                                                                                                  // hashes at ten million acts, and cosignatures
	size := len(pdf.body) + (deep-len(receipt.Path))*45 + witnesses*len("— testigo.example.gob.bo/w1 \n"+strings.Repeat("x", 104)) // as long as they are where nothing is packed
	t.Logf("%d bytes, %d with the largest proof; the small file has %d", len(pdf.body), size, len(inside))
	if size >= 60_000 {
		t.Errorf("the paper has %d bytes with the largest proof", size)
	}
}

// prose is so many characters of Spanish prose: what the site's own pages say.
func prose(t *testing.T, n int) string {
	t.Helper()
	var all []string
	files, err := filepath.Glob("../i18n/*.es.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var words map[string]any
		if err := json.Unmarshal(b, &words); err != nil {
			t.Fatal(err)
		}
		for _, key := range slices.Sorted(maps.Keys(words)) {
			if text, ok := words[key].(string); ok {
				all = append(all, text)
			}
		}
	}
	text := []rune(strings.Join(all, " "))
	if len(text) < n {
		t.Fatalf("there are %d characters", len(text))
	}
	return strings.TrimSpace(string(text[:n-1])) + "."
}

// All receipts of a case come in one file: one for each act that concerns the person and for no other, each of which holds by itself.
func TestBundleOfReceipts(t *testing.T) {
	t.Parallel()
	h, n := newRecord(t)
	v := h.visitor()
	ref, _ := v.ask("Asunto", "Pedido")
	lead := h.as("transparencia")
	desk := "/mesa/casos/" + ref
	lead.post(desk+"/acknowledge", url.Values{"rev": {lead.get(desk + "/acknowledge").rev()}}).is(http.StatusOK)
	lead.post(desk+"/note", url.Values{"rev": {lead.get(desk + "/note").rev()}, "texto": {"Solo entre nosotros."}}).is(http.StatusOK)
	v.get("/caso/" + ref + "/constancias.zip").is(http.StatusNotFound)
	h.record(n)
	v.post("/caso/"+ref+"/retirar", nil).is(http.StatusOK) // has no place yet
	read := func() (events []string) {
		z, err := zip.NewReader(strings.NewReader(v.get("/caso/"+ref+"/constancias.zip").is(http.StatusOK).body), int64(len(v.get("/caso/"+ref+"/constancias.zip").body)))
		if err != nil {
			t.Fatal(err)
		}
		verifier, err := note.NewVerifier(n.key)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range z.File {
			r, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			b, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(err)
			}
			receipt, err := ledger.ParseReceipt(b)
			if err != nil {
				t.Fatal(err)
			}
			leaf, _, _, err := receipt.Check(origin, note.VerifierList(verifier))
			if err != nil || leaf.Case != ref || f.Name != fmt.Sprintf("%s-%03d.tlog-proof", ref, leaf.Seq) {
				t.Errorf("%s: %+v %v", f.Name, leaf, err)
			}
			if strings.Contains(string(receipt.Opening.Words), "entre nosotros") {
				t.Error("it holds what officials wrote for each other")
			}
			receipt.Opening.Leaf[len(receipt.Opening.Leaf)/2] ^= 1
			if _, _, _, err := receipt.Check(origin, note.VerifierList(verifier)); err == nil {
				t.Errorf("%s holds with one bit changed", f.Name)
			}
			events = append(events, leaf.Event)
		}
		return events
	}
	if got := read(); !slices.Equal(got, []string{"filed", "acknowledged"}) {
		t.Errorf("the bundle has %q", got)
	}
	h.record(n)
	if got := read(); !slices.Equal(got, []string{"filed", "acknowledged", "withdrawn"}) {
		t.Errorf("once all is signed the bundle has %q", got)
	}
}

// What never changes may be kept for ever, what is at the edge for some minutes, and the newest checkpoint is asked for each time.
func TestRecordCaching(t *testing.T) {
	t.Parallel()
	h, n := newRecord(t)
	if _, err := h.store.DB().Exec(`INSERT INTO admin_entry (at, account_id, kind, subject) SELECT now(), 1, 'password_set', 'account:1' FROM generate_series(1, 300)`); err != nil {
		t.Fatal(err)
	}
	h.record(n)
	const ever, minutes = "public, max-age=31536000, immutable", "public, max-age=300"
	c, err := h.store.LastCheckpoint(t.Context())
	if err != nil || c.Size <= 300 {
		t.Fatal(c, err)
	}
	for path, want := range map[string]string{"checkpoint": "no-cache", "casos": "no-cache", "tile/0/000": ever, "tile/entries/000": ever,
		fmt.Sprintf("tile/0/001.p/%d", c.Size-256): minutes, fmt.Sprintf("tile/entries/001.p/%d", c.Size-256): minutes, "tile/1/000.p/1": minutes,
		"tile/0/001": "no-store", "tile/0/007": "no-store"} { // not there yet
		res, err := http.Get(h.url + "/registro/" + path)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if got := res.Header.Get("Cache-Control"); got != want || (res.StatusCode == http.StatusOK) != (want != "no-store") {
			t.Errorf("%s: %d %q, not %q", path, res.StatusCode, got, want)
		}
	}
}

package server_test

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"qhana/internal/attached"
	"qhana/internal/jobs"
	"qhana/internal/ledger"
	"qhana/internal/server"
)

const origin = "lapaz.example/registro"

// notary signs whatever it is given.
type notary struct {
	signer note.Signer
	key    string
}

func newNotary(t *testing.T) notary {
	t.Helper()
	secret, key, err := note.GenerateKey(rand.Reader, origin)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := note.NewSigner(secret)
	if err != nil {
		t.Fatal(err)
	}
	return notary{signer, key}
}

func (notary) Origin() string   { return origin }
func (n notary) Keys() []string { return []string{n.key} }
func (n notary) Promise(leaf tlog.Hash, at time.Time) ([]byte, error) {
	return ledger.Promise{Origin: origin, Leaf: leaf, At: at, Within: 24 * time.Hour}.Sign(n.signer)
}

func (n notary) Sign(tree, _ tlog.Tree, at time.Time, _ ledger.Source) ([]byte, error) {
	return ledger.Checkpoint{Origin: origin, Tree: tree, At: at}.Sign(n.signer)
}

// newRecord is a house with a public record.
func newRecord(t *testing.T) (*house, notary) {
	t.Helper()
	n := newNotary(t)
	return newHouse(t, func(d *server.Deps) { d.Notary = n }), n
}

// record gives all that waits its place, signed.
func (h *house) record(n notary) {
	h.t.Helper()
	if err := jobs.Record(h.t.Context(), jobs.Config{Store: h.store, Notary: n, Now: h.at, Log: slog.New(slog.NewTextHandler(h.t.Output(), nil))}); err != nil {
		h.t.Fatal(err)
	}
}

// bring gives a file to the page that checks receipts.
func (v *visitor) bring(name string, data []byte) page {
	v.h.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part, err := w.CreateFormFile("constancia", name)
	if err == nil {
		_, err = part.Write(data)
	}
	if err != nil {
		v.h.t.Fatal(err)
	}
	_ = w.Close()
	req, err := http.NewRequest(http.MethodPost, v.h.url+"/verificar", &b)
	if err == nil {
		req.Header.Set("Content-Type", w.FormDataContentType())
	}
	return v.do(req, err)
}

func textOf(t *testing.T, pdf string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(name, []byte(pdf), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("pdftotext", "-layout", name, "-").CombinedOutput()
	if err != nil || strings.Contains(string(out), "Error") {
		t.Fatalf("%v %s", err, out)
	}
	return strings.Join(strings.Fields(string(out)), " ")
}

// The paper of a receipt says what the act is, and carries the receipt: the site takes it, and its code leads to the act.
func TestReceiptOnPaper(t *testing.T) {
	t.Parallel()
	h, n := newRecord(t)
	v := h.visitor()
	ref, _ := v.ask("Presupuesto de la Avenida Búsch", "¿Cuánto costó la jardinería? Ñandú.")
	paper := "/caso/" + ref + "/constancia/1.pdf"
	v.get(paper).is(http.StatusNotFound, "todavía no está firmado")
	h.record(n)
	v.get("/caso/"+ref).is(http.StatusOK, paper, "Constancia en PDF", `/constancia/1" download`)
	pdf := v.get(paper).is(http.StatusOK)
	if len(pdf.body) >= 60_000 || !strings.HasPrefix(pdf.body, "%PDF-") {
		t.Errorf("%d bytes", len(pdf.body))
	}
	said := textOf(t, pdf.body)
	for _, want := range []string{ref, "Se recibió la solicitud", "lunes 2 de marzo de 2026, 10:00", "Gobierno Autónomo Municipal de La Paz", origin, "Qué prueba", "Cómo se comprueba", "Compártalo solo"} {
		if !strings.Contains(said, want) {
			t.Errorf("the paper does not say %q:\n%s", want, said)
		}
	}
	inside, err := attached.Receipt([]byte(pdf.body))
	if err != nil {
		t.Fatal(err)
	}
	if file := v.get("/caso/" + ref + "/constancia/1"); file.body != string(inside) {
		t.Error("the file inside is not the small file")
	}
	receipt, err := ledger.ParseReceipt(inside)
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := note.NewVerifier(n.key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, _, _, err := receipt.Check(origin, note.VerifierList(verifier))
	if err != nil || leaf.Case != ref {
		t.Fatalf("%+v %v", leaf, err)
	}
	hash := ledger.HashOf(receipt.Opening.Leaf)
	place := fmt.Sprintf("/verificar/%d/%x", receipt.Index, hash[:])
	if !strings.Contains(strings.ReplaceAll(said, " ", ""), h.url+place) {
		t.Errorf("the paper does not say where its code leads: %s\n%s", place, said)
	}
	h.visitor().bring("a.pdf", []byte(pdf.body)).is(http.StatusOK, "La constancia es auténtica", ref, "Se recibió la solicitud", place)
	p := h.visitor().get(place).is(http.StatusOK, "El registro de hoy tiene este acto", ref, "Se recibió la solicitud", "lunes 2 de marzo de 2026, 10:00", fmt.Sprintf("%d de ", receipt.Index+1))
	for _, secret := range []string{"María", "maria@", "Presupuesto", "Ñandú"} {
		if strings.Contains(p.body, secret) {
			t.Errorf("the place shows %q", secret)
		}
	}
	v.post("/caso/"+ref+"/idioma", url.Values{"idioma": {"en"}}).is(http.StatusOK)
	if said := textOf(t, v.get(paper).is(http.StatusOK).body); !strings.Contains(said, "Receipt of an act in the public record") || !strings.Contains(said, "Monday 2 March 2026, 10:00") {
		t.Error(said)
	}
}

// Only who has the key gets the paper, and only of acts that concern them.
func TestReceiptPaperPermissions(t *testing.T) {
	t.Parallel()
	h, n := newRecord(t)
	v, other := h.visitor(), h.visitor()
	ref, _ := v.ask("Asunto", "Pedido")
	other.ask("Otro", "Otro pedido")
	lead := h.as("transparencia")
	lead.upload("/mesa/casos/"+ref+"/note", url.Values{"rev": {lead.get("/mesa/casos/" + ref + "/note").rev()}, "texto": {"Nota interna"}})
	h.record(n)
	paper := "/caso/" + ref + "/constancia/1.pdf"
	h.visitor().get(paper).at("/seguir")
	other.get(paper).at("/seguir")
	for _, login := range []string{"transparencia", "auditoria", "admin"} {
		h.as(login).get(paper).at("/seguir")
	}
	for _, seq := range []string{"0", "2", "99", "-1", "x", "1e3", "99999999999999999999"} {
		if p := v.get("/caso/" + ref + "/constancia/" + seq + ".pdf"); p.status != http.StatusNotFound {
			t.Errorf("%s answers %d", p.what, p.status)
		}
	}
}

// An address that is no act's, and one of an act that stands elsewhere, get a clear answer.
func TestPlacesThatAreNot(t *testing.T) {
	t.Parallel()
	h, n := newRecord(t)
	v := h.visitor()
	zeros := strings.Repeat("0", 64)
	v.get("/verificar/0/"+zeros).is(http.StatusNotFound, "no llega hasta este lugar") // nothing is signed yet
	v.ask("Asunto", "Pedido")
	v.ask("Asunto", "Pedido")
	h.record(n)
	v.get("/verificar/0/"+zeros).is(http.StatusNotFound, "hay otro acto", zeros)
	v.get("/verificar/99999/"+zeros).is(http.StatusNotFound, "no llega hasta este lugar", "100.000")
	for _, bad := range []string{"x/" + zeros, "-1/" + zeros, "0/" + zeros[1:], "0/" + zeros + "00", "0/" + strings.Repeat("z", 64), "99999999999999999999/" + zeros, "%FF/%00", "1.5/" + zeros, "0/%3Cscript%3E"} {
		v.get("/verificar/"+bad).is(http.StatusUnprocessableEntity, "no es la de un acto")
	}
	var entries []byte
	if err := h.store.DB().Get(&entries, `SELECT data FROM tile WHERE level = $1 AND n = 0`, ledger.Entries); err != nil {
		t.Fatal(err)
	}
	entries[40] ^= 1
	if _, err := h.store.DB().Exec(`UPDATE tile SET data = $2 WHERE level = $1 AND n = 0`, ledger.Entries, entries); err != nil {
		t.Fatal(err)
	}
	v.get("/verificar/0/"+zeros).is(http.StatusNotFound, "no concuerda con lo que se firmó")
}

// What is no receipt is said to be none, whatever it is packed in.
func TestPapersThatAreNoReceipts(t *testing.T) {
	t.Parallel()
	h, n := newRecord(t)
	v := h.visitor()
	ref, _ := v.ask("Asunto", "Pedido")
	h.record(n)
	pdf := v.get("/caso/" + ref + "/constancia/1.pdf").is(http.StatusOK).body
	stranger, _ := newRecord(t)
	for name, c := range map[string]struct{ file, says string }{
		"None": {"%PDF-1.7\n", "no lleva dentro una constancia"}, "CutOff": {pdf[:500], "no lleva dentro una constancia"},
		"Printed":  {strings.ReplaceAll(pdf, "/EmbeddedFile", "/Embedded_ile"), "no lleva dentro una constancia"},
		"NoPDF":    {"\x00\x01", "No es una constancia"},
		"TwoFiles": {pdf + strings.Replace("\n9 0 obj\n<</Type /EmbeddedFile>>\nstream\nX\nendstream\n", "X", "c2sp.org/tlog-proof@v1\nx", 1), "más de una constancia"},
	} {
		t.Run(name, func(t *testing.T) {
			v.bring("a.pdf", []byte(c.file)).is(http.StatusUnprocessableEntity, c.says)
		})
	}
	stranger.visitor().bring("a.pdf", []byte(pdf)).is(http.StatusUnprocessableEntity, "La firmó otro registro")
	v.bring("a.pdf", append([]byte("%PDF-1.7\n"), make([]byte, 1<<20)...)).is(http.StatusUnprocessableEntity)
	v.bring("a.pdf", nil).is(http.StatusUnprocessableEntity, "Elija el archivo")
}

// The promise that stands on the page is one, and the page that checks receipts says so.
func TestPromiseIsKnown(t *testing.T) {
	t.Parallel()
	h, n := newRecord(t)
	v := h.visitor()
	ref, _ := v.ask("Asunto", "Pedido")
	promise := strings.NewReplacer("&#43;", "+", "&#34;", `"`).Replace(v.get("/pedir/acuse").between(`<pre class="signed" tabindex="0">`, "</pre>"))
	p := v.bring("c.txt", []byte(promise)).is(http.StatusOK, "Es un compromiso firmado", "martes 3 de marzo de 2026, 10:00")
	h.record(n)
	receipt, err := ledger.ParseReceipt([]byte(v.get("/caso/" + ref + "/constancia/1").body))
	if err != nil {
		t.Fatal(err)
	}
	hash := ledger.HashOf(receipt.Opening.Leaf)
	if !strings.Contains(p.body, fmt.Sprintf("%x", hash[:])) {
		t.Error("the promise is of another act than the one that was recorded")
	}
	v.bring("c.txt", []byte(strings.Replace(promise, "86400", "86401", 1))).is(http.StatusUnprocessableEntity)
}

// What the database holds of an act is not what was recorded: no receipt is given, and it is said why.
func TestNoReceiptOfWhatWasChanged(t *testing.T) {
	t.Parallel()
	h, n := newRecord(t)
	v := h.visitor()
	ref, _ := v.ask("Asunto", "Pedido")
	h.record(n)
	v.get("/caso/" + ref + "/constancia/1").is(http.StatusOK)
	if _, err := h.store.DB().Exec(`UPDATE question SET body = 'Otra cosa'`); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/caso/" + ref + "/constancia/1", "/caso/" + ref + "/constancia/1.pdf"} {
		v.get(path).is(http.StatusConflict, "no es lo que quedó registrado")
	}
}

// How the record is kept is told where people look: everybody on its page, administrators, and who supervises the process.
func TestRecordAlarmsAreShown(t *testing.T) {
	t.Parallel()
	h, n := newRecord(t)
	v, admin := h.visitor(), h.as("admin")
	v.ask("Asunto", "Pedido")
	h.record(n)
	if p := v.get("/registro").is(http.StatusOK); strings.Contains(p.body, "note--late") {
		t.Error("all is well, and the page alarms")
	}
	admin.get("/admin").is(http.StatusOK, "El registro va al día")
	v.get("/readyz").is(http.StatusOK, "ready")
	v.ask("Asunto", "Pedido")
	for _, query := range []string{`UPDATE unlogged SET since = since - interval '5 minutes'`, `INSERT INTO unlogged (kind, a, b, problem) VALUES ('entry', 1, 99, 'missing')`,
		`INSERT INTO unsigned (since) VALUES (now() - interval '3 minutes')`} {
		if _, err := h.store.DB().Exec(query); err != nil {
			t.Fatal(err)
		}
	}
	h.now.Add(int64(12 * time.Minute))
	v.get("/registro").is(http.StatusOK, "Hay actos que esperan su lugar", "Hay lugares que nadie firmó", "El registro no da señales de vida", "Hay actos que no pueden entrar al registro")
	admin.get("/admin").is(http.StatusOK, "Hay cosas que no avanzan", "Hay lugares que nadie firmó", "lo que debía entrar no está")
	v.get("/readyz").is(http.StatusOK, "ready\nrecord: waiting, unsigned, silent, bad (")
}

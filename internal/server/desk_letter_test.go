package server_test

import (
	"crypto/sha256"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"qhana/internal/foi"
	"qhana/internal/letter"
	"qhana/internal/paper"
	"qhana/internal/store"
)

// printed is the text of a PDF, without the lines on which the day and the code by which anybody checks it stand.
func printed(t *testing.T, pdf string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(name, []byte(pdf), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("pdftotext", "-raw", name, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, line := range strings.Split(string(out), "\n") {
		if !declared.MatchString(line) {
			lines = append(lines, strings.TrimSpace(line))
		}
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n\f")
}

// declared are the lines that the page says are put on when the letter is sent.
var declared = regexp.MustCompile(`^La Paz, |^El código de|verificación se|al enviarla|^Verifique esta carta|^([0-9A-Z]{4}-){3}[0-9A-Z]{4}$|^LP-2026-\S+ (· .*|\d+ de \d+)$|^\d+ de \d+$|^LP-2026-\S+$`)

// template saves a version of a letter's text.
func (h *house) template(kind, body string, seen int) {
	h.t.Helper()
	err := h.store.InTx(h.t.Context(), func(tx *store.Tx) error {
		return tx.AddLetterTemplate(h.t.Context(), seen, store.LetterTemplate{Kind: kind, Locale: "es", Body: body, DeclaredAt: h.at()})
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

// ready takes a request to where somebody may sign its answer.
func (h *house) ready() (desk string, lead *visitor) {
	h.t.Helper()
	ref, _ := h.visitor().ask("Presupuesto «Camacho»", "¿Cuánto se gastó?")
	desk, lead = "/mesa/casos/"+ref, h.as("transparencia")
	lead.post(desk+"/acknowledge", url.Values{"rev": {lead.get(desk + "/acknowledge").rev()}}).is(http.StatusOK)
	lead.upload(desk+"/draft", url.Values{"rev": {lead.get(desk + "/draft").rev()}, "resultado": {"granted"}, "resumen": {"Presupuesto"}, "texto": {"Se gastaron Bs 1.234,50.\n\n- Puestos: 12"}},
		"ejecución.csv", "a,b\n1,2\n").is(http.StatusOK)
	lead.post(desk+"/submit", url.Values{"rev": {lead.get(desk+"/submit").is(http.StatusOK, "[falta la firma]", "Se gastaron Bs 1.234,50.").rev()}}).is(http.StatusOK)
	return desk, lead
}

// field is the value of a hidden field of a page.
func (p page) field(name string) string {
	m := regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(p.body)
	if m == nil {
		return ""
	}
	return html.UnescapeString(m[1])
}

// Who signs sees the letter, and what they saw is what is sent, whatever becomes of its text between; only day and code are new.
func TestWhatIsSignedIsWhatIsSent(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	const kind = "delivered_granted"
	h.template(kind, "# Respuesta\n\n{{.Name}}: {{.Answer}}\n\nFirma {{.Signatory}}.\n\n{{if .Documents}}{{.Documents}}{{end}}", 0)
	desk, _ := h.ready()
	sign := h.as("firma")
	p := sign.get(desk+"/sign").is(http.StatusOK, "La carta que recibirá la persona", "María Condori: Se gastaron Bs 1.234,50.", "<li>Puestos: 12</li>", "Firma Nombre de firma.", "<li>ejecución.csv</li>", "Solo se ponen al enviarla la fecha y el código")
	if got := p.field("carta"); got != "delivered_granted.es.1" {
		t.Fatalf("the page was made from %q", got)
	}
	preview := sign.post(desk+"/sign/carta", url.Values{"rev": {p.rev()}}).is(http.StatusOK).body
	if got := printed(t, preview); !strings.Contains(got, "María Condori: Se gastaron Bs 1.234,50.") {
		t.Fatalf("the PDF says:\n%s", got)
	}

	// a text that changed since they looked is shown before it is signed
	h.template(kind, "# Otra\n\n{{.Answer}}", 1)
	stale := sign.post(desk+"/sign", url.Values{"rev": {p.rev()}, "carta": {p.field("carta")}}).is(http.StatusUnprocessableEntity, "cambió desde que usted la vio", ">Otra</h3>")
	h.template(kind, "# Respuesta\n\n{{.Name}}: {{.Answer}}\n\nFirma {{.Signatory}}.\n\n{{if .Documents}}{{.Documents}}{{end}}", 2)
	stale = sign.post(desk+"/sign", url.Values{"rev": {p.rev()}, "carta": {stale.field("carta")}}).is(http.StatusUnprocessableEntity)
	sign.post(desk+"/sign", url.Values{"rev": {p.rev()}, "carta": {stale.field("carta")}}).is(http.StatusOK, "Hecho")

	// one that changes after the signature changes nothing of what is sent
	h.template(kind, "# Después de la firma\n\n{{.Answer}}", 3)
	h.now.Add(int64(24 * time.Hour))
	lead := h.as("transparencia") // another day, another session
	d := lead.get(desk+"/deliver").is(http.StatusOK, "María Condori: Se gastaron", "Firma Nombre de firma.")
	if strings.Contains(d.body, "Después de la firma") {
		t.Error("another letter than the one that was signed")
	}
	lead.post(desk+"/deliver", url.Values{"rev": {d.rev()}, "carta": {d.field("carta")}}).is(http.StatusOK, "Hecho")
	ref, _ := foi.ParseReference(strings.TrimPrefix(desk, "/mesa/casos/"))
	c, err := h.store.Case(t.Context(), ref, foi.Actor{Grants: []foi.Grant{{Role: foi.System}}})
	if err != nil {
		t.Fatal(err)
	}
	var entry foi.Entry
	for _, e := range c.Ledger {
		switch e.Event {
		case foi.SignedOff, foi.Delivered:
			if e.Facts.Letter != "delivered_granted.es.3" {
				t.Errorf("%s is on record with %q", e.Event, e.Facts.Letter)
			}
			entry = e
		}
	}
	n := foi.Notice{Request: c.Request.ID, Entry: entry.Seq, N: 1, Kind: "delivered", To: foi.Recipient{Role: foi.Citizen}, Locale: "es", CreatedAt: entry.At}
	made, err := paper.Maker{Store: h.store, Law: h.law}.Letter(t.Context(), c, n, checkCode)
	if err != nil {
		t.Fatal(err)
	}
	pdf, err := letter.Render(made.Sheet)
	if err != nil {
		t.Fatal(err)
	}
	if sent, seen := printed(t, string(pdf)), printed(t, preview); sent != seen {
		t.Errorf("sent:\n%s\nsigned:\n%s", sent, seen)
	}
}

// Before an act its letter can be seen, on the page and printed, with what was typed; nothing is written and nothing typed is lost.
func TestLetterBeforeTheAct(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ref, _ := h.visitor().ask("Presupuesto", "¿Cuánto?")
	desk, lead := "/mesa/casos/"+ref, h.as("transparencia")
	lead.post(desk+"/acknowledge", url.Values{"rev": {lead.get(desk+"/acknowledge").is(http.StatusOK, "Ver la carta").rev()}, "hacer": {"carta"}}).is(http.StatusOK, "en trámite", "La carta, como saldría ahora")
	p := lead.get(desk+"/extend").is(http.StatusOK, "Ver la carta")
	if strings.Contains(p.body, `class="sheet"`) {
		t.Error("a letter of nothing typed")
	}
	ground := h.law.Body().Extension().Grounds[0]
	form := url.Values{"rev": {p.rev()}, "motivo": {ground}, "dias": {"5"}, "texto": {"Hay <b>mucho</b> que buscar."}, "hacer": {"carta"}}
	seen := lead.post(desk+"/extend", form).is(http.StatusOK, "Ahora debemos responderle hasta el", "Hay &lt;b&gt;mucho&lt;/b&gt; que buscar.</p>", "María Condori", "mucho&lt;/b&gt; que buscar.</textarea>")
	if seen.rev() != p.rev() {
		t.Error("something was written")
	}
	if got := printed(t, lead.post(desk+"/extend/carta", form).is(http.StatusOK).body); !strings.Contains(got, "Hay <b>mucho</b> que buscar.") {
		t.Error(got)
	}
	form.Set("texto", "")
	lead.post(desk+"/extend", form).is(http.StatusUnprocessableEntity, "<title>Error:")
	lead.post(desk+"/extend/carta", form).is(http.StatusUnprocessableEntity, "<title>Error:")
	for act, more := range map[string]url.Values{
		"ask_clarification": {"motivo": {h.law.Body().ClarificationGrounds()[0]}, "texto": {"¿De qué gestión?"}},
		"transfer":          {"entidad": {"Ministerio de Obras Públicas"}, "texto": {"Corresponde al Ministerio."}},
		"draft":             {"resultado": {"not_held"}, "resumen": {"Asunto"}, "texto": {"Buscamos en tres archivos."}},
	} {
		more.Set("rev", p.rev())
		more.Set("hacer", "carta")
		lead.post(desk+"/"+act, more).is(http.StatusOK, `class="sheet"`, more.Get("texto")+"</textarea>")
		if pdf := lead.post(desk+"/"+act+"/carta", more).is(http.StatusOK).body; !strings.HasPrefix(pdf, "%PDF-") {
			t.Errorf("%s has no PDF", act)
		}
	}
	if entries := lead.get(desk + "/extend").rev(); entries != p.rev() {
		t.Error("looking wrote something")
	}
	h.as("oficial").post(desk+"/extend/carta", form).is(http.StatusNotFound)
	h.visitor().post(desk+"/extend/carta", form).at("/entrar")
	if p := lead.get(desk + "/note"); strings.Contains(p.body, "Ver la carta") {
		t.Error("a note has no letter")
	}
}

// A letter that would print what this case does not have is told before the act, which then waits for a word.
func TestLetterWithAHoleIsToldBefore(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	desk, _ := h.ready()
	h.template("delivered_granted", "# R\n\nA nombre de {{.Behalf}}: {{.Answer}}", 0)
	sign := h.as("firma")
	p := sign.get(desk+"/sign").is(http.StatusOK, "La carta de este caso no se puede hacer", "A nombre de quién pidió", "Seguir sin la carta")
	form := url.Values{"rev": {p.rev()}}
	p = sign.post(desk+"/sign", form).is(http.StatusUnprocessableEntity, "<title>Error:", "A nombre de quién pidió", "Seguir sin la carta")
	sign.post(desk+"/sign/carta", form).is(http.StatusOK, "La carta de este caso no se puede hacer")
	form.Set("sin-carta", "si")
	form.Set("rev", p.rev())
	sign.post(desk+"/sign", form).is(http.StatusOK, "Hecho")
}

// A batch is not begun on a case whose letter would have a hole: the page before says so, and from the first moment it is listed with the
// reason beside those that the law refuses. The others get their letters.
func TestBatchAsksForItsLetters(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	var refs []string
	for _, subject := range []string{"Puestos del mercado", "Puestos de la feria", "Puestos de la plaza"} {
		ref, _ := h.visitor().ask(subject, "¿Cuántos?")
		refs = append(refs, ref)
	}
	h.exec(`UPDATE requester SET behalf = 'Junta de Vecinos' WHERE request_id <> (SELECT id FROM request WHERE reference = $1)`, refs[1])
	h.template("extended", "# P\n\n{{if .Name}}A nombre de {{.Behalf}}{{end}}: hasta el {{.Due}}", 0) // from before such texts were refused
	lead := h.as("transparencia")
	ask := url.Values{"accion": {"extend"}, "caso": refs, "motivo": {"volume"}, "dias": {"5"}, "texto": {"Hay mucho."}}
	const why = "nombra un dato que este caso no tiene: A nombre de quién pidió"
	lead.does(refs[2], "extend", url.Values{"motivo": {"volume"}, "dias": {"3"}, "texto": {"Hay mucho."}}).is(http.StatusOK, "Hecho")
	lead.get("/mesa/lote?"+ask.Encode()).is(http.StatusOK, "En 2 de las 3", why, "ya se prorrogó")
	progress := lead.post("/mesa/lote", ask).is(http.StatusOK, "Van 1 de 3", refs[1], why)
	if _, failed, err := h.desk.Go(t.Context()); err != nil || failed != nil {
		t.Fatalf("%v, %v", failed, err)
	}
	lead.get(progress.path).is(http.StatusOK, "Terminado: 3 de 3. Se hizo en 1.", why, "ya se prorrogó")
	for i, want := range []bool{true, false, true} {
		c := h.caseOf(refs[i])
		if got := slices.ContainsFunc(c.Ledger, func(e foi.Entry) bool { return e.Event == foi.Extended }); got != want {
			t.Errorf("%s was extended: %v", refs[i], got)
		}
	}

	h.template("extended", "", 1) // the program's own names nothing that may be missing
	lead.get("/mesa/lote?"+ask.Encode()).is(http.StatusOK, "En 2 de las 3")
	lead.post("/mesa/lote", ask).is(http.StatusOK, "Van 0 de 3")
	if _, _, err := h.desk.Go(t.Context()); err != nil {
		t.Fatal(err)
	}
	if c := h.caseOf(refs[1]); c.Ledger[len(c.Ledger)-1].Event != foi.Extended {
		t.Error("the mended letter holds the case up")
	}
}

// The program's own text has its hash in its name on record: after an upgrade that changes it the letter goes out with the text that was signed.
func TestSignedLetterAfterAnUpgrade(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	desk, lead := h.ready()
	sign := h.as("firma")
	p := sign.get(desk + "/sign").is(http.StatusOK)
	own := letter.Default("delivered_granted", "es")
	name := func(text string) string { return fmt.Sprintf("delivered_granted.es.0.%x", sha256.Sum256([]byte(text))) }
	if got := p.field("carta"); got != name(own) {
		t.Fatalf("the page was made from %q, not %q", got, name(own))
	}
	sign.post(desk+"/sign", url.Values{"rev": {p.rev()}, "carta": {p.field("carta")}}).is(http.StatusOK, "Hecho")
	ref := strings.TrimPrefix(desk, "/mesa/casos/")
	if seen := h.as("auditoria").get("/auditoria/casos/" + ref).is(http.StatusOK); !strings.Contains(seen.body, name(own)[:len("delivered_granted.es.0.")+12]) || strings.Contains(seen.body, name(own)) {
		t.Error("the auditor does not see the beginning of the hash alone")
	}
	signed := func() (got string) {
		t.Helper()
		if err := h.store.DB().Get(&got, `SELECT e.facts ->> 'letter' FROM entry e JOIN request r ON r.id = e.request_id WHERE r.reference = $1 AND e.event = 'signed'`, ref); err != nil {
			t.Fatal(err)
		}
		return got
	}
	if got := signed(); got != name(own) {
		t.Errorf("on record is %q, not %q", got, name(own))
	}
	// as if it had been signed by a program that came with another text
	const before = "# La de antes\n\n{{.Answer}}"
	as := func(letter string) {
		t.Helper()
		if err := h.store.InTx(t.Context(), func(tx *store.Tx) error {
			if _, err := tx.SQL().ExecContext(t.Context(), `SET LOCAL session_replication_role = replica`); err != nil {
				return err
			}
			_, err := tx.SQL().ExecContext(t.Context(), `UPDATE entry e SET facts = e.facts || jsonb_build_object('letter', $2::text) FROM request r WHERE r.id = e.request_id AND r.reference = $1 AND e.event = 'signed'`, ref, letter)
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	shows := func(heading string) page {
		t.Helper()
		p := lead.get(desk+"/deliver").is(http.StatusOK, "Se gastaron Bs 1.234,50.")
		if is := strings.Contains(p.body, ">La de antes</h3>"); is != (heading == "La de antes") {
			t.Errorf("with %q signed, the text of before is shown: %v", signed(), is)
		}
		return p
	}
	as(name(before))
	if p := shows("today's"); p.field("carta") != name(own) { // nobody kept it
		t.Errorf("the page was made from %q", p.field("carta"))
	}
	if err := h.store.KeepShipped(t.Context(), map[string]store.Shipped{strings.TrimPrefix(name(before), "delivered_granted.es.0."): {Name: "delivered_granted.es", Text: before}}); err != nil {
		t.Fatal(err)
	}
	if p := shows("La de antes"); p.field("carta") != name(before) {
		t.Errorf("the page was made from %q", p.field("carta"))
	}
	as("delivered_granted.es.0") // before texts had their hash
	d := shows("today's")
	as(name(before))
	lead.post(desk+"/deliver", url.Values{"rev": {d.rev()}, "carta": {d.field("carta")}}).is(http.StatusUnprocessableEntity, "cambió desde que usted la vio")
	d = shows("La de antes")
	lead.post(desk+"/deliver", url.Values{"rev": {d.rev()}, "carta": {d.field("carta")}}).is(http.StatusOK, "Hecho")
}

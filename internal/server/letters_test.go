package server_test

import (
	"crypto/sha256"
	"encoding/hex"
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"qhana/internal/foi"
	"qhana/internal/letter"
	"qhana/internal/server"
	"qhana/internal/store"
)

const checkCode = "7Q2M9K4TXV0B3HDN"

// letterFor archives a receipt of a request as the crew would.
func (h *house) letterFor(ref string) store.Letter {
	h.t.Helper()
	ctx := h.t.Context()
	l := store.Letter{Entry: 1, N: 1, Kind: "receipt", Locale: "es", Code: checkCode, CreatedAt: h.at(), Archived: h.at()}
	if err := h.store.DB().GetContext(ctx, &l.Request, `SELECT id FROM request WHERE reference = $1`, ref); err != nil {
		h.t.Fatal(err)
	}
	pdf, err := letter.Render(letter.Sheet{Locale: "es", Title: "Acuse", Reference: ref, Blocks: letter.Blocks("# Acuse\n\nMaría Condori"), Code: checkCode, Check: "https://x.example/verificar/" + checkCode, At: h.at()})
	if err != nil {
		h.t.Fatal(err)
	}
	doc, err := h.keeper.Keep(ctx, strings.NewReader(string(pdf)), ref+" Acuse de recibo.pdf", h.at())
	if err != nil {
		h.t.Fatal(err)
	}
	doc.Request, doc.Entry, doc.Purpose = l.Request, 1, foi.Correspondence
	err = h.store.InTx(ctx, func(tx *store.Tx) error { _, err := tx.AddLetter(ctx, l, doc); return err })
	if err != nil {
		h.t.Fatal(err)
	}
	l, err = h.store.LetterByCode(ctx, checkCode)
	if err != nil {
		h.t.Fatal(err)
	}
	return l
}

// A letter opens to the person with the key and to who writes to them; to no unit, no auditor, no passer-by.
func TestLetterPermissions(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	v := h.visitor()
	ref, _ := v.ask("Asunto", "Pedido")
	v.get("/caso/"+ref+"/acuse.pdf").is(http.StatusNotFound, "todavía se está haciendo")
	if p := v.get("/caso/" + ref); strings.Contains(p.body, `id="cartas"`) {
		t.Error("an empty list of letters")
	}
	l := h.letterFor(ref)
	own, desk := "/caso/"+ref+"/carta/"+l.Document, "/mesa/casos/"+ref+"/carta/"+l.Document
	v.get("/caso/"+ref).is(http.StatusOK, own, "Acuse de recibo")
	for _, path := range []string{own, "/caso/" + ref + "/acuse.pdf"} {
		p := v.get(path).is(http.StatusOK)
		sum := sha256.Sum256([]byte(p.body))
		if hex.EncodeToString(sum[:]) != l.SHA256 || !strings.HasPrefix(p.body, "%PDF-") {
			t.Errorf("%s gives other bytes than those archived", path)
		}
	}
	for _, path := range []string{own, "/caso/" + ref + "/acuse.pdf"} {
		h.visitor().get(path).at("/seguir")
	}
	other := h.visitor()
	otherRef, _ := other.ask("Otro", "Otro pedido")
	other.get(own).at("/seguir")
	other.get("/caso/" + otherRef + "/carta/" + l.Document).is(http.StatusNotFound)
	v.get("/caso/" + ref + "/documento/" + l.Document).is(http.StatusNotFound)

	lead := h.as("transparencia")
	rev := lead.get("/mesa/casos/" + ref + "/open_branch").is(http.StatusOK).rev()
	lead.upload("/mesa/casos/"+ref+"/open_branch", url.Values{"rev": {rev}, "unidad": {"finanzas"}, "plazo": {"5"}, "texto": {"¿Cuánto se gastó?"}}).is(http.StatusOK)
	for login, status := range map[string]int{"transparencia": 200, "firma": 200, "ventanilla": 200, "oficial": 404, "jefe": 404, "otro": 404, "auditoria": 403, "admin": 403} {
		who := h.as(login)
		if p := who.get(desk); p.status != status {
			t.Errorf("%s gets the letter: %d, not %d", login, p.status, status)
		}
		if p := who.get("/mesa/casos/" + ref); strings.Contains(p.body, desk) != (status == 200) {
			t.Errorf("%s sees the letter in the list: %v", login, status != 200)
		}
		if p := who.get("/mesa/casos/" + ref + "/documento/" + l.Document); p.status == 200 {
			t.Errorf("%s gets the letter as a document", login)
		}
	}
	if p := h.visitor().get(desk); p.path != "/entrar" {
		t.Error("the desk's letters are open")
	}
}

// Anybody can check a code, and learns nothing of whom or what.
func TestVerify(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ref, _ := h.visitor().ask("Asunto secreto", "Pedido secreto")
	l := h.letterFor(ref)
	v := h.visitor()
	v.get("/verificar").is(http.StatusOK, "Verificar una carta")
	for _, typed := range []string{"7q2m-9k4t xv0b-3hdn", "7Q2M9K4TXVOB3HDN"} {
		p := v.get("/verificar?codigo="+url.QueryEscape(typed)).at("/verificar/"+checkCode).is(http.StatusOK, "Enviamos una carta", "Acuse de recibo", ref, l.SHA256, "lunes 2 de marzo de 2026", "7Q2M-9K4T-XV0B-3HDN")
		for _, secret := range []string{"María", "maria@", "secreto"} {
			if strings.Contains(p.body, secret) {
				t.Errorf("the page shows %q", secret)
			}
		}
	}
	v.get("/verificar/0000000000000000").is(http.StatusNotFound, "No enviamos ninguna carta", "0000-0000-0000-0000")
	v.get("/verificar?codigo=").is(http.StatusUnprocessableEntity, "16 signos", "<title>Error:")
	v.get("/verificar?codigo="+url.QueryEscape("<script>\x00")).is(http.StatusUnprocessableEntity, "&lt;script&gt;", "16 signos")
	v.get("/verificar/abc").is(http.StatusUnprocessableEntity, "16 signos")
	v.get("/verificar/%FF%00").is(http.StatusUnprocessableEntity, "16 signos")
}

// An administrator changes a text: with a look at it, version by version, back to the original; nobody else does.
func TestAdminLetters(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	const path = "/admin/cartas/receipt/es"
	for _, login := range []string{"transparencia", "auditoria", "oficial"} {
		v := h.as(login)
		for _, p := range []page{v.get("/admin/cartas"), v.get(path), v.post(path, url.Values{"plantilla": {"x"}, "hacer": {"guardar"}, "visto": {"0"}}), v.post(path+"/vista", nil), v.post(path+"/pdf", nil)} {
			if p.status != http.StatusForbidden {
				t.Errorf("%s: %s %d", login, p.what, p.status)
			}
		}
	}
	h.visitor().post(path, url.Values{"plantilla": {"x"}}).at("/entrar")
	admin := h.as("admin")
	admin.get("/admin/cartas").is(http.StatusOK, "Acuse de recibo", "original", path)
	admin.get("/admin/cartas/gossip/es").is(http.StatusNotFound)
	admin.get("/admin/cartas/receipt/fr").is(http.StatusNotFound)
	if p := admin.get(path).is(http.StatusOK, "{{.Reference}}", "Jhenny Quispe Mamani", "Gobierno Autónomo Municipal de La Paz"); !strings.Contains(p.body, `value="0"`) {
		t.Error("the form does not say what it had seen")
	}
	own := "# Recibido\r\n\r\n<script>alert(1)</script> {{.Reference}}{{if .Name}}, {{.Name}}{{end}}\r\n\r\n- uno\r\n- dos"
	admin.post(path, url.Values{"plantilla": {own}, "hacer": {"ver"}, "visto": {"0"}}).is(http.StatusOK, "&lt;script&gt;alert(1)", "<li>uno</li><li>dos</li>", "LP-2026-000123-8, Jhenny")
	if p := admin.post(path+"/vista", url.Values{"plantilla": {own}}).is(http.StatusOK, "&lt;script&gt;", "LP-2026-000123-8, Jhenny"); strings.Contains(p.body, "<html") {
		t.Error("the preview is a whole page")
	}
	admin.post(path+"/vista", url.Values{"plantilla": {"a\n{{.Answer}}"}}).is(http.StatusOK, "Línea 2", "nunca está")
	if p := admin.post(path+"/pdf", url.Values{"plantilla": {own}}).is(http.StatusOK); !strings.HasPrefix(p.body, "%PDF-") {
		t.Error("no PDF")
	}
	admin.post(path, url.Values{"plantilla": {strings.Repeat("largo ", 4000)}, "hacer": {"guardar"}, "visto": {"0"}}).is(http.StatusUnprocessableEntity, "La plantilla tiene más de 20.000 caracteres.")
	admin.post(path+"/pdf", url.Values{"plantilla": {"{{"}}).is(http.StatusUnprocessableEntity, "Línea 1")
	admin.post(path, url.Values{"plantilla": {own}, "hacer": {"guardar"}, "visto": {"0"}}).at(path).is(http.StatusOK, "Guardado", "Nombre de admin", "&lt;script&gt;", "versión 1")
	admin.post(path, url.Values{"plantilla": {own}, "hacer": {"guardar"}, "visto": {"1"}}).is(http.StatusUnprocessableEntity, "igual a la versión")
	admin.post(path, url.Values{"plantilla": {"# Tarde"}, "hacer": {"guardar"}, "visto": {"0"}}).is(http.StatusConflict, "Otra persona", "# Tarde", `name="visto" value="1"`)
	admin.post(path, url.Values{"plantilla": {"# Dos"}, "hacer": {"guardar"}, "visto": {"1"}}).at(path).is(http.StatusOK, "versión 2")
	admin.get(path+"?version=1").is(http.StatusOK, "versión 1, que ya no vale", "Recibido")
	admin.get("/admin/cartas").is(http.StatusOK, "versión 2", "Nombre de admin")
	admin.post(path, url.Values{"plantilla": {"{{"}, "hacer": {"restaurar"}, "visto": {"2"}}).at(path).is(http.StatusOK, "Volvió el texto original", "{{.Reference}}", "volvió el original")
	admin.post(path, url.Values{"hacer": {"restaurar"}, "visto": {"3"}}).is(http.StatusUnprocessableEntity) // the original already
}

// A text that cannot be a letter comes back as it was typed, with its line.
func TestBadTemplates(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	admin := h.as("admin")
	const path = "/admin/cartas/extended/en"
	for _, x := range []struct{ text, says string }{
		{" ", "está vacía"}, {"uno\n{{.Due", "Línea 2"}, {"{{.Sueldo}}", "«Sueldo»"}, {"{{range .Units}}x{{end}}", "solo puede nombrar datos"},
		{"a\n\n{{.Reason}}", "Línea 3: «Reason» puede faltar"}, {"{{.Answer}}", "nunca está"}, {strings.Repeat("añ ", 7000), "más de 20.000"},
		{"antes\x00después", "no se pueden guardar"}, {"antes\xff", "no se pueden guardar"}, {`{{define "x"}}{{end}}`, "solo puede nombrar datos"},
	} {
		p := admin.post(path, url.Values{"plantilla": {x.text}, "hacer": {"guardar"}, "visto": {"0"}}).is(http.StatusUnprocessableEntity, "<title>Error:")
		body := html.UnescapeString(p.body)
		if !strings.Contains(body, x.says) {
			t.Errorf("%q does not say %q:\n%s", x.text[:min(20, len(x.text))], x.says, mainOf(p.body))
		}
		if typed, _, _ := strings.Cut(strings.TrimSpace(x.text), "\x00"); !strings.Contains(body, strings.TrimSuffix(typed, "\xff")) {
			t.Errorf("%q is gone", typed[:min(20, len(typed))])
		}
	}
	if newest, err := h.store.LetterTemplate(t.Context(), "extended", "en"); err != nil || newest.Version != 0 {
		t.Errorf("%+v %v", newest, err)
	}
}

// An administrator sees a text with their own body's facts, by its own law: nothing of La Paz is on a small town's letter.
func TestSampleIsTheBodysOwn(t *testing.T) {
	t.Parallel()
	h := newHouse(t, func(d *server.Deps) {
		if err := d.Law.Use("bo-nacional"); err != nil {
			t.Fatal(err)
		}
		d.BaseURL = "https://villa.example"
	})
	h.exec(`INSERT INTO unit (key, name_es, name_en, kind, email, active) VALUES ('secretaria', 'Secretaría de la villa', 'Clerk of the villa', 'office', 's@villa.example', true)`)
	admin := h.as("admin")
	for kind, wants := range map[string][]string{
		"receipt":          {"Gobierno Autónomo Municipal de Villa Serena", "VS-2026-000123-", "https://villa.example/caso/VS-2026-000123-", "Secretaría de la villa"},
		"extended":         {"VS-2026-000123-", html.EscapeString(h.law.Body().Term("response").Cite.Article)},
		"delivered_partly": {h.law.Body().Exemptions()[0].Cite.Article},
		"silence":          {h.law.Body().Text("es", "silence."+h.law.Body().Silence().Effect)},
	} {
		for _, locale := range []string{"es", "en"} {
			p := admin.get("/admin/cartas/" + kind + "/" + locale).is(http.StatusOK)
			if locale == "es" {
				p.is(http.StatusOK, wants...)
			}
			sheet := p.body[strings.Index(p.body, `<main`):]
			for _, alien := range []string{"La Paz", "lapaz", "LP-2026", "Camacho", "Sopocachi"} {
				if strings.Contains(sheet, alien) {
					t.Errorf("%s in %s of a small town says %q", kind, locale, alien)
				}
			}
		}
	}
}

// The page that asks a person to clarify says what their law makes of no answer.
func TestClarificationThatGoesOn(t *testing.T) {
	t.Parallel()
	h := newHouse(t, func(d *server.Deps) {
		d.Law = lawsWith(t, func(path string, b []byte) []byte {
			if path != "bo-la-paz/statute.yaml" {
				return b
			}
			return []byte(strings.Replace(string(b), "grounds: [unclear, identity], lapse: withdrawn", "grounds: [unclear, identity], lapse: continue", 1))
		})
	})
	v := h.visitor()
	ref, _ := v.ask("Asunto", "Pedido")
	h.as("transparencia").does(ref, "ask_clarification", url.Values{"motivo": {"unclear"}, "texto": {"¿De qué año?"}}).is(http.StatusOK, "Hecho")
	if p := v.get("/caso/"+ref).is(http.StatusOK, "¿De qué año?", "la solicitud sigue como está"); strings.Contains(p.body, "se da por retirada") {
		t.Error("a request that goes on is said to count as withdrawn")
	}
}

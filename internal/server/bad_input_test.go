package server_test

import (
	"context"
	"database/sql"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"qhana/internal/foi"
)

// Enqueue forgets the notices.
func (noQueue) Enqueue(context.Context, *sql.Tx, []foi.Notice) error { return nil }

// What people type badly comes back with the page, with a message beside the field; nothing is lost and nothing is stored by
// halves.
func TestTextThatDoesNotFit(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	long := strings.Repeat("añ ", 34_000) // 102 kB
	for _, x := range []struct{ name, subject, body, says string }{
		{"Empty", "", "", "Escriba qué información necesita"},
		{"OnlyInvisible", "\u200b\u200b", " \u2060\t\n", "Escriba el asunto"},
		{"TooLong", "Asunto", long, "hasta 20.000 caracteres"},
		{"LongSubject", strings.Repeat("x", 300), "Pedido", "hasta 200 caracteres"},
		{"NullByte", "Asunto", "antes\x00después", "no se pueden guardar"},
		{"BrokenUTF8", "Asunto", "antes\xff\xfedespués", "no se pueden guardar"},
	} {
		t.Run(x.name, func(t *testing.T) {
			v := h.visitor()
			p := v.post("/pedir/que", url.Values{"asunto": {x.subject}, "pedido": {x.body}}).is(http.StatusUnprocessableEntity, x.says, "<title>Error:")
			if strings.Contains(x.body, "antes") {
				x.body = "antes"
			}
			if !strings.Contains(html.UnescapeString(p.body), strings.TrimSpace(x.body)) {
				t.Error("what was typed is gone")
			}
		})
	}
	for _, good := range []string{"مرحبا بالعالم, كم التكلفة؟", "emoji 🙏🏽👩‍👩‍👧‍👦 y más", "cero\u200bancho", "Ñandú ä ï ü ’ aymara", "<script>alert(1)</script> & \"comillas\""} {
		v := h.visitor()
		ref, _ := v.ask(good, good)
		if p := v.get("/caso/" + ref).is(http.StatusOK); !strings.Contains(html.UnescapeString(p.body), good) || strings.Contains(p.body, "<script>alert") {
			t.Errorf("%q does not come back as it was written", good)
		}
	}
}

func TestFilesThatDoNotFit(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	form := url.Values{"asunto": {"Asunto"}, "pedido": {"Pedido con archivos"}}
	h.visitor().upload("/pedir/que", form, "vacío.pdf", "").is(http.StatusUnprocessableEntity, "vacío.pdf", "está vacío", "Pedido con archivos")
	h.visitor().upload("/pedir/que", form, "grande.bin", strings.Repeat("x", 26<<20)).is(http.StatusUnprocessableEntity, "pesa más de 25 MB", "Pedido con archivos")
	var many []string
	for i := range 50 {
		many = append(many, fmt.Sprintf("archivo-%d.txt", i), "texto")
	}
	h.visitor().upload("/pedir/que", form, many...).is(http.StatusUnprocessableEntity, "hasta 10 archivos", "Pedido con archivos", "archivo-9.txt")

	v := h.visitor()
	ref, _ := v.ask("Con archivos", "Pedido", "../../etc/passwd", "texto", "foto.jpg", "<html><script>alert(1)</script></html>")
	p := v.get("/caso/"+ref).is(http.StatusOK, "passwd", "foto.jpg")
	if strings.Contains(p.body, "../") {
		t.Error("a path is shown as a name")
	}
	href := p.between(`href="/caso/`+ref+`/documento/`, `"`)
	res, err := v.client.Get(h.url + "/caso/" + ref + "/documento/" + href)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	if d := res.Header.Get("Content-Disposition"); !strings.HasPrefix(d, "attachment") {
		t.Errorf("an upload is served as %q", d)
	}
	if ct := res.Header.Get("Content-Type"); strings.Contains(ct, "html") {
		t.Errorf("an upload is served as %s", ct)
	}
	if p := h.visitor().get("/caso/" + ref + "/documento/" + href); p.path != "/seguir" {
		t.Errorf("a stranger gets %s: %d", p.path, p.status)
	}
}

// A body of 200 MB is refused while it comes, and the answer says so.
func TestHugeBody(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.visitor().post("/pedir/lugar", url.Values{"zona": {strings.Repeat("x", 3<<20)}})
	p.is(http.StatusRequestEntityTooLarge, "pesa demasiado")
}

// A wrong code and a wrong key are answered alike.
func TestGuesses(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ref, key := h.visitor().ask("Asunto", "Pedido")
	v := h.visitor()
	v.post("/seguir", url.Values{"codigo": {"LP-2026-000001-9"}, "clave": {key}}).is(http.StatusUnprocessableEntity, "el último número no corresponde")
	v.post("/seguir", url.Values{"codigo": {"otra cosa"}, "clave": {"x"}}).is(http.StatusUnprocessableEntity, "El código se escribe así", "La clave de acceso tiene 17")
	wrongKey := h.visitor().post("/seguir", url.Values{"codigo": {ref}, "clave": {"0000-0000-0000-0000-0"}})
	absent := h.visitor().post("/seguir", url.Values{"codigo": {string(foi.NewReference("LP", 2026, 999999))}, "clave": {"0000-0000-0000-0000-0"}})
	a, b := strings.ReplaceAll(wrongKey.body, ref, ""), strings.ReplaceAll(absent.body, string(foi.NewReference("LP", 2026, 999999)), "")
	if wrongKey.status != absent.status || a != b {
		t.Errorf("a wrong key and an absent request differ: %d %d", wrongKey.status, absent.status)
	}
	wrongKey.is(http.StatusUnprocessableEntity, "no corresponden a ninguna solicitud")
	for range 6 {
		v.post("/seguir", url.Values{"codigo": {ref}, "clave": {"0000-0000-0000-0000-0"}})
	}
	v.post("/seguir", url.Values{"codigo": {ref}, "clave": {key}}).is(http.StatusUnprocessableEntity, "Espere")
	h.now.Add(int64(2 * time.Hour))
	v.post("/seguir", url.Values{"codigo": {strings.ToLower(ref)}, "clave": {strings.ReplaceAll(strings.ToLower(key), "-", " ")}}).at("/caso/" + ref)
	for _, path := range []string{"/caso/" + ref, "/caso/" + string(foi.NewReference("LP", 2026, 999999)), "/caso/nada"} {
		h.visitor().get(path).at("/seguir")
	}
}

// Two officials act on one case: the second is told what changed, and keeps what they typed.
func TestStaleForm(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ref, _ := h.visitor().ask("Asunto", "Pedido")
	one, two := h.as("transparencia"), h.as("transparencia2")
	desk := "/mesa/casos/" + ref
	rev := two.get(desk + "/open_branch").is(http.StatusOK).rev()
	one.post(desk+"/acknowledge", url.Values{"rev": {one.get(desk + "/acknowledge").rev()}}).is(http.StatusOK, "Hecho")
	p := two.upload(desk+"/open_branch", url.Values{"rev": {rev}, "unidad": {"finanzas"}, "plazo": {"3"}, "texto": {"Lo que yo escribí con cuidado"}}).
		is(http.StatusConflict, "Esto cambió desde que usted lo abrió", "Lo que yo escribí con cuidado", "Se acusó recibo")
	two.upload(desk+"/open_branch", url.Values{"rev": {p.rev()}, "unidad": {"finanzas"}, "plazo": {"3"}, "texto": {"Lo que yo escribí con cuidado"}}).is(http.StatusOK, "Hecho")
}

// A form that is sent twice at once is filed once.
func TestSentTwice(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	v := h.visitor()
	v.post("/pedir/que", url.Values{"asunto": {"Una vez"}, "pedido": {"Pedido"}})
	v.post("/pedir/lugar", nil)
	v.post("/pedir/entrega", url.Values{"entrega": {"web"}})
	v.post("/pedir/contacto", url.Values{"nombre": {"Ana"}}).at("/pedir/revisar")
	var all sync.WaitGroup
	refs := make([]string, 6)
	for i := range refs {
		all.Go(func() { refs[i] = v.post("/pedir/enviar", nil).at("/pedir/acuse").between(`<dd class="code">`, "<") })
	}
	all.Wait()
	for _, ref := range refs {
		if ref != refs[0] {
			t.Errorf("filed as %v", refs)
		}
	}
	v.get("/pedir/acuse").is(http.StatusOK, refs[0])
	h.now.Add(int64(2 * time.Hour))
	v.get("/pedir/acuse").at("/seguir")
}

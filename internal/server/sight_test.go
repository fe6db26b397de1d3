package server_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"qhana/internal/foi"
	"qhana/internal/store"
)

// looks are the looks at a case, the oldest first, as "what why".
func (h *house) looks(ref string) (out []string) {
	h.t.Helper()
	list, err := h.store.Sights(h.t.Context(), store.SightFilter{Case: ref, Limit: 100})
	if err != nil {
		h.t.Fatal(err)
	}
	for _, seen := range list {
		out = append([]string{strings.TrimSpace(seen.What + " " + seen.Why)}, out...)
	}
	return out
}

// sees fails unless what a reader did left exactly these looks at a case since before.
func (h *house) sees(ref string, before []string, want ...string) {
	h.t.Helper()
	if got := h.looks(ref)[len(before):]; fmt.Sprint(got) != fmt.Sprint(want) {
		h.t.Errorf("looks at %s: %q, not %q", ref, got, want)
	}
}

// Whoever sees who asked leaves a line that the auditor reads, with what for; who is not shown the person leaves none.
func TestSights(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ref, _ := h.visitor().ask("Asunto", "Pedido", "plano.txt", "Mi casa está aquí")
	other, _ := h.visitor().ask("Otro asunto", "Otro pedido")
	auditor := h.as("auditoria")
	auditor.get("/auditoria/miradas").is(http.StatusOK, "Nadie vio datos personales")

	lead := h.as("transparencia")
	desk := lead.get("/mesa/casos/"+ref).is(http.StatusOK, "María Condori")
	auditor.get("/auditoria/miradas?caso="+ref).is(http.StatusOK, "La página del caso", "Atender la solicitud")
	if page := auditor.get("/auditoria/miradas?caso=" + other); strings.Contains(page.body, "La página del caso") {
		t.Error("a page that nobody opened has a line")
	}
	lead.get("/mesa/casos?cola=all_live").is(http.StatusOK, "María Condori")
	lead.get("/mesa/casos/exportar.csv?cola=all_live").is(http.StatusOK)
	auditor.get("/auditoria/miradas?caso="+other).is(http.StatusOK, other, "Una lista con nombres", "Una lista descargada", "Trabajar la lista «En curso»")
	auditor.get("/auditoria/miradas?caso=nada").is(http.StatusUnprocessableEntity, "nada")
	before := h.looks(ref)
	lead.get("/mesa/casos?q=Asunto").is(http.StatusOK, "María Condori")
	h.sees(ref, before, "list search")

	file := "/mesa/casos/" + ref + "/documento/" + desk.between("/documento/", `"`)
	before = h.looks(ref)
	lead.get(file).is(http.StatusOK, "Mi casa está aquí")
	h.sees(ref, before, "document document")
	before = h.looks(ref)
	h.as("otro").get(file).is(http.StatusNotFound)
	h.sees(ref, before)

	before = h.looks(ref)
	auditor.get("/auditoria/casos/"+ref).is(http.StatusOK, "Para auditar no hace falta saber quién pidió")
	h.sees(ref, before)
}

// The page of an act that shows to whom the answer goes is a look, whether it opens or comes back with an error.
func TestActionPagesAreLooks(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ref, _ := h.visitor().ask("Asunto", "Pedido")
	lead := h.as("transparencia")
	desk := "/mesa/casos/" + ref
	lead.post(desk+"/acknowledge", url.Values{"rev": {lead.get(desk + "/acknowledge").rev()}}).is(http.StatusOK)
	lead.post(desk+"/draft", url.Values{"rev": {lead.get(desk + "/draft").rev()}, "resultado": {"granted"}, "resumen": {"Se entrega"}, "texto": {"Aquí está."}}).is(http.StatusOK)
	before := h.looks(ref)
	lead.get(desk+"/submit").is(http.StatusOK, "María Condori")
	after := h.looks(ref)[len(before):]
	if len(after) != 1 || !strings.HasSuffix(after[0], "act:submit") {
		t.Errorf("the page of an act that names the person leaves %q", after)
	}
	h.as("auditoria").get("/auditoria/miradas?caso="+ref).is(http.StatusOK, "Hacer este acto: ")
	before = h.looks(ref)
	lead.post(desk+"/submit", url.Values{"rev": {"1"}}).is(http.StatusConflict, "María Condori")
	if after := h.looks(ref)[len(before):]; len(after) == 0 {
		t.Error("a page that comes back with an error names the person and leaves nothing")
	}
}

// An auditor is told who asked once they have said why; that stands written before, and nobody else can ask so.
func TestAuditorSaysWhy(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ref, _ := h.visitor().ask("Asunto", "Pedido")
	auditor, path := h.as("auditoria"), "/auditoria/casos/"+ref+"/quien"
	if p := auditor.post(path, url.Values{"motivo": {"porque sí"}}).is(http.StatusUnprocessableEntity, "Escriba el motivo", "porque sí", `href="#motivo"`); strings.Contains(p.body, "María Condori") {
		t.Error("it is told without a reason")
	}
	for _, wrong := range []string{"", "otra frase larga"} {
		if p := auditor.post(path, url.Values{"motivo": {"Se investiga la queja 12/2026"}, "clave": {wrong}}).is(http.StatusUnprocessableEntity, "La contraseña no es la suya", `href="#clave"`); strings.Contains(p.body, "María Condori") {
			t.Errorf("it is told for the password %q", wrong)
		}
	}
	h.sees(ref, nil)
	auditor.post(path, url.Values{"motivo": {"Se investiga la queja 12/2026"}, "clave": {password}}).is(http.StatusOK, "María Condori", "maria@correo.example", "Se investiga la queja 12/2026")
	h.sees(ref, nil, "reveal Se investiga la queja 12/2026")
	auditor.get("/auditoria/miradas?caso="+ref).is(http.StatusOK, "Quién pidió, por auditoría", "Se investiga la queja 12/2026")
	if p := auditor.get("/auditoria/casos/" + ref); strings.Contains(p.body, "María Condori") {
		t.Error("it is told again without being asked")
	}
	h.as("transparencia").post(path, url.Values{"motivo": {"Se investiga la queja 12/2026"}, "clave": {password}}).is(http.StatusForbidden)
	if _, err := h.store.RequesterOf(t.Context(), 1, foi.Actor{Grants: []foi.Grant{{Role: foi.UnitOfficial, Unit: "finanzas"}}}); foi.CodeOf(err) != foi.NotFound {
		t.Errorf("the database tells who asked to anybody: %v", err)
	}
}

package server_test

import (
	"net/http"
	"strings"
	"testing"
)

// Whoever sees who asked leaves a line that the auditor reads; who is not shown the person leaves none.
func TestSights(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ref, _ := h.visitor().ask("Asunto", "Pedido")
	other, _ := h.visitor().ask("Otro asunto", "Otro pedido")
	auditor := h.as("auditoria")
	auditor.get("/auditoria/miradas").is(http.StatusOK, "Nadie vio datos personales")

	lead := h.as("transparencia")
	lead.get("/mesa/casos/"+ref).is(http.StatusOK, "María Condori")
	auditor.get("/auditoria/miradas?caso="+ref).is(http.StatusOK, "La página del caso")
	if page := auditor.get("/auditoria/miradas?caso=" + other); strings.Contains(page.body, "La página del caso") {
		t.Error("a page that nobody opened has a line")
	}
	lead.get("/mesa/casos?cola=all_live").is(http.StatusOK, "María Condori")
	lead.get("/mesa/casos/exportar.csv?cola=all_live").is(http.StatusOK)
	auditor.get("/auditoria/miradas?caso="+other).is(http.StatusOK, other, "Una lista con nombres", "Una lista descargada")
	auditor.get("/auditoria/miradas?caso=nada").is(http.StatusUnprocessableEntity, "nada")

	before, _, err := h.store.CheckSights(t.Context())
	if err != nil || before != "" {
		t.Error(before, err)
	}
	_, n, _ := h.store.CheckSights(t.Context())
	auditor.get("/auditoria/casos/" + ref).is(http.StatusOK)
	if _, after, err := h.store.CheckSights(t.Context()); err != nil || after != n {
		t.Errorf("the auditor, who sees no person, left a line: %d, %d, %v", n, after, err)
	}
}

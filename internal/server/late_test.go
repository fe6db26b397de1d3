package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// What reached the counter before it was entered stands on the auditor's list with both moments, the lag, who entered it and why, and in
// its file; the public page counts it without saying whose it is.
func TestLateActsAreListed(t *testing.T) {
	t.Parallel()
	h, _ := newRecord(t)
	auditor := h.as("auditoria")
	auditor.get("/auditoria/despues").is(http.StatusOK, "no hay nada registrado después del hecho")
	h.visitor().get("/registro").is(http.StatusOK, "Ninguno en los últimos 90 días")

	h.as("ventanilla").post("/mesa/ventanilla", url.Values{"pedido": {"Quiero ver las cuentas"}, "nombre": {"Juana Choque"}, "canal": {"counter"}, "entrega": {"pickup"}, "formato": {""},
		"dia": {"2026-02-26"}, "hora": {"09:30"}, "demora": {"Llegó =cuando no había sistema"}}).is(http.StatusOK, "LP-2026-")
	list := auditor.get("/auditoria/despues").is(http.StatusOK, "Llegó una solicitud", "2/3/2026 10:00", "26/2/2026 09:30", "4 d 0 h", "Nombre de ventanilla", "Llegó =cuando no había sistema", "#asiento-1")
	if strings.Contains(list.body, "Juana Choque") {
		t.Error("the list says who asked")
	}
	auditor.get("/auditoria/despues?demora=10").is(http.StatusOK, "no hay nada")
	auditor.get("/auditoria/despues?demora=3&mes=2026-03&unidad=transparencia").is(http.StatusOK, "4 d 0 h")
	auditor.get("/auditoria/despues?mes=2026-02").is(http.StatusOK, "no hay nada")
	auditor.get("/auditoria/despues?mes=marzo").is(http.StatusUnprocessableEntity, "Escriba el mes así", `value="marzo"`)
	auditor.get("/auditoria/despues?desde=nada").is(http.StatusOK, "4 d 0 h").at("/auditoria/despues")
	auditor.get("/auditoria/despues.csv?demora=3").is(http.StatusOK, "2026-03-02 10:00;2026-02-26 09:30;96,5;Llegó una solicitud;LP-2026-", ";1;Nombre de ventanilla;Unidad de Transparencia;Llegó =cuando")
	public := h.visitor().get("/registro").is(http.StatusOK, "1 en los últimos 90 días", "la mayor demora fue de 4 d 0 h")
	if strings.Contains(public.body, "ventanilla") {
		t.Error("the public page says who entered it")
	}
}

// The list of all terms says in words how each stands.
func TestClocksSayHowTheyStand(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ref, _ := h.visitor().ask("Asunto", "Pedido")
	h.as("transparencia").does(ref, "acknowledge", url.Values{}).is(http.StatusOK, "Hecho")
	h.as("auditoria").get("/auditoria/plazos").is(http.StatusOK, ref, "<td>Corre</td>", "<td>Cumplido</td>")
}

package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"qhana/internal/foi"
)

// Somebody keeps an eye on a case, and finds it in their own list; their calendar has what is due, by an address that is theirs.
func TestWatching(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ref, _ := h.visitor().ask("Presupuesto del mercado de la zona de Ñuflo de Chávez, con sus ampliaciones de cada año", "¿Cuánto?")
	officer := h.as("transparencia")
	officer.get("/mesa/casos/"+ref).is(http.StatusOK, "Vigilar esta solicitud")
	officer.post("/mesa/casos/"+ref+"/vigilar", url.Values{"vigilar": {"si"}}).is(http.StatusOK, "Dejar de vigilarla")
	officer.get("/mesa/casos?cola=watched").is(http.StatusOK, ref)
	if p := h.as("transparencia2").get("/mesa/casos?cola=watched"); strings.Contains(p.body, ref) {
		t.Error("somebody else's list has it")
	}
	if p := h.as("otro").post("/mesa/casos/"+ref+"/vigilar", url.Values{"vigilar": {"si"}}); p.status != http.StatusNotFound {
		t.Errorf("a case that is not theirs: %d", p.status)
	}
	p := officer.post("/mesa/avisos", url.Values{"que": {"calendario"}, "calendario": {"nuevo"}}).is(http.StatusOK, "se muestra una sola vez")
	address := p.between(`code--key">`, "<")
	path := address[strings.Index(address, "/calendario/"):]
	cal := h.visitor().get(path).is(http.StatusOK, "BEGIN:VCALENDAR", "Vence "+ref, "DTSTART;VALUE=DATE:2026", "END:VCALENDAR")
	for _, line := range strings.SplitAfter(cal.body, "\n") { // as RFC 5545 has them, which some calendars insist on
		if line != "" && !strings.HasSuffix(line, "\r\n") || len(line) > 77 {
			t.Errorf("a line of the calendar: %q", line)
		}
	}
	if strings.Contains(cal.body, "María") {
		t.Error("the calendar says who asked")
	}
	h.visitor().get("/calendario/nadie.ics").is(http.StatusNotFound)
	officer.post("/mesa/avisos", url.Values{"que": {"calendario"}, "calendario": {"quitar"}}).is(http.StatusOK)
	h.visitor().get(path).is(http.StatusNotFound)
	officer.post("/mesa/avisos", url.Values{"que": {"correo"}, "correo": {"no"}}).is(http.StatusOK, "Recibirlo")
	admin := h.as("admin") // who is nothing else stops the mail about erasures on a page of their own, and has no due days
	admin.get("/admin").is(http.StatusOK, `href="/admin/avisos"`)
	if p := admin.get("/admin/avisos").is(http.StatusOK, "Mis avisos", "no tiene correo electrónico", "No recibirlo más"); strings.Contains(p.body, "Crear la dirección") {
		t.Error("an administrator is offered a calendar of nothing")
	}
	h.change("admin", func(a *foi.Account) { a.Email = "admin@lapaz.example" })
	admin.get("/admin/avisos").is(http.StatusOK, "admin@lapaz.example si alguien pidió que se borren sus datos")
	admin.post("/admin/avisos", url.Values{"que": {"calendario"}, "calendario": {"nuevo"}}).at("/admin/avisos").is(http.StatusOK)
	admin.post("/admin/avisos", url.Values{"que": {"correo"}, "correo": {"no"}}).at("/admin/avisos").is(http.StatusOK, "Recibirlo")
}

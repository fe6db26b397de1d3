package server_test

import (
	"net/http"
	"strings"
	"testing"

	"qhana/internal/foi"
	"qhana/internal/server"
	"qhana/internal/statute"
)

// How a request is handled is told from the version that is in force on the day, with its picture, and a law that has no closing hour
// says none.
func TestHowIsOfTheLawInForce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	v := h.visitor()
	v.get("/como-funciona").is(http.StatusOK, "bo-la-paz 2016-1", "después del cierre de la oficina", "Hasta 10 días hábiles más", "dibujo.es.svg?version=2016-1", "texto por confirmar")
	v.get("/leyes/ec-lotaip").is(http.StatusOK, "cita de conocimiento general")
	h.law.Enforce([]statute.Force{{Statute: "bo-la-paz", Version: "proyecto-160", From: foi.DateOf(h.at(), h.law.Body().Location())}})
	v.get("/como-funciona").is(http.StatusOK, "bo-la-paz proyecto-160", "Hasta 5 días hábiles más", "dibujo.es.svg?version=proyecto-160")
	court := v.get("/leyes/ar-27275?recibida=2025-12-11T10%3A00&plazo=court").is(http.StatusOK, "Periodo cerrado: Feria judicial de enero")
	court.is(http.StatusOK, "jueves 12 de marzo de 2026", "Acordada 58/1990", "sin la feria judicial", "texto por confirmar")
	v.get("/leyes/bo-la-paz").is(http.StatusOK, "proyecto-160")
	v.get("/leyes/bo-la-paz/dibujo.es.svg?version=nada").is(http.StatusNotFound)

	town := newHouse(t, func(d *server.Deps) {
		if err := d.Law.Use("bo-nacional"); err != nil {
			t.Fatal(err)
		}
	})
	hall := newHouse(t, func(d *server.Deps) {
		if err := d.Law.Use("mx-lgtaip"); err != nil {
			t.Fatal(err)
		}
	})
	for site, own := range map[*house]string{h: "bo-la-paz", hall: "mx-lgtaip"} { // of all that some body keeps, this one keeps one
		p := site.visitor().get("/leyes").is(http.StatusOK, "la que cumple esta entidad")
		if row := p.between(`href="/leyes/`+own+`"`, "</th>"); strings.Count(p.body, "la que cumple esta entidad") != 1 || !strings.Contains(row, "la que cumple esta entidad") {
			t.Errorf("%s is not the one law that is said to be kept: %s", own, row)
		}
	}
	hall.visitor().get("/como-funciona").is(http.StatusOK, "Mientras no la apruebe comite, el plazo no cambia.", "Antes de la firma la revisa comite, cuando el resultado es «Se deniega», «Se entrega una parte»")
	p := town.visitor().get("/como-funciona")
	p.is(http.StatusOK, "bo-nacional 2005-1", "Hasta 5 días hábiles más", "en un día no hábil")
	for _, never := range []string{"cierre de la oficina", "Cada unidad tiene un plazo interno", "Antes de la firma"} {
		if strings.Contains(p.body, never) {
			t.Errorf("the town's page says %q", never)
		}
	}
}

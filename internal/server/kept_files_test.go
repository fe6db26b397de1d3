package server_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

var sealedFile = regexp.MustCompile(`name="adjunto" value="([^"]+)"`)

// What a person uploaded over a slow line is not lost because something else in the form was missing; nobody can bring a file that they
// did not upload.
func TestFilesOfAFailedTryAreKept(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	v := h.visitor()
	ref, _ := v.ask("Asunto", "Pedido")
	again := func(p page) url.Values {
		t.Helper()
		found := sealedFile.FindStringSubmatch(p.body)
		if found == nil {
			t.Fatalf("the file is lost:\n%s", mainOf(p.body))
		}
		return url.Values{"adjunto": {html.UnescapeString(found[1])}}
	}
	lead := h.as("transparencia")
	lead.does(ref, "ask_clarification", url.Values{"motivo": {"unclear"}, "texto": {"¿De qué año?"}}).is(http.StatusOK)
	form := again(v.upload("/caso/"+ref+"/aclarar", url.Values{}, "plano.txt", "el plano").is(http.StatusUnprocessableEntity, "Escriba su aclaración", "plano.txt"))
	forged := url.Values{"aclaracion": {""}, "adjunto": {strings.Replace(form.Get("adjunto"), "d=", "d=A", 1)}}
	if p := v.upload("/caso/"+ref+"/aclarar", forged).is(http.StatusUnprocessableEntity); sealedFile.MatchString(p.body) {
		t.Error("a file that nobody uploaded is kept")
	}
	form.Set("aclaracion", "De 2025")
	v.upload("/caso/"+ref+"/aclarar", form).is(http.StatusOK, "Recibimos su aclaración", "plano.txt")

	lead.does(ref, "draft", url.Values{"resultado": {"not_held"}, "resumen": {"Asunto"}, "texto": {"No hay."}}).is(http.StatusOK)
	lead.does(ref, "submit", url.Values{}).is(http.StatusOK)
	h.as("firma").does(ref, "sign", url.Values{}).is(http.StatusOK)
	lead.does(ref, "deliver", url.Values{}).is(http.StatusOK)
	form = again(v.upload("/caso/"+ref+"/recurso", url.Values{"recurso": {"revocatoria"}}, "prueba.txt", "está aquí").is(http.StatusUnprocessableEntity, "Diga por qué no está de acuerdo"))
	form.Set("recurso", "revocatoria")
	form.Set("fundamento", "Está en el archivo")
	v.upload("/caso/"+ref+"/recurso", form).is(http.StatusOK, "Recibimos su recurso", "prueba.txt")
	if p := v.get("/caso/" + ref); strings.Contains(p.body, "prueba.txt") {
		t.Error("what was brought with the remedy is the first case's")
	}
}

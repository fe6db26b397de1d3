package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// What waits for somebody's word begins with giving it, not with sending it back; who amended it is told why it is somebody else's now,
// and the amendment stands as one in what happened.
func TestAmendedIsSomebodyElses(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ref, _ := h.visitor().ask("Asunto", "Pedido")
	lead, signs := h.as("transparencia"), h.as("firma")
	answer := url.Values{"resultado": {"granted"}, "resumen": {"Asunto"}, "texto": {"Son 4.300 bolivianos."}}
	lead.does(ref, "draft", answer).is(http.StatusOK, "Se redactó un proyecto de respuesta")
	lead.get("/mesa/casos/"+ref+"/submit").is(http.StatusOK, "Quien firma recibirá pedido de firma")
	lead.does(ref, "submit", url.Values{}).is(http.StatusOK)
	first := `<a class="govuk-button" href="/mesa/casos/` + ref + `/sign">`
	if p := signs.get("/mesa/casos/"+ref).is(http.StatusOK, first, "Devolver sin firmar"); strings.Contains(p.body, "Usted escribió una parte") {
		t.Error("who wrote nothing is told that they did")
	}
	p := signs.does(ref, "amend_draft", answer).is(http.StatusOK, "Se corrigió el proyecto de respuesta", "Usted escribió una parte de este proyecto: lo aprueba o lo firma otra persona.", "Devolver sin firmar")
	if strings.Contains(p.body, `/sign">`) || strings.Contains(p.body, `<a class="govuk-button" href="/mesa/casos/`+ref+`/decline">`) {
		t.Error("sending it back is offered as the first thing to do, or signing at all")
	}
}

// Who got all that they asked for, as the body has it, can still say that it lacks something.
func TestReviewOfWhatWasGiven(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	v := h.visitor()
	ref, _ := v.ask("Asunto", "Pedido")
	lead := h.as("transparencia")
	v.get("/caso/" + ref).is(http.StatusOK)
	lead.does(ref, "draft", url.Values{"resultado": {"granted"}, "resumen": {"Asunto"}, "texto": {"Son 4.300 bolivianos."}}).is(http.StatusOK)
	lead.does(ref, "submit", url.Values{}).is(http.StatusOK)
	h.as("firma").does(ref, "sign", url.Values{}).is(http.StatusOK)
	if p := v.get("/caso/" + ref); strings.Contains(p.body, `href="/caso/`+ref+`/recurso"`) {
		t.Error("a remedy is offered before there is an answer")
	}
	lead.does(ref, "deliver", url.Values{}).is(http.StatusOK)
	v.get("/caso/"+ref).is(http.StatusOK, "Qué puede hacer si no está de acuerdo", `href="/caso/`+ref+`/recurso"`)
	v.get("/caso/"+ref+"/recurso").is(http.StatusOK, "Recurso de revocatoria")
	p := v.upload("/caso/"+ref+"/recurso", url.Values{"recurso": {"revocatoria"}, "fundamento": {"Falta la adenda"}}).
		is(http.StatusOK, "Su recurso llegó y lo estamos leyendo", "Usted presentó su recurso. Deben resolverlo hasta el", "Retirar mi recurso")
	v.get(p.path+"/retirar").is(http.StatusOK, "¿Retirar su recurso?", "no podrá presentarlo de nuevo", "Sí, retirarlo")
	p = v.post(p.path+"/retirar", url.Values{}).is(http.StatusOK, "Su recurso quedó retirado.", "El recurso está cerrado porque se retiró", "Usted retiró el recurso")
	if strings.Contains(p.body, "Su solicitud quedó retirada") || strings.Contains(p.body, "Usted presentó su solicitud") {
		t.Error("a remedy is spoken of as a request")
	}
}

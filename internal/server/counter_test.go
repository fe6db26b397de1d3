package server_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"qhana/internal/foi"
)

// Somebody who is there is registered and answered in one act; half an answer is told beside the field and writes nothing, and a clerk
// reads of the person, not of themselves.
func TestAnsweredOnTheSpot(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	clerk := h.as("ventanilla")
	form := func(more ...string) url.Values {
		f := url.Values{"pedido": {"¿A qué hora abre el mercado?"}, "canal": {"counter"}, "entrega": {"pickup"}, "dia": {"2026-03-02"}, "hora": {"10:00"}}
		for i := 0; i < len(more); i += 2 {
			f.Set(more[i], more[i+1])
		}
		return f
	}
	lacks := func(p page, words ...string) {
		t.Helper()
		for _, w := range words {
			if strings.Contains(p.body, w) {
				t.Errorf("%s says %q", p.what, w)
			}
		}
	}
	lacks(clerk.get("/mesa/ventanilla").is(http.StatusOK, "Responder ahora mismo", `value="granted"`, "Vive lejos"), `value="denied"`, "Vivo en otro")
	lacks(clerk.post("/mesa/ventanilla", form("resultado", "granted")).is(http.StatusUnprocessableEntity, `id="nombre-error"`, "Escriba el nombre de la persona.",
		`id="respuesta-error"`, "Escriba lo que se le respondió", "<details class=\"govuk-details\" open>"), "Escriba su nombre", `name="asunto" value="¿A`)
	clerk.post("/mesa/ventanilla", form("nombre", "Ana", "respuesta", "A las siete.", "dia", "2031-01-02", "resultado", "denied")).
		is(http.StatusUnprocessableEntity, `id="resultado-error"`, `id="dia-error"`, "no pueden ser futuras", "A las siete.")
	clerk.post("/mesa/ventanilla", form("nombre", "Ana", "dia", "1999-01-04")).is(http.StatusUnprocessableEntity, `id="dia-error"`, "anterior a la vigencia", `value="Ana"`)
	slip := clerk.post("/mesa/ventanilla", form("nombre", "Ana Choque", "resultado", "granted", "respuesta", "A las siete.\n- lunes\n- martes")).
		is(http.StatusOK, "Se respondió en el momento", "A las siete.", "<li>martes</li>")
	lacks(slip, "Responder en ventanilla", "Si no le responden")
	c := h.caseOf(regexp.MustCompile(`LP-2026-\d{6}-\d`).FindString(slip.body))
	if c.Request.State != foi.Answered || len(c.Ledger) < 3 || c.Ledger[0].Event != foi.Filed || c.Ledger[2].Event != foi.Delivered || c.Question.Subject != "¿A qué hora abre el mercado?" {
		t.Errorf("%+v: %+v", c.Question, c.Ledger)
	}
	if words := c.Ledger[1].Words; words["summary"] != c.Question.Subject {
		t.Errorf("what would be its title when it is published: %v", words)
	}
}

// branched files a request that Finanzas has a branch of, and enters who leads it.
func (h *house) branched() (ref string, lead *visitor) {
	h.t.Helper()
	ref, _ = h.visitor().ask("Asunto", "Pedido")
	lead = h.as("transparencia")
	lead.does(ref, "acknowledge", url.Values{}).is(http.StatusOK)
	lead.does(ref, "open_branch", url.Values{"unidad": {"finanzas"}, "plazo": {"3"}, "texto": {"Lo que tengan"}}).is(http.StatusOK)
	return ref, lead
}

// Before a unit is chosen, a page says that it is told, not one that the statute was asked about.
func TestPreviewNamesNoUnitThatNobodyChose(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ref, lead := h.branched()
	page := lead.get("/mesa/casos/"+ref+"/move_branch?rama=1").is(http.StatusOK, "La unidad que elija recibirá la derivación.", "Derivación 1: Finanzas", "<h1 class=\"title\">Pasar a otra unidad</h1>")
	if n := strings.Count(page.body, "recibirá la derivación"); n != 1 {
		t.Errorf("it says of %d who will have the branch: it names a unit", n)
	}
	lead.upload("/mesa/casos/"+ref+"/move_branch?rama=1", url.Values{"rev": {page.rev()}, "unidad": {"sur"}}).
		is(http.StatusUnprocessableEntity, "La Subalcaldía Sur recibirá la derivación.", "texto-error")
}

// What cannot be done now is said once, with no fields to fill in vain; what closes says so; another internal day begins with a later one.
func TestPreviewsSayWhatHappens(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ref, lead := h.branched()
	lead.get("/mesa/casos/"+ref+"/transfer").is(http.StatusOK, "El plazo de respuesta deja de correr.", "Se cierra el plazo «Derivación: Finanzas».")
	lead.get("/mesa/casos/"+ref+"/note").is(http.StatusOK, "a quien nombre con @ le aparece")
	h.as("otro").get("/mesa/casos/"+ref).is(http.StatusNotFound, "puede que no sea de los que usted ve", `href="/mesa">Volver a mi trabajo`)
	lead.get("/mesa/casos/"+ref+"/redate_branch?rama=1").is(http.StatusOK, "El plazo interno pasa del ", `<option value="4" selected>`)
	refused := lead.get("/mesa/casos/"+ref+"/join").is(http.StatusOK, "Hay derivaciones sin terminar", "Volver al caso sin hacer nada")
	if strings.Contains(refused.body, `name="otra"`) || strings.Contains(refused.body, "enviar a la firma") {
		t.Error("it shows fields, or speaks of another act")
	}
}

// Of a branch whose internal term ran out the page says that its answer is missing as long as it is.
func TestLateBranchOnceAnswered(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ref, lead := h.branched()
	h.exec(`UPDATE branch SET missed = true`)
	lead.get("/mesa/casos/"+ref).is(http.StatusOK, "venció sin respuesta")
	h.exec(`UPDATE branch SET state = 'approved'`)
	if strings.Contains(lead.get("/mesa/casos/"+ref).is(http.StatusOK, "Aprobada").body, "venció sin respuesta") {
		t.Error("it has been answered")
	}
}

package server_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"qhana/internal/access"
	"qhana/internal/foi"
)

// What is owed after the answer is seen wherever people look: its day at the head of the case, on the page of the day, in the list of what is
// late; the person reads until when, and that it was not kept. A remedy says its last day, and the next one where it is decided.
func TestOwedAfterTheAnswer(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	v := h.visitor()
	ref, key := v.ask("Contrato del alumbrado", "El contrato de la empresa del alumbrado")
	lead, signs := h.as("transparencia"), h.as("firma")
	answer := func(ref, outcome string) {
		t.Helper()
		lead.does(ref, "draft", url.Values{"resultado": {outcome}, "resumen": {"Asunto"}, "texto": {"No hay tal documento."}}).is(http.StatusOK)
		lead.does(ref, "submit", url.Values{}).is(http.StatusOK)
		signs.does(ref, "sign", url.Values{}).is(http.StatusOK)
		lead.does(ref, "deliver", url.Values{}).is(http.StatusOK)
	}
	answer(ref, "not_held")
	v.get("/caso/"+ref).is(http.StatusOK, "Puede presentarlo hasta el lunes 16 de marzo de 2026.", "El plazo era hasta el lunes 23 de marzo de 2026.")
	if p := v.get("/caso/" + ref + "/recurso"); strings.Count(p.body, "<details class=\"recourse\" open>") != 1 {
		t.Error("of the remedies those are opened that cannot be taken today")
	}

	lead.get("/mesa/casos/"+ref+"/reopen").is(http.StatusOK, "Se puede reabrir hasta el lunes 16 de marzo de 2026: el procedimiento da 10 días hábiles desde la respuesta.")
	lead.does(ref, "reopen", url.Values{"texto": {"Apareció en archivo"}}).is(http.StatusOK, `/plazo/correction">`)
	v.get("/caso/"+ref).is(http.StatusOK, "Estamos corrigiendo la respuesta", "lunes 9 de marzo de 2026", "/plazo/correction", "Puede presentarlo hasta el")
	lead.get("/mesa/casos?cola=due_week").is(http.StatusOK, ref)
	answer(ref, "not_held")
	if p := lead.get("/mesa/casos?cola=due_week"); strings.Contains(p.body, ref) {
		t.Error("what was mended is still owed")
	}

	p := v.upload("/caso/"+ref+"/recurso", url.Values{"recurso": {"revocatoria"}, "fundamento": {"Está en el archivo"}}).is(http.StatusOK, "Por qué recurrió")
	review := strings.TrimPrefix(p.path, "/caso/")
	v.get("/caso/"+ref).is(http.StatusOK, "Ya lo presentó.")
	later := h.visitor() // another day, by the code of the remedy and the key of the request
	later.post("/seguir", url.Values{"codigo": {review}, "clave": {key}}).is(http.StatusOK, "Por qué recurrió").at("/caso/" + review)
	later.get("/caso/"+ref).is(http.StatusOK, "Ya lo presentó.")
	h.visitor().post("/seguir", url.Values{"codigo": {review}, "clave": {string(access.NewKey())}}).is(http.StatusUnprocessableEntity, "no corresponden a ninguna solicitud")
	if p := lead.get("/mesa/casos/"+review).is(http.StatusOK, "Por qué recurre"); strings.Contains(p.body, "Podrían ser la misma") {
		t.Error("a remedy is said to be the same as what it is against")
	}
	answer(review, "partly_upheld")
	if p := v.get("/caso/"+review).is(http.StatusOK, "Su recurso está resuelto", "Recurso jerárquico", `href="/caso/`+ref+`/recurso"`, "Puede presentarlo hasta el lunes 16 de marzo de 2026."); strings.Contains(p.body, "Recurso de revocatoria, ante") {
		t.Error("the remedy that was decided is offered against its own decision")
	}
	if p := lead.get("/mesa/casos/"+ref).is(http.StatusOK, `/plazo/compliance">`, "lunes 9 de marzo de 2026"); strings.Contains(p.body, "Podrían ser la misma") {
		t.Error("what is appealed is said to be the same as its remedy")
	}
	lead.get("/mesa").is(http.StatusOK, ref)
	v.get("/caso/"+ref).is(http.StatusOK, "Se está cumpliendo lo que resolvió su recurso", "lunes 9 de marzo de 2026")
	v.get("/caso/"+ref+"/plazo/compliance").is(http.StatusOK, "lunes 9 de marzo de 2026")

	h.now.Store(time.Date(2026, 3, 10, 14, 0, 0, 0, time.UTC).UnixNano())
	c, err := h.store.Case(t.Context(), foi.Reference(ref), foi.TheSystem())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.desk.Act(t.Context(), c.Request.ID, foi.Action{Kind: foi.Fire, Clock: "compliance", Milestone: "lapse", Due: c.Request.DueOn}, foi.TheSystem()); err != nil {
		t.Fatal(err)
	}
	lead, signs = h.as("transparencia"), h.as("firma")
	lead.get("/mesa/casos?cola=late").is(http.StatusOK, ref)
	lead.get("/mesa/casos/"+ref).is(http.StatusOK, "vencida", "lunes 9 de marzo de 2026")
	v.post("/seguir", url.Values{"codigo": {ref}, "clave": {key}}).is(http.StatusOK, "Debían cumplir lo que resolvió su recurso, y no lo hicieron a tiempo")
	h.now.Store(time.Date(2026, 3, 18, 14, 0, 0, 0, time.UTC).UnixNano())
	v.post("/seguir", url.Values{"codigo": {ref}, "clave": {key}}).is(http.StatusOK)
	lead, signs = h.as("transparencia"), h.as("firma")
	v.get("/caso/"+ref+"/recurso").is(http.StatusOK, "Recurso jerárquico: el plazo para presentarlo terminó el lunes 16 de marzo de 2026.")
	answer(ref, "granted")
	if p := lead.get("/mesa/casos?cola=late"); strings.Contains(p.body, ref) {
		t.Error("what was given late is still late")
	}
	v.get("/caso/"+ref).is(http.StatusOK, "Su respuesta está aquí")

	other := h.visitor()
	ref, _ = other.ask("Asunto", "Pedido")
	other.upload("/caso/"+ref+"/aclarar", url.Values{"aclaracion": {"De la avenida Arce"}}).is(http.StatusUnprocessableEntity, "Esto no se envió", "De la avenida Arce")
	lead.does(ref, "ask_clarification", url.Values{"motivo": {"unclear"}, "texto": {"¿De qué año?"}}).is(http.StatusOK)
	p = other.upload("/caso/"+ref+"/aclarar", url.Values{"aclaracion": {strings.Repeat("x", 60_000)}}).is(http.StatusUnprocessableEntity)
	if strings.Contains(p.body, "Esto no se envió") {
		t.Error("what stands in its form is said to be lost")
	}
	other.post("/caso/"+ref+"/retirar", url.Values{}).is(http.StatusOK, "Su solicitud quedó retirada.", "No pierde ningún derecho", `<a href="/pedir">Pedir información</a>`)

	tardy := h.visitor()
	asked, key := tardy.ask("Asunto", "Pedido")
	lead.does(asked, "ask_clarification", url.Values{"motivo": {"unclear"}, "texto": {"¿De qué año?"}}).is(http.StatusOK)
	if c, err = h.store.Case(t.Context(), foi.Reference(asked), foi.TheSystem()); err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(c.Deadlines, func(d foi.Deadline) bool { return d.Clock == "clarification" })
	h.now.Store(c.Deadlines[i].DueOn.Time().Add(40 * time.Hour).UnixNano())
	if _, err := h.desk.Act(t.Context(), c.Request.ID, foi.Action{Kind: foi.Fire, Clock: "clarification", Milestone: "lapse", Due: c.Deadlines[i].DueOn}, foi.TheSystem()); err != nil {
		t.Fatal(err)
	}
	tardy.post("/seguir", url.Values{"codigo": {asked}, "clave": {key}}).is(http.StatusOK)
	tardy.upload("/caso/"+asked+"/aclarar", url.Values{"aclaracion": {"De 2025"}}).is(http.StatusUnprocessableEntity, "Su aclaración llegó después del último día", "De 2025")
}

// An internal day after the law's own says so where it is chosen; a late branch that was answered is not said to have no answer.
func TestInternalDays(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ref, _ := h.visitor().ask("Asunto", "Pedido")
	h.as("transparencia").does(ref, "open_branch", url.Values{"unidad": {"finanzas"}, "plazo": {"3"}, "texto": {"Montos"}}).is(http.StatusOK)
	h.now.Store(time.Date(2026, 3, 18, 14, 0, 0, 0, time.UTC).UnixNano())
	c, err := h.store.Case(t.Context(), foi.Reference(ref), foi.TheSystem())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.desk.Act(t.Context(), c.Request.ID, foi.Action{Kind: foi.Fire, Clock: "branch", Branch: 1, Milestone: "lapse", Due: c.Branches[0].DueOn}, foi.TheSystem()); err != nil {
		t.Fatal(err)
	}
	lead, official := h.as("transparencia"), h.as("oficial")
	lead.get("/mesa/casos/"+ref+"/open_branch").is(http.StatusOK, "3 días hábiles: lunes 23 de marzo de 2026", "4.º día hábil: martes 24 de marzo de 2026, después del plazo de la ley")
	lead.get("/mesa/casos/"+ref).is(http.StatusOK, "venció sin respuesta")
	official.does(ref, "accept_branch?rama=1", url.Values{}).is(http.StatusOK)
	official.does(ref, "answer_branch?rama=1", url.Values{"texto": {"Son 12"}, "demora": {"Estaba en otra sede"}}).is(http.StatusOK)
	if p := lead.get("/mesa/casos/"+ref).is(http.StatusOK, "Espera aprobación"); strings.Contains(p.body, "venció sin respuesta") {
		t.Error("what was answered late is said to have no answer")
	}
}

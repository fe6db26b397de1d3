package server_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"qhana/internal/foi"
	"qhana/internal/store"
)

// A case that was closed without an answer, as an older program allowed, is still shown to the person.
func TestDeliveredWithoutAnswer(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	v := h.visitor()
	ref, _ := v.ask("Asunto", "Pedido")
	c := h.caseOf(ref)
	c.Request.State = foi.Answered
	entry := foi.Entry{Seq: len(c.Ledger) + 1, At: h.at(), Event: foi.Delivered, By: foi.By{Role: foi.TransparencyOfficer}}
	if err := h.store.InTx(t.Context(), func(tx *store.Tx) error {
		return tx.Save(t.Context(), store.Change{Request: c.Request, Entries: []foi.Entry{entry}, Deadlines: c.Deadlines})
	}); err != nil {
		t.Fatal(err)
	}
	v.get("/caso/"+ref).is(http.StatusOK, "Asunto")
	h.as("transparencia").get("/mesa/casos/"+ref).is(http.StatusOK, "Asunto")
}

// caseOf is a case as it is stored.
func (h *house) caseOf(ref string) foi.Case {
	h.t.Helper()
	req, err := h.store.RequestByReference(h.t.Context(), foi.Reference(ref))
	if err != nil {
		h.t.Fatal(err)
	}
	c, err := h.store.CaseByID(h.t.Context(), req.ID)
	if err != nil {
		h.t.Fatal(err)
	}
	return c
}

// does carries an action out at the desk, by its form.
func (v *visitor) does(ref, action string, form url.Values) page {
	v.h.t.Helper()
	form.Set("rev", v.get("/mesa/casos/"+ref+"/"+action).is(http.StatusOK).rev())
	return v.upload("/mesa/casos/"+ref+"/"+action, form)
}

// A unit with a live branch, one that the procedure names, and one above others are not dissolved; nobody is asked who is not there.
func TestDissolve(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	admin, lead := h.as("admin"), h.as("transparencia")
	if err := h.store.InTx(t.Context(), func(tx *store.Tx) error {
		for _, key := range []string{"asesoria-legal", "parques", "mercados"} {
			if err := tx.SaveUnit(t.Context(), foi.Unit{Key: key, NameES: "Unidad de " + key, NameEN: key, Kind: "office", Active: true}); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	dissolve := func(key string) page {
		return admin.post("/admin/unidades/"+key, url.Values{"nombre": {"Unidad de " + key}, "nombreIngles": {key}, "clase": {"office"}})
	}
	ref, _ := h.visitor().ask("Asunto", "Pedido")
	lead.does(ref, "open_branch", url.Values{"unidad": {"parques"}, "texto": {"¿Cuántos hay?"}}).is(http.StatusOK, "Hecho")
	dissolve("parques").is(http.StatusUnprocessableEntity, "Solicitudes con derivaciones abiertas en ella: 1.")
	dissolve("asesoria-legal").is(http.StatusUnprocessableEntity, "aprueba respuestas antes de la firma")
	dissolve("secretaria-general").is(http.StatusUnprocessableEntity, "El procedimiento necesita esta unidad")
	form := lead.get("/mesa/casos/"+ref+"/open_branch").is(http.StatusOK, "Unidad de mercados")
	dissolve("mercados").at("/admin/unidades").is(http.StatusOK)
	for _, gone := range []string{"mercados", "inventada"} {
		lead.upload("/mesa/casos/"+ref+"/open_branch", url.Values{"rev": {form.rev()}, "unidad": {gone}, "texto": {"¿Cuánto hay?"}}).
			is(http.StatusUnprocessableEntity, "Esa unidad no existe o ya no está en funciones", "¿Cuánto hay?")
	}
	if got := h.caseOf(ref).Branches; len(got) != 1 {
		t.Errorf("%+v", got)
	}

	// All that it owes is moved at once from the list of its requests, and only there; then it can go.
	other, _ := h.visitor().ask("Otro", "Pedido")
	lead.does(other, "open_branch", url.Values{"unidad": {"parques"}, "texto": {"¿Cuánto se gasta?"}}).is(http.StatusOK, "Hecho")
	if p := lead.get("/mesa/casos?cola=all_live").is(http.StatusOK, ref); strings.Contains(p.body, `value="move_branch"`) {
		t.Error("branches of nobody in particular are offered to be moved")
	}
	list := "cola=all_live&unidad=parques"
	lead.get("/mesa/casos?"+list).is(http.StatusOK, ref, other, `value="move_branch"`)
	lead.get("/mesa/lote?accion=move_branch&caso=" + ref + "&caso=" + other).is(http.StatusNotFound)
	ask := url.Values{"accion": {"move_branch"}, "lista": {list}, "todas": {"si"}}
	before := lead.get("/mesa/lote?"+ask.Encode()).is(http.StatusOK, "Pasar a otra unidad: 2 solicitudes", `name="de" value="parques"`, `<option value="">— elija —</option>`, "Hacerlo en todas")
	if strings.Contains(before.body, `<option value="parques"`) {
		t.Error("a unit is offered its own branches")
	}
	lead.post("/mesa/lote", ask).is(http.StatusUnprocessableEntity, "Elija la unidad")
	ask.Set("unidad", "sur")
	ask.Set("texto", "La unidad de parques se disuelve.")
	lead.post("/mesa/lote", ask).is(http.StatusOK, "Van 0 de 2")
	if _, failed, err := h.desk.Go(t.Context()); err != nil || failed != nil {
		t.Fatal(failed, err)
	}
	for _, r := range []string{ref, other} {
		if b := h.caseOf(r).Branches; len(b) != 1 || b[0].Unit != "sur" || b[0].State != foi.BranchIsOpen {
			t.Errorf("%s: %+v", r, b)
		}
	}
	ask.Set("de", "parques") // ticked before others moved them
	ask.Del("todas")
	ask["caso"] = []string{ref}
	lead.get("/mesa/lote?"+ask.Encode()).is(http.StatusOK, "Esa unidad no debe nada en este caso")
	dissolve("parques").at("/admin/unidades").is(http.StatusOK, "Unidades disueltas")
}

// The letters of a restricted case are as closed as the case.
func TestRestrictedLetters(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ref, _ := h.visitor().ask("Asunto", "Pedido")
	l := h.letterFor(ref)
	address := "/mesa/casos/" + ref + "/carta/" + l.Document
	lead, other := h.as("transparencia"), h.as("transparencia2")
	other.get(address).is(http.StatusOK)
	lead.does(ref, "restrict", url.Values{"persona": {fmt.Sprint(h.account("transparencia").ID)}, "texto": {"Denuncia"}}).is(http.StatusOK)
	given, _ := h.visitor().ask("Otro", "Pedido")
	p := lead.does(given, "restrict", url.Values{"persona": {fmt.Sprint(h.account("transparencia2").ID)}, "texto": {"Denuncia"}}).at("/mesa").is(http.StatusOK, "Hecho: Restringir")
	if strings.Contains(p.body, given) {
		t.Error("who closed a case to themselves still sees it")
	}
	lead.get(address).is(http.StatusOK)
	other.get(address).is(http.StatusNotFound)
	tied, _ := h.visitor().ask("Otra", "Pedido")
	lead.does(tied, "link", url.Values{"otra": {ref}}).is(http.StatusOK, ref)
	if p := other.get("/mesa/casos/"+tied).is(http.StatusOK, "una que solo ven las personas nombradas"); strings.Contains(p.body, ref) {
		t.Error("the case that it is linked to is named to somebody who may not know of it")
	}
	if list, err := h.store.DeskLetters(t.Context(), foi.Reference(ref), h.account("transparencia2").Actor()); err != nil || len(list) != 0 {
		t.Errorf("%d letters of a restricted case are listed, %v", len(list), err)
	}
}

// Two third parties are asked: each link answers for its own, by mail or on paper, and the desk sees who was asked.
func TestThirdPartiesAnswerForThemselves(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	v := h.visitor()
	ref, _ := v.ask("Asunto", "Pedido")
	lead := h.as("transparencia")
	lead.does(ref, "acknowledge", url.Values{}).is(http.StatusOK)
	lead.get("/mesa/casos/"+ref+"/consult_third").is(http.StatusOK, "La ley no fija hasta cuándo avisarle", "hasta el lunes 9 de marzo de 2026: la ley no fija plazo y la entidad le da 5 días hábiles")
	lead.does(ref, "consult_third", url.Values{"nombre": {"Empresa Uno"}, "texto": {"¿Está de acuerdo?"}}).is(http.StatusUnprocessableEntity, "Escriba un correo o una dirección", "Empresa Uno")
	uno := url.Values{"nombre": {"Empresa Uno"}, "correo": {"uno@empresa.example"}, "texto": {"¿Está de acuerdo?"}, "hacer": {"carta"}}
	lead.does(ref, "consult_third", uno).is(http.StatusOK, "La carta que recibirá el tercero", "Señora o señor Empresa Uno", "¿Está de acuerdo?", "/tercero/"+ref+"/3/…")
	uno.Del("hacer")
	lead.does(ref, "consult_third", uno).is(http.StatusOK, "Respuesta del tercero consultado: Empresa Uno")
	lead.does(ref, "consult_third", url.Values{"nombre": {"Doña Dos"}, "direccion": {"Calle Dos 22"}, "texto": {"¿Y usted?"}}).is(http.StatusOK, "Empresa Uno", "uno@empresa.example", "Doña Dos", "Calle Dos 22")
	var links []string
	for _, e := range h.caseOf(ref).Ledger {
		if e.Event == foi.ThirdConsulted {
			links = append(links, fmt.Sprintf("/tercero/%s/%d/%s", ref, e.Seq, e.Words["token"]))
		}
	}
	h.visitor().get(links[0]).is(http.StatusOK, "¿Está de acuerdo?")
	h.visitor().post(links[0], url.Values{"posicion": {"objects"}, "texto": {"Es secreto nuestro"}}).is(http.StatusOK, ref, "Se opone", "Lo que usted respondió el lunes 2 de marzo de 2026", "Es secreto nuestro")
	h.visitor().post(links[0], url.Values{"posicion": {"consents"}}).is(http.StatusUnprocessableEntity)
	second := h.visitor().get(links[1]).is(http.StatusOK, "¿Y usted?", `name="posicion"`)
	if strings.Contains(second.body, "¿Está de acuerdo?") {
		t.Error("one third party reads what another was asked")
	}
	h.now.Add(int64(48 * time.Hour)) // it came on paper on the 3rd, and is entered on the 4th
	clerk := h.as("ventanilla")
	form := clerk.get("/mesa/casos/"+ref+"/answer_third").is(http.StatusOK, "Doña Dos", "Día en que llegó")
	if strings.Contains(form.body, "Empresa Uno") {
		t.Error("who has answered is asked again")
	}
	clerk.does(ref, "answer_third", url.Values{"consulta": {"2"}, "posicion": {"consents"}, "recibido": {"2026-03-03"}}).is(http.StatusUnprocessableEntity, "Explique por qué")
	clerk.does(ref, "answer_third", url.Values{"consulta": {"2"}, "posicion": {"consents"}, "recibido": {"2026-03-03"}, "motivoDemora": {"Se cayó la red"}}).is(http.StatusOK, "Se cayó la red")
	said := map[int]string{}
	for _, e := range h.caseOf(ref).Ledger {
		if e.Event == foi.ThirdAnswered {
			said[e.Facts.Third] += e.Facts.Position
		}
	}
	if said[1] != "objects" || said[2] != "consents" {
		t.Errorf("they said %v", said)
	}
	h.as("transparencia").get("/mesa/casos/"+ref+"/draft").is(http.StatusOK, "Empresa Uno, a quien se consultó, se opone a que se entregue", "Es secreto nuestro", "Doña Dos, a quien se consultó, está de acuerdo")
	h.as("transparencia").does(ref, "open_branch", url.Values{"unidad": {"finanzas"}, "texto": {"¿?"}}).is(http.StatusOK)
	if p := h.as("oficial").get("/mesa/casos/"+ref).is(http.StatusOK, "Terceros consultados"); strings.Contains(p.body, "Doña Dos") || strings.Contains(p.body, "Calle Dos") {
		t.Error("a unit learns who was asked")
	}
	if p := v.get("/caso/" + ref).is(http.StatusOK); strings.Contains(p.body, "Doña Dos") || strings.Contains(p.body, "Empresa Uno") {
		t.Error("the person learns who was asked")
	}
}

// A person without internet clarifies, adds and withdraws at the counter; the clock goes on from the day on which it came.
func TestPersonAtTheCounter(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ref, _ := h.visitor().ask("Asunto", "Pedido")
	h.as("transparencia").does(ref, "ask_clarification", url.Values{"motivo": {"unclear"}, "texto": {"¿De qué año?"}}).is(http.StatusOK)
	h.now.Add(int64(72 * time.Hour))
	clerk := h.as("ventanilla")
	clerk.get("/mesa/casos/"+ref).is(http.StatusOK, "Registrar la aclaración", "Registrar que la persona desiste")
	clerk.does(ref, "clarify", url.Values{"texto": {"Del 2025"}, "recibido": {"ayer"}}).is(http.StatusUnprocessableEntity, "Escriba el día", "Del 2025", "ayer")
	clerk.does(ref, "clarify", url.Values{"texto": {"Del 2025"}, "recibido": {"2026-03-09"}}).is(http.StatusUnprocessableEntity, "no pueden ser futuras", "Del 2025")
	clerk.does(ref, "clarify", url.Values{"texto": {"Del 2025"}, "recibido": {"2026-02-27"}, "motivoDemora": {"…"}}).is(http.StatusUnprocessableEntity, "antes de que se pidiera", "Del 2025")
	clerk.does(ref, "clarify", url.Values{"texto": {"Del 2025"}, "recibido": {"2026-03-04"}, "motivoDemora": {"No había luz"}}).is(http.StatusOK, "Del 2025", "No había luz")
	if due := h.caseOf(ref).Request.DueOn.String(); due != "2026-03-25" {
		t.Errorf("it is due on %s", due)
	}
	clerk.does(ref, "add_documents", url.Values{"texto": {"Trajo un plano"}}).is(http.StatusOK, "Trajo un plano")
	clerk.does(ref, "withdraw", url.Values{"texto": {"Ya no lo necesita"}}).is(http.StatusOK)
	if c := h.caseOf(ref); c.Request.State != foi.Withdrawn || c.Ledger[len(c.Ledger)-1].By.Role != foi.Clerk {
		t.Errorf("%+v", c.Request)
	}
}

// The person withdraws on their page, once.
func TestPersonWithdraws(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	v := h.visitor()
	ref, _ := v.ask("Asunto", "Pedido")
	v.get("/caso/"+ref+"/retirar").is(http.StatusOK, "Asunto")
	v.post("/caso/"+ref+"/retirar", nil).at("/caso/" + ref).is(http.StatusOK)
	v.post("/caso/"+ref+"/retirar", nil).is(http.StatusUnprocessableEntity)
	h.visitor().post("/caso/"+ref+"/retirar", nil).at("/seguir")
	if c := h.caseOf(ref); c.Request.State != foi.Withdrawn {
		t.Errorf("%+v", c.Request)
	}
}

// A part goes to another body that is named, and the rest stays; what was counted comes with the answer as totals.
func TestTransferPartAndInventory(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	v := h.visitor()
	ref, _ := v.ask("Asunto", "Pedido")
	lead := h.as("transparencia")
	for _, kind := range []string{"ask_fee", "record_fee"} { // by address: the law has no fees
		lead.get("/mesa/casos/"+ref+"/"+kind).is(http.StatusOK, "Según esta ley, el acceso es gratuito")
	}
	for _, kind := range []string{"transfer", "transfer_part"} {
		lead.get("/mesa/casos/"+ref+"/"+kind).is(http.StatusOK, "Se puede hacer hasta el jueves 5 de marzo de 2026: la ley da 3 días hábiles", "Ley 2341 art. 42", "texto por confirmar")
	}
	lead.does(ref, "transfer_part", url.Values{"texto": {"Es nacional"}}).is(http.StatusUnprocessableEntity, "Escriba el nombre de la entidad", "Diga qué parte se transfiere", "Es nacional")
	part := url.Values{"entidad": {"Ministerio de Obras Públicas"}, "parte": {"El tramo norte"}, "texto": {"Es nacional"}, "hacer": {"carta"}}
	if p := lead.does(ref, "transfer_part", part).is(http.StatusOK, "Las cartas que saldrán"); strings.Count(p.body, `class="sheet"`) != 2 {
		t.Error("of the letters to the person and to the other body, one is not shown")
	}
	part.Del("hacer")
	lead.does(ref, "transfer_part", part).is(http.StatusOK, "Ministerio de Obras Públicas", "El tramo norte")
	v.get("/caso/"+ref).is(http.StatusOK, "Una parte de su pedido pasó al Ministerio de Obras Públicas", "Es nacional")
	if c := h.caseOf(ref); c.Request.State != foi.Open || c.Request.Clock != foi.Running {
		t.Errorf("%+v", c.Request)
	}
	lead.does(ref, "open_branch", url.Values{"unidad": {"finanzas"}, "texto": {"¿?"}}).is(http.StatusOK)
	official, head := h.as("oficial"), h.as("jefe")
	branch := func(w *visitor, action string, form url.Values, files ...string) {
		t.Helper()
		address := "/mesa/casos/" + ref + "/" + action + "?rama=1"
		form.Set("rev", w.get(address).is(http.StatusOK).rev())
		w.upload(address, form, files...).is(http.StatusOK, "Hecho")
	}
	branch(official, "accept_branch", url.Values{})
	official.get("/mesa/casos/"+ref+"/note").is(http.StatusOK, "A quién puede nombrar", "@transparencia<", "@jefe<")
	official.does(ref, "ask_unit", url.Values{"unidad": {"transparencia"}, "texto": {"¿Con la adenda 3?"}}).is(http.StatusOK, "Hecho")
	if p := lead.get("/mesa/casos/"+ref+"/answer_unit").is(http.StatusOK, "La pregunta"); !strings.Contains(p.body[:strings.Index(p.body, `id="accion-formulario"`)], "¿Con la adenda 3?") {
		t.Error("who answers another unit does not read what it asks")
	}
	lead.does(ref, "answer_unit", url.Values{"texto": {"Sí, con la adenda 3."}}).is(http.StatusOK, "Hecho")
	official.get("/mesa").is(http.StatusOK, "Le preguntan o le responden", "La Unidad de Transparencia respondió a su unidad (Nombre de transparencia)")
	if p := h.as("otro").get("/mesa").is(http.StatusOK); strings.Contains(p.body, "respondió a su unidad") {
		t.Error("a unit that asked nothing is told of an answer")
	}
	branch(official, "answer_branch", url.Values{"texto": {"Aquí está"}}, "informe.txt", "foja")
	branch(head, "approve_branch", url.Values{})
	id := h.caseOf(ref).Documents[0].ID
	draft := url.Values{"resultado": {"partly"}, "resumen": {"Asunto"}, "texto": {"Se entrega en parte"}, "excepcion": {"personal"}, "razon-personal": {"Nombra a menores"},
		"entregar": {id}, "fojas-" + id: {"12"}, "reservadas-" + id: {"tres"}}
	lead.does(ref, "draft", draft).is(http.StatusUnprocessableEntity, `value="tres"`)
	draft.Set("reservadas-"+id, "3")
	lead.does(ref, "draft", draft).is(http.StatusUnprocessableEntity, "sin ella no se puede reservar nada")
	draft.Set("excepcion-"+id, "personal")
	draft.Set("fojas", "99")
	lead.does(ref, "draft", draft).is(http.StatusUnprocessableEntity, "El inventario de arriba suma 12", `value="99"`)
	draft.Del("fojas")
	draft.Set("hacer", "carta")
	lead.does(ref, "draft", draft).is(http.StatusOK, "informe.txt (fojas que se entregan: 12; que no se entregan: 3, por: Información personal)")
	draft.Del("hacer")
	draft.Del("entregar")
	lead.does(ref, "draft", draft).is(http.StatusUnprocessableEntity, "no está marcado para entregarse", `value="12"`)
	draft.Set("fojas-"+id, "")
	draft.Set("reservadas-"+id, "15")
	lead.does(ref, "draft", draft).is(http.StatusOK)
	if p := lead.get("/mesa/casos/"+ref+"/submit").is(http.StatusOK, "Otros documentos"); strings.Contains(p.body, "informe.txt") {
		t.Error("the person is to read the name of a document that they do not get")
	}
	draft.Set("entregar", id)
	draft.Set("fojas-"+id, "12")
	draft.Set("reservadas-"+id, "3")
	lead.does(ref, "draft", draft).is(http.StatusOK, `<div class="scroll" tabindex="0" role="region" aria-label="Inventario de fojas">`, "informe.txt", "Se entregan 12 fojas y se reservan 3")
	lead.get("/mesa/casos/"+ref+"/submit").is(http.StatusOK, "Inventario de fojas", "informe.txt", "Información personal", "entregado")
	if f := lastDraft(h.caseOf(ref)).Facts; f.Released != 12 || f.Withheld != 3 || len(f.Inventory) != 1 || f.Inventory[0].Exemption != "personal" {
		t.Errorf("%+v", f)
	}
	lead.does(ref, "draft", url.Values{"resultado": {"granted"}, "resumen": {"Asunto"}, "texto": {"Lo primero"}, "entregar": {id}}).is(http.StatusOK)
	lead.does(ref, "submit", url.Values{}).is(http.StatusOK)
	h.as("firma").does(ref, "deliver_part", url.Values{}).is(http.StatusOK)
	rest := url.Values{"resultado": {"granted"}, "resumen": {"Asunto"}, "texto": {"Lo demás"}}
	lead.does(ref, "draft", rest).is(http.StatusOK)
	if answer := lead.get("/mesa/casos/"+ref+"/submit").is(http.StatusOK).between(`class="answer"`, `id="carta"`); !strings.Contains(answer, "informe.txt") {
		t.Error("who signs does not see the documents of the first part, which the person has with the answer")
	}
}

func lastDraft(c foi.Case) (last foi.Entry) {
	for _, e := range c.Ledger {
		if e.Event == foi.Drafted {
			last = e
		}
	}
	return last
}

// A remedy before another body is recorded with its number and what was decided there; the person's page explains every remedy.
func TestRemedyOutside(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	v := h.visitor()
	ref, _ := v.ask("Asunto", "Pedido")
	lead, signs := h.as("transparencia"), h.as("firma")
	lead.does(ref, "draft", url.Values{"resultado": {"not_held"}, "resumen": {"Asunto"}, "texto": {"No lo tenemos"}}).is(http.StatusOK)
	lead.does(ref, "submit", url.Values{}).is(http.StatusOK)
	signs.does(ref, "sign", url.Values{}).is(http.StatusOK)
	lead.does(ref, "deliver", url.Values{}).is(http.StatusOK)
	v.get("/caso/"+ref+"/recurso").is(http.StatusOK, "Quién decide", "La misma autoridad que dio la respuesta", "Deben resolverlo en", "20 días hábiles", "Se entiende rechazado", "Se entiende aceptado",
		"Ley 2341 arts. 64-65", "No se presenta en esta página")
	lead.does(ref, "record_appeal", url.Values{"recurso": {"utlcc"}}).is(http.StatusUnprocessableEntity, "Escriba el número del caso")
	lead.does(ref, "record_appeal", url.Values{"recurso": {"utlcc"}, "numero": {"UTLCC-77/2026"}}).is(http.StatusOK, "UTLCC-77/2026")
	lead.does(ref, "record_ruling", url.Values{"recurso": {"utlcc"}, "resultado": {"upheld"}, "texto": {"Que se busque en archivo"}}).is(http.StatusOK, "Que se busque en archivo", "Cumplimiento")
	v.get("/caso/"+ref).is(http.StatusOK, "Que se busque en archivo")
	if c := h.caseOf(ref); c.Request.State != foi.Open {
		t.Errorf("%+v", c.Request)
	}
}

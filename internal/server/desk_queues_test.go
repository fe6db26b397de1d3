package server_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"qhana/internal/foi"
	"qhana/internal/store"
)

// Everybody can watch many cases at once; only what a role may do to many is offered, and who is nobody's official cannot be given any.
func TestBulk(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	one, _ := h.visitor().ask("Presupuesto del mercado", "¿Cuánto?")
	two, _ := h.visitor().ask("Obras del parque", "¿Cuándo?")
	officer, head := h.as("transparencia"), h.as("jefe")
	for _, ref := range []string{one, two} {
		p := officer.get("/mesa/casos/" + ref + "/open_branch").is(http.StatusOK)
		officer.upload("/mesa/casos/"+ref+"/open_branch", url.Values{"rev": {p.rev()}, "unidad": {"finanzas"}, "texto": {"Para su atención"}, "plazo": {"5"}}).is(http.StatusOK)
	}
	// the list opens on all that is open, and what a filter does not find in one queue is looked for in all of them by one link
	officer.get("/mesa/casos").is(http.StatusOK, one, two, `name="cola" value="all_live"`)
	officer.get("/mesa/casos?cola=late&q=mercado").is(http.StatusOK, "No hay solicitudes aquí", `href="?cola=all&amp;q=mercado"`, "Buscar lo mismo en todas las solicitudes")
	if p := officer.get("/mesa/casos?cola=all&q=zzz").is(http.StatusOK); strings.Contains(p.body, "Buscar lo mismo") {
		t.Error("all requests are offered to whoever looked in all")
	}
	list := head.get("/mesa/casos").is(http.StatusOK, one, two, `value="assign_branch"`, `value="watch"`)
	if strings.Contains(list.body, `value="extend"`) {
		t.Error("a head is offered to extend")
	}
	for _, said := range []string{"2", "000002", one[3:], "2026-2", strings.ToLower(one[:len(one)-2])} { // a part of a reference, as people say it
		p := head.get("/mesa/casos?q=" + said).is(http.StatusOK)
		if want := map[bool]string{true: two, false: one}[strings.HasSuffix(said, "2")]; !strings.Contains(p.body, `/mesa/casos/`+want+`"`) {
			t.Errorf("%s finds no %s", said, want)
		}
	}
	if p := h.as("otro").get("/mesa/casos?q=2").is(http.StatusOK); strings.Contains(p.body, two) {
		t.Error("a case of another unit is found by its number")
	}
	head.get("/mesa/lote?accion=extend&todas=si&lista=cola%3Dunit").is(http.StatusNotFound)

	ask := url.Values{"accion": {"assign_branch"}, "lista": {"cola=unit"}, "todas": {"si"}}
	head.get("/mesa/lote?"+ask.Encode()).is(http.StatusOK, one, two, "2 solicitudes", "Nombre de oficial")
	ask.Set("persona", "")
	head.post("/mesa/lote", ask).is(http.StatusUnprocessableEntity)
	ask.Set("persona", fmt.Sprint(h.account("oficial").ID))
	progress := head.post("/mesa/lote", ask).is(http.StatusOK)
	if _, failed, err := h.desk.Go(t.Context()); err != nil || failed != nil {
		t.Fatalf("%v, %v", failed, err)
	}
	head.get(progress.path).is(http.StatusOK, "Terminado: 2 de 2")
	official := h.as("oficial")
	official.get("/mesa/casos?cola=mine").is(http.StatusOK, one, two)
	if p := head.get("/mesa/casos?cola=mine").is(http.StatusOK); strings.Contains(p.body, one) {
		t.Error("what is assigned to another is in the head's own queue")
	}

	official.post("/mesa/lote", url.Values{"accion": {"watch"}, "caso": {one, two}}).is(http.StatusOK, one, two).at("/mesa/casos")
	official.post("/mesa/lote", url.Values{"accion": {"unwatch"}, "caso": {one}}).is(http.StatusOK, two)
	if p := official.get("/mesa/casos?cola=watched"); strings.Contains(p.body, one) {
		t.Error("it is still watched")
	}
	h.as("otro").post("/mesa/lote", url.Values{"accion": {"watch"}, "caso": {one}}).is(http.StatusOK).at("/mesa/casos")
	if p := h.as("otro").get("/mesa/casos?cola=watched"); strings.Contains(p.body, one) {
		t.Error("watches what they may not see")
	}
	officer.post("/mesa/lote", url.Values{"accion": {"assign"}, "caso": {two}, "persona": {fmt.Sprint(h.account("transparencia2").ID)}}).is(http.StatusOK)
	if _, _, err := h.desk.Go(t.Context()); err != nil {
		t.Fatal(err)
	}
	h.as("transparencia2").get("/mesa/casos?cola=mine").is(http.StatusOK, two)
	officer.get("/mesa/casos/"+two).is(http.StatusOK, "A cargo de", "Nombre de transparencia2")
}

// A list with more than can be done at once is refused before anything is done, and a shorter one is counted exactly.
func TestBulkSaysHowMany(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ref, _ := h.visitor().ask("Presupuesto del mercado", "¿Cuánto?")
	copies := func(n int) {
		h.exec(`WITH c AS (INSERT INTO request (reference, statute, version, state, rev, entries, channel, locale, filed_at, clock, holders, updated_at)
			SELECT 'x' || gen_random_uuid(), statute, version, state, rev, 0, channel, locale, filed_at, clock, holders, updated_at FROM request, generate_series(1, $2) WHERE reference = $1 RETURNING id)
			INSERT INTO question (request_id, subject, body, words) SELECT id, 'Copia', '', '' FROM c`, ref, n)
	}
	officer := h.as("transparencia")
	unticked := officer.get("/mesa/lote?accion=extend&lista=cola%3Dnew").at("/mesa/casos").is(http.StatusOK, "Marque al menos una solicitud", "<title>Error: ", `value="extend" selected`, ref)
	if strings.Contains(unticked.body, "Hacerlo en todas") {
		t.Error("who ticks nothing is offered to do it to all")
	}
	officer.get("/mesa/lote?accion=watch&todas=si&lista=cola%3Dnew").is(http.StatusOK, `name="todas" value="si"`)
	gone := h.visitor()
	over, _ := gone.ask("Obras del parque", "¿Cuándo?")
	gone.post("/caso/"+over+"/retirar", url.Values{}).is(http.StatusOK)
	officer.get("/mesa/lote?accion=extend&caso="+ref+"&caso="+over).is(http.StatusOK, "Hacerlo donde se puede (1)")
	officer.get("/mesa/lote?accion=extend&caso="+ref).is(http.StatusOK, "Hacerlo en todas")
	if p := officer.get("/mesa/lote?accion=extend&caso="+over).is(http.StatusOK, "No se puede en ninguna"); strings.Contains(p.body, "Hacerlo") {
		t.Error("what cannot be done in any is offered to be done")
	}
	copies(1499)
	officer.get("/mesa/casos?cola=new").is(http.StatusOK, "1.001 o más")
	officer.get("/mesa/lote?accion=watch&todas=si&lista=cola%3Dnew").is(http.StatusOK, "1.500 solicitudes")
	copies(3501)
	officer.get("/mesa/lote?accion=watch&todas=si&lista=cola%3Dnew").is(http.StatusUnprocessableEntity, "más de 5.000 solicitudes", "No se hizo nada")
	officer.post("/mesa/lote", url.Values{"accion": {"watch"}, "todas": {"si"}, "lista": {"cola=new"}}).is(http.StatusUnprocessableEntity, "más de 5.000 solicitudes")
	if p := officer.get("/mesa/casos?cola=watched"); strings.Contains(p.body, ref) {
		t.Error("part of what was too much is watched")
	}
}

// Whoever stands in for somebody holds what they are lent in all that is theirs, and keeps none of it: saying when they are away
// themselves leaves them with their own roles.
func TestStandingIn(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ref, _ := h.visitor().ask("Presupuesto del mercado", "¿Cuánto?")
	h.exec(`UPDATE account SET backup = (SELECT id FROM account WHERE login = 'otro'), away_from = $1, away_until = $2 WHERE login = 'transparencia'`, h.at().Add(-time.Hour), h.at().AddDate(0, 0, 9))
	other := h.as("otro")
	other.get("/mesa/casos?cola=new").is(http.StatusOK, ref)
	other.post("/mesa/ausencia", url.Values{"desde": {""}, "hasta": {""}, "suplente": {""}}).is(http.StatusUnprocessableEntity, "Escriba el primer día")
	other.get("/mesa").is(http.StatusOK, "Usted suple a Nombre de transparencia hasta el ")
	other.post("/mesa/ausencia", url.Values{"volver": {"si"}}).is(http.StatusOK)
	a, _, err := h.store.AccountByLogin(t.Context(), "otro")
	if err != nil || len(a.Grants) != 1 || a.Grants[0].Role != foi.UnitOfficial {
		t.Fatalf("%v, %v: what was lent was kept", a.Grants, err)
	}
	p := other.post("/mesa/avisos", url.Values{"que": {"calendario"}, "calendario": {"nuevo"}}).is(http.StatusOK)
	address := p.between(`code--key">`, "<")
	h.visitor().get(address[strings.Index(address, "/calendario/"):]).is(http.StatusOK, "Vence "+ref)
	officer2 := h.as("transparencia2")
	n := officer2.get("/mesa/casos/" + ref + "/note")
	officer2.upload("/mesa/casos/"+ref+"/note", url.Values{"rev": {n.rev()}, "texto": {"Por favor, @otro, vea esto."}}).is(http.StatusOK)
	n = officer2.get("/mesa/casos/" + ref + "/note")
	officer2.upload("/mesa/casos/"+ref+"/note", url.Values{"rev": {n.rev()}, "texto": {"@transparencia, ¿qué dice?"}}).is(http.StatusOK)
	if today := other.get("/mesa").is(http.StatusOK, "panel-asked"); strings.Count(today.between(`class="asked"`, "</ul>"), ref) < 2 {
		t.Error("who stands in does not learn that the other is mentioned")
	}
	officer2.upload("/mesa/casos/"+ref+"/restrict", url.Values{"rev": {n.rev()}, "persona": {fmt.Sprint(h.account("transparencia").ID), fmt.Sprint(h.account("transparencia2").ID)}, "texto": {"Es delicado"}}).is(http.StatusOK)
	other.get("/mesa/casos/" + ref).is(http.StatusOK)
	h.exec(`UPDATE account SET away_until = $1 WHERE login = 'transparencia'`, h.at().Add(-time.Minute))
	other.get("/mesa/casos/" + ref).is(http.StatusNotFound)
}

// Nobody stands in for themselves through others, also when all say so at the same moment.
func TestStandingInRound(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.exec(`INSERT INTO role_grant (account_id, role, unit) SELECT id, 'unit_official', 'finanzas' FROM account WHERE login IN ('otro', 'jefe') ON CONFLICT DO NOTHING`)
	names := []string{"oficial", "jefe", "otro"}
	say := func(i int) page {
		return h.as(names[i]).post("/mesa/ausencia", url.Values{"desde": {"2026-05-04"}, "hasta": {"2026-05-15"}, "suplente": {fmt.Sprint(h.account(names[(i+1)%3]).ID)}})
	}
	say(0).is(http.StatusOK)
	say(1).is(http.StatusOK)
	say(2).is(http.StatusUnprocessableEntity, "supliéndose a sí mismo")
	h.exec(`UPDATE account SET backup = NULL, away_from = NULL, away_until = NULL`)
	var all sync.WaitGroup
	refused := make(chan int, 3)
	for i := range names {
		all.Go(func() { refused <- say(i).status })
	}
	all.Wait()
	no := 0
	for range names {
		if <-refused == http.StatusUnprocessableEntity {
			no++
		}
	}
	if no != 1 {
		t.Errorf("%d of three were refused", no)
	}
}

// Two who hold the same, of whom one is named to see a restricted case, are told different counts.
func TestLiveCountsOfRestricted(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	ref, _ := h.visitor().ask("Presupuesto", "¿Cuánto?")
	officer := h.as("transparencia")
	n := officer.get("/mesa/casos/" + ref + "/restrict")
	officer.upload("/mesa/casos/"+ref+"/restrict", url.Values{"rev": {n.rev()}, "persona": {fmt.Sprint(h.account("transparencia").ID)}, "texto": {"Es delicado"}}).is(http.StatusOK)
	named, other := officer.stream(ctx), h.as("transparencia2").stream(ctx)
	if got := <-named; got["new"] != 1 {
		t.Errorf("who is named is told %v", got)
	}
	if got := <-other; got["new"] != 0 {
		t.Errorf("who is not is told %v", got)
	}
}

// A reviewer has what waits for their approval, and the signatory has it only then.
func TestApprovalQueues(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ref, _ := h.visitor().ask("Presupuesto", "¿Cuánto?")
	h.exec(`INSERT INTO role_grant (account_id, role, unit) SELECT id, 'reviewer', 'asesoria-legal' FROM account WHERE login = 'ventanilla'`)
	officer, signs := h.as("transparencia"), h.as("firma")
	lawyer := h.as("ventanilla")
	act := func(v *visitor, kind string, form url.Values) {
		t.Helper()
		p := v.get("/mesa/casos/" + ref + "/" + kind).is(http.StatusOK)
		form.Set("rev", p.rev())
		v.upload("/mesa/casos/"+ref+"/"+kind, form).is(http.StatusOK)
	}
	draft := url.Values{"resultado": {"denied"}, "resumen": {"No se entrega"}, "texto": {"Está reservado."}}
	code := h.law.Body().ExemptionCodes()[0]
	draft.Set("excepcion", code)
	draft.Set("razon-"+code, "Porque la norma lo reserva")
	for _, x := range h.law.Body().Exemptions() {
		for _, test := range x.Tests {
			draft.Set("razon-"+test+"."+code, "Se pesó")
		}
	}
	act(officer, "draft", draft)
	officer.get("/mesa/casos/"+ref+"/submit").is(http.StatusOK, "recibirá pedido de aprobación")
	act(officer, "submit", url.Values{})
	h.exec(`INSERT INTO role_grant (account_id, role, unit) SELECT id, 'unit_head', 'asesoria-legal' FROM account WHERE login = 'otro'`)
	head := h.as("otro")
	for _, path := range []string{"/mesa", "/mesa/casos?cola=to_approve", "/mesa/casos/" + ref, "/mesa/casos/" + ref + "/approve_draft"} { // who heads the unit that approves
		head.get(path).is(http.StatusOK, ref)
	}
	h.as("jefe").get("/mesa/casos/" + ref).is(http.StatusNotFound)
	lawyer.get("/mesa").is(http.StatusOK, "Esperan su revisión", ref)
	lawyer.get("/mesa/casos?cola=to_approve").is(http.StatusOK, ref)
	if p := signs.get("/mesa/casos?cola=to_sign").is(http.StatusOK); strings.Contains(p.body, ref) {
		t.Error("the signatory has it before the lawyers")
	}
	act(lawyer, "decline", url.Values{"texto": {"Falta la cita"}})
	officer.get("/mesa/casos?cola=back").is(http.StatusOK, ref, "Borrador devuelto")
	h.exec(`INSERT INTO role_grant (account_id, role, unit) SELECT id, 'unit_head', 'secretaria-general' FROM account WHERE login = 'firma' ON CONFLICT DO NOTHING`)
	if p := signs.get("/mesa").is(http.StatusOK, "cola=unit"); strings.Contains(p.body, ref) || strings.Contains(p.body, "cola=back") {
		t.Error("a head who signs is shown what came back to the transparency unit")
	}
	act(officer, "draft", draft)
	act(officer, "submit", url.Values{})
	head.upload("/mesa/casos/"+ref+"/approve_draft", url.Values{"rev": {head.get("/mesa/casos/" + ref + "/approve_draft").rev()}}).is(http.StatusOK, "Hecho: Aprobar el proyecto", "Hoy, ")
	head.get("/mesa/casos/"+ref).is(http.StatusConflict, "Usted ya aprobó este proyecto") // it is not theirs any more
	signs.get("/mesa/casos?cola=to_sign").is(http.StatusOK, ref)
}

// exec changes the database as no page does.
func (h *house) exec(query string, args ...any) {
	h.t.Helper()
	if err := h.store.InTx(h.t.Context(), func(tx *store.Tx) error {
		_, err := tx.ExecContext(h.t.Context(), query, args...)
		return err
	}); err != nil {
		h.t.Fatal(err)
	}
}

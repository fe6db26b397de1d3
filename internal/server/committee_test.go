package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"qhana/internal/foi"
	"qhana/internal/server"
	"qhana/internal/store"
)

// newHall is a Mexican town hall, whose committee confirms what others propose.
func newHall(t *testing.T) *house {
	t.Helper()
	return newHouse(t, func(d *server.Deps) {
		if err := d.Law.Use("mx-lgtaip"); err != nil {
			t.Fatal(err)
		}
	})
}

// What a law has weighed before it lets information be withheld stands in the letter, as the person is to read it.
func TestWeighedInTheLetter(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	ref, _ := h.visitor().ask("Asunto", "Pedido")
	lead := h.as("transparencia")
	lead.does(ref, "draft", url.Values{"resultado": {"denied"}, "resumen": {"Asunto"}, "texto": {"No se entrega."}, "excepcion": {"law_enforcement"}, "razon-harm.law_enforcement": {" "}}).
		is(http.StatusUnprocessableEntity, "Explique por qué se aplica", "Diga qué daño concreto", "Diga por qué ese daño pesa más")
	lead.does(ref, "draft", url.Values{"resultado": {"denied"}, "resumen": {"Asunto"}, "texto": {"No se entrega."}, "excepcion": {"law_enforcement"},
		"razon-law_enforcement": {"Son operativos en curso."}, "razon-harm.law_enforcement": {"Se conocerían las rutas."}, "razon-interest.law_enforcement": {"Hay vidas en juego."}}).is(http.StatusOK)
	lead.get("/mesa/casos/"+ref+"/submit").is(http.StatusOK, "Son operativos en curso. Qué daño concreto causaría entregarla: Se conocerían las rutas. Por qué ese daño pesa más que el interés público en conocerla: Hay vidas en juego.")
}

// An extension that a committee has to confirm moves nothing yet: the form says to which day each length would lead, and the case says
// when the term ends and when it would.
func TestProposedExtension(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	ref, _ := h.visitor().ask("Asunto", "Pedido")
	lead := h.as("transparencia")
	lead.get("/mesa/casos/"+ref+"/extend").is(http.StatusOK, "1 día hábil: miércoles 1 de abril de 2026", "10 días hábiles: jueves 16 de abril de 2026")
	p := lead.does(ref, "extend", url.Values{"motivo": {"volume"}, "dias": {"10"}, "texto": {"Son muchos archivos"}}).
		is(http.StatusOK, "Se propuso una prórroga", "Con la prórroga vencería", "jueves 16 de abril de 2026")
	if strings.Contains(p.body, "Vence ahora") {
		t.Error("what was only proposed is said to hold")
	}
	if err := h.store.InTx(t.Context(), func(tx *store.Tx) error {
		if err := tx.SaveUnit(t.Context(), foi.Unit{Key: "comite", NameES: "Comité de Transparencia", NameEN: "Transparency Committee", Kind: "government", Active: true}); err != nil {
			return err
		}
		for login, unit := range map[string]string{"comite": "comite", "legal": "asesoria-legal"} {
			a := foi.Account{Login: login, Name: "Nombre de " + login, Active: true, Grants: []foi.Grant{{Role: foi.Reviewer, Unit: unit}}}
			if _, err := tx.CreateAccount(t.Context(), a, cheap, h.at()); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	member := h.as("comite") // it waits on their page of the day, and on nobody else's
	member.get("/mesa").is(http.StatusOK, ref, "Esperan su revisión")
	if p := h.as("legal").get("/mesa").is(http.StatusOK, "No hay nada por revisar"); strings.Contains(p.body, ref) {
		t.Error("another reviewer is shown it")
	}
	member.does(ref, "confirm_extension", url.Values{}).is(http.StatusOK, "jueves 16 de abril de 2026")
	member.get("/mesa").is(http.StatusOK, "No hay nada por revisar")
}

// A remedy that is taken elsewhere is told with its last day, also to who got what they asked for, and is not said to be over.
func TestRemedyElsewhere(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	v := h.visitor()
	ref, _ := v.ask("Asunto", "Pedido")
	h.as("transparencia").does(ref, "answer_counter", url.Values{"resultado": {"granted"}, "resumen": {"Asunto"}, "texto": {"Son 12."}}).is(http.StatusOK)
	v.get("/caso/"+ref).is(http.StatusOK, "Recurso de revisión", "Puede presentarlo hasta el martes 24 de marzo de 2026.")
	v.get("/caso/"+ref+"/recurso").is(http.StatusOK, "Recurso de revisión: se presenta ante otra entidad, no aquí, hasta el martes 24 de marzo de 2026.")
}

// Of two heads of the unit that confirms and approves, without another role, both can open what waits for it; one says its word, and the
// other is told who did and keeps what they typed. Nobody else is told that there is such a case.
func TestTwoHeadsAtOnce(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	if err := h.store.InTx(t.Context(), func(tx *store.Tx) error {
		if err := tx.SaveUnit(t.Context(), foi.Unit{Key: "comite", NameES: "Comité de Transparencia", NameEN: "Transparency Committee", Kind: "government", Active: true}); err != nil {
			return err
		}
		for _, login := range []string{"ana", "luis"} {
			a := foi.Account{Login: login, Name: "Nombre de " + login, Active: true, Grants: []foi.Grant{{Role: foi.UnitHead, Unit: "comite"}}}
			if _, err := tx.CreateAccount(t.Context(), a, cheap, h.at()); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	lead, ana, luis, other := h.as("transparencia"), h.as("ana"), h.as("luis"), h.as("jefe")
	ref, _ := h.visitor().ask("Asunto", "Pedido")
	at := "/mesa/casos/" + ref
	lead.does(ref, "extend", url.Values{"motivo": {"volume"}, "dias": {"10"}, "texto": {"Son muchos archivos"}}).is(http.StatusOK)
	ana.get("/mesa").is(http.StatusOK, ref)
	rev := luis.get(at + "/refuse_extension").is(http.StatusOK).rev()
	ana.does(ref, "confirm_extension", url.Values{}).is(http.StatusOK)
	luis.post(at+"/refuse_extension", url.Values{"rev": {rev}, "texto": {"Son pocas fojas."}}).
		is(http.StatusConflict, "Ya se hizo", "Nombre de ana ya aprobó esta prórroga, el lunes 2 de marzo de 2026", "Lo que usted escribió", "Son pocas fojas.")

	lead.does(ref, "draft", url.Values{"resultado": {"denied"}, "resumen": {"Asunto"}, "texto": {"No se entrega."}, "excepcion": {"law_enforcement"},
		"razon-law_enforcement": {"Son operativos en curso."}, "razon-harm.law_enforcement": {"Se conocerían las rutas."}, "razon-interest.law_enforcement": {"Hay vidas en juego."}}).is(http.StatusOK)
	lead.does(ref, "submit", url.Values{}).is(http.StatusOK)
	rev = ana.get(at + "/approve_draft").is(http.StatusOK).rev()
	luis.get(at + "/approve_draft").is(http.StatusOK)
	var both sync.WaitGroup
	var pages [2]page
	for i, v := range []*visitor{ana, luis} {
		both.Go(func() {
			pages[i] = v.post(at+"/approve_draft", url.Values{"rev": {rev}, "texto": {"Está bien pesado."}})
		})
	}
	both.Wait()
	if pages[0].status == http.StatusConflict {
		pages[0], pages[1] = pages[1], pages[0]
	}
	pages[0].is(http.StatusOK, "Hecho").at("/mesa")
	pages[1].is(http.StatusConflict, "Ya se hizo", "ya aprobó este proyecto", "Lo que usted escribió", "Está bien pesado.")
	for _, v := range []*visitor{ana, luis} { // also who comes back by the link of their mail
		v.get(at).is(http.StatusConflict, "Ya se hizo", "ya aprobó este proyecto")
	}
	other.get(at).is(http.StatusNotFound)
	other.post(at+"/approve_draft", url.Values{"rev": {rev}, "texto": {"x"}}).is(http.StatusNotFound)
}

package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"qhana/internal/casework"
	"qhana/internal/foi"
	"qhana/internal/server"
)

// Who lives in another municipality says so on either form: it is on record, and what they have to do is due five worked days later. The
// answer is not.
func TestDistantPerson(t *testing.T) {
	for name, file := range map[string]func(*house) string{
		"OnTheSite": func(h *house) string {
			v := h.visitor()
			v.upload("/pedir/que", url.Values{"asunto": {"Cuentas"}, "pedido": {"¿Cuánto?"}}).at("/pedir/lugar")
			v.post("/pedir/lugar", nil)
			v.post("/pedir/entrega", url.Values{"entrega": {"web"}}).is(http.StatusOK, "Vivo en otro municipio", "5 días hábiles más", "Ley 2341 art. 21.III", "aclarar la solicitud, presentar un recurso")
			v.post("/pedir/contacto", url.Values{"nombre": {"Ana"}, "lejos": {"si"}}).at("/pedir/revisar").is(http.StatusOK, "Vivo en otro municipio", "23 de marzo de 2026 (15 días hábiles)")
			if p := v.get("/pedir/contacto"); !strings.Contains(p.body, `value="si" checked`) {
				t.Error("the draft forgot that the person lives elsewhere")
			}
			return v.post("/pedir/enviar", nil).at("/pedir/acuse").between(`<dd class="code">`, "<")
		},
		"AtTheCounter": func(h *house) string {
			clerk := h.as("ventanilla")
			clerk.get("/mesa/ventanilla").is(http.StatusOK, "Vive lejos", "Ley 2341 art. 21.III")
			f := url.Values{"pedido": {"¿Cuánto?"}, "canal": {"counter"}, "entrega": {"pickup"}, "dia": {"2026-03-02"}, "hora": {"10:00"}, "lejos": {"si"}}
			if p := clerk.post("/mesa/ventanilla", f).is(http.StatusUnprocessableEntity); !strings.Contains(p.body, `value="si" checked`) {
				t.Error("the error lost that the person lives elsewhere")
			}
			f.Set("nombre", "Ana")
			return clerk.post("/mesa/ventanilla", f).at("/mesa/ventanilla/acuse").between(`<span>Código</span> <strong>`, "<")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			ref := file(h)
			c := h.caseOf(ref)
			if due := c.Request.DueOn.String(); !c.Ledger[0].Facts.Distant || due != "2026-03-23" {
				t.Fatalf("distant is %v on record and the answer due %s, want true and 2026-03-23", c.Ledger[0].Facts.Distant, due)
			}
			act := foi.Action{Kind: foi.AskClarification, Ground: "unclear", Words: foi.Words{"text": "¿De qué año?"}}
			if _, err := h.desk.Act(t.Context(), c.Request.ID, act, h.account("transparencia").Actor()); err != nil {
				t.Fatal(err)
			}
			for _, dl := range h.caseOf(ref).Deadlines {
				if dl.Clock == "clarification" && dl.DueOn.String() != "2026-03-16" {
					t.Errorf("the clarification is due %s, want five worked days and five more: 2026-03-16", dl.DueOn)
				}
			}
			officer := h.as("transparencia")
			officer.get("/mesa/casos/"+ref).is(http.StatusOK, "Vivo en otro municipio")
			officer.get("/mesa/casos/"+ref+"/plazo/clarification").is(http.StatusOK, "Día hábil más, por la distancia", "Ley 2341 art. 21.III")
		})
	}
}

// Where the law tells kinds of request apart, both forms ask which: its term is the answer's, and one that there is not is told beside
// the field. Where it tells none apart, neither form asks.
func TestKindOfRequest(t *testing.T) {
	plain := newHouse(t)
	for _, p := range []page{plain.visitor().get("/pedir/que"), plain.as("ventanilla").get("/mesa/ventanilla")} {
		if strings.Contains(p.body, `name="via"`) {
			t.Error(p.what, "asks for a kind of request that the law does not know")
		}
	}
	h := newHouse(t, underLawWithTracks(t))
	v := h.visitor()
	v.get("/pedir/que").is(http.StatusOK, "¿Qué clase de solicitud es?", "Solicitud común", "Vida o libertad", "5 días hábiles (de prueba)")
	form := url.Values{"asunto": {"Cuentas"}, "pedido": {"¿Cuánto?"}, "via": {"none_such"}}
	v.upload("/pedir/que", form).is(http.StatusUnprocessableEntity, `id="via-error"`, "Elija una de las clases de solicitud", "Cuentas")
	if p := v.get("/pedir/que"); strings.Contains(p.body, "Pasada por un asistente") {
		t.Error("a person is offered what only the body can say")
	}
	form.Set("via", "passed_on")
	v.upload("/pedir/que", form).is(http.StatusUnprocessableEntity, `id="via-error"`, "Elija una de las clases de solicitud")
	form.Set("via", "urgent")
	v.upload("/pedir/que", form).at("/pedir/lugar")
	v.post("/pedir/entrega", url.Values{"entrega": {"web"}})
	v.post("/pedir/contacto", url.Values{"nombre": {"Ana"}}).at("/pedir/revisar").is(http.StatusOK, "Vida o libertad", "9 de marzo de 2026 (5 días hábiles)")
	ref := v.post("/pedir/enviar", nil).at("/pedir/acuse").is(http.StatusOK, "5 días hábiles desde el día siguiente").between(`<dd class="code">`, "<")

	clerk := h.as("ventanilla")
	f := url.Values{"pedido": {"¿Cuánto?"}, "nombre": {"Ana"}, "canal": {"counter"}, "entrega": {"pickup"}, "dia": {"2026-03-02"}, "hora": {"10:00"}, "via": {"none_such"}}
	clerk.post("/mesa/ventanilla", f).is(http.StatusUnprocessableEntity, `id="via-error"`, "Elija una de las clases de solicitud", "¿Cuánto?")
	clerk.get("/mesa/ventanilla").is(http.StatusOK, "Vida o libertad", "Pasada por un asistente")
	f.Set("via", "urgent")
	other := clerk.post("/mesa/ventanilla", f).at("/mesa/ventanilla/acuse").between(`<span>Código</span> <strong>`, "<")
	for _, ref := range []string{ref, other} {
		if c := h.caseOf(ref); c.Ledger[0].Facts.Track != "urgent" || c.Request.DueOn.String() != "2026-03-09" {
			t.Errorf("%s is on the track %q and due %s, want urgent and 2026-03-09", ref, c.Ledger[0].Facts.Track, c.Request.DueOn)
		}
	}
	thirdPartyTimes(t, h, other)
}

// thirdPartyTimes looks at the form by which a third party is consulted on 2 March and on the 5th, under a law that gives two days to tell them
// and three to answer: both days stand on it with their articles before anything is sent, and what is told too late is said to be.
func thirdPartyTimes(t *testing.T, h *house, ref string) {
	t.Helper()
	lead := h.as("transparencia")
	lead.does(ref, "acknowledge", url.Values{}).is(http.StatusOK)
	form := "/mesa/casos/" + ref + "/consult_third"
	lead.get(form).is(http.StatusOK, "Hay que avisarle hasta el miércoles 4 de marzo de 2026: la ley da 2 días hábiles", "art. 20 de prueba",
		"puede responder hasta el jueves 5 de marzo de 2026: la ley le da 3 días hábiles", "art. 21 de prueba", "texto por confirmar")
	h.now.Add(int64(72 * time.Hour))
	lead = h.as("transparencia")
	lead.get(form).is(http.StatusOK, "Había que avisarle hasta el miércoles 4 de marzo de 2026", "puede responder hasta el martes 10 de marzo de 2026")
	lead.does(ref, "consult_third", url.Values{"nombre": {"Empresa Uno"}, "correo": {"uno@empresa.example"}, "texto": {"¿Está de acuerdo?"}}).is(http.StatusOK)
	ledger := h.caseOf(ref).Ledger
	if e := ledger[len(ledger)-1]; e.Event != foi.ThirdConsulted || !e.Facts.Late || e.Facts.Due.String() != "2026-03-10" {
		t.Errorf("what is on record is %s, late %v, due %s: not what the form said", e.Event, e.Facts.Late, e.Facts.Due)
	}
}

// underLawWithTracks puts a house under the law of La Paz with a second kind of request, and with times for third parties: no law that a body
// keeps here has those.
func underLawWithTracks(t *testing.T) func(*server.Deps) {
	t.Helper()
	law := lawsWith(t, func(path string, b []byte) []byte {
		switch path {
		case "bo-la-paz/statute.yaml":
			b = []byte(strings.Replace(string(b), "\nterms:\n", "\nterms:\n  third_party_notice: {amount: 2, unit: working, cite: {article: \"art. 20 de prueba\", certainty: read}}\n"+
				"  third_party: {amount: 3, unit: working, cite: {article: \"art. 21 de prueba\", certainty: to_confirm}}\n", 1))
			return append(b, "tracks:\n  urgent: {terms: {response: {amount: 5, unit: working}}, cite: {article: \"de prueba\", certainty: general}}\n"+
				"  passed_on: {by: body, terms: {response: {amount: 9, unit: working}}, cite: {article: \"de prueba\", certainty: general}}\n"...)
		case "bo-la-paz/text.es.json", "bo-la-paz/text.en.json":
			return []byte(strings.Replace(string(b), "{", "{\n  \"track.urgent\": \"Vida o libertad\",\n  \"track.passed_on\": \"Pasada por un asistente\",", 1))
		}
		return b
	})
	return func(d *server.Deps) {
		d.Law, d.Desk = law, casework.New(d.Store, law, noQueue{}, d.Now, "lapaz.example")
	}
}

package server_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"qhana/internal/foi"
	"qhana/internal/store"
)

// A person asks for their data to be erased from their own page: not before the declared time, of which the page says the day and whose
// decision it is; two different officials confirm it, each with their password; whoever asked can stop it, and an official refuse it.
func TestErasureAsked(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	person := h.visitor()
	ref, key := person.ask("Asunto propio", "Pedido propio")
	mine := "/caso/" + ref + "/borrar"
	ask := url.Values{"hacer": {"pedir"}, "seguro": {"si"}}
	open := func() { person.post("/seguir", url.Values{"codigo": {ref}, "clave": {key}}).at("/caso/" + ref) }
	open()
	if p := person.get("/caso/" + ref); strings.Contains(p.body, "/borrar") {
		t.Error("a case under way offers the erasure")
	}
	person.get(mine).is(http.StatusOK, "sigue en curso", "2 años", "fijó la propia institución")
	person.post(mine, ask).is(http.StatusUnprocessableEntity, "sigue en curso")
	h.visitor().get(mine).at("/seguir")

	person.post("/caso/"+ref+"/retirar", nil).is(http.StatusOK)
	if _, err := h.store.DB().Exec(`UPDATE notice SET settled_at = created_at`); err != nil {
		t.Fatal(err)
	}
	person.get("/caso/"+ref).is(http.StatusOK, mine)
	if p := person.get(mine).is(http.StatusOK, "Puede pedirlo desde el", "2 de marzo de 2028"); strings.Contains(p.body, `value="pedir"`) {
		t.Error("it can be asked for before the day")
	}
	person.post(mine, ask).is(http.StatusUnprocessableEntity, "Todavía no: se puede desde el", "2 de marzo de 2028")
	h.now.Store(time.Date(2028, 3, 2, 3, 59, 0, 0, time.UTC).UnixNano()) // still the first of March in La Paz
	open()
	person.post(mine, ask).is(http.StatusUnprocessableEntity, "Todavía no")
	h.now.Store(time.Date(2028, 3, 2, 14, 0, 0, 0, time.UTC).UnixNano())
	person.post(mine, url.Values{"hacer": {"pedir"}}).is(http.StatusUnprocessableEntity, "Marque que entiende", `href="#seguro"`)
	person.post(mine, ask).at(mine).is(http.StatusOK, "Lo pidió el", "Dos funcionarios distintos")
	person.post(mine, ask).is(http.StatusConflict, "Ya lo había pedido")

	admin, lead, other := h.as("admin"), h.as("transparencia"), h.as("transparencia2")
	list := admin.get("/admin/borrados").is(http.StatusOK, ref, "Falta que lo confirmen dos personas")
	id := list.between(`/admin/borrados/`, `"`)
	for login, path := range map[string]string{"auditoria": "/admin/borrados", "oficial": "/mesa/borrados", "firma": "/mesa/borrados/" + id, "transparencia": "/admin/borrados/" + id} {
		h.as(login).get(path).is(http.StatusForbidden)
	}
	waits := func(when string, v *visitor, path string, want bool) {
		t.Helper()
		if p := v.get(path).is(http.StatusOK); strings.Contains(p.body, "1 persona pidió que se borren sus datos y espera que usted lo revise") != want {
			t.Errorf("%s: %s tells of a wish that waits: %t", when, path, !want)
		}
	}
	waits("asked", admin, "/admin", true)
	waits("asked", lead, "/mesa", true)
	waits("asked", h.as("oficial"), "/mesa", false)
	lead.get("/idioma/en")
	lead.get("/mesa").is(http.StatusOK, "1 person asked that their data be erased and waits for your decision")
	lead.get("/idioma/es")
	one := admin.get("/admin/borrados/"+id).is(http.StatusOK, ref)
	if strings.Contains(one.body+list.body, "María Condori") || strings.Contains(one.body+list.body, "Asunto propio") {
		t.Error("who decides is told who asked, or what")
	}
	confirm := func(v *visitor, at, code, clave string) page {
		return v.post(at+"/"+id, url.Values{"hacer": {"confirmar"}, "codigo": {code}, "clave": {clave}})
	}
	confirm(admin, "/admin/borrados", "LP-2026-000001-0", password).is(http.StatusUnprocessableEntity, "Escriba el código")
	confirm(admin, "/admin/borrados", ref, "").is(http.StatusUnprocessableEntity, "La contraseña no es la suya", ref)
	confirm(admin, "/admin/borrados", ref, "no es esta frase").is(http.StatusUnprocessableEntity, "La contraseña no es la suya")
	if e := h.wish(id); e.FirstBy != 0 {
		t.Fatal("it is confirmed without the password")
	}
	confirm(admin, "/admin/borrados", strings.ToLower(ref), password).at("/admin/borrados").is(http.StatusOK, "Lo confirmó Nombre de admin; falta otra persona")
	person.get(mine).is(http.StatusOK, "falta otro")
	admin.get("/admin/borrados/"+id).is(http.StatusOK, "Usted ya lo confirmó")
	confirm(admin, "/admin/borrados", ref, password).is(http.StatusUnprocessableEntity, "tiene que confirmarlo otra persona")
	if e := h.wish(id); e.Confirmed() {
		t.Fatal("one person confirmed it twice")
	}
	waits("confirmed once", admin, "/admin", false) // theirs was the first
	waits("confirmed once", lead, "/mesa", true)
	lead.get("/mesa/borrados/"+id).is(http.StatusOK, "Con su confirmación son dos", "3 días", "/mesa/casos/"+ref)
	confirm(lead, "/mesa/borrados", ref, password).at("/mesa/borrados").is(http.StatusOK, "se está avisando a la persona")
	confirm(other, "/mesa/borrados", ref, password).is(http.StatusConflict)
	waits("confirmed twice", other, "/mesa", false)

	h.told(id)
	person.get(mine).is(http.StatusOK, "sus datos se borran el", "5 de marzo de 2028")
	other.get("/mesa/borrados").is(http.StatusOK, "5 de marzo de 2028", "puede detenerlo")
	person.post(mine, url.Values{"hacer": {"detener"}}).at(mine).is(http.StatusOK, "Usted detuvo el pedido", `value="pedir"`)
	person.post(mine, url.Values{"hacer": {"detener"}}).is(http.StatusConflict)
	if ids, err := h.store.ErasuresToWork(t.Context(), h.at().AddDate(1, 0, 0), 9); err != nil || len(ids) != 0 {
		t.Errorf("what was stopped is carried out: %v %v", ids, err)
	}

	person.post(mine, ask).at(mine)
	id = lead.get("/mesa/borrados").between(`/mesa/borrados/`, `"`)
	lead.post("/mesa/borrados/"+id, url.Values{"hacer": {"rechazar"}}).is(http.StatusUnprocessableEntity, "Escriba el motivo")
	lead.post("/mesa/borrados/"+id, url.Values{"hacer": {"rechazar"}, "motivo": {"Un juez pidió guardar el caso."}}).at("/mesa/borrados").is(http.StatusOK, "Un juez pidió")
	person.get(mine).is(http.StatusOK, "No se aceptó", "Un juez pidió guardar el caso.", "Puede pedirlo otra vez")

	admin.get("/admin/registro").is(http.StatusOK, "La persona que pidió", "Pidió que se borren los datos personales de "+ref, "Confirmó que se borren", "Detuvo el borrado", "No aceptó")
	var roles []string
	if err := h.store.DB().Select(&roles, `SELECT kind || ' ' || role || ' ' || (account_id = 0) FROM admin_entry WHERE subject = 'case:' || $1 ORDER BY id`, ref); err != nil {
		t.Fatal(err)
	}
	if want := []string{"erasure_asked requester true", "erasure_confirmed administrator false", "erasure_confirmed transparency_officer false", "erasure_stopped requester true",
		"erasure_asked requester true", "erasure_refused transparency_officer false"}; !slices.Equal(roles, want) {
		t.Errorf("on record stand %q", roles)
	}
}

// wish is one wish as it is stored.
func (h *house) wish(id string) (out store.ErasureAsked) {
	h.t.Helper()
	if err := h.store.DB().Get(&out.ID, `SELECT $1::bigint`, id); err != nil {
		h.t.Fatal(err)
	}
	out, err := h.store.ErasureAskedByID(h.t.Context(), out.ID)
	if err != nil && foi.CodeOf(err) != "" {
		h.t.Fatal(err)
	}
	return out
}

// told marks the person as told, as the job does.
func (h *house) told(id string) {
	h.t.Helper()
	if _, err := h.store.DB().Exec(`UPDATE erasure_asked SET told_at = $2, told = 'mail' WHERE id = $1`, id, h.at()); err != nil {
		h.t.Fatal(err)
	}
}

package server_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"qhana/internal/foi"
)

// A head who leaves with work in hand: the page refuses once, says what is theirs and which role nobody would hold any more, keeps what
// was typed, and changes nothing. Whoever then says that they know closes the account, and the branch is where it was, for the unit.
func TestHeadWhoLeaves(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ref, _ := h.visitor().ask("Asunto", "Pedido")
	desk := "/mesa/casos/" + ref
	h.as("transparencia").does(ref, "open_branch", url.Values{"unidad": {"finanzas"}, "plazo": {"5"}, "texto": {"¿Cuánto se gastó?"}}).is(http.StatusOK, "Hecho")
	head := h.as("jefe")
	head.does(ref, "accept_branch?rama=1", url.Values{}).is(http.StatusOK, "Hecho")
	a := h.account("jefe")
	if held, err := h.store.Held(t.Context(), a.ID, ""); err != nil || len(held) != 1 {
		t.Fatal(held, err)
	}

	admin := h.as("admin")
	path := fmt.Sprintf("/admin/personas/%d", a.ID)
	admin.get(path).is(http.StatusOK, "Tiene a su cargo", ref)
	form := url.Values{"nombre": {"Nombre cambiado"}, "correo": {"jefe@lapaz.example"}, "rol": {"unit_head"}, "unidad": {"finanzas"}} // no longer active
	admin.post(path, form).is(http.StatusUnprocessableEntity, "Nadie más tendría: Jefatura de unidad en Finanzas.", ref, "Nombre cambiado", `name="seguro"`)
	if now := h.account("jefe"); !now.Active || now.Name != a.Name || len(now.Grants) != 1 {
		t.Fatalf("what was refused changed %+v", now)
	}
	// Without the role, and still active, is leaving it too.
	admin.post(path, url.Values{"nombre": {a.Name}, "activa": {"si"}, "rol": {"unit_official"}, "unidad": {"finanzas"}}).is(http.StatusUnprocessableEntity, `name="seguro"`)
	head.get("/mesa").is(http.StatusOK)

	// Where another holds the role, the work in hand is still asked about; whoever has none leaves without a question.
	h.change("otro", func(o *foi.Account) { o.Grants = append(o.Grants, foi.Grant{Role: foi.UnitHead, Unit: "finanzas"}) })
	p := admin.post(path, form).is(http.StatusUnprocessableEntity, "<title>Error:", `href="#activa">Tiene trabajo a su cargo o suple a alguien. Revíselo y confirme abajo.`, `id="activa-error"`, ref, "Nombre cambiado", `name="seguro"`)
	if now := h.account("jefe"); !now.Active || strings.Contains(p.body, "Nadie más tendría") {
		t.Fatalf("another head is there, %+v", now)
	}
	free := fmt.Sprintf("/admin/personas/%d", h.account("ventanilla").ID)
	h.change("transparencia2", func(o *foi.Account) { o.Grants = append(o.Grants, foi.Grant{Role: foi.Clerk, Unit: "transparencia"}) })
	admin.post(free, url.Values{"nombre": {"Nombre de ventanilla"}, "rol": {"clerk"}, "unidad": {"transparencia"}}).at("/admin/personas").is(http.StatusOK)
	h.change("otro", func(o *foi.Account) {
		o.Grants = slices.DeleteFunc(o.Grants, func(g foi.Grant) bool { return g.Role == foi.UnitHead })
	})

	// Whoever is away and leaned on the one who leaves is named before, and leans on nobody afterwards, on record.
	h.change("oficial", func(o *foi.Account) {
		o.Email = "oficial@lapaz.example"
		o.Backup, o.AwayFrom, o.AwayUntil = a.ID, h.at().AddDate(0, 0, -1), h.at().AddDate(0, 0, 9)
	})
	admin.get(path).is(http.StatusOK, "Suple a estas personas", ">Nombre de oficial</a>")

	form.Set("seguro", "si")
	admin.post(path, form).at("/admin/personas").is(http.StatusOK)
	if now := h.account("jefe"); now.Active || len(now.Grants) != 1 {
		t.Fatalf("who left is %+v", now)
	}
	if p := head.get("/mesa"); p.path != "/entrar" {
		t.Errorf("who left still reads %s: %d", p.path, p.status)
	}
	admin.get("/admin/unidades").is(http.StatusOK, "sin jefatura")
	admin.get("/admin").is(http.StatusOK, "Falta quién responda", `no tiene jefatura: <a href="/admin/unidades/finanzas">Finanzas</a>`)
	if o := h.account("oficial"); o.Backup != 0 || o.AwayUntil.IsZero() {
		t.Errorf("somebody away still leans on who left: %+v", o)
	}
	to := foi.Recipient{Role: foi.UnitOfficial, Unit: "finanzas"}
	if list, err := h.store.Addresses(t.Context(), to, h.at()); err != nil || !slices.Contains(list, "oficial@lapaz.example") {
		t.Errorf("notices of somebody without a stand-in go to %v: %v", list, err)
	}
	admin.get("/admin/registro").is(http.StatusOK, "Cambió la cuenta de Nombre de oficial")
	h.change("oficial", func(o *foi.Account) { o.AwayFrom, o.AwayUntil = time.Time{}, time.Time{} })
	req, err := h.store.RequestByReference(t.Context(), foi.Reference(ref))
	if err != nil || req.State != foi.Open {
		t.Fatal(req.State, err)
	}
	h.as("oficial").get(desk).is(http.StatusOK, "¿Cuánto se gastó?")
	if held, err := h.store.Held(t.Context(), 0, "finanzas"); err != nil || len(held) != 1 {
		t.Errorf("the branch is lost: %v %v", held, err)
	}
	admin.get("/admin/registro").is(http.StatusOK, "Nombre cambiado", `href="/admin/personas"><svg`, "Administración</span>") // with a way back

	// A new head finds it, and can give it to somebody.
	h.change("oficial", func(o *foi.Account) { o.Grants = append(o.Grants, foi.Grant{Role: foi.UnitHead, Unit: "finanzas"}) })
	if p := admin.get("/admin"); strings.Contains(p.body, "no tiene jefatura") {
		t.Error("a unit with a head is told to have none")
	}
	if p := h.as("oficial").get(desk + "/assign_branch?rama=1").is(http.StatusOK); !strings.Contains(p.body, "Nombre de oficial") {
		t.Error("the new head cannot give the branch to anybody")
	}
}

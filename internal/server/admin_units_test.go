package server_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"qhana/internal/foi"
	"qhana/internal/store"
)

// change saves an account as somebody with more in a form would.
func (h *house) change(login string, with func(*foi.Account)) foi.Account {
	h.t.Helper()
	a := h.account(login)
	with(&a)
	if err := h.store.InTx(h.t.Context(), func(tx *store.Tx) error { return tx.SaveAccount(h.t.Context(), a) }); err != nil {
		h.t.Fatal(err)
	}
	return a
}

// The list of units says who heads each and who stands in for them now, and marks a unit that nobody heads.
func TestUnitsShowTheirHeads(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	admin := h.as("admin")
	person := func(login string) string {
		a := h.account(login)
		return fmt.Sprintf(`<a href="/admin/personas/%d">%s</a>`, a.ID, a.Name)
	}
	row := func(key string) page {
		p := admin.get("/admin/unidades").is(http.StatusOK)
		p.body = p.between(`href="/admin/unidades/`+key+`"`, "</tr>")
		return p
	}
	row("finanzas").is(http.StatusOK, person("jefe"), "sin suplente")
	row("sur").is(http.StatusOK, "<svg", "sin jefatura")
	admin.get("/admin/unidades/sur").is(http.StatusOK, "sin jefatura")

	oficial, otro := h.account("oficial"), h.account("otro")
	h.change("jefe", func(a *foi.Account) { a.Backup = oficial.ID })
	row("finanzas").is(http.StatusOK, "Suplente si se ausenta: "+person("oficial"))

	// Away from yesterday to 6 March: the official stands in, and while that one is away too, the next.
	day := foi.MustDate("2026-03-06")
	away := func(a *foi.Account) {
		a.AwayFrom, a.AwayUntil = h.at().AddDate(0, 0, -1), (day+1).At(0, 0, h.law.Body().Location())
	}
	h.change("jefe", away)
	p := row("finanzas").is(http.StatusOK, person("jefe"), "ausente hasta el viernes 6 de marzo de 2026", "Suple ahora: "+person("oficial"))
	if strings.Contains(p.body, "sin jefatura") {
		t.Error("a unit whose head is away has no head")
	}
	h.change("oficial", func(a *foi.Account) { away(a); a.Backup = otro.ID })
	row("finanzas").is(http.StatusOK, "Suple ahora: "+person("otro"))
	h.change("otro", func(a *foi.Account) { a.Active = false })
	row("finanzas").is(http.StatusOK, "nadie la suple")
	admin.get("/admin/unidades/finanzas").is(http.StatusOK, person("jefe"), "nadie la suple")
	admin.get("/idioma/en")
	admin.get("/admin/unidades").is(http.StatusOK, "nobody stands in", "no head")

	h.change("jefe", func(a *foi.Account) { a.Active = false })
	admin.get("/idioma/es")
	row("finanzas").is(http.StatusOK, "sin jefatura")
}

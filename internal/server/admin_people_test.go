package server_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"qhana/internal/foi"
	"qhana/internal/store"
)

// A body with many people: the list comes page by page and each once, whatever accents names have, and is searched by words and by unit; whoever
// is saved is named on it; their own page does not offer thousands to stand in.
func TestManyPeople(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	var many []foi.Account
	for i := range 320 {
		many = append(many, foi.Account{Login: fmt.Sprintf("p%03d", i), Name: fmt.Sprintf("Ñ%03d de Prueba", i), Email: fmt.Sprintf("p%03d@lapaz.example", i), Grants: []foi.Grant{{Role: foi.UnitOfficial, Unit: "sur"}}})
	}
	if err := h.store.InTx(t.Context(), func(tx *store.Tx) error { return tx.SaveAccounts(t.Context(), many, h.at()) }); err != nil {
		t.Fatal(err)
	}
	admin := h.as("admin")
	seen := map[string]int{}
	pages := 0
	for path := "/admin/personas"; path != ""; pages++ {
		p := admin.get(path).is(http.StatusOK)
		if len(p.body) > 90_000 {
			t.Fatalf("page %d of the people has %d bytes", pages, len(p.body))
		}
		for _, row := range strings.Split(p.body, `<code class="quiet">`)[1:] {
			login, _, _ := strings.Cut(row, "<")
			seen[login]++
		}
		path = ""
		if _, next, more := strings.Cut(p.body, `govuk-button--secondary" href="?`); more {
			next, _, _ = strings.Cut(next, `"`)
			path = "/admin/personas?" + strings.ReplaceAll(next, "&amp;", "&")
		}
	}
	for login, n := range seen {
		if n != 1 {
			t.Errorf("%s stands %d times", login, n)
		}
	}
	if all, err := h.store.Accounts(t.Context()); err != nil || len(seen) != len(all) || pages != (len(all)+99)/100 {
		t.Errorf("%d of %d people on %d pages: %v", len(seen), len(all), pages, err)
	}

	find := func(query string) string {
		return admin.get("/admin/personas?"+query).is(http.StatusOK).between("<tbody>", "</tbody>")
	}
	for _, query := range []string{"q=n007", "q=prueba+%C3%91007", "q=P007@lapaz", "q=+p007+++de+"} {
		if rows := find(query); strings.Count(rows, "<tr>") != 1 || !strings.Contains(rows, "Ñ007 de Prueba") {
			t.Errorf("%s finds %d: %.200s", query, strings.Count(rows, "<tr>"), rows)
		}
	}
	if rows := find("unidad=finanzas"); strings.Contains(rows, "de Prueba") || !strings.Contains(rows, "Nombre de jefe") {
		t.Error("the people of a unit are others")
	}
	admin.get("/admin/personas?q=%25").is(http.StatusOK, "Nadie coincide")
	admin.get("/admin/personas?q=%00").is(http.StatusOK, "Nadie coincide")
	admin.get("/admin/personas?desde=x").at("/admin/personas").is(http.StatusOK)
	admin.get("/admin/unidades").is(http.StatusOK, `href="/admin/personas?unidad=sur"`)

	jefe := h.account("jefe")
	p := admin.get(fmt.Sprintf("/admin/personas/%d", jefe.ID)).is(http.StatusOK, "Se ofrecen las personas de sus unidades", "Nombre de oficial · oficial")
	if strings.Contains(p.body, "de Prueba") {
		t.Error("everybody is offered to stand in")
	}
	admin.get(fmt.Sprintf("/admin/personas?hecho=%d", jefe.ID)).is(http.StatusOK, "Guardado: Nombre de jefe")
}

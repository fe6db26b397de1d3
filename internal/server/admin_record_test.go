package server_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"qhana/internal/foi"
	"qhana/internal/ledger"
	"qhana/internal/store"
)

// When an official is away and who stands in for them is theirs: the public record commits to it and does not tell it. Codes, such as
// roles, it tells.
func TestRecordTellsNothingPersonalOfOfficials(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := func(login string) string { return fmt.Sprint(h.account(login).ID) }
	h.as("oficial").post("/mesa/ausencia", url.Values{"desde": {""}, "hasta": {""}, "suplente": {""}}).is(http.StatusUnprocessableEntity, "Elija quién suple", "Escriba el primer día de la ausencia")
	h.as("oficial").post("/mesa/ausencia", url.Values{"desde": {"2026-05-04"}, "hasta": {"2026-05-15"}, "suplente": {id("jefe")}}).is(http.StatusOK)
	h.as("admin").post("/admin/personas/"+id("jefe"), url.Values{"nombre": {"Nombre de jefe"}, "usuario": {"jefe"}, "correo": {"jefe@lapaz.example"}, "activa": {"si"},
		"rol": {"unit_head"}, "unidad": {"finanzas"}, "desde": {"2026-05-04"}, "hasta": {"2026-05-15"}, "suplente": {id("otro")}}).is(http.StatusOK)

	var acts []store.Act
	if err := h.store.DB().Select(&acts, `SELECT 'admin' AS kind, id AS a, 0 AS b, at AS since FROM admin_entry ORDER BY id`); err != nil || len(acts) != 2 {
		t.Fatal(acts, err)
	}
	recorded, err := h.store.Recorded(t.Context(), acts)
	if err != nil {
		t.Fatal(err)
	}
	for _, act := range recorded {
		o, err := ledger.Of(act)
		if err != nil {
			t.Fatal(err)
		}
		leaf, err := ledger.ParseLeaf(o.Leaf)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(o.Leaf), "2026-05") || strings.Contains(string(o.Leaf), "backup") {
			t.Errorf("the record tells when an official is away: %s", o.Leaf)
		}
		b, err := ledger.Canonical(o.Words)
		if err != nil || !strings.Contains(string(b), "2026-05-04") || ledger.Commit(o.Salts["words"], b) != leaf.Words {
			t.Errorf("the commitment of %s is not of %s: %v", o.Leaf, b, err)
		}
	}
}

// The administrators' page says which particulars of an account changed, and the record keeps what a letter's text was by its hash.
func TestAdminRecordSaysWhatChanged(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := fmt.Sprint(h.account("jefe").ID)
	admin := h.as("admin")
	admin.post("/admin/personas/"+id, url.Values{"nombre": {"Otro nombre"}, "usuario": {"jefe"}, "correo": {"otro@lapaz.example"}, "activa": {"si"}, "rol": {"unit_head"}, "unidad": {"finanzas"}}).is(http.StatusOK)
	admin.get("/admin/registro").is(http.StatusOK, "(nombre, correo)")
	admin.post("/admin/personas/"+id, url.Values{"nombre": {"Otro nombre"}, "correo": {"otro@lapaz.example"}, "activa": {"si"}, "rol": {"unit_head", "auditor"}, "unidad": {"finanzas", ""}}).is(http.StatusUnprocessableEntity)
	admin.post("/admin/personas/"+id, url.Values{"nombre": {"Otro nombre"}, "correo": {"otro@lapaz.example"}, "activa": {"si"}, "rol": {"auditor"}, "unidad": {""}, "seguro": {"si"}}).is(http.StatusOK)
	h.as("auditoria").get("/auditoria/administracion").is(http.StatusOK, "(roles: antes Jefatura de unidad en Finanzas; después Auditoría)")
}

// A declared change of a law's files stands in words in the administrators' record and on the public page, with the files before and after.
func TestReplacedLawFilesInWords(t *testing.T) {
	t.Parallel()
	h, _ := newRecord(t)
	public := h.visitor()
	if p := public.get("/registro").is(http.StatusOK); strings.Contains(p.body, "archivos de la norma") {
		t.Error("the page tells of a change that nobody declared")
	}
	before, after, second, third := strings.Repeat("a", 64), strings.Repeat("b", 64), strings.Repeat("c", 64), strings.Repeat("d", 64)
	if err := h.store.InTx(t.Context(), func(tx *store.Tx) error {
		for _, r := range []foi.Replacement{{At: h.at(), Statute: "bo-la-paz", Version: "2016-1", Definition: after, Instead: []string{before}, Reason: "Se <precisó> un aviso"},
			{At: h.at(), Statute: "otra", Version: "1", Definition: after, Instead: []string{before}, Reason: "x"},
			{At: h.at(), Statute: "bo-la-paz", Calendar: "bo", Days: []string{"2025-2027:" + third}, Instead: []string{"2025-2027:" + second}, Reason: "Faltaba un feriado"}} {
			if err := tx.AddReplacement(t.Context(), r, h.account("admin").ID); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	admin := h.as("admin")
	admin.get("/admin/registro").is(http.StatusOK, "Nombre de admin", "Declaró que cambiaron los archivos de la norma Ley Municipal 165, versión 2016-1. Motivo: Se &lt;precisó&gt; un aviso", "los archivos de la norma otra, versión 1",
		"Declaró que cambiaron los días del calendario bo de la norma Ley Municipal 165. Motivo: Faltaba un feriado")
	p := public.get("/registro").is(http.StatusOK, "Cambios declarados en los archivos de la norma", "se declaró el cambio de los archivos de la norma Ley Municipal 165, versión 2016-1. Motivo: Se &lt;precisó&gt; un aviso",
		`<a href="/registro/ley/`+before+`">Archivos anteriores</a>`, `<a href="/registro/ley/`+after+`">Archivos que los reemplazan</a>`,
		"se declaró el cambio de los días del calendario bo, con el que cuenta la norma Ley Municipal 165. Motivo: Faltaba un feriado", `<a href="/registro/ley/`+second+`">Archivos anteriores</a>`, `<a href="/registro/ley/`+third+`">Archivos que`)
	admin.get("/idioma/en")
	en := admin.get("/admin/registro").is(http.StatusOK, "Declared that the files of the law Municipal Law 165, version 2016-1, changed. Reason: Se &lt;precisó&gt; un aviso", "Declared that the days of the calendar bo of the law Municipal Law 165 changed. Reason: Faltaba un feriado")
	public.get("/idioma/en")
	enp := public.get("/registro").is(http.StatusOK, "Declared changes in the files of the law", "a change of the files of the law Municipal Law 165, version 2016-1, was declared", ">Earlier files</a>", ">Files in their place</a>")
	for _, page := range []string{p.body, en.body, enp.body} {
		for _, raw := range []string{"law_files", "refiled."} {
			if strings.Contains(page, raw) {
				t.Errorf("a page says %q", raw)
			}
		}
	}
}

package server_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"qhana/internal/ledger"
	"qhana/internal/store"
)

// When an official is away and who stands in for them is theirs: the public record commits to it and does not tell it. Codes, such as
// roles, it tells.
func TestRecordTellsNothingPersonalOfOfficials(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := func(login string) string { return fmt.Sprint(h.account(login).ID) }
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
}

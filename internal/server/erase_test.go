package server_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"qhana/internal/foi"
	"qhana/internal/store"
)

// A case whose personal data were erased is still shown, says so, and names nobody.
func TestErasedCase(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ref, _ := h.visitor().ask("Asunto propio", "Pedido propio")
	for _, query := range []string{`UPDATE request SET state = 'withdrawn'`, `UPDATE deadline SET status = 'stopped'`, `UPDATE notice SET settled_at = created_at`, `DELETE FROM unlogged`} {
		if _, err := h.store.DB().Exec(query); err != nil {
			t.Fatal(err)
		}
	}
	lead := h.as("transparencia")
	if err := h.store.InTx(t.Context(), func(tx *store.Tx) error {
		_, err := tx.Erase(t.Context(), foi.Reference(ref), store.Erasure{At: time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC), Account: 1, Basis: "Orden 7/2026"})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for _, address := range []string{"/mesa/casos/" + ref, "/mesa/casos?cola=closed", "/mesa/casos/exportar.csv?cola=closed", "/mesa/casos/" + ref + "/plazo/response"} {
		p := lead.get(address).is(http.StatusOK)
		if strings.Contains(p.body, "María Condori") || strings.Contains(p.body, "propio") {
			t.Errorf("%s still has what was erased", address)
		}
	}
	lead.get("/mesa/casos/"+ref).is(http.StatusOK, "se borraron", "Orden 7/2026", "2 de marzo de 2026")
	h.as("auditoria").get("/auditoria/casos/"+ref).is(http.StatusOK, "se borraron", "2 de marzo de 2026")
}

package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"qhana/internal/server"
)

// An extension that a committee has to confirm moves nothing yet: the form says to which day each length would lead, and the case says
// when the term ends and when it would.
func TestProposedExtension(t *testing.T) {
	t.Parallel()
	h := newHouse(t, func(d *server.Deps) {
		if err := d.Law.Use("mx-lgtaip"); err != nil {
			t.Fatal(err)
		}
	})
	ref, _ := h.visitor().ask("Asunto", "Pedido")
	lead := h.as("transparencia")
	lead.get("/mesa/casos/"+ref+"/extend").is(http.StatusOK, "1 día hábil: miércoles 1 de abril de 2026", "10 días hábiles: jueves 16 de abril de 2026")
	p := lead.does(ref, "extend", url.Values{"motivo": {"volume"}, "dias": {"10"}, "texto": {"Son muchos archivos"}}).
		is(http.StatusOK, "Se propuso una prórroga", "Con la prórroga vencería", "jueves 16 de abril de 2026")
	if strings.Contains(p.body, "Vence ahora") {
		t.Error("what was only proposed is said to hold")
	}
}

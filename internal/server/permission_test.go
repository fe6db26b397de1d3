package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// Each page behind the door opens to whom it is for, and to nobody else.
func TestPermissions(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ref, _ := h.visitor().ask("Asunto secreto", "Pedido")
	desk := "/mesa/casos/" + ref
	const no, hidden = http.StatusForbidden, http.StatusNotFound
	for path, want := range map[string]map[string]int{
		"/mesa":                  {"transparencia": 200, "oficial": 200, "jefe": 200, "firma": 200, "ventanilla": 200, "auditoria": no, "admin": no},
		"/mesa/casos":            {"transparencia": 200, "oficial": 200, "auditoria": no, "admin": no},
		desk:                     {"transparencia": 200, "firma": 200, "ventanilla": 200, "oficial": hidden, "otro": hidden, "auditoria": no, "admin": no},
		desk + "/plazo/response": {"transparencia": 200, "oficial": hidden, "auditoria": no},
		desk + "/acknowledge":    {"transparencia": 200, "firma": no, "oficial": hidden, "auditoria": no},
		"/auditoria":             {"auditoria": 200, "transparencia": no, "admin": no, "oficial": no},
		"/auditoria/plazos":      {"auditoria": 200, "transparencia": no},
		"/auditoria/despues":     {"auditoria": 200, "transparencia": no, "admin": no, "oficial": no},
		"/auditoria/despues.csv": {"auditoria": 200, "transparencia": no},
		"/auditoria/miradas":     {"auditoria": 200, "transparencia": no, "admin": no},
		"/auditoria/casos/" + ref + "/plazo/response": {"auditoria": 200, "transparencia": no, "admin": no},
		"/auditoria/casos/" + ref:                     {"auditoria": 200, "transparencia": no, "admin": no},
		"/admin":                                      {"admin": 200, "transparencia": no, "auditoria": no},
		"/admin/personas":                             {"admin": 200, "auditoria": no},
		"/admin/calendario":                           {"admin": 200, "auditoria": no},
		"/admin/procedimiento":                        {"admin": 200, "auditoria": no, "transparencia": no},
		"/admin/unidades":                             {"admin": 200, "auditoria": no},
		"/mesa/ventanilla":                            {"ventanilla": 200, "transparencia": 200, "oficial": no, "firma": no, "auditoria": no, "admin": no},
		"/mesa/avisos":                                {"oficial": 200, "auditoria": no, "admin": no},
		"/admin/avisos":                               {"admin": 200, "oficial": no, "auditoria": no},
		"/mesa/casos/exportar.csv":                    {"oficial": 200, "auditoria": no, "admin": no},
		"/mesa/lote/1":                                {"transparencia": hidden, "auditoria": no},
		"/admin/personas/nueva":                       {"admin": 200, "transparencia": no, "auditoria": no},
		"/admin/unidades/finanzas":                    {"admin": 200, "transparencia": no},
		"/admin/personas/importar":                    {"admin": 200, "transparencia": no, "auditoria": no},
		"/admin/personas/importar/ejemplo.csv":        {"admin": 200, "transparencia": no, "auditoria": no},
		"/admin/personas/importar/nada":               {"admin": hidden, "transparencia": no, "auditoria": no},
		"/admin/personas/contrasenas":                 {"admin": 200, "transparencia": no, "auditoria": no},
		"/admin/borrados":                             {"admin": 200, "transparencia": no, "auditoria": no},
		"/admin/borrados/1":                           {"admin": hidden, "transparencia": no},
		"/mesa/borrados":                              {"transparencia": 200, "oficial": no, "firma": no, "admin": no, "auditoria": no},
		"/admin/registro":                             {"admin": 200, "auditoria": no},
		"/auditoria/administracion":                   {"auditoria": 200, "admin": no},
		"/admin/cartas":                               {"admin": 200, "auditoria": no, "transparencia": no},
		"/mesa/casos/" + ref + "/x":                   {"transparencia": hidden},
	} {
		if p := h.visitor().get(path); p.path != "/entrar" {
			t.Errorf("%s is open to everybody: %s %d", path, p.path, p.status)
		}
		for login, status := range want {
			if p := h.as(login).get(path); p.status != status {
				t.Errorf("%s sees %s: %d, not %d", login, path, p.status, status)
			}
		}
	}
	if p := h.as("auditoria").get("/auditoria/casos/" + ref); strings.Contains(p.body, "María Condori") || strings.Contains(p.body, "maria@correo") {
		t.Error("the auditor learns who asked")
	}
	if p := h.as("firma").post(desk+"/acknowledge", url.Values{"rev": {"1"}}); p.status != no {
		t.Errorf("a signatory acknowledges: %d", p.status)
	}
	if p := h.as("admin").get("/admin"); strings.Contains(p.body, "Asunto secreto") {
		t.Error("the administrator reads what was asked")
	}
	if p := h.visitor().get("/dev/mail"); p.status != hidden {
		t.Errorf("the outbox is there outside the demo: %d", p.status)
	}
}

// A unit sees its branch and not who asked.
func TestUnitSeesItsBranch(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ref, _ := h.visitor().ask("Asunto", "Pedido")
	desk := "/mesa/casos/" + ref
	lead := h.as("transparencia")
	rev := lead.get(desk + "/open_branch").is(http.StatusOK).rev()
	lead.upload(desk+"/open_branch", url.Values{"rev": {rev}, "unidad": {"finanzas"}, "plazo": {"5"}, "texto": {"¿Cuánto se gastó?"}}).is(http.StatusOK, "Hecho")
	p := h.as("oficial").get(desk).is(http.StatusOK, "¿Cuánto se gastó?")
	if strings.Contains(p.body, "María Condori") {
		t.Error("a unit learns who asked")
	}
	h.as("otro").get(desk).is(http.StatusNotFound)
}

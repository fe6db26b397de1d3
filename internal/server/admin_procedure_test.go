package server_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"qhana/internal/server"
)

// internalKey is what a catalogue without a word, or a key that nobody translated, leaves on a page.
var internalKey = regexp.MustCompile(`…|\{\{|>\s*[a-z]+_[a-z_]+\s*<|@(lead|branch|holders|signing|asked)|[a-z]+\.[a-z]+_[a-z]+`)

// The procedure page says what the file says that was loaded, in both languages and for every procedure that is shipped.
func TestProcedureInForce(t *testing.T) {
	t.Parallel()
	for key, want := range map[string]struct{ es, en, never []string }{
		"bo-la-paz": {
			es: []string{"<code>bo-la-paz/procedure.yaml</code>", "<code>procedures/departments.yaml</code>", "Acuse de recibo (1 día hábil)", "Derivar a unidades", "de 1 a 12 días hábiles",
				"El primero sale 1 día hábil después del vencimiento y luego uno cada 2 días hábiles; 6 como máximo.", "Desde el número 3", "Recordatorio, 5 días hábiles antes",
				"«asesoria-legal» (unidad que todavía no existe)", "Aviso al superior", "Pedido de firma → Autoridad que firma · Secretaría General; antes, a la unidad que aprueba",
				"La instancia superior de cada unidad que tiene la solicitud", "Se derivó a la unidad", "versión 2016-1", `href="/admin/norma"`},
			en:    []string{"Procedure in force", "from 1 to 12 working days", "Chasing what is late", "Reminder, 5 working days before", "only the unit that has the branch"},
			never: []string{"Aprobar la prórroga", "no hay firma aparte"},
		},
		"mx-lgtaip": {
			es: []string{"<code>mx-lgtaip/procedure.yaml</code>", "<strong>Comité de Transparencia</strong> · «comite» (unidad que todavía no existe)", "Aprobar la prórroga", "Las prórrogas las aprueba «comite»",
				"Se propuso una prórroga", "Pedido de aprobación de la prórroga → Revisión del proyecto · la unidad que aprueba las prórrogas"},
			en:    []string{"Transparency Committee", "Extensions are confirmed by", "the unit that confirms extensions"},
			never: []string{"no hay firma aparte"},
		},
		"bo-nacional": {
			es:    []string{"<code>bo-nacional/procedure.yaml</code>", "<code>procedures/one-officer.yaml</code>", "Acuse de recibo (2 días hábiles)", "Recordatorio, 3 días hábiles antes", "no reclama lo vencido", "no hay firma aparte", "el mismo día en que empieza"},
			en:    []string{"Reminder, 3 working days before", "nobody signs apart"},
			never: []string{"Derivar a unidades", "Espera firma", "Firmar la respuesta", "Aprobar el proyecto"},
		},
	} {
		t.Run(key, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t, func(d *server.Deps) {
				if err := d.Law.Use(key); err != nil {
					t.Fatal(err)
				}
			})
			admin := h.as("admin")
			admin.get("/admin/calendario").is(http.StatusOK, `href="/admin/procedimiento"`)
			admin.get("/admin/norma").is(http.StatusOK, `href="/admin/procedimiento"`)
			p := admin.get("/admin/procedimiento").is(http.StatusOK, want.es...)
			for _, never := range want.never {
				if strings.Contains(p.body, never) {
					t.Errorf("the page says %q", never)
				}
			}
			admin.get("/idioma/en")
			english := admin.get("/admin/procedimiento").is(http.StatusOK, want.en...)
			for _, p := range []page{p, english} {
				text := regexp.MustCompile(`<code>[^<]*</code>`).ReplaceAllString(p.between("<main", "</main>"), "")
				if bad := internalKey.FindString(text); bad != "" {
					t.Errorf("the page shows %q", bad)
				}
				if strings.Contains(text, "<form") || strings.Contains(text, "<input") {
					t.Error("the page has something to change")
				}
			}
		})
	}
}

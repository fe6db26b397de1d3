package server_test

import (
	"io/fs"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"

	"qhana/internal/casework"
	"qhana/internal/foi"
	"qhana/internal/server"
	"qhana/internal/statute"
	"qhana/workflows"
)

// Whoever asked reads on their page that the request moved to another version of the law: to which, by which rule, and the day of the
// answer before and after.
func TestThePersonReadsThatTheLawChanged(t *testing.T) {
	t.Parallel()
	law := withDraft(t, "response: {amount: 15,", "response: {amount: 10,")
	var desk *casework.Desk
	h := newHouse(t, func(d *server.Deps) {
		desk = casework.New(d.Store, law, noQueue{}, d.Now, "lapaz.example")
		d.Law, d.Desk = law, desk
	})
	v := h.visitor()
	ref, _ := v.ask("Cuentas", "¿Cuánto?")
	if _, err := desk.Act(t.Context(), h.caseOf(ref).Request.ID, foi.Action{Kind: foi.ChangeLaw, Version: "proyecto-160"}, foi.TheSystem()); err != nil {
		t.Fatal(err)
	}
	v.get("/caso/"+ref).is(http.StatusOK, "La solicitud pasó a otra versión de la norma: ", "(proyecto-160), por supuesto del ensayo: el proyecto no dice qué pasa con lo que está en curso; la respuesta, que vencía el lunes 23 de marzo de 2026, vence el lunes 16 de marzo de 2026")
}

// withDraft are the shipped laws, with a text of the draft law of La Paz changed.
func withDraft(t *testing.T, from, to string) *statute.Library {
	t.Helper()
	return lawsWith(t, func(path string, b []byte) []byte {
		if path != "bo-la-paz/proyecto-160/statute.yaml" {
			return b
		}
		return []byte(strings.Replace(string(b), from, to, 1))
	})
}

// lawsWith are the shipped laws under which La Paz is, each file as edit makes it.
func lawsWith(t *testing.T, edit func(path string, b []byte) []byte) *statute.Library {
	t.Helper()
	files := fstest.MapFS{}
	err := fs.WalkDir(workflows.FS, ".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := fs.ReadFile(workflows.FS, path)
		files[path] = &fstest.MapFile{Data: edit(path, b)}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	law, err := statute.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	if err := law.Use("bo-la-paz"); err != nil {
		t.Fatal(err)
	}
	return law
}

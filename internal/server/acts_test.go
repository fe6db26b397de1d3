package server_test

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"qhana/internal/foi"
	"qhana/internal/store"
)

// A case that was closed without an answer, as an older program allowed, is still shown to the person.
func TestDeliveredWithoutAnswer(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	v := h.visitor()
	ref, _ := v.ask("Asunto", "Pedido")
	c := h.caseOf(ref)
	c.Request.State = foi.Answered
	entry := foi.Entry{Seq: len(c.Ledger) + 1, At: h.at(), Event: foi.Delivered, By: foi.By{Role: foi.TransparencyOfficer}}
	if err := h.store.InTx(t.Context(), func(tx *store.Tx) error {
		return tx.Save(t.Context(), store.Change{Request: c.Request, Entries: []foi.Entry{entry}, Deadlines: c.Deadlines})
	}); err != nil {
		t.Fatal(err)
	}
	v.get("/caso/"+ref).is(http.StatusOK, "Asunto")
	h.as("transparencia").get("/mesa/casos/"+ref).is(http.StatusOK, "Asunto")
}

// caseOf is a case as it is stored.
func (h *house) caseOf(ref string) foi.Case {
	h.t.Helper()
	req, err := h.store.RequestByReference(h.t.Context(), foi.Reference(ref))
	if err != nil {
		h.t.Fatal(err)
	}
	c, err := h.store.CaseByID(h.t.Context(), req.ID)
	if err != nil {
		h.t.Fatal(err)
	}
	return c
}

// does carries an action out at the desk, by its form.
func (v *visitor) does(ref, action string, form url.Values) page {
	v.h.t.Helper()
	form.Set("rev", v.get("/mesa/casos/"+ref+"/"+action).is(http.StatusOK).rev())
	return v.upload("/mesa/casos/"+ref+"/"+action, form)
}

// A unit with a live branch, one that the procedure names, and one above others are not dissolved; nobody is asked who is not there.
func TestDissolve(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	admin, lead := h.as("admin"), h.as("transparencia")
	if err := h.store.InTx(t.Context(), func(tx *store.Tx) error {
		for _, key := range []string{"asesoria-legal", "parques", "mercados"} {
			if err := tx.SaveUnit(t.Context(), foi.Unit{Key: key, NameES: "Unidad de " + key, NameEN: key, Kind: "office", Active: true}); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	dissolve := func(key string) page {
		return admin.post("/admin/unidades/"+key, url.Values{"nombre": {"Unidad de " + key}, "nombreIngles": {key}, "clase": {"office"}})
	}
	ref, _ := h.visitor().ask("Asunto", "Pedido")
	lead.does(ref, "open_branch", url.Values{"unidad": {"parques"}, "texto": {"¿Cuántos hay?"}}).is(http.StatusOK, "Hecho")
	dissolve("parques").is(http.StatusUnprocessableEntity, "Tiene derivaciones abiertas en 1 solicitudes")
	dissolve("asesoria-legal").is(http.StatusUnprocessableEntity, "aprueba respuestas antes de la firma")
	dissolve("secretaria-general").is(http.StatusUnprocessableEntity, "El procedimiento necesita esta unidad")
	form := lead.get("/mesa/casos/"+ref+"/open_branch").is(http.StatusOK, "Unidad de mercados")
	dissolve("mercados").at("/admin/unidades").is(http.StatusOK)
	for _, gone := range []string{"mercados", "inventada"} {
		lead.upload("/mesa/casos/"+ref+"/open_branch", url.Values{"rev": {form.rev()}, "unidad": {gone}, "texto": {"¿Cuánto hay?"}}).
			is(http.StatusUnprocessableEntity, "Esa unidad no existe o ya no está en funciones", "¿Cuánto hay?")
	}
	if got := h.caseOf(ref).Branches; len(got) != 1 {
		t.Errorf("%+v", got)
	}
}

// The letters of a restricted case are as closed as the case.
func TestRestrictedLetters(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ref, _ := h.visitor().ask("Asunto", "Pedido")
	l := h.letterFor(ref)
	address := "/mesa/casos/" + ref + "/carta/" + l.Document
	lead, other := h.as("transparencia"), h.as("transparencia2")
	other.get(address).is(http.StatusOK)
	lead.does(ref, "restrict", url.Values{"persona": {fmt.Sprint(h.account("transparencia").ID)}, "texto": {"Denuncia"}}).is(http.StatusOK)
	lead.get(address).is(http.StatusOK)
	other.get(address).is(http.StatusNotFound)
	if list, err := h.store.DeskLetters(t.Context(), foi.Reference(ref), h.account("transparencia2").Actor()); err != nil || len(list) != 0 {
		t.Errorf("%d letters of a restricted case are listed, %v", len(list), err)
	}
}

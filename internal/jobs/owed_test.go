package jobs_test

import (
	"slices"
	"strings"
	"testing"

	"qhana/internal/foi"
	"qhana/internal/store"
)

// says waits until every notice is settled, and fails unless some mail says all of some words.
func (h *house) says(id int64, words ...string) {
	h.t.Helper()
	h.until("every notice settled", settled(h.t, h), id)
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, text := range h.texts {
		text, found := strings.Join(strings.Fields(text), " "), true
		for _, w := range words {
			found = found && strings.Contains(text, w)
		}
		if found {
			return
		}
	}
	h.t.Errorf("no mail says %q", words)
}

// A unit hears that its internal day changed, and that its answer is not needed any more, with its own days and not the law's.
func TestBranchIsTold(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	err := h.store.InTx(t.Context(), func(tx *store.Tx) error {
		for key, name := range map[string]string{"finanzas": "Finanzas", "sur": "Sur"} {
			if err := tx.SaveUnit(t.Context(), foi.Unit{Key: key, NameES: name, Kind: "secretariat", Email: key + "@lapaz.example", Active: true}); err != nil {
				return err
			}
			for _, role := range []foi.Role{foi.UnitOfficial, foi.UnitHead} {
				a := foi.Account{Login: string(role) + key, Name: "Ana", Email: string(role) + key + "@lapaz.example", Active: true, Grants: []foi.Grant{{Role: role, Unit: key}}}
				if _, err := tx.CreateAccount(t.Context(), a, "x", h.clock()); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	h.start()
	lead, _ := h.staff()
	req := h.file()
	h.act(req.ID, lead, foi.Action{Kind: foi.OpenBranch, Unit: "finanzas", Words: foi.Words{"text": "Montos"}})
	h.act(req.ID, lead, foi.Action{Kind: foi.RedateBranch, Branch: 1, Due: foi.MustDate("2026-03-16"), Words: foi.Words{"text": "El archivo está en otro edificio"}})
	h.says(req.ID, "Cambió su plazo interno", "espera ahora la respuesta de Finanzas hasta el lunes 16 de marzo de 2026", "Vencía: miércoles 11 de marzo de 2026", "El archivo está en otro edificio")
	h.set("2026-03-16 10:00")
	h.until("the last day", has(foi.Escalated, 1), req.ID)
	h.says(req.ID, "Último día del plazo interno de Finanzas", "Hoy termina el plazo interno", "su respuesta todavía no llegó")
	h.set("2026-03-17 10:00")
	h.until("the chase", has(foi.Chased, 1), req.ID)
	h.says(req.ID, "Falta la respuesta de Finanzas", "tenía plazo interno hasta el lunes 16 de marzo de 2026")
	told := 0
	for _, e := range h.until("every notice settled", settled(t, h), req.ID).Ledger {
		if e.Event == foi.NoticeSent && e.Facts.Notice == "branch_escalation" {
			told++
		}
	}
	if told != 2 { // on the last day, and on the day after it
		t.Errorf("the head was told %d times", told)
	}
	h.act(req.ID, lead, foi.Action{Kind: foi.MoveBranch, Branch: 1, Unit: "sur", Words: foi.Words{"text": "La tiene el distrito"}})
	h.says(req.ID, "La derivación pasó a otra unidad: LP", "a otra unidad: Sur", "La tiene el distrito")
	h.act(req.ID, lead, foi.Action{Kind: foi.MoveBranch, Branch: 1, Unit: "finanzas", Words: foi.Words{"text": "No la tiene"}})
	h.act(req.ID, lead, foi.Action{Kind: foi.CancelBranch, Branch: 1, Words: foi.Words{"text": "Ya se publicó"}})
	h.says(req.ID, "Ya no hace falta su respuesta", "Ya se publicó")
}

// What is owed after the answer is told to whoever owes it and to whom it is owed, with its day: when it begins, before it ends, and when it
// was not kept. A remedy's mails speak of a remedy, and name the term to decide it and the remedy that comes after it.
func TestOwedIsTold(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	k := h.archive()
	h.start()
	lead, signs := h.staff()
	req, unclear, over := h.file(), h.file(), h.file()
	h.act(unclear.ID, lead, foi.Action{Kind: foi.AskClarification, Ground: "unclear", Words: foi.Words{"text": "¿De qué calle?"}})
	part, err := h.desk.Split(t.Context(), over.ID, foi.Action{Kind: foi.Split, Words: foi.Words{"text": "Son dos cosas"}}, foi.Question{Subject: "La nómina", Body: "De 2025"}, lead,
		func(foi.Reference) []byte { return []byte("parte") })
	if err != nil {
		t.Fatal(err)
	}
	h.says(part.ID, "Una parte de su solicitud se tramita aparte: "+string(part.Reference), "La clave de acceso de su primera solicitud abre también este caso", "debe responderla hasta el lunes 23 de marzo de 2026")
	h.act(over.ID, foi.TheCitizen(), foi.Action{Kind: foi.Withdraw})
	h.says(over.ID, "Retiramos su solicitud", "Si usted no lo pidió, avísenos")
	answer := func(id int64, outcome string) {
		t.Helper()
		h.act(id, lead, foi.Action{Kind: foi.Draft, Outcome: outcome, Words: foi.Words{"text": "No hay."}})
		h.act(id, lead, foi.Action{Kind: foi.Submit})
		h.act(id, signs, foi.Action{Kind: foi.Sign})
		h.act(id, lead, foi.Action{Kind: foi.Deliver})
	}
	answer(req.ID, "not_held")
	h.says(req.ID, "Su respuesta está lista", "Recurso de revocatoria", "se puede presentar hasta el lunes 16 de marzo de 2026")
	review, err := h.desk.FileReview(t.Context(), req.ID, foi.Action{Kind: foi.FileReview, Remedy: "revocatoria", Words: foi.Words{"text": "Sí hay"}},
		foi.Question{Subject: "Recurso de revocatoria: Presupuesto", Body: "Sí hay"}, nil, foi.Web, foi.TheCitizen(), func(foi.Reference) []byte { return []byte("otra") })
	if err != nil {
		t.Fatal(err)
	}
	h.says(review.ID, "Recibimos su recurso", "debe resolverlo hasta el lunes 30 de marzo de 2026", "la clave de acceso de su primera solicitud", "Ley 2341 arts. 64-65", "Recurso jerárquico")
	h.says(review.ID, "Llegó un recurso")
	answer(review.ID, "upheld")
	h.says(review.ID, "Su recurso está resuelto")
	h.says(req.ID, "Le dieron la razón", "hasta el lunes 9 de marzo de 2026")
	h.set("2026-03-06 10:00")
	h.until("the reminder", has(foi.Reminded, 1), req.ID)
	h.until("the other reminder", has(foi.Reminded, 1), unclear.ID)
	h.says(unclear.ID, "Falta su aclaración (falta 1 día hábil)", "Todavía no recibimos su aclaración", "¿De qué calle?", "Si no la envía hasta el lunes 9 de marzo de 2026")
	h.says(req.ID, "Se acerca la fecha límite", "El plazo para cumplir lo resuelto vence el lunes 9 de marzo de 2026")
	h.set("2026-03-10 10:00")
	h.until("the lapse", has(foi.Lapsed, 1), req.ID)
	h.says(req.ID, "Llegó el último día del plazo", "plazo para cumplir lo resuelto")
	h.says(req.ID, "No se cumplió a tiempo lo resuelto", "lunes 9 de marzo de 2026")
	h.says(req.ID, "El plazo para cumplir lo resuelto terminó el lunes 9 de marzo de 2026 y nadie lo cumplió")

	for _, l := range h.lettersOf(review) {
		r, err := k.Open(t.Context(), l.SHA256)
		if err != nil {
			t.Fatal(err)
		}
		text := strings.Join(strings.Fields(pdfText(t, readAll(t, r))), " ")
		if strings.Contains(text, "DS 28168") || strings.Contains(text, "Recurso de revocatoria, ante") || strings.Contains(text, "solicitud de información") {
			t.Errorf("%s speaks of a request, or of its own remedy as the next:\n%s", l.Kind, text)
		}
		if l.Kind == "receipt_remedy" && !strings.Contains(text, "debe resolverlo hasta el lunes 30 de marzo de 2026 (Ley 2341 arts. 64-65)") {
			t.Errorf("the receipt does not say until when, by which article:\n%s", text)
		}
	}
	kinds := map[string]bool{}
	for _, l := range slices.Concat(h.lettersOf(req), h.lettersOf(review), h.lettersOf(over), h.lettersOf(part)) {
		kinds[l.Kind] = true
	}
	for _, kind := range []string{"receipt_remedy", "delivered_upheld", "compliance", "compliance_late", "withdrawn", "receipt_part"} {
		if !kinds[kind] {
			t.Errorf("there is no letter %q: %v", kind, kinds)
		}
	}
}

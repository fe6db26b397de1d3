package jobs_test

import (
	"slices"
	"strings"
	"testing"

	"qhana/internal/foi"
	"qhana/internal/store"
)

// What is told beside the ordinary course has its letter too: to the person, to whom the information is about, to another body. The
// person's list has only their own; a joined request's answer names who signed it.
func TestLettersBesideTheCourse(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	k := h.archive()
	h.start()
	lead, signs := h.staff()
	first, second := h.file(), h.file()
	h.act(second.ID, lead, foi.Action{Kind: foi.Join, Other: first.Reference, Words: foi.Words{"text": "Preguntan lo mismo"}})
	h.act(first.ID, lead, foi.Action{Kind: foi.TransferPart, Words: foi.Words{"body": "Ministerio de Obras", "part": "El tramo norte", "text": "Es nacional"}})
	h.act(first.ID, lead, foi.Action{Kind: foi.ConsultThird, Words: foi.Words{"name": "Doña Dos", "address": "Calle Dos 22", "text": "¿Está de acuerdo?", "token": "LLAVE2"}})
	draft := func(text string) {
		h.act(first.ID, lead, foi.Action{Kind: foi.Draft, Outcome: "granted", Words: foi.Words{"text": text}, Released: 7})
		h.act(first.ID, lead, foi.Action{Kind: foi.Submit})
	}
	draft("Lo que está listo")
	h.act(first.ID, signs, foi.Action{Kind: foi.DeliverPart})
	draft("Lo que faltaba")
	h.act(first.ID, signs, foi.Action{Kind: foi.Sign})
	h.act(first.ID, lead, foi.Action{Kind: foi.Deliver})
	h.act(first.ID, lead, foi.Action{Kind: foi.Reopen, Words: foi.Words{"text": "Falta el anexo"}})
	h.until("every notice settled", settled(h.t, h), first.ID)
	h.until("every notice settled", settled(h.t, h), second.ID)
	if failures, err := h.store.LetterFailures(t.Context(), 10); err != nil || len(failures) > 0 {
		t.Errorf("%+v %v", failures, err)
	}
	check := func(req foi.Request, says map[string][]string, hidden ...string) {
		t.Helper()
		list, err := h.store.DeskLetters(t.Context(), req.Reference, lead)
		if err != nil {
			t.Fatal(err)
		}
		texts := map[string]string{}
		for _, l := range list {
			r, err := k.Open(t.Context(), l.SHA256)
			if err != nil {
				t.Fatal(err)
			}
			texts[l.Kind] = strings.Join(strings.Fields(pdfText(t, readAll(t, r))), " ")
			own := slices.ContainsFunc(h.lettersOf(req), func(o store.Letter) bool { return o.Document == l.Document })
			if _, err := h.store.OwnLetterDocument(t.Context(), req.ID, l.Document); own == slices.Contains(hidden, l.Kind) || (err == nil) != own {
				t.Errorf("%s is the person's: %v, %v", l.Kind, own, err)
			}
		}
		for kind, list := range says {
			for _, want := range list {
				if !strings.Contains(texts[kind], want) {
					t.Errorf("%s does not say %q:\n%s", kind, want, texts[kind])
				}
			}
		}
		for _, other := range []string{"María", "¿Cuánto", "Asunto"} {
			if strings.Contains(texts["third_party"], other) {
				t.Errorf("the third party learns %q", other)
			}
		}
	}
	check(first, map[string][]string{
		"part_transferred": {"Ministerio de Obras", "El tramo norte", "Es nacional", "El resto sigue con nosotros"}, "sent_on": {"Para: Ministerio de Obras", "El tramo norte", "Lo que se pidió"},
		"third_party": {"Doña Dos", "¿Está de acuerdo?", "/tercero/" + string(first.Reference) + "/", "LLAVE2"}, "part_delivered": {"Lo que está listo", "Wara Chuquimia", "Fojas que se entregan: 7"},
		"delivered_granted": {"Lo que faltaba", "Wara Chuquimia"}, "reopened": {"Falta el anexo"}}, "sent_on", "third_party")
	check(second, map[string][]string{"joined": {"Preguntan lo mismo"}, "delivered_granted": {"Lo que faltaba", "Wara Chuquimia"}})
	sent := 0
	c, err := h.store.CaseByID(t.Context(), first.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range c.Ledger {
		if e.Event == foi.NoticeSent && e.Facts.Reason == "post" {
			sent++
		}
	}
	if sent != 2 {
		t.Errorf("%d letters go out on paper", sent)
	}
}

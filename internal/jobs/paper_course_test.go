package jobs_test

import (
	"strings"
	"testing"

	"qhana/internal/foi"
	"qhana/internal/store"
)

// staff are the people who take a request to its answer.
func (h *house) staff() (lead, signs foi.Actor) {
	h.t.Helper()
	account := func(login, name string, g foi.Grant) foi.Actor {
		var id int64
		err := h.store.InTx(h.t.Context(), func(tx *store.Tx) (err error) {
			id, err = tx.CreateAccount(h.t.Context(), foi.Account{Login: login, Name: name, Active: true, Grants: []foi.Grant{g}}, "x", h.clock())
			return err
		})
		if err != nil {
			h.t.Fatal(err)
		}
		return foi.Actor{Account: id, Name: name, Grants: []foi.Grant{g}}
	}
	return account("lead", "Óscar Ñáñez", foi.Grant{Role: foi.TransparencyOfficer, Unit: "transparencia"}),
		account("signs", "Wara Chuquimia", foi.Grant{Role: foi.Signatory, Unit: "secretaria-general"})
}

func (h *house) act(id int64, who foi.Actor, act foi.Action) {
	h.t.Helper()
	if _, err := h.desk.Act(h.t.Context(), id, act, who); err != nil {
		h.t.Fatalf("%s: %v", act.Kind, err)
	}
}

// course takes a request through every letter up to its answer.
func (h *house) course(delivery string) (foi.Request, map[string]store.Letter) {
	h.t.Helper()
	lead, signs := h.staff()
	f := foi.Filing{Question: foi.Question{Subject: "Presupuesto «Camacho»", Body: "¿Cuánto?"}, Channel: foi.Web, Locale: "es",
		Requester: foi.Requester{Name: "María", Email: "maria@correo.example", Delivery: delivery}}
	req, err := h.desk.File(h.t.Context(), f, nil, foi.TheCitizen(), func(foi.Reference) []byte { return []byte("mac") }, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	h.act(req.ID, lead, foi.Action{Kind: foi.Acknowledge})
	h.act(req.ID, lead, foi.Action{Kind: foi.AskClarification, Ground: "unclear", Words: foi.Words{"text": "¿De qué gestión?\n# 2024 o 2025"}})
	h.act(req.ID, foi.TheCitizen(), foi.Action{Kind: foi.Clarify, Words: foi.Words{"text": "De 2025"}})
	h.act(req.ID, lead, foi.Action{Kind: foi.Extend, Ground: h.law.Body().Extension().Grounds[0], Amount: h.law.Body().Extension().Amount, Words: foi.Words{"text": "Hay mucho que buscar."}})
	exempt := h.law.Body().Exemptions()[0].Code
	h.act(req.ID, lead, foi.Action{Kind: foi.Draft, Outcome: "partly", Exemptions: []string{exempt},
		Words: foi.Words{"text": "Se gastaron Bs 1.234,50.\n\n- Puestos: 12\n- Ferias: 3", "exemption." + exempt: "Nombra a menores de edad", "summary": "Presupuesto"}})
	h.act(req.ID, lead, foi.Action{Kind: foi.Submit})
	h.act(req.ID, foi.Actor{Account: 77, Grants: []foi.Grant{{Role: foi.Reviewer, Unit: "asesoria-legal"}}}, foi.Action{Kind: foi.ApproveDraft})
	h.act(req.ID, signs, foi.Action{Kind: foi.Sign})
	h.act(req.ID, lead, foi.Action{Kind: foi.Deliver})
	h.until("every notice settled", settled(h.t, h), req.ID)
	byKind := map[string]store.Letter{}
	for _, l := range h.lettersOf(req) {
		byKind[l.Kind] = l
	}
	return req, byKind
}

// Every step that the person is told of has its letter, with what the step said.
func TestLettersOfACourse(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	k := h.archive()
	h.start()
	_, letters := h.course("email")
	if failures, err := h.store.LetterFailures(t.Context(), 10); err != nil || len(failures) > 0 {
		t.Errorf("%+v %v", failures, err)
	}
	for kind, says := range map[string][]string{
		"receipt": {"Acuse de recibo", "María"}, "acknowledged": {"Su solicitud está en trámite"},
		"clarification": {"¿De qué gestión?", "# 2024 o 2025", "Puede responder hasta el", "Si no aclara en ese tiempo, la solicitud se da por retirada."}, "extended": {"Hay mucho que buscar.", "Ahora debemos responderle hasta el"},
		"delivered_partly": {"Se gastaron Bs 1.234,50.", "• Puestos: 12", "Nombra a menores de edad", "Wara Chuquimia", "Secretaría", "Recurso de revocatoria"},
	} {
		l, ok := letters[kind]
		if !ok {
			t.Errorf("no letter %s of %v", kind, letters)
			continue
		}
		r, err := k.Open(t.Context(), l.SHA256)
		if err != nil {
			t.Fatal(err)
		}
		text := strings.Join(strings.Fields(pdfText(t, readAll(t, r))), " ")
		for _, want := range says {
			if !strings.Contains(text, want) {
				t.Errorf("%s does not say %q:\n%s", kind, want, text)
			}
		}
	}
	if names := h.attached(); strings.Count(names, "se entrega una parte") != 1 || strings.Count(names, ".pdf") != 5 {
		t.Errorf("attached: %s", names)
	}
}

// An answer does not travel by mail to who did not ask for that; its letter waits behind the key.
func TestAnswerStaysBehindTheKey(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.archive()
	h.start()
	_, letters := h.course("web")
	if letters["delivered_partly"].Document == "" {
		t.Errorf("%v", letters)
	}
	if names := h.attached(); strings.Contains(names, "se entrega una parte") || strings.Count(names, ".pdf") != 4 {
		t.Errorf("attached: %s", names)
	}
}

// attached are the names of the files that went out.
func (h *house) attached() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	var names []string
	for _, f := range h.files {
		names = append(names, f.Name)
	}
	return strings.Join(names, "\n")
}

// A letter that could not be made is made when its template is mended, and stands on the page of the case; no mail goes twice.
func TestLetterIsMadeWhenMended(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.archive()
	save := func(seen int, body string) {
		err := h.store.InTx(t.Context(), func(tx *store.Tx) error {
			return tx.AddLetterTemplate(t.Context(), seen, store.LetterTemplate{Kind: "receipt", Locale: "es", Body: body, DeclaredAt: h.clock()})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	save(0, "# A\n\n{{.Behalf}}")
	h.start()
	req := h.file()
	h.until("receipt", has(foi.NoticeSent, 2), req.ID)
	save(1, "# A\n\n{{.Signatory}}")
	h.until("another reason", func(foi.Case) bool {
		list, err := h.store.LetterFailures(t.Context(), 10)
		return err == nil && len(list) == 1 && list[0].Version == 2 && list[0].Fact == "Signatory"
	}, req.ID)
	save(2, "") // the program's own
	h.until("the letter", func(foi.Case) bool { return len(h.lettersOf(req)) == 1 }, req.ID)
	if list, err := h.store.LetterFailures(t.Context(), 10); err != nil || len(list) != 0 {
		t.Errorf("%+v %v", list, err)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.sent[foi.NoticeMessageID(req.Reference, 1, 1, "lapaz.example")] != 1 || len(h.files) != 0 {
		t.Errorf("%v", h.sent)
	}
}

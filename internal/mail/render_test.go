package mail

import (
	"errors"
	"html"
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"qhana/internal/foi"
)

var laPaz = time.FixedZone("America/La_Paz", -4*3600)

// letterOf is a letter of a kind about a case whose every text is there.
func letterOf(kind, locale string, to foi.Recipient) Letter {
	return Letter{
		Notice: foi.Notice{Request: 1, Entry: 3, N: 1, Kind: kind, To: to, Locale: locale, MessageID: "LP-2026-000123-7.3.1@lapaz.example"},
		Case: foi.Case{
			Request:   foi.Request{Reference: "LP-2026-000123-7", FiledAt: time.Date(2026, 3, 2, 18, 30, 0, 0, time.UTC), DueOn: foi.MustDate("2026-03-23")},
			Question:  foi.Question{Subject: "Presupuesto del mercado Camacho", Body: "El cuerpo de la pregunta no viaja por correo."},
			Requester: foi.Requester{Name: "Jhenny Quispe", Identity: "4815162", Email: "jhenny@example.org", Phone: "70112233", Address: "Calle Jaén 5", Delivery: "email"},
			Ledger: []foi.Entry{
				{Seq: 1, Event: foi.Filed},
				{Seq: 2, Event: foi.Drafted, Words: foi.Words{"text": "Se gastaron Bs 1.234,5.\r\n\r\nVéase el anexo."}},
				{Seq: 3, Event: foi.ClarificationAsked, Facts: foi.Facts{OldDue: foi.MustDate("2026-03-20")}, Words: foi.Words{"text": "¿De qué año?\n<b>2024</b> o 2025"}},
			},
		},
		To:   []mail.Address{{Name: "Quien recibe", Address: "x@example.org"}},
		Body: Body{Name: "Gobierno Autónomo Municipal de La Paz", Short: "La municipalidad", Address: "Calle Mercado 1298", Phone: "2-2650000", Email: "transparencia@lapaz.example", Accent: "#1d4f91"},
		Base: "https://transparencia.example", At: time.Date(2026, 3, 5, 12, 0, 0, 0, time.UTC), Zone: laPaz,
		Facts: Facts{Clock: "response", Left: 12, Status: foi.Running, Term: "15 días hábiles · DS 28168, art. 13", Silence: "negativo", Unit: "Secretaría Municipal de Finanzas",
			Units: []string{"Finanzas", "Catastro"}, Outcome: "Se niega una parte", Ground: "volumen", Remedies: []string{"Recurso de revocatoria en 10 días hábiles (Ley 2341, art. 64)."},
			Exemptions: []Exemption{{Name: "Privacidad (CPE, art. 21.2)", Reason: "Nombra a menores"}}},
	}
}

var (
	person = foi.Recipient{Role: foi.Citizen}
	unit   = foi.Recipient{Role: foi.UnitHead, Unit: "finanzas"}
	leaks  = regexp.MustCompile(`mail\.[a-z_.]+|\{\{|<no value>|%!`)
)

// TestRenderEveryKind writes every letter in both languages to both kinds of reader: nothing is missing from the
// catalogues, both parts say the same, and what must not travel does not.
func TestRenderEveryKind(t *testing.T) {
	for _, locale := range []string{"es", "en"} {
		for _, kind := range Kinds() {
			for _, to := range []foi.Recipient{person, unit} {
				t.Run(locale+"/"+kind+"/"+to.String(), func(t *testing.T) {
					l := letterOf(kind, locale, to)
					m, err := Render(l)
					if err != nil {
						t.Fatal(err)
					}
					raw, err := m.Bytes()
					if err != nil {
						t.Fatal(err)
					}
					check(t, l, parse(t, raw))
				})
			}
		}
	}
}

func check(t *testing.T, l Letter, got read) {
	t.Helper()
	all := got.subject + got.text + got.html
	if found := leaks.FindString(all); found != "" {
		t.Errorf("%q shows", found)
	}
	for _, want := range []string{"LP-2026-000123-7", l.link(), l.Body.Name} {
		if !strings.Contains(got.text, want) || !strings.Contains(got.html, html.EscapeString(want)) {
			t.Errorf("%q is missing", want)
		}
	}
	if !strings.Contains(got.html, `<html lang="`+l.Notice.Locale+`">`) {
		t.Error("the language is missing")
	}
	if len([]rune(got.subject)) > 90 {
		t.Errorf("a long subject: %q", got.subject)
	}
	private := []string{"4815162", "70112233", "Calle Jaén", l.Case.Question.Body}
	if !l.person() {
		private = append(private, l.Case.Requester.Name, l.Case.Requester.Email)
	}
	for _, secret := range private {
		if strings.Contains(all, secret) {
			t.Errorf("%q travels", secret)
		}
	}
}

// An extension that waits to be confirmed moves nothing yet: its mail says when the term ends, and when it would.
func TestRenderProposed(t *testing.T) {
	l := letterOf("to_confirm", "es", unit)
	l.Case.Ledger[2].Event, l.Case.Ledger[2].Facts.Due = foi.ExtensionProposed, foi.MustDate("2026-04-06")
	m, err := Render(l)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Vence: viernes 20 de marzo de 2026", "Con la prórroga vencería: lunes 6 de abril de 2026"} {
		if !strings.Contains(m.Text, want) {
			t.Errorf("the mail does not say %q:\n%s", want, m.Text)
		}
	}
}

// Who approves before the signature is asked to approve, not to sign.
func TestRenderToApprove(t *testing.T) {
	for locale, says := range map[string]string{"es": "Apruébela", "en": "Approve it"} {
		m, err := Render(letterOf("to_sign", locale, foi.Recipient{Role: foi.Reviewer, Unit: "asesoria-legal"}))
		if err != nil {
			t.Fatal(err)
		}
		if raw, err := m.Bytes(); err != nil || strings.Contains(m.Subject, "firmar") || strings.Contains(m.Subject, "sign") || !strings.Contains(m.Text, says) || leaks.Match(raw) {
			t.Errorf("%s: %s\n%s, %v", locale, m.Subject, m.Text, err)
		}
	}
}

// Whoever is asked to clarify is told what their law makes of no answer, also when they are reminded.
func TestRenderLapse(t *testing.T) {
	for lapse, says := range map[string]string{"withdrawn": "se dará por retirada", "continue": "la solicitud sigue como está"} {
		l := letterOf("clarification", "es", person)
		l.Facts.Lapse = lapse
		m, err := Render(l)
		if text := strings.Join(strings.Fields(m.Text), " "); err != nil || !strings.Contains(text, says) || lapse == "continue" && strings.Contains(text, "retirada") {
			t.Errorf("%s: %s, %v", lapse, m.Text, err)
		}
	}
}

func TestRenderEscapes(t *testing.T) {
	m, err := Render(letterOf("clarification", "es", person))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(m.HTML, "<b>2024") || !strings.Contains(m.HTML, "&lt;b&gt;2024") {
		t.Error("what somebody typed became HTML")
	}
	if !strings.Contains(m.Text, "> ¿De qué año?\n> <b>2024</b> o 2025\n") {
		t.Errorf("the question is not quoted:\n%s", m.Text)
	}
	if strings.Contains(m.HTML, "ZgotmplZ") {
		t.Error("html/template refused a value")
	}
}

// TestRenderAnswer: the answer itself travels only to who asked for it by mail.
func TestRenderAnswer(t *testing.T) {
	l := letterOf("delivered", "es", person)
	for delivery, want := range map[string]bool{"email": true, "web": false, "pickup": false} {
		l.Case.Requester.Delivery = delivery
		m, err := Render(l)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(m.Text, "Bs 1.234,5") != want || strings.Contains(m.HTML, "Bs 1.234,5") != want {
			t.Errorf("%s: the answer travels: %v", delivery, !want)
		}
		if !strings.Contains(m.Text, "Nombra a menores") || !strings.Contains(m.HTML, "Recurso de revocatoria") {
			t.Errorf("%s: exemption or remedy is missing", delivery)
		}
	}
}

func TestRenderDays(t *testing.T) {
	m, err := Render(letterOf("extended", "es", person))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"lunes 23 de marzo de 2026", "viernes 20 de marzo de 2026", "● en plazo · faltan 12 días hábiles"} {
		if !strings.Contains(m.Text, want) {
			t.Errorf("%q is missing:\n%s", want, m.Text)
		}
	}
	if want := "Thu, 05 Mar 2026 08:00:00 -0400"; m.At.Format(time.RFC1123Z) != want {
		t.Errorf("date %s, want %s", m.At.Format(time.RFC1123Z), want)
	}
}

func TestMarks(t *testing.T) {
	w := wordsOf("es")
	for _, c := range []struct {
		status foi.Status
		left   int
		want   string
	}{
		{foi.Running, 12, "● en plazo · faltan 12 días hábiles"}, {foi.Running, 5, "▲ vence pronto · faltan 5 días hábiles"},
		{foi.Running, 1, "▲ vence pronto · falta 1 día hábil"}, {foi.Running, 0, "▲ vence pronto · vence hoy"},
		{foi.Running, -1, "■ vencida"}, {foi.Missed, -3, "■ vencida"}, {foi.Suspended, 4, "‖ suspendida"}, {foi.Met, 4, "✓ respondida"}, {"", 0, " "},
	} {
		if m := w.markOf(c.status, c.left); m.Sign+" "+m.Word != c.want {
			t.Errorf("%s %d: %q, want %q", c.status, c.left, m.Sign+" "+m.Word, c.want)
		}
	}
}

// The record's promise goes with the mail, byte for byte in its text, with a sentence that says what it is.
func TestPromise(t *testing.T) {
	l := letterOf("receipt", "es", person)
	without, err := Render(l)
	if err != nil {
		t.Fatal(err)
	}
	l.Promise = "qhana-promise/v1\nlapaz.example/registro\nAQ+/AAAA=\n2026-03-02T14:00:00Z\n86400\n\n— lapaz.example/registro " + strings.Repeat("Ab3+", 26) + "\n"
	m, err := Render(l)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(m.Text, "\n\n"+l.Promise) || !strings.Contains(strings.Join(strings.Fields(m.Text), " "), "el compromiso firmado de que su solicitud estará en el registro") {
		t.Errorf("the text:\n%s", m.Text)
	}
	if !strings.Contains(m.HTML, "qhana-promise/v1\nlapaz.example/registro\n") {
		t.Errorf("the page:\n%s", m.HTML)
	}
	if strings.Contains(without.Text+without.HTML, "compromiso") {
		t.Error("a promise that is none")
	}
	if strings.Contains(without.Text, "\n\n\n") || strings.Contains(m.Text, "\n\n\n") {
		t.Error("a hole in the text")
	}
}

func TestRenderRefuses(t *testing.T) {
	l := letterOf("gossip", "es", person)
	if _, err := Render(l); err == nil {
		t.Error("an unknown kind was written")
	}
	l = letterOf("receipt", "es", person)
	l.To = nil
	_, err := Render(l)
	var permanent *Permanent
	if !errors.As(err, &permanent) || permanent.Reason != "no_address" {
		t.Errorf("without an address: %v", err)
	}
	if !slices.Contains(Kinds(), "receipt") {
		t.Error("no receipt")
	}
}

// A list that an official wrote is a list where the mail has HTML, and lines with a dash where it is plain.
func TestListsInWords(t *testing.T) {
	l := letterOf("delivered", "es", person)
	l.Case.Ledger[1].Words = foi.Words{"text": "Se entregan:\r\n- el acta\r\n- el plano"}
	m, err := Render(l)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(m.HTML, "<li>el acta</li><li>el plano</li></ul>") || strings.Contains(m.HTML, "- el acta") {
		t.Error("no list in the HTML part:", m.HTML)
	}
	if !strings.Contains(m.Text, "> - el plano") {
		t.Error("no dash in the plain part:", m.Text)
	}
}

// A mail about a term says what holds on its last day and after it, and its subject begins as a sentence does.
func TestWordsOfTerms(t *testing.T) {
	for kind, want := range map[string]string{
		"reminder":          "Plazo por cumplir (faltan 12 días hábiles): LP-2026-000123-7",
		"branch_reminder":   "Su plazo interno (faltan 12 días hábiles): LP-2026-000123-7",
		"branch_escalation": "Falta la respuesta de la Secretaría Municipal de Finanzas: LP-2026-000123-7",
	} {
		m, err := Render(letterOf(kind, "es", unit))
		if err != nil || m.Subject != want {
			t.Errorf("%q, want %q: %v", m.Subject, want, err)
		}
		if text := strings.Join(strings.Fields(m.Text), " "); kind == "branch_escalation" && !strings.Contains(text, "La Secretaría Municipal de Finanzas tenía plazo interno hasta el lunes 23 de marzo de 2026 y su respuesta todavía falta.") {
			t.Error(text)
		}
	}
}

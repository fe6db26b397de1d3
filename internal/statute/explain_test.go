package statute

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"qhana/internal/foi"
	"qhana/internal/i18n"
)

// lines are steps as they are read: the day, its place in the count, what it does, and the article.
func lines(s *Statute, locale string, steps []Step) []string {
	var out []string
	for _, st := range steps {
		count := ""
		if st.Numbered() {
			count = fmt.Sprintf("%d/%d", st.Count, st.Of)
		}
		out = append(out, fmt.Sprintf("%s %s|%s|%s", st.Day, count, i18n.Of(locale).T(st.Key(), st.Args(s, locale)), st.Cite.Article))
	}
	return out
}

// Each line says the day, whether it counts, why, and the article: of several laws, in both languages.
func TestExplainTerm(t *testing.T) {
	t.Parallel()
	l := shared(t)
	for _, x := range []struct {
		law, track, at, locale string
		added                  []Addition
		pauses                 []foi.Suspension
		want                   []string // lines that stand in it
		last                   string
	}{
		{law: "bo-la-paz", at: "2026-04-03 22:00", locale: "es", want: []string{
			"2026-04-03 |Llegó a las 22:00. No se atendía: Viernes Santo. Se recibe en la siguiente apertura|regla declarada de la entidad; Ley 2341 art. 19",
			"2026-04-04 |Todavía no se recibe: fin de semana|regla declarada de la entidad; Ley 2341 art. 19",
			"2026-04-06 |Se recibió la solicitud. Este día no se cuenta.|regla declarada de la entidad; Ley 2341 art. 19",
			"2026-04-07 1/15|Día hábil|DS 28168 art. 13; Ley 2341 arts. 20-21",
			"2026-04-11 |Fin de semana|Ley 2341 arts. 19-21"},
			last: "2026-04-27 15/15|Día hábil: es el último del plazo|DS 28168 art. 13; Ley 2341 arts. 20-21"},
		{law: "bo-la-paz", at: "2026-02-12 10:00", locale: "es", want: []string{"2026-02-13 1/15|Día hábil con horario reducido: Ch'alla (horario continuo)|DS 28168"}},
		{law: "bo-la-paz", at: "2026-03-30 18:40", locale: "en", want: []string{
			"2026-03-30 |It came at 18:40, when the office had closed: it is received when it next opens|regla declarada de la entidad; Ley 2341 art. 19",
			"2026-03-31 |The request was received. This day does not count.|regla declarada de la entidad; Ley 2341 art. 19",
			"2026-04-03 |Good Friday|DS 2750"},
			last: "2026-04-22 15/15|Working day: the last of the term|DS 28168 art. 13; Ley 2341 arts. 20-21"},
		{law: "bo-la-paz", at: "2026-03-02 10:00", locale: "es", added: []Addition{{Amount: 10, Unit: working, Ground: "volume"}},
			pauses: []foi.Suspension{{Ground: "unclear", From: foi.MustDate("2026-03-05"), To: foi.MustDate("2026-03-06")}}, want: []string{
				"2026-03-06 |El plazo está en pausa: Falta precisar qué se pide|Ley 2341 art. 43",
				"2026-03-25 16/25|Día hábil, por la prórroga|regla declarada de la entidad"},
			last: "2026-04-08 25/25|Día hábil: es el último del plazo|regla declarada de la entidad"},
		{law: "au-foi", at: "2026-03-05 10:00", locale: "en", want: []string{
			"2026-04-03 29/30|Calendar day|FOI Act 1982 s. 15(5)(b)",
			"2026-04-04 |The term would end here, but the office is closed (Easter Saturday): it goes on to the next day|Acts Interpretation Act 1901 s. 36; shutdowns of an agency count",
			"2026-04-06 |The term would end here, but the office is closed (Easter Monday): it goes on to the next day|Acts Interpretation Act 1901 s. 36; shutdowns of an agency count"},
			last: "2026-04-07 30/30|It is the last day of the term|FOI Act 1982 s. 15(5)(b)"},
		{law: "br-lai", at: "2026-01-29 10:00", locale: "es", want: []string{
			"2026-02-17 19/20|Día corrido|Lei 12.527 art. 11 § 1", // Carnival: days of the calendar count on it
			"2026-02-18 |El plazo acabaría aquí, pero no se atiende (Miércoles de Ceniza): pasa al día siguiente|gov.br, Acesso à Informação, prazos"},
			last: "2026-02-19 20/20|Es el último día del plazo|Lei 12.527 art. 11 § 1"},
		{law: "br-lai", at: "2026-02-18 20:00", locale: "en", want: []string{
			"2026-02-18 |It came at 20:00, when the office had closed"}},
		{law: "uk-foia", at: "2026-03-02 10:00", locale: "en", added: []Addition{{Until: foi.MustDate("2026-04-15")}}, want: []string{
			"2026-03-31 20/29|Working day|FOIA 2000 s. 10(1)",
			"2026-04-03 |Good Friday|",
			"2026-04-01 21/29|Working day, by the extension|FOIA 2000 s. 10(3), s. 17(2): such time as is reasonable; told within the term"},
			last: "2026-04-15 29/29|Working day: the last of the term|FOIA 2000 s. 10(3), s. 17(2): such time as is reasonable; told within the term"},
		{law: "de-ifg", at: "2026-03-02 10:00", locale: "en", want: []string{
			"2026-04-02 1/1|It is the last day of the term|IFG § 7(5): without delay, within one month (soll)"}},
		{law: "in-rti", track: "life_or_liberty", at: "2026-03-30 17:10", locale: "en", added: []Addition{{Amount: 10, Unit: calendar, Ground: "third_party"}}, want: []string{
			"2026-03-30 |The request was received at 17:10: the hours are counted from there|RTI Act 2005 s. 7(1)",
			"2026-04-01 48/48|Without the extension it would end on this day|RTI Act 2005 s. 7(1) proviso"},
			last: "2026-04-11 48/48|Ends at 17:10|RTI Act 2005 s. 11(3): forty days in all"},
	} {
		s := l.Statute(x.law)
		at, err := InstantIn(x.at, s.Location())
		if err != nil {
			t.Fatal(err)
		}
		_, steps, err := s.ExplainTerm("response", x.track, at, x.added, x.pauses)
		if err != nil {
			t.Fatal(err)
		}
		got := lines(s, x.locale, steps)
		for _, want := range x.want {
			if !slices.ContainsFunc(got, func(line string) bool { return strings.HasPrefix(line, want) }) {
				t.Errorf("%s %s: no line begins with\n%s\nin\n%s", x.law, x.at, want, strings.Join(got, "\n"))
			}
		}
		if last := got[len(got)-1]; !strings.HasPrefix(last, x.last) {
			t.Errorf("%s %s ends with\n%s\nwant\n%s", x.law, x.at, last, x.last)
		}
		for i := 1; i < len(steps); i++ {
			if steps[i].Day < steps[i-1].Day {
				t.Errorf("%s %s: %s comes after %s", x.law, x.at, steps[i].Day, steps[i-1].Day)
			}
		}
	}
}

// The days in a recess of the courts are told as closed, with what closes them, and a day outside counts: what the body does not work, and
// they do, among them.
func TestExplainRecess(t *testing.T) {
	t.Parallel()
	s := shared(t).Statute("ar-27275")
	for _, x := range []struct {
		zero, locale, due string
		want              []string
	}{
		{"2025-12-11 09:00", "es", "2026-03-12", []string{
			"2025-12-11 |Aquí empieza este plazo. Este día no se cuenta.",
			"2025-12-24 9/40|Día hábil|", "2026-01-01 |Año Nuevo|", "2026-01-02 |Periodo cerrado: Feria judicial de enero|Reglamento para la Justicia Nacional (Acordada 17/12/1952) art. 2",
			"2026-01-31 |Periodo cerrado: Feria judicial de enero|", "2026-02-02 14/40|Día hábil|Ley 27.275 art. 14"}},
		{"2025-06-25 09:00", "en", "2025-09-05", []string{
			"2025-06-27 2/40|Working day|", "2025-07-18 16/40|Working day|", "2025-07-21 |Closed period: Judicial recess of July|Reglamento para la Justicia Nacional art. 2; Acordada CSJN 9/2025",
			"2025-08-01 |Closed period: Judicial recess of July|", "2025-08-04 17/40|Working day|"}},
		{"2024-07-01 09:00", "en", "2024-08-27", []string{"2024-07-22 14/40|Working day|"}}, // whose acordada was not read
	} {
		at, err := InstantIn(x.zero, s.Location())
		if err != nil {
			t.Fatal(err)
		}
		c, steps, err := s.ExplainTerm("court", "", at, nil, nil)
		if err != nil || c.Due.String() != x.due {
			t.Errorf("%s: due on %s, want %s: %v", x.zero, c.Due, x.due, err)
		}
		got := lines(s, x.locale, steps)
		for _, want := range x.want {
			if !slices.ContainsFunc(got, func(line string) bool { return strings.HasPrefix(line, want) }) {
				t.Errorf("%s: no line begins with\n%s\nin\n%s", x.zero, want, strings.Join(got, "\n"))
			}
		}
	}
	if c, _, err := s.ExplainTerm("commissioner", "", time.Date(2025, 12, 11, 9, 0, 0, 0, s.Location()), nil, nil); err != nil || c.Due.String() != "2026-02-11" {
		t.Errorf("the commissioner has no recess, and is asked until %s: %v", c.Due, err)
	}
}

// What set a term off is told: registration, its latest day, what was asked for and came.
func TestExplainBeginnings(t *testing.T) {
	t.Parallel()
	l := shared(t)
	has := func(c *course, key string, want ...string) {
		t.Helper()
		got := lines(c.law, "en", c.law.Explain(c.req, c.ledger, key, 0))
		for _, w := range want {
			if !slices.ContainsFunc(got, func(line string) bool { return strings.HasPrefix(line, w) }) {
				t.Errorf("%s: no line begins with\n%s\nin\n%s", c.law.Key(), w, strings.Join(got, "\n"))
			}
		}
	}
	us := begin(t, l.Statute("us-foia"), "2026-03-02 10:00", foi.Filing{})
	has(us, "response", "2026-03-02 |The request was received", "2026-03-03 |The term does not run yet", "2026-03-16 |The term runs from here even if nobody registered it", "2026-03-17 1/20|Working day")
	us.do("2026-03-05 10:00", one(foi.TransparencyOfficer, us.law.Authority().Lead), foi.Action{Kind: foi.Register})
	has(us, "response", "2026-03-05 |The request was registered", "2026-03-06 1/20|Working day")
	bo := begin(t, l.Body(), "2026-03-02 10:00", foi.Filing{})
	bo.do("2026-03-03 10:00", lead, foi.Action{Kind: foi.AskClarification, Ground: "unclear"})
	has(bo, "clarification", "2026-03-03 |This term begins here", "2026-03-10 5/5|Working day: the last of the term|Ley 2341 art. 43")
	for _, key := range l.Keys() {
		if s := l.Statute(key); s.law.Clarification.Effect == "restart" && s.law.Clarification.Times > 0 {
			c := begin(t, s, "2026-03-02 10:00", foi.Filing{})
			c.do("2026-03-03 10:00", one(foi.TransparencyOfficer, s.Authority().Lead), foi.Action{Kind: foi.AskClarification, Ground: s.law.Clarification.Grounds[0]})
			c.do("2026-03-05 10:00", foi.TheCitizen(), foi.Action{Kind: foi.Clarify})
			has(c, "response", "2026-03-05 |What was asked for came, and the term is counted anew")
		}
	}
}

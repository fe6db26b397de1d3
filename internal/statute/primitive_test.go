package statute

import (
	"io/fs"
	"slices"
	"testing"

	"github.com/goccy/go-yaml"

	"qhana/internal/foi"
	"qhana/workflows"
)

// Everything that laws are said with is said by a law that is shipped, and a scenario of that law shows it.
func TestEveryPrimitiveIsUsed(t *testing.T) {
	t.Parallel()
	l := shared(t)
	term := func(key string) func(*Statute) TermRule { return func(s *Statute) TermRule { return s.term(key, "") } }
	unit := func(key, u string) func(*Statute) bool {
		return func(s *Statute) bool { return term(key)(s).Unit == u }
	}
	extends := func(is func(ExtensionRule) bool) func(*Statute) bool {
		return func(s *Statute) bool { return slices.ContainsFunc(s.law.Extensions, is) }
	}
	silence := func(effect string) func(*Statute) bool {
		return func(s *Statute) bool { return s.law.Silence.Effect == effect }
	}
	for _, x := range []struct {
		what, law, scenario string
		uses                func(*Statute) bool
	}{
		{"working days", "bo-la-paz", "nobody acts, and silence denies", unit("response", working)},
		{"calendar days", "br-lai", "nobody acts, and the term runs out", unit("response", calendar)},
		{"months", "de-ifg", "nobody acts, and the term runs out", unit("response", month)},
		{"weeks of working days", "ie-foi", "nobody acts, and the term runs out", unit("response", week5)},
		{"hours", "in-rti", "the track life_or_liberty has a term of its own", func(s *Statute) bool { return s.term("response", "life_or_liberty").Unit == hour }},
		{"the next day", "uk-foia", "nobody acts, and the term runs out", func(s *Statute) bool { return term("response")(s).FirstDay == "" }},
		{"the next working day", "br-lai", "nobody acts, and the term runs out", func(s *Statute) bool { return term("response")(s).FirstDay == nextWorkingDay }},
		{"registration", "us-foia", "counted from registration when it comes before the latest day", func(s *Statute) bool { return s.law.Start != nil }},
		{"registration that nobody makes", "eu-1049", "a request that nobody registers counts as registered on the next working day", func(s *Statute) bool { return s.law.Start != nil }},
		{"a closing hour", "bo-la-paz", "received after closing, and on a day that is not worked", func(s *Statute) bool { return s.law.Receipt.Cutoff == "closing" }},
		{"a cut-off hour", "br-lai", "after nineteen hours a request counts for the next day", func(s *Statute) bool { return s.law.Receipt.Cutoff == "19:00" }},
		{"a last day that rolls", "au-foi", "a last day on a Sunday rolls to Monday", func(s *Statute) bool { return term("response")(s).Roll == nextWorking }},
		{"a last day that rolls to full hours", "br-lai", "a term that would end on Ash Wednesday, when the office opens at noon, ends on the next full day", func(s *Statute) bool { return term("response")(s).Roll == nextFullWorking }},
		{"a last day that rolls from Sundays only", "za-paia", "a last day on a Sunday moves to Monday", func(s *Statute) bool { return term("response")(s).Roll == nextUnlessSun }},
		{"a last day that stays", "in-rti", "a last day on a Sunday stays", func(s *Statute) bool { return term("response")(s).Roll == "" }},
		{"a union of calendars", "uk-foia", "a bank holiday of Northern Ireland alone is no working day anywhere", func(s *Statute) bool { return s.calendar.Key == "uk" }},
		{"a regional holiday", "bo-la-paz", "the departmental holiday of La Paz is not counted", func(s *Statute) bool { return s.calendar.Key == "bo-la-paz" }},
		{"holidays that move", "bo-la-paz", "DS 5521 moves a term that was running", func(*Statute) bool { return true }},
		{"a closed period", "nz-oia", "the days from 25 December to 15 January are no working days", func(s *Statute) bool { return s.newest().hasClosed }},
		{"a court's recess", "ar-27275", "the courts' recess of January is not counted in the forty days to go to a court", func(s *Statute) bool {
			return s.newestFor(s.term("court", "")).hasClosed && !s.newest().hasClosed
		}},
		{"a start on the day itself", "bo-nacional", "the day on which it came is the first of the two in which the officer acknowledges it", func(s *Statute) bool { return term("acknowledge")(s).FirstDay == triggerDay }},
		{"a half day as a cut-off", "bo-la-paz", "what comes after three on the day of the Ch'alla is received on the next working day", func(s *Statute) bool {
			return s.law.Receipt.Cutoff == "closing" && s.calendar.closing(foi.MustDate("2026-02-10"), foi.MustDate("2026-02-13")) == 15*60
		}},
		{"an expedited track", "us-foia", "whether to expedite is decided and told within ten calendar days", func(s *Statute) bool { return s.term("acknowledge", "expedited").Amount == 10 }},
		{"a track that only the body can choose", "in-rti", "the track assistant has a term of its own", func(s *Statute) bool { return s.law.Tracks["assistant"].By == "body" }},
		{"a fee whose end ends the request", "au-foi", "a fee that nobody pays ends the request", func(s *Statute) bool { return s.law.Terms["fee"].Amount > 0 }},
		{"a fee that may wait without end", "in-rti", "the law sets no time to pay, and the term waits until the fee is paid or waived", func(s *Statute) bool { return s.law.Suspensions[0].NoTerm != nil }},
		{"a time to notify what was signed", "bo-la-paz", "what was signed is notified within five days", func(s *Statute) bool { return term("notification")(s).Amount > 0 }},
		{"a day by which it is decided in any case", "bo-nacional", "silence denies after fifteen days, and the duty to decide ends in six months", func(s *Statute) bool { return term("resolution")(s).Amount > 0 }},
		{"to suspend", "bo-la-paz", "a clarification stops the clock, and the days before it count", func(s *Statute) bool { return s.law.Clarification.Effect == "suspend" }},
		{"to restart", "uk-foia", "a clarification makes the term begin anew", func(s *Statute) bool { return s.law.Clarification.Effect == "restart" }},
		{"to suspend on another ground than a fee", "co-1712", "a conflict of competence stops the term", func(s *Statute) bool { return s.law.Suspensions[0].Ground == "competence" }},
		{"a fee that stops", "uk-foia", "the fee stops the term", func(s *Statute) bool { return s.law.Fees != nil }},
		{"an extension by an amount", "cl-20285", "extended on the ground search, and taken back", extends(func(x ExtensionRule) bool { return x.Amount > 0 })},
		{"an extension up to a total", "au-foi", "extended on the ground agreement, and taken back", extends(func(x ExtensionRule) bool { return x.Total > 0 })},
		{"an extension up to double", "co-1712", "a consultation may take up to double of its own thirty days", extends(func(x ExtensionRule) bool { return x.Double })},
		{"an extension to a day, more than once", "uk-foia", "extended on the ground public_interest, and taken back", extends(func(x ExtensionRule) bool { return x.ToDate && x.Times > 1 })},
		{"an extension told within days", "pe-27806", "an extension told too late is refused", extends(func(x ExtensionRule) bool { return x.Within != nil })},
		{"approval by another role", "mx-lgtaip", "an extension on the ground volume waits for who must confirm it", extends(func(x ExtensionRule) bool { return x.Approval != "" })},
		{"tracks", "co-1712", "the track petition has a term of its own", func(s *Statute) bool { return len(s.law.Tracks) > 0 }},
		{"a time to tell a third party, and for them to answer", "cl-20285", "a third party is told within two days and has three to object", func(s *Statute) bool { return term("third_party")(s).Amount > 0 }},
		{"negative silence", "bo-la-paz", "nobody acts, and silence denies", silence("negative")},
		{"positive silence", "co-1712", "documents that nobody gave are granted by silence, and handed over within three days", silence("positive")},
		{"silence that opens a complaint", "br-lai", "the complaint that no answer came opens thirty days after the request, for ten", silence("complaint")},
		{"a clarification that lapses to withdrawn", "co-1712", "nobody clarifies within a month, and the petition counts as withdrawn", func(s *Statute) bool { return s.law.Clarification.Lapse == "withdrawn" }},
		{"a clarification that lapses, and goes on", "eu-1049", "nobody clarifies, and the term goes on without it", func(s *Statute) bool { return s.law.Clarification.Lapse == "continue" }},
		{"distance days", "bo-la-paz", "who lives in another municipality has five more days for the remedy", func(s *Statute) bool { return s.law.Distance != nil }},
	} {
		t.Run(x.what, func(t *testing.T) {
			s := l.Statute(x.law)
			if !x.uses(s) {
				t.Errorf("%s does not use it", x.law)
			}
			b, err := fs.ReadFile(workflows.FS, x.law+"/scenarios.yaml")
			if err != nil {
				t.Fatal(err)
			}
			var all []scenario
			if err := yaml.Unmarshal(b, &all); err != nil {
				t.Fatal(err)
			}
			if !slices.ContainsFunc(all, func(sc scenario) bool { return sc.Name == x.scenario }) {
				t.Errorf("%s has no scenario %q", x.law, x.scenario)
			}
		})
	}
}

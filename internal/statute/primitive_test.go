package statute

import (
	"io/fs"
	"slices"
	"testing"

	"github.com/goccy/go-yaml"

	"qhana/workflows"
)

// Everything that laws are said with is said by a law that is shipped, and a scenario of that law shows it. Where the law is shown by
// worked examples instead, the scenario is empty.
func TestEveryPrimitiveIsUsed(t *testing.T) {
	t.Parallel()
	l, err := Load(workflows.FS)
	if err != nil {
		t.Fatal(err)
	}
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
		{"a cut-off hour", "br-lai", "", func(s *Statute) bool { return s.law.Receipt.Cutoff == "19:00" }},
		{"a last day that rolls", "au-foi", "", func(s *Statute) bool { return term("response")(s).Roll == nextWorking }},
		{"a last day that rolls to full hours", "br-lai", "", func(s *Statute) bool { return term("response")(s).Roll == nextFullWorking }},
		{"a last day that rolls from Sundays only", "za-paia", "", func(s *Statute) bool { return term("response")(s).Roll == nextUnlessSun }},
		{"a last day that stays", "in-rti", "", func(s *Statute) bool { return term("response")(s).Roll == "" }},
		{"a union of calendars", "uk-foia", "", func(s *Statute) bool { return s.calendar.Key == "uk" }},
		{"a regional holiday", "bo-la-paz", "", func(s *Statute) bool { return s.calendar.Key == "bo-la-paz" }},
		{"holidays that move", "bo-la-paz", "DS 5521 moves a term that was running", func(*Statute) bool { return true }},
		{"a closed period", "nz-oia", "", func(s *Statute) bool { return s.newest().hasClosed }},
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
		{"a term of the law for a third party", "in-rti", "extended on the ground third_party, and taken back", func(s *Statute) bool { return term("third_party")(s).Amount > 0 }},
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
			if x.scenario == "" {
				return
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

package statute

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"qhana/internal/foi"
)

// A broken definition is refused with its file, the line and the column, and what is wrong.
func TestBrokenDefinitions(t *testing.T) {
	t.Parallel()
	for _, x := range []struct{ name, file, old, new, want string }{
		{"UnknownKey", "bo-la-paz/statute.yaml", "in_force:", "in_forze:", "bo-la-paz/statute.yaml:5:1: there is no \"in_forze\" here; is in_force meant?"},
		{"NotYAML", "bo-la-paz/statute.yaml", "terms:", "terms: [", "bo-la-paz/statute.yaml:"},
		{"WrongType", "bo-la-paz/statute.yaml", "amount: 15", "amount: fifteen", "bo-la-paz/statute.yaml:17:22: amount: \"fifteen\" is not a whole number"},
		{"NoArticle", "bo-la-paz/statute.yaml", `article: "Ley 2341 art. 43", certainty: read`, `article: "", certainty: read`, "bo-la-paz/statute.yaml:18:"},
		{"NoTerm", "bo-la-paz/statute.yaml", "  response:", "  responze:", "terms: response is missing"},
		{"UnknownState", "procedures/departments.yaml", "acknowledge: {roles: [transparency_officer], from: [received], next: open}", "acknowledge: {roles: [transparency_officer], from: [reseived], next: open}", `names the state "reseived"`},
		{"UnknownAction", "procedures/departments.yaml", "  note: {roles", "  notte: {roles", "notte is not an action"},
		{"YearWithoutHolidays", "calendars/nz.yaml", "dates: [2022-06-24, 2023-07-14,", "dates: [2022-06-24,", "Matariki: has no day in 2023"},
		{"Bomb", "uk-foia/statute.yaml", "key: uk-foia", "key: &a uk-foia", "anchors and aliases are not used here"},
		{"NeverEnds", "procedures/departments.yaml", "  response: [remind.5, remind.1, escalate, lapse]", "  response: [remind.5, remind.1, escalate]", "procedures/departments.yaml:13:13: milestones: the clock response can never end"},
		{"DeadEnd", "procedures/departments.yaml", "withdrawn: {final: true}", "withdrawn: {clock: publication}", "no action leaves withdrawn"},
		{"NoSuchUnit", "in-rti/statute.yaml", "unit: hour", "unit: hours", `unit "hours" is not one of working`},
		{"HolidayWithoutSource", "calendars/us.yaml", `source: "5 U.S.C. 6103(a); 6103(b), E.O. 11582", certainty`, `source: "", certainty`, "needs its source"},
		{"NoSuchDay", "calendars/us.yaml", `on: "07-04"`, `on: "07-44"`, "is not a day written as"},
		{"NoWords", "bo-la-paz/text.en.json", `"remedy.utlcc"`, `"remedy.utlcx"`, "remedy.utlcc has no words"},
		{"NoCalendar", "bo-la-paz/statute.yaml", "calendar: bo-la-paz", "calendar: bo-la-pas", `bo-la-paz/statute.yaml:6:`},
		{"NoClarificationTerm", "nz-oia/statute.yaml", "  clarification: {amount", "  clarification_other: {amount", "terms: clarification is missing"},
		{"FeeNeverEnds", "procedures/departments.yaml", "  fee: [remind.5, lapse]", "  fee: [remind.5]", "the clock fee can never end"},
		{"NoSuchCourt", "ar-27275/statute.yaml", "calendar: ar-tribunales", "calendar: ar-tribunal", `remedies: court is counted by the calendar "ar-tribunal"`},
		{"CourtOfTheBody", "ar-27275/statute.yaml", "    silence: none\n    cite", "    decide: {amount: 30, unit: working}\n    silence: none\n    cite", "the remedy decided outside"},
		{"TermWithCalendar", "nz-oia/statute.yaml", "  clarification: {amount", "  clarification: {calendar: ar-tribunales, amount", "which only the time to go to a court can have"},
		{"DeadTerm", "bo-nacional/statute.yaml", "terms:", "terms:\n  decision: {amount: 6, unit: month, cite: {article: x, certainty: read}}", "bo-nacional/statute.yaml:12:13: terms: decision starts nothing: there can be response"},
		{"NotificationUnsigned", "bo-nacional/statute.yaml", "terms:", "terms:\n  notification: {amount: 5, unit: working, cite: {article: x, certainty: read}}", "notification starts nothing: nobody signs"},
		{"DecidedNowhere", "bo-la-paz/statute.yaml", "{code: utlcc, ", "{code: utlcc, decide: {amount: 20, unit: working}, ", "its decide starts nothing without a file"},
		{"FeeWithoutTerm", "uk-foia/statute.yaml", "  fee: {amount", "  fees: {amount", "uk-foia/statute.yaml:16:5: suspensions: the clock that stands still on the ground fee can never end"},
		{"TermAndNone", "uk-foia/statute.yaml", "{ground: fee, ", "{ground: fee, no_term: {article: x, certainty: read}, ", "fee has a term, and no_term says that it has none"},
		{"NoneWithoutArticle", "in-rti/statute.yaml", `no_term: {article: "RTI Act 2005 s. 7(3)(a): sets no time to pay", `, "no_term: {", "no_term needs its article and a certainty"},
		{"ComplianceNeverEnds", "procedures/departments.yaml", "  compliance: [remind.1, escalate, lapse]", "  compliance: [remind.1]", "the clock compliance can never end"},
		{"NobodyConfirms", "mx-lgtaip/procedure.yaml", "confirm_extension: {roles: [reviewer, unit_head]", "confirm_extension: {roles: [clerk]", "nobody could confirm it: reviewer is not among those"},
		{"NothingToConfirm", "bo-nacional/procedure.yaml", "like: one-officer", "like: one-officer\nconfirms: comite", "no extension of the law has to be confirmed"},
		{"NoSuchOutcome", "mx-lgtaip/procedure.yaml", "outcomes: [denied,", "outcomes: [refused,", "\"refused\" is not an outcome of the law"},
		{"NowhereToSend", "mx-lgtaip/procedure.yaml", "reviewer@confirming", "reviewer@comite", "which is nobody's place"},
		{"Deep", "uk-foia/statute.yaml", "key: uk-foia", "key: " + strings.Repeat("[", 2000), "uk-foia/statute.yaml:2:22: is nested deeper than 16"},
		{"DeepMaps", "uk-foia/statute.yaml", "key: uk-foia", "key: " + strings.Repeat("{a: ", 2000), "is nested deeper than 16"},
		{"DeepEntries", "uk-foia/statute.yaml", "key: uk-foia", "key:\n  " + strings.Repeat("- ", 2000) + "a", "is nested deeper than 16"},
		{"Bombs", "calendars/uk.yaml", "key: uk", "key: " + strings.Repeat("[", 80_000), "calendars/uk.yaml:1:1: has 80"},
		{"TooLarge", "calendars/uk.yaml", "key: uk", "# " + strings.Repeat("x", maxFile) + "\nkey: uk", "is larger than 512 kB"},
		{"OwnAndCited", "bo-la-paz/retention.yaml", "own: true", "own: true\ncite: {article: x, certainty: read}", "bo-la-paz/retention.yaml:9:6: own: either"},
		{"NobodySaysHowLong", "bo-la-paz/retention.yaml", "own: true", "own: false", "either the body decided it itself"},
		{"NoTimeToStopIt", "bo-la-paz/retention.yaml", "warning: 3", "warning: 0", "1 to 60 days to stop it"},
		{"KeptForEver", "bo-la-paz/retention.yaml", "years: 2 ", "years: 200 ", "a term of 1 to 100 years"},
		{"Tag", "uk-foia/statute.yaml", "key: uk-foia", "key: !!str uk-foia", "tags, keys written with a question mark"},
	} {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			law, _, _ := strings.Cut(x.file, "/")
			switch law {
			case "procedures":
				law = "uk-foia"
			case "calendars":
				law = map[string]string{"nz": "nz-oia", "us": "us-foia", "uk": "uk-foia"}[strings.TrimSuffix(strings.TrimPrefix(x.file, "calendars/"), ".yaml")]
			}
			_, err := Load(shippedWith(t, law, x.file, x.old, x.new))
			if err == nil || !strings.Contains(err.Error(), x.want) {
				t.Errorf("got %.300v, want %q", err, x.want)
			}
		})
	}
}

// One mistake hides no other: of what cannot be read, of what is wrong, in any file.
func TestEveryMistakeIsSaid(t *testing.T) {
	t.Parallel()
	_, err := Load(shippedWith(t, "uk-foia",
		"uk-foia/statute.yaml", "in_force:", "in_forze:",
		"uk-foia/statute.yaml", "calendar: uk", "calendar: uk\nversion: \"2\"",
		"uk-foia/statute.yaml", "response: {amount: 20, unit: working", "response: {amount: twenty, unit: workings",
		"uk-foia/statute.yaml", "fee: {amount: 3, unit: month", "fee: {amount: 3, unit: moon",
		"uk-foia/statute.yaml", "needs_exemption: [", "needs_exemption: [nothing, ",
		"uk-foia/statute.yaml", "fees: {currency: GBP", "fees: {currency: [GBP]",
		"uk-foia/text.en.json", "{", "{\"a\": 1, ",
		"calendars/uk.yaml", "from: ", "from: x",
		"procedures/departments.yaml", "  branch: {first: 1", "  branch: {first: one",
		"procedures/departments.yaml", "  fee: [remind.5, lapse]", "  fee: [remind.5]",
		"bo-la-paz/proyecto-160/statute.yaml", "key: bo-la-paz", "key: bo-la-pas",
	))
	want := []string{
		`uk-foia/statute.yaml:6:1: "version" stands in line 3 already`,
		`uk-foia/statute.yaml:4:1: there is no "in_forze" here; is in_force meant?`,
		`uk-foia/statute.yaml:1:1: in_force: needs the day`,
		`amount: "twenty" is not a whole number`, `response: unit "workings" is not one of`, `fee: unit "moon" is not one of`,
		`"nothing" is not an outcome`, `currency: must be text`,
		`uk-foia/text.en.json:1:5: a must be a text`,
		`calendars/uk.yaml:`, `from: "x`,
		`procedures/departments.yaml:26:19: first: "one" is not a whole number`,
		`procedures/departments.yaml:19:8: milestones: the clock fee can never end`,
		`bo-la-paz/proyecto-160/statute.yaml:5:10: must have the key bo-la-paz`,
	}
	if err == nil {
		t.Fatal("nothing is said")
	}
	for _, w := range want {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("not said: %s", w)
		}
	}
	if lines := strings.Split(err.Error(), "\n"); len(lines) != len(want)-1 || t.Failed() {
		t.Errorf("%d lines:\n%v", len(lines), err)
	}
}

// Two files cannot have one key, neither laws nor calendars.
func TestTwoWithOneKey(t *testing.T) {
	t.Parallel()
	files := shippedWith(t, "uk-foia", "uk-foia/statute.yaml", "key: uk-foia", "key: bo-la-paz")
	if _, err := Load(files); err == nil || !strings.Contains(err.Error(), "uk-foia/statute.yaml:2:6: key: bo-la-paz is the key of bo-la-paz/statute.yaml too") {
		t.Errorf("two laws: %v", err)
	}
	files = shippedWith(t, "uk-foia", "calendars/uk.yaml", "key: uk", "key: bo")
	if _, err := Load(files); err == nil || !strings.Contains(err.Error(), `key: "bo" is missing, or the key of calendars/bo.yaml too`) {
		t.Errorf("two calendars: %v", err)
	}
}

// A file of scenarios is read with the same limits.
func TestBrokenScenarios(t *testing.T) {
	t.Parallel()
	for want, text := range map[string]string{
		"is nested deeper than 16":              "- {name: " + strings.Repeat("[", 2000),
		"anchors and aliases are not used here": "- {name: &a x}",
		"is larger than 512 kB":                 strings.Repeat("#", maxFile+1),
	} {
		files := shippedWith(t, "bo-la-paz")
		l, err := Load(files)
		if err != nil {
			t.Fatal(err)
		}
		files["bo-la-paz/scenarios.yaml"].Data = []byte(text)
		if err := RunScenarios(l, files, "", func(string, error) {}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// A year without holidays is a mistake, whatever closed periods it has; a holiday of 29 February is one of leap years only.
func TestYearWithoutHolidays(t *testing.T) {
	t.Parallel()
	f := &calendarFile{Key: "x", Zone: "UTC", Weekend: []string{"saturday", "sunday"}, From: 2024, To: 2026,
		Holidays: []Holiday{{ES: "a", EN: "a", On: "02-29", Source: "s", Certainty: "read"}, {ES: "b", EN: "b", On: "05-01", Until: 2025, Source: "s", Certainty: "read"}},
		Closed:   []closedPeriod{{From: "12-25", To: "01-15", ES: "c", EN: "c", Source: "s", Certainty: "read"}}}
	f.Hours.Open, f.Hours.Close = "08:30", "18:30"
	var said []string
	c := f.calendar(func(at, format string, args ...any) { said = append(said, fmt.Sprintf(format, args...)) })
	if len(said) != 1 || said[0] != "the year 2026 has no holidays: declare them, or end the calendar before it" {
		t.Errorf("said %q", said)
	}
	days := c.editions[0].days
	if days.Worked(foi.MustDate("2024-02-29")) || !days.Worked(foi.MustDate("2024-03-01")) || !days.Worked(foi.MustDate("2025-02-28")) || !days.Worked(foi.MustDate("2025-03-03")) {
		t.Error("29 February is a holiday in 2024 and no day in 2025")
	}
}

// 29 February is a day like another: received on it, and a year later in months.
func TestLeapDay(t *testing.T) {
	t.Parallel()
	l, err := Load(shippedWith(t, "de-ifg"))
	if err != nil {
		t.Fatal(err)
	}
	// in 2028 it is Carnival in Bolivia: received on the next day
	for law, x := range map[string][2]string{"bo-la-paz": {"2028-02-29 10:00", "2028-03-22"}, "de-ifg": {"2028-02-29 10:00", "2028-03-29"}} {
		s := l.Statute(law)
		at, err := InstantIn(x[0], s.Location())
		if err != nil {
			t.Fatal(err)
		}
		if c, _, err := s.ExplainTerm("response", "", at, nil, nil); err != nil || c.Due.String() != x[1] {
			t.Errorf("%s: due on %s, %v; want %s", law, c.Due, err, x[1])
		}
	}
}

// Hours that are none are refused, and none is shifted silently.
func TestInstants(t *testing.T) {
	t.Parallel()
	for _, x := range []struct{ text, zone, want string }{
		{"2026-03-30T23:59:60", "America/La_Paz", "2026-03-30T23:59:59-04:00"},
		{"2026-03-30T23:59:60-04:00", "America/La_Paz", "2026-03-30T23:59:59-04:00"},
		{"2026-03-30T10:00:60", "America/La_Paz", "error"},
		{"2026-03-30 10:59:60", "America/La_Paz", "error"},
		{"2026-03-30 24:00", "America/La_Paz", "error"},
		{"2026-02-29 10:00", "America/La_Paz", "error"},
		{"2011-12-30 10:00", "Pacific/Apia", "error"},
		{"2011-12-30", "Pacific/Apia", "error"},
		{"2024-09-08 00:30", "America/Santiago", "error"},
		{"2024-09-08", "America/Santiago", "2024-09-08T01:00:00-03:00"},
		{"2026-03-29 01:30", "Europe/London", "error"},
		{"2026-03-29 02:30", "Europe/London", "2026-03-29T02:30:00+01:00"},
		{"2026-03-08 02:30", "America/New_York", "error"},
	} {
		zone, err := time.LoadLocation(x.zone)
		if err != nil {
			t.Fatal(err)
		}
		at, err := InstantIn(x.text, zone)
		got := at.In(zone).Format(time.RFC3339)
		if err != nil {
			got = "error"
		}
		if got != x.want {
			t.Errorf("%s in %s: got %s (%v), want %s", x.text, x.zone, got, err, x.want)
		}
	}
}

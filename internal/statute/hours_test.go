package statute

import (
	"testing"

	"qhana/internal/foi"
)

// A term in hours stands still for hours, and is lengthened by days where the law says days.
func TestHours(t *testing.T) {
	t.Parallel()
	l := shared(t)
	law := l.Statute("in-rti")
	office := one(foi.TransparencyOfficer, law.Authority().Lead)
	urgent := foi.Filing{Track: "life_or_liberty"}
	at := func(c *course, want string) {
		t.Helper()
		if got := c.clock("response", 0); got.DueAt.In(law.Location()).Format("2006-01-02 15:04") != want || got.Due.String() != want[:10] {
			t.Errorf("ends at %s on %s, want %s", got.DueAt.In(law.Location()), got.Due, want)
		}
	}
	c := begin(t, law, "2026-03-30 17:10", urgent)
	at(c, "2026-04-01 17:10")
	c.do("2026-03-31 10:00", office, foi.Action{Kind: foi.AskFee, Fee: 1000})
	c.do("2026-03-31 15:00", office, foi.Action{Kind: foi.RecordFee})
	at(c, "2026-04-01 22:10") // five hours on the same day
	c.do("2026-04-01 09:00", office, foi.Action{Kind: foi.AskFee, Fee: 1000})
	c.do("2026-04-03 10:30", office, foi.Action{Kind: foi.WaiveFee})
	at(c, "2026-04-03 23:40")
	rule := law.law.Extensions[0]
	c.do("2026-04-03 11:00", office, foi.Action{Kind: foi.Extend, Ground: rule.Grounds[0], Amount: 10})
	at(c, "2026-04-13 23:40") // ten days of the calendar, and not ten hours
}

// Paying goes on with what stood still for the fee, and with nothing else.
func TestPayingDoesNotClarify(t *testing.T) {
	t.Parallel()
	l, err := Load(shippedWith(t, "uk-foia", "uk-foia/statute.yaml", "  - {ground: fee,", "  - {ground: consultation, no_term: {article: x, certainty: read},"))
	if err != nil {
		t.Fatal(err)
	}
	law := l.Statute("uk-foia")
	office := one(foi.TransparencyOfficer, law.Authority().Lead)
	c := begin(t, law, "2026-03-02 10:00", foi.Filing{})
	c.do("2026-03-03 10:00", office, foi.Action{Kind: foi.AskFee, Fee: 1000})
	c.do("2026-03-04 10:00", office, foi.Action{Kind: foi.AskClarification, Ground: "unclear"})
	c.do("2026-03-05 10:00", office, foi.Action{Kind: foi.RecordFee})
	c.due("response", 0, "")
	c.do("2026-03-06 10:00", foi.TheCitizen(), foi.Action{Kind: foi.Clarify})
	if c.clock("response", 0).Due.IsZero() {
		t.Error("a clarified request stands still")
	}
}

// An extension of an example without a unit is in the term's own.
func TestVectorExtendsInItsOwnUnit(t *testing.T) {
	t.Parallel()
	const example = `[{"id":"x","zone":"UTC","received":"2026-03-02T10:00","term":{"amount":10,"unit":"calendar"},"calendar":{"weekend":["saturday","sunday"]},
		"events":[{"action":"extend","amount":5}],"expected_due":"2026-03-17"},
		{"id":"y","zone":"UTC","received":"2026-03-02T10:00","term":{"amount":10,"unit":"calendar"},"calendar":{"weekend":["saturday","sunday"]},
		"events":[{"action":"extend","amount":5,"unit":"days"}],"expected_due":"error: extend: there is no unit \"days\""}]`
	err := RunVectors(&Library{}, []byte(example), func(id string, ok bool, got, want string) {
		if got != want {
			t.Errorf("%s: got %s, want %s", id, got, want)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
}

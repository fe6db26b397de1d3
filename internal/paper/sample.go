package paper

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"qhana/internal/foi"
	"qhana/internal/letter"
)

// Sample are the facts of an invented case of this body, under its own law: what an administrator sees a text with.
func (m Maker) Sample(ctx context.Context, kind, locale string) (letter.Facts, error) {
	law := m.Law.Body()
	locale = letter.Locale(locale)
	units, err := m.Store.Units(ctx)
	if err != nil {
		return nil, err
	}
	body, ref := law.Authority(), string(foi.NewReference(law.Prefix(), letter.SampleDay.Year(), 123))
	own := letter.Facts{
		"Body": body.Name, "Short": body.In(locale), "Lead": UnitName(units, body.Lead, locale, body.Name), "Reference": ref, "Article": law.Term("response").Cite.Article,
		"Units": UnitName(units, body.Lead, locale, body.Name), "Received": letter.Moment(letter.SampleDay.In(law.Location()), locale), "Today": letter.Day(law.Today(letter.SampleDay), locale),
		"Page": m.Base + "/caso/" + ref, "Check": m.Base + "/verificar/7Q2M9K4TXV0B3HDN", "Link": m.Base + "/tercero/" + ref + "/4/K7Q2M9X4T",
	}
	var others []string
	for _, u := range units {
		if u.Active && u.Key != body.Lead && u.Key != body.Signing && len(others) < 2 {
			others = append(others, u.Name(locale))
		}
	}
	if len(others) > 0 {
		own["Units"] = strings.Join(others, "; ")
	}
	if c, _, err := law.ExplainTerm("response", "", letter.SampleDay, nil, nil); err == nil {
		today, due := law.Today(letter.SampleDay), c.Due
		if facts, _ := letter.Has(kind); slices.Contains(facts, "OldDue") {
			own["OldDue"] = letter.Day(due, locale)
			due = law.Calendar().AsOf(today).After(due, 5)
		}
		own["Due"], own["Left"] = letter.Day(due, locale), strconv.Itoa(law.WorkingDaysBetween(today, due))
	}
	m.sampleOfLaw(own, kind, locale)
	return letter.Sample(kind, locale, own), nil
}

// sampleOfLaw adds what the law says of the case.
func (m Maker) sampleOfLaw(own letter.Facts, kind, locale string) {
	law := m.Law.Body()
	grounds := law.Extension().Grounds
	if kind == "clarification" {
		grounds = law.ClarificationGrounds()
	}
	if len(grounds) > 0 {
		own["Ground"] = law.Text(locale, "ground."+grounds[0])
	}
	if effect := law.Silence().Effect; effect != "" {
		own["Silence"] = law.Text(locale, "silence."+effect)
	}
	var remedies []string
	for _, r := range law.Remedies() {
		remedies = append(remedies, law.Text(locale, "remedy."+r.Code)+" ("+cited(r)+")")
	}
	own["Remedies"] = strings.Join(remedies, "\n")
	if list := law.Exemptions(); len(list) > 0 {
		own["Exemptions"] = law.Text(locale, "exemption."+list[0].Code) + " (" + list[0].Cite.Article + ")"
	}
	own["Law"] = law.Text(locale, "name") + " (" + law.Version() + ")"
	if _, cite := law.Moves(); cite.Article != "" {
		own["Rule"] = cite.Article
	}
	if fees := law.Fees(); fees != nil {
		own["Fee"] = letter.Money(2550, fees.Currency, locale)
	}
}

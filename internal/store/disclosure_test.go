package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"qhana/internal/foi"
	"qhana/internal/store"
	"qhana/internal/testdb"
)

// publish stores a published answer and returns it.
func publish(t *testing.T, s *store.Store, d foi.Disclosure) foi.Disclosure {
	t.Helper()
	r := keep(t, s, sample{state: foi.Published, clock: foi.Met, due: "2026-03-20"})
	d.Request, d.Reference, d.ReceivedOn, d.PublishedAt, d.Locale = r.ID, r.Reference, foi.MustDate("2026-01-05"), filedAt, "es"
	if d.AnsweredOn == 0 {
		d.AnsweredOn = foi.MustDate("2026-02-02")
	}
	ok(t, s.InTx(t.Context(), func(tx *store.Tx) error { return tx.SaveDisclosure(t.Context(), d) }))
	return d
}

func titles(t *testing.T, s *store.Store, f store.DisclosureFilter) []string {
	t.Helper()
	var out []string
	for {
		page, err := s.Disclosures(t.Context(), f)
		ok(t, err)
		for _, d := range page.Found {
			out = append(out, d.Title)
		}
		if f.After = page.Next; page.Next == "" {
			return out
		}
	}
}

func TestDisclosures(t *testing.T) {
	t.Parallel()
	s := testdb.New(t)
	light := publish(t, s, foi.Disclosure{Title: "Alumbrado público", Question: "¿Cuánto?", Answer: strings.Repeat("alumbrado ", 300), Outcome: "granted",
		Units: []string{"obras", "finanzas"}, Zone: "sur", Days: 12, AnsweredOn: foi.MustDate("2025-12-31")})
	publish(t, s, foi.Disclosure{Title: "Parques", Question: "Áreas verdes, con alumbrado", Answer: "Cuarenta", Outcome: "partly", Units: []string{"obras"}, Zone: "sur", Days: 20, Missed: true})
	publish(t, s, foi.Disclosure{Title: "Personal", Question: "Planillas", Answer: "No", Outcome: "denied", Units: nil, Days: 3})
	for _, c := range []struct {
		f      store.DisclosureFilter
		expect []string
	}{
		{store.DisclosureFilter{}, []string{"Personal", "Parques", "Alumbrado público"}},
		{store.DisclosureFilter{Query: "ALUMBRADO"}, []string{"Alumbrado público", "Parques"}},
		{store.DisclosureFilter{Query: "areas"}, []string{"Parques"}},
		{store.DisclosureFilter{Query: string(light.Reference)}, []string{"Alumbrado público"}},
		{store.DisclosureFilter{Query: "nada"}, nil},
		{store.DisclosureFilter{Unit: "obras"}, []string{"Parques", "Alumbrado público"}},
		{store.DisclosureFilter{Unit: "obras", Outcome: "granted"}, []string{"Alumbrado público"}},
		{store.DisclosureFilter{Zone: "sur", Year: 2026}, []string{"Parques"}},
		{store.DisclosureFilter{Year: 2025}, []string{"Alumbrado público"}},
		{store.DisclosureFilter{Year: 1900}, nil},
		{store.DisclosureFilter{Query: "alumbrado", Unit: "finanzas"}, []string{"Alumbrado público"}},
		{store.DisclosureFilter{Query: "alumbrado", Unit: "obras", Zone: "sur", Year: 2026}, []string{"Parques"}},
		{store.DisclosureFilter{Query: "alumbrado", Outcome: "granted", Year: 2025}, []string{"Alumbrado público"}},
		{store.DisclosureFilter{Query: "alumbrado", Unit: "movilidad"}, nil},
		{store.DisclosureFilter{Query: "alumbrado", Year: 1900}, nil},
		{store.DisclosureFilter{Query: "alumbrado", Year: 2040}, nil},
	} {
		for _, limit := range []int{1, 0} {
			c.f.Limit = limit
			if got := titles(t, s, c.f); !slices.Equal(got, c.expect) {
				t.Errorf("%+v: got %q, want %q", c.f, got, c.expect)
			}
		}
	}
	for _, f := range []store.DisclosureFilter{{After: "x"}, {Query: "\x00"}, {Year: -1}, {Year: 10000}} {
		_, err := s.Disclosures(t.Context(), f)
		want(t, err, foi.Invalid)
	}
	everything, err := s.Disclosures(t.Context(), store.DisclosureFilter{})
	ok(t, err)
	facets, err := s.DisclosureFacets(t.Context(), everything)
	ok(t, err)
	if got := fmt.Sprint(facets); got != "{[{obras 2} {finanzas 1}] [{sur 2}] [{denied 1} {granted 1} {partly 1}] [{2026 2} {2025 1}] false}" {
		t.Errorf("facets: %s", got)
	}
	latest, err := s.LatestDisclosures(t.Context(), 2)
	ok(t, err)
	if len(latest) != 2 || latest[0].Title != "Personal" {
		t.Errorf("latest: %+v", latest)
	}
}

func TestDisclosureHasNothingOfTheRequester(t *testing.T) {
	t.Parallel()
	s := testdb.New(t)
	d := publish(t, s, foi.Disclosure{Title: "Parques", Question: "q", Answer: "a", Outcome: "granted"})
	got, err := s.Disclosure(t.Context(), d.Reference)
	ok(t, err)
	if got.Title != "Parques" || got.ReceivedOn != d.ReceivedOn || !got.PublishedAt.Equal(filedAt) || strings.Contains(fmt.Sprint(got), "Ñandú") {
		t.Errorf("%+v", got)
	}
	_, err = s.Disclosure(t.Context(), keep(t, s, sample{}).Reference)
	want(t, err, foi.NotFound)
	_, err = s.Disclosure(t.Context(), "a\x00")
	want(t, err, foi.Invalid)
}

func TestManyDisclosuresArePagedWhole(t *testing.T) {
	t.Parallel()
	s := testdb.New(t)
	bulk(t, s, 2000)
	for _, f := range []store.DisclosureFilter{{Limit: 200}, {Query: "obras", Limit: 200}, {Query: "alumbrado", Limit: 7}} {
		page, err := s.Disclosures(t.Context(), f)
		ok(t, err)
		var expect int
		ok(t, s.DB().GetContext(t.Context(), &expect, `SELECT count(*) FROM disclosure WHERE $1 = '' OR words @@ websearch_to_tsquery('spanish', $1)`, f.Query))
		if got := len(titles(t, s, f)); got != expect || int(page.Count) != min(expect, 1001) || page.Count.More() != (expect > 1000) {
			t.Errorf("%+v: %d of %d, counted %d", f, got, expect, page.Count)
		}
	}
}

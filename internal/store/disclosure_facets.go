package store

import (
	"context"
	"slices"
	"strings"
)

// facetSample is how many published answers the facets count at most, the last first.
const facetSample = 1000

// Facet is one value that a list can be narrowed to, and how many of the list have it.
type Facet struct {
	Value string `db:"value"`
	Count int    `db:"count"`
}

// Facets are the values that occur in a list of published answers, the most frequent first (years: the last first).
type Facets struct {
	Units, Zones, Outcomes, Years []Facet
	Sampled                       bool // the list is longer than what was counted
}

// DisclosureFacets counts what occurs among the published answers of a list, of which one page is given, at most the last 1,000 of them. A
// facet's own choice counts like the others: what is left out of the list is left out of the counts.
func (s *Store) DisclosureFacets(ctx context.Context, page DisclosurePage) (Facets, error) {
	query := `
		WITH found AS MATERIALIZED (
			SELECT p.units, p.zone, p.outcome, p.answered_on FROM disclosure p` + page.among(facetSample) + `)
		SELECT 'unit' AS kind, u.unit AS value, count(*) AS count FROM found, unnest(found.units) AS u(unit) GROUP BY u.unit
		UNION ALL SELECT 'zone', zone, count(*) FROM found WHERE zone <> '' GROUP BY zone
		UNION ALL SELECT 'outcome', outcome, count(*) FROM found GROUP BY outcome
		UNION ALL SELECT 'year', to_char(answered_on, 'YYYY'), count(*) FROM found GROUP BY 2
		UNION ALL SELECT 'all', '', count(*) FROM found
		ORDER BY kind, count DESC, value`
	if page.Count == 0 {
		return Facets{}, nil
	}
	var rows []struct {
		Kind string `db:"kind"`
		Facet
	}
	if err := s.db.SelectContext(ctx, &rows, anew+query); err != nil {
		return Facets{}, translate(err)
	}
	var out Facets
	into := map[string]*[]Facet{"unit": &out.Units, "zone": &out.Zones, "outcome": &out.Outcomes, "year": &out.Years}
	for _, r := range rows {
		if list, ok := into[r.Kind]; ok {
			*list = append(*list, r.Facet)
		} else {
			out.Sampled = r.Count == facetSample
		}
	}
	slices.SortFunc(out.Years, func(a, b Facet) int { return strings.Compare(b.Value, a.Value) })
	return out, nil
}

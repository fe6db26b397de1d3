package store

import (
	"context"
	"database/sql"
	"strconv"
	"time"

	"qhana/internal/foi"
)

// Late is an act that speaks of a moment before the one at which it was recorded.
type Late struct {
	Kind      string        // "entry", "closure", "force"
	Reference foi.Reference // of an entry's case
	Seq       int           // of an entry
	At        time.Time     // recorded
	Of        time.Time     // of when it speaks
	Event     string
	Account   int64
	Role      string
	Unit      string // in which whoever recorded it works, or which a declaration is about
	Reason    string // why it was recorded later, "" when nobody had to say
	Name      string // of a declaration; the version of a law

}

// Lag is how much later it was recorded.
func (l Late) Lag() time.Duration { return l.At.Sub(l.Of) }

// LateFilter says which acts a list shows. Zone is where days begin.
type LateFilter struct {
	Viewer   foi.Actor
	Zone     *time.Location
	Unit     string    // that recorded it, that it is about, or whose term ran out
	From, To time.Time // recorded in [From, To)
	Days     int       // at least so many days later
	After    string    // Next of the page before
	Limit    int
}

// LatePage is one page of them, the last recorded first.
type LatePage struct {
	Acts  []Late
	Next  string
	Count Capped
}

// lateParts are the acts that speak of an earlier moment, for $1 to $7 of lateArgs: entries that say when something was received and
// silences that were entered after their day; days that were declared when they had begun; versions of a law in force from a day past.
var lateParts = []string{`
	SELECT 'entry' AS kind, e.request_id AS a, e.seq AS b, e.at, e.event, coalesce(e.account_id, 0) AS account_id, e.role, e.unit, '' AS name,
	       coalesce((e.facts ->> 'received_at')::timestamptz, ((e.facts ->> 'due')::date + 1)::timestamp AT TIME ZONE $3) AS of
	  FROM entry e
	 WHERE (facts ? 'received_at' OR facts ? 'late' AND event IN ('lapsed', 'clarification_lapsed', 'fee_lapsed'))
	   AND ($1::boolean OR EXISTS (SELECT 1 FROM branch v WHERE v.request_id = e.request_id AND v.unit = ANY ($2::text[])))
	   AND ($4::text = '' OR e.unit = $4 OR e.facts ->> 'unit' = $4 OR e.facts -> 'units' ? $4)`, `
	SELECT 'closure' AS kind, c.no AS a, 0 AS b, c.declared_at AS at, 'days_declared' AS event, coalesce(c.account_id, 0) AS account_id, 'administrator' AS role, c.unit, c.name,
	       c.from_day::timestamp AT TIME ZONE $3 AS of
	  FROM closure c WHERE c.from_day < (c.declared_at AT TIME ZONE $3)::date AND ($4::text = '' OR c.unit = $4)`, `
	SELECT 'force' AS kind, hashtext(f.version)::bigint AS a, 0 AS b, f.declared_at AS at, 'law_enforced' AS event, coalesce(f.account_id, 0) AS account_id, 'administrator' AS role, '' AS unit, f.version AS name,
	       f.from_day::timestamp AT TIME ZONE $3 AS of
	  FROM force f WHERE f.from_day < (f.declared_at AT TIME ZONE $3)::date AND $4::text = ''`}

// lateActs joins the parts, each of which gives no more rows than are asked for, from its own index.
func lateActs(limit string) string {
	out := ``
	for i, part := range lateParts {
		if i > 0 {
			out += ` UNION ALL `
		}
		out += `(SELECT * FROM (` + part + `) p
		  WHERE p.of < p.at AND ($5::timestamptz IS NULL OR p.at >= $5) AND ($6::timestamptz IS NULL OR p.at < $6) AND p.at - p.of >= make_interval(days => $7)
		    AND ($8::timestamptz IS NULL OR p.at <= $8 AND (p.at, p.kind, p.a, p.b) < ($8, $9::text, $10::bigint, $11::int))
		  ORDER BY p.at DESC, p.kind DESC, p.a DESC, p.b DESC LIMIT ` + limit + `)`
	}
	return out
}

func (f LateFilter) args() []any {
	return append(viewerArgs(f.Viewer), f.Zone.String(), f.Unit, instant(f.From), instant(f.To), f.Days)
}

type lateRow struct {
	Kind      string         `db:"kind"`
	A         int64          `db:"a"`
	B         int            `db:"b"`
	At        time.Time      `db:"at"`
	Of        time.Time      `db:"of"`
	Event     string         `db:"event"`
	Account   int64          `db:"account_id"`
	Role      string         `db:"role"`
	Unit      string         `db:"unit"`
	Name      string         `db:"name"`
	Reference sql.NullString `db:"reference"`
	Reason    sql.NullString `db:"reason"`
}

// LateActs lists what was recorded after the fact, the last recorded first.
func (s *Store) LateActs(ctx context.Context, f LateFilter) (LatePage, error) {
	if err := storable(f.Unit); err != nil {
		return LatePage{}, err
	}
	since, err := lateAfter(f.After)
	if err != nil {
		return LatePage{}, err
	}
	var page LatePage
	count := `SELECT count(*) FROM (SELECT 1 FROM (` + lateActs(strconv.Itoa(countCap)) + `) x LIMIT ` + strconv.Itoa(countCap) + `) counted`
	if err := s.db.GetContext(ctx, &page.Count, anew+count, append(f.args(), nil, "", 0, 0)...); err != nil || page.Count == 0 {
		return page, translate(err)
	}
	query := `
		SELECT x.kind, x.a, x.b, x.at, x.of, x.event, x.account_id, x.role, x.unit, x.name, r.reference, w.words ->> 'late' AS reason
		  FROM (SELECT * FROM (` + lateActs("$12") + `) x ORDER BY x.at DESC, x.kind DESC, x.a DESC, x.b DESC LIMIT $12) x
		  LEFT JOIN request r ON x.kind = 'entry' AND r.id = x.a
		  LEFT JOIN entry_words w ON x.kind = 'entry' AND w.request_id = x.a AND w.seq = x.b
		 ORDER BY x.at DESC, x.kind DESC, x.a DESC, x.b DESC`
	limit := limitOf(f.Limit)
	var rows []lateRow
	if err := s.db.SelectContext(ctx, &rows, anew+query, append(append(f.args(), since...), limit+1)...); err != nil {
		return LatePage{}, translate(err)
	}
	for i, r := range rows {
		if i == limit {
			last := rows[i-1]
			page.Next = cursor(last.At.UTC().Format(time.RFC3339Nano), last.Kind, strconv.FormatInt(last.A, 10), strconv.Itoa(last.B))
			break
		}
		page.Acts = append(page.Acts, Late{Kind: r.Kind, Reference: foi.Reference(r.Reference.String), Seq: r.B, At: r.At.UTC(), Of: r.Of.UTC(), Event: r.Event,
			Account: r.Account, Role: r.Role, Unit: r.Unit, Reason: r.Reason.String, Name: r.Name})
	}
	return page, nil
}

// LateFigures are how many acts were recorded after the fact since an instant, and the longest lag of them.
func (s *Store) LateFigures(ctx context.Context, zone *time.Location, since time.Time) (n Capped, longest time.Duration, err error) {
	var row struct {
		N       Capped  `db:"n"`
		Seconds float64 `db:"seconds"`
	}
	f := LateFilter{Viewer: foi.Actor{Grants: []foi.Grant{{Role: foi.System}}}, Zone: zone, From: since}
	query := `SELECT count(*) AS n, coalesce(extract(epoch FROM max(x.at - x.of)), 0)::float8 AS seconds FROM (` + lateActs(strconv.Itoa(countCap)) + `) x`
	err = s.db.GetContext(ctx, &row, anew+query, append(f.args(), nil, "", 0, 0)...)
	return min(row.N, countCap), time.Duration(row.Seconds * float64(time.Second)), translate(err)
}

// lateAfter reads a cursor into $8 to $11.
func lateAfter(s string) ([]any, error) {
	parts, err := after(s, 4)
	if err != nil {
		return nil, err
	}
	if parts == nil {
		return []any{nil, "", 0, 0}, nil
	}
	at, err1 := time.Parse(time.RFC3339Nano, parts[0])
	a, err2 := numberIn(parts[2])
	b, err3 := strconv.ParseInt(parts[3], 10, 32)
	if err1 != nil || err2 != nil || err3 != nil {
		return nil, badCursor()
	}
	return []any{at, parts[1], a, b}, nil
}

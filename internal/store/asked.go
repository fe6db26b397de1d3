package store

import (
	"context"
	"time"

	"github.com/lib/pq"

	"qhana/internal/foi"
)

// MarkSeen notes that a request was opened today by somebody who answers for it: for all, or for their units' branches.
// Auditors look without leaving a trace here.
func (s *Store) MarkSeen(ctx context.Context, request int64, viewer foi.Actor, today foi.Date) error {
	if viewer.Has(foi.Auditor) {
		return nil
	}
	const all = `UPDATE request SET seen_on = $2 WHERE id = $1 AND coalesce(seen_on, '-infinity') < $2::date`
	const own = `UPDATE branch SET seen_on = $2 WHERE request_id = $1 AND unit = ANY ($3::text[]) AND coalesce(seen_on, '-infinity') < $2::date`
	var err error
	if viewer.SeesAll() {
		_, err = s.db.ExecContext(ctx, all, request, day(today))
	} else {
		_, err = s.db.ExecContext(ctx, own, request, day(today), pq.StringArray(unitsOf(viewer)))
	}
	return translate(err)
}

// Asked is something that waits for a person: a note that mentions them, or a question to a unit of theirs.
type Asked struct {
	Reference foi.Reference `db:"reference"`
	Subject   string        `db:"subject"`
	At        time.Time     `db:"at"`
	Unit      string        `db:"unit"`   // that asks, or in which the note was written
	Person    string        `db:"person"` // who wrote it
	Question  bool          `db:"question"`
}

// AskedOf lists what waits for somebody, the newest first, at most twenty: questions to their units that are not answered,
// and notes since a day that mention them, of requests that they may see.
func (s *Store) AskedOf(ctx context.Context, who foi.Actor, since time.Time) ([]Asked, error) {
	query := `
		SELECT r.reference, coalesce((SELECT q.subject FROM question q WHERE q.request_id = r.id), '') AS subject, x.at, x.unit,
		       coalesce((SELECT a.name FROM account a WHERE a.id = x.account_id), '') AS person, x.question
		  FROM (SELECT e.request_id, e.at, e.unit, e.account_id, true AS question FROM entry e
		         WHERE e.event = 'unit_asked' AND e.facts ->> 'unit' = ANY ($3::text[])
		           AND NOT EXISTS (SELECT 1 FROM entry d WHERE d.request_id = e.request_id AND d.event = 'unit_answered' AND (d.facts ->> 'of')::int = e.seq)
		         UNION ALL
		        SELECT e.request_id, e.at, e.unit, e.account_id, false FROM entry e
		         WHERE e.event = 'noted' AND e.facts -> 'people' @> to_jsonb($4::bigint) AND e.at >= $5) x
		  JOIN request r ON r.id = x.request_id
		 WHERE (NOT x.question OR r.state IN ('received', 'open', 'signing')) AND ` + visible + open(who) + `
		 ORDER BY x.at DESC LIMIT 20`
	var out []Asked
	units := who.Units(foi.UnitOfficial, foi.UnitHead, foi.TransparencyOfficer)
	err := s.db.SelectContext(ctx, &out, query, append(viewerArgs(who), pq.StringArray(units), who.Account, since)...)
	return out, translate(err)
}

// Readers are the active accounts, of some by their log-in name, that may see a request.
func (s *Store) Readers(ctx context.Context, request int64, logins []string) (map[string]int64, error) {
	const query = `
		SELECT a.login, a.id FROM account a
		 WHERE a.active AND a.login = ANY ($2::text[])
		   AND EXISTS (SELECT 1 FROM role_grant g WHERE g.account_id = a.id
		                  AND (g.role IN ('transparency_officer', 'signatory', 'reviewer', 'clerk', 'auditor')
		                       OR g.unit IN (SELECT b.unit FROM branch b WHERE b.request_id = $1)))
		   AND (NOT (SELECT r.restricted FROM request r WHERE r.id = $1)
		        OR EXISTS (SELECT 1 FROM request_reader x WHERE x.request_id = $1 AND x.account_id = a.id))`
	var rows []struct {
		Login string `db:"login"`
		ID    int64  `db:"id"`
	}
	if err := s.db.SelectContext(ctx, &rows, query, request, pq.StringArray(logins)); err != nil {
		return nil, translate(err)
	}
	out := make(map[string]int64, len(rows))
	for _, r := range rows {
		out[r.Login] = r.ID
	}
	return out, nil
}

package store

import (
	"context"
	"strconv"
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

// Asked is something that waits for a person: a note that mentions them, a question to a unit of theirs, or the answer to theirs.
type Asked struct {
	Reference foi.Reference `db:"reference"`
	Subject   string        `db:"subject"`
	At        time.Time     `db:"at"`
	Unit      string        `db:"unit"`   // that asks or answers, or in which the note was written
	Person    string        `db:"person"` // who wrote it
	Kind      string        `db:"kind"`   // "question", "answer", "mention"
}

// AskedOf lists what waits for somebody, the newest first, at most twenty: questions to their units that are not answered,
// and since a day what answers theirs, and notes that mention them, of requests that they may see.
func (s *Store) AskedOf(ctx context.Context, who foi.Actor, since time.Time) ([]Asked, error) {
	query := `
		SELECT r.reference, coalesce((SELECT q.subject FROM question q WHERE q.request_id = r.id), '') AS subject, x.at, x.unit,
		       coalesce((SELECT a.name FROM account a WHERE a.id = x.account_id), '') AS person, x.kind
		  FROM (SELECT e.request_id, e.at, e.unit, e.account_id, 'question' AS kind FROM entry e
		         WHERE e.event = 'unit_asked' AND e.facts ->> 'unit' = ANY ($3::text[])
		           AND NOT EXISTS (SELECT 1 FROM entry d WHERE d.request_id = e.request_id AND d.event = 'unit_answered' AND (d.facts ->> 'of')::int = e.seq)
		         UNION ALL
		        SELECT e.request_id, e.at, e.unit, e.account_id, 'answer' FROM entry e
		         WHERE e.event = 'unit_answered' AND e.facts ->> 'unit' = ANY ($3::text[]) AND e.at >= $4
		         UNION ALL
		        SELECT e.request_id, e.at, e.unit, e.account_id, 'mention' FROM entry e
		         WHERE e.event = 'noted' AND (` + mentions(who) + `) AND e.at >= $4) x
		  JOIN request r ON r.id = x.request_id
		 WHERE (x.kind = 'mention' OR r.state IN ('received', 'open', 'signing')) AND ` + visible + open(who) + `
		 ORDER BY x.at DESC LIMIT 20`
	var out []Asked
	units := who.Units(foi.UnitOfficial, foi.UnitHead, foi.TransparencyOfficer)
	err := s.db.SelectContext(ctx, &out, query, append(viewerArgs(who), pq.StringArray(units), since)...)
	return out, translate(err)
}

// mentions is the condition under which a note e mentions somebody, or whom they stand in for.
func mentions(who foi.Actor) string {
	conditions := ``
	for i, id := range who.Accounts() {
		if i > 0 {
			conditions += ` OR `
		}
		conditions += `e.facts -> 'people' @> '` + strconv.FormatInt(id, 10) + `'`
	}
	return conditions
}

// worksOn are the active accounts a that may work on request $1: those that see all, and those of the units that it was sent to.
const worksOn = `a.active AND a.id IN (SELECT g.account_id FROM role_grant g WHERE g.role IN ('transparency_officer', 'signatory', 'reviewer', 'clerk')
	UNION SELECT g.account_id FROM role_grant g WHERE g.role IN ('unit_official', 'unit_head') AND g.unit IN (SELECT b.unit FROM branch b WHERE b.request_id = $1))`

// CaseWorkers are the active accounts that work on a request or could: those who see every one, and those of its units.
func (s *Store) CaseWorkers(ctx context.Context, request int64) ([]Worker, error) {
	const query = `SELECT a.id, a.login, a.name FROM account a WHERE ` + worksOn + ` ORDER BY lower(a.name), a.id LIMIT 1000`
	var out []Worker
	err := s.db.SelectContext(ctx, &out, query, request)
	return out, translate(err)
}

// Readers are the active accounts, of some by their log-in name, that may see a request at an instant, by what they hold or are lent.
func (s *Store) Readers(ctx context.Context, request int64, logins []string, now time.Time) (map[string]int64, error) {
	var named []Worker
	const query = `SELECT a.id, lower(a.login) AS login, a.name FROM account a WHERE a.active AND lower(a.login) = ANY ($1::text[])`
	if err := s.db.SelectContext(ctx, &named, query, pq.StringArray(logins)); err != nil {
		return nil, translate(err)
	}
	out := map[string]int64{}
	for _, w := range named {
		a, err := s.ActingAccount(ctx, w.ID, now)
		if err != nil {
			return nil, err
		}
		who := a.Actor()
		var sees bool
		if err := s.db.GetContext(ctx, &sees, `SELECT EXISTS (SELECT 1 FROM request r WHERE r.id = $3 AND `+visible+open(who)+`)`, append(viewerArgs(who), request)...); err != nil {
			return nil, translate(err)
		}
		if sees {
			out[w.Login] = w.ID
		}
	}
	return out, nil
}

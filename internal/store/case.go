package store

import (
	"context"
	"crypto/hmac"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/lib/pq"

	"qhana/internal/foi"
)

// caseColumns are the columns that caseRow reads, of the request aliased r with its question q and requester p. Both
// are left out of a case when they have been erased.
const caseColumns = requestColumns + `,
	coalesce(q.subject, '') AS subject, coalesce(q.body, '') AS body,
	coalesce(p.name, '') AS person, coalesce(p.identity, '') AS identity, coalesce(p.email, '') AS email,
	coalesce(p.phone, '') AS phone, coalesce(p.address, '') AS address, coalesce(p.delivery, '') AS delivery,
	coalesce(p.format, '') AS format, coalesce(p.behalf, '') AS behalf,
	(SELECT coalesce(jsonb_agg(jsonb_build_object('seq', e.seq, 'at', e.at, 'event', e.event, 'account', coalesce(e.account_id, 0),
	        'role', e.role, 'unit', e.unit, 'facts', e.facts, 'words', w.words) ORDER BY e.seq), '[]')
	   FROM entry e LEFT JOIN entry_words w USING (request_id, seq) WHERE e.request_id = r.id) AS ledger,
	(SELECT coalesce(jsonb_agg(to_jsonb(d) ORDER BY d.clock, d.branch), '[]') FROM deadline d WHERE d.request_id = r.id) AS deadlines,
	(SELECT coalesce(jsonb_agg(to_jsonb(b) ORDER BY b.no), '[]') FROM branch b WHERE b.request_id = r.id) AS branches,
	(SELECT coalesce(jsonb_agg(to_jsonb(m) ORDER BY m.falls_at, m.clock, m.branch, m.name), '[]') FROM milestone m WHERE m.request_id = r.id) AS milestones,
	(SELECT coalesce(jsonb_agg(to_jsonb(o) ORDER BY o.entry, o.created_at, o.id), '[]') FROM document o WHERE o.request_id = r.id AND o.purpose <> 'letter') AS documents`

const caseTables = ` FROM request r LEFT JOIN question q ON q.request_id = r.id LEFT JOIN requester p ON p.request_id = r.id`

type caseRow struct {
	requestRow
	Subject    string `db:"subject"`
	Body       string `db:"body"`
	Person     string `db:"person"`
	Identity   string `db:"identity"`
	Email      string `db:"email"`
	Phone      string `db:"phone"`
	Address    string `db:"address"`
	Delivery   string `db:"delivery"`
	Format     string `db:"format"`
	Behalf     string `db:"behalf"`
	Ledger     []byte `db:"ledger"`
	Deadlines  []byte `db:"deadlines"`
	Branches   []byte `db:"branches"`
	Milestones []byte `db:"milestones"`
	Documents  []byte `db:"documents"`
}

func (r caseRow) noun() (foi.Case, error) {
	k, err := kept(r.requestRow, r.Ledger, r.Deadlines, r.Branches, r.Milestones)
	if err != nil {
		return foi.Case{}, fmt.Errorf("request %s: %w", r.Reference, err)
	}
	var docs []documentRow
	if err := json.Unmarshal(r.Documents, &docs); err != nil {
		return foi.Case{}, fmt.Errorf("documents of request %s: %w", r.Reference, err)
	}
	return foi.Case{
		Request:  k.Request,
		Question: foi.Question{Subject: r.Subject, Body: r.Body},
		Requester: foi.Requester{Name: r.Person, Identity: r.Identity, Email: r.Email, Phone: r.Phone, Address: r.Address,
			Delivery: r.Delivery, Format: r.Format, Behalf: r.Behalf},
		Ledger: k.Ledger, Branches: k.Branches, Deadlines: k.Deadlines, Milestones: milestonesOf(k.Milestones),
		Documents: documentsOf(docs),
	}, nil
}

// milestonesOf reads the names that Milestone.Name writes.
func milestonesOf(rows []DueMilestone) []foi.Milestone {
	var out []foi.Milestone
	for _, r := range rows {
		kind, days, _ := strings.Cut(r.Name, ".")
		before, _ := strconv.Atoi(days) // none: not a reminder
		out = append(out, foi.Milestone{Clock: r.Clock, Branch: r.Branch, Kind: kind, DueOn: r.DueOn(), Before: before, At: r.FallsAt})
	}
	return out
}

// Case returns a request whole, as the viewer may see it: NotFound when they may not, and without the person who
// asked for those who need not know.
func (s *Store) Case(ctx context.Context, ref foi.Reference, viewer foi.Actor) (foi.Case, error) {
	query := `SELECT ` + caseColumns + caseTables + ` WHERE r.reference = $3 AND ` + visible + open(viewer)
	var row caseRow
	if err := s.db.GetContext(ctx, &row, query, append(viewerArgs(viewer), string(ref))...); err != nil {
		return foi.Case{}, translate(err)
	}
	c, err := row.noun()
	if !seesPerson(viewer) {
		c.Requester = foi.Requester{}
	}
	return c, err
}

// letGo are the acts by which a unit says its word on what waits for it, after which the case is with somebody else.
var letGo = pq.StringArray{string(foi.DraftApproved), string(foi.Declined), string(foi.Extended), string(foi.ExtensionRefused)}

// LetGo is the newest act by which a unit of the viewer's said its word on a case that was there for it; NotFound when there is none.
// It has neither facts nor words.
func (s *Store) LetGo(ctx context.Context, ref foi.Reference, viewer foi.Actor) (foi.Entry, error) {
	query := `
		SELECT e.seq, e.at, e.event, coalesce(e.account_id, 0) AS account FROM request r JOIN entry e ON e.request_id = r.id
		 WHERE r.reference = $1 AND e.event = ANY ($2) AND e.unit = ANY ($3)` + open(viewer) + ` ORDER BY e.seq DESC LIMIT 1`
	var row struct {
		Seq     int       `db:"seq"`
		At      time.Time `db:"at"`
		Event   string    `db:"event"`
		Account int64     `db:"account"`
	}
	if err := s.db.GetContext(ctx, &row, query, string(ref), letGo, pq.StringArray(unitsOf(viewer))); err != nil {
		return foi.Entry{}, translate(err)
	}
	return foi.Entry{Seq: row.Seq, At: row.At.UTC(), Event: foi.Event(row.Event), By: foi.By{Account: row.Account}}, nil
}

// CaseByID returns a request whole, for work that nobody looks at and for the person who proved the key.
func (s *Store) CaseByID(ctx context.Context, id int64) (foi.Case, error) {
	const query = `SELECT ` + caseColumns + caseTables + ` WHERE r.id = $1`
	var row caseRow
	if err := s.db.GetContext(ctx, &row, query, id); err != nil {
		return foi.Case{}, translate(err)
	}
	return row.noun()
}

// RequestByReference returns a request without what was asked and who asked; NotFound when there is none.
func (s *Store) RequestByReference(ctx context.Context, ref foi.Reference) (foi.Request, error) {
	const query = `SELECT ` + requestColumns + ` FROM request r WHERE r.reference = $1`
	var row requestRow
	if err := s.db.GetContext(ctx, &row, query, string(ref)); err != nil {
		return foi.Request{}, translate(err)
	}
	return row.noun(), nil
}

// Tied returns the request with a reference, as somebody may see it who ties another one to it; NotFound when they may not. It stays
// as it is until this transaction ends.
func (t *Tx) Tied(ctx context.Context, ref foi.Reference, viewer foi.Actor) (foi.Request, error) {
	query := `SELECT ` + requestColumns + ` FROM request r WHERE r.reference = $3 AND ` + visible + open(viewer) + ` FOR SHARE OF r`
	var row requestRow
	if err := t.GetContext(ctx, &row, query, append(viewerArgs(viewer), string(ref))...); err != nil {
		return foi.Request{}, translate(err)
	}
	return row.noun(), nil
}

// CheckKey tells whether mac is that of the access key of a request, and returns the request's id when it is. The
// database and the comparison do the same work for an unknown reference as for a wrong key, so that the time taken
// does not tell which references exist.
func (s *Store) CheckKey(ctx context.Context, ref foi.Reference, mac []byte) (id int64, ok bool, err error) {
	const query = `
		SELECT coalesce(k.request_id, 0) AS id, coalesce(k.mac, decode(repeat('00', 32), 'hex')) AS mac
		  FROM (SELECT $1::text AS reference) x LEFT JOIN request r USING (reference)
		  LEFT JOIN access_key k ON k.request_id = coalesce(r.id, 0)`
	var row struct {
		ID  int64  `db:"id"`
		MAC []byte `db:"mac"`
	}
	if err := s.db.GetContext(ctx, &row, query, string(ref)); err != nil {
		return 0, false, translate(err)
	}
	if equal := hmac.Equal(row.MAC, mac); !equal || row.ID == 0 {
		return 0, false, nil
	}
	return row.ID, true, nil
}

package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"qhana/internal/foi"
)

// Kept is a request with its ledger and with everything that is rebuilt from the ledger, as it is stored.
type Kept struct {
	Request    foi.Request
	Ledger     []foi.Entry // without words
	Deadlines  []foi.Deadline
	Branches   []foi.Branch
	Milestones []DueMilestone
	Loose      int // entries whose words do not fit the hash they keep

	Parent, Joined foi.Reference   // of the request that it belongs to, and of the one that answers it too
	Documents      []foi.Document  // without letters
	Published      *foi.Disclosure // nil when there is none
}

type keptDeadline struct {
	Clock     string    `json:"clock"`
	Branch    int       `json:"branch"`
	Unit      string    `json:"unit"`
	Status    string    `json:"status"`
	StartedOn foi.Date  `json:"started_on"`
	DueOn     foi.Date  `json:"due_on"`
	DueAt     time.Time `json:"due_at"`
	EndedOn   foi.Date  `json:"ended_on"`
	Extended  int       `json:"extended"`
	Suspended int       `json:"suspended"`
	Missed    bool      `json:"missed"`
}

type keptBranch struct {
	No       int      `json:"no"`
	Unit     string   `json:"unit"`
	State    string   `json:"state"`
	OpenedOn foi.Date `json:"opened_on"`
	DueOn    foi.Date `json:"due_on"`
	Account  int64    `json:"account_id"`
	Missed   bool     `json:"missed"`
	SentBack bool     `json:"sent_back"`
}

func (b keptBranch) noun() foi.Branch {
	return foi.Branch{No: b.No, Unit: b.Unit, State: foi.BranchState(b.State), OpenedOn: b.OpenedOn, DueOn: b.DueOn, Account: b.Account,
		Missed: b.Missed, SentBack: b.SentBack}
}

type keptMilestone struct {
	Clock   string    `json:"clock"`
	Branch  int       `json:"branch"`
	Name    string    `json:"name"`
	DueOn   foi.Date  `json:"due_on"`
	FallsAt time.Time `json:"falls_at"`
}

// Kept lists stored requests with all that belongs to them, in order of id, after an id.
func (s *Store) Kept(ctx context.Context, after int64, limit int) ([]Kept, error) {
	const query = `
		SELECT ` + requestColumns + `,
		       coalesce((SELECT p.reference FROM request p WHERE p.id = r.parent), '') AS parent_reference,
		       coalesce((SELECT p.reference FROM request p WHERE p.id = r.joined), '') AS joined_reference,
		       (SELECT coalesce(jsonb_agg(jsonb_build_object('seq', e.seq, 'at', e.at, 'event', e.event, 'account', coalesce(e.account_id, 0),
		               'role', e.role, 'unit', e.unit, 'facts', e.facts) ORDER BY e.seq), '[]') FROM entry e WHERE e.request_id = r.id) AS ledger,
		       (SELECT coalesce(jsonb_agg(to_jsonb(d) ORDER BY d.clock, d.branch), '[]') FROM deadline d WHERE d.request_id = r.id) AS deadlines,
		       (SELECT coalesce(jsonb_agg(to_jsonb(b) ORDER BY b.no), '[]') FROM branch b WHERE b.request_id = r.id) AS branches,
		       (SELECT coalesce(jsonb_agg(to_jsonb(m) ORDER BY m.falls_at, m.clock, m.branch, m.name), '[]') FROM milestone m WHERE m.request_id = r.id) AS milestones,
		       (SELECT coalesce(jsonb_agg(jsonb_build_object('salt', encode(w.salt, 'hex'), 'words', w.words, 'hash', encode(e.words_hash, 'hex'))), '[]')
		          FROM entry_words w JOIN entry e USING (request_id, seq) WHERE w.request_id = r.id) AS words
		  FROM request r WHERE r.id > $1 ORDER BY r.id LIMIT $2`
	var rows []struct {
		requestRow
		Ledger     []byte `db:"ledger"`
		Deadlines  []byte `db:"deadlines"`
		Branches   []byte `db:"branches"`
		Milestones []byte `db:"milestones"`
		Words      []byte `db:"words"`
		Of         string `db:"parent_reference"`
		With       string `db:"joined_reference"`
	}
	if err := s.db.SelectContext(ctx, &rows, query, after, limit); err != nil || len(rows) == 0 {
		return nil, translate(err)
	}
	documents, published, err := s.keptBeside(ctx, after, rows[len(rows)-1].ID)
	if err != nil {
		return nil, translate(err)
	}
	out := make([]Kept, len(rows))
	for i, r := range rows {
		k, err := kept(r.requestRow, r.Ledger, r.Deadlines, r.Branches, r.Milestones)
		if err != nil {
			return nil, fmt.Errorf("request %s: %w", r.Reference, err)
		}
		if k.Loose, err = looseWords(r.Words); err != nil {
			return nil, fmt.Errorf("request %s: %w", r.Reference, err)
		}
		k.Parent, k.Joined, k.Documents = foi.Reference(r.Of), foi.Reference(r.With), documents[r.ID]
		if d, ok := published[r.ID]; ok {
			k.Published = &d
		}
		out[i] = k
	}
	return out, nil
}

// keptBeside reads the documents and what is published of requests after one, up to another.
func (s *Store) keptBeside(ctx context.Context, after, last int64) (map[int64][]foi.Document, map[int64]foi.Disclosure, error) {
	var docs []documentRow
	if err := s.db.SelectContext(ctx, &docs, `SELECT `+documentColumns+` FROM document d WHERE d.request_id > $1 AND d.request_id <= $2 AND d.purpose <> 'letter' ORDER BY d.id`, after, last); err != nil {
		return nil, nil, err
	}
	var shown []disclosureRow
	if err := s.db.SelectContext(ctx, &shown, `SELECT `+disclosureColumns+` FROM disclosure p WHERE p.request_id > $1 AND p.request_id <= $2`, after, last); err != nil {
		return nil, nil, err
	}
	documents, published := map[int64][]foi.Document{}, map[int64]foi.Disclosure{}
	for _, d := range docs {
		documents[d.Request] = append(documents[d.Request], d.noun())
	}
	for _, p := range shown {
		published[p.RequestID] = p.noun()
	}
	return documents, published, nil
}

func kept(row requestRow, ledger, deadlines, branches, milestones []byte) (Kept, error) {
	k := Kept{Request: row.noun()}
	var err error
	if k.Ledger, err = entriesOf(ledger); err != nil {
		return k, err
	}
	var ds []keptDeadline
	var bs []keptBranch
	var ms []keptMilestone
	for _, part := range []struct {
		b    []byte
		into any
	}{{deadlines, &ds}, {branches, &bs}, {milestones, &ms}} {
		if err := json.Unmarshal(part.b, part.into); err != nil {
			return k, err
		}
	}
	for _, d := range ds {
		k.Deadlines = append(k.Deadlines, foi.Deadline{Clock: d.Clock, Branch: d.Branch, Unit: d.Unit, Status: foi.Status(d.Status),
			StartedOn: d.StartedOn, DueOn: d.DueOn, DueAt: d.DueAt.UTC(), EndedOn: d.EndedOn, Extended: d.Extended, Suspended: d.Suspended, Missed: d.Missed})
	}
	for _, b := range bs {
		k.Branches = append(k.Branches, b.noun())
	}
	for _, m := range ms {
		k.Milestones = append(k.Milestones, DueMilestone{Request: row.ID, Clock: m.Clock, Branch: m.Branch, Name: m.Name,
			Due: m.DueOn.Time(), FallsAt: m.FallsAt.UTC()})
	}
	return k, nil
}

// looseWords counts the entries whose words are not the ones that they committed to.
func looseWords(b []byte) (int, error) {
	var rows []struct {
		Salt  hexBytes  `json:"salt"`
		Words foi.Words `json:"words"`
		Hash  hexBytes  `json:"hash"`
	}
	if err := json.Unmarshal(b, &rows); err != nil {
		return 0, err
	}
	loose := 0
	for _, r := range rows {
		h, err := WordsHash(r.Salt, r.Words)
		if err != nil {
			return 0, err
		}
		if string(h) != string(r.Hash) {
			loose++
		}
	}
	return loose, nil
}

package store

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"qhana/internal/foi"
)

// Change is what one decision writes: the request as it now stands, its new entries, and everything that is
// rebuilt from the ledger.
type Change struct {
	Request    foi.Request
	Entries    []foi.Entry
	Deadlines  []foi.Deadline
	Milestones []foi.Milestone
	Branches   []foi.Branch
	Notices    []foi.Notice
}

// lockQuery reads the ledger with the row it locks. The entries come from the statement's snapshot, the row from
// after the wait, so the row's count of entries tells whether somebody else wrote meanwhile.
const lockQuery = `
	SELECT ` + requestColumns + `,
	       (SELECT coalesce(jsonb_agg(jsonb_build_object('seq', e.seq, 'at', e.at, 'event', e.event,
	               'account', coalesce(e.account_id, 0), 'role', e.role, 'unit', e.unit, 'facts', e.facts) ORDER BY e.seq), '[]')
	          FROM entry e WHERE e.request_id = r.id) AS ledger,
	       (SELECT coalesce(max(no), 0) FROM closure) AS closures
	  FROM request r
	 WHERE r.id = $1
	   FOR UPDATE OF r`

// Lock locks a request for the rest of the transaction and returns it with its ledger, without words, and with the number of
// the newest declaration about the calendar.
func (t *Tx) Lock(ctx context.Context, id int64) (req foi.Request, ledger []foi.Entry, closures int, err error) {
	for {
		var row struct {
			requestRow
			Ledger   []byte `db:"ledger"`
			Closures int    `db:"closures"`
		}
		if err := t.GetContext(ctx, &row, lockQuery, id); err != nil {
			return foi.Request{}, nil, 0, err
		}
		ledger, err := entriesOf(row.Ledger)
		if err != nil {
			return foi.Request{}, nil, 0, err
		}
		if len(ledger) == row.Entries {
			return row.noun(), ledger, row.Closures, nil
		}
	}
}

type entryJSON struct {
	Seq     int       `json:"seq"`
	At      time.Time `json:"at"`
	Event   string    `json:"event"`
	Account int64     `json:"account"`
	Role    string    `json:"role"`
	Unit    string    `json:"unit"`
	Facts   foi.Facts `json:"facts"`
	Words   foi.Words `json:"words,omitempty"`
}

func entriesOf(b []byte) ([]foi.Entry, error) {
	var rows []entryJSON
	if err := json.Unmarshal(b, &rows); err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	entries := make([]foi.Entry, len(rows))
	for i, r := range rows {
		entries[i] = foi.Entry{
			Seq: r.Seq, At: r.At.UTC(), Event: foi.Event(r.Event),
			By:    foi.By{Account: r.Account, Role: foi.Role(r.Role), Unit: r.Unit},
			Facts: r.Facts, Words: r.Words,
		}
	}
	return entries, nil
}

// wordsOf reads the words of an entry.
func wordsOf(b []byte) (foi.Words, error) {
	var w foi.Words
	err := json.Unmarshal(b, &w)
	return w, err
}

// A change is written in one round trip: a statement of several parts, each of which reads its rows from the JSON $1 and hangs
// them on the request $2. Parts without rows are left out, because every part costs its start; rows that did not change
// are not touched.
const (
	saveRequest = `
	WITH c AS (SELECT $1::jsonb AS j),
	upd AS (
		UPDATE request r SET state = x.state, version = x.version, rev = x.rev, entries = x.entries, due_on = x.due_on, clock = x.clock,
		       missed = x.missed, holders = x.holders, outcome = x.outcome, updated_at = x.updated_at, joined = x.joined, restricted = x.restricted,
		       owner = x.owner, back = x.back
		  FROM c, jsonb_to_record(c.j->'request') AS x(state text, version text, rev int, entries int, due_on date, clock text,
		       missed boolean, holders text[], outcome text, updated_at timestamptz, joined bigint, restricted boolean, owner bigint, back text)
		 WHERE r.id = $2)`
	saveEntries = `,
	ent AS (
		INSERT INTO entry (request_id, seq, at, event, account_id, role, unit, facts, words_hash)
		SELECT $2, x.seq, x.at, x.event, x.account, x.role, x.unit, x.facts, decode(x.words_hash, 'hex')
		  FROM c, jsonb_to_recordset(c.j->'entries') AS x(seq int, at timestamptz, event text, account bigint, role text,
		       unit text, facts jsonb, words_hash text))`
	saveWords = `,
	wor AS (
		INSERT INTO entry_words (request_id, seq, salt, words)
		SELECT $2, x.seq, decode(x.salt, 'hex'), x.words
		  FROM c, jsonb_to_recordset(c.j->'entries') AS x(seq int, salt text, words jsonb)
		 WHERE x.words IS NOT NULL)`
	saveDeadlines = `,
	dea AS (
		INSERT INTO deadline (request_id, clock, branch, unit, status, started_on, due_on, due_at, ended_on, extended, suspended, missed)
		SELECT $2, x.clock, x.branch, x.unit, x.status, x.started_on, x.due_on, x.due_at, x.ended_on, x.extended, x.suspended, x.missed
		  FROM c, jsonb_to_recordset(c.j->'deadlines') AS x(clock text, branch int, unit text, status text, started_on date,
		       due_on date, due_at timestamptz, ended_on date, extended int, suspended int, missed boolean)
		ON CONFLICT (request_id, clock, branch) DO UPDATE
		   SET unit = excluded.unit, status = excluded.status, started_on = excluded.started_on, due_on = excluded.due_on, due_at = excluded.due_at,
		       ended_on = excluded.ended_on, extended = excluded.extended, suspended = excluded.suspended, missed = excluded.missed
		 WHERE (deadline.unit, deadline.status, deadline.started_on, deadline.due_on, deadline.due_at, deadline.ended_on, deadline.extended, deadline.suspended, deadline.missed)
		       IS DISTINCT FROM (excluded.unit, excluded.status, excluded.started_on, excluded.due_on, excluded.due_at, excluded.ended_on, excluded.extended, excluded.suspended, excluded.missed))`
	saveBranches = `,
	bra AS (
		INSERT INTO branch (request_id, no, unit, state, opened_on, due_on, account_id, missed, sent_back)
		SELECT $2, x.no, x.unit, x.state, x.opened_on, x.due_on, x.account, x.missed, x.sent_back
		  FROM c, jsonb_to_recordset(c.j->'branches') AS x(no int, unit text, state text, opened_on date, due_on date,
		       account bigint, missed boolean, sent_back boolean)
		ON CONFLICT (request_id, no) DO UPDATE
		   SET unit = excluded.unit, state = excluded.state, due_on = excluded.due_on, account_id = excluded.account_id, missed = excluded.missed,
		       sent_back = excluded.sent_back
		 WHERE (branch.unit, branch.state, branch.due_on, branch.account_id, branch.missed, branch.sent_back)
		       IS DISTINCT FROM (excluded.unit, excluded.state, excluded.due_on, excluded.account_id, excluded.missed, excluded.sent_back))`
	dropMilestones = `,
	gone AS (
		DELETE FROM milestone m USING c
		 WHERE m.request_id = $2
		   AND NOT EXISTS (SELECT 1 FROM jsonb_to_recordset(c.j->'milestones') AS x(clock text, branch int, name text)
		                    WHERE (x.clock, x.branch, x.name) = (m.clock, m.branch, m.name)))`
	saveMilestones = `,
	mil AS (
		INSERT INTO milestone (request_id, clock, branch, name, due_on, falls_at)
		SELECT $2, x.clock, x.branch, x.name, x.due_on, x.falls_at
		  FROM c, jsonb_to_recordset(c.j->'milestones') AS x(clock text, branch int, name text, due_on date, falls_at timestamptz)
		ON CONFLICT (request_id, clock, branch, name) DO UPDATE SET due_on = excluded.due_on, falls_at = excluded.falls_at, queued_at = NULL
		 WHERE (milestone.due_on, milestone.falls_at) IS DISTINCT FROM (excluded.due_on, excluded.falls_at))`
	saveNotices = `,
	noti AS (
		INSERT INTO notice (request_id, entry, n, kind, recipient, locale, message_id, created_at)
		SELECT $2, x.entry, x.n, x.kind, x.recipient, x.locale, x.message_id, x.created_at
		  FROM c, jsonb_to_recordset(c.j->'notices') AS x(entry int, n int, kind text, recipient text, locale text,
		       message_id text, created_at timestamptz))`
	saveEnd = `
	SELECT 1`
)

// saveParts are the parts that a change needs, beside the request's own row.
func saveParts(c Change) string {
	parts := []string{saveEntries}
	add := func(needed bool, part string) {
		if needed {
			parts = append(parts, part)
		}
	}
	add(slices.ContainsFunc(c.Entries, func(e foi.Entry) bool { return len(e.Words) > 0 }), saveWords)
	add(len(c.Deadlines) > 0, saveDeadlines)
	add(len(c.Branches) > 0, saveBranches)
	add(len(c.Milestones) > 0, saveMilestones)
	add(len(c.Notices) > 0, saveNotices)
	return strings.Join(parts, "")
}

// Save writes the change of a request that is locked.
func (t *Tx) Save(ctx context.Context, c Change) error {
	b, err := changeJSON(c)
	if err != nil {
		return err
	}
	_, err = t.ExecContext(ctx, saveRequest+saveParts(c)+dropMilestones+saveEnd, b, c.Request.ID)
	return err
}

type obj = map[string]any

// changeJSON writes the change as the save statements read it.
func changeJSON(c Change) (string, error) {
	entries := make([]obj, len(c.Entries))
	last := 0
	for i, e := range c.Entries {
		last = e.Seq
		row := obj{"seq": e.Seq, "at": e.At, "event": e.Event, "role": e.By.Role, "unit": e.By.Unit, "facts": e.Facts}
		if e.By.Account != 0 {
			row["account"] = e.By.Account
		}
		if len(e.Words) > 0 {
			salt := make([]byte, 32)
			_, _ = rand.Read(salt) // never fails
			hash, err := WordsHash(salt, e.Words)
			if err != nil {
				return "", err
			}
			row["words"], row["salt"], row["words_hash"] = e.Words, hex.EncodeToString(salt), hex.EncodeToString(hash)
		}
		entries[i] = row
	}
	r := c.Request
	holders := r.Holders
	if holders == nil {
		holders = []string{}
	}
	all := obj{
		"request": obj{"state": r.State, "version": r.Version, "rev": r.Rev, "entries": last, "due_on": day(r.DueOn), "clock": r.Clock, "missed": r.Missed,
			"holders": holders, "outcome": r.Outcome, "updated_at": r.UpdatedAt, "joined": orNull(r.Joined), "restricted": r.Restricted,
			"owner": orNull(r.Owner), "back": r.Back},
		"entries":    entries,
		"deadlines":  rows(c.Deadlines, deadlineJSON),
		"branches":   rows(c.Branches, branchJSON),
		"milestones": rows(c.Milestones, milestoneJSON),
		"notices":    rows(c.Notices, noticeJSON),
	}
	b, err := json.Marshal(all)
	return string(b), err
}

// WordsHash is the commitment that an entry keeps to its words: SHA-256 of the salt and the words as JSON with
// sorted names, every character as it is.
func WordsHash(salt []byte, w foi.Words) ([]byte, error) {
	var b bytes.Buffer
	b.Write(salt)
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(w); err != nil {
		return nil, err
	}
	h := sha256.Sum256(bytes.TrimSuffix(b.Bytes(), []byte("\n")))
	return h[:], nil
}

func rows[T any](in []T, row func(T) obj) []obj {
	out := make([]obj, len(in))
	for i, v := range in {
		out[i] = row(v)
	}
	return out
}

// day writes a day for a date column: NULL when there is none.
func day(d foi.Date) any {
	if d.IsZero() {
		return nil
	}
	return d.String()
}

// orNull writes a row's id for a column: NULL when there is none.
func orNull(n int64) any {
	if n == 0 {
		return nil
	}
	return n
}

// instant writes an instant for a column: NULL when there is none.
func instant(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t
}

func deadlineJSON(d foi.Deadline) obj {
	return obj{"clock": d.Clock, "branch": d.Branch, "unit": d.Unit, "status": d.Status, "started_on": day(d.StartedOn),
		"due_on": day(d.DueOn), "due_at": instant(d.DueAt), "ended_on": day(d.EndedOn), "extended": d.Extended, "suspended": d.Suspended, "missed": d.Missed}
}

func branchJSON(b foi.Branch) obj {
	row := obj{"no": b.No, "unit": b.Unit, "state": b.State, "opened_on": day(b.OpenedOn), "due_on": day(b.DueOn), "missed": b.Missed, "sent_back": b.SentBack}
	if b.Account != 0 {
		row["account"] = b.Account
	}
	return row
}

func milestoneJSON(m foi.Milestone) obj {
	return obj{"clock": m.Clock, "branch": m.Branch, "name": m.Name(), "due_on": day(m.DueOn), "falls_at": m.At}
}

func noticeJSON(n foi.Notice) obj {
	return obj{"entry": n.Entry, "n": n.N, "kind": n.Kind, "recipient": n.To.String(), "locale": n.Locale,
		"message_id": n.MessageID, "created_at": n.CreatedAt}
}

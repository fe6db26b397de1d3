package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/lib/pq"

	"qhana/internal/foi"
)

// Act is one that waits for its place in the record.
type Act struct {
	ID    int64     `db:"id"`
	Kind  string    `db:"kind"`
	A     int64     `db:"a"`
	B     int       `db:"b"`
	Since time.Time `db:"since"`
}

// ErrNoAct says that an act that waits, or has its place, is not there.
var ErrNoAct = errors.New("an act of the record is not there")

// LockRecord makes this transaction the only one that appends to the record, in any process, and tells whether it is.
func (t *Tx) LockRecord(ctx context.Context) (bool, error) {
	var mine bool
	err := t.GetContext(ctx, &mine, `SELECT pg_try_advisory_xact_lock(hashtext('qhana.record'))`)
	return mine, err
}

// Unlogged lists what waits for its place, the oldest first.
func (t *Tx) Unlogged(ctx context.Context, limit int) ([]Act, error) {
	var out []Act
	err := t.SelectContext(ctx, &out, `SELECT id, kind, a, b, since FROM unlogged WHERE problem IS NULL ORDER BY id LIMIT $1`, limit)
	return out, err
}

// Waiting is how many acts wait for their place, up to 10,000, and since when the oldest does.
func (s *Store) Waiting(ctx context.Context) (n int, since time.Time, err error) {
	var row struct {
		N     int          `db:"n"`
		Since sql.NullTime `db:"since"`
	}
	err = s.db.GetContext(ctx, &row, `SELECT (SELECT count(*) FROM (SELECT 1 FROM unlogged LIMIT 10000) x) AS n, (SELECT since FROM unlogged WHERE problem IS NULL ORDER BY id LIMIT 1) AS since`)
	return row.N, row.Since.Time, translate(err)
}

type recordedRow struct {
	Kind      string        `db:"kind"`
	A         int64         `db:"a"`
	B         int           `db:"b"`
	Reference string        `db:"reference"`
	At        time.Time     `db:"at"`
	Event     string        `db:"event"`
	Role      string        `db:"role"`
	Unit      string        `db:"unit"`
	Account   sql.NullInt64 `db:"account_id"`
	Facts     []byte        `db:"facts"`
	WordsHash string        `db:"words_hash"`
	WordSalt  []byte        `db:"word_salt"`
	Words     []byte        `db:"words"`
	AskSalt   []byte        `db:"ask_salt"`
	Ask       []byte        `db:"ask"`
	WhoSalt   []byte        `db:"who_salt"`
	Who       []byte        `db:"who"`
	Documents []byte        `db:"documents"`
	Channel   string        `db:"channel"`
}

// recordedEntries reads entries as the record takes them, of the pairs x (a, b); the question and the person stand with a case's first,
// and are not looked for with the others.
// A letter is drawn after its entry was made, perhaps after it was recorded: it is an act of its own. Of the case's row, what the ledger
// does not say stands with its first entry: how it came in, and which zone it is about.
const recordedEntries = `
	SELECT 'entry' AS kind, e.request_id AS a, e.seq AS b, r.reference, e.at, e.event, e.role, e.unit, e.account_id, e.facts::text AS facts,
	       coalesce(encode(e.words_hash, 'hex'), '') AS words_hash, w.salt AS word_salt, w.words::text AS words,
	       q.salt AS ask_salt, CASE WHEN q.salt IS NOT NULL THEN jsonb_build_object('subject', q.subject, 'body', q.body, 'zone', r.zone)::text END AS ask,
	       p.salt AS who_salt, CASE WHEN p.salt IS NOT NULL THEN jsonb_build_object('name', p.name, 'identity', p.identity, 'email', p.email, 'phone', p.phone,
	           'address', p.address, 'delivery', p.delivery, 'format', p.format, 'behalf', p.behalf)::text END AS who,
	       CASE WHEN e.seq = 1 THEN r.channel ELSE '' END AS channel,
	       (SELECT jsonb_agg(jsonb_build_object('id', d.id, 'name', d.name, 'sha256', d.sha256, 'salt', encode(d.salt, 'hex')) ORDER BY d.id)
	          FROM document d WHERE d.request_id = e.request_id AND d.entry = e.seq AND d.purpose <> 'letter')::text AS documents
	  FROM x
	  JOIN entry e ON e.request_id = x.a AND e.seq = x.b
	  JOIN request r ON r.id = e.request_id
	  LEFT JOIN entry_words w ON w.request_id = e.request_id AND w.seq = e.seq
	  LEFT JOIN question q ON q.request_id = CASE e.seq WHEN 1 THEN e.request_id END
	  LEFT JOIN requester p ON p.request_id = CASE e.seq WHEN 1 THEN e.request_id END`

// recordedOthers reads the acts that are no entries, of the pairs x (kind, a).
const recordedOthers = `
	SELECT x.kind, x.a, 0 AS b, coalesce(r.reference, '') AS reference, o.at, o.event, o.role, '' AS unit, o.account_id, o.facts::text AS facts,
	       coalesce(encode(o.words_hash, 'hex'), '') AS words_hash, w.salt AS word_salt, w.words::text AS words, NULL::bytea AS ask_salt, NULL::text AS ask, NULL::bytea AS who_salt, NULL::text AS who, '' AS channel,
	       (SELECT jsonb_agg(jsonb_build_object('id', d.id, 'name', d.name, 'sha256', d.sha256, 'salt', encode(d.salt, 'hex'))) FROM document d WHERE d.id = o.document)::text AS documents
	  FROM x JOIN LATERAL (
	       SELECT c.declared_at AS at, 'days_declared' AS event, 'administrator' AS role, c.account_id, NULL::bigint AS request_id,
	              jsonb_build_object('calendar', c.calendar, 'from', c.from_day, 'to', c.to_day, 'unit', c.unit, 'worked', c.worked, 'name', c.name,
	                  'source', c.source, 'document', c.document, 'revives', c.revives, 'revokes', coalesce(c.revokes, 0)) AS facts, NULL::bytea AS words_hash, c.document
	         FROM closure c WHERE x.kind = 'closure' AND c.no = x.a
	        UNION ALL SELECT f.declared_at, 'law_enforced', 'administrator', f.account_id, NULL, jsonb_build_object('statute', f.statute, 'version', f.version, 'from', f.from_day), NULL, ''
	         FROM force f WHERE x.kind = 'force' AND f.id = x.a
	        UNION ALL SELECT a.at, a.kind, a.role, a.account_id, NULL, a.facts || jsonb_build_object('subject', a.subject), a.words_hash, ''
	         FROM admin_entry a WHERE x.kind = 'admin' AND a.id = x.a
	        UNION ALL SELECT z.at, 'erased', 'administrator', z.account_id, z.request_id, CASE WHEN z.basis <> '' THEN jsonb_build_object('basis', z.basis) END, z.words_hash, ''
	         FROM erasure z WHERE x.kind = 'erasure' AND z.request_id = x.a
	        UNION ALL SELECT v.at, 'restored', CASE WHEN v.account_id IS NULL THEN 'system' ELSE 'administrator' END, v.account_id, NULL, v.facts || jsonb_build_object('reason', v.reason), NULL, ''
	         FROM restore v WHERE x.kind = 'restore' AND v.id = x.a
	        UNION ALL SELECT g.at, 'seen', 'system', NULL, NULL, jsonb_build_object('lines', l.n, 'hash', encode(l.hash, 'hex')), NULL, ''
	         FROM sight_link l JOIN sight g ON g.id = l.sight WHERE x.kind = 'sight' AND l.n = x.a
	        UNION ALL SELECT l.archived_at, 'letter_archived', 'system', NULL, l.request_id,
	              jsonb_build_object('of', l.entry, 'n', l.n, 'letter', l.kind, 'locale', l.locale, 'template', l.version), sha256(d.salt || convert_to(l.code, 'UTF8')), l.document_id
	         FROM letter l JOIN document d ON d.id = l.document_id WHERE x.kind = 'letter' AND l.id = x.a) o ON true
	  LEFT JOIN act_words w ON w.kind = x.kind AND w.a = x.a
	  LEFT JOIN request r ON r.id = o.request_id`

// Recorded reads acts as the record takes them, in the order of the list.
func (t *Tx) Recorded(ctx context.Context, list []Act) ([]foi.Recorded, error) {
	return recorded(ctx, t, list)
}

// Recorded reads acts as the record takes them.
func (s *Store) Recorded(ctx context.Context, list []Act) ([]foi.Recorded, error) {
	out, err := recorded(ctx, s.db, list)
	return out, translate(err)
}

type selecter interface {
	SelectContext(ctx context.Context, dest any, query string, args ...any) error
}

func recorded(ctx context.Context, db selecter, list []Act) ([]foi.Recorded, error) {
	var a []int64
	var b []int32
	var kinds []string
	var others []int64
	for _, p := range list {
		switch p.Kind {
		case "heartbeat", Lost:
		case "entry":
			a, b = append(a, p.A), append(b, int32(p.B))
		default:
			kinds, others = append(kinds, p.Kind), append(others, p.A)
		}
	}
	var rows []recordedRow
	if len(a) > 0 {
		if err := db.SelectContext(ctx, &rows, `WITH x AS (SELECT * FROM unnest($1::bigint[], $2::int[]) AS x(a, b))`+recordedEntries, pq.Int64Array(a), pq.Int32Array(b)); err != nil {
			return nil, err
		}
	}
	if len(others) > 0 {
		var more []recordedRow
		if err := db.SelectContext(ctx, &more, `WITH x AS (SELECT * FROM unnest($1::text[], $2::bigint[]) AS x(kind, a))`+recordedOthers, pq.StringArray(kinds), pq.Int64Array(others)); err != nil {
			return nil, err
		}
		rows = append(rows, more...)
	}
	type key struct {
		kind string
		a    int64
		b    int
	}
	byKey := make(map[key]recordedRow, len(rows))
	for _, r := range rows {
		byKey[key{r.Kind, r.A, r.B}] = r
	}
	out := make([]foi.Recorded, 0, len(list))
	for _, p := range list {
		if p.Kind == Lost {
			out = append(out, foi.Recorded{Kind: Lost, Request: p.A})
			continue
		}
		if p.Kind == "heartbeat" {
			out = append(out, foi.Recorded{Kind: p.Kind, At: time.Unix(p.A, 0).UTC()})
			continue
		}
		r, ok := byKey[key{p.Kind, p.A, p.B}]
		if !ok {
			return nil, fmt.Errorf("%w: %s %d/%d", ErrNoAct, p.Kind, p.A, p.B)
		}
		one, err := r.noun()
		if err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, nil
}

func (r recordedRow) noun() (foi.Recorded, error) {
	out := foi.Recorded{Kind: r.Kind, Request: r.A, Number: r.B, Case: foi.Reference(r.Reference), At: r.At.UTC(), Event: r.Event, Role: r.Role, Unit: r.Unit,
		Account: r.Account.Int64, Facts: r.Facts, WordsHash: r.WordsHash, Channel: r.Channel}
	seal := func(salt, value []byte) *foi.Sealed {
		if salt == nil {
			return nil
		}
		return &foi.Sealed{Salt: salt, Value: value}
	}
	out.Words, out.Question, out.Requester = seal(r.WordSalt, r.Words), seal(r.AskSalt, r.Ask), seal(r.WhoSalt, r.Who)
	if r.Documents == nil {
		return out, nil
	}
	var docs []struct {
		ID     string   `json:"id"`
		Name   string   `json:"name"`
		SHA256 hexBytes `json:"sha256"`
		Salt   hexBytes `json:"salt"`
	}
	if err := json.Unmarshal(r.Documents, &docs); err != nil {
		return out, fmt.Errorf("documents of %s: %w", r.Reference, err)
	}
	for _, d := range docs {
		out.Documents = append(out.Documents, foi.SealedDocument{ID: d.ID, Name: d.Name, SHA256: d.SHA256, Salt: d.Salt})
	}
	return out, nil
}

package main

import (
	"fmt"
	"sync"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"qhana/internal/foi"
	"qhana/internal/store"
)

// fill makes the record: a year of simulated casework, whose cases are then copied with all their rows until there are as many as
// the size says. A copy is a whole case: its ledger gives what its rows say.
func (d *deskBench) fill() error {
	begun := time.Now()
	sum, err := d.cli.simulate(d.ctx, d.store, d.law, plan{from: d.begins, to: d.until, perDay: d.size.simulated, seed: demoSeed})
	if err != nil {
		return err
	}
	simulated := time.Since(begun)
	if err := d.staff(); err != nil {
		return err
	}
	if err := d.number(); err != nil {
		return err
	}
	if err := d.withoutIndexes(d.copyRows); err != nil {
		return err
	}
	if err := d.longCase(); err != nil {
		return err
	}
	if _, err := d.store.DB().ExecContext(d.ctx, `VACUUM (ANALYZE)`); err != nil {
		return err
	}
	if _, err := d.store.DB().ExecContext(d.ctx, `CHECKPOINT`); err != nil {
		return err
	}
	var n struct {
		Cases   int `db:"cases"`
		Open    int `db:"open"`
		Entries int `db:"entries"`
		People  int `db:"people"`
		MB      int `db:"mb"`
	}
	const count = `SELECT (SELECT count(*) FROM request) AS cases, (SELECT count(*) FROM account) AS people,
		(SELECT count(*) FROM request WHERE state IN ('received', 'open', 'signing', 'signed')) AS open,
		(SELECT reltuples::bigint FROM pg_class WHERE oid = 'entry'::regclass) AS entries, pg_database_size(current_database()) >> 20 AS mb`
	if err := d.store.DB().GetContext(d.ctx, &n, count); err != nil {
		return err
	}
	_, _ = fmt.Fprintf(d.out, "\n%s: %d cases, %d of them open, %d ledger entries, %d people, %d MB; made of %d simulated ones in %.0f + %.0f s\n",
		d.size.name, n.Cases, n.Open, n.Entries, n.People, n.MB, sum.Filed, simulated.Seconds(), (time.Since(begun) - simulated).Seconds())
	return nil
}

// staff gives the units that answer as many officials as the size says, beside the demo's people.
func (d *deskBench) staff() error {
	units, err := d.store.Units(d.ctx)
	if err != nil {
		return err
	}
	var answer []string
	for _, u := range units {
		if u.Kind == "secretariat" || u.Kind == "district" || u.Kind == "office" {
			answer = append(answer, u.Key)
		}
	}
	var there int
	if err := d.store.DB().GetContext(d.ctx, &there, `SELECT count(*) FROM account`); err != nil {
		return err
	}
	return d.store.InTx(d.ctx, func(tx *store.Tx) error {
		for i := there; i < d.size.people; i++ {
			a := foi.Account{Login: fmt.Sprintf("oficial%03d", i), Name: fmt.Sprintf("Oficial número %03d", i), Active: true,
				Grants: []foi.Grant{{Role: foi.UnitOfficial, Unit: answer[i%len(answer)]}}}
			if _, err := tx.CreateAccount(d.ctx, a, "nobody logs in with this", d.now()); err != nil {
				return err
			}
		}
		return nil
	})
}

// number says which case each copy is of, and gives it a reference that readers' check digits hold for. Those that are closed come
// first, as in life. What belongs to another case is not copied: its copy would belong to the first.
func (d *deskBench) number() error {
	const live = `state IN ('received', 'open', 'signing', 'signed')`
	db := d.store.DB()
	if _, err := db.ExecContext(d.ctx, `CREATE UNLOGGED TABLE copied (id bigint PRIMARY KEY, template bigint NOT NULL, reference text NOT NULL)`); err != nil {
		return err
	}
	var next, there, thereLive int64
	if err := db.QueryRowContext(d.ctx, `SELECT max(id) + 1, count(*), count(*) FILTER (WHERE `+live+`) FROM request`).Scan(&next, &there, &thereLive); err != nil {
		return err
	}
	prefix := d.law.Body().Prefix()
	add := func(condition string, year, many int) error {
		var templates []int64
		if err := db.SelectContext(d.ctx, &templates, `SELECT id FROM request WHERE `+condition+` AND parent IS NULL AND joined IS NULL ORDER BY id`); err != nil {
			return err
		}
		if len(templates) == 0 {
			return fmt.Errorf("no simulated case has %s", condition)
		}
		const most = 50_000
		for done := 0; done < many; {
			var ids, of []int64
			var references []string
			for ; done < many && len(ids) < most; done++ {
				ids, of = append(ids, next), append(of, templates[done%len(templates)])
				references = append(references, string(foi.NewReference(prefix, year, next)))
				next++
			}
			if _, err := db.ExecContext(d.ctx, `INSERT INTO copied SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[])`,
				pq.Array(ids), pq.Array(of), pq.Array(references)); err != nil {
				return err
			}
		}
		return nil
	}
	year, _, _ := d.begins.Civil()
	if err := add(`NOT `+live, year, d.size.cases-d.size.open-int(there-thereLive)); err != nil {
		return err
	}
	if err := add(live, year+1, d.size.open-int(thereLive)); err != nil {
		return err
	}
	return d.session(`ANALYZE copied`, `SELECT setval('request_id_seq', (SELECT max(id) FROM copied)), setval('reference_number', (SELECT max(id) FROM copied))`)
}

// copies are the statements that copy the cases' rows, those that stand together on one connection. Of the questions some words are
// everybody's, some are few people's, and one is in a case of five thousand: people ask about the same things in other words.
var copies = [][]string{{
	`INSERT INTO request (id, reference, statute, version, state, rev, entries, channel, locale, zone, unit_asked, filed_at, due_on, clock, missed, holders, outcome, updated_at, restricted)
	 SELECT c.id, c.reference, r.statute, r.version, r.state, r.rev, r.entries, r.channel, r.locale, r.zone, r.unit_asked, r.filed_at, r.due_on, r.clock, r.missed, r.holders,
	        r.outcome, r.updated_at, r.restricted FROM copied c JOIN request r ON r.id = c.template`,
	`INSERT INTO entry (request_id, seq, at, event, account_id, role, unit, facts, words_hash)
	 SELECT c.id, e.seq, e.at, e.event, e.account_id, e.role, e.unit, e.facts, e.words_hash FROM copied c JOIN entry e ON e.request_id = c.template`,
}, {
	`INSERT INTO requester (request_id, name, identity, email, phone, address, delivery, format, behalf)
	 SELECT c.id, p.name, p.identity, replace(p.email, '@', c.id || '@'), p.phone, p.address, p.delivery, p.format, p.behalf FROM copied c JOIN requester p ON p.request_id = c.template`,
	`INSERT INTO branch (request_id, no, unit, state, opened_on, due_on, account_id, missed)
	 SELECT c.id, b.no, b.unit, b.state, b.opened_on, b.due_on, b.account_id, b.missed FROM copied c JOIN branch b ON b.request_id = c.template`,
	`INSERT INTO deadline (request_id, clock, branch, unit, status, started_on, due_on, due_at, ended_on, extended, suspended, missed)
	 SELECT c.id, d.clock, d.branch, d.unit, d.status, d.started_on, d.due_on, d.due_at, d.ended_on, d.extended, d.suspended, d.missed
	   FROM copied c JOIN deadline d ON d.request_id = c.template`,
	`INSERT INTO milestone (request_id, clock, branch, name, due_on, falls_at)
	 SELECT c.id, m.clock, m.branch, m.name, m.due_on, m.falls_at FROM copied c JOIN milestone m ON m.request_id = c.template`,
	`INSERT INTO document (id, request_id, branch, entry, purpose, name, media_type, size, sha256, created_at)
	 SELECT o.id || '-' || c.id, c.id, o.branch, o.entry, o.purpose, o.name, o.media_type, o.size, o.sha256, o.created_at FROM copied c JOIN document o ON o.request_id = c.template`,
	`INSERT INTO entry_words (request_id, seq, salt, words)
	 SELECT c.id, w.seq, w.salt, w.words FROM copied c JOIN entry_words w ON w.request_id = c.template`,
	`CREATE UNLOGGED TABLE said AS SELECT id, template, reference,
	        (SELECT string_agg(translate(substr(md5((c.id * k * 7919 % 20000)::text), 1, 8), '0123456789', 'ghijklmnop'), ' ') FROM generate_series(1, 3) k)
	        || CASE WHEN c.id % 5000 = 0 THEN ' ornitorrinco' ELSE '' END AS words FROM copied c`,
	`INSERT INTO question (request_id, subject, body, words)
	 SELECT s.id, q.subject, q.body || ' (' || s.words || ')', q.words || to_tsvector('spanish', s.words) FROM said s JOIN question q ON q.request_id = s.template`,
	`INSERT INTO disclosure (request_id, reference, title, question, answer, outcome, units, zone, received_on, answered_on, days, missed, published_at, locale)
	 SELECT s.id, s.reference, p.title, p.question || ' (' || s.words || ')', p.answer, p.outcome, p.units, p.zone, p.received_on, p.answered_on, p.days, p.missed, p.published_at, p.locale
	   FROM said s JOIN disclosure p ON p.request_id = s.template`,
	`INSERT INTO disclosure_unit (unit, answered_on, request_id)
	 SELECT v.unit, v.answered_on, s.id FROM said s JOIN disclosure_unit v ON v.request_id = s.template`,
	`DROP TABLE said`,
}}

// copyRows copies the rows, on two connections: the ledgers are as much as all the rest.
func (d *deskBench) copyRows() error {
	var both sync.WaitGroup
	errs := make([]error, len(copies))
	for i, statements := range copies {
		both.Go(func() { errs[i] = d.session(statements...) })
	}
	both.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return d.session(`DROP TABLE copied`)
}

// withoutIndexes does something while the tables have no indexes but those of their keys, and makes them again: at once is quicker than
// row by row.
func (d *deskBench) withoutIndexes(do func() error) error {
	const query = `SELECT i.relname AS name, pg_get_indexdef(i.oid) AS definition FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
		WHERE t.relname IN ('request', 'question', 'branch', 'deadline', 'milestone', 'document', 'disclosure') AND NOT x.indisunique ORDER BY 1`
	var indexes []struct {
		Name       string `db:"name"`
		Definition string `db:"definition"`
	}
	if err := d.store.DB().SelectContext(d.ctx, &indexes, query); err != nil {
		return err
	}
	for _, x := range indexes {
		if err := d.session(`DROP INDEX ` + pq.QuoteIdentifier(x.Name)); err != nil {
			return err
		}
	}
	if err := do(); err != nil {
		return err
	}
	return d.onConn(func(c *sqlx.Conn) error {
		for _, x := range indexes {
			if _, err := c.ExecContext(d.ctx, x.Definition); err != nil {
				return err
			}
		}
		return nil
	})
}

// longSubject is what the long case can be found by.
const longSubject = "Expediente de dos mil anotaciones"

// longCase makes one of the open cases as long as a case can become: somebody notes something, and so on. The copies of a note have
// its words with its hash, as a note of the same words has.
func (d *deskBench) longCase() error {
	var id int64
	const pick = `SELECT r.id FROM request r WHERE r.state = 'open' AND EXISTS (SELECT 1 FROM branch b WHERE b.request_id = r.id) ORDER BY r.id DESC LIMIT 1`
	if err := d.store.DB().GetContext(d.ctx, &id, pick); err != nil {
		return err
	}
	desk, err := d.desk(d.store, d.law, d.now)
	if err != nil {
		return err
	}
	officer, err := d.actor(deskOfficer)
	if err != nil {
		return err
	}
	req, err := desk.Act(d.ctx, id, foi.Action{Kind: foi.Note, Words: foi.Words{"text": "Se llamó a la unidad: el cuadro con los montos por macrodistrito llegará mañana."}}, officer)
	if err != nil {
		return err
	}
	var last int
	if err := d.store.DB().GetContext(d.ctx, &last, `SELECT max(seq) FROM entry WHERE request_id = $1`, req.ID); err != nil {
		return err
	}
	more := max(d.size.entries-last, 0)
	return d.session(
		fmt.Sprintf(`INSERT INTO entry (request_id, seq, at, event, account_id, role, unit, facts, words_hash)
			SELECT request_id, seq + g, at, event, account_id, role, unit, facts, words_hash FROM entry, generate_series(1, %d) g WHERE request_id = %d AND seq = %d`, more, id, last),
		fmt.Sprintf(`INSERT INTO entry_words (request_id, seq, salt, words)
			SELECT request_id, seq + g, salt, words FROM entry_words, generate_series(1, %d) g WHERE request_id = %d AND seq = %d`, more, id, last),
		fmt.Sprintf(`UPDATE request SET entries = entries + %d WHERE id = %d`, more, id),
		fmt.Sprintf(`UPDATE question SET subject = '%s' WHERE request_id = %d`, longSubject, id))
}

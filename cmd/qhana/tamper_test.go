package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jmoiron/sqlx"

	"qhana/internal/statute"
	"qhana/internal/store"
)

// tampered is one way in which somebody who may do everything in the database changes it, and what the verifications say.
type tampered struct {
	name    string
	also    bool              // in the same database as the one before: neither hides the other
	do      []string          // with triggers off
	law     *strings.Replacer // of the law's files
	more    func(t *testing.T, c *cli, s *store.Store)
	inside  string // part of what `qhana check` says; "" where only the outside can see it
	outside string // part of what `qhana verify log` says, with the checkpoint of an earlier visit; "" where only the inside can
}

// pick is an entry of a case that was answered, in the middle of its ledger.
const pick = `(SELECT min(request_id), 5 FROM entry WHERE event = 'delivered')`

// answered is a case whose answer stands published, and asked the one that was filed last, with a document and a letter.
const (
	answered = `(SELECT min(request_id) FROM disclosure)`
	asked    = `(SELECT max(request_id) FROM document)`
)

var tampers = []tampered{
	{name: "nothing"},
	{name: "edit an entry", do: []string{`UPDATE entry SET facts = facts || '{"reason": "otra"}' WHERE (request_id, seq) = ` + pick}, inside: "entry 5"},
	{name: "edit what was asked", also: true, do: []string{`UPDATE question SET body = 'Otra cosa' WHERE request_id = 1`}, inside: "what was asked was changed"},
	{name: "edit which zone it is about", also: true, do: []string{`UPDATE request SET zone = 'otra' WHERE id = 2`}, inside: "or the zone that it is about"},
	{name: "edit who asked", also: true, do: []string{`UPDATE requester SET name = 'Otra' WHERE request_id = 3`}, inside: "who asked was changed"},
	{name: "edit for whom, or in which form", also: true, do: []string{`UPDATE requester SET behalf = 'Otro', format = 'audio' WHERE request_id = 4`}, inside: "LP-2026-000004-4 entry 1 (act"},
	{name: "edit how it came in", also: true, do: []string{`UPDATE request SET channel = CASE channel WHEN 'phone' THEN 'web' ELSE 'phone' END WHERE id = 5`}, inside: "and is said to have come by"},
	{name: "edit when it was filed", also: true, do: []string{`UPDATE request SET filed_at = filed_at + interval '20 days' WHERE id = 6`}, inside: "it is stored as filed at"},
	{name: "edit which unit was asked", also: true, do: []string{`UPDATE request SET unit_asked = 'otra' WHERE id = 7`}, inside: "the unit asked is stored as"},
	{name: "tie it to another case", also: true, do: []string{`UPDATE request SET parent = 1 WHERE id = 8`}, inside: "it is stored as belonging to"},
	{name: "join it to another case", also: true, do: []string{`UPDATE request SET joined = 1 WHERE id = 9`}, inside: "request that it was joined to is stored as"},
	{name: "delete an entry", do: []string{`DELETE FROM entry_words WHERE (request_id, seq) = ` + pick, `DELETE FROM entry WHERE (request_id, seq) = ` + pick}, inside: "it was deleted", outside: "entries, the site shows"},
	{name: "insert an entry", do: []string{`INSERT INTO entry (request_id, seq, at, event, role, facts) SELECT request_id, max(seq) + 1, max(at), 'noted', 'clerk', '{}' FROM entry WHERE request_id = 2 GROUP BY 1`}, inside: "never given to the record", outside: "the others did not come into it"},
	{name: "move a deadline by an act past the record", do: []string{`INSERT INTO entry (request_id, seq, at, event, role, facts) SELECT request_id, max(seq) + 1, max(at), 'extended', 'clerk', '{"amount": 5}' FROM entry WHERE request_id = 1 GROUP BY 1`,
		`UPDATE deadline SET due_on = due_on + 5 WHERE request_id = 1 AND clock = 'response'`, `UPDATE request SET due_on = due_on + 5 WHERE id = 1`}, inside: "never given to the record", outside: "the others did not come into it"},
	{name: "reorder entries", do: []string{`UPDATE entry SET seq = 1000 WHERE request_id = 3 AND seq = 2`, `UPDATE entry SET seq = 2 WHERE request_id = 3 AND seq = 3`, `UPDATE entry SET seq = 3 WHERE request_id = 3 AND seq = 1000`}, inside: "entry 2"},
	{name: "back-date an entry", also: true, do: []string{`UPDATE entry SET at = at - interval '3 days' WHERE (request_id, seq) = ` + pick}, inside: "and is dated"},
	{name: "declare a day past the record", also: true, do: []string{`INSERT INTO closure (no, calendar, from_day, to_day, name, source, declared_at) VALUES (99, 'otro', '2026-03-02', '2026-03-02', 'x', 'x', '2026-03-01')`}, inside: "closure 99: it was never given to the record"},
	{name: "bring a law into force past the record", also: true, do: []string{`INSERT INTO force (statute, version, from_day, declared_at) VALUES ('bo-la-paz', 'otra', '2026-03-02', '2026-03-01')`}, inside: "force 2: it was never given to the record"},
	{name: "write an administrator's act past the record", also: true, do: []string{`INSERT INTO admin_entry (at, account_id, kind, subject) VALUES ('2026-03-01', 1, 'account_added', 'account:1')`}, inside: "admin 1: it was never given to the record"},
	{name: "truncate the ledger", do: []string{`TRUNCATE entry CASCADE`}, inside: "it was deleted", outside: "the site shows 0"},
	{name: "back-date an entry before it has its place", more: early(`UPDATE entry SET at = at - interval '3 days' WHERE request_id = $1`, `UPDATE request SET filed_at = filed_at - interval '3 days' WHERE id = $1`), inside: "it was dated back", outside: "is impossible: it says 2026-03-29"},
	{name: "reorder entries before they have their places", more: early(`UPDATE entry SET at = at + interval '1 hour' WHERE request_id = $1 AND seq = 1`, `UPDATE request SET filed_at = filed_at + interval '1 hour' WHERE id = $1`), inside: "is dated before entry 1", outside: "is dated before entry 1"},
	{name: "move a deadline", do: []string{`UPDATE deadline SET due_on = due_on + 5 WHERE request_id = 1 AND clock = 'response'`, `UPDATE request SET due_on = due_on + 5 WHERE id = 1`}, inside: "due day", outside: "is shown as due on"},
	{name: "change a law in force", law: strings.NewReplacer("response: {amount: 15,", "response: {amount: 45,"), more: refile, inside: "are not those under which it was filed", outside: "are not those under which it was filed"},
	{name: "change a law that cases were moved to", law: strings.NewReplacer(`version: "proyecto-160"`, `version: "proyecto-160" # ya no`), inside: "are not those to which it was moved"},
	{name: "declare past the record that its files are others", also: true, more: declareFiles, inside: "are not those to which it was moved"},
	{name: "change the calendar", law: strings.NewReplacer(`close: "18:30"`, `close: "16:30"`), inside: "the days of the calendar bo-la-paz are not those"},
	{name: "hide that a law was changed", do: []string{`UPDATE entry SET facts = facts || '{"definition": "00"}' WHERE seq = 1 AND request_id = 1`}, inside: "entry 1"},
	{name: "swap a document's bytes", also: true, more: swap, inside: "its bytes were swapped"},
	{name: "rename a document", also: true, do: []string{`UPDATE document SET name = 'otro.txt' WHERE id = (SELECT min(id) FROM document WHERE request_id = ` + asked + ` AND purpose = 'attachment')`}, inside: "its documents were changed"},
	{name: "make a document the person's, or take it back", also: true, do: []string{`UPDATE document SET purpose = 'release' WHERE request_id = ` + asked + ` AND purpose = 'attachment'`}, inside: "is kept as release, the ledger makes it attachment"},
	{name: "swap a letter, its bytes and their hashes", also: true, do: []string{`UPDATE document SET sha256 = repeat('0', 64) WHERE purpose = 'letter'`, `UPDATE letter SET sha256 = repeat('0', 64)`}, inside: "letter_archived): its documents were changed"},
	{name: "change the code on a letter", also: true, do: []string{`UPDATE letter SET code = 'OTRO' WHERE id = 2`}, inside: "letter_archived): what was written was changed"},
	{name: "show another letter than the one that was archived", also: true, do: []string{`UPDATE letter SET size = 1 WHERE id = 1`}, inside: "its letter is not the document that was archived"},
	{name: "add a document", do: []string{`INSERT INTO document (id, request_id, entry, purpose, name, media_type, size, sha256, created_at) SELECT 'otro', 1, 0, 'release', 'otro.txt', 'text/plain', size, sha256, created_at FROM document LIMIT 1`}, inside: "(otro) was brought by no entry", outside: "the file otro, \"otro.txt\", that the site gives is not the one that was brought"},
	{name: "change a published answer", also: true, do: []string{`UPDATE disclosure SET answer = 'Otra' WHERE request_id = ` + answered}, inside: "its published answer is not what was published", outside: "LP-2026-000001-5 entry 27: what stands published is not what was published"},
	{name: "change how long an answer took", also: true, do: []string{`UPDATE disclosure SET days = 1, missed = false WHERE request_id = (SELECT max(request_id) FROM disclosure)`}, inside: "its published answer is not what was published", outside: "LP-2026-000047-1 entry 22: what stands published is not what was published"},
	{name: "take a published answer down", also: true, do: []string{`DELETE FROM disclosure WHERE request_id = (SELECT request_id FROM disclosure ORDER BY 1 OFFSET 1 LIMIT 1)`}, inside: "was published, and does not stand published", outside: "LP-2026-000002-8 entry 26: the answer was published and the site does not show it"},
	{name: "change a leaf and its tiles", do: []string{`UPDATE tile SET data = set_byte(data, 40, (get_byte(data, 40) + 1) % 256) WHERE level = -1 AND n = 0`}, inside: "act 0", outside: "are not those of the visit"},
	{name: "back-date an act, and have it signed", more: backdate, inside: "it was dated back", outside: "is impossible: it says 2026-03-29"},
	{name: "declare acts lost by a restore that was none", more: unrestored, inside: "speaks of acts that it cannot have lost", outside: "a restore: it says that the acts 3 to 5 were lost"},
	{name: "change a tile of hashes", do: []string{`UPDATE tile SET data = set_byte(data, 40, (get_byte(data, 40) + 1) % 256) WHERE level = 0 AND n = 0`}, inside: "the tile tile/0/000 is not that of the acts", outside: "the hashes tile/0/000 are not those of their acts"},
	{name: "pass a deletion off as a loss", do: []string{`UPDATE leaf SET kind = 'lost', a = idx, b = 0 WHERE kind = 'entry' AND (a, b) = ` + pick, `DELETE FROM entry_words WHERE (request_id, seq) = ` + pick, `DELETE FROM entry WHERE (request_id, seq) = ` + pick,
		`INSERT INTO restore (at, reason, facts) SELECT '2026-03-01', 'x', jsonb_build_object('size', 0, 'signed', 9999, 'lost', jsonb_build_array(jsonb_build_array(0, 9998)))`}, inside: "is called lost, and no restore says so", outside: "entries, the site shows"},
	{name: "pass a deletion off as a loss, on record", more: declareLoss, inside: "speaks of acts that it cannot have lost", outside: "entries, the site shows"},
	{name: "cut the record", do: []string{`DELETE FROM leaf WHERE idx >= 100`, `DELETE FROM tile`, `DELETE FROM checkpoint`}, inside: "cannot be read", outside: "404"},
	{name: "fork the record", do: []string{fork}, inside: "not signed by this record's key", outside: "does not fit: it was changed"},
	{name: "fork the record and sign it with the real key", more: forkSigned, inside: "are not those that the notary signed", outside: "are not those of the visit"},
	{name: "roll back to an older checkpoint", do: []string{`DELETE FROM checkpoint WHERE size > (SELECT min(size) FROM checkpoint)`}, inside: "rolled back", outside: "rolled back"},
	{name: "roll all back, what the signer remembers too", more: rollBack, inside: "", outside: "rolled back"},
	{name: "take what the signer remembers away", more: forget, inside: "what it remembers was lost or put back"},
	{name: "hide who looked", more: hide, inside: "line 2 of who saw personal data was changed"},
	{name: "hide who looked, and make the chain anew", more: hideAll, inside: "seen): it was changed"},
	{name: "sign with another key", more: resign, inside: "not signed by this record's key", outside: "not signed with a key that was given"},
}

// Somebody with every power over the database changes it, in each of these ways: what is inside, or what is outside, says so,
// and names what was touched. A record that nobody touched is found whole.
func TestTampering(t *testing.T) {
	t.Parallel()
	pg, dir := ownServer(t)
	clean := pg.URL("qhana_clean")
	admin, err := sqlx.Connect("postgres", pg.URL("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = admin.Close() })
	if _, err := admin.Exec(`CREATE DATABASE qhana_clean`); err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(dir, "data")
	grown(t, clean, data)

	var table strings.Builder
	for i := 0; i < len(tampers); {
		together := tampers[i : i+1]
		for i++; i < len(tampers) && tampers[i].also; i++ {
			together = append(together, tampers[i])
		}
		name := fmt.Sprintf("qhana_t%d", i)
		if _, err := admin.Exec(`CREATE DATABASE ` + name + ` TEMPLATE qhana_clean`); err != nil {
			t.Fatal(err)
		}
		own := filepath.Join(dir, name)
		if err := os.CopyFS(own, os.DirFS(data)); err != nil {
			t.Fatal(err)
		}
		said := tamper(t, pg.URL(name), own, together...)
		for _, x := range together {
			table.WriteString(x.judge(t, said))
		}
		if _, err := admin.Exec(`DROP DATABASE ` + name + ` WITH (FORCE)`); err != nil {
			t.Fatal(err)
		}
	}
	inReadme(t, "tampering", "| what was done to the database | `qhana check` | `qhana verify log` |\n|---|---|---|\n"+table.String())
}

// judge says in a line of the table who found it.
func (x tampered) judge(t *testing.T, said [2]string) string {
	t.Helper()
	one := func(where, said, want string) string {
		switch {
		case x.name == "nothing" && whole(said):
			return "whole"
		case x.name == "nothing":
			t.Errorf("nothing was touched, and %s says:\n%s", where, said)
		case want != "" && !strings.Contains(said, want):
			t.Errorf("%s: %s says nothing of %q:\n%s", x.name, where, want, said)
		case want == "" && !whole(said) && !x.also:
			t.Errorf("%s: %s sees it, and the table does not say so:\n%s", x.name, where, said)
		case want == "":
			return "—"
		}
		return "found"
	}
	inside, outside := one("the inside", said[0], x.inside), one("the outside", said[1], x.outside)
	if x.name != "nothing" && inside != "found" && outside != "found" {
		t.Errorf("%s: nobody saw it", x.name)
	}
	return fmt.Sprintf("| %s | %s | %s |\n", x.name, inside, outside)
}

// inReadme holds what stands in the README between the marks of a name against what was found; QHANA_UPDATE=1 writes it there.
func inReadme(t *testing.T, name, want string) {
	t.Helper()
	const file = "../../README.md"
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(b), "<!-- "+name+" -->\n")
	have, after, ok2 := strings.Cut(rest, "<!-- /"+name+" -->")
	switch {
	case !ok || !ok2:
		t.Fatalf("README.md has no place for %s", name)
	case have == want:
	case os.Getenv("QHANA_UPDATE") != "":
		if err := os.WriteFile(file, []byte(before+"<!-- "+name+" -->\n"+want+"<!-- /"+name+" -->"+after), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("README.md says\n%s\nand the test found\n%s\nQHANA_UPDATE=1 writes it", have, want)
	}
}

// whole tells whether a verification found nothing wrong.
func whole(said string) bool {
	return strings.Contains(said, "\n0 differences") || strings.Contains(said, ": 0 differences")
}

// tamper changes the database and returns what the two verifications say.
func tamper(t *testing.T, url, dir string, together ...tampered) [2]string {
	t.Helper()
	c, out := testCLI(t, url)
	c.cfg.DataDir = dir
	if law := together[0].law; law != nil {
		c.laws = altered(t, law)
	}
	var outside string
	err := c.withStore(t.Context(), func(s *store.Store, _ *statute.Library) error {
		if _, err := s.DB().Exec(`ALTER TABLE checkpoint DISABLE TRIGGER ALL`); err != nil {
			return err
		}
		for _, x := range together {
			for _, query := range x.do {
				untriggered(t, s, query)
			}
			if x.more != nil {
				x.more(t, c, s)
			}
		}
		outside = visit(t, c, s)
		return nil
	})
	if err != nil {
		t.Fatalf("%s: %v", together[0].name, err)
	}
	if err := check(t.Context(), c); err != nil {
		fmt.Fprintf(out, "%v\n", err)
	}
	return [2]string{out.String(), outside}
}

package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jmoiron/sqlx"

	"qhana/internal/postgres"
)

// erasedLies are ways to pass a change off as an erasure, or to hide one behind an erasure that there was. $erased is the case
// that was erased, $whole one that was not.
var erasedLies = []tampered{
	{name: "nothing"},
	{name: "blank who asked without an erasure", do: []string{`UPDATE requester SET name = '', salt = NULL WHERE request_id = $whole`}, inside: "who asked was changed"},
	{name: "blank what was asked without an erasure", do: []string{`UPDATE question SET body = '', salt = NULL WHERE request_id = $whole`}, inside: "what was asked was changed"},
	{name: "take words without an erasure", do: []string{`DELETE FROM entry_words WHERE request_id = $whole`}, inside: "are gone, and nobody erased them"},
	{name: "forge an erasure past the record", do: []string{`INSERT INTO erasure (request_id, at, account_id, basis) VALUES ($whole, now(), 1, 'x')`,
		`UPDATE requester SET name = '', salt = NULL WHERE request_id = $whole`}, inside: "was never given to the record"},
	{name: "give an erasure another basis", do: []string{`UPDATE erasure SET basis = 'x' WHERE request_id = $erased`}, inside: "it was changed from"},
	{name: "change an erasure's basis", do: []string{`UPDATE act_words SET words = '{"basis": "x"}' WHERE kind = 'erasure' AND a = $erased`}, inside: "its words do not fit their hash"},
	{name: "take an erasure's basis away", do: []string{`DELETE FROM act_words WHERE kind = 'erasure' AND a = $erased`}, inside: "its words are gone"},
	{name: "take an erasure away", do: []string{`DELETE FROM erasure WHERE request_id = $erased`}, inside: "it was deleted"},
	{name: "ask something else in an erased case", do: []string{`UPDATE question SET body = 'Otra cosa' WHERE request_id = $erased`}, inside: "was erased, and something personal stands in it again"},
	{name: "put somebody else into an erased case", do: []string{`UPDATE requester SET name = 'Otra', salt = '\x01' WHERE request_id = $erased`}, inside: "who asked was changed"},
	{name: "put words into an erased case", do: []string{`INSERT INTO entry_words (request_id, seq, salt, words) VALUES ($erased, 1, '\x01', '{"text": "Otra"}')`}, inside: "something personal stands in it again"},
	{name: "put a document into an erased case", do: []string{`INSERT INTO document (id, request_id, entry, purpose, name, media_type, size, sha256, created_at)
		SELECT 'otro', $erased, 1, 'attachment', 'otro.txt', 'text/plain', size, sha256, created_at FROM document WHERE request_id IS NOT NULL LIMIT 1`}, inside: "its documents were changed"},
	{name: "edit the ledger of an erased case", do: []string{`UPDATE entry SET facts = facts || '{"reason": "otra"}' WHERE request_id = $erased AND seq = 2`}, inside: "entry 2"},
}

// An erasure is no cover: what somebody with every power over the database changes under its name is found and named. Each lie is told
// to a copy of a database in which one case was erased in earnest.
func lieAboutErasure(t *testing.T, pg *postgres.Server, dir, data string, erased int64) {
	t.Helper()
	admin, err := sqlx.ConnectContext(context.Background(), "postgres", pg.URL("template1"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = admin.Close() }()
	var intact int64
	for i, x := range erasedLies {
		name := fmt.Sprintf("qhana_e%d", i)
		if _, err := admin.Exec(`CREATE DATABASE ` + name + ` TEMPLATE postgres`); err != nil {
			t.Fatal(err)
		}
		if intact == 0 {
			one, err := sqlx.ConnectContext(context.Background(), "postgres", pg.URL(name))
			if err != nil {
				t.Fatal(err)
			}
			err = one.Get(&intact, `SELECT min(request_id) FROM entry_words WHERE request_id <> $1`, erased)
			_ = one.Close()
			if err != nil {
				t.Fatal(err)
			}
		}
		do := make([]string, len(x.do))
		for n, query := range x.do {
			do[n] = strings.NewReplacer("$erased", fmt.Sprint(erased), "$whole", fmt.Sprint(intact)).Replace(query)
		}
		x.do = do
		own := filepath.Join(dir, name)
		if err := os.CopyFS(own, os.DirFS(data)); err != nil {
			t.Fatal(err)
		}
		switch said := tamper(t, pg.URL(name), own, x)[0]; {
		case x.name == "nothing" && !whole(said):
			t.Errorf("nothing was touched, and the check says:\n%s", said)
		case x.name != "nothing" && (whole(said) || !strings.Contains(said, x.inside)):
			t.Errorf("%s: the check says nothing of %q:\n%s", x.name, x.inside, said)
		}
	}
}

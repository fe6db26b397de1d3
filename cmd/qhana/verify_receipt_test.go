package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"qhana/internal/ledger"
	"qhana/internal/letter"
)

// A promise is said to be one, from its text or from inside the letter that brought it; one that was touched, and papers that
// have neither promise nor receipt, are refused with what is wrong.
func TestVerifyPromise(t *testing.T) {
	t.Parallel()
	const origin = "lapaz.example/registro"
	secret, key, err := note.GenerateKey(strings.NewReader(strings.Repeat("k", 64)), origin)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := note.NewSigner(secret)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC)
	promise, err := ledger.Promise{Origin: origin, Leaf: tlog.Hash{0xab, 0xcd}, At: at, Within: 24 * time.Hour}.Sign(signer)
	if err != nil {
		t.Fatal(err)
	}
	paper := func(files ...letter.File) string {
		pdf, err := letter.Render(letter.Sheet{Locale: "es", Reference: "LP-2026-000001-5", Blocks: letter.Blocks("# Acuse"), Promise: string(promise), At: at, Files: files})
		if err != nil {
			t.Fatal(err)
		}
		return string(pdf)
	}
	for name, c := range map[string]struct {
		file string
		ok   bool
		says string
	}{
		"Text":     {string(promise), true, "promise, not a receipt yet"},
		"Letter":   {paper(letter.File{Name: "c.txt", Bytes: promise}), true, "must stand in the record before 2026-03-03 14:00:00 UTC"},
		"Hash":     {string(promise), true, "hash abcd000000"},
		"Touched":  {strings.Replace(string(promise), "86400", "86401", 1), false, "it was changed"},
		"NoFile":   {paper(), false, "the PDF has no receipt inside"},
		"Other":    {paper(letter.File{Name: "c.txt", Bytes: []byte("hola")}), false, "the PDF has no receipt inside"},
		"Bomb":     {paper(letter.File{Name: "c.txt", Bytes: make([]byte, 30<<20)}), false, "too long for a receipt"},
		"Nonsense": {"hola", false, "it is not a receipt"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "a")
			if err := os.WriteFile(path, []byte(c.file), 0o600); err != nil {
				t.Fatal(err)
			}
			v, out := testCLI(t, "")
			v.args = []string{"receipt", path, "-key", key}
			if err := verifyCmd(t.Context(), v); (err == nil) != c.ok || !strings.Contains(out.String(), c.says) {
				t.Errorf("%v\n%s", err, out.String())
			}
		})
	}
}

// What cannot be checked is neither right nor wrong, and ends otherwise than what is wrong; an auditor's own files of the laws are read
// instead of those that are shipped.
func TestVerifyCannot(t *testing.T) {
	t.Parallel()
	_, key, err := note.GenerateKey(strings.NewReader(strings.Repeat("k", 64)), "lapaz.example/registro")
	if err != nil {
		t.Fatal(err)
	}
	paper := filepath.Join(t.TempDir(), "r")
	writeFile(t, paper, "hola")
	for name, c := range map[string]struct {
		args  []string
		wrong bool // and not: it cannot be checked
		says  string
	}{
		"Nothing":   {nil, false, "exit code 0: nothing is wrong; 1: something is; 2: it could not be checked"},
		"What":      {[]string{"all", paper}, false, "log or receipt"},
		"NoKey":     {[]string{"receipt", paper}, false, "at least one -key"},
		"BadKey":    {[]string{"receipt", paper, "-key", "x"}, false, "not a key of a record"},
		"NoFile":    {[]string{"receipt", paper + "x", "-key", key}, false, "no such file"},
		"NoSite":    {[]string{"log", "http://127.0.0.1:1", "-key", key}, false, "connection refused"},
		"NoLaws":    {[]string{"receipt", paper, "-key", key, "-laws", t.TempDir()}, false, "no statute was found"},
		"OwnLaws":   {[]string{"receipt", paper, "-key", key, "-laws", filepath.Join("..", "..", "workflows")}, true, "it is not a receipt"},
		"Retired":   {[]string{"receipt", paper, "-retired", key}, true, "it is not a receipt"},
		"OtherFlag": {[]string{"receipt", paper, "-key", key, "-watch", "1m"}, false, "not defined"},
	} {
		t.Run(name, func(t *testing.T) {
			v, out := testCLI(t, "")
			v.args = c.args
			err := verifyCmd(t.Context(), v)
			var not *unchecked
			if said := fmt.Sprint(out, err); err == nil || errors.As(err, &not) == c.wrong || !strings.Contains(said, c.says) {
				t.Errorf("%T, and %q is missing in\n%s", err, c.says, said)
			}
		})
	}
}

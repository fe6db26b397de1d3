package server

import (
	"go/ast"
	"go/parser"
	"go/token"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"qhana/internal/foi"
	"qhana/internal/i18n"
	"qhana/internal/ledger"
)

type offlineNotary struct{}

func (offlineNotary) Origin() string                               { return "prueba.example/registro" }
func (offlineNotary) Keys() []string                               { return []string{"prueba.example/registro+00000000+AQ</script>"} }
func (offlineNotary) Promise(tlog.Hash, time.Time) ([]byte, error) { return nil, nil }

// The page is a file to save, and has the record's name and key; a key cannot end its script.
func TestOfflinePage(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	if err := (&Server{notary: offlineNotary{}}).recordVerifier(w, httptest.NewRequest("GET", "/registro/verificador.html", nil)); err != nil {
		t.Fatal(err)
	}
	if got := w.Header().Get("Content-Disposition"); got != `attachment; filename="verificar-constancia.html"` {
		t.Errorf("it comes as %q", got)
	}
	if got := w.Header().Get("Content-Type"); !strings.HasPrefix(got, "text/html") {
		t.Errorf("it is %q", got)
	}
	body := w.Body.String()
	for _, want := range []string{`"origin":"prueba.example/registro"`, `prueba.example/registro+00000000+AQ\u003c/script\u003e`, "Se recibió la solicitud", "default-src 'none'"} {
		if !strings.Contains(body, want) {
			t.Errorf("it lacks %q", want)
		}
	}
	if strings.Contains(body, ">DADO<") || strings.Contains(body, `"filed":"…"`) {
		t.Error("a place was not filled")
	}
}

// Every event that can have a receipt has words for it that need no facts, in every language.
func TestEveryActHasWords(t *testing.T) {
	t.Parallel()
	file, err := parser.ParseFile(token.NewFileSet(), "../foi/entry.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	events := 0
	ast.Inspect(file, func(n ast.Node) bool {
		v, ok := n.(*ast.ValueSpec)
		if !ok || len(v.Values) != 1 {
			return true
		}
		if name, ok := v.Type.(*ast.Ident); !ok || name.Name != "Event" {
			return true
		}
		word, err := strconv.Unquote(v.Values[0].(*ast.BasicLit).Value)
		if err != nil {
			t.Fatal(err)
		}
		events++
		e := foi.Event(word)
		if slices.Contains(acts, e) != receiptable(foi.Entry{Event: e}) {
			t.Errorf("%s can have a receipt, or is named and cannot", e)
		}
		for _, l := range i18n.Locales {
			if said := i18n.Of(l).T(actKey(ledger.Leaf{Kind: ledger.Entry, Event: word}), nil); strings.ContainsAny(said, "…<{") {
				t.Errorf("%s in %s is %q", e, l, said)
			}
		}
		return true
	})
	if events < 50 {
		t.Errorf("only %d events were found", events)
	}
	for _, kind := range []string{ledger.Closure, ledger.Force, ledger.Admin, ledger.Heartbeat, ledger.Erasure, ledger.Restore, ledger.Sight} {
		if said := i18n.Of("es").T(actKey(ledger.Leaf{Kind: kind}), nil); said == "…" {
			t.Errorf("%s has no words", kind)
		}
	}
}

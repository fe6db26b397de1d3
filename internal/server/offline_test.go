package server

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"
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

package server_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"qhana/internal/server"
	"qhana/internal/testdb"
)

func get(t *testing.T, h http.Handler, method, path string, header map[string]string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(method, path, nil)
	for k, v := range header {
		r.Header.Set(k, v)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestHealth(t *testing.T) {
	t.Parallel()
	st := testdb.New(t)
	s := server.New(server.Deps{Store: st, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	for path, want := range map[string]int{"/healthz": 200, "/readyz": 200, "/static/../secrets": 404, "/static/none.css": 404, "/nowhere": 404} {
		w := get(t, s, http.MethodGet, path, nil)
		if w.Code != want {
			t.Errorf("%s: %d, want %d", path, w.Code, want)
		}
		if csp := w.Header().Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") {
			t.Errorf("%s: policy %q", path, csp)
		}
	}
	if w := get(t, s, http.MethodPost, "/healthz", map[string]string{"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"}); w.Code != http.StatusForbidden {
		t.Errorf("a POST from elsewhere: %d", w.Code)
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	if w := get(t, s, http.MethodGet, "/readyz", nil); w.Code != http.StatusServiceUnavailable {
		t.Errorf("without a database: %d", w.Code)
	}
}

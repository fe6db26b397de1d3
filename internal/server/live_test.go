package server_test

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"
)

// stream opens the counts of the queues and gives each as it comes, until the test ends.
func (v *visitor) stream(ctx context.Context) <-chan map[string]int {
	v.h.t.Helper()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, v.h.url+"/mesa/cuentas", nil)
	if err != nil {
		v.h.t.Fatal(err)
	}
	client := *v.client
	client.Timeout = 0
	res, err := client.Do(req)
	if err != nil || res.StatusCode != http.StatusOK {
		v.h.t.Fatalf("%v %v", res, err)
	}
	out := make(chan map[string]int, 100)
	go func() {
		defer func() { _ = res.Body.Close() }()
		defer close(out)
		for lines := bufio.NewScanner(res.Body); lines.Scan(); {
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				var counts map[string]int
				if json.Unmarshal([]byte(data), &counts) == nil {
					out <- counts
				}
			}
		}
	}()
	return out
}

// An open page learns of a new request without being loaded anew; who sees less learns of less.
func TestLiveCounts(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	officer, other := h.as("transparencia").stream(ctx), h.as("otro").stream(ctx)
	if first := <-officer; first["new"] != 0 {
		t.Fatalf("%v", first)
	}
	h.visitor().ask("Presupuesto", "¿Cuánto?")
	for counts := range officer {
		if counts["new"] == 1 {
			break
		}
	}
	if ctx.Err() != nil {
		t.Fatal("the new request was never counted")
	}
	if counts := <-other; counts["new"] != 0 {
		t.Errorf("another unit counts %v", counts)
	}
	h.visitor().get("/mesa/cuentas").at("/entrar")
}

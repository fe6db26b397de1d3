package i18n

import (
	"encoding/json"
	"io/fs"
	"regexp"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"
)

var places = regexp.MustCompile(`{{[^}]*}}`)

// Every key has words in every language, with the same places to fill.
func TestCataloguesAgree(t *testing.T) {
	names, err := fs.Glob(files, "*.es.json")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	read := func(name string) map[string]any {
		b, err := files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		m := map[string]any{}
		if err := json.Unmarshal(b, &m); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		return m
	}
	for _, name := range names {
		es, en := read(name), read(strings.Replace(name, ".es.", ".en.", 1))
		for key := range en {
			if _, ok := es[key]; !ok {
				t.Errorf("%s: %s has no Spanish", name, key)
			}
		}
		for key, v := range es {
			other, ok := en[key]
			if !ok {
				t.Errorf("%s: %s has no English", name, key)
				continue
			}
			a, aok := v.(string)
			b, bok := other.(string)
			if !aok || !bok {
				continue
			}
			pa, pb := places.FindAllString(a, -1), places.FindAllString(b, -1)
			sort.Strings(pa)
			sort.Strings(pb)
			if !slices.Equal(slices.Compact(pa), slices.Compact(pb)) {
				t.Errorf("%s: %s fills %v in Spanish, %v in English", name, key, pa, pb)
			}
			if a == "" || b == "" {
				t.Errorf("%s: %s is empty", name, key)
			}
		}
	}
}

func TestFormats(t *testing.T) {
	day := time.Date(2026, 3, 24, 14, 30, 0, 0, time.UTC)
	for got, want := range map[string]string{
		Of("es").Day(day): "martes 24 de marzo de 2026", Of("en").Moment(day): "Tuesday 24 March 2026, 14:30",
		Of("es").Number(1234567): "1.234.567", Of("es").Money(125050, "GBP"): "1.250,50 GBP", Of("en").Money(900, "CLP"): "9 CLP", Of("es").Money(950, "CLP"): "9,50 CLP", Of("en").Number(-1234): "-1,234", Of("qu").Number(12): "12",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if Of("es").T("no.such.key", nil) != "…" {
		t.Error("a key without words shows")
	}
}

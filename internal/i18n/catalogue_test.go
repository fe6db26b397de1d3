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

var (
	places   = regexp.MustCompile(`{{[^}]*}}`)
	articles = regexp.MustCompile(`{{(el|El|de|a|en|the|The) `) // each language has its own
)

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
	where := map[string]string{} // words that stand twice would be whichever file is read last
	for _, name := range names {
		es, en := read(name), read(strings.Replace(name, ".es.", ".en.", 1))
		for key := range en {
			if _, ok := es[key]; !ok {
				t.Errorf("%s: %s has no Spanish", name, key)
			}
		}
		for key, v := range es {
			if before := where[key]; before != "" {
				t.Errorf("%s has words in %s and in %s", key, before, name)
			}
			where[key] = name
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
			pa, pb := places.FindAllString(articles.ReplaceAllString(a, "{{"), -1), places.FindAllString(articles.ReplaceAllString(b, "{{"), -1)
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

// A name of a unit comes with its article, contracted where Spanish does so; a sentence never puts a bare one after a preposition.
func TestArticles(t *testing.T) {
	es, en := Of("es"), Of("en")
	for key, want := range map[string]string{
		"Secretaría Municipal de Finanzas": "la jefatura de la Secretaría Municipal de Finanzas",
		"Concejo Municipal":                "la jefatura del Concejo Municipal",
		"Sub Alcaldía Sur":                 "la jefatura de la Sub Alcaldía Sur",
		"Catastro":                         "la jefatura de Catastro",
		"cada unidad":                      "la jefatura de cada unidad",
	} {
		if got := es.T("to.unit_head", map[string]string{"Unit": key}); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	for got, want := range map[string]string{
		es.T("event.branch_opened", map[string]string{"Unit": "Distrito Rural Zongo"}):                    "Se derivó al Distrito Rural Zongo",
		es.T("event.branch_accepted", map[string]string{"Unit": "Órgano Electoral"}):                      "El Órgano Electoral aceptó la derivación",
		es.T("event.branch_accepted", map[string]string{"Unit": "Subalcaldía Sur"}):                       "La Subalcaldía Sur aceptó la derivación",
		es.T("preview.notify", map[string]string{"Notice": "un aviso", "To": "el Concejo"}):               "El Concejo recibirá un aviso.",
		es.T("preview.notify", map[string]string{"Notice": "un aviso", "To": "la jefatura de Catastro"}):  "La jefatura de Catastro recibirá un aviso.",
		es.T("people.role.in", map[string]string{"Role": "Jefatura", "Unit": "Unidad de Mercados"}):       "Jefatura en la Unidad de Mercados",
		es.T("case.event.part_transferred", map[string]string{"Body": "Gobierno Autónomo Departamental"}): "Una parte de su pedido pasó al Gobierno Autónomo Departamental. El resto sigue aquí.",
		es.T("letters.paper.seal.of", map[string]string{"Body": "Gobierno Autónomo Municipal de La Paz"}): "Sello del Gobierno Autónomo Municipal de La Paz",
		es.T("case.event.transferred", map[string]string{"Body": "Ministerio de Salud"}):                  "Su solicitud pasó al Ministerio de Salud",
		es.T("event.branch_moved", nil):                                                                   "La derivación pasó a ",
		es.T("case.event.transferred", nil):                                                               "Su solicitud pasó a la entidad que corresponde",
		es.T("letters.paper.seal.of", map[string]string{"Body": "La municipalidad"}):                      "Sello de la municipalidad",
		en.T("letters.paper.seal.of", map[string]string{"Body": "The municipality"}):                      "Seal of the municipality",
		es.T("how.approve.all", map[string]string{"Unit": "Dirección de Asesoría Legal"}):                 "Antes de la firma la revisa: la Dirección de Asesoría Legal.",
		en.T("event.branch_accepted", map[string]string{"Unit": "Sur District Office"}):                   "The Sur District Office accepted the branch",
		en.T("event.branch_opened", map[string]string{"Unit": "Secretaría de Finanzas"}):                  "Sent to the Secretaría de Finanzas",
		en.T("event.branch_opened", map[string]string{"Unit": "Public Works"}):                            "Sent to Public Works",
		en.T("preview.notify", map[string]string{"Notice": "a notice", "To": "the head of Public Works"}): "The head of Public Works will be sent a notice.",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	bare := regexp.MustCompile(`(?i)(": "{{\.(Unit|Body)}} [^·]|([.!?] |\\n|\b(a|de|en|por|para|ante|con|desde|hasta|contra|y|que) ){{\.(Unit|Body)}})`)
	names, _ := fs.Glob(files, "*.es.json")
	for _, name := range names {
		b, _ := files.ReadFile(name)
		for _, found := range bare.FindAllString(string(b), -1) {
			t.Errorf("%s: %s wants {{de .Unit}}, {{a .Unit}}, {{en .Unit}} or {{el .Unit}}", name, found)
		}
	}
}

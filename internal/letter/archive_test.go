package letter

import (
	"bytes"
	"compress/zlib"
	"image"
	"image/color"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

var (
	objects = regexp.MustCompile(`(?s)\n(\d+) 0 obj\n(.*?)\nendobj`)
	ranges  = regexp.MustCompile(`<([0-9A-F]{4})> <([0-9A-F]{4})> <[0-9A-F]{4}>`)
)

// newest are the objects of a file by number, as they stand after its last addition.
func newest(pdf []byte) map[string]string {
	out := map[string]string{}
	for _, m := range objects.FindAllStringSubmatch(string(pdf), -1) {
		out[m[1]] = m[2]
	}
	return out
}

// stream is what an object keeps, unpacked.
func stream(t *testing.T, object string) string {
	t.Helper()
	_, data, _ := strings.Cut(object, "\nstream\n")
	if !strings.Contains(object, "/FlateDecode") {
		return data
	}
	z, err := zlib.NewReader(strings.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// Letters are PDF/A-2a, papers with a file inside PDF/A-3a, all of them PDF/UA-1. What is held here are the clauses that the library
// does not keep by itself; `make pdfa` holds the same files against all of them, with veraPDF.
func TestArchives(t *testing.T) {
	t.Parallel()
	picture := image.NewNRGBA(image.Rect(0, 0, 60, 40))
	picture.Set(5, 5, color.NRGBA{R: 200, A: 128})
	var seal bytes.Buffer
	if err := png.Encode(&seal, picture); err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, locale := range []string{"es", "en"} {
		for _, kind := range Kinds() {
			s := sheetOf(t, kind, locale, Default(kind, locale))
			switch kind {
			case "receipt", "receipt_part", "receipt_remedy":
				s.Promise, s.Files = "qhana-promise/v1\nx", []File{{Name: "año.txt", About: "Promesa", Bytes: []byte("qhana-promise/v1\nx")}}
			case "silence":
				s.Body.Seal = seal.Bytes()
			case "extended":
				s.Code = ""
			}
			pdf, err := Render(s)
			if err != nil {
				t.Fatal(err)
			}
			files[kind+"."+locale] = pdf
		}
		at := time.Date(2026, 3, 3, 14, 0, 0, 0, time.UTC)
		proof, err := Receipt{Locale: locale, Body: Authority{Name: "Gobierno Autónomo Municipal de La Paz"}, Reference: "LP-2026-000123-7", Event: "event.filed", At: at, Index: 1, Size: 2, Signed: at, By: []string{"x.example"},
			Hash: strings.Repeat("ab", 32), Place: "https://lapaz.example/registro/1", Check: "https://lapaz.example/verificar", Record: "https://lapaz.example/registro", Made: at, Proof: File{Name: "a.tlog-proof", Bytes: []byte("c2sp.org/tlog-proof@v1\n")}}.Render()
		if err != nil {
			t.Fatal(err)
		}
		files["proof."+locale] = proof
	}
	for name, pdf := range files {
		if dir := os.Getenv("QHANA_PDFA"); dir != "" {
			if err := os.WriteFile(filepath.Join(dir, name+".pdf"), pdf, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		all := newest(pdf)
		part, catalog, maps := "2", "", 0
		if strings.HasPrefix(name, "proof") || strings.HasPrefix(name, "receipt") {
			part = "3"
		}
		for n, o := range all {
			switch {
			case strings.Contains(o, "/Type /Catalog"):
				catalog = o
			case strings.Contains(o, "/Type /Metadata"):
				for _, want := range []string{"<pdfaid:part>" + part + "<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<", "<pdfaSchema:prefix>pdfuaid<"} {
					if !strings.Contains(stream(t, o), want) {
						t.Errorf("%s does not say %s of itself", name, want)
					}
				}
			case strings.Contains(o, "/ToUnicode "):
				maps++
				to := regexp.MustCompile(`/ToUnicode (\d+) 0 R`).FindStringSubmatch(o)[1]
				for _, m := range ranges.FindAllStringSubmatch(stream(t, all[to]), -1) {
					if from, _ := strconv.ParseInt(m[1], 16, 32); m[1][:2] != m[2][:2] && from > 0 {
						t.Errorf("%s: object %s maps %s to %s, more than a row", name, to, m[1], m[2])
					} else if m[2] == "FFFF" && m[1] == "0000" {
						t.Errorf("%s: object %s maps everything in one range", name, to)
					}
				}
			case strings.Contains(o, "/Type /Filespec") && !strings.Contains(o, "/AFRelationship /Data"), strings.Contains(o, "/EmbeddedFile") && !strings.Contains(o, "/EmbeddedFiles") && !strings.Contains(o, "/Subtype/text#2Fplain"):
				t.Errorf("%s: object %s does not say what travels inside: %.300s", name, n, o)
			}
		}
		for _, want := range []string{"/OutputIntents", "/MarkInfo <</Marked true>>", "/StructTreeRoot", "/Lang"} {
			if !strings.Contains(catalog, want) {
				t.Errorf("%s has no %s", name, want)
			}
		}
		if strings.Contains(catalog, "/AF [") != (part == "3") || maps != 2 {
			t.Errorf("%s: %d maps of signs, %.400s", name, maps, catalog)
		}
	}
}

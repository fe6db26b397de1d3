package letter

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"qhana/internal/foi"
	"qhana/internal/i18n"
)

// sheetOf is a letter of the sample case.
func sheetOf(t testing.TB, kind, locale, text string) Sheet {
	t.Helper()
	tmpl, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	f := Sample(kind, locale, nil)
	words, err := tmpl.Print(f)
	if err != nil {
		t.Fatal(err)
	}
	return Sheet{Locale: locale, Title: kind, Body: Authority{Name: "Gobierno Autónomo Municipal de La Paz", Address: "Calle Mercado 1298", Phone: "155"}, Place: "La Paz",
		Day: f["Today"], Reference: f["Reference"], Blocks: Blocks(words), Signers: []string{"María Condori Apaza", "Secretaría General"},
		Code: "7Q2M9K4TXV0B3HDN", Check: f["Check"], At: SampleDay}
}

// read is the text of a PDF, as a program that has nothing to do with ours reads it.
func read(t *testing.T, pdf []byte) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(name, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("pdftotext", "-layout", name, "-").CombinedOutput()
	if err != nil {
		t.Fatalf("%v %s", err, out)
	}
	if i := bytes.Index(out, []byte("Error")); i >= 0 {
		t.Errorf("the file is not sound: %s", out[i:])
	}
	return string(out)
}

// Every letter of the program is sound for its kind, in both languages, and becomes a PDF that says the case's facts.
func TestDefaults(t *testing.T) {
	for _, kind := range Kinds() {
		for _, locale := range i18n.Locales {
			t.Run(kind+"/"+locale, func(t *testing.T) {
				t.Parallel()
				text := Default(kind, locale)
				if err := Check(kind, locale, text); err != nil {
					t.Fatal(err)
				}
				pdf, err := Render(sheetOf(t, kind, locale, text))
				if err != nil {
					t.Fatal(err)
				}
				got := read(t, pdf)
				for _, want := range []string{"LP-2026-000123-7", "Jhenny Quispe Mamani", "La Paz", "7Q2M-9K4T-XV0B-3HDN", Sample(kind, locale, nil)["Today"]} {
					if !strings.Contains(got, want) {
						t.Errorf("the letter does not say %q:\n%s", want, got)
					}
				}
				if strings.Contains(got, "{{") || strings.Contains(got, "…") && !strings.Contains(text, "…") {
					t.Errorf("the letter has a hole:\n%s", got)
				}
			})
		}
	}
}

// A letter is never printed with a hole in it.
func TestEmptyFactIsRefused(t *testing.T) {
	tmpl, err := Parse("# Hola\n\n{{if .Reason}}{{.Reason}}{{else}}sin razón{{end}}\n\nVence el {{.Due}}.")
	if err != nil {
		t.Fatal(err)
	}
	_, err = tmpl.Print(Facts{"Reason": "lluvia", "Due": " \n"})
	var e *foi.Error
	if !errors.As(err, &e) || e.Key != "letters.empty" || e.Args["fact"] != "Due" || e.Args["line"] != "5" {
		t.Errorf("%v", err)
	}
	if got, err := tmpl.Print(Facts{"Due": "hoy"}); err != nil || !strings.Contains(got, "sin razón") {
		t.Errorf("%q %v", got, err)
	}
}

func TestCheck(t *testing.T) {
	for name, c := range map[string]struct{ text, key, line, fact string }{
		"OK":                  {"# A\n{{.Reference}} {{if and .Due .Left}}{{.Left}}{{end}}{{if not .Remedies}}x{{else if .Name}}{{.Name}}{{end}}", "", "", ""},
		"Blank":               {" \n", "letters.blank", "1", ""},
		"Conditional":         {"{{if .Name}}{{.Name}}{{end}}", "letters.blank", "1", ""},
		"Unclosed":            {"a\nb {{.Due", "letters.syntax", "2", ""},
		"NoEnd":               {"{{if .Due}}x", "letters.syntax", "1", ""},
		"UnknownWord":         {"{{print .Due}}", "letters.syntax", "1", ""},
		"UnknownFact":         {"a\n\n{{.Salary}}", "letters.unknown", "3", "Salary"},
		"UnknownInCondition":  {"{{if .Salary}}x{{end}}", "letters.unknown", "1", "Salary"},
		"Deeper":              {"{{.Due.Year}}", "letters.unknown", "1", "Due.Year"},
		"Pipeline":            {"{{.Due | not}}", "letters.call", "1", ""},
		"Range":               {"x\n{{range .Units}}x{{end}}", "letters.call", "2", ""},
		"With":                {"{{with .Due}}x{{end}}", "letters.call", "1", ""},
		"Define":              {"{{define \"x\"}}y{{end}}z", "letters.call", "1", ""},
		"Variable":            {"{{$x := .Due}}{{$x}}", "letters.call", "1", ""},
		"Constant":            {"{{\"x\"}}", "letters.call", "1", ""},
		"Dot":                 {"{{.}}", "letters.call", "1", ""},
		"MayBeMissing":        {"a\n{{.Name}}", "letters.empty", "2", "Name"},
		"MayBeMissingBeside":  {"a {{if .Name}}b\n{{.Behalf}}{{end}}", "letters.empty", "2", "Behalf"},
		"EitherIsNotThisOne":  {"a {{if or .Name .Behalf}}{{.Name}}{{end}}", "letters.empty", "1", "Name"},
		"NotThenIs":           {"a {{if not .Name}}b{{else}}{{.Name}}{{end}}", "", "", ""},
		"IsNotThere":          {"a {{if not .Due}}{{.Name}}{{end}}", "letters.empty", "1", "Name"},
		"NeverThere":          {"{{.Answer}}", "letters.never", "1", "Answer"},
		"NeverInBranch":       {"x{{if .Due}}{{.Answer}}{{end}}", "letters.never", "1", "Answer"},
		"Long":                {strings.Repeat("a", Longest+1), "letters.long", "", ""},
		"ScriptIsPlain":       {"<script>alert(1)</script>", "", "", ""},
		"BracesInDeepNesting": {strings.Repeat("{{if .Due}}", 300) + "x" + strings.Repeat("{{end}}", 300), "", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			err := Check("receipt", "es", c.text)
			if c.key == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			var e *foi.Error
			if !errors.As(err, &e) || e.Key != c.key || e.Args["line"] != c.line || e.Args["fact"] != c.fact || e.Code != foi.Invalid {
				t.Errorf("%v, want %s line %s fact %s", err, c.key, c.line, c.fact)
			}
		})
	}
}

// A letter says what it is sent for, whatever the case: no answer without the answer.
func TestLacks(t *testing.T) {
	for text, lacks := range map[string]string{"# Hola\n\nNada.": "Answer", "{{if .Name}}{{.Answer}}{{end}} Nada.": "Answer", "{{if .Name}}{{.Answer}}{{else}}{{.Answer}}{{end}}": ""} {
		err := Check("delivered_granted", "es", text)
		if e, ok := err.(*foi.Error); err == nil && lacks != "" || err != nil && (!ok || e.Key != "letters.lacks" || e.Args["fact"] != lacks) {
			t.Errorf("%q: %v", text, err)
		}
	}
	for _, kind := range []string{"clarification", "third_party", "sent_on", "part_transferred"} {
		if err := Check(kind, "en", "x {{.Reference}}"); err == nil {
			t.Errorf("%s without what it is sent for", kind)
		}
	}
	if err := Check("silence", "es", "x {{.Reference}}"); err != nil {
		t.Error(err)
	}
}

// What looks like a program is words; what somebody wrote is no markup and no template.
func TestWordsStayWords(t *testing.T) {
	tmpl, err := Parse("# <script>alert('x')</script>\n\n{{.Subject}}\n\n{{.Question}}")
	if err != nil {
		t.Fatal(err)
	}
	text, err := tmpl.Print(Facts{"Subject": "# {{.Due}}\n- uno", "Question": "# no es título\n- sí es lista\r\n<b>c</b>\x00\u202e"})
	if err != nil {
		t.Fatal(err)
	}
	got := Blocks(text)
	want := []Block{{Heading, "<script>alert('x')</script>"}, {Paragraph, "# {{.Due}} - uno"}, {Paragraph, "# no es título"}, {Item, "sí es lista"}, {Paragraph, "<b>c</b>"}}
	if len(got) != len(want) {
		t.Fatalf("%q", got)
	}
	for i := range got {
		if got[i] != want[i] {
			t.Errorf("%q, want %q", got[i], want[i])
		}
	}
	s := sheetOf(t, "receipt", "es", "x")
	s.Blocks = got
	pdf, err := Render(s)
	if err != nil {
		t.Fatal(err)
	}
	if out := read(t, pdf); !strings.Contains(out, "<script>alert('x')</script>") || !strings.Contains(out, "# {{.Due}} - uno") {
		t.Error(out)
	}
}

// The signs of Spanish, Aymara and Quechua survive; composed or not; what no font has is a box.
func TestSigns(t *testing.T) {
	s := sheetOf(t, "receipt", "es", "x")
	s.Blocks = []Block{{Paragraph, "áéíóúñü ÁÉÍÓÚÑÜ ¿qué? ¡ya! «cita» “cita” – — … Ch’uqiyapu ä ï ö q’ ññ Ł €"}, {Paragraph, "cancio\u0301n n\u0303andu\u0301"}, {Paragraph, "emoji 😀 漢 fin"}}
	pdf, err := Render(s)
	if err != nil {
		t.Fatal(err)
	}
	got := read(t, pdf)
	for _, want := range []string{"áéíóúñü ÁÉÍÓÚÑÜ ¿qué? ¡ya! «cita» “cita” – — … Ch’uqiyapu ä ï ö q’ ññ Ł €", "canción ñandú", "emoji □ □ fin"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing:\n%s", want, got)
		}
	}
}

// A long answer is a long letter: every page with its number, every line there, soon.
func TestTwoHundredPages(t *testing.T) {
	s := sheetOf(t, "receipt", "es", "x")
	line := "En el municipio se registró la ejecución presupuestaria de la gestión con el detalle que sigue. "
	for range 1700 {
		s.Blocks = append(s.Blocks, Block{Paragraph, strings.Repeat(line, 5)})
	}
	s.Blocks = append(s.Blocks, Block{Paragraph, strings.Repeat("sinespacios", 3000)}, Block{Paragraph, "última línea"})
	begun := time.Now()
	pdf, err := Render(s)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d kB in %v", len(pdf)/1000, time.Since(begun))
	if took := time.Since(begun); took > 30*time.Second {
		t.Errorf("took %v", took)
	}
	got := read(t, pdf)
	if n := strings.Count(got, "\f"); n < 200 || !strings.Contains(got, "200 de "+itoa(n)) || !strings.Contains(got, "última línea") {
		t.Errorf("%d pages", n)
	}
	if n := strings.Count(got, "ejecución presupuestaria"); n < 8000 {
		t.Errorf("%d of 8500 sentences on one line", n)
	}
}

// A signature that does not fit takes the end of the letter with it: however long the letter is, its last page says something of the case.
func TestSignatureIsNotAlone(t *testing.T) {
	for n := range 40 {
		s := sheetOf(t, "extended", "es", "x")
		s.Blocks = nil
		for range n {
			s.Blocks = append(s.Blocks, Block{Item, "una línea"})
		}
		s.Blocks = append(s.Blocks, Block{Paragraph, "El último párrafo dice algo."}, Block{Paragraph, "Atentamente,"})
		pdf, err := Render(s)
		if err != nil {
			t.Fatal(err)
		}
		pages := strings.Split(strings.TrimRight(read(t, pdf), "\f\n"), "\f")
		if last := pages[len(pages)-1]; !strings.Contains(last, "Atentamente") || !strings.Contains(last, "último párrafo") {
			t.Errorf("after %d lines the last of %d pages says only:\n%s", n, len(pages), last)
		}
	}
}

// The same values give the same bytes: what is archived can be made again and compared.
func TestSameBytes(t *testing.T) {
	s := sheetOf(t, "extended", "es", Default("extended", "es"))
	first, err := Render(s)
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		again, err := Render(s)
		if err != nil || !bytes.Equal(first, again) {
			t.Fatal("the bytes differ", err)
		}
	}
}

func TestCodes(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		c := NewCode()
		if seen[c] || ParseCode(c) != c || ParseCode(strings.ToLower(Spaced(c))) != c {
			t.Fatal(c)
		}
		seen[c] = true
	}
	for typed, want := range map[string]string{"": "", "x": "", "7Q2M-9K4T-XV0B-3HDN": "7Q2M9K4TXV0B3HDN", " 7q2m 9k4t xvob 3hdn ": "7Q2M9K4TXV0B3HDN", "7Q2M9K4TXV0B3HDU": "", "ñQ2M9K4TXV0B3HDN": ""} {
		if got := ParseCode(typed); got != want {
			t.Errorf("%q: %q, want %q", typed, got, want)
		}
	}
}

func FuzzCheck(f *testing.F) {
	f.Add("{{if .Due}}{{.Due}}{{end}}")
	f.Add("{{define \"a\"}}{{end}}")
	f.Fuzz(func(t *testing.T, text string) {
		if err := Check("receipt", "es", text); err == nil {
			if _, err := Render(sheetOf(t, "receipt", "es", text)); err != nil {
				t.Error(err)
			}
		}
	})
}

func BenchmarkRender(b *testing.B) {
	s := sheetOf(b, "delivered_partly", "es", Default("delivered_partly", "es"))
	for b.Loop() {
		pdf, err := Render(s)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(len(pdf))/1000, "kB")
	}
}

package letter

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The file says what it is: title, language, colours, tags in reading order, fonts that it carries with it.
func TestFileSaysWhatItIs(t *testing.T) {
	t.Parallel()
	s := sheetOf(t, "extended", "es", Default("extended", "es"))
	s.Title = "Prórroga · LP-2026-000123-7"
	pdf, err := Render(s)
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(name, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	run := func(name string, args ...string) string {
		out, err := exec.Command(name, args...).CombinedOutput()
		if err != nil || strings.Contains(string(out), "Error") {
			t.Errorf("%s: %v %s", name, err, out)
		}
		return string(out)
	}
	facts := strings.Join(strings.Fields(run("pdfinfo", name)), " ")
	for _, want := range []string{"Title: Prórroga · LP-2026-000123-7", "Author: Gobierno Autónomo Municipal de La Paz", "Tagged: yes", "Metadata Stream: yes", "PDF version: 1.7", "letter"} {
		if !strings.Contains(facts, want) {
			t.Errorf("%q is missing: %s", want, facts)
		}
	}
	tree := strings.Join(strings.Fields(run("pdfinfo", "-struct-text", name)), " ")
	if !strings.Contains(tree, `H1 (block) "Ampliamos el plazo para responderle" P (block) "Señora o señor Jhenny Quispe Mamani:"`) ||
		!strings.Contains(tree, `L (block) LI (block) LBody (block) "•Antes debíamos`) || !strings.Contains(tree, "Figure") {
		t.Error(tree)
	}
	for _, line := range strings.Split(strings.TrimSpace(run("pdffonts", name)), "\n")[2:] {
		if f := strings.Fields(line); f[len(f)-5] != "yes" || f[len(f)-3] != "yes" { // embedded, with its signs' meaning
			t.Errorf("a font that the file does not carry: %s", line)
		}
	}
	for _, want := range []string{"/Lang (es-BO)", "/GTS_PDFA1", "/MarkInfo <</Marked true>>", "/DisplayDocTitle true"} {
		if !strings.Contains(string(pdf), want) {
			t.Errorf("%s is missing", want)
		}
	}
}

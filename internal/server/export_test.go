package server_test

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// A list comes as a file that other programs read, with what its reader may see, and nothing in it is carried out.
func TestExport(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.visitor().ask("=cmd|' /C calc'!A0", "x")
	h.visitor().ask("Año del ñandú, \"comillas\"; y más", "x")
	officer := h.as("transparencia")
	get := func(kind string) []byte {
		t.Helper()
		return []byte(officer.get("/mesa/casos/exportar." + kind + "?cola=all").is(http.StatusOK).body)
	}
	text := get("csv")
	reader := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff"))))
	reader.Comma = ';' // a Bolivian Excel opens it in columns
	rows, err := reader.ReadAll()
	if err != nil || len(rows) != 3 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	if rows[0][0] != "Código" || rows[2][1] != "'=cmd|' /C calc'!A0" && rows[1][1] != "'=cmd|' /C calc'!A0" {
		t.Errorf("%q", rows)
	}
	book, err := excelize.OpenReader(bytes.NewReader(get("xlsx")))
	if err != nil {
		t.Fatal(err)
	}
	cells, err := book.GetRows(book.GetSheetName(0))
	if err != nil || len(cells) != 3 || cells[0][2] != "Solicitante" {
		t.Fatalf("%q, %v", cells, err)
	}
	if panes, err := book.GetPanes("Solicitudes"); err != nil || !panes.Freeze || panes.YSplit != 1 {
		t.Errorf("the columns' names do not stay: %+v, %v", panes, err)
	}
	formula, err := book.GetCellFormula(book.GetSheetName(0), "B3")
	if err != nil || formula != "" {
		t.Errorf("a text became the formula %q", formula)
	}
	officer.get("/idioma/en")
	if english := string(get("csv")); !strings.Contains(english, "Reference,Subject,") {
		t.Errorf("in English: %.80q", english)
	}
}

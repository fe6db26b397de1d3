package server

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"qhana/internal/view"
)

// sheet writes tables as the reader's spreadsheet opens them: where a decimal has a comma, columns stand apart by semicolons. It is told the
// encoding first.
func sheet(w io.Writer, locale string) (*csv.Writer, error) {
	out := csv.NewWriter(w)
	if locale != "en" {
		out.Comma = ';'
	}
	_, err := io.WriteString(w, "\ufeff")
	return out, err
}

// csvRow is a line of a table with the number that it has in an editor.
type csvRow struct {
	line  int
	cells []string
}

// csvTable is a file as rows, and how it was read.
type csvTable struct {
	encoding  string // "utf8", "utf16", "windows1252"
	separator rune
	rows      []csvRow // the first has the names of the columns
}

// csvSeparators are what spreadsheets put between cells: which one is a matter of the computer's region.
var csvSeparators = []rune{';', ',', '\t'}

// readCSV reads a file of any of the encodings and separators that spreadsheets write. fits tells how many of a first line's
// cells are columns that somebody waits for; the separator that finds most of them is the file's.
func readCSV(data []byte, fits func([]string) int) (csvTable, *view.FieldError) {
	text, name, wrong := csvText(data)
	if wrong != nil {
		return csvTable{}, wrong
	}
	t := csvTable{encoding: name}
	if !strings.Contains(text, "\n") {
		text = strings.ReplaceAll(text, "\r", "\n") // old Macintosh
	}
	first := 0
	if rest, ok := strings.CutPrefix(text, "sep="); ok && len(rest) > 1 && strings.ContainsRune(string(csvSeparators), rune(rest[0])) { // Excel's own line
		line, after, _ := strings.Cut(rest, "\n")
		t.separator, text, first = rune(line[0]), after, 1
	}
	if t.separator == 0 {
		t.separator = csvSeparator(text, fits)
	}
	r := csvReader(text, t.separator)
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return t, nil
		}
		var broken *csv.ParseError
		if errors.As(err, &broken) {
			return t, importError("import.quotes", "line", broken.StartLine+first)
		}
		line, _ := r.FieldPos(0)
		if strings.TrimSpace(strings.Join(cells, "")) != "" { // spreadsheets write rows that were emptied
			t.rows = append(t.rows, csvRow{line: line + first, cells: cells})
		}
	}
}

func csvReader(text string, separator rune) *csv.Reader {
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord = separator, -1
	return r
}

func csvSeparator(text string, fits func([]string) int) rune {
	best, most, cells := csvSeparators[0], -1, 0
	for _, sep := range csvSeparators {
		head, err := csvReader(text, sep).Read()
		if n := fits(head); err == nil && (n > most || n == most && len(head) > cells) {
			best, most, cells = sep, n, len(head)
		}
	}
	return best
}

// csvText is a file's text, and in which encoding it was written. Its error says in which line it cannot be read.
func csvText(data []byte) (text, name string, wrong *view.FieldError) {
	switch {
	case len(bytes.TrimSpace(data)) == 0:
		return "", "", importError("import.empty")
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		text, name = decoded(unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM), data), "utf16"
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		text, name = strings.ToValidUTF8(string(data[3:]), "\ufffd"), "utf8"
	case bytes.IndexByte(data, 0) >= 0: // no text has it: a workbook, a picture
		return "", "", importError("import.binary", "line", lineAt(string(data), bytes.IndexByte(data, 0)))
	case looksUTF8(data):
		text, name = strings.ToValidUTF8(string(data), "\ufffd"), "utf8"
	default:
		text, name = decoded(charmap.Windows1252, data), "windows1252"
	}
	if at := strings.IndexFunc(text, unreadable); at >= 0 {
		return "", "", importError("import.encoding", "line", lineAt(text, at))
	}
	if strings.TrimSpace(text) == "" {
		return "", "", importError("import.empty")
	}
	return text, name, nil
}

func decoded(e encoding.Encoding, data []byte) string {
	out, err := e.NewDecoder().Bytes(data)
	if err != nil {
		return "\ufffd"
	}
	return string(out)
}

// unreadable tells whether a sign is none of a table: what could not be decoded, and what no keyboard writes.
func unreadable(r rune) bool {
	return r == utf8.RuneError || r < ' ' && r != '\t' && r != '\n' && r != '\r' || r >= 0x7f && r < 0xa0
}

// looksUTF8 tells whether a file is meant as UTF-8. One broken letter among good ones does not make it Windows-1252, where every
// accent would come out as two signs.
func looksUTF8(data []byte) bool {
	good, broken := 0, 0
	for len(data) > 0 {
		r, n := utf8.DecodeRune(data)
		switch {
		case r == utf8.RuneError && n == 1:
			broken++
		case n > 1:
			good++
		}
		data = data[n:]
	}
	return broken == 0 || good >= broken
}

// lineAt is the line in which a byte stands.
func lineAt(text string, at int) int { return strings.Count(text[:at], "\n") + 1 }

// importError is what is wrong with a file as a whole, beside the field that it was chosen with.
func importError(key string, pairs ...any) *view.FieldError {
	return &view.FieldError{Field: "archivo", Key: key, Args: view.Say(key, pairs...).Args}
}

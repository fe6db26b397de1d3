package store

import (
	"encoding/base64"
	"strconv"
	"strings"
	"unicode/utf8"

	"qhana/internal/foi"
)

const (
	pageSize    = 25   // rows of a page when the filter does not say
	maxPageSize = 200  // most rows that a filter can ask for
	countCap    = 1001 // counts stop here: a page shows "more than 1,000"
)

// Capped is a count that stopped at 1,001: there are at least so many.
type Capped int

// More tells whether there are more than the count says.
func (c Capped) More() bool { return c >= countCap }

// limitOf is how many rows a page has.
func limitOf(n int) int {
	if n <= 0 {
		return pageSize
	}
	return min(n, maxPageSize)
}

// cursor names the last row of a page by the values that rows are sorted by. It means nothing to anybody else.
func cursor(parts ...string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(strings.Join(parts, "|")))
}

// after reads a cursor of n parts; nil for the first page. One that we did not make is Invalid with key "cursor".
func after(s string, n int) ([]string, error) {
	if s == "" {
		return nil, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(s)
	parts := strings.Split(string(b), "|")
	if err != nil || len(parts) != n || storable(parts...) != nil {
		return nil, badCursor()
	}
	return parts, nil
}

func badCursor() error { return &foi.Error{Code: foi.Invalid, Key: "cursor"} }

// numberIn reads a number of a cursor.
func numberIn(s string) (int64, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return 0, badCursor()
	}
	return n, nil
}

// endless is the day that rows without a due day are sorted by.
const endless = "infinity"

// dayIn reads a day of a cursor.
func dayIn(s string) (string, error) {
	if s == endless {
		return s, nil
	}
	d, err := foi.ParseDate(s)
	if err != nil {
		return "", badCursor()
	}
	return d.String(), nil
}

// dayKey is what a due day is sorted by.
func dayKey(d foi.Date) string {
	if d.IsZero() {
		return endless
	}
	return d.String()
}

// storable refuses text that PostgreSQL cannot keep: null bytes and broken UTF-8. Everything else is kept as it is.
func storable(texts ...string) error {
	for _, s := range texts {
		if !utf8.ValidString(s) || strings.IndexByte(s, 0) >= 0 {
			return &foi.Error{Code: foi.Invalid, Key: "text.unstorable"}
		}
	}
	return nil
}

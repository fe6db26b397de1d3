package foi

import (
	"fmt"
	"strconv"
	"strings"
)

// Reference is the public number of a request, printed on its receipt: LP-2026-000123-7. The last digit is a
// check digit (Damm, 2004): it finds every single wrong digit and every swap of two neighbours. A reference
// authorizes nothing.
type Reference string

// NewReference returns the reference of the n-th request of a body, received in a year.
func NewReference(prefix string, year int, n int64) Reference {
	digits := fmt.Sprintf("%04d%06d", year, n)
	return Reference(fmt.Sprintf("%s-%04d-%06d-%d", prefix, year, n, damm(digits)))
}

// ParseReference reads a reference as people type it: lower case, spaces and missing hyphens are forgiven. It
// reports Invalid with key "reference.form" or "reference.check" when the form or the check digit is wrong.
func ParseReference(s string) (Reference, error) {
	var letters, digits strings.Builder
	for _, r := range strings.ToUpper(strings.TrimSpace(s)) {
		switch {
		case r >= 'A' && r <= 'Z' && digits.Len() == 0:
			letters.WriteRune(r)
		case r >= '0' && r <= '9' && letters.Len() > 0:
			digits.WriteRune(r)
		case r == '-' || r == ' ' || r == '.' || r == '‐' || r == '–':
		default:
			return "", &Error{Code: Invalid, Key: "reference.form"}
		}
	}
	d := digits.String()
	if letters.Len() == 0 || letters.Len() > 8 || len(d) < 11 || len(d) > 20 {
		return "", &Error{Code: Invalid, Key: "reference.form"}
	}
	body, check := d[:len(d)-1], d[len(d)-1]
	if damm(body) != int(check-'0') {
		return "", &Error{Code: Invalid, Key: "reference.check"}
	}
	year, _ := strconv.Atoi(body[:4])
	n, err := strconv.ParseInt(body[4:], 10, 64)
	if err != nil {
		return "", &Error{Code: Invalid, Key: "reference.form"}
	}
	return NewReference(letters.String(), year, n), nil
}

// dammTable is the quasigroup of order 10 from Damm's dissertation.
var dammTable = [10][10]byte{
	{0, 3, 1, 7, 5, 9, 8, 6, 4, 2}, {7, 0, 9, 2, 1, 5, 4, 8, 6, 3}, {4, 2, 0, 6, 8, 7, 1, 3, 5, 9},
	{1, 7, 5, 0, 9, 8, 3, 4, 2, 6}, {6, 1, 2, 3, 0, 4, 5, 9, 7, 8}, {3, 6, 7, 4, 2, 0, 9, 5, 8, 1},
	{5, 8, 6, 9, 7, 2, 0, 1, 3, 4}, {8, 9, 4, 5, 3, 6, 2, 0, 1, 7}, {9, 4, 3, 8, 6, 1, 7, 2, 0, 5},
	{2, 5, 8, 1, 4, 3, 6, 7, 9, 0},
}

func damm(digits string) int {
	var c byte
	for i := range len(digits) {
		c = dammTable[c][digits[i]-'0']
	}
	return int(c)
}

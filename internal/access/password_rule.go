package access

import (
	_ "embed"
	"strings"
	"unicode"
	"unicode/utf8"

	"qhana/internal/foi"
)

// Lengths of a password, in characters. Without a second factor, NIST SP 800-63B-4 asks for 15; the most is there so
// that nobody hashes a book.
const (
	MinPassword = 15
	MaxPassword = 200
)

//go:embed common.txt
var commonText string

// common has passwords that everybody tries first, long enough to pass the length rule, in folded form.
var common = func() map[string]bool {
	set := map[string]bool{}
	for line := range strings.Lines(commonText) {
		if word := fold(line); word != "" && !strings.HasPrefix(line, "#") {
			set[word] = true
		}
	}
	return set
}()

// NewPassword hashes a password that somebody chose. It fails with Invalid and the key "password.short",
// "password.long" or "password.common". There are no rules on signs and no forced changes: they make worse passwords.
func NewPassword(password string) (string, error) {
	n := utf8.RuneCountInString(password)
	switch {
	case !utf8.ValidString(password) || n > MaxPassword:
		return "", &foi.Error{Code: foi.Invalid, Key: "password.long", Field: "password"}
	case n < MinPassword:
		return "", &foi.Error{Code: foi.Invalid, Key: "password.short", Field: "password"}
	case isCommon(password):
		return "", &foi.Error{Code: foi.Invalid, Key: "password.common", Field: "password"}
	}
	return HashPassword(password), nil
}

// isCommon recognises what is tried first: the list, one piece written over and over, and a run of neighbours in the
// alphabet or on the keyboard.
func isCommon(password string) bool {
	word := fold(password)
	return word == "" || common[word] || repeats(word) || runs(word)
}

// fold leaves letters and digits, in lower case: ornaments do not make a common password a good one.
func fold(s string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(s) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// repeats tells whether a piece of at most half the word, or a common one of any length, makes up all of it.
func repeats(word string) bool {
	for size := 1; size <= min(len(word)/2, 10); size++ {
		piece := word[:size]
		if strings.HasPrefix(strings.Repeat(piece, len(word)/size+1), word) {
			return true
		}
	}
	return false
}

// rows are what fingers run along.
var rows = []string{"01234567890123456789012345678901234567890", "abcdefghijklmnñopqrstuvwxyz", "qwertyuiopasdfghjklñzxcvbnm", "qwertyuiopasdfghjklzxcvbnm"}

func runs(word string) bool {
	for _, row := range rows {
		if strings.Contains(row, word) || strings.Contains(reverse(row), word) {
			return true
		}
	}
	return false
}

func reverse(s string) string {
	r := []rune(s)
	for i, j := 0, len(r)-1; i < j; i, j = i+1, j-1 {
		r[i], r[j] = r[j], r[i]
	}
	return string(r)
}

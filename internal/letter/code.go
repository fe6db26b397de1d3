package letter

import (
	"crypto/rand"
	"strings"
)

// crockford has the 32 signs of a check code: no I, L, O or U, which are misread or misspelt.
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// codeLength is how many signs a check code has: 80 bits, which nobody guesses.
const codeLength = 16

// NewCode is the code by which anybody can check a letter.
func NewCode() string {
	raw := make([]byte, codeLength)
	_, _ = rand.Read(raw) // never fails
	for i, b := range raw {
		raw[i] = crockford[b%32]
	}
	return string(raw)
}

// Spaced is a code as people read it: in groups of four.
func Spaced(code string) string {
	var parts []string
	for ; len(code) > 4; code = code[4:] {
		parts = append(parts, code[:4])
	}
	return strings.Join(append(parts, code), "-")
}

// ParseCode reads a code as somebody typed it: small letters, hyphens and spaces do not matter, and O, I and L count as the
// signs that they are mistaken for. It is "" when that is no code.
func ParseCode(s string) string {
	s = strings.NewReplacer("-", "", " ", "", "O", "0", "I", "1", "L", "1").Replace(strings.ToUpper(strings.TrimSpace(s)))
	if len(s) != codeLength || strings.Trim(s, crockford) != "" {
		return ""
	}
	return s
}

package access

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"log/slog"
	"strings"

	"qhana/internal/foi"
)

// Key is an access key: 16 characters of Crockford's base 32 (80 bits of chance) and a check character, written
// XXXX-XXXX-XXXX-XXXX-C. Whoever has it and the reference may follow the case; it is shown once and never stored.
type Key string

// signs are the 32 of Crockford's alphabet and the five more that a check character may be. Keys whose check is one of
// * ~ $ = are thrown away: they are hard to find on a telephone.
const signs = "0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U"

const (
	keyBytes  = 10 // 80 bits
	keyLength = 17 // 16 characters and the check
)

// LogValue keeps the key out of logs.
func (Key) LogValue() slog.Value { return slog.StringValue("[hidden]") }

// NewKey returns a key by chance.
func NewKey() Key {
	var raw [keyBytes]byte
	for {
		_, _ = rand.Read(raw[:]) // never fails
		if key, ok := keyOf(raw); ok {
			return key
		}
	}
}

// KeyFromToken returns the key that belongs to the token of a citizen's draft: always the same, so that the receipt can
// be shown again in the same browser although the key is not stored. Without the pepper it cannot be computed.
func KeyFromToken(pepper []byte, token string) Key {
	for n := uint32(0); ; n++ {
		sum := mac(pepper, "draft key", []byte(token), binary.BigEndian.AppendUint32(nil, n))
		if key, ok := keyOf([keyBytes]byte(sum[:keyBytes])); ok {
			return key
		}
	}
}

// MAC is what the database keeps of a key: HMAC-SHA-256 under the pepper, bound to the case's reference.
func MAC(pepper []byte, ref foi.Reference, key Key) []byte {
	return mac(pepper, "access key", []byte(ref), []byte(key))
}

// mac is HMAC-SHA-256 over a purpose and parts, each with its length, so that no two lists of parts read the same.
func mac(pepper []byte, purpose string, parts ...[]byte) []byte {
	h := hmac.New(sha256.New, pepper)
	for _, p := range append([][]byte{[]byte("qhana " + purpose)}, parts...) {
		_, _ = h.Write(binary.BigEndian.AppendUint32(nil, uint32(len(p))))
		_, _ = h.Write(p)
	}
	return h.Sum(nil)
}

// ParseKey reads a key as people type it: lower case, spaces and missing hyphens are forgiven, and O, I and L are taken
// for 0, 1 and 1. It fails with Invalid and the key "access_key.form" or "access_key.check".
func ParseKey(s string) (Key, error) {
	if len(s) > 200 {
		return "", badKey("access_key.form")
	}
	var values []int
	for _, r := range strings.ToUpper(s) {
		if strings.ContainsRune(" -.‐–—\u00a0\t\r\n", r) {
			continue
		}
		v := strings.IndexRune(signs, unmistake(r))
		if v < 0 {
			return "", badKey("access_key.form")
		}
		values = append(values, v)
	}
	if len(values) != keyLength {
		return "", badKey("access_key.form")
	}
	for _, v := range values[:keyLength-1] {
		if v > 31 {
			return "", badKey("access_key.form")
		}
	}
	if check(values[:keyLength-1]) != values[keyLength-1] {
		return "", badKey("access_key.check")
	}
	return write(values), nil
}

func badKey(key string) error { return &foi.Error{Code: foi.Invalid, Key: key, Field: "key"} }

// unmistake reads the letters that Crockford's alphabet leaves out as the digits they look like.
func unmistake(r rune) rune {
	switch r {
	case 'O':
		return '0'
	case 'I', 'L':
		return '1'
	}
	return r
}

// keyOf writes 80 bits as a key; not ok when its check would be hard to type.
func keyOf(raw [keyBytes]byte) (Key, bool) {
	values := make([]int, 0, keyLength)
	var acc, bits int
	for _, b := range raw {
		acc, bits = acc<<8|int(b), bits+8
		for bits >= 5 {
			bits -= 5
			values = append(values, acc>>bits&31)
		}
		acc &= 1<<bits - 1
	}
	c := check(values)
	if strings.IndexByte("*~$=", signs[c]) >= 0 {
		return "", false
	}
	return write(append(values, c)), true
}

// check is the number that the characters spell, modulo 37.
func check(values []int) int {
	c := 0
	for _, v := range values {
		c = (c*32 + v) % 37
	}
	return c
}

func write(values []int) Key {
	var b strings.Builder
	for i, v := range values {
		if i > 0 && i%4 == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(signs[v])
	}
	return Key(b.String())
}

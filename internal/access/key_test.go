package access

import (
	"bytes"
	"fmt"
	"math/big"
	"strings"
	"testing"

	"qhana/internal/foi"
)

func TestNewKeyReadsBack(t *testing.T) {
	for range 2000 {
		key := NewKey()
		if len(key) != 21 || strings.ContainsAny(string(key), "*~$=") || strings.ContainsAny(string(key[:19]), "ILOU") {
			t.Fatalf("key %q is hard to type", string(key))
		}
		for _, typed := range []string{string(key), strings.ToLower(string(key)), strings.ReplaceAll(string(key), "-", ""),
			"  " + strings.ReplaceAll(string(key), "-", " ") + "\n", strings.ReplaceAll(string(key), "-", "–"),
			strings.NewReplacer("0", "o", "1", "l").Replace(string(key)), strings.NewReplacer("0", "O", "1", "I").Replace(string(key))} {
			got, err := ParseKey(typed)
			if err != nil || got != key {
				t.Fatalf("ParseKey(%q) = %q, %v; want %q", typed, string(got), err, string(key))
			}
		}
	}
}

// The check character is the number that the 16 spell, modulo 37: computed here by another way.
func TestCheckIsModulo37(t *testing.T) {
	for range 200 {
		key := strings.ReplaceAll(string(NewKey()), "-", "")
		n := new(big.Int)
		for _, c := range key[:16] {
			n.Add(n.Mul(n, big.NewInt(32)), big.NewInt(int64(strings.IndexRune(signs, c))))
		}
		if want := signs[n.Mod(n, big.NewInt(37)).Int64()]; key[16] != want {
			t.Fatalf("%s: check %c, want %c", key, key[16], want)
		}
	}
}

func TestParseKeyFindsMistakes(t *testing.T) {
	key := strings.ReplaceAll(string(NewKey()), "-", "")
	for i := range 16 {
		for _, c := range signs[:32] {
			if byte(c) == key[i] {
				continue
			}
			if _, err := ParseKey(key[:i] + string(c) + key[i+1:]); err == nil {
				t.Fatalf("%s with %c at %d was taken", key, c, i)
			}
		}
		if i < 15 && key[i] != key[i+1] {
			if _, err := ParseKey(key[:i] + key[i+1:i+2] + key[i:i+1] + key[i+2:]); err == nil {
				t.Fatalf("%s with %d and %d swapped was taken", key, i, i+1)
			}
		}
	}
	for name, typed := range map[string]string{"Empty": "", "Short": key[:16], "Long": key + "A", "Symbols": strings.Repeat("*", 17),
		"UInside": "U" + key[1:], "Huge": strings.Repeat("A", 100_000), "NullByte": key[:16] + "\x00", "Emoji": "🔑" + key, "RightToLeft": "\u202e" + key} {
		t.Run(name, func(t *testing.T) {
			if _, err := ParseKey(typed); foi.CodeOf(err) != foi.Invalid {
				t.Errorf("got %v, want Invalid", err)
			}
		})
	}
}

func TestKeyFromTokenIsAlwaysTheSame(t *testing.T) {
	pepper := []byte("0123456789abcdef0123456789abcdef")
	seen := map[Key]bool{}
	for i := range 500 {
		token := fmt.Sprintf("token %d", i)
		key := KeyFromToken(pepper, token)
		if _, err := ParseKey(string(key)); err != nil || key != KeyFromToken(pepper, token) || seen[key] {
			t.Fatalf("key %q of %q: %v", string(key), token, err)
		}
		seen[key] = true
	}
	if KeyFromToken([]byte("another"), "token 1") == KeyFromToken(pepper, "token 1") {
		t.Error("the pepper makes no difference")
	}
}

func TestMACBindsKeyReferenceAndPepper(t *testing.T) {
	pepper := []byte("0123456789abcdef0123456789abcdef")
	a, b := foi.NewReference("LP", 2026, 1), foi.NewReference("LP", 2026, 2)
	key := NewKey()
	sum := MAC(pepper, a, key)
	if len(sum) != 32 || !bytes.Equal(sum, MAC(pepper, a, key)) {
		t.Fatal("not a MAC")
	}
	for _, other := range [][]byte{MAC(pepper, b, key), MAC(pepper, a, NewKey()), MAC([]byte("other"), a, key)} {
		if bytes.Equal(sum, other) {
			t.Error("two cases have one MAC")
		}
	}
}

func TestKeyHidesItselfInLogs(t *testing.T) {
	if got := NewKey().LogValue().String(); got != "[hidden]" {
		t.Errorf("a log would show %q", got)
	}
}

func FuzzParseKey(f *testing.F) {
	f.Add(string(NewKey()))
	f.Add("oooo-llll-iiii-0000-0")
	f.Fuzz(func(t *testing.T, s string) {
		key, err := ParseKey(s)
		if err != nil {
			return
		}
		if again, err := ParseKey(string(key)); err != nil || again != key {
			t.Fatalf("%q reads as %q, then %q, %v", s, string(key), string(again), err)
		}
	})
}

package access

import (
	"testing"

	"qhana/internal/foi"
)

func TestSeal(t *testing.T) {
	pepper, ref := []byte("0123456789abcdef0123456789abcdef"), foi.NewReference("LP", 2026, 1)
	mark := Seal(pepper, ref, 7, []byte("data"))
	if !Sealed(pepper, ref, 7, []byte("data"), mark) {
		t.Error("the seal does not hold")
	}
	if Sealed(pepper, ref, 8, []byte("data"), mark) || Sealed(pepper, ref, 7, []byte("Data"), mark) || Sealed(nil, ref, 7, []byte("data"), mark) ||
		Sealed(pepper, foi.NewReference("LP", 2026, 2), 7, []byte("data"), mark) || Sealed(pepper, ref, 7, []byte("data"), nil) {
		t.Error("the seal holds for something else")
	}
}

package access

import (
	"crypto/hmac"
	"encoding/binary"

	"qhana/internal/foi"
)

// Seal is a mark under data that a page gives to somebody to bring back: only the same account, with the same case, can
// use it, and nobody can make it up.
func Seal(pepper []byte, ref foi.Reference, account int64, data []byte) []byte {
	return mac(pepper, "seal", []byte(ref), binary.BigEndian.AppendUint64(nil, uint64(account)), data)
}

// Sealed tells whether the mark is the one under the data.
func Sealed(pepper []byte, ref foi.Reference, account int64, data, mark []byte) bool {
	return hmac.Equal(mark, Seal(pepper, ref, account, data))
}

package ledger

import (
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// VerifierKey is the public half of a signer key, PRIVATE+KEY+name+hash+key, as the verifiers of signed notes take it.
func VerifierKey(signer string) (string, error) {
	bad := errors.New("not an Ed25519 signer key")
	parts := strings.SplitN(signer, "+", 5) // the key itself may have a plus
	if len(parts) != 5 {
		return "", bad
	}
	raw, err := base64.StdEncoding.DecodeString(parts[4])
	if err != nil || len(raw) != 1+ed25519.SeedSize || raw[0] != 1 {
		return "", bad
	}
	public, ok := ed25519.NewKeyFromSeed(raw[1:]).Public().(ed25519.PublicKey)
	if !ok {
		return "", bad
	}
	return note.NewEd25519VerifierKey(parts[2], public)
}

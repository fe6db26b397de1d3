package foi

import (
	"crypto/sha256"
	"encoding/json"
	"time"
)

// Sight is that an official saw who asked: of one case, or of those of a list. Sights are kept apart from the public record, for the
// auditor.
type Sight struct {
	ID      int64
	At      time.Time
	Account int64
	Role    Role   // by which they may see it
	What    string // "case", "list", "export", "letter"
	Cases   []Reference
	Hash    []byte // Link of it and of the one before
}

// Kinds of sight.
const (
	SawCase   = "case"
	SawList   = "list"
	SawExport = "export"
	SawLetter = "letter"
)

// Link is the hash of a sight and, by its hash, of all before it: SHA-256 of the hash before and of the sight as JSON.
func (s Sight) Link(before []byte) []byte {
	b, err := json.Marshal([]any{s.ID, s.At.UTC().Format(time.RFC3339Nano), s.Account, s.Role, s.What, s.Cases})
	if err != nil {
		panic(err) // numbers and texts have a JSON
	}
	sum := sha256.Sum256(append(append([]byte(nil), before...), b...))
	return sum[:]
}

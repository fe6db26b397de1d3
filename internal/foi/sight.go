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
	No      int64 // its line in the chain; 0 while it waits for it
	At      time.Time
	Account int64
	Role    Role   // by which they may see it
	What    string // which page showed it: one of the kinds below
	Why     string // the task at hand, as a code; of a reveal, the reason that was typed
	Cases   []Reference
	Hash    []byte // Link of it and of the line before
}

// Kinds of sight.
const (
	SawCase     = "case"
	SawList     = "list"
	SawExport   = "export"
	SawLetter   = "letter"
	SawAction   = "action"   // the page of an act, which names the person
	SawDocument = "document" // what the person brought
	SawReceipt  = "receipt"  // the counter's slip
	SawReveal   = "reveal"   // an auditor asked who it is
)

// Link is the hash of a line and, by its hash, of all before it: SHA-256 of the hash before and of the line as JSON. Lines of before
// there was a Why are without it.
func (s Sight) Link(before []byte) []byte {
	line := []any{s.No, s.At.UTC().Format(time.RFC3339Nano), s.Account, s.Role, s.What, s.Cases}
	if s.Why != "" {
		line = append(line, s.Why)
	}
	b, err := json.Marshal(line)
	if err != nil {
		panic(err) // numbers and texts have a JSON
	}
	sum := sha256.Sum256(append(append([]byte(nil), before...), b...))
	return sum[:]
}

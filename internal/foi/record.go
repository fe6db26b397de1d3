package foi

import "time"

// Recorded is an act as the public record takes it: an entry of a case, a declaration, what an administrator did.
type Recorded struct {
	Kind      string // "entry", "closure", "force", "admin", "erasure", "restore", "sight", "letter"
	Request   int64  // of an entry; else the number of what it is
	Number    int    // of an entry within its case
	Case      Reference
	At        time.Time
	Event     string
	Role      string
	Unit      string
	Channel   string // how it came in, of a filing
	Account   int64
	Facts     []byte // JSON
	WordsHash string // hexadecimal; "" when nothing was written
	Words     *Sealed
	Question  *Sealed // of a filing
	Requester *Sealed // of a filing
	Documents []SealedDocument
}

// Sealed is something personal with the salt of its commitment. Once erased there is none.
type Sealed struct {
	Salt  []byte
	Value []byte // JSON
}

// SealedDocument is a document that an entry brought, with the salt of its commitment.
type SealedDocument struct {
	ID     string
	Name   string
	SHA256 []byte
	Salt   []byte
}

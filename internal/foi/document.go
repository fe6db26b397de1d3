package foi

import "time"

// Document is a stored file: its bytes are named by their hash, its row says whose it is.
type Document struct {
	ID        string // 26 random base-32 characters; authorizes nothing
	Request   int64
	Branch    int // 0 for the request itself
	Entry     int // entry that brought it
	Purpose   DocumentPurpose
	Name      string // as the person named it, cleaned for display
	MediaType string // sniffed, never what the browser said
	Size      int64
	SHA256    string // hexadecimal
	CreatedAt time.Time
}

// DocumentPurpose says what a document is for, and so who may see it.
type DocumentPurpose string

const (
	Attachment DocumentPurpose = "attachment" // brought by the requester
	Working    DocumentPurpose = "working"    // brought by a unit for the answer
	Release    DocumentPurpose = "release"    // part of the delivered answer
)

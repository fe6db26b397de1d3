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
	Replaces  string // id of the version before, "" for the first
	Version   int    // from 1
}

// Newest is the newest version of a document among those of its request.
func Newest(docs []Document, id string) string {
	for i := 0; i < len(docs); i++ {
		if docs[i].Replaces == id && id != "" {
			id, i = docs[i].ID, -1
		}
	}
	return id
}

// DocumentPurpose says what a document is for, and so who may see it.
type DocumentPurpose string

const (
	Attachment DocumentPurpose = "attachment" // brought by the requester
	Working    DocumentPurpose = "working"    // brought by a unit for the answer
	Release    DocumentPurpose = "release"    // part of the delivered answer
)

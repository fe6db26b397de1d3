package foi

import (
	"fmt"
	"strconv"
	"time"
)

// Notice is what the law or the procedure makes us send; mail is only how.
type Notice struct {
	Request   int64
	Entry     int // entry that caused it
	N         int // 1, 2 … within the entry
	Kind      string
	To        Recipient
	Locale    string
	MessageID string // fixed by reference, entry and number, so that a repeat is recognisable
	CreatedAt time.Time
}

// Recipient says to whom, without naming anybody.
type Recipient struct {
	Role     Role   // Citizen, or a role in Unit
	Unit     string // "" for the requester
	Superior bool   // the parent of Unit instead
}

// String writes the recipient as it stands in the ledger: "requester", "unit_head@finanzas", "superior@finanzas".
func (r Recipient) String() string {
	switch {
	case r.Superior:
		return "superior@" + r.Unit
	case r.Unit != "":
		return string(r.Role) + "@" + r.Unit
	}
	return string(r.Role)
}

// NoticeMessageID returns the Message-ID (without brackets) of a notice.
func NoticeMessageID(ref Reference, entry, n int, host string) string {
	return fmt.Sprintf("%s.%d.%d@%s", ref, entry, n, host)
}

func itoa(n int) string { return strconv.Itoa(n) }

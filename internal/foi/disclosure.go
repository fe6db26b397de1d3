package foi

import "time"

// Disclosure is one published entry of the disclosure log. It holds nothing of the requester.
type Disclosure struct {
	Request     int64
	Reference   Reference
	Title       string
	Question    string // as edited for publication
	Answer      string
	Outcome     string
	Units       []string
	Zone        string
	ReceivedOn  Date
	AnsweredOn  Date
	Days        int // working days taken
	Missed      bool
	PublishedAt time.Time
	Locale      string
	Documents   []Document
}

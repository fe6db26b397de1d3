package view

import "time"

// PublicReplacement is that the files of a law were declared to be others.
type PublicReplacement struct {
	At      time.Time
	Law     string
	Version string
	Reason  string
	Earlier []string // hashes of the earlier files
	Today   string   // and of those in their place
}

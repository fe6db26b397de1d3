package view

import "time"

// PublicReplacement is that the files of a law, or the days of its calendar, were declared to be others.
type PublicReplacement struct {
	At       time.Time
	Law      string
	Version  string
	Calendar string // its key, where it is the days of one
	Reason   string
	Earlier  []string // hashes of the earlier files
	Today    []string // and of those in their place
}

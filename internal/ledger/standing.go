package ledger

// Standing is how a case stands, as the site shows it to everybody: what the record must come to.
type Standing struct {
	Case    string          `json:"case"`
	Entries int             `json:"entries"`
	State   string          `json:"state"`
	Outcome string          `json:"outcome,omitempty"`
	Clocks  []StandingClock `json:"clocks"`
}

// StandingClock is how a clock of a case stands.
type StandingClock struct {
	Clock  string `json:"clock"`
	Branch int    `json:"branch,omitempty"`
	Status string `json:"status"`
	Due    string `json:"due"` // day
}

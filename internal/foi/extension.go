package foi

import "time"

// Extension is a lengthening of a term. Legal limits are the statute's.
type Extension struct {
	Ground string
	Amount int // in the term's unit
	Day    Date
}

// Suspension is a stretch in which a clock does not run; To is zero while it lasts.
type Suspension struct {
	Ground       string
	From, To     Date
	FromAt, ToAt time.Time // the instants, of terms in hours; zero where only the days are known
}

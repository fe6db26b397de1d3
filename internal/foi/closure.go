package foi

import "time"

// Closure is a declaration of the body that changes which days are worked: a strike, a blockade, an extraordinary holiday, or
// a holiday that is worked after all. Declarations are numbered as they come and never change; to revoke one is to declare
// that it does not hold.
type Closure struct {
	No         int
	Calendar   string
	From, To   Date   // both included
	Unit       string // unit that is closed; empty for the whole body
	Worked     bool   // the days become worked
	Name       string
	Source     string // the norm or the resolution that declares it
	Document   string // id of its text, empty when none was attached
	Revives    bool   // clocks that had run out run again where the new last day is still to come
	Revokes    int    // number of the declaration that this one takes back, 0 for none
	DeclaredAt time.Time
	Account    int64
}

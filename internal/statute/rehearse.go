package statute

import "qhana/internal/foi"

// Changed is a term of a past case that another version of the law would have ended on another day.
type Changed struct {
	Clock         string
	Was, Due      foi.Date
	WasLate, Late bool // it was met, or is still waited for, after its day
}

// Rehearse replays a request under this version, whatever version it came in under, and says which terms of the law would
// have ended on another day. What people did stays as they did it.
func (s *Statute) Rehearse(req foi.Request, ledger []foi.Entry) []Changed {
	was := s.fold(ledger)
	is := &docket{s: s, answerer: map[int]int64{}, sent: map[string]bool{}}
	for i := range ledger {
		is.apply(&ledger[i])
	}
	var out []Changed
	for _, c := range was.clocks {
		again := is.clock(c.Key, c.Branch)
		if c.Branch != 0 || again == nil || again.Due == c.Due {
			continue
		}
		out = append(out, Changed{Clock: c.Key, Was: c.Due, Due: again.Due, WasLate: c.late(s.Today(was.last)), Late: again.late(s.Today(was.last))})
	}
	return out
}

// late tells whether what the clock waits for came after its day, or had not come by a later day.
func (c *Clock) late(today foi.Date) bool {
	if c.Due.IsZero() {
		return false
	}
	if c.Status == foi.Met || c.Status == foi.Stopped {
		return c.Ended > c.Due
	}
	return today > c.Due
}

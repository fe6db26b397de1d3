package statute

import "qhana/internal/foi"

// Window is a time in which something may be done: nobody is late when it passes, it can only not be done any more.
type Window struct {
	Key  string // "transfer", "clarification_request", the code of a remedy
	From foi.Date
	Due  foi.Date
	Term TermRule
	Far  bool // with the days that the law adds for who lives elsewhere
}

// Windows lists the times that are open to the body and to the person on a day: to transfer, to ask for a clarification, to tell a
// third party, and for each remedy against the answer or the silence. They are counted with the calendar as it stands on that day.
func (s *Statute) Windows(ledger []foi.Entry, today foi.Date) []Window {
	d := s.fold(ledger)
	d.takeUp(s.calendar.Newest(today), s.calendar.revisionOn(today))
	var out []Window
	add := func(key string, from foi.Date) {
		if w, ok := d.window(key, from); ok && today <= w.Due {
			out = append(out, w)
		}
	}
	switch d.state {
	case foi.Received, foi.Open:
		add("transfer", d.received)
		if d.asked < d.s.law.Clarification.Times {
			add("clarification_request", d.received)
		}
		if d.thirds == 0 {
			add("third_party_notice", d.received)
		}
	}
	for _, r := range d.s.law.Remedies {
		if from, ok := d.opens(r); ok && r.After == "" && from <= today {
			add(r.Code, from)
		}
	}
	return out
}

// Reopenable is the time in which an answer can be taken up again to mend it, over or not; none where nothing sets one.
func (s *Statute) Reopenable(ledger []foi.Entry, today foi.Date) (Window, bool) {
	d := s.fold(ledger)
	d.takeUp(s.calendar.Newest(today), s.calendar.revisionOn(today))
	return d.reopenable()
}

func (d *docket) reopenable() (Window, bool) {
	c := d.clock("response", 0)
	if c == nil || c.Status != foi.Met {
		return Window{}, false
	}
	return d.window("reopen", c.Ended)
}

// ThirdTerms are the times of a third party who is consulted on a day: until when they must be told, over or not, and until when they can
// answer. A time that neither the law nor the body sets has no due day.
func (s *Statute) ThirdTerms(ledger []foi.Entry, today foi.Date) (tell, answer Window) {
	d := s.fold(ledger)
	d.takeUp(s.calendar.Newest(today), s.calendar.revisionOn(today))
	tell, _ = d.window("third_party_notice", d.received)
	answer, _ = d.window("consultation", today)
	return tell, answer
}

// opens is the day from which a remedy's time is counted: that of the answer or of the silence, or so long after receipt as the
// law says.
func (d *docket) opens(r Remedy) (foi.Date, bool) {
	from, ok := d.opened()
	if c := d.clock("response", 0); r.Against == "silence" && (c == nil || c.Status == foi.Met) {
		return 0, false
	}
	if r.Opens == nil || !ok {
		return from, ok
	}
	day, err := d.days().Due(d.received, r.Opens, nil, nil)
	return max(from, day), err == nil
}

// opened is the day on which the remedies opened: that of the answer, else the last day of the term that ran out.
func (d *docket) opened() (foi.Date, bool) {
	c := d.clock("response", 0)
	switch {
	case c == nil:
		return 0, false
	case c.Status == foi.Met:
		return c.Ended, true
	case c.Missed && d.s.SilenceOn(d.track).Effect != "none":
		return c.Due, true
	}
	return 0, false
}

// window is a term that may be used from a day on; it is none where the law has no such term.
func (d *docket) window(key string, from foi.Date) (Window, bool) {
	term := d.s.term(key, d.track)
	if term.Amount == 0 {
		return Window{}, false
	}
	far := d.s.distance(key, d.distant)
	days := d.days()
	if term.Calendar != "" {
		days = d.s.newestFor(term) // what the body declares closes no court
	}
	due, err := days.Due(from, &term, far, nil)
	return Window{Key: key, From: from, Due: due, Term: term, Far: far != nil}, err == nil
}

// distance is what the law adds to a term of somebody who lives elsewhere.
func (s *Statute) distance(key string, distant bool) []Addition {
	rule := s.law.Distance
	if !distant || rule == nil {
		return nil
	}
	for _, k := range rule.Applies {
		if k == key || k+".file" == key || k == key+".file" {
			return []Addition{{Amount: rule.Days, Unit: working, Far: true}}
		}
	}
	return nil
}

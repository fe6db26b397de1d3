package statute

import "qhana/internal/foi"

// consultThird asks somebody whom the information is about; several can be asked at a time, each with a clock of its own. Who that is
// stands in the entry's words, which can be erased.
func (d *decision) consultThird(act foi.Action) error {
	for _, field := range []string{"name", "text"} {
		if act.Words[field] == "" {
			return missing(field)
		}
	}
	if act.Words["email"] == "" && act.Words["address"] == "" { // they are asked by mail, or by a letter
		return missing("address")
	}
	facts := foi.Facts{Third: d.thirds + 1, Late: d.tooLate("third_party_notice")} // asked late is better than not asked: it is on record
	if w, ok := d.window("consultation", d.day); ok {
		facts.Due = w.Due
	}
	d.emit(foi.ThirdConsulted, facts, act.Words)
	return nil
}

// Consulted lists the numbers of the consultations that wait for their answer, be their term over or not.
func (s *Statute) Consulted(ledger []foi.Entry) []int {
	var out []int
	for _, c := range s.fold(ledger).consulted() {
		out = append(out, c.Branch)
	}
	return out
}

// consulted are the clocks of the consultations that wait for their answer. A clock's number is that of the consultation.
func (d *docket) consulted() []*Clock {
	var out []*Clock
	for _, c := range d.clocks {
		if c.Key == "consultation" && (c.Status == foi.Running || c.Status == foi.Missed) {
			out = append(out, c)
		}
	}
	return out
}

// answerThird enters what one of those who were asked says: on their own consultation, and on no other.
func (d *decision) answerThird(act foi.Action) error {
	open := d.consulted()
	if act.Third == 0 && len(open) == 1 {
		act.Third = open[0].Branch
	}
	waits := false
	for _, c := range open {
		waits = waits || c.Branch == act.Third
	}
	switch {
	case act.Third == 0 && len(open) > 1:
		return missing("third")
	case !waits:
		return foi.Refusal("third_not_asked")
	case act.Position != "consents" && act.Position != "objects":
		return missing("position")
	case act.Position == "objects" && act.Words.Text() == "":
		return missing("text")
	}
	since := foi.Date(0)
	if c := d.clock("consultation", act.Third); c != nil {
		since = c.Start
	}
	facts := foi.Facts{Position: act.Position, Third: act.Third, Documents: ids(act.Documents)}
	if err := d.onPaper(act, since, &facts); err != nil {
		return err
	}
	d.emit(foi.ThirdAnswered, facts, act.Words)
	return nil
}

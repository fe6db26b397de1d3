package statute

import "qhana/internal/foi"

// Recourse is a remedy of the law as it stands for a case.
type Recourse struct {
	Remedy
	Until foi.Date // the last day on which it can be taken, over or not; zero where that is not known yet, or the law sets none
	Taken bool
}

// Recourses lists the remedies that the person who asked has, or will have. In the case of a remedy these are what comes after it, and what
// is taken outside.
func (s *Statute) Recourses(ledger []foi.Entry, today foi.Date) []Recourse {
	d := s.fold(ledger)
	d.takeUp(s.calendar.Newest(today), s.calendar.revisionOn(today))
	var out []Recourse
	for _, r := range d.s.law.Remedies {
		from, opened := d.opens(r)
		switch {
		case d.remedy != "" && r.After != d.remedy && !d.s.outside(r.Code):
			continue
		case d.remedy != "" && r.After != d.remedy:
			opened = false // counted in the first case
		case d.remedy == "" && r.After != "":
			from = d.reviews[r.After]
			opened = from != 0
		}
		x := Recourse{Remedy: r}
		_, x.Taken = d.reviews[r.Code]
		if w, ok := d.window(r.Code, from); ok && opened && !x.Taken {
			x.Until = w.Due
		}
		out = append(out, x)
	}
	return out
}

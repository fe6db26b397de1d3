package statute

import (
	"slices"

	"qhana/internal/foi"
)

// reopen takes an answered case up again, to mend its answer.
func (d *decision) reopen(act foi.Action) error {
	if act.Words.Text() == "" {
		return missing("text")
	}
	d.emit(foi.Reopened, foi.Facts{Clock: "correction"}, act.Words)
	return nil
}

// remedy is a remedy of the law that is decided here.
func (s *Statute) remedy(code string) (Remedy, bool) {
	for _, r := range s.law.Remedies {
		if r.Code == code && r.Decide != nil && r.File != nil {
			return r, true
		}
	}
	return Remedy{}, false
}

// Remedy says how the law has a remedy; the zero Remedy for a code that it does not know.
func (s *Statute) Remedy(code string) Remedy {
	for _, r := range s.law.Remedies {
		if r.Code == code {
			return r
		}
	}
	return Remedy{}
}

// Reviewable lists the remedies that are filed and decided here and are open on a day, each with its last day.
func (s *Statute) Reviewable(ledger []foi.Entry, today foi.Date) []Window {
	d := s.fold(ledger)
	d.takeUp(s.calendar.Newest(today), s.calendar.revisionOn(today))
	var out []Window
	for _, r := range d.s.law.Remedies {
		if w, err := d.reviewWindow(r.Code); err == nil && w.From <= today && today <= w.Due {
			out = append(out, w)
		}
	}
	return out
}

// reviewWindow is the time in which a remedy can be filed: from the answer or the silence, or from what became of the remedy
// before it.
func (d *docket) reviewWindow(code string) (Window, error) {
	r, ok := d.s.remedy(code)
	if !ok || d.remedy != "" {
		return Window{}, foi.Refusal("no_such_remedy")
	}
	if _, filed := d.reviews[code]; filed {
		return Window{}, foi.Refusal("review_filed_already")
	}
	from, opened := d.opens(r)
	if r.After != "" {
		from, opened = d.reviews[r.After], d.reviews[r.After] != 0
	}
	if !opened {
		return Window{}, foi.Refusal("remedy_not_open")
	}
	w, ok := d.window(code, from)
	if !ok {
		return Window{}, foi.Refusal("no_such_remedy")
	}
	return w, nil
}

// fileReview enters that the person took a remedy, and under which reference it is decided.
func (d *decision) fileReview(act foi.Action) error {
	w, err := d.reviewWindow(act.Remedy)
	switch {
	case err != nil:
		return err
	case d.day < w.From:
		return foi.Refusal("remedy_not_open")
	case d.day > w.Due:
		return foi.Refusal("remedy_over")
	case act.Words.Text() == "":
		return missing("text")
	}
	d.emit(foi.ReviewFiled, foi.Facts{Remedy: act.Remedy, Other: string(act.Other)}, nil)
	return nil
}

// decideReview enters what became of a remedy. Where the person was right, the body owes what was ordered.
func (d *decision) decideReview(act foi.Action) error {
	if day, filed := d.reviews[act.Remedy]; !filed || day != 0 {
		return foi.Refusal("no_such_remedy")
	}
	facts := foi.Facts{Remedy: act.Remedy, Other: string(act.Other), Outcome: act.Outcome, Clock: d.owed(act.Outcome)}
	d.emit(foi.ReviewDecided, facts, nil)
	return nil
}

// owed is the clock that watches that a remedy's decision is complied with, wherever the request stands; "" where it orders nothing, or
// the request is here no more.
func (d *docket) owed(outcome string) string {
	if !inFavour(outcome) || d.state == foi.Withdrawn || d.state == foi.Transferred {
		return ""
	}
	return "compliance"
}

// outside tells whether a remedy of the law is taken to a body outside and decided there.
func (s *Statute) outside(code string) bool {
	r := s.Remedy(code)
	_, here := s.remedy(code)
	return r.Code != "" && !here
}

// Outside lists the remedies that are taken to a body outside.
func (s *Statute) Outside() []string {
	var out []string
	for _, r := range s.law.Remedies {
		if s.outside(r.Code) {
			out = append(out, r.Code)
		}
	}
	return out
}

// Untaken lists those of them that the person was not recorded to have taken.
func (s *Statute) Untaken(ledger []foi.Entry) []string {
	d := s.fold(ledger)
	return slices.DeleteFunc(s.Outside(), func(code string) bool { _, taken := d.reviews[code]; return taken })
}

// Ruled lists the remedies outside that wait for a decision.
func (s *Statute) Ruled(ledger []foi.Entry) []string { return s.fold(ledger).appealed() }

func (d *docket) appealed() []string {
	var out []string
	for _, code := range d.s.Outside() {
		if day, taken := d.reviews[code]; taken && day == 0 {
			out = append(out, code)
		}
	}
	return out
}

// possibleOutside checks what is recorded of a remedy outside: each is taken once, when there is something to act against.
func (d *decision) possibleOutside(kind foi.ActionKind) error {
	if _, opened := d.opened(); kind == foi.RecordAppeal && !opened {
		return foi.Refusal("remedy_not_open")
	}
	if kind == foi.RecordRuling && len(d.appealed()) == 0 {
		return foi.Refusal("no_appeal")
	}
	if kind == foi.RecordAppeal && !slices.ContainsFunc(d.s.Outside(), func(code string) bool { _, taken := d.reviews[code]; return !taken }) {
		return foi.Refusal("no_such_remedy")
	}
	return nil
}

// recordAppeal enters that the person went to a body outside, and under which number it has their case.
func (d *decision) recordAppeal(act foi.Action) error {
	if _, taken := d.reviews[act.Remedy]; taken || !d.s.outside(act.Remedy) {
		return missing("remedy")
	}
	if act.Words["number"] == "" {
		return missing("number")
	}
	d.emit(foi.AppealRecorded, foi.Facts{Remedy: act.Remedy}, act.Words)
	return nil
}

// recordRuling enters what a body outside decided. Where the person was right, the body owes what was ordered.
func (d *decision) recordRuling(act foi.Action) error {
	switch {
	case !slices.Contains(d.appealed(), act.Remedy):
		return missing("remedy")
	case !slices.Contains(ReviewOutcomes, act.Outcome):
		return missing("outcome")
	case act.Words.Text() == "":
		return missing("text")
	}
	d.emit(foi.RulingRecorded, foi.Facts{Remedy: act.Remedy, Outcome: act.Outcome, Clock: d.owed(act.Outcome)}, act.Words)
	return nil
}

// inFavour tells whether a remedy ended for the person: by decision, or by the law's silence.
func inFavour(outcome string) bool {
	return slices.Contains([]string{"upheld", "partly_upheld", "silence.positive"}, outcome)
}

func (d *decision) link(act foi.Action) error {
	if act.Other == "" {
		return missing("other")
	}
	if slices.Contains(d.linked, string(act.Other)) {
		return foi.Refusal("linked_already")
	}
	d.emit(foi.Linked, foi.Facts{Other: string(act.Other)}, act.Words)
	return nil
}

// join lets another request's answer be this one's too. Its own terms run on.
func (d *decision) join(act foi.Action) error {
	if act.Other == "" {
		return missing("other")
	}
	d.emit(foi.Joined, foi.Facts{Other: string(act.Other)}, act.Words)
	return nil
}

func (d *decision) split(act foi.Action) error {
	if act.Other == "" {
		return missing("other")
	}
	d.emit(foi.SplitOff, foi.Facts{Other: string(act.Other)}, act.Words)
	return nil
}

// answerJoined gives a joined request the answer of the one that it was joined to.
func (d *decision) answerJoined(act foi.Action) error {
	if d.joined == "" || act.Words.Text() == "" {
		return foi.Refusal("not_joined")
	}
	d.emit(foi.Drafted, foi.Facts{Outcome: act.Outcome, Exemptions: act.Exemptions, Documents: ids(act.Documents), Other: d.joined}, act.Words)
	d.emit(foi.Delivered, foi.Facts{Outcome: act.Outcome}, nil)
	return nil
}

// loosen takes a request out of one that is over and will not be answered.
func (d *decision) loosen(act foi.Action) error {
	if d.joined == "" {
		return foi.Refusal("not_joined")
	}
	d.emit(foi.Separated, foi.Facts{Other: d.joined}, nil)
	return nil
}

func (d *decision) restrict(act foi.Action) error {
	if len(act.People) == 0 {
		return missing("people")
	}
	if act.Words.Text() == "" {
		return missing("text")
	}
	d.emit(foi.Restricted, foi.Facts{People: act.People}, act.Words)
	return nil
}

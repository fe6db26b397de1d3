package statute

import (
	"slices"
	"time"

	"qhana/internal/foi"
)

func (d *decision) file(act foi.Action) error {
	if d.seq != 0 {
		return foi.Refusal("filed_already")
	}
	if act.Filing == nil {
		return missing("filing")
	}
	if act.Filing.Locale != "" {
		d.locale = act.Filing.Locale
	}
	if track := act.Filing.Track; track != "" && !slices.Contains(d.s.TracksFor(d.by.Role), track) {
		return missing("track")
	}
	if !d.s.calendar.AsOf(d.day).Knows(d.day) {
		return outside(d.day)
	}
	facts := foi.Facts{Statute: d.s.law.Key, Version: d.s.law.Version, Definition: d.s.definition, Unit: act.Filing.UnitAsked,
		Documents: ids(act.Documents), Track: act.Filing.Track, Distant: act.Filing.Distant, Remedy: act.Filing.Remedy, Other: string(act.Filing.Of), Barred: act.Filing.Barred}
	if _, known := d.s.remedy(act.Filing.Remedy); act.Filing.Remedy != "" && !known {
		return missing("remedy")
	}
	words, err := d.receivedBefore(act.Filing, &facts)
	if err != nil {
		return err
	}
	d.emit(foi.Filed, facts, words)
	if c := d.clock("response", 0); c != nil {
		d.entries[len(d.entries)-1].Facts.Due = c.Due
	}
	if act.Filing.Readers != nil {
		d.by = foi.By{Role: foi.System}
		d.emit(foi.Restricted, foi.Facts{People: act.Filing.Readers, Other: string(act.Filing.Of)}, nil)
	}
	return nil
}

// receivedBefore puts on record that a request came before it was entered: never after, never before the law, and with a reason.
func (d *decision) receivedBefore(f *foi.Filing, facts *foi.Facts) (foi.Words, error) {
	at := f.ReceivedAt
	if at.IsZero() || at.Equal(d.at) {
		return nil, nil
	}
	day := d.s.Today(at)
	switch {
	case at.After(d.at):
		return nil, &foi.Error{Code: foi.Invalid, Key: "received_future", Field: "received"}
	case day < d.s.law.InForce || !d.s.calendar.AsOf(d.day).Knows(day):
		return nil, &foi.Error{Code: foi.Invalid, Key: "received_before_law", Field: "received"}
	case f.Late == "":
		return nil, missing("late")
	}
	facts.ReceivedAt = at.UTC().Format(time.RFC3339)
	return foi.Words{"late": f.Late}, nil
}

// answerCounter answers a person who is there, in one act: what was said is on record.
func (d *decision) answerCounter(act foi.Action) error {
	if !slices.Contains(d.s.law.Outcomes, act.Outcome) || slices.Contains(d.s.law.NeedExemption, act.Outcome) {
		return missing("outcome")
	}
	if act.Words.Text() == "" {
		return missing("text")
	}
	d.emit(foi.Drafted, foi.Facts{Outcome: act.Outcome, Documents: ids(act.Documents)}, act.Words)
	d.emit(foi.Delivered, foi.Facts{Outcome: act.Outcome}, nil)
	return nil
}

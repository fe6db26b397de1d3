package statute

import (
	"time"

	"qhana/internal/foi"
)

// onPaper puts on record that what the person brought reached the counter before it was entered: not after, not before it was asked for,
// and with a reason.
func (d *decision) onPaper(act foi.Action, since foi.Date, facts *foi.Facts) error {
	switch {
	case act.Received.IsZero() || act.Received == d.day:
		return nil
	case act.Received > d.day:
		return &foi.Error{Code: foi.Invalid, Key: "received_future", Field: "received"}
	case act.Received < since:
		return &foi.Error{Code: foi.Invalid, Key: "received_too_early", Field: "received"}
	case act.Words["late"] == "":
		return missing("late")
	}
	facts.ReceivedAt = act.Received.At(12, 0, d.s.calendar.Zone).Format(time.RFC3339) // only the day is known
	return nil
}

// clarify enters the person's answer. What it holds up goes on from the day on which it came.
func (d *decision) clarify(act foi.Action) error {
	if act.Words.Text() == "" {
		return missing("text")
	}
	facts := foi.Facts{Documents: ids(act.Documents)}
	since := d.day
	if c := d.clock("clarification", 0); c != nil {
		since = c.Start
	}
	if err := d.onPaper(act, since, &facts); err != nil {
		return err
	}
	d.emit(foi.Clarified, facts, act.Words)
	return nil
}

func (d *decision) withdraw(act foi.Action) error {
	facts := foi.Facts{}
	if err := d.onPaper(act, d.received, &facts); err != nil {
		return err
	}
	d.emit(foi.WithdrawnByPerson, facts, act.Words)
	return nil
}

func (d *decision) addDocuments(act foi.Action) error {
	if act.Words.Text() == "" && len(act.Documents) == 0 {
		return missing("text")
	}
	facts := foi.Facts{Documents: ids(act.Documents)}
	if err := d.onPaper(act, d.received, &facts); err != nil {
		return err
	}
	d.emit(foi.DocumentsAdded, facts, act.Words)
	return nil
}

// transfer sends the request, or a part of it, on to the body that is competent. Of a part it says which; the rest stays.
func (d *decision) transfer(act foi.Action) error {
	fields, event := []string{"body", "text"}, foi.SentOn
	if act.Kind == foi.TransferPart {
		fields, event = []string{"body", "part", "text"}, foi.PartSentOn
	}
	for _, field := range fields {
		if act.Words[field] == "" {
			return missing(field)
		}
	}
	d.emit(event, foi.Facts{}, act.Words)
	return nil
}

package statute

import (
	"slices"

	"qhana/internal/foi"
)

// question is one that a unit asked another about the request, and that waits for its answer.
type question struct {
	seq      int
	from, to string
}

// taking are the units that take part in the request: the one that leads it and those that have, or had, a branch.
func (d *docket) taking() []string {
	out := []string{d.s.procedure.Body.Lead}
	for _, b := range d.branches {
		if b.State != foi.BranchIsCancelled && !slices.Contains(out, b.Unit) {
			out = append(out, b.Unit)
		}
	}
	return out
}

// Askable are the units that the actor may ask about the request, and the one they ask for.
func (s *Statute) Askable(ledger []foi.Entry, who foi.Actor) []string {
	d := &decision{docket: s.fold(ledger)}
	d.grant(s.procedure.Actions[foi.AskUnit], who, "")
	return d.askable()
}

func (d *decision) askable() []string {
	return slices.DeleteFunc(d.taking(), func(u string) bool { return u == d.own() })
}

// own is the unit for which the actor asks.
func (d *decision) own() string {
	if d.by.Unit == "" {
		return d.s.procedure.Body.Lead
	}
	return d.by.Unit
}

// possibleTalk checks that there is somebody to ask, or a question to this actor's unit; the answer is given under the grant
// that they hold there.
func (d *decision) possibleTalk(kind foi.ActionKind, who foi.Actor) error {
	if kind == foi.AskUnit {
		if len(d.askable()) == 0 {
			return foi.Refusal("nobody_to_ask")
		}
		return nil
	}
	if len(d.questions) == 0 {
		return foi.Refusal("nothing_asked_of_unit")
	}
	if _, ok := d.askedOf(who); !ok {
		return &foi.Error{Code: foi.Forbidden, Key: "not_yours"}
	}
	return nil
}

// askedOf is the oldest question to a unit in which the actor may answer.
func (d *decision) askedOf(who foi.Actor) (question, bool) {
	for _, q := range d.questions {
		if d.grant(d.s.procedure.Actions[foi.AnswerUnit], who, q.to) {
			return q, true
		}
	}
	return question{}, false
}

// Asked is the entry with the oldest question that the actor may answer, 0 when nobody asks.
func (s *Statute) Asked(ledger []foi.Entry, who foi.Actor) int {
	q, _ := (&decision{docket: s.fold(ledger)}).askedOf(who)
	return q.seq
}

func (d *decision) askUnit(act foi.Action) error {
	if !slices.Contains(d.askable(), act.Unit) {
		return missing("unit")
	}
	if act.Words.Text() == "" {
		return missing("text")
	}
	d.emit(foi.UnitAsked, foi.Facts{Unit: act.Unit, Units: []string{d.own()}, Documents: ids(act.Documents)}, act.Words)
	return nil
}

func (d *decision) answerUnit(act foi.Action) error {
	q, ok := d.askedOf(foi.Actor{Account: d.by.Account, Grants: []foi.Grant{{Role: d.by.Role, Unit: d.by.Unit}}})
	if !ok {
		return foi.Refusal("nothing_asked_of_unit")
	}
	if act.Words.Text() == "" {
		return missing("text")
	}
	d.emit(foi.UnitAnswered, foi.Facts{Of: q.seq, Unit: q.from, Documents: ids(act.Documents)}, act.Words)
	return nil
}

// note enters an internal note, with those whom it mentions.
func (d *decision) note(act foi.Action) error {
	if act.Words.Text() == "" {
		return missing("text")
	}
	d.emit(foi.Noted, foi.Facts{Documents: ids(act.Documents), People: act.People}, act.Words)
	return nil
}

func (d *docket) applyTalk(e *foi.Entry) {
	if e.Event == foi.UnitAnswered {
		d.questions = slices.DeleteFunc(slices.Clone(d.questions), func(q question) bool { return q.seq == e.Facts.Of })
		return
	}
	q := question{seq: e.Seq, to: e.Facts.Unit}
	if len(e.Facts.Units) > 0 {
		q.from = e.Facts.Units[0]
	}
	d.questions = append(d.questions, q)
}

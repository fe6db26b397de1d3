package server

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"qhana/internal/foi"
	"qhana/internal/paper"
	"qhana/internal/view"
)

// deskNames has the names that entries only give codes of, in the reader's language.
type deskNames struct {
	zone     *time.Location
	units    map[string]string
	people   map[int64]string         // accounts; nil for readers who need not know
	grounds  func(code string) string // of extensions and suspensions
	outcomes func(code string) string // of the answer
	exempt   func(code string) string // exemptions
	remedies func(code string) string
	docs     map[string]foi.Document // of the case
	branches map[int]foi.Branch      // of the case
	closed   []string                // references that the reader may not know of
}

// unit returns the name of a unit, or its key when there is no such unit any more.
func (n deskNames) unit(key string) string {
	if name := n.units[key]; name != "" {
		return name
	}
	return key
}

func (n deskNames) actor(by foi.By) view.Actor {
	a := view.Actor{Role: by.Role, Name: n.people[by.Account]}
	if by.Unit != "" {
		a.Unit = n.unit(by.Unit)
	}
	return a
}

// unitOf is the unit that an entry is about: named in its facts, or that of its branch.
func (n deskNames) unitOf(e foi.Entry) string {
	switch {
	case e.Facts.Unit != "":
		return n.unit(e.Facts.Unit)
	case e.Facts.Branch != 0 && e.Facts.Clock != "consultation":
		return n.unit(n.branches[e.Facts.Branch].Unit)
	case e.By.Unit != "":
		return n.unit(e.By.Unit)
	}
	return ""
}

// title says in one line what happened.
func (n deskNames) title(e foi.Entry) view.Sentence {
	s := view.Say("event."+string(e.Event), "Unit", n.unitOf(e))
	if e.Event == foi.Lapsed || e.Event == foi.Reminded || e.Event == foi.Escalated || e.Event == foi.Recalculated {
		s.Args["Clock"] = view.Say("clock." + e.Facts.Clock)
	}
	if e.Event == foi.Drafted && slices.Contains([]foi.Role{foi.Reviewer, foi.UnitHead, foi.Signatory}, e.By.Role) {
		s.Key = "event.amended" // by whom it waited for
	}
	return s
}

// deskLooks is how a line of the timeline looks, by what happened.
var deskLooks = map[foi.Event]string{
	foi.Filed: "person", foi.Clarified: "person", foi.WithdrawnByPerson: "person", foi.Lapsed: "late", foi.ClarificationLapsed: "late",
	foi.NoticeFailed: "late", foi.Escalated: "warn", foi.Reminded: "quiet", foi.NoticeSent: "quiet", foi.Recalculated: "warn",
	foi.Extended: "warn", foi.ClarificationAsked: "warn", foi.Delivered: "good", foi.PublishedLog: "good", foi.SignedOff: "good",
	foi.BranchApproved: "good", foi.BranchReturned: "warn", foi.BranchSentBack: "warn", foi.Declined: "warn",
}

// deskMinor are events that a reader in a hurry may fold away.
var deskMinor = []foi.Event{foi.NoticeSent, foi.Reminded}

// timeline is the ledger as the desk reads it, newest first.
func (n deskNames) timeline(ledger []foi.Entry) []view.DeskEvent {
	events := make([]view.DeskEvent, 0, len(ledger))
	for _, e := range slices.Backward(ledger) {
		look := deskLooks[e.Event]
		if look == "" {
			look = "work"
		}
		events = append(events, view.DeskEvent{Seq: e.Seq, Title: n.title(e), Mark: look, At: e.At, By: n.actor(e.By), Text: e.Words.Text(),
			Facts: n.brief(e), Minor: slices.Contains(deskMinor, e.Event), Action: e.Event})
	}
	return events
}

// declaredSince says which declarations of the body an entry took up: those after the ones that the ledger knew before it.
func (d deskReader) declaredSince(ledger []foi.Entry, e foi.Entry) string {
	known := 0
	for _, before := range ledger {
		if before.Seq < e.Seq {
			known = max(known, before.Facts.Closures)
		}
	}
	var out []string
	for _, c := range d.law.Calendar().Closures() {
		if c.No > known && c.No <= e.Facts.Closures && c.Revokes == 0 {
			out = append(out, c.Name+" ("+c.Source+")")
		} else if c.No > known && c.No <= e.Facts.Closures {
			out = append(out, "− "+c.Name+" ("+c.Source+")")
		}
	}
	return strings.Join(out, "; ")
}

// other is another request, as far as the reader may know of it.
func (n deskNames) other(reference string) view.Sentence {
	if slices.Contains(n.closed, reference) {
		return view.Say("fact.other.closed")
	}
	return view.Verbatim(reference)
}

// brief are the facts of an entry that matter at the desk.
func (n deskNames) brief(e foi.Entry) []view.DeskFact {
	f := e.Facts
	var facts []view.DeskFact
	add := func(cond bool, label string, value view.Sentence) {
		if cond {
			facts = append(facts, view.DeskFact{Label: "fact." + label, Text: value})
		}
	}
	moved, proposed := !f.OldDue.IsZero() && f.OldDue != f.Due, e.Event == foi.ExtensionProposed
	add(proposed, "due", view.OnDay(f.OldDue))
	add(proposed, "proposed_due", view.OnDay(f.Due))
	moved = moved && !proposed
	add(moved, "old_due", view.OnDay(f.OldDue))
	add(moved && !f.Due.IsZero(), "new_due", view.OnDay(f.Due))
	add(!moved && !proposed && !f.Due.IsZero(), "due", view.OnDay(f.Due))
	add(f.Ground != "", "ground", view.Verbatim(n.grounds(f.Ground)))
	add(f.Amount != 0, "amount", view.Verbatim(fmt.Sprint(f.Amount)))
	add(f.Fee != 0, "fee", priced(f))
	add(e.Event == foi.Noted && len(f.People) > 0, "mentions", n.listPeople(f.People))
	add((e.Event == foi.UnitAsked || e.Event == foi.UnitAnswered), "to_unit", view.Verbatim(n.unit(f.Unit)))
	add(f.Assignee != 0, "assignee", view.Verbatim(n.people[f.Assignee]))
	add(f.Other != "", "other", n.other(f.Other))
	add(f.Position != "", "position", view.Say("position."+f.Position))
	add(f.Released != 0, "released", view.Verbatim(fmt.Sprint(f.Released)))
	add(f.Withheld != 0, "withheld", view.Verbatim(fmt.Sprint(f.Withheld)))
	add(f.Outcome != "", "outcome", view.Verbatim(n.outcomes(f.Outcome)))
	add(len(f.Exemptions) > 0, "exemptions", n.list(f.Exemptions, n.exempt))
	add(len(f.Units) > 0 && e.Event != foi.UnitAsked, unitsLabel(f), n.list(f.Units, n.unit))
	add(f.Silence != "", "silence", view.Say("silence."+f.Silence))
	add(f.Late, "late", view.Say("yes"))
	if at, err := time.Parse(time.RFC3339, f.ReceivedAt); err == nil {
		add(e.Event == foi.Filed, "received_at", view.AtInstant(at))
		add(e.Event != foi.Filed, "received_at", view.OnDay(foi.DateOf(at, n.zone)))
	}
	add(f.Third != 0, "third", view.Verbatim(fmt.Sprint(f.Third)))
	add(f.Remedy != "", "remedy", view.Verbatim(n.remedies(f.Remedy)))
	for _, name := range []string{"late", "delay", "body", "part", "number"} { // the small texts of a form, beside the main one
		add(e.Words[name] != "", "words."+name, view.Verbatim(e.Words[name]))
	}
	add(f.Notice != "", "notice", view.Say("notice."+f.Notice))
	add(f.To != "", "to", n.recipient(f.To))
	add(f.Repeat, "repeat", view.Say("yes"))
	add(f.Reason != "", "reason", reasonOf(e))
	return facts
}

// unitsLabel says what the units of an entry are: those that a breach is put down to, or those that had the case when somebody from
// outside let a term pass.
func unitsLabel(f foi.Facts) string {
	switch f.Clock {
	case "consultation", "third_party", "clarification", "fee":
		return "holders"
	}
	return "units"
}

// reasonOf is why, as somebody wrote it; of a notice, why it came to the person as it did, or not at all.
func reasonOf(e foi.Entry) view.Sentence {
	if e.Event != foi.NoticeSent && e.Event != foi.NoticeFailed {
		return view.Verbatim(e.Facts.Reason)
	}
	code, number, _ := strings.Cut(e.Facts.Reason, ".")
	return view.Say("notice.reason."+code, "Code", number)
}

// listPeople names accounts.
func (n deskNames) listPeople(ids []int64) view.Sentence {
	var names []string
	for _, id := range ids {
		names = append(names, n.people[id])
	}
	return listed(names)
}

// whole are all the facts of an entry, as the auditor reads them.
func (n deskNames) whole(e foi.Entry) []view.DeskFact {
	f := e.Facts
	var facts []view.DeskFact
	add := func(cond bool, label string, value view.Sentence) {
		if cond {
			facts = append(facts, view.DeskFact{Label: "fact." + label, Text: value})
		}
	}
	add(f.Statute != "", "statute", view.Verbatim(f.Statute))
	add(f.Version != "", "version", view.Verbatim(f.Version))
	add(f.Definition != "", "definition", view.Verbatim(f.Definition))
	add(!f.Calendar.IsZero(), "calendar", view.OnDay(f.Calendar))
	add(f.Days != "", "days", view.Verbatim(f.Days))
	add(f.Clock != "", "clock", view.Say("clock."+f.Clock))
	add(f.Milestone != "", "milestone", view.Milestone(f.Milestone))
	add(f.Branch != 0, "branch", view.Verbatim(fmt.Sprint(f.Branch)))
	add(f.Unit != "", "unit", view.Verbatim(n.unit(f.Unit)))
	facts = append(facts, n.brief(e)...)
	add(len(f.Documents) > 0, "documents", n.list(f.Documents, func(id string) string {
		if doc, ok := n.docs[id]; ok {
			return doc.Name
		}
		return id
	}))
	add(f.Replaces != "", "replaces", view.Verbatim(n.docs[f.Replaces].Name))
	add(f.Letter != "", "letter", view.Verbatim(shortText(f.Letter)))
	add(f.Of != 0, "of", view.Verbatim(fmt.Sprint(f.Of)))
	add(f.MessageID != "", "message_id", view.Verbatim(f.MessageID))
	return facts
}

func (n deskNames) list(codes []string, name func(string) string) view.Sentence {
	var list []view.Sentence
	for _, c := range codes {
		list = append(list, view.Verbatim(name(c)))
	}
	return view.Listed(list...)
}

// shortText is the name of a letter's text without most of its hash.
func shortText(name string) string {
	if t, ok := paper.ParseText(name); ok {
		return t.Short()
	}
	return name
}

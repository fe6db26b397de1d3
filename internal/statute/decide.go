package statute

import (
	"slices"
	"time"

	"qhana/internal/foi"
)

// decision is a docket on which an action is being carried out.
type decision struct {
	*docket
	by      foi.By
	at      time.Time
	day     foi.Date
	entries []foi.Entry
	notices []foi.Notice
	locale  string
}

// Decide carries out an action on a request in memory. It returns everything that changes, or a foi.Error: Refused when
// the law or the procedure does not allow it, Forbidden when this actor may not, Conflict when the form was filled at an
// older revision. It never changes its arguments. No entry is dated before the one above it: whoever waited for another's is
// dated with it.
func (s *Statute) Decide(req foi.Request, ledger []foi.Entry, act foi.Action, who foi.Actor, at time.Time) (Outcome, error) {
	if n := len(ledger); n > 0 && at.Before(ledger[n-1].At) {
		at = ledger[n-1].At
	}
	d := &decision{docket: s.fold(ledger), at: at, day: s.Today(at), locale: req.Locale}
	if err := d.permit(act, who); err != nil {
		return Outcome{}, err
	}
	d.takeUpCalendar()
	if err := d.carryOut(act, who); err != nil {
		return Outcome{}, err
	}
	if d.problem != nil {
		return Outcome{}, d.problem
	}
	out := d.outcomeOf(req)
	out.Entries, out.Notices = d.entries, d.notices
	return out, nil
}

// Allowed lists what the actor may do now; actions on branches once for each branch. They are the desk's buttons.
func (s *Statute) Allowed(req foi.Request, ledger []foi.Entry, who foi.Actor, at time.Time) []foi.Action {
	var out []foi.Action
	d := &decision{docket: s.fold(ledger), at: at, day: s.Today(at)}
	for _, kind := range actionKinds {
		rule := s.procedure.Actions[kind]
		if kind == foi.File || slices.Contains(rule.Roles, foi.System) {
			continue
		}
		if len(rule.Branch) == 0 {
			if act := (foi.Action{Kind: kind}); d.permit(act, who) == nil && d.possible(act, who) == nil {
				out = append(out, act)
			}
			continue
		}
		for _, b := range d.branches {
			if act := (foi.Action{Kind: kind, Branch: b.No}); d.permit(act, who) == nil && d.possible(act, who) == nil {
				out = append(out, act)
			}
		}
	}
	return out
}

// permit checks role, unit, state and revision, and sets under which grant it is done.
func (d *decision) permit(act foi.Action, who foi.Actor) error {
	rule, ok := d.s.procedure.Actions[act.Kind]
	if !ok {
		return foi.Refusal("unknown_action")
	}
	if act.Rev != 0 && act.Rev != d.rev {
		return &foi.Error{Code: foi.Conflict, Key: "stale"}
	}
	unit := ""
	if len(rule.Branch) > 0 {
		b := d.branch(act.Branch)
		if b == nil {
			return foi.Refusal("no_branch")
		}
		if rule.Unit == "branch" {
			unit = b.Unit
		}
	}
	if !d.grant(rule, who, unit) {
		return &foi.Error{Code: foi.Forbidden, Key: "not_yours"}
	}
	if len(rule.From) > 0 && !slices.Contains(rule.From, d.state) {
		return foi.Refusal("not_now", "state", string(d.state))
	}
	if b := d.branch(act.Branch); len(rule.Branch) > 0 && !slices.Contains(rule.Branch, b.State) {
		return foi.Refusal("branch_not_now", "state", string(b.State))
	}
	return nil
}

// grant finds the grant under which the actor may do it.
func (d *decision) grant(rule actionRule, who foi.Actor, unit string) bool {
	for _, role := range rule.Roles {
		for _, g := range who.Grants {
			if g.Role == role && (unit == "" || g.Unit == unit || g.Unit == "") {
				d.by = foi.By{Account: who.Account, Role: g.Role, Unit: g.Unit}
				return true
			}
		}
	}
	return false
}

// emit enters an event: the docket takes it up at once, and the notices that the procedure ties to it are made.
func (d *decision) emit(event foi.Event, facts foi.Facts, words foi.Words) {
	asOf, closures := d.s.calendar.Newest(d.day), d.s.calendar.Revision(d.at)
	taken := d.seq == 0 || asOf > d.asOf || closures > d.closures
	if taken {
		facts.Calendar, facts.Closures = asOf, closures // what it was counted with is on record
	}
	facts.Days = d.pin(event, facts, taken)
	e := foi.Entry{Seq: d.seq + 1, At: d.at, Event: event, By: d.by, Facts: facts, Words: words}
	holders := d.holders()
	d.apply(&e)
	d.entries = append(d.entries, e)
	rules := d.rulesOf(event, facts)
	n := 0
	for _, rule := range rules {
		for _, to := range d.recipients(rule.To, facts, holders) {
			n++
			d.notices = append(d.notices, foi.Notice{Entry: e.Seq, N: n, Kind: rule.Kind, To: to, Locale: d.language(to)})
		}
	}
}

// takeUpCalendar enters that the calendar changed, where that moves a clock.
func (d *decision) takeUpCalendar() {
	cal := d.s.calendar
	newest, revision := cal.Newest(d.day), cal.Revision(d.at)
	if d.seq == 0 || newest <= d.asOf && revision <= d.closures {
		return
	}
	facts := foi.Facts{Calendar: newest, Closures: revision}
	for _, x := range cal.Closures() {
		facts.Revives = facts.Revives || x.No > d.closures && x.No <= revision && x.Revives
	}
	then := *d.docket // the clocks are looked at as they would see the new calendar; they see it once the entry is made
	then.asOf, then.closures, then.cached = max(newest, d.asOf), max(revision, d.closures), nil
	for _, c := range d.clocks {
		seen := *c
		seen.look(d.docket, newest, revision)
		if due, moves := then.moves(&seen, facts.Revives, d.day); moves {
			facts.Shift(foi.Move{Clock: c.Key, Branch: c.Branch, Old: c.Due, New: due})
		}
	}
	if d.problem = then.problem; facts.Clock == "" {
		return
	}
	by := d.by
	d.by = foi.By{Role: foi.System}
	d.emit(foi.Recalculated, facts, nil)
	d.by = by
}

package statute

import (
	"slices"
	"strings"
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
// older revision. It never changes its arguments.
func (s *Statute) Decide(req foi.Request, ledger []foi.Entry, act foi.Action, who foi.Actor, at time.Time) (Outcome, error) {
	d := &decision{docket: s.fold(ledger), at: at, day: s.Today(at), locale: req.Locale}
	if err := d.permit(act, who); err != nil {
		return Outcome{}, err
	}
	d.takeUpCalendar()
	if err := d.carryOut(act, who); err != nil {
		return Outcome{}, err
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

// possible checks what depends on the case rather than on what was filled in.
func (d *decision) possible(act foi.Action, who foi.Actor) error {
	response := d.clock("response", 0)
	switch act.Kind {
	case foi.ApproveBranch:
		if d.answerer[act.Branch] == who.Account {
			return foi.Refusal("own_answer")
		}
	case foi.Extend:
		return d.canExtend(response)
	case foi.AskClarification:
		if d.asked >= d.s.law.Clarification.Times {
			return foi.Refusal("clarified_already")
		}
		if d.days().Between(d.received, d.day) > d.s.law.Terms["clarification_request"].Amount {
			return foi.Refusal("too_late_to_clarify")
		}
		if response.Status != foi.Running {
			return foi.Refusal("clock_not_running")
		}
	case foi.Clarify:
		if response.Status != foi.Suspended {
			return foi.Refusal("nothing_asked")
		}
	case foi.Submit:
		if !d.drafted {
			return foi.Refusal("no_draft")
		}
		if d.liveBranches() > 0 {
			return foi.Refusal("branches_open")
		}
		if response.Status == foi.Suspended {
			return foi.Refusal("waiting_for_person")
		}
	case foi.Sign:
		if d.drafter == who.Account {
			return foi.Refusal("own_draft")
		}
	}
	return nil
}

func (d *decision) canExtend(response *Clock) error {
	switch {
	case response.Status == foi.Suspended:
		return foi.Refusal("clock_suspended")
	case response.Status != foi.Running || d.day > response.Due:
		return foi.Refusal("term_over")
	case d.extended >= d.s.law.Extension.Times:
		return foi.Refusal("extended_already")
	}
	return nil
}

// emit enters an event: the docket takes it up at once, and the notices that the procedure ties to it are made.
func (d *decision) emit(event foi.Event, facts foi.Facts, words foi.Words) {
	e := foi.Entry{Seq: d.seq + 1, At: d.at, Event: event, By: d.by, Facts: facts, Words: words}
	holders := d.holders()
	d.apply(&e)
	d.entries = append(d.entries, e)
	key := string(event)
	rules, ok := d.s.procedure.Notices[key+"."+facts.Clock]
	if !ok {
		rules = d.s.procedure.Notices[key]
	}
	n := 0
	for _, rule := range rules {
		for _, to := range d.recipients(rule.To, facts, holders) {
			n++
			d.notices = append(d.notices, foi.Notice{Entry: e.Seq, N: n, Kind: rule.Kind, To: to, Locale: d.language(to)})
		}
	}
}

// language is the person's own for the person, Spanish for units.
func (d *decision) language(to foi.Recipient) string {
	if to.Role == foi.Citizen && d.locale != "" {
		return d.locale
	}
	return "es"
}

// recipients reads "requester", "unit_head@holders", "superior@branch", "signatory@signing", "transparency_officer@lead".
func (d *decision) recipients(to string, facts foi.Facts, holders []string) []foi.Recipient {
	role, where, _ := strings.Cut(to, "@")
	if where == "" {
		return []foi.Recipient{{Role: foi.Role(role)}}
	}
	var units []string
	switch where {
	case "lead":
		units = []string{d.s.procedure.Body.Lead}
	case "signing":
		units = []string{d.s.procedure.Body.Signing}
	case "holders":
		units = holders
	case "branch":
		if b := d.branch(facts.Branch); b != nil {
			units = []string{b.Unit}
		}
	}
	out := make([]foi.Recipient, len(units))
	for i, u := range units {
		out[i] = foi.Recipient{Role: foi.Role(role), Unit: u}
		if role == "superior" {
			out[i] = foi.Recipient{Unit: u, Superior: true}
		}
	}
	return out
}

// takeUpCalendar enters that the calendar changed, where that moves a clock that runs.
func (d *decision) takeUpCalendar() bool {
	newest := d.s.calendar.Newest(d.day)
	if d.seq == 0 || newest <= d.asOf {
		return false
	}
	days := d.s.calendar.AsOf(newest)
	moved := (*Clock)(nil)
	for _, c := range d.clocks {
		if c.Status == foi.Running && c.compute(days) != c.Due && (moved == nil || c.Key == "response") {
			moved = c
		}
	}
	if moved == nil {
		return false
	}
	by := d.by
	d.by = foi.By{Role: foi.System}
	d.emit(foi.Recalculated, foi.Facts{Calendar: newest, Clock: moved.Key, Branch: moved.Branch, OldDue: moved.Due, Due: moved.compute(days)}, nil)
	d.by = by
	return true
}

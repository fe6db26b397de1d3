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
	case foi.ConfirmExtension, foi.RefuseExtension:
		return d.canConfirm(act, who)
	case foi.RevertExtension:
		if len(response.Added) == 0 || response.Status != foi.Running {
			return foi.Refusal("nothing_extended")
		}
	case foi.Register:
		if d.s.law.Start == nil || response.Start <= d.day {
			return foi.Refusal("registered_already")
		}
	case foi.AskClarification:
		if d.asked >= d.s.law.Clarification.Times {
			return foi.Refusal("clarified_already")
		}
		if d.tooLate("clarification_request") {
			return foi.Refusal("too_late_to_clarify")
		}
		if response.Status != foi.Running {
			return foi.Refusal("clock_not_running")
		}
	case foi.Transfer:
		if d.tooLate("transfer") {
			return foi.Refusal("too_late_to_transfer")
		}
	case foi.Suspend:
		if response.Status != foi.Running {
			return foi.Refusal("clock_not_running")
		}
		if !slices.ContainsFunc(d.s.law.Suspensions, d.canStop) {
			return foi.Refusal("suspended_already")
		}
	case foi.Resume:
		if n := len(d.stops); response.Status != foi.Suspended || n == 0 || response.Suspended[len(response.Suspended)-1].Ground != d.stops[n-1] {
			return foi.Refusal("not_suspended")
		}
	case foi.Clarify:
		if n := len(response.Suspended); response.Status != foi.Suspended || !slices.Contains(d.s.law.Clarification.Grounds, response.Suspended[n-1].Ground) {
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

// tooLate tells whether the term for doing something by oneself, counted from receipt, is over.
func (d *decision) tooLate(key string) bool {
	w, ok := d.window(key, d.received)
	return ok && d.day > w.Due
}

// canStop tells whether a ground for suspending may be used again.
func (d *decision) canStop(rule SuspensionRule) bool {
	n := 0
	for _, g := range d.stops {
		if g == rule.Ground {
			n++
		}
	}
	return rule.Times == 0 || n < rule.Times
}

func (d *decision) canExtend(response *Clock) error {
	switch {
	case response.Status == foi.Suspended:
		return foi.Refusal("clock_suspended")
	case response.Status != foi.Running || d.day > response.Due:
		return foi.Refusal("term_over")
	case d.proposed != nil:
		return foi.Refusal("extension_proposed_already")
	case len(d.s.law.Extensions) == 0:
		return foi.Refusal("no_extension")
	}
	var err error
	for i := range d.s.law.Extensions {
		if err = d.canUse(&d.s.law.Extensions[i]); err == nil {
			return nil
		}
	}
	return err
}

// canUse tells whether a rule of extension may still be used.
func (d *decision) canUse(rule *ExtensionRule) error {
	n := 0
	for _, g := range d.grounds {
		if slices.Contains(rule.Grounds, g) {
			n++
		}
	}
	if n >= rule.Times {
		return foi.Refusal("extended_already")
	}
	if rule.Within != nil {
		last, err := d.days().Due(d.received, rule.Within, nil, nil)
		if err != nil {
			return err
		}
		if d.day > last {
			return foi.Refusal("too_late_to_extend")
		}
	}
	return nil
}

// canConfirm checks that an extension waits for this role, and that nobody confirms their own.
func (d *decision) canConfirm(act foi.Action, who foi.Actor) error {
	if d.proposed == nil {
		return foi.Refusal("nothing_proposed")
	}
	if rule := d.s.extensionOn(d.proposed.Ground); rule != nil && rule.Approval != "" && !who.Has(rule.Approval) {
		return &foi.Error{Code: foi.Forbidden, Key: "not_yours"}
	}
	if response := d.clock("response", 0); act.Kind == foi.ConfirmExtension && d.day > response.Due {
		return foi.Refusal("term_over")
	}
	return nil
}

// emit enters an event: the docket takes it up at once, and the notices that the procedure ties to it are made.
func (d *decision) emit(event foi.Event, facts foi.Facts, words foi.Words) {
	if asOf, closures := d.s.calendar.Newest(d.day), d.s.calendar.Revision(d.at); d.seq == 0 || asOf > d.asOf || closures > d.closures {
		facts.Calendar, facts.Closures = asOf, closures // what it was counted with is on record
	}
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

// takeUpCalendar enters that the calendar changed, where that moves a clock.
func (d *decision) takeUpCalendar() {
	cal := d.s.calendar
	newest, revision := cal.Newest(d.day), cal.Revision(d.at)
	if d.seq == 0 || newest <= d.asOf && revision <= d.closures {
		return
	}
	revives := false
	for _, x := range inForce(cal.Closures(), revision, "") {
		revives = revives || x.No > d.closures && x.Revives
	}
	facts := foi.Facts{Calendar: newest, Closures: revision, Revives: revives}
	for _, c := range d.clocks {
		unit := ""
		if c.Branch != 0 {
			unit = c.Unit
		}
		due, moves := d.moves(c, cal.Days(newest, revision, unit), revives, d.day)
		switch {
		case !moves:
		case facts.Clock == "":
			facts.Clock, facts.Branch, facts.OldDue, facts.Due = c.Key, c.Branch, c.Due, due
		default:
			facts.Moved = append(facts.Moved, foi.Move{Clock: c.Key, Branch: c.Branch, Old: c.Due, New: due})
		}
	}
	if facts.Clock == "" {
		return
	}
	by := d.by
	d.by = foi.By{Role: foi.System}
	d.emit(foi.Recalculated, facts, nil)
	d.by = by
}

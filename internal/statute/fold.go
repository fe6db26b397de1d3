package statute

import (
	"slices"
	"sort"
	"time"

	"qhana/internal/foi"
)

// docket is a request as its ledger has it: the fold of every entry.
type docket struct {
	s        *Statute
	state    foi.State
	seq, rev int
	asOf     foi.Date // the calendar as declared up to this day
	received foi.Date
	clocks   []*Clock
	branches []*foi.Branch
	drafter  int64 // account that drafted or submitted last
	answerer map[int]int64
	drafted  bool
	planned  string // outcome of the newest draft
	outcome  string
	extended int
	asked    int
	sent     map[string]bool
	last     time.Time
}

func (s *Statute) fold(ledger []foi.Entry) *docket {
	d := &docket{s: s, answerer: map[int]int64{}, sent: map[string]bool{}}
	for i := range ledger {
		d.apply(&ledger[i])
	}
	return d
}

func (d *docket) days() *Days { return d.s.calendar.AsOf(d.asOf) }

func (d *docket) clock(key string, branch int) *Clock {
	for i := len(d.clocks) - 1; i >= 0; i-- {
		if c := d.clocks[i]; c.Key == key && c.Branch == branch {
			return c
		}
	}
	return nil
}

func (d *docket) start(key string, branch int, unit string, day foi.Date, amount int, at time.Time) *Clock {
	c := &Clock{Key: key, Branch: branch, Unit: unit, Start: day, Amount: amount, Status: foi.Running}
	c.set(c.compute(d.days()), at)
	d.clocks = append(d.clocks, c)
	return c
}

func (d *docket) branch(no int) *foi.Branch {
	if no < 1 || no > len(d.branches) {
		return nil
	}
	return d.branches[no-1]
}

func (d *docket) liveBranches() int {
	n := 0
	for _, b := range d.branches {
		if b.Live() {
			n++
		}
	}
	return n
}

// holders are the units that hold the request: those with live branches, else the one whose turn it is.
func (d *docket) holders() []string {
	var out []string
	for _, b := range d.branches {
		if b.Live() && !slices.Contains(out, b.Unit) {
			out = append(out, b.Unit)
		}
	}
	if len(out) > 0 {
		return out
	}
	if d.state == foi.Signing {
		return []string{d.s.procedure.Body.Signing}
	}
	return []string{d.s.procedure.Body.Lead}
}

// quiet are the events that change nothing an official decides on, so that they do not make a form stale.
var quiet = map[foi.Event]bool{foi.NoticeSent: true, foi.NoticeFailed: true, foi.Reminded: true, foi.Escalated: true, foi.Noted: true, foi.Recalculated: true}

// apply takes one entry into the docket. It trusts the entry: what may be entered is decide's to say.
func (d *docket) apply(e *foi.Entry) {
	d.seq, d.last = e.Seq, e.At
	if !quiet[e.Event] {
		d.rev++
	}
	day := d.s.Today(e.At)
	switch e.Event {
	case foi.Filed:
		d.applyFiled(e)
	case foi.Acknowledged:
		d.open()
		d.clock("acknowledge", 0).end(foi.Met, day)
	case foi.Extended:
		c := d.clock("response", 0)
		c.Amount += e.Facts.Amount
		c.Extended += e.Facts.Amount
		d.extended++
		c.set(c.compute(d.days()), e.At)
	case foi.ClarificationAsked, foi.Clarified, foi.ClarificationLapsed:
		d.applyClarification(e, day)
	case foi.Drafted:
		d.open()
		d.drafted, d.planned, d.drafter = true, e.Facts.Outcome, e.By.Account
	case foi.Submitted:
		d.state, d.drafter = foi.Signing, e.By.Account
	case foi.SignedOff:
		d.state = foi.Signed
	case foi.Declined:
		d.state = foi.Open
	case foi.Delivered:
		d.state, d.outcome = foi.Answered, d.planned
		d.clock("response", 0).end(foi.Met, day)
		d.clock("acknowledge", 0).end(foi.Stopped, day)
		d.start("publication", 0, d.s.procedure.Body.Lead, day, d.s.procedure.Terms["publication"].Amount, e.At)
	case foi.PublishedLog:
		d.state = foi.Published
		d.clock("publication", 0).end(foi.Met, day)
	case foi.WithdrawnByPerson:
		d.close(foi.Withdrawn, day)
	case foi.Recalculated:
		d.recalculate(e)
	case foi.Reminded, foi.Escalated, foi.Lapsed:
		d.applyMilestone(e)
	case foi.NoticeSent, foi.NoticeFailed:
		d.sent[e.Facts.MessageID] = true
	default:
		d.applyBranch(e, day)
	}
}

// open moves a request that was only received to where it is worked on.
func (d *docket) open() {
	if d.state == foi.Received {
		d.state = foi.Open
	}
}

func (d *docket) applyFiled(e *foi.Entry) {
	d.state, d.asOf = foi.Received, e.Facts.Calendar
	at := e.At
	if t, err := time.Parse(time.RFC3339, e.Facts.ReceivedAt); err == nil {
		at = t
	}
	d.received = d.s.ReceivedOn(at)
	lead := d.s.procedure.Body.Lead
	d.start("response", 0, lead, d.received, d.s.law.Terms["response"].Amount, e.At)
	d.start("acknowledge", 0, lead, d.received, d.s.procedure.Terms["acknowledge"].Amount, e.At)
}

func (d *docket) applyClarification(e *foi.Entry, day foi.Date) {
	response := d.clock("response", 0)
	switch e.Event {
	case foi.ClarificationAsked:
		d.open()
		d.clock("acknowledge", 0).end(foi.Met, day)
		d.asked++
		response.Suspended = append(response.Suspended, foi.Suspension{Ground: e.Facts.Ground, From: day})
		response.Status = foi.Suspended
		response.set(0, e.At)
		d.start("clarification", 0, d.s.procedure.Body.Lead, day, d.s.law.Terms["clarification"].Amount, e.At)
	case foi.Clarified:
		d.clock("clarification", 0).end(foi.Met, day)
		if n := len(response.Suspended); n > 0 {
			response.Suspended[n-1].To = day
		}
		response.Status = foi.Running
		response.set(response.compute(d.days()), e.At)
	case foi.ClarificationLapsed:
		c := d.clock("clarification", 0)
		c.Missed = true
		d.close(foi.Withdrawn, day)
	}
}

func (d *docket) applyBranch(e *foi.Entry, day foi.Date) {
	if e.Event == foi.BranchOpened {
		d.open()
		d.clock("acknowledge", 0).end(foi.Met, day)
		no := len(d.branches) + 1
		c := d.start("branch", no, e.Facts.Unit, day, d.s.procedure.Terms["branch"].Amount, e.At)
		c.Amount = d.days().Between(day, e.Facts.Due)
		c.set(e.Facts.Due, e.At)
		d.branches = append(d.branches, &foi.Branch{No: no, Unit: e.Facts.Unit, State: foi.BranchIsOpen, OpenedOn: day, DueOn: e.Facts.Due})
		return
	}
	b := d.branch(e.Facts.Branch)
	if b == nil {
		return
	}
	c := d.clock("branch", b.No)
	switch e.Event {
	case foi.BranchAccepted:
		b.State, b.Account = foi.BranchIsAccepted, e.By.Account
	case foi.BranchAnswered:
		b.State = foi.BranchIsAnswered
		d.answerer[b.No] = e.By.Account
	case foi.BranchSentBack:
		b.State = foi.BranchIsAccepted
	case foi.BranchApproved:
		b.State = foi.BranchIsApproved
		c.end(foi.Met, day)
	case foi.BranchReturned:
		b.State = foi.BranchIsReturned
		c.end(foi.Stopped, day)
	case foi.BranchCancelled:
		b.State = foi.BranchIsCancelled
		c.end(foi.Stopped, day)
	}
}

func (d *docket) applyMilestone(e *foi.Entry) {
	c := d.clock(e.Facts.Clock, e.Facts.Branch)
	if c == nil {
		return
	}
	c.fired = append(c.fired, e.Facts.Milestone)
	if e.Event != foi.Lapsed {
		return
	}
	c.Missed, c.Status = true, foi.Missed
	if b := d.branch(c.Branch); b != nil {
		b.Missed = true
	}
}

// recalculate takes up the calendar as declared up to the entry's day. Clocks that ran out are not revived.
func (d *docket) recalculate(e *foi.Entry) {
	d.asOf = e.Facts.Calendar
	for _, c := range d.clocks {
		if c.Status == foi.Running {
			c.set(c.compute(d.days()), e.At)
			if b := d.branch(c.Branch); b != nil {
				b.DueOn = c.Due
			}
		}
	}
}

func (d *docket) close(state foi.State, day foi.Date) {
	d.state = state
	for _, c := range d.clocks {
		c.end(foi.Stopped, day)
	}
	for _, b := range d.branches {
		if b.Live() {
			b.State = foi.BranchIsCancelled
		}
	}
}

// outcomeOf is the docket as the caller stores it.
func (d *docket) outcomeOf(req foi.Request) Outcome {
	out := Outcome{Next: d.state, Request: req}
	r := &out.Request
	r.State, r.Rev, r.Holders, r.Outcome, r.UpdatedAt = d.state, d.rev, d.holders(), d.outcome, d.last
	if d.state == foi.Withdrawn || d.state == foi.Published {
		r.Holders = []string{d.s.procedure.Body.Lead}
	}
	for _, c := range d.clocks {
		dl := c.deadline()
		if c.Key == "response" {
			dl.Unit = r.Holders[0]
			r.DueOn, r.Clock, r.Missed = c.Due, c.Status, c.Missed
		}
		out.Deadlines = append(out.Deadlines, dl)
		out.Milestones = append(out.Milestones, d.s.pending(c, d.days())...)
	}
	sort.SliceStable(out.Milestones, func(i, j int) bool { return out.Milestones[i].At.Before(out.Milestones[j].At) })
	for _, b := range d.branches {
		out.Branches = append(out.Branches, *b)
	}
	return out
}

// Replay folds a ledger: what the stored request, deadlines, milestones and branches must equal.
func (s *Statute) Replay(req foi.Request, ledger []foi.Entry) Outcome {
	return s.fold(ledger).outcomeOf(req)
}

// pendingAll lists every milestone that is still to come, in order.
func (d *docket) pendingAll() []foi.Milestone {
	var out []foi.Milestone
	for _, c := range d.clocks {
		out = append(out, d.s.pending(c, d.days())...)
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].At.Before(out[j].At) })
	return out
}

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
	closures int      // and with the closures up to this number
	cached   *Days    // of the body, for both
	problem  error    // a clock that cannot be computed
	received foi.Date
	at       time.Time // instant of receipt
	track    string
	distant  bool
	clocks   []*Clock
	branches []*foi.Branch
	authors  map[int64]bool // accounts that wrote any draft of the answer, or handed it on: they approve none of it
	answerer map[int]int64
	drafted  bool
	planned  string // outcome of the newest draft
	outcome  string
	grounds  []string   // of the extensions
	stops    []string   // grounds of the suspensions
	proposed *foi.Facts // an extension that waits to be confirmed
	proposer int64      // account that proposed it
	asked    int
	sent     map[string]bool

	approvals  int                 // steps of approval that are done
	remedy     string              // code of the remedy that the case is, "" for a request
	reviews    map[string]foi.Date // remedies that were taken, with the day they were decided; 0 while they are not
	linked     []string
	left       string // unit from which a branch was last taken
	joined     string // reference of the request that answers this one too
	owner      int64
	back       foi.Event // what came back and nobody has taken up
	restricted bool
	thirds     int        // consultations of third parties so far
	barred     []int64    // accounts that do not sign: they signed what the remedy is against
	fee        bool       // asked for, and neither paid nor waived
	feeTold    foi.Date   // the day on which the person was last told of it
	questions  []question // between units, not answered yet
	pieces     []piece    // documents for the answer that is not out yet
	last       time.Time
}

// newDocket is a request of which nothing happened yet.
func newDocket(s *Statute) *docket {
	return &docket{s: s, answerer: map[int]int64{}, sent: map[string]bool{}, authors: map[int64]bool{}, reviews: map[string]foi.Date{}}
}

func (s *Statute) fold(ledger []foi.Entry) *docket {
	d := newDocket(s)
	if len(ledger) > 0 {
		d.s = s.sibling(ledger[0].Facts.Version)
	}
	for i := range ledger {
		d.apply(&ledger[i])
	}
	return d
}

// sibling is the version of this law with a name, itself when there is none.
func (s *Statute) sibling(version string) *Statute {
	for _, v := range s.versions {
		if v.law.Version == version {
			return v
		}
	}
	return s
}

// Became is the version of this law with a name, to which a case was moved; itself when there is none.
func (s *Statute) Became(version string) *Statute { return s.sibling(version) }

// days are the body's days as the case counts them.
func (d *docket) days() *Days {
	if d.cached == nil {
		d.cached = d.s.calendar.Days(View{AsOf: d.asOf, Revision: d.closures})
	}
	return d.cached
}

// daysOf are the days that a clock counts: a branch's own unit may be closed, which moves no term of the law.
func (d *docket) daysOf(c *Clock) *Days {
	if c.Key != "branch" && c.frozen == 0 && c.without == nil {
		return d.days()
	}
	return d.s.calendar.Days(d.view(c))
}

// view is how a clock sees the calendar.
func (d *docket) view(c *Clock) View {
	v := View{AsOf: d.asOf, Revision: d.closures, without: c.without}
	if c.Key == "branch" {
		v.Unit = c.Unit
	}
	if c.frozen != 0 {
		v.AsOf = c.frozen
	}
	return v
}

// due computes a clock anew.
func (d *docket) due(c *Clock) foi.Date {
	if c == nil {
		return 0
	}
	due, err := c.compute(d.daysOf(c), d.s.calendar.Zone)
	if err != nil {
		d.problem = err
	}
	return due
}

// takeUp takes the calendar that an entry was made with. A clock that had run out by then sees of it only the closures that
// say that they revive it, now and when a later one does.
func (d *docket) takeUp(asOf foi.Date, closures int) {
	if asOf <= d.asOf && closures <= d.closures {
		return
	}
	for _, c := range d.clocks {
		c.look(d, asOf, closures)
	}
	d.asOf, d.closures, d.cached = max(asOf, d.asOf), max(closures, d.closures), nil
}

// look is takeUp for one clock.
func (c *Clock) look(d *docket, asOf foi.Date, closures int) {
	if c.Status != foi.Missed {
		if asOf > d.asOf {
			c.frozen = 0
		}
		return
	}
	if c.frozen == 0 && asOf > d.asOf {
		c.frozen = max(d.asOf, 1) // the first edition when there was no other
	}
	for _, x := range d.s.calendar.Closures() {
		if x.No > d.closures && x.No <= closures && !x.Revives {
			c.without = append(c.without[:len(c.without):len(c.without)], x.No)
		}
	}
}

func (d *docket) clock(key string, branch int) *Clock {
	for i := len(d.clocks) - 1; i >= 0; i-- {
		if c := d.clocks[i]; c.Key == key && c.Branch == branch {
			return c
		}
	}
	return nil
}

// term is a term of this case under a version of its law: a remedy is answered within the time to decide it.
func (d *docket) term(s *Statute, key string) TermRule {
	if key == "response" && d.remedy != "" {
		return s.term(d.remedy+".decide", "")
	}
	return s.term(key, d.track)
}

// start sets a clock off, where the law or the procedure has such a term.
func (d *docket) start(key string, branch int, unit string, day foi.Date, at time.Time) *Clock {
	c := &Clock{Key: key, Branch: branch, Unit: unit, Start: day, StartAt: at, zero: StepBegins, Term: d.term(d.s, key), Added: d.s.distance(key, d.distant), Status: foi.Running}
	if c.Term.Amount == 0 {
		return nil
	}
	c.set(d.due(c), at)
	if old := d.clock(key, branch); old != nil { // it ran before: a case that is taken up again has each clock once
		*old = *c
		return old
	}
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

// holders are the units that hold the request: those with live branches, else the one whose turn it is; beside them the one that an
// extension waits for.
func (d *docket) holders() []string {
	out := d.atWork()
	if unit := d.s.procedure.Confirms; unit != "" && d.proposed != nil && (d.state == foi.Received || d.state == foi.Open) && !slices.Contains(out, unit) {
		out = append(out, unit)
	}
	return out
}

func (d *docket) atWork() []string {
	var out []string
	for _, b := range d.branches {
		if b.Live() && !slices.Contains(out, b.Unit) {
			out = append(out, b.Unit)
		}
	}
	if len(out) > 0 {
		return out
	}
	if step, waits := d.step(); waits {
		return []string{step.Unit}
	}
	if d.state == foi.Signing {
		return []string{d.s.procedure.Body.Signing}
	}
	return []string{d.s.procedure.Body.Lead}
}

// quiet are the events that change nothing an official decides on, so that they do not make a form stale.
var quiet = map[foi.Event]bool{foi.NoticeSent: true, foi.NoticeFailed: true, foi.Reminded: true, foi.Escalated: true, foi.Noted: true, foi.Recalculated: true, foi.LawChanged: true,
	foi.Chased: true, foi.Assigned: true, foi.Linked: true, foi.DocumentsAdded: true, foi.UnitAsked: true, foi.UnitAnswered: true}

// apply takes one entry into the docket. It trusts the entry: what may be entered is decide's to say.
func (d *docket) apply(e *foi.Entry) {
	d.seq, d.last = e.Seq, e.At
	if !quiet[e.Event] {
		d.rev++
	}
	d.takeUp(e.Facts.Calendar, e.Facts.Closures)
	d.bring(e)
	day := d.s.Today(e.At)
	switch e.Event {
	case foi.Filed:
		d.applyFiled(e)
	case foi.Acknowledged:
		d.open()
		d.clock("acknowledge", 0).end(foi.Met, day)
	case foi.Registered:
		d.applyRegistered(e)
	case foi.ExtensionProposed, foi.Extended, foi.ExtensionRefused, foi.ExtensionReverted:
		d.applyExtension(e)
	case foi.ClockSuspended:
		d.stops = append(d.stops, e.Facts.Ground)
		d.clock("response", 0).pause(e.Facts.Ground, day, e.At)
	case foi.ClockResumed:
		c := d.clock("response", 0)
		c.goOn(day, e.At)
		c.set(d.due(c), e.At)
	case foi.ClarificationAsked, foi.Clarified, foi.ClarificationLapsed:
		d.applyClarification(e, day)
	case foi.Drafted, foi.Submitted, foi.DraftApproved, foi.SignedOff, foi.Declined, foi.PartDelivered, foi.Delivered:
		d.applyAnswer(e, day)
	case foi.ThirdConsulted, foi.ThirdAnswered, foi.Reopened, foi.ReviewFiled, foi.ReviewDecided, foi.AppealRecorded, foi.RulingRecorded, foi.Linked, foi.Joined, foi.Separated,
		foi.Restricted, foi.Unrestricted:
		d.applyWork(e, day)
	case foi.UnitAsked, foi.UnitAnswered:
		d.applyTalk(e)
	case foi.FeeAsked, foi.FeeReminded, foi.FeePaid, foi.FeeWaived, foi.FeeLapsed:
		d.applyFee(e, day)
	case foi.PublishedLog:
		d.state = foi.Published
		d.clock("publication", 0).end(foi.Met, day)
	case foi.WithdrawnByPerson:
		d.close(foi.Withdrawn, day)
	case foi.SentOn:
		d.close(foi.Transferred, day)
	case foi.PartSentOn: // what is left is owed as before
		d.open()
		d.clock("acknowledge", 0).end(foi.Met, day)
	case foi.Recalculated:
		d.recalculate(e)
	case foi.LawChanged:
		d.changeLaw(e)
	case foi.Reminded, foi.Escalated, foi.Lapsed, foi.Chased:
		d.applyMilestone(e)
	case foi.NoticeSent, foi.NoticeFailed:
		d.sent[e.Facts.MessageID] = true
	case foi.Assigned:
		d.owner = e.Facts.Assignee
	default:
		d.applyBranch(e, day)
	}
	d.comeBack(e.Event)
}

// open moves a request that was only received to where it is worked on.
func (d *docket) open() {
	if d.state == foi.Received {
		d.state = foi.Open
	}
}

func (d *docket) close(state foi.State, day foi.Date) {
	d.state = state
	for _, c := range d.clocks {
		c.end(foi.Stopped, day)
	}
	for _, b := range d.branches {
		if b.Live() {
			b.State, b.SentBack = foi.BranchIsCancelled, false
		}
	}
}

// outcomeOf is the docket as the caller stores it.
func (d *docket) outcomeOf(req foi.Request) Outcome {
	out := Outcome{Next: d.state, Request: req, Joined: foi.Reference(d.joined)}
	r := &out.Request
	r.State, r.Rev, r.Holders, r.Outcome, r.UpdatedAt = d.state, d.rev, d.holders(), d.outcome, d.last
	r.Version, r.Remedy, r.Restricted = d.s.law.Version, d.remedy, d.restricted
	r.Owner, r.Back = d.owner, d.back
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
		out.Milestones = append(out.Milestones, d.s.pending(c, d.daysOf(c))...)
	}
	if c := d.owes(); c != nil {
		r.DueOn, r.Clock = c.Due, c.Status
	}
	sort.SliceStable(out.Milestones, func(i, j int) bool { return out.Milestones[i].At.Before(out.Milestones[j].At) })
	for _, b := range d.branches {
		out.Branches = append(out.Branches, *b)
	}
	return out
}

// owes is the clock of what is owed after the answer: what a remedy's decision ordered, else the mending of what was taken up again. It is
// nil where the answer itself is still owed, and where nothing is.
func (d *docket) owes() *Clock {
	if c := d.clock("response", 0); c != nil && c.Status != foi.Met && c.Status != foi.Stopped {
		return nil
	}
	for _, key := range foi.AfterAnswer {
		if c := d.clock(key, 0); c != nil && (c.Status == foi.Running || c.Status == foi.Missed) {
			return c
		}
	}
	return nil
}

// Replay folds a ledger: what the stored request, deadlines, milestones and branches must equal.
func (s *Statute) Replay(req foi.Request, ledger []foi.Entry) Outcome {
	return s.fold(ledger).outcomeOf(req)
}

// pendingAll lists every milestone that is still to come, in order.
func (d *docket) pendingAll() []foi.Milestone {
	var out []foi.Milestone
	for _, c := range d.clocks {
		out = append(out, d.s.pending(c, d.daysOf(c))...)
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].At.Before(out[j].At) })
	return out
}

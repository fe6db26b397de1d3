package statute

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"qhana/internal/foi"
)

// node is a way in which a request can stand, and how it came there.
type node struct {
	req    foi.Request
	ledger []foi.Entry
	at     time.Time
}

// explorer walks everything that can happen to a request under a statute.
type explorer struct {
	t     *testing.T
	law   *Statute
	seen  map[string]*node
	order []string
	next  map[string][]string
	ends  map[string]bool

	without []foi.ActionKind // actions that are left out
	part    bool             // not every state need be reached

	arrows []Arrow      // of the law's drawing
	gone   map[int]bool // those that were gone, by their index
}

// went notes that a request went from one state to another: there is an arrow for it in the drawing.
func (x *explorer) went(from, to foi.State, act foi.Action, entries []foi.Entry) {
	if x.gone == nil {
		x.arrows, x.gone = x.law.Arrows(), map[int]bool{}
	}
	lapsed := func(clock string) bool { // what fell due before is acted on first
		return slices.ContainsFunc(entries, func(e foi.Entry) bool {
			return act.Kind == foi.Fire && e.Facts.Clock == clock && e.Facts.Milestone == "lapse"
		})
	}
	i := slices.IndexFunc(x.arrows, func(a Arrow) bool {
		return a.From == from && a.To == to && (slices.Contains(a.Actions, act.Kind) || a.Lapse != "" && lapsed(a.Lapse))
	})
	if i < 0 {
		x.t.Fatalf("%s %s leads from %s to %s, and the drawing of %s has no arrow for it", act.Kind, act.Clock, from, to, x.law.Key())
	}
	x.gone[i] = true
}

// drawn checks that every arrow of the drawing was gone, of those whose actions were tried.
func (x *explorer) drawn() {
	for i, a := range x.arrows {
		tried := a.Lapse != "" || slices.ContainsFunc(a.Actions, func(k foi.ActionKind) bool { return !slices.Contains(beside, k) && !slices.Contains(x.without, k) })
		if tried && !x.gone[i] && a.From != a.To {
			x.t.Errorf("the drawing of %s has an arrow from %s to %s (%v %s) that nothing goes", x.law.Key(), a.From, a.To, a.Actions, a.Lapse)
		}
	}
}

// key is how a request stands, without days and hours: what could make a difference to what may be done.
func (x *explorer) key(n *node) string {
	d := x.law.fold(n.ledger)
	k := fmt.Sprint(d.state, d.drafted, min(d.asked, 1), d.proposed != nil, min(len(d.stops), 1))
	for _, key := range []string{"response", "acknowledge", "clarification", "publication", "delivery"} {
		if x.part && (key == "acknowledge" || key == "publication") {
			continue // they end by themselves, and nothing waits for them
		}
		if c := d.clock(key, 0); c != nil {
			k += fmt.Sprint(" ", c.Key, c.Status, c.Missed, len(c.Added) > 0)
		}
	}
	for _, c := range d.clocks {
		if c.Key == "consultation" || c.Key == "correction" || c.Key == "compliance" {
			k += fmt.Sprint(" ", c.Key, c.Status)
		}
	}
	for _, r := range x.law.Remedies() {
		if day, filed := d.reviews[r.Code]; filed {
			k += fmt.Sprint(" ", r.Code, day != 0)
		}
	}
	k += fmt.Sprint(" ", d.approvals, d.planned == "denied" && d.drafted)
	for _, b := range d.branches {
		k += fmt.Sprint(" ", b.State)
	}
	return k
}

func (x *explorer) actors() []foi.Actor {
	out := []foi.Actor{foi.TheCitizen(), foi.TheSystem()}
	for i, r := range foi.Roles {
		unit := map[foi.Role]string{foi.UnitOfficial: "finanzas", foi.UnitHead: "finanzas"}[r]
		out = append(out, foi.Actor{Account: int64(i + 1), Grants: []foi.Grant{{Role: r, Unit: unit}}})
	}
	return out
}

// beside are the actions that change nothing in how a request can go on: they have tests of their own. What comes after an
// answer, or beside it, is explored by itself: with the terms before it, it would only multiply the ways.
var (
	beside = []foi.ActionKind{foi.Link, foi.Join, foi.Separate, foi.Split, foi.AnswerJoined, foi.Loosen, foi.Restrict, foi.Unrestrict, foi.AddDocuments, foi.ReplaceDocument, foi.AssignBranch, foi.MoveBranch, foi.RedateBranch, foi.AnswerCounter, foi.TransferPart, foi.RecordAppeal, foi.RecordRuling}
	after  = []foi.ActionKind{foi.ConsultThird, foi.AnswerThird, foi.Reopen, foi.FileReview, foi.DecideReview, foi.DeliverPart, foi.AmendDraft}
	before = []foi.ActionKind{foi.OpenBranch, foi.Extend, foi.ConfirmExtension, foi.RevertExtension, foi.AskClarification, foi.Suspend, foi.Transfer}
)

// acts are the actions that are tried, each with what it needs.
func (x *explorer) acts(d *docket) []foi.Action {
	words := foi.Words{"text": "…", "summary": "…", "title": "…", "question": "…", "answer": "…", "delay": "…", "name": "…", "email": "…", "body": "…", "part": "…", "number": "…"}
	var out []foi.Action
	for _, kind := range actionKinds {
		act := foi.Action{Kind: kind, Words: words, Branch: len(d.branches), Unit: "finanzas", Outcome: d.outcomes()[0], Position: "consents"}
		if slices.Contains(beside, kind) || slices.Contains(x.without, kind) {
			continue
		}
		switch kind {
		case foi.FileReview, foi.DecideReview:
			for _, r := range x.law.Remedies() {
				act.Remedy, act.Other, act.Outcome = r.Code, "X-2026-000001-1", "upheld"
				out = append(out, act)
			}
			continue
		case foi.File, foi.Fire, foi.Recalculate, foi.RecordNotice, foi.ChangeLaw, foi.Note, foi.AskUnit, foi.AnswerUnit:
			continue
		case foi.OpenBranch:
			if len(d.branches) > 0 {
				continue
			}
		case foi.ConsultThird:
			if d.thirds > 0 {
				continue
			}
		case foi.AskClarification:
			act.Ground = "unclear"
		case foi.Suspend:
			act.Ground = "fee"
		case foi.AskFee:
			act.Fee = 100
		case foi.Extend:
			for _, rule := range x.law.law.Extensions {
				act.Ground, act.Amount, act.Until = rule.Grounds[0], 1, 0
				if c := d.clock("response", 0); rule.ToDate && c != nil {
					act.Amount, act.Until = 0, d.days().Next(c.Due+7)
				}
				out = append(out, act)
			}
			continue
		}
		out = append(out, act)
	}
	return out
}

func (x *explorer) add(from string, n *node) {
	k := x.key(n)
	if from != "" && from != k {
		x.next[from] = append(x.next[from], k)
	}
	if x.seen[k] == nil {
		x.seen[k] = n
		x.order = append(x.order, k)
	}
}

// decide carries an action out and says whether it was allowed.
func (x *explorer) decide(n *node, act foi.Action, who foi.Actor, at time.Time) *node {
	out, err := x.law.Decide(n.req, n.ledger, act, who, at)
	if err != nil {
		if code := foi.CodeOf(err); code != foi.Refused && code != foi.Forbidden && code != foi.Invalid {
			x.t.Fatalf("%s: %v", act.Kind, err)
		}
		return nil
	}
	if end, moves := moves[act.Kind]; moves && out.Next != end {
		x.t.Fatalf("%s leads to %s, not to %s", act.Kind, out.Next, end)
	}
	if from := n.req.State; from != "" && from != out.Next {
		x.went(from, out.Next, act, out.Entries)
	}
	to := &node{req: out.Request, ledger: append(slices.Clone(n.ledger), out.Entries...), at: at}
	if what := unanswered(to.ledger, len(out.Entries)); what != "" {
		x.t.Fatalf("%s: %s", act.Kind, what)
	}
	return to
}

// permitted is what Decide would say first, without folding the ledger for it.
func permitted(d *docket, act foi.Action, who foi.Actor) bool {
	return (&decision{docket: d}).permit(act, who) == nil
}

// unanswered says what a delivery among the newest entries lacks, "" when nothing: who is answered has an answer, written since the
// last one, and it says how it ends.
func unanswered(ledger []foi.Entry, newest int) string {
	for i := len(ledger) - newest; i < len(ledger); i++ {
		e := ledger[i]
		if e.Event != foi.Delivered && e.Event != foi.PartDelivered {
			continue
		}
		for j := i - 1; ; j-- {
			if j < 0 || ledger[j].Event == foi.Delivered || ledger[j].Event == foi.PartDelivered {
				return "delivered without an answer"
			}
			if ledger[j].Event == foi.Drafted {
				if e.Facts.Outcome == "" || e.Facts.Outcome != ledger[j].Facts.Outcome || ledger[j].Words.Text() == "" {
					return "delivered without an outcome or words"
				}
				break
			}
		}
	}
	return ""
}

// Everything that can happen: every state is reached, an end can be reached from everywhere, nothing stands still with nobody
// and no clock to move it, and what an official could do just before the term ran out can be done just after.
func TestEveryStateMachine(t *testing.T) {
	t.Parallel()
	l := shared(t)
	for _, key := range l.Keys() {
		if raceEnabled && key != "co-1712" {
			continue // the detector makes it ten times as long, and there is nothing here that could race
		}
		for _, law := range l.Versions(key) {
			t.Run(key+" "+law.Version(), func(t *testing.T) {
				t.Parallel()
				x := &explorer{t: t, law: law, seen: map[string]*node{}, next: map[string][]string{}, ends: map[string]bool{}, without: after}
				x.explore()
				if law.Kept() {
					x = &explorer{t: t, law: law, seen: map[string]*node{}, next: map[string][]string{}, ends: map[string]bool{}, without: before, part: true}
					x.explore()
				}
			})
		}
	}
}

func (x *explorer) explore() {
	at := time.Date(2026, 3, 2, 15, 0, 0, 0, time.UTC)
	first := x.decide(&node{req: foi.Request{ID: 1, Locale: "es"}}, foi.Action{Kind: foi.File, Filing: &foi.Filing{Locale: "es"}}, foi.TheCitizen(), at)
	if first == nil {
		x.t.Fatal("a request cannot be filed")
	}
	x.add("", first)
	reached := map[foi.State]bool{}
	for i := 0; i < len(x.order); i++ {
		if i > 60_000 {
			x.t.Fatal("there is no end to what can happen")
		}
		k := x.order[i]
		n := x.seen[k]
		d := x.law.fold(n.ledger)
		reached[d.state] = true
		moves := 0
		acts := x.acts(d)
		for _, who := range x.actors() {
			for _, act := range acts {
				if !permitted(d, act, who) {
					continue
				}
				if to := x.decide(n, act, who, n.at.Add(time.Minute)); to != nil {
					x.add(k, to)
					moves++
				}
			}
		}
		for _, m := range d.pendingAll() {
			fire := foi.Action{Kind: foi.Fire, Clock: m.Clock, Branch: m.Branch, Milestone: m.Name(), Due: m.DueOn}
			to := x.decide(n, fire, foi.TheSystem(), later(m.At, n.at))
			if to == nil {
				x.t.Fatalf("%s: the milestone %s of %s cannot be acted on", k, m.Name(), m.Clock)
			}
			x.add(k, to)
			moves++
			if m.Kind == "lapse" && m.Clock == "response" {
				x.race(n, to, later(m.At, n.at))
			}
		}
		x.ends[k] = x.law.procedure.States[d.state].Final
		if moves == 0 && !x.ends[k] {
			x.t.Errorf("%s: nobody and no clock can move it", k)
		}
	}
	if !x.part {
		x.drawn()
	}
	for st := range x.law.procedure.States {
		if !reached[st] && !x.part {
			x.t.Errorf("the state %s is never reached", st)
		}
	}
	x.allEnd()
	x.t.Logf("%d ways in which a request can stand", len(x.order))
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// needsRunning are the actions on a term that runs: once it ran out there is nothing to lengthen or to stop.
var needsRunning = []foi.ActionKind{foi.Extend, foi.ConfirmExtension, foi.RevertExtension, foi.AskClarification, foi.Suspend, foi.AskFee, foi.Register}

// race does an action in the last minute and in the first one after the term ran out: in both orders it is done.
func (x *explorer) race(before, after *node, at time.Time) {
	d := x.law.fold(before.ledger)
	acts := x.acts(d)
	for _, who := range x.actors() {
		for _, act := range acts {
			if slices.Contains(needsRunning, act.Kind) || !permitted(d, act, who) || x.decide(before, act, who, at.Add(-time.Minute)) == nil {
				continue
			}
			again := act
			if x.decide(after, again, who, at) == nil && x.law.fold(after.ledger).state == d.state && sameBranches(d, x.law.fold(after.ledger)) {
				x.t.Errorf("%s was possible a minute before the term ran out, and is lost after it", act.Kind)
			}
		}
	}
}

func sameBranches(a, b *docket) bool {
	if len(a.branches) != len(b.branches) || a.asked != b.asked {
		return false
	}
	ca, cb := a.clock("clarification", 0), b.clock("clarification", 0)
	return (ca == nil) == (cb == nil) && (ca == nil || ca.Status == cb.Status)
}

// allEnd checks that from every way in which a request can stand an end can be reached.
func (x *explorer) allEnd() {
	before := map[string][]string{}
	for from, tos := range x.next {
		for _, to := range tos {
			before[to] = append(before[to], from)
		}
	}
	ok := map[string]bool{}
	var todo []string
	for k, end := range x.ends {
		if end {
			ok[k] = true
			todo = append(todo, k)
		}
	}
	for len(todo) > 0 {
		k := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, from := range before[k] {
			if !ok[from] {
				ok[from] = true
				todo = append(todo, from)
			}
		}
	}
	for _, k := range x.order {
		if !ok[k] {
			x.t.Errorf("no end can be reached from: %s", k)
		}
	}
}

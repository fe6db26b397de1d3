package statute

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"qhana/internal/foi"
)

// randomActions is how many actions random people try under each procedure, those that they are offered and those that they are not.
const randomActions = 1_000_000

// Random people do random things at random hours: whatever is offered as a button succeeds, whatever is not offered is
// refused, and the ledger replays to what the decisions gave.
func TestButtonsSucceed(t *testing.T) {
	t.Parallel()
	l := shared(t)
	for _, key := range []string{"bo-la-paz", "bo-nacional", "mx-lgtaip", "uk-foia"} { // a committee approves in the third one, and the last one has fees
		t.Run(key, func(t *testing.T) {
			t.Parallel()
			n := randomActions
			if raceEnabled {
				n /= 20
			}
			switch key {
			case "uk-foia":
				n /= 10
			case "mx-lgtaip":
				n /= 5
			}
			g := &gamble{t: t, law: l.Statute(key), rng: rand.New(rand.NewPCG(4, 2)), did: map[foi.ActionKind]int{}}
			for g.tried < n {
				g.course()
			}
			for kind := range g.law.procedure.Actions {
				if key == "uk-foia" && !slices.Contains([]foi.ActionKind{foi.AskFee, foi.RecordFee, foi.WaiveFee}, kind) {
					continue
				}
				if g.did[kind] == 0 && g.law.used(kind) && !slices.Contains([]foi.ActionKind{foi.Register, foi.Suspend, foi.Resume, foi.ConfirmExtension, foi.RefuseExtension, foi.ChangeLaw, foi.Recalculate, foi.RecordNotice, foi.AnswerJoined, foi.Loosen}, kind) && !raceEnabled {
					t.Errorf("%s was never done", kind)
				}
			}
			t.Logf("%d actions tried, %d done", g.tried, g.done())
		})
	}
}

// gamble is a run of random courses under one law.
type gamble struct {
	t     *testing.T
	law   *Statute
	rng   *rand.Rand
	tried int
	did   map[foi.ActionKind]int
}

func (g *gamble) done() (n int) {
	for _, one := range g.did {
		n += one
	}
	return n
}

func pick[T any](g *gamble, list []T) T { return list[g.rng.IntN(len(list))] }

// people are the body's, with some who hold two roles and some of other units.
func (g *gamble) people() []foi.Actor {
	of := func(id int64, grants ...foi.Grant) foi.Actor { return foi.Actor{Account: id, Grants: grants} }
	lead := g.law.procedure.Body.Lead
	committee := foi.Grant{Role: foi.Reviewer, Unit: "comite"}
	return []foi.Actor{
		of(13, committee), of(14, committee, foi.Grant{Role: foi.Reviewer, Unit: "asesoria-legal"}),
		of(1, foi.Grant{Role: foi.TransparencyOfficer, Unit: lead}), of(2, foi.Grant{Role: foi.TransparencyOfficer, Unit: lead}),
		of(3, foi.Grant{Role: foi.UnitOfficial, Unit: "finanzas"}), of(4, foi.Grant{Role: foi.UnitHead, Unit: "finanzas"}),
		of(5, foi.Grant{Role: foi.UnitOfficial, Unit: "obras"}, foi.Grant{Role: foi.UnitHead, Unit: "obras"}), of(6, foi.Grant{Role: foi.UnitHead, Unit: "obras"}),
		of(7, foi.Grant{Role: foi.Reviewer, Unit: "asesoria-legal"}), of(8, foi.Grant{Role: foi.Signatory, Unit: "secretaria-general"}),
		of(9, foi.Grant{Role: foi.Signatory, Unit: "secretaria-general"}, foi.Grant{Role: foi.TransparencyOfficer, Unit: lead}),
		of(10, foi.Grant{Role: foi.Clerk, Unit: lead}), of(11, foi.Grant{Role: foi.Auditor}), of(12, foi.Grant{Role: foi.Administrator}),
		foi.TheCitizen(), foi.TheThirdParty(),
	}
}

// fill is an action with every field as somebody would fill it in.
func (g *gamble) fill(d *docket, act foi.Action, who foi.Actor, ledger []foi.Entry, at time.Time) foi.Action {
	law, today := &d.s.law, d.s.Today(at)
	act.Words = foi.Words{"text": "…", "summary": "…", "title": "…", "question": "…", "answer": "…", "delay": "…", "name": "…", "email": "…", "body": "…", "part": "…", "number": "…"}
	act.Outcome, act.Position, act.Account, act.People, act.Other = pick(g, d.outcomes()), pick(g, []string{"consents", "objects"}), 3, []int64{1}, "LP-2026-000009-9"
	switch act.Kind {
	case foi.OpenBranch, foi.MoveBranch:
		for n := range 40 {
			unit := []string{"finanzas", "obras", fmt.Sprint("u", n)}[min(n, 2)]
			if act.Unit == "" && !slices.ContainsFunc(d.branches, func(b *foi.Branch) bool { return b.Unit == unit && b.Live() }) {
				act.Unit = unit
			}
		}
	case foi.RedateBranch:
		b, term := d.branch(act.Branch), d.s.procedure.Terms["branch"]
		for n := term.Min; b != nil && n <= term.Max; n++ {
			if day := d.daysOf(d.clock("branch", b.No)).After(b.OpenedOn, n); day >= today && day != b.DueOn {
				act.Due = day
			}
		}
	case foi.Extend:
		act.Ground, act.Amount = law.Extensions[0].Grounds[0], law.Extensions[0].Amount
		if c := d.clock("response", 0); law.Extensions[0].ToDate && c != nil {
			act.Until = d.days().Next(c.Due + 7)
		}
	case foi.AnswerBranch, foi.Draft:
		act.Documents = []foi.Document{{ID: fmt.Sprint("doc", g.tried)}}
	case foi.ReplaceDocument:
		act.Documents = []foi.Document{{ID: fmt.Sprint("doc", g.tried)}}
		if ids := d.s.Replaceable(ledger, who); len(ids) > 0 {
			act.Replaces = pick(g, ids)
		}
	case foi.AskFee:
		act.Fee = 2500
	case foi.AskUnit:
		if units := d.s.Askable(ledger, who); len(units) > 0 {
			act.Unit = pick(g, units)
		}
	case foi.AskClarification:
		act.Ground = law.Clarification.Grounds[0]
	case foi.Link:
		act.Other = foi.Reference(fmt.Sprint("LP-", g.tried))
	case foi.AnswerCounter:
		act.Outcome = "granted"
	case foi.AnswerThird:
		if open := d.s.Consulted(ledger); len(open) > 0 {
			act.Third = pick(g, open)
		}
	case foi.RecordAppeal:
		for _, code := range d.s.Outside() {
			if _, taken := d.reviews[code]; !taken {
				act.Remedy = code
			}
		}
	case foi.RecordRuling:
		act.Outcome = pick(g, ReviewOutcomes)
		if open := d.appealed(); len(open) > 0 {
			act.Remedy = open[0]
		}
	case foi.FileReview:
		for _, w := range d.s.Reviewable(ledger, today) {
			act.Remedy = w.Key
		}
	}
	if slices.Contains(law.NeedExemption, act.Outcome) && d.remedy == "" {
		act.Exemptions = []string{law.Exemptions[0].Code}
		for _, field := range d.s.reasons(act.Exemptions[0]) {
			act.Words[field] = "…"
		}
	}
	return act
}

// course is one request from its filing on, a hundred and fifty steps long.
func (g *gamble) course() {
	at := time.Date(2026, 2, 1+g.rng.IntN(200), 14, 0, 0, 0, time.UTC)
	filing := &foi.Filing{Locale: "es"}
	out, err := g.law.Decide(foi.Request{ID: 1, Locale: "es"}, nil, foi.Action{Kind: foi.File, Filing: filing}, foi.TheCitizen(), at)
	if err != nil {
		g.t.Fatal(err)
	}
	g.did[foi.File]++
	req, ledger := out.Request, out.Entries
	take := func(out Outcome, kind foi.ActionKind) {
		req, ledger = out.Request, append(ledger, out.Entries...)
		g.did[kind]++
		if what := unanswered(ledger, len(out.Entries)); what != "" {
			g.t.Fatalf("%s: %s", kind, what)
		}
	}
	for range 150 {
		at = at.Add(time.Duration(g.rng.IntN(12)+1) * time.Hour)
		for _, m := range g.law.fold(ledger).pendingAll() { // what fell due meanwhile comes first, as the sweep has it
			if m.At.After(at) {
				break
			}
			fire := foi.Action{Kind: foi.Fire, Clock: m.Clock, Branch: m.Branch, Milestone: m.Name(), Due: m.DueOn}
			if out, err := g.law.Decide(req, ledger, fire, foi.TheSystem(), at); err == nil {
				take(out, foi.Fire)
			}
		}
		g.probe(&req, &ledger, at, take)
		if g.law.procedure.States[req.State].Final && g.rng.IntN(8) == 0 {
			break
		}
	}
	again := g.law.Replay(req, ledger)
	if again.Request.State != req.State || again.Request.DueOn != req.DueOn || again.Request.Rev != req.Rev {
		g.t.Fatalf("the ledger replays to %v, not %v", again.Request, req)
	}
}

// probe lets somebody try everything: all that is offered must succeed, all else must be refused; then one thing is done.
func (g *gamble) probe(req *foi.Request, ledger *[]foi.Entry, at time.Time, take func(Outcome, foi.ActionKind)) {
	who := pick(g, g.people())
	d := g.law.fold(*ledger)
	offered := g.law.Allowed(*req, *ledger, who, at)
	is := func(kind foi.ActionKind, branch int) bool {
		return slices.ContainsFunc(offered, func(a foi.Action) bool { return a.Kind == kind && a.Branch == branch })
	}
	type success struct {
		out  Outcome
		kind foi.ActionKind
	}
	var good []success
	for _, kind := range actionKinds {
		rule := g.law.procedure.Actions[kind]
		if kind == foi.File || slices.Contains(rule.Roles, foi.System) {
			continue
		}
		numbers := []int{0}
		if len(rule.Branch) > 0 {
			numbers = nil
			for _, b := range d.branches {
				numbers = append(numbers, b.No)
			}
		}
		for _, no := range numbers {
			g.tried++
			act := g.fill(d, foi.Action{Kind: kind, Branch: no}, who, *ledger, at)
			out, err := g.law.Decide(*req, *ledger, act, who, at)
			var known *foi.Error
			switch {
			case err == nil && is(kind, no):
				good = append(good, success{out, kind})
			case err == nil:
				g.t.Fatalf("%s was not offered to %v in %s, and is possible", kind, who.Grants, req.State)
			case is(kind, no) && !(kind == foi.RedateBranch && act.Due.IsZero()):
				g.t.Fatalf("%s was offered to %v in %s, and is refused: %v", kind, who.Grants, req.State, err)
			case !errors.As(err, &known):
				g.t.Fatalf("%s: %v", kind, err)
			}
		}
	}
	ending := []foi.ActionKind{foi.Withdraw, foi.Transfer, foi.AnswerCounter, foi.Join, foi.CancelBranch, foi.ReturnBranch, foi.AskClarification}
	good = slices.DeleteFunc(good, func(s success) bool { return slices.Contains(ending, s.kind) && g.rng.IntN(20) > 0 })
	if len(good) > 0 {
		one := pick(g, good)
		if g.rng.IntN(2) == 0 { // what was done least, so that everything is
			one = slices.MinFunc(good, func(a, b success) int { return g.did[a.kind] - g.did[b.kind] })
		}
		take(one.out, one.kind)
		if review := last(one.out.Entries); one.kind == foi.FileReview && review.Facts.Remedy != "" {
			g.decideReview(req, ledger, review.Facts, at, take)
		}
	}
}

func last(entries []foi.Entry) foi.Entry { return entries[len(entries)-1] }

// decideReview is what becomes of a remedy, sometimes.
func (g *gamble) decideReview(req *foi.Request, ledger *[]foi.Entry, f foi.Facts, at time.Time, take func(Outcome, foi.ActionKind)) {
	if g.rng.IntN(2) == 0 {
		return
	}
	act := foi.Action{Kind: foi.DecideReview, Remedy: f.Remedy, Other: foi.Reference(f.Other), Outcome: pick(g, ReviewOutcomes)}
	if out, err := g.law.Decide(*req, *ledger, act, foi.TheSystem(), at); err == nil {
		take(out, act.Kind)
	}
}

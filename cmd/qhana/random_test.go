package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"qhana/internal/casework"
	"qhana/internal/foi"
	"qhana/internal/simulate"
	"qhana/internal/statute"
	"qhana/internal/store"
	"qhana/internal/testdb"
)

// randomActs is how many actions random people try on a real database under each procedure; QHANA_RANDOM says otherwise. They are tried
// in rounds, each on a database of its own and with chances of its own: what a try costs does not grow with their number, and a run that
// was cut off goes on with QHANA_RANDOM_FROM, the first round that is not done. With -v each round is told when it ends.
const (
	randomActs  = 1500
	randomRound = 10_000
)

// Random people do what they are offered, and what they are not, to many cases at random hours, with deadlines falling due between:
// every button that is offered succeeds, everything else is refused and leaves nothing behind, and afterwards every case is what its
// ledger comes to, and its acts what the public record has.
func TestRandomCaseworkChecks(t *testing.T) {
	t.Parallel()
	want, from := wanted("QHANA_RANDOM", randomActs), wanted("QHANA_RANDOM_FROM", 0)
	for _, key := range []string{"bo-la-paz", "bo-nacional", "mx-lgtaip"} {
		t.Run(key, func(t *testing.T) {
			t.Parallel()
			for round, rounds := from, (want+randomRound-1)/randomRound; round < rounds; round++ {
				if !t.Run(fmt.Sprint(round), func(t *testing.T) { randomly(t, key, round, min(randomRound, want-round*randomRound)) }) {
					t.Fatalf("it goes on from here with QHANA_RANDOM=%d QHANA_RANDOM_FROM=%d", want, round)
				}
			}
		})
	}
}

// wanted is a number of the environment.
func wanted(name string, otherwise int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return n
	}
	return otherwise
}

// randomly does one round.
func randomly(t *testing.T, key string, round, tries int) {
	begun := time.Now()
	c, out := testCLI(t, testdb.URL(t))
	c.cfg.Statute = key
	err := c.withStore(t.Context(), func(s *store.Store, law *statute.Library) error {
		world, err := people(t.Context(), s, simulate.WorldOf(law.Body()))
		if err != nil {
			return err
		}
		r := &random{t: t, s: s, law: law.Body(), world: world, rng: rand.New(rand.NewPCG(7, uint64(9+round))), at: time.Date(2026, 2, 2, 13, 0, 0, 0, time.UTC),
			did: map[foi.ActionKind]int{}, refused: map[foi.ActionKind]int{}}
		r.desk = casework.New(s, law, &simulate.Mailbox{}, func() time.Time { return r.at }, "qhana.test")
		r.run(tries)
		return c.record(t, s, r.at)
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := check(t.Context(), c); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	took := time.Since(begun)
	t.Logf("%s, round %d: %d tried and checked in %s, %.0f a second", key, round, tries, took.Round(time.Second), float64(tries)/took.Seconds())
}

// run tries as many actions as asked for, and tells what was done.
func (r *random) run(want int) {
	for range 25 {
		r.file()
	}
	for r.tried < want {
		r.turn()
	}
	done := 0
	for _, n := range r.did {
		done += n
	}
	r.t.Logf("%d actions tried on %d cases: %d of %d kinds done, of %d kinds refused", r.tried, len(r.cases), done, len(r.did), len(r.refused))
	if least := 12; len(r.did) < least || len(r.refused) < least {
		r.t.Errorf("too few kinds of action were done or refused: %v, %v", r.did, r.refused)
	}
}

type random struct {
	t     *testing.T
	s     *store.Store
	desk  *casework.Desk
	law   *statute.Statute
	world simulate.World
	rng   *rand.Rand
	at    time.Time
	cases []int64
	live  []int64 // cases on which something may be offered
	tried int

	did, refused map[foi.ActionKind]int
}

func (r *random) file() {
	f := foi.Filing{Question: foi.Question{Subject: fmt.Sprint("Asunto ", len(r.cases)), Body: "Pedido"}, Channel: foi.Web, Locale: "es",
		Requester: foi.Requester{Name: "Alguien", Email: "alguien@correo.example", Delivery: "email"}}
	req, err := r.desk.File(r.t.Context(), f, nil, foi.TheCitizen(), func(foi.Reference) []byte { return []byte("mac") }, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	r.cases, r.live = append(r.cases, req.ID), append(r.live, req.ID)
}

// fire lets everything fall due that is due by now.
func (r *random) fire() {
	for {
		due, err := r.desk.NextDue(r.t.Context(), r.at)
		if err != nil {
			r.t.Fatal(err)
		}
		if due.Request == 0 {
			return
		}
		act := foi.Action{Kind: foi.Fire, Clock: due.Clock, Branch: due.Branch, Milestone: due.Name, Due: due.DueOn()}
		if _, err := r.desk.Act(r.t.Context(), due.Request, act, foi.TheSystem()); err != nil {
			r.t.Fatalf("%+v: %v", due, err)
		}
	}
}

// turn lets a while pass, and somebody try two things on some case: one that they are offered, and one that they are not.
func (r *random) turn() {
	r.at = r.at.Add(time.Duration(r.rng.IntN(50)+1) * time.Minute)
	r.fire()
	i := r.rng.IntN(len(r.live))
	c, err := r.s.CaseByID(r.t.Context(), r.live[i])
	if err != nil {
		r.t.Fatal(err)
	}
	who := r.somebody(c)
	offers := r.law.Allowed(c.Request, c.Ledger, who, r.at)
	r.refuse(c, who, offers)
	offers = slices.DeleteFunc(offers, func(a foi.Action) bool { return a.Kind == foi.RedateBranch || r.ending(a.Kind) })
	if len(offers) > 0 {
		r.do(c, r.fill(c, offers[r.rng.IntN(len(offers))], who), who)
	}
	if len(c.Request.Holders) == 0 && r.rng.IntN(4) == 0 { // it may still be reviewed or reopened, but not for ever
		r.live = slices.Delete(r.live, i, i+1)
	}
	for len(r.live) < 15 {
		r.file()
	}
}

// somebody is the person who asked, or somebody of the body; mostly of a unit that the case waits for.
func (r *random) somebody(c foi.Case) foi.Actor {
	if r.rng.IntN(5) == 0 {
		return foi.TheCitizen()
	}
	pick := r.world.People[r.rng.IntN(len(r.world.People))].Actor()
	for range 40 { // a municipality has many who have nothing to do with it
		if slices.ContainsFunc(pick.Grants, func(g foi.Grant) bool {
			return slices.Contains(c.Request.Holders, g.Unit) || slices.ContainsFunc(c.Branches, func(b foi.Branch) bool { return b.Live() && b.Unit == g.Unit })
		}) {
			break
		}
		pick = r.world.People[r.rng.IntN(len(r.world.People))].Actor()
	}
	return pick
}

// do carries out what was offered, which must succeed.
func (r *random) do(c foi.Case, act foi.Action, who foi.Actor) {
	r.tried++
	err := r.try(c, act, who)
	if code := foi.CodeOf(err); (act.Kind == foi.Link || act.Kind == foi.Join) && (code == foi.Invalid || code == foi.Refused) {
		return // that other case cannot be it
	}
	if err != nil {
		r.t.Fatalf("%s was offered to %v in %s, and is refused: %v", act.Kind, who.Grants, c.Request.State, err)
	}
	r.did[act.Kind]++
}

// refuse tries something that is not offered, which must be refused and change nothing.
func (r *random) refuse(c foi.Case, who foi.Actor, offers []foi.Action) {
	kind := randomKinds[r.rng.IntN(len(randomKinds))]
	if slices.ContainsFunc(offers, func(a foi.Action) bool { return a.Kind == kind }) {
		return
	}
	r.tried++
	err := r.try(c, r.fill(c, foi.Action{Kind: kind, Branch: min(1, len(c.Branches))}, who), who)
	var known *foi.Error
	if !errors.As(err, &known) {
		r.t.Fatalf("%s was not offered to %v in %s, and comes to %v", kind, who.Grants, c.Request.State, err)
	}
	var after struct{ Rev, Entries int } // no more of the case than tells whether it was touched
	const query = `SELECT rev, (SELECT count(*) FROM entry e WHERE e.request_id = r.id) AS entries FROM request r WHERE r.id = $1`
	if err := r.s.DB().GetContext(r.t.Context(), &after, query, c.Request.ID); err != nil || after.Rev != c.Request.Rev || after.Entries != len(c.Ledger) {
		r.t.Fatalf("%s was refused and left something behind: %v", kind, err)
	}
	r.refused[kind]++
}

// try asks for an action as the desk does.
func (r *random) try(c foi.Case, act foi.Action, who foi.Actor) error {
	mac := func(foi.Reference) []byte { return []byte("mac") }
	var child foi.Request
	var err error
	switch act.Kind {
	case foi.Split:
		child, err = r.desk.Split(r.t.Context(), c.Request.ID, act, foi.Question{Subject: "Una parte", Body: "Una parte"}, who, mac)
	case foi.FileReview:
		child, err = r.desk.FileReview(r.t.Context(), c.Request.ID, act, foi.Question{Subject: "Recurso", Body: "Recurso"}, nil, foi.Web, who, mac)
	case foi.Link:
		_, err = r.desk.Link(r.t.Context(), c.Request.ID, act, who)
	default:
		_, err = r.desk.Act(r.t.Context(), c.Request.ID, act, who)
	}
	if child.ID != 0 {
		r.cases, r.live = append(r.cases, child.ID), append(r.live, child.ID)
	}
	return err
}

func (r *random) ending(kind foi.ActionKind) bool {
	return slices.Contains([]foi.ActionKind{foi.Withdraw, foi.Transfer, foi.AnswerCounter, foi.CancelBranch, foi.ReturnBranch, foi.Note, foi.Join, foi.Split}, kind) && r.rng.IntN(15) > 0
}

// randomKinds are the actions that people try although nobody offers them.
var randomKinds = []foi.ActionKind{foi.Acknowledge, foi.OpenBranch, foi.AcceptBranch, foi.ReturnBranch, foi.AnswerBranch, foi.SendBackBranch, foi.ApproveBranch,
	foi.CancelBranch, foi.Extend, foi.AskClarification, foi.Clarify, foi.Suspend, foi.Resume, foi.Transfer, foi.TransferPart, foi.Draft, foi.Submit, foi.Sign, foi.Decline,
	foi.Deliver, foi.Publish, foi.Withdraw, foi.AnswerCounter, foi.Note, foi.AskUnit, foi.AnswerUnit, foi.AskFee, foi.RemindFee, foi.RecordFee, foi.WaiveFee, foi.Assign, foi.AssignBranch,
	foi.MoveBranch, foi.ApproveDraft, foi.AmendDraft, foi.DeliverPart, foi.ConsultThird, foi.AnswerThird, foi.AddDocuments, foi.Reopen, foi.FileReview, foi.RecordAppeal,
	foi.RecordRuling, foi.Separate, foi.Split, foi.Restrict, foi.Unrestrict, foi.DecideReview, foi.AnswerJoined, foi.Loosen, foi.Fire, foi.Recalculate, foi.ChangeLaw}

// fill is an action with its fields as somebody would fill them in.
func (r *random) fill(c foi.Case, act foi.Action, who foi.Actor) foi.Action {
	act.Words = foi.Words{"text": "…", "summary": "…", "title": "…", "question": "…", "answer": "…", "delay": "…", "name": "…", "email": "a@b.example", "body": "…", "part": "…", "number": "…"}
	act.Position, act.Account, act.Rev = "consents", r.world.People[0].ID, c.Request.Rev
	act.People = []int64{who.Account, r.world.People[0].ID}
	outcomes := r.law.Outcomes()
	if c.Request.Remedy != "" {
		outcomes = statute.ReviewOutcomes
	}
	act.Outcome = outcomes[0]
	live := func(u string) bool {
		return slices.ContainsFunc(c.Branches, func(b foi.Branch) bool { return b.Unit == u && b.Live() })
	}
	switch act.Kind {
	case foi.OpenBranch, foi.MoveBranch:
		for _, u := range r.world.Units {
			if !live(u.Key) {
				act.Unit = u.Key
			}
		}
	case foi.AssignBranch:
		for _, p := range r.world.People {
			if act.Branch > 0 && p.Actor().In(foi.UnitOfficial, c.Branches[act.Branch-1].Unit) {
				act.Account = p.ID
			}
		}
	case foi.AskUnit:
		if units := r.law.Askable(c.Ledger, who); len(units) > 0 {
			act.Unit = units[0]
		}
	case foi.Extend:
		act.Ground, act.Amount = r.law.Extension().Grounds[0], 1+r.rng.IntN(r.law.Extension().Amount)
	case foi.AskClarification:
		act.Ground = r.law.ClarificationGrounds()[0]
	case foi.AnswerThird:
		if open := r.law.Consulted(c.Ledger); len(open) > 0 {
			act.Third = open[0]
		}
	case foi.FileReview:
		for _, w := range r.law.Reviewable(c.Ledger, r.law.Today(r.at)) {
			act.Remedy = w.Key
		}
	case foi.RecordAppeal:
		act.Remedy = r.law.Outside()[0]
	case foi.RecordRuling:
		act.Outcome = statute.ReviewOutcomes[0]
		act.Remedy = r.law.Outside()[0]
	case foi.Link, foi.Join:
		other := r.live[r.rng.IntN(len(r.live))]
		if that, err := r.s.CaseByID(r.t.Context(), other); err == nil {
			act.Other = that.Request.Reference
		}
	case foi.Draft, foi.AmendDraft:
		if c.Request.Remedy == "" && r.rng.IntN(2) == 0 {
			code := r.law.ExemptionCodes()[0]
			act.Outcome, act.Exemptions = "partly", []string{code}
			act.Words["exemption."+code] = strings.Repeat("…", 3)
			for _, test := range r.law.Exemptions()[0].Tests {
				act.Words[test+"."+code] = "…"
			}
		}
	}
	return act
}

package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
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

// randomActs is how many actions random people carry out on a real database.
const randomActs = 2500

// Random people do what they are offered, to many cases at random hours, with deadlines falling due between: every button that
// is offered succeeds, and afterwards every case is what its ledger comes to.
func TestRandomCaseworkChecks(t *testing.T) {
	t.Parallel()
	c, out := testCLI(t, testdb.URL(t))
	err := c.withStore(t.Context(), func(s *store.Store, law *statute.Library) error {
		world, err := people(t.Context(), s, simulate.LaPaz())
		if err != nil {
			return err
		}
		r := &random{t: t, s: s, law: law.Body(), world: world, rng: rand.New(rand.NewPCG(7, 9)), at: time.Date(2026, 2, 2, 13, 0, 0, 0, time.UTC)}
		r.desk = casework.New(s, law, &simulate.Mailbox{}, func() time.Time { return r.at }, "qhana.test")
		for range 25 {
			r.file()
		}
		for r.done < randomActs {
			r.turn()
		}
		t.Logf("%d actions of %d kinds on %d cases", r.done, len(r.kinds), len(r.cases))
		if len(r.kinds) < 20 {
			t.Errorf("only %d kinds of action were done", len(r.kinds))
		}
		return c.record(t, s, r.at)
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := check(t.Context(), c); err != nil {
		t.Errorf("%v\n%s", err, out)
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
	done  int
	kinds map[foi.ActionKind]int
}

func (r *random) file() {
	f := foi.Filing{Question: foi.Question{Subject: fmt.Sprint("Asunto ", len(r.cases)), Body: "Pedido"}, Channel: foi.Web, Locale: "es",
		Requester: foi.Requester{Name: "Alguien", Email: "alguien@correo.example", Delivery: "email"}}
	req, err := r.desk.File(r.t.Context(), f, nil, foi.TheCitizen(), func(foi.Reference) []byte { return []byte("mac") }, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	r.cases = append(r.cases, req.ID)
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

// turn lets a while pass, and somebody do something that they are offered on some case.
func (r *random) turn() {
	r.at = r.at.Add(time.Duration(r.rng.IntN(50)+1) * time.Minute)
	r.fire()
	id := r.cases[r.rng.IntN(len(r.cases))]
	c, err := r.s.CaseByID(r.t.Context(), id)
	if err != nil {
		r.t.Fatal(err)
	}
	actors := []foi.Actor{foi.TheCitizen()}
	for _, p := range r.world.People {
		actors = append(actors, p.Actor())
	}
	var offers []func() (foi.Action, foi.Actor)
	for _, who := range actors {
		for _, act := range r.law.Allowed(c.Request, c.Ledger, who, r.at) {
			if slices.Contains([]foi.ActionKind{foi.FileReview, foi.Link, foi.Join, foi.Split, foi.RedateBranch}, act.Kind) || r.ending(act.Kind) {
				continue // they need another case, or end this one too soon
			}
			offers = append(offers, func() (foi.Action, foi.Actor) { return r.fill(c, act, who), who })
		}
	}
	if len(offers) == 0 {
		if r.rng.IntN(3) == 0 {
			r.file()
		}
		return
	}
	act, who := offers[r.rng.IntN(len(offers))]()
	if _, err := r.desk.Act(context.Background(), id, act, who); err != nil {
		r.t.Fatalf("%s was offered to %v in %s, and is refused: %v", act.Kind, who.Grants, c.Request.State, err)
	}
	if r.kinds == nil {
		r.kinds = map[foi.ActionKind]int{}
	}
	r.kinds[act.Kind]++
	r.done++
}

func (r *random) ending(kind foi.ActionKind) bool {
	return slices.Contains([]foi.ActionKind{foi.Withdraw, foi.Transfer, foi.AnswerCounter, foi.CancelBranch, foi.ReturnBranch, foi.Note}, kind) && r.rng.IntN(15) > 0
}

// fill is an action with its fields as somebody would fill them in.
func (r *random) fill(c foi.Case, act foi.Action, who foi.Actor) foi.Action {
	act.Words = foi.Words{"text": "…", "summary": "…", "title": "…", "question": "…", "answer": "…", "delay": "…", "name": "…", "email": "a@b.example"}
	act.Position, act.Account, act.Outcome, act.Rev = "consents", r.world.People[0].ID, "granted", c.Request.Rev
	act.People = []int64{who.Account, r.world.People[0].ID}
	busy := func(u string) bool {
		return slices.ContainsFunc(c.Branches, func(b foi.Branch) bool { return b.Unit == u && b.Live() })
	}
	switch act.Kind {
	case foi.OpenBranch, foi.MoveBranch:
		for _, u := range []string{"finanzas", "obras", "salud", "culturas", "catastro", "riesgos", "educacion", "economia", "movilidad"} {
			if !busy(u) {
				act.Unit = u
			}
		}
	case foi.AssignBranch:
		for _, p := range r.world.People {
			if p.Actor().In(foi.UnitOfficial, c.Branches[act.Branch-1].Unit) {
				act.Account = p.ID
			}
		}
	case foi.AskUnit:
		act.Unit = r.law.Askable(c.Ledger, who)[0]
	case foi.Extend:
		act.Ground, act.Amount = r.law.Extension().Grounds[0], 1+r.rng.IntN(r.law.Extension().Amount)
	case foi.AskClarification:
		act.Ground = r.law.ClarificationGrounds()[0]
	case foi.Draft, foi.AmendDraft:
		if r.rng.IntN(2) == 0 {
			code := r.law.ExemptionCodes()[0]
			act.Outcome, act.Exemptions = "partly", []string{code}
			act.Words["exemption."+code] = strings.Repeat("…", 3)
		}
	}
	return act
}

package simulate

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"qhana/internal/foi"
	"qhana/internal/statute"
)

// course is one request on its way, with what the simulation has decided for it.
type course struct {
	r       *Run
	id      int64
	topic   topic
	lead    foi.Actor // transparency officer
	person  string
	clarify bool
	extend  bool
	slow    bool // units answer after the term
	live    int  // branches that still owe
	outcome string
}

// ask files a request and plans its course.
func (r *Run) ask(ctx context.Context) error {
	t := r.topic()
	person := askers[r.rng.IntN(len(askers))]
	f := foi.Filing{
		Question: foi.Question{Subject: t.subject, Body: t.body}, Channel: foi.Web, Locale: "es", Zone: t.zone,
		Requester: foi.Requester{Name: person, Email: fmt.Sprintf("persona%d@correo.example", r.filed+1), Delivery: "email"},
	}
	who := foi.TheCitizen()
	if r.chance(0.15) {
		f.Channel, who = foi.Counter, r.person(foi.Clerk, r.Law.Authority().Lead)
		f.Requester.Email, f.Requester.Delivery = "", "pickup"
	}
	if r.chance(0.3) && r.Law.Does(foi.OpenBranch) {
		f.UnitAsked = t.units[0]
	}
	req, err := r.Desk.At(r.clock).File(ctx, f, nil, who, r.MAC, nil)
	if err != nil {
		return err
	}
	r.filed++
	r.counts[foi.Filed]++
	c := &course{r: r, id: req.ID, topic: t, lead: r.person(foi.TransparencyOfficer, r.Law.Authority().Lead), person: person,
		clarify: r.chance(0.11), extend: r.chance(0.14), slow: r.chance(0.09), outcome: r.outcome()}
	wait := 2 * time.Hour
	if r.chance(0.2) {
		wait = 26 * time.Hour
	}
	c.after(wait, c.acknowledge)
	if r.chance(0.025) {
		c.workdays(1+r.rng.IntN(6), func(ctx context.Context) error { return c.act(ctx, foi.TheCitizen(), foi.Action{Kind: foi.Withdraw}) })
	}
	return nil
}

// topic draws what a request is about.
func (r *Run) topic() topic {
	if r.Shown != "" && r.To.Sub(r.now) < 14*24*time.Hour && r.chance(0.4) {
		var shown []topic
		for _, t := range r.World.topics {
			if t.units[0] == r.Shown {
				shown = append(shown, t)
			}
		}
		return shown[r.rng.IntN(len(shown))]
	}
	return r.World.topics[r.rng.IntN(len(r.World.topics))]
}

// outcome draws how a request ends, roughly as published statistics of such bodies have it.
func (r *Run) outcome() string {
	switch x := r.rng.Float64(); {
	case x < 0.63:
		return "granted"
	case x < 0.76:
		return "partly"
	case x < 0.81:
		return "denied"
	case x < 0.88:
		return "not_held"
	case x < 0.93:
		return "not_competent"
	}
	return "already_public"
}

func (c *course) acknowledge(ctx context.Context) error {
	if err := c.act(ctx, c.lead, foi.Action{Kind: foi.Acknowledge}); err != nil {
		return err
	}
	if c.clarify {
		c.workdays(1+c.r.rng.IntN(3), c.askClarification)
		return nil
	}
	c.after(time.Duration(1+c.r.rng.IntN(20))*time.Hour, c.branch)
	return nil
}

func (c *course) askClarification(ctx context.Context) error {
	err := c.act(ctx, c.lead, foi.Action{Kind: foi.AskClarification, Ground: "unclear",
		Words: foi.Words{"text": "Para buscar bien lo que pide, indíquenos por favor el período o las gestiones que le interesan."}})
	if err != nil {
		return err
	}
	if c.r.chance(0.15) { // never answered: the request lapses by itself
		return nil
	}
	c.workdays(1+c.r.rng.IntN(4), func(ctx context.Context) error {
		err := c.act(ctx, foi.TheCitizen(), foi.Action{Kind: foi.Clarify, Words: foi.Words{"text": "Me interesan las dos últimas gestiones, por favor."}})
		c.after(3*time.Hour, c.branch)
		return err
	})
	return nil
}

// branch sends the question to one unit, or to two. Where nobody is asked, the officer looks for the answer alone.
func (c *course) branch(ctx context.Context) error {
	if !c.r.Law.Does(foi.OpenBranch) {
		days := 1 + c.r.rng.IntN(8)
		if c.slow {
			days += 10 + c.r.rng.IntN(9)
		}
		c.workdays(days, c.draft)
		c.prolong()
		return nil
	}
	units := c.topic.units[:1]
	if len(c.topic.units) > 1 && c.r.chance(0.4) {
		units = c.topic.units
	}
	for i, unit := range units {
		err := c.act(ctx, c.lead, foi.Action{Kind: foi.OpenBranch, Unit: unit,
			Words: foi.Words{"text": "Les pedimos la información solicitada, en formato reutilizable si la tienen así: «" + c.topic.subject + "»."}})
		if err != nil {
			return err
		}
		c.live++
		no := i + 1
		c.workdays(1, func(ctx context.Context) error { return c.work(ctx, no, unit) })
	}
	c.prolong()
	return nil
}

// prolong has the term extended, where that was decided, by as much as the law gives.
func (c *course) prolong() {
	if !c.extend {
		return
	}
	c.workdays(6+c.r.rng.IntN(4), func(ctx context.Context) error {
		rule := c.r.Law.Extension()
		err := c.act(ctx, c.lead, foi.Action{Kind: foi.Extend, Ground: "volume", Amount: rule.Amount,
			Words: foi.Words{"text": "La información está en varios archivos físicos y hay que reunirla y revisarla."}})
		if rule.Approval != "" {
			c.workdays(1, func(ctx context.Context) error {
				return c.act(ctx, c.r.person(rule.Approval, c.r.Law.Confirms()), foi.Action{Kind: foi.ConfirmExtension})
			})
		}
		return err
	})
}

// work is what a unit does with its branch: accept, answer, have it approved.
func (c *course) work(ctx context.Context, no int, unit string) error {
	official, head := c.r.person(foi.UnitOfficial, unit), c.r.person(foi.UnitHead, unit)
	if err := c.act(ctx, official, foi.Action{Kind: foi.AcceptBranch, Branch: no}); err != nil {
		return err
	}
	days := 1 + c.r.rng.IntN(5)
	if c.extend {
		days += 5
	}
	if c.slow {
		days += 12 + c.r.rng.IntN(9)
	}
	c.workdays(days, func(ctx context.Context) error {
		err := c.act(ctx, official, foi.Action{Kind: foi.AnswerBranch, Branch: no, Words: foi.Words{"text": c.topic.answer, "delay": "Hubo que reunir la información de archivos que están en otra sede."}})
		c.after(time.Duration(2+c.r.rng.IntN(24))*time.Hour, func(ctx context.Context) error {
			if err := c.act(ctx, head, foi.Action{Kind: foi.ApproveBranch, Branch: no}); err != nil {
				return err
			}
			if c.live--; c.live == 0 {
				c.after(time.Duration(1+c.r.rng.IntN(20))*time.Hour, c.draft)
			}
			return nil
		})
		return err
	})
	return nil
}

// draft consolidates the branches, and hands the answer to the signatory.
func (c *course) draft(ctx context.Context) error {
	act := foi.Action{Kind: foi.Draft, Outcome: c.outcome, Words: foi.Words{"text": c.answer(), "summary": c.topic.subject}}
	if c.outcome == "partly" || c.outcome == "denied" {
		code := c.r.Law.ExemptionCodes()[0]
		act.Exemptions = []string{code}
		act.Words["exemption."+code] = "La información fue clasificada antes de la solicitud y su entrega causaría un daño concreto que se detalla en el informe técnico."
		for _, test := range c.r.Law.Exemptions()[0].Tests {
			act.Words[test+"."+code] = weighed[test]
		}
	}
	if err := c.act(ctx, c.lead, act); err != nil {
		return err
	}
	if !c.r.Law.Does(foi.Submit) {
		c.after(time.Duration(1+c.r.rng.IntN(4))*time.Hour, c.deliver)
		return nil
	}
	if err := c.act(ctx, c.lead, foi.Action{Kind: foi.Submit}); err != nil {
		return err
	}
	c.approve(slices.DeleteFunc(c.r.Law.Procedure().Approvals, func(step statute.Approval) bool {
		return len(step.Outcomes) > 0 && !slices.Contains(step.Outcomes, c.outcome)
	}))
	return nil
}

// approve takes the answer through the steps that the procedure has before the signature.
func (c *course) approve(steps []statute.Approval) {
	if len(steps) == 0 {
		c.sign()
		return
	}
	c.after(time.Duration(2+c.r.rng.IntN(24))*time.Hour, func(ctx context.Context) error {
		err := c.act(ctx, c.r.person(foi.Reviewer, steps[0].Unit), foi.Action{Kind: foi.ApproveDraft})
		c.approve(steps[1:])
		return err
	})
}

// sign has the answer signed and delivered.
func (c *course) sign() {
	c.after(time.Duration(2+c.r.rng.IntN(24))*time.Hour, func(ctx context.Context) error {
		if err := c.act(ctx, c.r.person(foi.Signatory, c.r.Law.Authority().Signing), foi.Action{Kind: foi.Sign}); err != nil {
			return err
		}
		c.after(time.Duration(1+c.r.rng.IntN(4))*time.Hour, c.deliver)
		return nil
	})
}

func (c *course) deliver(ctx context.Context) error {
	if err := c.act(ctx, c.lead, foi.Action{Kind: foi.Deliver}); err != nil {
		return err
	}
	if c.r.chance(0.12) {
		return nil
	}
	c.workdays(1+c.r.rng.IntN(4), func(ctx context.Context) error {
		return c.act(ctx, c.lead, foi.Action{Kind: foi.Publish,
			Words: foi.Words{"title": c.topic.subject, "question": c.topic.body, "answer": c.answer()}})
	})
	return nil
}

// answers are the beginnings of answers that do not give all that was asked, by outcome.
var answers = map[string]string{
	"partly":         "Se entrega una parte de lo que pidió; abajo se explica qué no se entrega y por qué.\n\n",
	"denied":         "No es posible entregar lo que pidió. La razón y la norma están abajo, y también los recursos que puede usar si no está de acuerdo.",
	"not_held":       "Se buscó en los archivos físicos y digitales de la unidad y en el archivo central, y la municipalidad no tiene esta información. Si usted sabe de un documento que la mencione, díganoslo y se buscará de nuevo.",
	"not_competent":  "Esta información la tiene otra entidad. Le sugerimos pedirla allí; su solicitud no necesita repetir lo que ya escribió: puede llevar una copia de esta respuesta.",
	"already_public": "Esta información ya es pública y se actualiza cada mes en el portal de datos abiertos del municipio.\n\n",
}

// weighed is what is said to the tests that a law has for an exemption.
var weighed = map[string]string{
	"harm":     "Quien conociera el detalle podría anticiparse a los operativos en curso; el informe técnico describe cómo.",
	"interest": "Lo que importa al control ciudadano, montos y resultados, se entrega; el resto solo serviría para eludir la vigilancia.",
}

// answer is what the person is told, by how the request ends.
func (c *course) answer() string {
	text := answers[c.outcome]
	if c.outcome == "granted" || strings.HasSuffix(text, "\n") {
		text += c.topic.answer
	}
	return text
}

// act does something; what the law refuses because the case went another way meanwhile ends the course quietly.
func (c *course) act(ctx context.Context, who foi.Actor, act foi.Action) error {
	_, err := c.r.Desk.At(c.r.clock).Act(ctx, c.id, act, who)
	if foi.CodeOf(err) == foi.Refused {
		return nil
	}
	if err != nil {
		return fmt.Errorf("%s on request %d: %w", act.Kind, c.id, err)
	}
	c.r.counts[foi.Event(act.Kind)]++
	return nil
}

// after queues a step for a while later, moved into office hours.
func (c *course) after(d time.Duration, do func(context.Context) error) {
	c.r.at(c.r.office(c.r.now.Add(d)), do)
}

// workdays queues a step for n working days later, at some hour.
func (c *course) workdays(n int, do func(context.Context) error) {
	day := foi.DateOf(c.r.now, c.r.Law.Location())
	for n > 0 {
		day++
		if c.r.Law.IsWorkingDay(day) {
			n--
		}
	}
	c.r.at(day.At(8, 45, c.r.Law.Location()).Add(time.Duration(c.r.rng.IntN(9*3600))*time.Second), do)
}

// office moves an instant into office hours.
func (r *Run) office(t time.Time) time.Time {
	loc := r.Law.Location()
	day := foi.DateOf(t, loc)
	if hour := t.In(loc).Hour(); hour >= 18 {
		day++
	} else if hour >= 9 && r.Law.IsWorkingDay(day) {
		return t
	}
	for !r.Law.IsWorkingDay(day) {
		day++
	}
	return day.At(9, 0, loc).Add(time.Duration(r.rng.IntN(3*3600)) * time.Second)
}

// person is the actor who holds a role in a unit; the first of the world's when several do.
func (r *Run) person(role foi.Role, unit string) foi.Actor {
	for _, p := range r.World.People {
		if a := p.Actor(); a.In(role, unit) {
			return a
		}
	}
	return foi.Actor{}
}

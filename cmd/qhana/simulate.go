package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"time"

	"qhana/internal/access"
	"qhana/internal/casework"
	"qhana/internal/foi"
	"qhana/internal/simulate"
	"qhana/internal/statute"
	"qhana/internal/store"
)

// demoPassword opens every demo account. It is public, so demo accounts exist only where the demo made them.
const demoPassword = "qhana demo la paz"

// simulateCmd simulates casework on the configured database.
func simulateCmd(ctx context.Context, c *cli) error {
	flags := flag.NewFlagSet("simulate", flag.ContinueOnError)
	flags.SetOutput(c.out)
	from, to := flags.String("from", "", "first day, 2026-01-31"), flags.String("to", "", "last day, 2026-01-31")
	perDay, seed := flags.Float64("per-day", 1, "requests on a working day, on average"), flags.Uint64("seed", 1, "equal seeds give equal courses")
	if err := flags.Parse(c.args); err != nil {
		return err
	}
	first, err := foi.ParseDate(*from)
	if err != nil {
		return fmt.Errorf("-from: %w", err)
	}
	last, err := foi.ParseDate(*to)
	if err != nil {
		return fmt.Errorf("-to: %w", err)
	}
	if last < first || *perDay <= 0 {
		return errors.New("simulate: -to comes after -from, and -per-day is more than 0")
	}
	if c.cfg, err = c.cfg.withSecrets(); err != nil {
		return err
	}
	return c.withStore(ctx, func(s *store.Store, law *statute.Library) error {
		p := plan{from: first, to: (last + 1).At(0, 0, law.Body().Location()), perDay: *perDay, seed: *seed}
		sum, err := c.simulate(ctx, s, law, p)
		if err == nil {
			_, err = fmt.Fprintf(c.out, "%d requests filed\n", sum.Filed)
		}
		return err
	})
}

// plan is how much to simulate.
type plan struct {
	from   foi.Date
	to     time.Time
	perDay float64
	growth float64
	seed   uint64
}

// simulate fills the database. The people of the demo are made when there is nobody.
func (c *cli) simulate(ctx context.Context, s *store.Store, law *statute.Library, p plan) (simulate.Summary, error) {
	world, err := people(ctx, s, simulate.WorldOf(law.Body()))
	if err != nil {
		return simulate.Summary{}, err
	}
	mail := &simulate.Mailbox{}
	run := &simulate.Run{
		Desk: casework.New(s, law, mail, time.Now, c.cfg.host()), Mail: mail, Law: law.Body(), World: world,
		From: p.from, To: p.to, PerDay: p.perDay, Growth: p.growth, Seed: p.seed,
		MAC: func(ref foi.Reference) []byte { return access.MAC(c.cfg.Pepper, ref, access.NewKey()) },
	}
	if law.Body().NewestDeclaration(foi.MustDate("2026-01-15")) <= simulate.KnownBefore && law.Body().Key() == "bo-la-paz" {
		run.Decree = []simulate.Decree{simulate.DS5521(world, law.Body().Location())}
	}
	return run.Go(ctx, nil)
}

// people are the demo's, made when the database has none.
func people(ctx context.Context, s *store.Store, w simulate.World) (simulate.World, error) {
	empty, err := s.Empty(ctx)
	if err != nil {
		return w, err
	}
	if empty {
		hash := access.HashPassword(demoPassword)
		err = s.InTx(ctx, func(tx *store.Tx) error {
			for _, u := range w.Units {
				if err := tx.SaveUnit(ctx, u); err != nil {
					return err
				}
			}
			for _, p := range w.People {
				a := foi.Account{Login: p.Login, Name: p.Name, Email: p.Login + "@lapaz.example", Active: true, Grants: p.Grants}
				if _, err := tx.CreateAccount(ctx, a, hash, time.Now()); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return w, err
		}
	}
	for i := range w.People {
		a, _, err := s.AccountByLogin(ctx, w.People[i].Login)
		if err != nil {
			return w, fmt.Errorf("the demo's account %s: %w", w.People[i].Login, err)
		}
		w.People[i].ID = a.ID
	}
	return w, nil
}

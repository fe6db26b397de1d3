package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"qhana/internal/access"
	"qhana/internal/casework"
	"qhana/internal/document"
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
		if empty, err := s.Empty(ctx); err != nil || !empty {
			return cmp.Or(err, errors.New("simulate: this database is in use: what is invented would stay in it for good. Simulate into an empty one"))
		}
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
	shown  bool // somebody will look over the shoulders of the world's people
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
		decree := simulate.DS5521(world, law.Body().Location())
		if err := c.bring(ctx, s, &decree); err != nil {
			return simulate.Summary{}, err
		}
		run.Decree = []simulate.Decree{decree}
	}
	if p.shown {
		run.Shown = world.Shown
	}
	return run.Go(ctx, nil)
}

// bring keeps the document in which the days of a decree stand: nothing is declared without it.
func (c *cli) bring(ctx context.Context, s *store.Store, d *simulate.Decree) error {
	keeper, err := document.OpenDir(filepath.Join(c.cfg.DataDir, "documents"))
	if err != nil {
		return err
	}
	defer func() { _ = keeper.Close() }()
	var text strings.Builder
	for _, x := range d.List {
		_, _ = fmt.Fprintf(&text, "%s: %s (%s)\n", x.From, x.Name, x.Source)
	}
	doc, err := keeper.Keep(ctx, strings.NewReader(text.String()), d.List[0].Source+".txt", d.At)
	if err != nil {
		return err
	}
	doc.Purpose = foi.Working
	for i := range d.List {
		d.List[i].Document = doc.ID
	}
	return s.InTx(ctx, func(tx *store.Tx) error { return tx.AddDocument(ctx, doc) })
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
				a := foi.Account{Login: p.Login, Name: p.Name, Email: p.Login + "@" + w.Mail, Active: true, Grants: p.Grants}
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

package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/jmoiron/sqlx"

	"qhana/internal/document"
	"qhana/internal/foi"
	"qhana/internal/jobs"
	"qhana/internal/mail"
	"qhana/internal/postgres"
	"qhana/internal/server"
	"qhana/internal/simulate"
	"qhana/internal/statute"
	"qhana/internal/store"
)

// The demo's past, two years of casework if nothing else is said: DS 5521 of 15 January 2026 is part of it.
const (
	demoPerDay = 0.15 // to begin with: people learn that they can ask
	demoGrowth = 4
	demoSeed   = 5521
)

// demo serves the site and works its deadlines in one process, on invented casework, with a time that can be moved on.
func demo(ctx context.Context, c *cli) error {
	var err error
	if c.cfg, err = c.cfg.withSecrets(); err != nil {
		return err
	}
	c.until = simulate.KnownBefore // what came after was declared by hand, in the demo's past
	law, err := c.law()
	if err != nil {
		return err
	}
	var begin time.Time
	if !c.cfg.DemoDay.IsZero() {
		begin = c.cfg.DemoDay.At(9, 0, law.Body().Location())
	}
	clock, err := openClock(filepath.Join(c.cfg.DataDir, "clock"), begin)
	if err != nil {
		return err
	}
	return c.withDatabase(ctx, func(url string) error {
		if err := c.seed(ctx, url, law, clock.now()); err != nil {
			return err
		}
		return c.withFirm(ctx, func(s *store.Store, law *statute.Library) error { return c.demonstrate(ctx, s, law, clock) })
	})
}

// demonstrate serves and works until ctx ends or one of both fails.
func (c *cli) demonstrate(ctx context.Context, s *store.Store, law *statute.Library, clock *clock) error {
	site, closeSite, err := c.site(s, law, clock.now, &server.Demo{Advance: clock.advance, Text: mail.PlainText})
	if err != nil {
		return err
	}
	defer closeSite()
	crew, closeCrew, err := c.crew(s, law, clock.now)
	if err != nil {
		return err
	}
	defer closeCrew()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var both sync.WaitGroup
	var served, worked error
	both.Go(func() { defer cancel(); worked = crew.Run(ctx) })
	both.Go(func() { defer cancel(); served = c.listen(ctx, site, func() { c.welcome(law.Body()) }) })
	both.Wait()
	return errors.Join(served, worked)
}

// welcomed are those whom the welcome names, with what they are.
var welcomed = [][2]string{{"transparencia", "transparency unit"}, {"secretaria", "the one officer"}, {"oficial.finanzas", "official of a department"}, {"jefe.finanzas", "head of that department"},
	{"legal", "legal review"}, {"comite", "transparency committee"}, {"firma", "signatory"}, {"ventanilla", "counter"}, {"auditoria", "auditor"}, {"admin", "administrator"}}

// welcome says where the demo is and who can log in.
func (c *cli) welcome(law *statute.Statute) {
	_, _ = fmt.Fprintf(c.out, "\nQhana is at  %s\n", c.cfg.BaseURL)
	if c.cfg.SMTPURL == "" {
		_, _ = fmt.Fprintf(c.out, "its mail at  %s/dev/mail\n", c.cfg.BaseURL)
	}
	_, _ = fmt.Fprintf(c.out, "its clock at %s/dev/reloj\n\nLog in at %s/entrar with the password \"%s\" as:\n", c.cfg.BaseURL, c.cfg.BaseURL, demoPassword)
	for _, who := range welcomed {
		if slices.ContainsFunc(simulate.WorldOf(law).People, func(p simulate.Person) bool { return p.Login == who[0] }) {
			_, _ = fmt.Fprintf(c.out, "  %-18s %s\n", who[0], who[1])
		}
	}
	_, _ = fmt.Fprintln(c.out, "\nCtrl-C stops it; the next start finds everything as it was left.")
}

// seed makes the demo's past when there is none. With our own PostgreSQL it grows in a database beside, which takes the
// real one's place when it is whole: an interrupted start leaves nothing half made.
func (c *cli) seed(ctx context.Context, address string, law *statute.Library, now time.Time) error {
	empty, err := isEmpty(ctx, address)
	if err != nil || !empty {
		return err
	}
	begun := time.Now()
	_, _ = fmt.Fprintf(c.out, "making %d years of demo casework …\n", c.cfg.DemoYears)
	if c.cfg.DatabaseURL != "" {
		return c.grow(ctx, address, law, now)
	}
	const growing = postgres.Database + "_growing"
	admin, err := sqlx.ConnectContext(ctx, "postgres", beside(address, "postgres"))
	if err != nil {
		return err
	}
	defer func() { _ = admin.Close() }()
	run := func(statements ...string) error {
		for _, q := range statements {
			if _, err := admin.ExecContext(ctx, q); err != nil {
				return fmt.Errorf("%s: %w", q, err)
			}
		}
		return nil
	}
	if err := run(`DROP DATABASE IF EXISTS `+growing+` WITH (FORCE)`, `CREATE DATABASE `+growing,
		`ALTER DATABASE `+growing+` SET synchronous_commit = off`); err != nil {
		return err
	}
	if err := c.grow(ctx, beside(address, growing), law, now); err != nil {
		return err
	}
	if err := run(`ALTER DATABASE `+growing+` RESET synchronous_commit`, `DROP DATABASE `+postgres.Database+` WITH (FORCE)`,
		`ALTER DATABASE `+growing+` RENAME TO `+postgres.Database, `CHECKPOINT`); err != nil {
		return err
	}
	_, _ = fmt.Fprintf(c.out, "done in %.0f s\n", time.Since(begun).Seconds())
	return nil
}

// beside is the address of another database of the same server.
func beside(address, database string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	u.Path = "/" + database
	return u.String()
}

func isEmpty(ctx context.Context, url string) (bool, error) {
	if err := store.Migrate(ctx, url); err != nil {
		return false, err
	}
	s, err := store.Open(ctx, url, 2)
	if err != nil {
		return false, err
	}
	defer func() { _ = s.Close() }()
	return s.Empty(ctx)
}

// grow simulates the demo's past up to now.
func (c *cli) grow(ctx context.Context, url string, law *statute.Library, now time.Time) error {
	if err := store.Migrate(ctx, url); err != nil {
		return err
	}
	s, err := store.Open(ctx, url, 6)
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	today := foi.DateOf(now, law.Body().Location())
	y, m, d := today.Civil()
	sum, err := c.simulate(ctx, s, law, plan{from: foi.NewDate(y-c.cfg.DemoYears, m, d), to: now, perDay: demoPerDay, growth: demoGrowth, seed: demoSeed, shown: true})
	if err == nil {
		_, _ = fmt.Fprintf(c.out, "%d past requests\n", sum.Filed)
	}
	return err
}

// clock is the time of day, moved on by what the demo was told. The move is kept in a file, so that time never goes back.
type clock struct {
	path string
	mu   sync.Mutex
	move time.Duration
}

// openClock opens the clock of a demo. A first one begins at an instant, where one is given.
func openClock(path string, begin time.Time) (*clock, error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		c := &clock{path: path}
		if begin.IsZero() {
			return c, nil
		}
		return c, c.set(time.Until(begin))
	}
	if err != nil {
		return nil, err
	}
	move, err := time.ParseDuration(strings.TrimSpace(string(b)))
	return &clock{path: path, move: move}, err
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.move)
}

// advance moves time on.
func (c *clock) advance(by time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if by < 0 {
		return errors.New("time does not go back")
	}
	return c.set(c.move + by)
}

// set writes how far the clock is from the time of day.
func (c *clock) set(move time.Duration) error {
	if err := os.WriteFile(c.path, []byte(move.String()+"\n"), 0o600); err != nil {
		return err
	}
	c.move = move
	return nil
}

// patience is how long the crew waits before it takes something for lost; zero is its own. Tests that kill it have less.
var patience struct{ Lost, Timeout time.Duration }

// crew works deadlines and notices; the function gives back what it holds.
func (c *cli) crew(s *store.Store, law *statute.Library, now func() time.Time) (*jobs.Crew, func(), error) {
	desk, err := c.desk(s, law, now)
	if err != nil {
		return nil, nil, err
	}
	sender, err := c.sender(s)
	if err != nil {
		return nil, nil, err
	}
	keeper, err := document.OpenDir(filepath.Join(c.cfg.DataDir, "documents"))
	if err != nil {
		return nil, nil, err
	}
	n, err := c.notary()
	if err != nil {
		return nil, nil, err
	}
	crew, err := jobs.NewCrew(jobs.Config{Notary: n, Witnesses: c.cfg.Witnesses, Store: s, Desk: desk, Law: law, Sender: sender, BaseURL: c.cfg.BaseURL, Now: now, Log: c.log, Keeper: keeper,
		Lost: patience.Lost, Timeout: patience.Timeout})
	return crew, func() { _ = keeper.Close() }, err
}

package main

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"qhana/internal/foi"
	"qhana/internal/statute"
	"qhana/internal/store"
)

// deskSize is how much casework the officials' desk is measured on.
type deskSize struct {
	name        string // of what is measured on it
	cases, open int
	people      int
	simulated   float64       // requests on a working day of the year whose cases are copied
	entries     int           // of the long case
	batch       int           // cases of the bulk action
	times       int           // that each page is asked for
	deep        int           // rows before a deep page
	watch       time.Duration // of open pages with live counts
}

var benchDesk = deskSize{name: "(g) the officials' desk", cases: 1_000_000, open: 50_000, people: 300, simulated: 3, entries: 2000, batch: 5000, times: 100, deep: 10_000, watch: 30 * time.Second}

// What the pages are held against.
const (
	deskTarget  = 100 * time.Millisecond // 95 of 100 answers
	deskLong    = 200 * time.Millisecond // the same of the case with 2,000 entries
	deskWeight  = 40_000                 // bytes of a page, compressed
	deskAtOnce  = time.Minute            // 5,000 cases in one action
	deskAnswers = "none over its target"
)

// deskBench measures the pages of the officials on a body's record of many years, in a database of its own.
type deskBench struct {
	*cli
	ctx    context.Context
	store  *store.Store
	law    *statute.Library
	size   deskSize
	now    func() time.Time
	begins foi.Date  // of the simulated time
	until  time.Time // its end, which is what the time is

	site    http.Handler
	cookies map[string]*http.Cookie // by login
}

// officials fills a database beside the other measurements' and measures the desk on it.
func (b *benchmark) officials() error {
	address, err := b.filled("desk", benchDesk, (*deskBench).fill)
	if err != nil {
		return err
	}
	return b.onDesk(address, benchDesk, (*deskBench).measure)
}

// filled makes a database beside the other measurements' and fills it without waiting for the disk.
func (b *benchmark) filled(name string, size deskSize, fill func(*deskBench) error) (string, error) {
	for _, q := range []string{`CREATE DATABASE ` + name, `ALTER DATABASE ` + name + ` SET synchronous_commit = off`} {
		if _, err := b.store.DB().ExecContext(b.ctx, q); err != nil {
			return "", err
		}
	}
	address := beside(b.url, name)
	if err := store.Migrate(b.ctx, address); err != nil {
		return "", err
	}
	if err := b.onDesk(address, size, fill); err != nil {
		return "", err
	}
	// what is measured commits as durably as anything else
	_, err := b.store.DB().ExecContext(b.ctx, `ALTER DATABASE `+name+` RESET synchronous_commit`)
	return address, err
}

// onDesk does something with a database that is filled.
func (b *benchmark) onDesk(address string, size deskSize, do func(*deskBench) error) error {
	s, err := store.Open(b.ctx, address, b.cfg.Conns)
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	quiet := *b.cli
	quiet.cfg.DatabaseURL = address
	quiet.log = slog.New(slog.DiscardHandler) // whoever reads the beginning of a file only is told as an error
	return do(newDeskBench(b.ctx, &quiet, s, b.law, size))
}

func newDeskBench(ctx context.Context, c *cli, s *store.Store, law *statute.Library, size deskSize) *deskBench {
	d := &deskBench{cli: c, ctx: ctx, store: s, law: law, size: size, cookies: map[string]*http.Cookie{}}
	d.begins, d.until = foi.MustDate("2025-03-03"), time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC)
	begun := time.Now()
	d.now = func() time.Time { return d.until.Add(time.Since(begun)) }
	return d
}

// measure asks for every page, reads the exports and carries out one action on many cases.
func (d *deskBench) measure() error {
	site, stop, err := d.cli.site(d.store, d.law, d.now, nil)
	if err != nil {
		return err
	}
	defer stop()
	d.site = site
	if err := d.enter(); err != nil {
		return err
	}
	for _, do := range []func() error{d.pages, d.exports, d.together, d.live, d.atOnce} {
		if err := do(); err != nil {
			return err
		}
	}
	return nil
}

// The people who look: who sees every case, who sees those of one unit, and who checks them all.
const (
	deskOfficer = "transparencia"
	deskUnit    = "oficial.finanzas"
	deskAuditor = "auditoria"
)

// enter logs them in through the door.
func (d *deskBench) enter() error {
	for _, login := range []string{deskOfficer, deskUnit, deskAuditor} {
		form := url.Values{"usuario": {login}, "clave": {demoPassword}}
		req := httptest.NewRequestWithContext(d.ctx, http.MethodPost, "/entrar", strings.NewReader(form.Encode()))
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		res := httptest.NewRecorder()
		d.site.ServeHTTP(res, req)
		for _, c := range res.Result().Cookies() {
			if c.Name == "qhana" {
				d.cookies[login] = c
			}
		}
		if d.cookies[login] == nil {
			return fmt.Errorf("%s does not get in: %d", login, res.Code)
		}
	}
	return nil
}

// get asks the site for a page as somebody, in this process, and returns what it took until the page was whole.
func (d *deskBench) get(who, path string) (*bytes.Buffer, time.Duration, error) {
	req := httptest.NewRequestWithContext(d.ctx, http.MethodGet, path, nil)
	if c := d.cookies[who]; c != nil {
		req.AddCookie(c)
	}
	res := httptest.NewRecorder()
	begun := time.Now()
	d.site.ServeHTTP(res, req)
	took := time.Since(begun)
	if res.Code != http.StatusOK {
		return nil, took, fmt.Errorf("%s answers %d to %q", path, res.Code, who)
	}
	return res.Body, took, nil
}

// actor is somebody as one who acts.
func (d *deskBench) actor(login string) (foi.Actor, error) {
	a, _, err := d.store.AccountByLogin(d.ctx, login)
	return a.Actor(), err
}

// session runs statements one after the other on one connection that neither waits for the disk nor checks again what the copied
// rows hold already: every one of them refers to others of the same copy.
func (d *deskBench) session(statements ...string) error {
	return d.onConn(func(c *sqlx.Conn) error {
		for _, q := range statements {
			if _, err := c.ExecContext(d.ctx, q); err != nil {
				return fmt.Errorf("%.120s: %w", strings.TrimSpace(q), err)
			}
		}
		return nil
	})
}

func (d *deskBench) onConn(do func(*sqlx.Conn) error) error {
	c, err := d.store.DB().Connx(d.ctx)
	if err != nil {
		return err
	}
	defer func() { _ = c.Close() }()
	for _, q := range []string{`SET session_replication_role = replica`, `SET maintenance_work_mem = '256MB'`, `SET work_mem = '64MB'`} {
		if _, err := c.ExecContext(d.ctx, q); err != nil {
			return err
		}
	}
	defer func() { _, _ = c.ExecContext(d.ctx, `RESET ALL`) }() // the connection goes back to the pool
	return do(c)
}

package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"qhana/internal/casework"
	"qhana/internal/document"
	"qhana/internal/jobs"
	"qhana/internal/mail"
	"qhana/internal/paper"
	"qhana/internal/server"
	"qhana/internal/statute"
	"qhana/internal/store"
)

// serve serves the site. Deadlines and notices are worked by another process, with `work`.
func serve(ctx context.Context, c *cli) error {
	var err error
	if c.cfg, err = c.cfg.withSecrets(); err != nil {
		return err
	}
	return c.withFirm(ctx, func(s *store.Store, law *statute.Library) error {
		site, closeSite, err := c.site(s, law, time.Now, nil)
		if err != nil {
			return err
		}
		defer closeSite()
		return c.listen(ctx, site, func() { _, _ = fmt.Fprintf(c.out, "serving %s\n", c.cfg.BaseURL) })
	})
}

// site is the server with everything that it works with, and what closes it.
func (c *cli) site(s *store.Store, law *statute.Library, now func() time.Time, demo *server.Demo) (http.Handler, func(), error) {
	desk, err := c.desk(s, law, now)
	if err != nil {
		return nil, nil, err
	}
	if err := os.MkdirAll(filepath.Join(c.cfg.DataDir, "documents"), 0o700); err != nil {
		return nil, nil, err
	}
	documents, err := document.OpenDir(filepath.Join(c.cfg.DataDir, "documents"))
	if err != nil {
		return nil, nil, err
	}
	n, err := c.notary()
	if err != nil {
		return nil, nil, err
	}
	for _, one := range law.Versions(law.Body().Key()) {
		if err := keepLaw(context.Background(), s, one, now()); err != nil {
			return nil, nil, err
		}
	}
	if err := s.KeepShipped(context.Background(), paper.Shipped()); err != nil {
		return nil, nil, err
	}
	site := server.New(server.Deps{Notary: n, Witnesses: c.cfg.Witnesses, Store: s, Desk: desk, Law: law, Now: now, Log: c.log, Documents: documents, BaseURL: c.cfg.BaseURL, Pepper: c.cfg.Pepper, Demo: demo})
	stop := c.keepFresh(desk)
	return site, func() { stop(); _ = documents.Close() }, nil
}

// keepLaw keeps the files of a version of a law, and what the days of its calendar are from now on, where everybody can read them by their
// hash.
func keepLaw(ctx context.Context, s *store.Store, law *statute.Statute, at time.Time) error {
	if err := s.KeepLaw(ctx, law.Definition(), law.Key(), law.Version(), law.Files()); err != nil {
		return err
	}
	return keepDays(ctx, s, law, law.Calendar().Pinned(law.Today(at)))
}

func keepDays(ctx context.Context, s *store.Store, law *statute.Statute, days map[string][]byte) error {
	for hash, text := range days {
		if err := s.KeepLaw(ctx, hash, law.Key(), law.Version(), map[string][]byte{"days": text}); err != nil {
			return err
		}
	}
	return nil
}

// keepFresh reads every two seconds what another process may have declared, until it is stopped.
func (c *cli) keepFresh(desk *casework.Desk) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		tick := time.NewTicker(2 * time.Second)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				if err := desk.Refresh(ctx); err != nil && ctx.Err() == nil {
					c.log.Warn("what the body declared could not be read", "err", err)
				}
			}
		}
	}()
	return cancel
}

// work works deadlines and notices until it is told to stop.
func work(ctx context.Context, c *cli) error {
	return c.withFirm(ctx, func(s *store.Store, law *statute.Library) error {
		crew, closeCrew, err := c.crew(s, law, time.Now)
		if err != nil {
			return err
		}
		defer closeCrew()
		return crew.Run(ctx)
	})
}

func (c *cli) desk(s *store.Store, law *statute.Library, now func() time.Time) (*casework.Desk, error) {
	queue, err := jobs.NewQueue(s.DB().DB)
	if err != nil {
		return nil, err
	}
	return casework.New(s, law, queue, now, c.cfg.host()), nil
}

// sender is the mail server, or the outbox when none is given.
func (c *cli) sender(s *store.Store) (mail.Sender, error) {
	if c.cfg.SMTPURL != "" {
		return mail.NewSMTP(c.cfg.SMTPURL)
	}
	return mail.Outbox(func(ctx context.Context, m mail.Message, raw []byte) error {
		to := make([]string, len(m.To))
		for i, a := range m.To {
			to[i] = a.Address
		}
		return s.AddMail(ctx, m.ID, strings.Join(to, ", "), m.Subject, raw, m.At)
	}), nil
}

// listen serves until ctx ends, then lets open requests finish. ready is called when requests are taken.
func (c *cli) listen(ctx context.Context, h http.Handler, ready func()) error {
	l, err := net.Listen("tcp", c.cfg.Addr)
	if err != nil {
		return fmt.Errorf("QHANA_ADDR=%q: %w", c.cfg.Addr, err)
	}
	web := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 2 * time.Minute, WriteTimeout: 2 * time.Minute, IdleTimeout: 2 * time.Minute}
	if site, ok := h.(interface{ Close() }); ok {
		web.RegisterOnShutdown(site.Close) // streams end, or stopping would wait for them
	}
	done := make(chan error, 1)
	go func() { done <- web.Serve(l) }()
	ready()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	soft, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	if err := web.Shutdown(soft); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return nil
}

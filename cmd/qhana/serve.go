package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"qhana/internal/casework"
	"qhana/internal/jobs"
	"qhana/internal/mail"
	"qhana/internal/server"
	"qhana/internal/statute"
	"qhana/internal/store"
)

// serve serves the site. Deadlines and notices are worked by another process, with `work`.
func serve(ctx context.Context, c *cli) error {
	return c.withStore(ctx, func(s *store.Store, law *statute.Library) error {
		desk, err := c.desk(s, law)
		if err != nil {
			return err
		}
		return c.listen(ctx, server.New(server.Deps{Store: s, Desk: desk, Law: law, Now: time.Now, Log: c.log}))
	})
}

// work works deadlines and notices until it is told to stop.
func work(ctx context.Context, c *cli) error {
	return c.withStore(ctx, func(s *store.Store, law *statute.Library) error {
		desk, err := c.desk(s, law)
		if err != nil {
			return err
		}
		sender, err := c.sender(s)
		if err != nil {
			return err
		}
		crew, err := jobs.NewCrew(jobs.Config{Store: s, Desk: desk, Law: law, Sender: sender, BaseURL: c.cfg.BaseURL, Now: time.Now, Log: c.log})
		if err != nil {
			return err
		}
		return crew.Run(ctx)
	})
}

func (c *cli) desk(s *store.Store, law *statute.Library) (*casework.Desk, error) {
	queue, err := jobs.NewQueue(s.DB().DB)
	if err != nil {
		return nil, err
	}
	return casework.New(s, law, queue, time.Now, c.cfg.host()), nil
}

// sender is the mail server, or the outbox when none is given.
func (c *cli) sender(s *store.Store) (mail.Sender, error) {
	if c.cfg.SMTPURL != "" {
		return mail.NewSMTP(c.cfg.SMTPURL)
	}
	return mail.Outbox(func(ctx context.Context, m mail.Message, raw []byte) error {
		return s.AddMail(ctx, m.ID, m.To[0].Address, m.Subject, raw, m.At)
	}), nil
}

// listen serves until ctx ends, then lets open requests finish.
func (c *cli) listen(ctx context.Context, h http.Handler) error {
	l, err := net.Listen("tcp", c.cfg.Addr)
	if err != nil {
		return fmt.Errorf("QHANA_ADDR=%q: %w", c.cfg.Addr, err)
	}
	web := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 2 * time.Minute, WriteTimeout: 2 * time.Minute, IdleTimeout: 2 * time.Minute}
	done := make(chan error, 1)
	go func() { done <- web.Serve(l) }()
	_, _ = fmt.Fprintf(c.out, "serving %s\n", c.cfg.BaseURL)
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

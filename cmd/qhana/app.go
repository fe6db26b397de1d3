package main

import (
	"context"
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"time"

	"qhana/internal/casework"
	"qhana/internal/mail"
	"qhana/internal/postgres"
	"qhana/internal/statute"
	"qhana/internal/store"
)

// readLaws reads a tree of laws, without what was declared after a day.
var readLaws = statute.LoadUntil

// law loads every definition, once; the server refuses to start on a broken one.
func (c *cli) law() (*statute.Library, error) {
	if c.loaded != nil {
		return c.loaded, nil
	}
	l, err := readLaws(c.files(), c.until)
	if err != nil {
		return nil, fmt.Errorf("the law's files are broken:\n%w", err)
	}
	if err := l.Use(c.cfg.Statute); err != nil {
		return nil, err
	}
	for _, kind := range l.Body().NoticeKinds() {
		if !slices.Contains(mail.Kinds(), kind) {
			return nil, fmt.Errorf("%s/procedure.yaml: notices: there is no letter of kind %q", c.cfg.Statute, kind)
		}
	}
	c.loaded = l
	return l, nil
}

// withDatabase runs do on the configured database: the given one, or an embedded PostgreSQL that lives as long as somebody uses it.
func (c *cli) withDatabase(ctx context.Context, do func(url string) error) error {
	if c.cfg.DatabaseURL != "" {
		return do(c.cfg.DatabaseURL)
	}
	server, err := postgres.Start(ctx, filepath.Join(c.cfg.DataDir, "postgres"), postgres.Options{Conns: c.cfg.Conns + 20})
	if err != nil {
		return err
	}
	err = do(server.URL(postgres.Database))
	if stop := server.Leave(); err == nil {
		err = stop
	}
	return err
}

// withStore runs do on the migrated database with the law.
func (c *cli) withStore(ctx context.Context, do func(*store.Store, *statute.Library) error) error {
	law, err := c.law()
	if err != nil {
		return err
	}
	return c.withDatabase(ctx, func(url string) error {
		if err := store.Migrate(ctx, url); err != nil {
			return err
		}
		s, err := store.Open(ctx, url, c.cfg.Conns)
		if err != nil {
			return err
		}
		defer func() { _ = s.Close() }()
		if err := casework.New(s, law, nil, time.Now, "").Refresh(ctx); err != nil {
			return err
		}
		return do(s, law)
	})
}

// migrate brings the database to the newest schema.
func migrate(ctx context.Context, c *cli) error {
	return c.withDatabase(ctx, func(u string) error {
		if err := store.Migrate(ctx, u); err != nil {
			return err
		}
		_, err := fmt.Fprintln(c.out, "the database has the newest schema")
		return err
	})
}

// host is the domain that Message-IDs carry.
func (c Config) host() string {
	u, err := url.Parse(c.BaseURL)
	if err != nil || u.Hostname() == "" {
		return "qhana.invalid"
	}
	return u.Hostname()
}

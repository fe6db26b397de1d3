package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"qhana/internal/casework"
	"qhana/internal/postgres"
	"qhana/internal/statute"
	"qhana/internal/store"
)

const restoreUsage = `restore DIR [-without-secrets], then, when something was lost: restore declare -as LOGIN -reason TEXT [-fork]`

// restore puts a backup in the database's place. Where that loses acts that were signed, nothing is served until an administrator
// declares it.
func restore(ctx context.Context, c *cli) error {
	if len(c.args) > 0 && c.args[0] == "declare" {
		return c.declare(ctx)
	}
	if len(c.args) < 1 || strings.HasPrefix(c.args[0], "-") {
		return errors.New(restoreUsage)
	}
	flags := flag.NewFlagSet("restore", flag.ContinueOnError)
	flags.SetOutput(c.out)
	bare := flags.Bool("without-secrets", false, "go on although the pepper and the record's key of the old machine are gone")
	if err := flags.Parse(c.args[1:]); err != nil {
		return err
	}
	dir := c.args[0]
	_, _ = fmt.Fprintf(c.out, "reading %s …\n", dir)
	b, err := readBackup(dir)
	if err != nil {
		return err
	}
	if !*bare {
		if err := c.sameSecrets(b); err != nil {
			return err
		}
	}
	if c.cfg, err = c.cfg.withSecrets(); err != nil {
		return err
	}
	n, err := c.notary()
	if err != nil {
		return err
	}
	if err := c.putBack(ctx, dir, b); err != nil {
		return err
	}
	files, _, err := copyDocuments(filepath.Join(dir, backupDocuments), filepath.Join(c.cfg.DataDir, "documents"), "")
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintf(c.out, "the backup of %s is in place; %d documents were missing and are back\n", b.At.Format(time.RFC3339), files)
	return c.withStore(ctx, func(s *store.Store, law *statute.Library) error {
		l, err := n.loss(ctx, s)
		if err != nil {
			return err
		}
		if !l.none() {
			_, _ = fmt.Fprintf(c.out, "\n%s\n", l)
			l.list(c.out)
			_, _ = fmt.Fprintf(c.out, "\nNothing is served and nothing is sent until an administrator says so:\n  qhana restore declare -as LOGIN -reason TEXT\n")
			return nil
		}
		if err := c.settle(ctx, s, law, n, l, store.Restored{Reason: "nothing was lost"}, b); err != nil {
			return err
		}
		_, _ = fmt.Fprintln(c.out, "nothing was lost")
		return nil
	})
}

// sameSecrets refuses a machine that has not the secrets of the one that was backed up: nobody's key would open a case, and nobody
// would sign the record.
func (c *cli) sameSecrets(b backedUp) error {
	dir := filepath.Join(c.cfg.DataDir, "secrets")
	var missing []string
	if _, err := os.Stat(filepath.Join(dir, "pepper")); err != nil && c.cfg.Pepper == nil {
		missing = append(missing, "the pepper")
	}
	if _, err := os.Stat(filepath.Join(dir, "record.key")); err != nil && c.cfg.RecordKey == nil {
		missing = append(missing, "the record's key")
	}
	if len(missing) > 0 {
		return fmt.Errorf("%s of the machine that was backed up are not here: put its folder secrets at %s first. "+
			"If they are gone for good, -without-secrets goes on with new ones: no access key of today opens its case then", strings.Join(missing, " and "), dir)
	}
	with, err := c.cfg.withSecrets()
	if err != nil {
		return err
	}
	if b.Pepper != "" && with.pepperMark() != b.Pepper {
		return fmt.Errorf("the pepper in %s is not the one of the machine that was backed up: no access key would open its case. -without-secrets goes on all the same", dir)
	}
	return nil
}

// mark writes down that a restore is under way, before anything is touched: nothing is served until it is declared.
func (c *cli) mark(b backedUp) error {
	text, err := json.Marshal(b)
	if err != nil {
		return err
	}
	return os.WriteFile(c.marker(), text, 0o600)
}

// marked is the backup that was put in place and not declared; fs.ErrNotExist when there is none.
func (c *cli) marked() (b backedUp, err error) {
	text, err := os.ReadFile(c.marker())
	if err != nil {
		return b, err
	}
	return b, json.Unmarshal(text, &b)
}

// putBack loads the database. One of ours that has something in it is kept under another name; in somebody else's we only fill what is
// empty.
func (c *cli) putBack(ctx context.Context, dir string, b backedUp) error {
	return c.withDatabase(ctx, func(url string) error {
		empty, err := pristine(ctx, url)
		if err != nil {
			return err
		}
		if !empty && c.cfg.DatabaseURL != "" {
			return errors.New("the database is not empty: name an empty one, or empty it")
		}
		if err := c.mark(b); err != nil {
			return err
		}
		if empty {
			return c.load(ctx, url, dir, b)
		}
		return c.swap(ctx, url, dir, b)
	})
}

func pristine(ctx context.Context, url string) (bool, error) {
	s, err := store.Open(ctx, url, 2)
	if err != nil {
		return false, err
	}
	defer func() { _ = s.Close() }()
	return s.Pristine(ctx)
}

// load fills an empty database from the backup and makes it forget the jobs of its past.
func (c *cli) load(ctx context.Context, url, dir string, b backedUp) error {
	if err := postgres.Load(ctx, url, filepath.Join(dir, backupDatabase)); err != nil {
		return err
	}
	if err := store.Migrate(ctx, url); err != nil {
		return err
	}
	s, err := store.Open(ctx, url, 2)
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	return s.QuietQueue(ctx, b.At)
}

// swap loads into a database beside ours, which then takes its place.
func (c *cli) swap(ctx context.Context, url, dir string, b backedUp) error {
	const loading = postgres.Database + "_restoring"
	admin, err := sqlx.ConnectContext(ctx, "postgres", beside(url, "postgres"))
	if err != nil {
		return err
	}
	defer func() { _ = admin.Close() }()
	for _, q := range []string{`DROP DATABASE IF EXISTS ` + loading + ` WITH (FORCE)`, `CREATE DATABASE ` + loading} {
		if _, err := admin.ExecContext(ctx, q); err != nil {
			return err
		}
	}
	if err := c.load(ctx, beside(url, loading), dir, b); err != nil {
		return err
	}
	before := postgres.Database + "_before_" + c.instant().UTC().Format("20060102_150405")
	for _, q := range []string{`ALTER DATABASE ` + postgres.Database + ` RENAME TO ` + before, `ALTER DATABASE ` + loading + ` RENAME TO ` + postgres.Database, `CHECKPOINT`} {
		if _, err := admin.ExecContext(ctx, q); err != nil {
			return fmt.Errorf("%s: %w (stop the site and what works its deadlines first)", q, err)
		}
	}
	_, _ = fmt.Fprintf(c.out, "what was there is kept as the database %s\n", before)
	return nil
}

// declare says, on record, what a restore lost; then the site may serve again.
func (c *cli) declare(ctx context.Context) error {
	flags := flag.NewFlagSet("restore declare", flag.ContinueOnError)
	flags.SetOutput(c.out)
	as, reason := flags.String("as", "", "the login of the administrator who answers for it"), flags.String("reason", "", "what happened, for everybody to read")
	fork := flags.Bool("fork", false, "go on although signed acts are nowhere any more")
	if err := flags.Parse(c.args[1:]); err != nil {
		return err
	}
	if *as == "" || strings.TrimSpace(*reason) == "" {
		return errors.New(restoreUsage)
	}
	if err := withinRecord("-reason", *reason); err != nil {
		return err
	}
	b, err := c.marked()
	waits := err == nil
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if c.cfg, err = c.cfg.withSecrets(); err != nil {
		return err
	}
	n, err := c.notary()
	if err != nil {
		return err
	}
	return c.withStore(ctx, func(s *store.Store, law *statute.Library) error {
		who, err := c.administrator(ctx, s, *as)
		if err != nil {
			return err
		}
		l, err := n.loss(ctx, s)
		if err != nil {
			return err
		}
		if !waits && l.none() {
			return errors.New("there is nothing to declare: the database is the one that was signed")
		}
		_, _ = fmt.Fprintln(c.out, l)
		l.list(c.out)
		if l.forked && !*fork {
			return errors.New("nothing was declared. Put the old machine's folder record (its signed.json and leaves) into the data directory, and the record goes on whole; " +
				"if it is gone, -fork goes on without those acts: their receipts prove it for ever, and witnesses will refuse the record")
		}
		if c.answer(fmt.Sprintf("This is on record for ever. Type the number of lost acts, %d, to go on: ", l.count())) != fmt.Sprint(l.count()) {
			return errors.New("nothing was declared")
		}
		return c.settle(ctx, s, law, n, l, store.Restored{Account: who.ID, Reason: strings.TrimSpace(*reason)}, b)
	})
}

// settle makes the database go on from what was signed, and writes the restore into it.
func (c *cli) settle(ctx context.Context, s *store.Store, law *statute.Library, n *notary, l *loss, r store.Restored, b backedUp) error {
	desk, err := c.desk(s, law, c.instant)
	if err != nil {
		return err
	}
	r.At = c.instant()
	if err := l.recover(ctx, s, n, r, b); err != nil {
		return err
	}
	if err := os.Remove(c.marker()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	told, err := l.toldAlready(ctx, s, desk)
	if err != nil {
		return err
	}
	if err := c.eraseAgain(ctx, s, n, l); err != nil {
		return err
	}
	if l.count() > 0 || told > 0 {
		_, _ = fmt.Fprintf(c.out, "\ndeclared; %d acts are in the record and lost here; %d notices had gone out and will not again\n", l.count(), told)
	}
	return nil
}

// toldAlready settles the notices that the backup still meant to send and the record shows as sent.
func (l *loss) toldAlready(ctx context.Context, s *store.Store, desk *casework.Desk) (n int, err error) {
	for _, sent := range l.notices {
		pending, err := s.UnsettledOf(ctx, sent.MessageID)
		if isNotFound(err) {
			continue
		}
		if err != nil {
			return n, err
		}
		if err := desk.RecordNotice(ctx, pending, resultOf(pending), nil); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// Command qhana keeps a public body's access-to-information law: it serves the site, works the deadlines and checks the
// record. Without arguments it lists its commands.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"
	_ "time/tzdata" // a small image has no zones of its own

	"qhana/internal/foi"
	"qhana/internal/statute"
	"qhana/workflows"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	go func() { // a second signal ends at once
		<-ctx.Done()
		stop()
	}()
	if err := run(ctx, os.Args[1:], os.Getenv, os.Stdin, os.Stdout); err != nil {
		if !errors.Is(err, errSaid) {
			fmt.Fprintln(os.Stderr, "qhana:", err)
		}
		var not *unchecked
		if errors.As(err, &not) {
			os.Exit(2)
		}
		os.Exit(1)
	}
}

// unchecked ends a command with exit code 2: what it was to check it could not, and found neither right nor wrong.
type unchecked struct{ error }

func (u *unchecked) Unwrap() error { return u.error }

// errSaid ends a command with exit code 1 when it has said why already.
var errSaid = errors.New("said")

// command is one thing that qhana does.
type command struct {
	name, help string
	run        func(context.Context, *cli) error
}

// cli is what a command works with.
type cli struct {
	args []string
	cfg  Config
	in   io.Reader
	out  io.Writer
	log  *slog.Logger

	until foi.Date         // declarations of the calendars' files after this day are left to the administrator, zero for none
	clock func() time.Time // the time of day; nil is the machine's
	laws  fs.FS            // the laws' files; nil is those that ship

	loaded *statute.Library // what the files say, once they were read
}

// instant is what the time is.
func (c *cli) instant() time.Time {
	if c.clock == nil {
		return time.Now()
	}
	return c.clock()
}

var commands = []command{
	{"demo", "serve and work on invented casework, on an embedded PostgreSQL", demo},
	{"serve", "serve the site", serve},
	{"work", "work deadlines and notices", work},
	{"migrate", "bring the database to the newest schema", migrate},
	{"check", "check definitions, and every stored case against the replay of its ledger", check},
	{"simulate", "simulate casework: -from DATE -to DATE -per-day N -seed S", simulateCmd},
	{"user", "user add LOGIN -name NAME -role ROLE[@UNIT] …: make an account", user},
	{"erase", "erase REFERENCE|account:N -as LOGIN -basis TEXT: take what is personal out of a closed case", erase},
	{"backup", "backup DIR: write the database and the documents into a new folder there, while the site serves", backup},
	{"restore", "restore DIR, then restore declare -as LOGIN -reason TEXT when something was lost: put a backup in place", restore},
	{"bench", "measure against what the machine's PostgreSQL can commit", bench},
	{"statute", "statute check|list|draw|term|rehearse|declare …: read, draw and compute laws, and declare that an upgrade changed their files", statuteCmd},
	{"verify", "verify log URL | receipt FILE|PDF|ZIP: check the public record from outside", verifyCmd},
	{"witness", "witness -log-key KEY -key FILE -state DIR: cosign another body's public record", witnessCmd},
	{"vectors", "vectors FILE…: compute worked examples of terms", vectors},
}

// files are the laws' files.
func (c *cli) files() fs.FS {
	switch {
	case c.laws != nil:
		return c.laws
	case c.cfg.Laws != "":
		return os.DirFS(c.cfg.Laws)
	}
	return workflows.FS
}

// run is the whole program with its surroundings handed in.
func run(ctx context.Context, args []string, getenv func(string) string, in io.Reader, out io.Writer) error {
	if len(args) == 0 || args[0] == "help" || args[0] == "-h" || args[0] == "--help" {
		return usage(out)
	}
	cfg, err := configOf(getenv)
	if err != nil {
		return err
	}
	for _, c := range commands {
		if c.name == args[0] {
			return c.run(ctx, &cli{args: args[1:], cfg: cfg, in: in, out: out, log: newLog(cfg.LogFormat)})
		}
	}
	_ = usage(out)
	return fmt.Errorf("there is no command %q", args[0])
}

func usage(out io.Writer) error {
	_, _ = fmt.Fprintln(out, "qhana COMMAND — an access-to-information system\n\nCommands:")
	for _, c := range commands {
		_, _ = fmt.Fprintf(out, "  %-9s %s\n", c.name, c.help)
	}
	_, err := fmt.Fprintln(out, "\nConfiguration is by environment: QHANA_DATABASE_URL, QHANA_DATA_DIR, QHANA_ADDR, QHANA_BASE_URL, QHANA_SMTP_URL, … (see README).")
	return err
}

func newLog(format string) *slog.Logger {
	if format == "json" {
		return slog.New(slog.NewJSONHandler(os.Stderr, nil))
	}
	return slog.New(slog.NewTextHandler(os.Stderr, nil))
}

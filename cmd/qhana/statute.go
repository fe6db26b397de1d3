package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"qhana/internal/foi"
	"qhana/internal/i18n"
	"qhana/internal/statute"
	"qhana/internal/store"
	"qhana/internal/view"
	"qhana/workflows"
)

// statuteCmd is everything that can be done with a law without a request.
func statuteCmd(ctx context.Context, c *cli) error {
	do := map[string]func(context.Context, *cli) error{"check": statuteCheck, "draw": statuteDraw, "term": statuteTerm, "rehearse": statuteRehearse, "list": statuteList, "declare": statuteDeclare}
	if len(c.args) > 0 && do[c.args[0]] != nil {
		sub := *c
		sub.args = c.args[1:]
		return do[c.args[0]](ctx, &sub)
	}
	return errors.New(`statute check DIR      every mistake of a statute's folder, or of a tree of them
       statute list            the statutes, with their terms
       statute draw KEY        its state machine as SVG (-locale es|en)
       statute term KEY -received "2026-03-30 17:10" (-clock response) (-track T) (-extend 10 | -extend 4:week5) (-pause 2026-04-06..2026-04-10) (-locale es|en)
       statute rehearse KEY VERSION   past cases as they would have gone under that version
       statute declare KEY -as LOGIN -reason TEXT   its files were changed, on record, so that cases of before are counted under those of today (-although)`)
}

// statuteCheck reads a tree of definitions, or one statute's folder among the shipped ones, and says every mistake.
func statuteCheck(_ context.Context, c *cli) error {
	if len(c.args) != 1 {
		return errors.New("statute check DIR: name the folder")
	}
	dir := c.args[0]
	if _, err := os.Stat(dir); err != nil {
		return err
	}
	one := ""
	if _, err := os.Stat(filepath.Join(dir, "statute.yaml")); err == nil {
		abs, err := filepath.Abs(dir)
		if err != nil {
			return err
		}
		tmp, err := os.MkdirTemp("", "qhana-check-")
		if err != nil {
			return err
		}
		defer func() { _ = os.RemoveAll(tmp) }()
		one = filepath.Base(abs)
		if err := os.CopyFS(tmp, workflows.FS); err != nil {
			return err
		}
		if err := os.RemoveAll(filepath.Join(tmp, one)); err != nil {
			return err
		}
		if err := os.CopyFS(filepath.Join(tmp, one), os.DirFS(abs)); err != nil {
			return err
		}
		dir = tmp
	}
	l, err := statute.Load(os.DirFS(dir))
	if err != nil {
		_, _ = fmt.Fprintln(c.out, errors.Join(err, statute.CheckScenarios(os.DirFS(dir), one)))
		return errSaid
	}
	told, wrong := 0, 0
	err = statute.RunScenarios(l, os.DirFS(dir), one, func(name string, err error) {
		if told++; err != nil {
			wrong++
			_, _ = fmt.Fprintf(c.out, "%v\n\t%s\n", err, name)
		}
	})
	if err != nil {
		_, _ = fmt.Fprintln(c.out, err)
		return errSaid
	}
	if one == "" {
		one = fmt.Sprintf("%d statutes", l.Count())
	}
	_, _ = fmt.Fprintf(c.out, "%s: no mistakes; %d scenarios told, %d came out otherwise\n", one, told, wrong)
	if wrong > 0 {
		return errSaid
	}
	return nil
}

// statuteList prints the statutes with their response terms.
func statuteList(_ context.Context, c *cli) error {
	l, err := c.law()
	if err != nil {
		return err
	}
	for _, key := range l.Keys() {
		for _, s := range l.Versions(key) {
			t := s.Term("response")
			_, _ = fmt.Fprintf(c.out, "%-14s %-8s %3d %-9s %-13s %-10s %s\n", key, s.Version(), t.Amount, t.Unit, s.CalendarKey(), s.Silence().Effect, s.Text("en", "short"))
		}
	}
	return nil
}

// lawNamed is a statute by its key; the error names those that there are.
func (c *cli) lawNamed(key string) (*statute.Statute, error) {
	l, err := c.law()
	if err != nil {
		return nil, err
	}
	if s := l.Statute(key); s != nil {
		return s, nil
	}
	return nil, fmt.Errorf("there is no statute %q; there are %s", key, strings.Join(l.Keys(), ", "))
}

// flags reads a command's flags wherever they stand among its arguments.
func (c *cli) flags(name string, define func(*flag.FlagSet)) ([]string, error) {
	fs := flag.NewFlagSet(name, flag.ContinueOnError)
	fs.SetOutput(c.out)
	define(fs)
	var plain []string
	for rest := c.args; ; {
		if err := fs.Parse(rest); err != nil {
			return nil, errSaid
		}
		if fs.NArg() == 0 {
			return plain, nil
		}
		plain, rest = append(plain, fs.Arg(0)), fs.Args()[1:]
	}
}

func statuteDraw(ctx context.Context, c *cli) error {
	locale := "es"
	args, err := c.flags("statute draw", func(f *flag.FlagSet) { f.StringVar(&locale, "locale", locale, "language: es, en") })
	if err != nil {
		return err
	}
	if len(args) != 1 {
		return errors.New("statute draw KEY: name the statute")
	}
	s, err := c.lawNamed(args[0])
	if err != nil {
		return err
	}
	svg, err := view.Drawing(ctx, s.Diagram(view.DiagramWords(locale)))
	if err != nil {
		return err
	}
	_, err = c.out.Write(svg)
	return err
}

// happenings collects what happened to a term from flags that may be given more than once.
type happenings struct {
	added  []statute.Addition
	pauses []foi.Suspension
}

func (h *happenings) extend(s string) error {
	if day, err := foi.ParseDate(s); err == nil {
		h.added = append(h.added, statute.Addition{Until: day})
		return nil
	}
	amount, unit, _ := strings.Cut(s, ":")
	n, err := strconv.Atoi(amount)
	if err != nil || n < 1 || n > 5000 {
		return fmt.Errorf("%q is not written as 10, 4:week5 or 2026-04-30", s)
	}
	h.added = append(h.added, statute.Addition{Amount: n, Unit: unit})
	return nil
}

func (h *happenings) pause(s string) error {
	a, b, _ := strings.Cut(s, "..")
	from, e1 := foi.ParseDate(a)
	to, e2 := foi.ParseDate(b)
	if e1 != nil || e2 != nil || to < from {
		return fmt.Errorf("%q is not written as 2026-04-06..2026-04-10", s)
	}
	if n := len(h.pauses); n > 0 && from <= h.pauses[n-1].To {
		return errors.New("pauses must be in order and apart")
	}
	h.pauses = append(h.pauses, foi.Suspension{From: from - 1, To: to})
	return nil
}

// statuteTerm computes a term and explains it line by line.
func statuteTerm(_ context.Context, c *cli) error {
	received, clock, track, locale := "", "response", "", "es"
	var h happenings
	args, err := c.flags("statute term", func(f *flag.FlagSet) {
		f.StringVar(&received, "received", "", `day and hour of receipt in the body's zone, "2026-03-30 17:10"`)
		f.StringVar(&clock, "clock", clock, "which term")
		f.StringVar(&track, "track", "", "course of the statute with terms of its own")
		f.StringVar(&locale, "locale", locale, "language: es, en")
		f.Func("extend", "extension: 10, 4:week5, or the new last day; may be repeated", h.extend)
		f.Func("pause", "days that do not count, 2026-04-06..2026-04-10; may be repeated", h.pause)
	})
	if err != nil {
		return err
	}
	if len(args) != 1 || received == "" {
		return errors.New(`statute term KEY -received "2026-03-30 17:10": name the statute and the day of receipt`)
	}
	s, err := c.lawNamed(args[0])
	if err != nil {
		return err
	}
	at, err := statute.InstantIn(received, s.Location())
	if err != nil {
		return err
	}
	words := i18n.Of(locale)
	k, steps, err := s.ExplainTerm(clock, track, at, h.added, h.pauses)
	if e := (*foi.Error)(nil); errors.As(err, &e) {
		return fmt.Errorf("%s (%s)", words.T("error."+e.Key, e.Args), clock)
	} else if err != nil {
		return err
	}
	cite := k.Term.Cite
	_, _ = fmt.Fprintf(c.out, "%s (%s)\n%s: %s · %s [%s]\n\n", s.Text(locale, "name"), s.Version(), clock, view.DiagramWords(locale)("term."+k.Term.Unit, k.Term.Amount), cite.Article, cite.Certainty)
	for _, step := range steps {
		count := "—"
		if step.Numbered() {
			count = fmt.Sprintf("%d/%d", step.Count, step.Of)
		}
		what := words.T(step.Key(), step.Args(s, locale))
		_, _ = fmt.Fprintf(c.out, "%s  %7s  %-46s %s\n", step.Day, count, what, step.Cite.Article)
	}
	_, _ = fmt.Fprintf(c.out, "\n%s\n", words.T("why.heading", map[string]string{"Day": words.Day(k.Due.Time())}))
	return nil
}

// statuteRehearse replays past cases under another version and says what would have changed.
func statuteRehearse(ctx context.Context, c *cli) error {
	if len(c.args) != 2 {
		return errors.New("statute rehearse KEY VERSION: name the statute and the version")
	}
	return c.withStore(ctx, func(s *store.Store, l *statute.Library) error {
		to := l.Under(c.args[0], c.args[1])
		if to == nil || c.args[1] == "" {
			return fmt.Errorf("there is no version %q of %s", c.args[1], c.args[0])
		}
		n, turned, changes := 0, 0, map[string]int{}
		for after := int64(0); ; {
			cases, err := s.Kept(ctx, after, 500)
			if err != nil {
				return err
			}
			if len(cases) == 0 {
				break
			}
			for _, k := range cases {
				after = k.Request.ID
				if k.Request.Statute != c.args[0] {
					continue
				}
				n++
				for _, ch := range to.Rehearse(k.Request, k.Ledger) {
					changes[ch.Kind]++
					if ch.WasLate != ch.Late {
						turned++
					}
					_, _ = fmt.Fprintf(c.out, "%s %s\n", k.Request.Reference, changeLine(ch))
				}
			}
		}
		_, _ = fmt.Fprintf(c.out, "%d requests under %s, version %s: %d terms would have another day, %d would begin and %d would not, %d would be late or in time where they were not; "+
			"%d extensions would be refused, %d terms would end otherwise\n", n, c.args[0], c.args[1], changes["due"], changes["starts"], changes["gone"], turned, changes["extension"], changes["lapse"])
		return nil
	})
}

// changeLine says what would have been otherwise.
func changeLine(ch statute.Changed) string {
	switch ch.Kind {
	case "extension":
		return fmt.Sprintf("%s: the extension on %s would be refused (%s)", ch.Clock, ch.From, ch.To)
	case "lapse":
		if ch.To == "" {
			return fmt.Sprintf("%s: its term would not have run out on that day (%s)", ch.Clock, ch.From)
		}
		return fmt.Sprintf("%s: what the end of its term does: %s → %s", ch.Clock, ch.From, ch.To)
	}
	verdict := ""
	if ch.WasLate != ch.Late {
		verdict = map[bool]string{true: "; in time → late", false: "; late → in time"}[ch.Late]
	}
	return fmt.Sprintf("%s: %s → %s%s", ch.Clock, dayOr(ch.Was), dayOr(ch.Due), verdict)
}

func dayOr(d foi.Date) string {
	if d.IsZero() {
		return "—"
	}
	return d.String()
}

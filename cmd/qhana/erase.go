package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"unicode/utf8"

	"qhana/internal/document"
	"qhana/internal/foi"
	"qhana/internal/statute"
	"qhana/internal/store"
)

const eraseUsage = `erase REFERENCE|account:NUMBER -as LOGIN -basis "BY WHAT LAW OR ORDER", with the first once more on the first line of standard input`

// refusals says why an erasure was refused.
var refusals = map[string]string{
	"erase.open":   "the case is not closed: a term runs in it, or somebody is still to be told",
	"erase.waits":  "an act of the case has no place in the record yet: try again in a minute",
	"erase.done":   "it was erased before",
	"erase.basis":  "say by what law or order",
	"erase.active": "the account is not closed: somebody may still come in with it",
}

// longestReason is how many characters a reason has at most that is on record.
const longestReason = 2000

// withinRecord refuses a text that is too long for the record.
func withinRecord(flag, text string) error {
	if n := utf8.RuneCountInString(text); n > longestReason {
		return fmt.Errorf("%s has %d characters; the record takes %d", flag, n, longestReason)
	}
	return nil
}

// erase takes what is personal out of a case, or of an official who left, for ever. The record still verifies.
func erase(ctx context.Context, c *cli) error {
	if len(c.args) < 1 || strings.HasPrefix(c.args[0], "-") {
		return errors.New(eraseUsage)
	}
	flags := flag.NewFlagSet("erase", flag.ContinueOnError)
	flags.SetOutput(c.out)
	as, basis := flags.String("as", "", "the login of the administrator who answers for it"), flags.String("basis", "", "the law or the order that asks for it")
	if err := flags.Parse(c.args[1:]); err != nil {
		return err
	}
	if *as == "" || strings.TrimSpace(*basis) == "" {
		return errors.New(eraseUsage)
	}
	if err := withinRecord("-basis", *basis); err != nil {
		return err
	}
	if number, ok := strings.CutPrefix(c.args[0], "account:"); ok {
		return c.eraseAccount(ctx, number, *as, strings.TrimSpace(*basis))
	}
	ref, err := foi.ParseReference(c.args[0])
	if err != nil {
		return fmt.Errorf("%q is no reference", c.args[0])
	}
	if again, err := foi.ParseReference(c.answer(fmt.Sprintf("Everything personal in %s will be gone for ever: who asked, what they wrote, their files and letters.\nType the reference to go on: ", ref))); err != nil || again != ref {
		return errors.New("nothing was erased")
	}
	keeper, err := document.OpenDir(filepath.Join(c.cfg.DataDir, "documents"))
	if err != nil {
		return err
	}
	defer func() { _ = keeper.Close() }()
	return c.withStore(ctx, func(s *store.Store, _ *statute.Library) error {
		who, err := c.administrator(ctx, s, *as)
		if err != nil {
			return err
		}
		if err := c.eraseCase(ctx, s, keeper, ref, store.Erasure{At: c.instant(), Account: who.ID, Basis: strings.TrimSpace(*basis)}); err != nil {
			return err
		}
		_, _ = fmt.Fprintln(c.out, "\nerased. Backups made before today still have all of it.")
		return nil
	})
}

// eraseAccount erases what is personal of an official whose account is closed.
func (c *cli) eraseAccount(ctx context.Context, number, as, basis string) error {
	id, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return fmt.Errorf("account:%s is no account: it has a number, which stands in the address of its page", number)
	}
	if c.answer(fmt.Sprintf("The name, login, address and absences of account %d will be gone for ever.\nType account:%d to go on: ", id, id)) != fmt.Sprintf("account:%d", id) {
		return errors.New("nothing was erased")
	}
	return c.withStore(ctx, func(s *store.Store, _ *statute.Library) error {
		who, err := c.administrator(ctx, s, as)
		if err != nil {
			return err
		}
		err = s.InTx(ctx, func(tx *store.Tx) error {
			return tx.EraseAccount(ctx, id, store.Erasure{At: c.instant(), Account: who.ID, Basis: basis})
		})
		var known *foi.Error
		switch {
		case errors.As(err, &known) && refusals[known.Key] != "":
			return errors.New(refusals[known.Key])
		case foi.CodeOf(err) == foi.NotFound:
			return fmt.Errorf("there is no account %d", id)
		case err != nil:
			return err
		}
		_, _ = fmt.Fprintln(c.out, "\nerased. Backups made before today still have all of it.")
		return s.Scrub(ctx)
	})
}

// administrator is who answers for an act of the command line.
func (c *cli) administrator(ctx context.Context, s *store.Store, login string) (foi.Account, error) {
	who, _, err := s.AccountByLogin(ctx, login)
	if err != nil {
		return who, fmt.Errorf("there is no account %q", login)
	}
	if !who.Actor().Has(foi.Administrator) {
		return who, fmt.Errorf("%s is not an administrator", who.Login)
	}
	return who, nil
}

// answer asks and reads a line.
func (c *cli) answer(question string) string {
	_, _ = fmt.Fprint(c.out, question)
	line, _ := bufio.NewReader(c.in).ReadString('\n')
	return strings.TrimSpace(line)
}

// eraseCase erases a case's rows, then its files, then what the database keeps of rows that are gone.
func (c *cli) eraseCase(ctx context.Context, s *store.Store, keeper *document.Keeper, ref foi.Reference, e store.Erasure) error {
	var files []string
	err := s.InTx(ctx, func(tx *store.Tx) (err error) {
		files, err = tx.Erase(ctx, ref, e)
		return err
	})
	var known *foi.Error
	switch {
	case errors.As(err, &known) && refusals[known.Key] != "":
		return errors.New(refusals[known.Key])
	case foi.CodeOf(err) == foi.NotFound:
		return fmt.Errorf("there is no case %s", ref)
	case err != nil:
		return err
	}
	for _, sha := range files {
		if err := keeper.Drop(ctx, sha); err != nil {
			return err
		}
	}
	return s.Scrub(ctx)
}

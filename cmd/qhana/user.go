package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"slices"
	"strings"
	"time"

	"qhana/internal/access"
	"qhana/internal/foi"
	"qhana/internal/statute"
	"qhana/internal/store"
)

const userUsage = `user add LOGIN -name "NAME" [-email ADDRESS] -role ROLE[@UNIT] [-role ROLE@UNIT …], with the password on the first line of standard input`

// user makes an account.
func user(ctx context.Context, c *cli) error {
	if len(c.args) < 2 || c.args[0] != "add" {
		return errors.New(userUsage)
	}
	var grants []foi.Grant
	flags := flag.NewFlagSet("user add", flag.ContinueOnError)
	flags.SetOutput(c.out)
	name, email := flags.String("name", "", "the person's name"), flags.String("email", "", "where notices go")
	flags.Func("role", "a role, or role@unit; may be given more than once", func(v string) error {
		g, err := grantOf(v)
		grants = append(grants, g)
		return err
	})
	if err := flags.Parse(c.args[2:]); err != nil {
		return err
	}
	if *name == "" || len(grants) == 0 {
		return errors.New(userUsage)
	}
	_, _ = fmt.Fprint(c.out, "password: ")
	line, err := bufio.NewReader(c.in).ReadString('\n')
	password := strings.TrimRight(line, "\r\n")
	if err != nil && password == "" {
		return errors.New("no password on standard input")
	}
	hash, err := access.NewPassword(password)
	if err != nil {
		return err
	}
	return c.withStore(ctx, func(s *store.Store, _ *statute.Library) error {
		return s.InTx(ctx, func(tx *store.Tx) error {
			a := foi.Account{Login: c.args[1], Name: *name, Email: *email, Active: true, Grants: grants}
			id, err := tx.CreateAccount(ctx, a, hash, time.Now())
			if err == nil {
				_, _ = fmt.Fprintf(c.out, "account %d made for %s\n", id, a.Login)
			}
			return err
		})
	})
}

// grantOf reads role or role@unit. Roles that work in a unit need one.
func grantOf(v string) (foi.Grant, error) {
	role, unit, _ := strings.Cut(v, "@")
	g := foi.Grant{Role: foi.Role(role), Unit: unit}
	if !slices.Contains(foi.Roles, g.Role) {
		return g, fmt.Errorf("there is no role %q; there are %v", role, foi.Roles)
	}
	if unit == "" && g.Role != foi.Auditor && g.Role != foi.Administrator {
		return g, fmt.Errorf("%s needs a unit: %s@UNIT", role, role)
	}
	return g, nil
}

package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"qhana/internal/verify"
	"qhana/workflows"
)

type list []string

func (l *list) String() string { return strings.Join(*l, " ") }

// Set adds one.
func (l *list) Set(s string) error { *l = append(*l, s); return nil }

// verifyCmd checks the public record from outside: "verify log URL" all of it, "verify receipt FILE" one act or a case's acts, from a file,
// a bundle or a PDF. It ends with exit code 1 when something is wrong, and with 2 when it could not be checked.
func verifyCmd(ctx context.Context, c *cli) error {
	switch err := c.verify(ctx); {
	case err == nil:
		return nil
	case errors.Is(err, verify.ErrWrong):
		return errSaid
	default:
		return &unchecked{err}
	}
}

func (c *cli) verify(ctx context.Context) error {
	if len(c.args) == 0 {
		return errors.New(`verify log URL -key KEY      the whole record, and how every case stands by it
         (-retired KEY) (-witness KEY|FILE) (-state FILE) (-watch 1m) (-wait 1m) (-laws DIR) (-answers=false)
       verify receipt FILE -key KEY  a receipt or a promise, its PDF, or all receipts of a case as a ZIP
         (-retired KEY) (-witness KEY|FILE) (-state FILE) (-log URL) (-laws DIR)
       exit code 0: nothing is wrong; 1: something is; 2: it could not be checked`)
	}
	what, rest := c.args[0], c.args[1:]
	if what != "log" && what != "receipt" {
		return fmt.Errorf("there is no verify %s: log or receipt", what)
	}
	sub := *c
	sub.args = rest
	var keys, retired, named list
	var state, laws, log string
	var watch, wait time.Duration
	answers := true
	at, err := sub.flags("verify "+what, func(f *flag.FlagSet) {
		f.Var(&keys, "key", "a key of the record, as its page shows it; several may be given")
		f.Var(&retired, "retired", "a key that signed the record before and does not any more; several may be given")
		f.Var(&named, "witness", "a key of a witness who should have signed, or a file with one on each line; several may be given")
		f.StringVar(&state, "state", "", "file that keeps every checkpoint that was seen")
		f.StringVar(&laws, "laws", "", "folder with the laws' files as the auditor keeps them, instead of those that are shipped")
		if what == "log" {
			f.DurationVar(&watch, "watch", 0, "look again so often, until interrupted")
			f.BoolVar(&answers, "answers", true, "read every published answer with its files, and hold it against its hash; -answers=false leaves them")
			f.DurationVar(&wait, "wait", time.Minute, "how long an act that the site shows may be without its place in the record")
		} else {
			f.StringVar(&log, "log", "", "address of the record, to see whether it still has what was signed")
		}
	})
	if err != nil {
		return err
	}
	if len(at) != 1 || len(keys)+len(retired) == 0 {
		return fmt.Errorf("verify %s: name one address or file, and at least one -key", what)
	}
	a := &verify.Auditor{Wait: wait, Now: c.instant, Answers: answers}
	if a.Keys, err = keysOf(keys); err != nil {
		return err
	}
	if a.Retired, err = keysOf(retired); err != nil {
		return err
	}
	if a.Witnesses, err = verify.Witnesses(named); err != nil {
		return err
	}
	if a.Kept, err = verify.OpenKept(state); err != nil {
		return err
	}
	var files fs.FS = workflows.FS
	if laws != "" {
		files = os.DirFS(laws)
	}
	if a.Law, err = readLaws(files, 0); err != nil {
		return err
	}
	if what == "receipt" {
		b, err := readPaper(at[0])
		if err != nil {
			return err
		}
		return a.Receipt(ctx, verify.Paper{Name: at[0], Bytes: b}, log, c.out)
	}
	l := a.Log(at[0])
	if watch > 0 {
		return l.Watch(ctx, watch, c.out)
	}
	r, err := l.Visit(ctx)
	if err != nil {
		return err
	}
	r.Write(c.out)
	if !r.OK() {
		return verify.ErrWrong
	}
	return nil
}

// longestPaper is more than any paper with receipts has.
const longestPaper = 128 << 20

func readPaper(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	b, err := io.ReadAll(io.LimitReader(f, longestPaper+1))
	if err == nil && len(b) > longestPaper {
		err = fmt.Errorf("%s: it is too long for a receipt", name)
	}
	return b, err
}

func keysOf(keys []string) ([]note.Verifier, error) {
	var out []note.Verifier
	for _, k := range keys {
		v, err := note.NewVerifier(k)
		if err != nil {
			return nil, fmt.Errorf("%q is not a key of a record", k)
		}
		out = append(out, v)
	}
	return out, nil
}

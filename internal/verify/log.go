package verify

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"qhana/internal/foi"
	"qhana/internal/statute"
)

// Auditor is who verifies: whom they believe, and what they know from before.
type Auditor struct {
	Keys      []note.Verifier // of the record
	Retired   []note.Verifier // of the record, from before: they sign nothing any more
	Witnesses []note.Verifier // who should have signed too
	Law       *statute.Library
	Kept      *Kept            // checkpoints that were seen before
	Wait      time.Duration    // how long an act may be without its place in the record
	Now       func() time.Time // the time of day
	Answers   bool             // read what stands published, too
}

// ErrWrong says that something is wrong, which was said already.
var ErrWrong = errors.New("something is wrong with the record")

// tolerance is by how much the clocks of a server may differ from the record's.
const tolerance = 5 * time.Minute

// Log is a record as it is read from outside. What was read stays: a later visit reads only what is new.
type Log struct {
	*Auditor
	*site
	tree  tree
	cases map[string]*publicCase
	order []*publicCase // as they came
	rest  []readAct     // what is no entry of a case
	times []int64       // of every act, in microseconds since 1970; 0 when it says none
	wrong []string      // what is wrong with what was read so far
	last  checkpoint
	took  Times

	restored []restore
	checked  int // of these
	walls    walls
}

// Times is how long the parts of a visit took.
type Times struct {
	Read, Hash    time.Duration // every act, and of that the tree over them
	Shown, Replay time.Duration // reading how the cases stand, and counting it from the acts
}

// Log is the record at an address.
func (a *Auditor) Log(base string) *Log {
	if a.Kept == nil {
		a.Kept = &Kept{}
	}
	l := &Log{Auditor: a, site: newSite(base)}
	l.forget()
	return l
}

// forget begins anew: what was read is not what the site has.
func (l *Log) forget() {
	l.tree, l.cases, l.order, l.rest, l.times, l.wrong = tree{}, map[string]*publicCase{}, nil, nil, nil, nil
	l.restored, l.checked = nil, 0
}

// Visit reads what is new in the record, counts all of it anew and says what is wrong with it. An error is that it could not be read.
//
// First comes all that is signed. Then how the cases stand by the site's own word: every act that was signed before must be in it. Then
// what was signed after: every act that the site shows must be in that, after a while at most. So nothing that happens during a visit is
// taken for a difference, and nothing that never comes into the record is taken for something that happens during the visit.
func (l *Log) Visit(ctx context.Context) (*Report, error) {
	l.took = Times{}
	begun := l.Now()
	r := &Report{}
	ok, err := l.grow(ctx, r)
	if err != nil {
		return nil, err
	}
	l.took.Read = l.Now().Sub(begun)
	if !ok { // there is no record that the cases could be held against
		return l.report(r), nil
	}
	first := l.last.size
	begun = l.Now()
	cases, wrong, err := l.standings(ctx)
	if err != nil {
		return nil, err
	}
	r.Wrong = append(r.Wrong, wrong...)
	l.took.Shown = l.Now().Sub(begun)
	waited, err := l.catchUp(ctx, cases, r)
	if err != nil {
		return nil, err
	}
	begun = l.Now()
	l.recount(r, cases, first, waited)
	l.took.Replay += l.Now().Sub(begun)
	if err := l.lawFiles(ctx, r); err != nil {
		return nil, err
	}
	if l.Answers {
		if err := l.answers(ctx, r); err != nil {
			return nil, err
		}
	}
	return l.report(r), nil
}

// catchUp reads what is signed until the record has all that the cases show, or until an act is without its place for too long.
func (l *Log) catchUp(ctx context.Context, cases map[string]standing, r *Report) (waited time.Duration, err error) {
	if !l.behind(cases) {
		return 0, nil
	}
	wait := l.Wait
	if r.back { // it will not come from a record that was rolled back
		wait = 0
	}
	for begun := l.Now(); ; {
		if ok, err := l.grow(ctx, r); err != nil || !ok {
			return waited, err
		}
		if waited = l.Now().Sub(begun); !l.behind(cases) || waited >= wait {
			return waited, nil
		}
		if !pause(ctx, min(time.Second, wait-waited)) {
			return waited, ctx.Err()
		}
	}
}

// behind tells whether the site shows an act that the record has not.
func (l *Log) behind(cases map[string]standing) bool {
	for ref, s := range cases {
		if c := l.cases[ref]; c == nil && s.Entries > 0 || c != nil && s.Entries > l.count(c) {
			return true
		}
	}
	return false
}

// grow takes the newest checkpoint and every act up to it that was not read yet, and holds them against each other and against what was
// kept. It tells whether there is a record; what is wrong stands in the report.
func (l *Log) grow(ctx context.Context, r *Report) (ok bool, err error) {
	b, signed, err := l.newest(ctx)
	var gone *absent
	if errors.As(err, &gone) && len(l.Kept.list) > 0 {
		r.say("the record was there and is not any more: " + gone.Error())
		return false, nil
	}
	if err != nil {
		return false, err
	}
	r.Witnesses = signed
	c, err := l.open(b)
	if err != nil {
		r.say("the checkpoint: " + err.Error())
		return false, nil
	}
	if c.retired {
		r.say("the newest checkpoint is signed only by " + c.by[0])
	}
	if n := len(l.Kept.list); n > 0 && l.Kept.list[n-1].Origin != c.origin {
		r.say(fmt.Sprintf("the record was called %s and is called %s", l.Kept.list[n-1].Origin, c.origin))
	}
	if s := l.Kept.longest(); s.Size > c.size {
		r.back = true
		r.say(fmt.Sprintf("the record was %d acts long%s and is %d: it was rolled back", s.Size, s.when(), c.size))
	}
	kept := l.Kept.list
	if err := l.Kept.add(c, l.Now()); err != nil {
		return false, err
	}
	l.last = c
	if c.size < l.tree.n {
		l.forget()
	}
	known := l.tree.n
	if ok, err = l.read(ctx, kept, r); err != nil || !ok {
		return false, err
	}
	if l.tree.root() == c.root {
		return true, l.compareRest(ctx)
	}
	if known > 0 { // what was read then, or what is read now
		l.forget()
		if ok, err = l.read(ctx, kept, r); err != nil || !ok {
			return false, err
		}
		if l.tree.root() == c.root {
			return true, l.compareRest(ctx)
		}
	}
	r.say("the acts do not come to the root that was signed")
	return true, nil
}

// compareRest holds what else the record has against its acts.
func (l *Log) compareRest(ctx context.Context) error {
	if err := l.compareUpper(ctx); err != nil {
		return err
	}
	return l.checkRestores(ctx)
}

// newest is the newest checkpoint, as soon as its witnesses have signed it: it may be so new that they are still signing.
func (l *Log) newest(ctx context.Context) (b []byte, signed []witnessed, err error) {
	for range 3 {
		if b, err = l.get(ctx, "/checkpoint"); err != nil {
			return nil, nil, err
		}
		if signed = witnessesOn(b, l.Witnesses); !anyMissing(signed) {
			break
		}
		if !pause(ctx, time.Second) {
			return nil, nil, ctx.Err()
		}
	}
	return b, signed, nil
}

// take takes acts that were read into the cases that they are of.
func (l *Log) take(acts []readAct) {
	for i := range acts {
		a := &acts[i]
		l.times = append(l.times, a.at)
		if a.problem != nil {
			l.wrong = append(l.wrong, fmt.Sprintf("act %d is not one: %v", a.index, a.problem))
			continue
		}
		kind := a.who.Value().kind
		if kind != "entry" {
			l.takeOther(kind, *a)
			continue
		}
		c := l.cases[a.ref]
		if c == nil {
			c = &publicCase{ref: strings.Clone(a.ref)}
			l.cases[c.ref], l.order = c, append(l.order, c)
		}
		c.acts = append(c.acts, a.act)
	}
}

// closures are the declarations about the calendar that the record has.
func (l *Log) closures() (list []foi.Closure) {
	for i := range l.rest {
		if c, ok := l.rest[i].closure(); ok && !l.isLost(l.rest[i].index) {
			list = append(list, c)
		}
	}
	return list
}

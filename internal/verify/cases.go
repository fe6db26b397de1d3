package verify

import (
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"qhana/internal/foi"
)

// publicCase is a case by its acts in the record, and what was found when it was counted.
type publicCase struct {
	ref     string
	acts    []act // in the order of the record
	late    string
	wrong   []string
	counted int    // due days that were counted a second time
	foreign string // definition of its law, where the auditor's files are others
	told    []told // definitions of its law that were replaced on record
	shown   int    // number of the act by which its answer stands published, 0 for none
}

// acts of a case that a restore lost are none of its ledger.
func (l *Log) count(c *publicCase) int {
	if len(l.restored) == 0 {
		return len(c.acts)
	}
	n := 0
	for i := range c.acts {
		if !l.isLost(c.acts[i].index) {
			n++
		}
	}
	return n
}

// recount replays every case from its acts, under the law that each names, and compares it with what the site shows. signed is how long
// the record was before the site was asked how the cases stand, waited how long what it showed was waited for.
func (l *Log) recount(r *Report, cases map[string]standing, signed int64, waited time.Duration) {
	l.Law.Declare(l.closures())
	v := &visit{l, cases, signed, waited, l.replacements()}
	onAll(len(l.order), func(n int) { v.replay(l.order[n]) })
	for _, c := range l.order {
		if c.late != "" {
			r.Late = append(r.Late, c.late)
		}
		r.Wrong = append(r.Wrong, c.wrong...)
		r.Counted += c.counted
	}
	var strange []string
	for ref := range cases {
		if l.cases[ref] == nil {
			strange = append(strange, ref)
		}
	}
	slices.Sort(strange)
	for _, ref := range strange {
		r.Wrong = append(r.Wrong, ref+": the site shows it and the record does not know it")
	}
}

// visit is what the cases are compared with.
type visit struct {
	*Log
	cases  map[string]standing // nil when it could not be read
	signed int64
	waited time.Duration
	told   []foi.Replacement // what the record says about the files of laws
}

// onAll does something for each of many, on all processors.
func onAll(many int, do func(int)) {
	const run = 64 // neighbours at once
	var next atomic.Int64
	var all sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		all.Go(func() {
			for from := int(next.Add(run)) - run; from < many; from = int(next.Add(run)) - run {
				for i := from; i < min(from+run, many); i++ {
					do(i)
				}
			}
		})
	}
	all.Wait()
}

// ledgers are room for the entries of one case after the other.
var ledgers = sync.Pool{New: func() any { return new([]foi.Entry) }}

// replay counts a case from its acts and compares it with what the site shows.
func (v *visit) replay(c *publicCase) {
	c.late, c.wrong, c.counted, c.shown, c.foreign, c.told = "", nil, 0, 0, "", nil
	reused, _ := ledgers.Get().(*[]foi.Entry)
	ledger := (*reused)[:0]
	defer func() { *reused = ledger[:0]; ledgers.Put(reused) }()
	signed := 0 // entries that were signed before the site was asked
	for i := range c.acts {
		a := &c.acts[i]
		if v.isLost(a.index) {
			continue
		}
		if len(ledger) == cap(ledger) {
			ledger = slices.Grow(ledger, max(64, len(ledger)))
		}
		ledger = ledger[:len(ledger)+1]
		if err := a.entry(&ledger[len(ledger)-1]); err != nil {
			c.wrong = append(c.wrong, fmt.Sprintf("act %d, %s entry %d: %v", a.index, c.ref, a.seq, err))
			ledger = ledger[:len(ledger)-1]
			continue
		}
		if a.index < v.signed {
			signed = len(ledger)
		}
	}
	if len(ledger) == 0 {
		return
	}
	if first := &ledger[0]; first.Facts.ReceivedAt != "" {
		if at, err := time.Parse(time.RFC3339, first.Facts.ReceivedAt); err == nil {
			c.late = fmt.Sprintf("%s: received %s, entered %s later", c.ref, at.Format(time.RFC3339), first.At.Sub(at).Round(time.Minute))
		}
	}
	v.compare(c, ledger, signed)
}

func (c *publicCase) say(format string, args ...any) {
	c.wrong = append(c.wrong, c.ref+": "+fmt.Sprintf(format, args...))
}

// compare counts a case and says how it differs from what the site shows.
func (v *visit) compare(c *publicCase, ledger []foi.Entry, signed int) {
	for i := range ledger {
		e := &ledger[i]
		if e.Seq != i+1 {
			c.say("entry %d of the record is number %d", i+1, e.Seq)
			return
		}
		if i > 0 && e.At.Before(ledger[i-1].At) {
			c.say("entry %d is dated before entry %d", e.Seq, e.Seq-1)
		}
	}
	first := &ledger[0].Facts
	s := v.Law.Under(first.Statute, first.Version)
	if s == nil {
		c.foreign = first.Definition
		c.say("its law %s %s is not known here", first.Statute, first.Version)
		return
	}
	for _, u := range v.Law.Unlike(ledger) {
		if by := u.Told(v.told); by != nil {
			if one := (told{u.Earlier, by}); !slices.Contains(c.told, one) {
				c.told = append(c.told, one)
			}
			continue
		}
		c.say("%s", u)
		if !u.Calendar {
			c.foreign = ledger[u.Seq-1].Facts.Definition
		}
	}
	req := foi.Request{Reference: foi.Reference(c.ref), Statute: first.Statute, Version: first.Version, FiledAt: ledger[0].At, Locale: "es"}
	if due := s.Replay(req, ledger[:1]).Request.DueOn; !first.Due.IsZero() && due != first.Due {
		c.say("entry 1 says that it was due on %s; the law gives %s", first.Due, due)
	}
	if v.cases == nil {
		return
	}
	site, shown := v.cases[c.ref]
	switch {
	case !shown && signed == 0: // it came after the site had been asked
		return
	case !shown:
		c.say("the record knows it and the site does not show it")
		return
	case site.Entries < signed:
		c.say("the record has %d entries, the site shows %d", signed, site.Entries)
	case site.Entries > len(ledger):
		c.say("the site shows %d entries and the record has %d: the others did not come into it within %s", site.Entries, len(ledger), max(v.waited, v.Wait).Round(time.Second))
	}
	ledger = ledger[:min(max(site.Entries, signed), len(ledger))] // as it stood when the site was asked
	r := s.Replay(req, ledger)
	if c.shown = 0; r.Request.State == foi.Published {
		for i := range ledger {
			if ledger[i].Event == foi.PublishedLog && ledger[i].Facts.Published != "" {
				c.shown = ledger[i].Seq
			}
		}
	}
	if string(r.Request.State) != site.State {
		c.say("it stands as %s; the record comes to %s", site.State, r.Request.State)
	}
	if r.Request.Outcome != site.Outcome {
		c.say("its outcome is shown as %q; the record comes to %q", site.Outcome, r.Request.Outcome)
	}
	c.compareClocks(r.Deadlines, site.Clocks)
	v.walls.count(c, s, ledger, r.Deadlines)
}

func (c *publicCase) compareClocks(want []foi.Deadline, shown []standingClock) {
	var seen uint64 // of the wanted
	for _, k := range shown {
		i := slices.IndexFunc(want, func(d foi.Deadline) bool { return d.Clock == k.Clock && d.Branch == k.Branch })
		if i < 0 || i < 64 && seen&(1<<i) != 0 {
			c.say("the clock %s is shown, and the record knows none", k.Clock)
			continue
		}
		if i < 64 {
			seen |= 1 << i
		}
		if d := want[i]; !sameDay(d.DueOn, k.Due) || string(d.Status) != k.Status {
			c.say("the clock %s is shown as due on %s, %s; the record comes to %s, %s", k.Clock, k.Due, k.Status, d.DueOn, d.Status)
		}
	}
	for i, d := range want {
		if i < 64 && seen&(1<<i) == 0 {
			c.say("the clock %s is not shown", d.Clock)
		}
	}
}

// sameDay compares a day with its text.
func sameDay(d foi.Date, s string) bool {
	if s == "" {
		return d.IsZero()
	}
	n, ok := dayOf(s)
	return ok && int(d) == n
}

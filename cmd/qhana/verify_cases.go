package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unique"

	"qhana/internal/foi"
	"qhana/internal/statute"
	"qhana/workflows"
)

// publicAct is an act as the record shows it to everybody.
type publicAct struct {
	Kind    string    `json:"kind"`
	Case    string    `json:"case"`
	Seq     int       `json:"seq"`
	At      time.Time `json:"at"`
	Event   string    `json:"event"`
	Role    string    `json:"role"`
	Unit    string    `json:"unit"`
	Account int64     `json:"account"`
	Words   string    `json:"words"`

	Facts json.RawMessage `json:"facts"`

	index   int64
	problem error // with reading it
}

// publicCase is a case by its acts in the record.
type publicCase struct {
	ref   string
	acts  []*publicAct // in the order of the record
	late  []string
	wrong []string
}

// publicClosure is a declaration about the calendar as the record shows it.
type publicClosure struct {
	Calendar string   `json:"calendar"`
	From     foi.Date `json:"from"`
	To       foi.Date `json:"to"`
	Unit     string   `json:"unit"`
	Worked   bool     `json:"worked"`
	Name     string   `json:"name"`
	Source   string   `json:"source"`
	Document string   `json:"document"`
	Revives  bool     `json:"revives"`
	Revokes  int      `json:"revokes"`
}

// shown is how a case stands by the site's own word.
type shown struct {
	Case    string `json:"case"`
	Entries int    `json:"entries"`
	State   string `json:"state"`
	Outcome string `json:"outcome"`
	Clocks  []struct {
		Clock  string `json:"clock"`
		Branch int    `json:"branch"`
		Status string `json:"status"`
		Due    string `json:"due"`
	} `json:"clocks"`
	Next string `json:"next"`
}

// tolerance is by how much the clocks of a server may differ from the record's.
const tolerance = 5 * time.Minute

// recompute replays every case from its acts, under the law that each names, and compares it with what the site shows. late
// are the acts that were recorded after the fact: received before they were entered, or dated outside what the record's own
// signs of life allow.
func (l *publicLog) recompute(ctx context.Context) (cases int, late, wrong []string, err error) {
	law, err := statute.Load(workflows.FS)
	if err != nil {
		return 0, nil, nil, err
	}
	begun := time.Now()
	byCase := map[string]*publicCase{}
	var all []*publicCase
	var closures []foi.Closure
	var alive time.Time
	l.restores()
	for a := range l.every {
		if a.problem != nil {
			wrong = append(wrong, fmt.Sprintf("act %d is not one: %v", a.index, a.problem))
			continue
		}
		if l.isLost(a.index) { // it happened, and the site does not know it any more
			l.lost = append(l.lost, strings.TrimSpace(fmt.Sprintf("%s %s %d %s", a.Kind, a.Case, a.Seq, a.Event)))
			continue
		}
		if a.Kind == "heartbeat" {
			alive = a.At
		} else if !alive.IsZero() && a.At.Before(alive.Add(-tolerance)) {
			late = append(late, fmt.Sprintf("act %d, %s %s: it says %s and stands after a sign of life of %s", a.index, a.Case, a.Event, a.At.Format(time.RFC3339), alive.Format(time.RFC3339)))
		}
		switch a.Kind {
		case "entry":
			c := byCase[a.Case]
			if c == nil {
				c = &publicCase{ref: a.Case}
				byCase[a.Case], all = c, append(all, c)
			}
			c.acts = append(c.acts, a)
		case "erasure":
			l.erased++
		case "closure":
			var c publicClosure
			if err := json.Unmarshal(a.Facts, &c); err != nil {
				wrong = append(wrong, fmt.Sprintf("act %d, declaration %d: %v", a.index, a.Seq, err))
				continue
			}
			closures = append(closures, foi.Closure{No: a.Seq, Calendar: c.Calendar, From: c.From, To: c.To, Unit: c.Unit, Worked: c.Worked, Name: c.Name,
				Source: c.Source, Document: c.Document, Revives: c.Revives, Revokes: c.Revokes, DeclaredAt: a.At})
		}
	}
	law.Declare(closures)
	l.took.replay = time.Since(begun)
	begun = time.Now()
	site, more, err := l.shown(ctx)
	if err != nil {
		return 0, nil, nil, err
	}
	l.took.shown = time.Since(begun)
	begun = time.Now()
	wrong = append(wrong, more...)
	onAll(len(all), func(n int) { all[n].replay(law, site[all[n].ref]) })
	for _, c := range all {
		late, wrong = append(late, c.late...), append(wrong, c.wrong...)
		delete(site, c.ref)
	}
	l.took.replay += time.Since(begun)
	for ref, s := range site {
		if s.Entries > 0 {
			wrong = append(wrong, ref+": the site shows it and the record does not know it")
		}
	}
	return len(all), late, wrong, nil
}

// every gives all acts in order.
func (l *publicLog) every(yield func(*publicAct) bool) {
	for _, p := range l.acts {
		for i := range p {
			if !yield(&p[i]) {
				return
			}
		}
	}
}

// readAct reads an act as the record shows it.
func readAct(index int64, leaf []byte) (a publicAct) {
	a.index, a.problem = index, json.Unmarshal(leaf, &a)
	a.Words = "" // what was written is no matter of the law
	for _, s := range []*string{&a.Kind, &a.Case, &a.Event, &a.Role, &a.Unit} {
		*s = unique.Make(*s).Value() // which many others say too
	}
	return a
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
func (c *publicCase) replay(law *statute.Library, site shown) {
	reused, _ := ledgers.Get().(*[]foi.Entry)
	ledger := (*reused)[:0]
	defer func() { *reused = ledger; ledgers.Put(reused) }()
	for _, a := range c.acts {
		ledger = append(ledger, foi.Entry{Seq: a.Seq, At: a.At, Event: foi.Event(a.Event), By: foi.By{Account: a.Account, Role: foi.Role(a.Role), Unit: a.Unit}})
		e := &ledger[len(ledger)-1]
		if len(a.Facts) > 0 {
			if err := json.Unmarshal(a.Facts, &e.Facts); err != nil {
				c.wrong = append(c.wrong, fmt.Sprintf("act %d, %s entry %d: %v", a.index, a.Case, a.Seq, err))
				ledger = ledger[:len(ledger)-1]
				continue
			}
		}
		if e.Event != foi.Filed {
			continue
		}
		if at, err := time.Parse(time.RFC3339, e.Facts.ReceivedAt); err == nil {
			c.late = append(c.late, fmt.Sprintf("%s: received %s, entered %s later", a.Case, at.Format(time.RFC3339), e.At.Sub(at).Round(time.Minute)))
		}
	}
	if len(ledger) == 0 {
		return
	}
	for _, d := range compareCase(law, c.ref, ledger, site) {
		c.wrong = append(c.wrong, c.ref+": "+d)
	}
}

// shown reads how every case stands by the site's own word.
func (l *publicLog) shown(ctx context.Context) (map[string]shown, []string, error) {
	out := map[string]shown{}
	for path := "/casos"; path != ""; {
		b, err := l.get(ctx, path)
		if err != nil {
			return nil, nil, err
		}
		path = ""
		lines := bufio.NewScanner(bytes.NewReader(b))
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			var s shown
			if err := json.Unmarshal(lines.Bytes(), &s); err != nil {
				return nil, nil, fmt.Errorf("%s/casos: %w", l.base, err)
			}
			if s.Next != "" {
				path = "/casos" + s.Next[len("/registro/casos"):]
			} else {
				out[s.Case] = s
			}
		}
		if err := lines.Err(); err != nil {
			return nil, nil, err
		}
	}
	return out, nil, nil
}

// compareCase replays a case and says how it differs from what the site shows. A site may show acts that are too young for the
// record; it never shows fewer.
func compareCase(law *statute.Library, ref string, ledger []foi.Entry, site shown) []string {
	var out []string
	for i, e := range ledger {
		if e.Seq != i+1 {
			return []string{fmt.Sprintf("entry %d of the record is number %d", i+1, e.Seq)}
		}
		if i > 0 && e.At.Before(ledger[i-1].At) {
			out = append(out, fmt.Sprintf("entry %d is dated before entry %d", e.Seq, e.Seq-1))
		}
	}
	first := ledger[0].Facts
	s := law.Under(first.Statute, first.Version)
	if s == nil {
		return append(out, fmt.Sprintf("its law %s %s is not known here", first.Statute, first.Version))
	}
	if s.Definition() != first.Definition {
		out = append(out, fmt.Sprintf("the files of its law %s %s are not those under which it was filed", first.Statute, first.Version))
	}
	req := foi.Request{Reference: foi.Reference(ref), Statute: first.Statute, Version: first.Version, FiledAt: ledger[0].At, Locale: "es"}
	if due := s.Replay(req, ledger[:1]).Request.DueOn; !first.Due.IsZero() && due != first.Due {
		out = append(out, fmt.Sprintf("entry 1 says that it was due on %s; the law gives %s", first.Due, due))
	}
	if site.Case == "" {
		return append(out, "the record knows it and the site does not show it")
	}
	if site.Entries < len(ledger) {
		out = append(out, fmt.Sprintf("the record has %d entries, the site shows %d", len(ledger), site.Entries))
	}
	if site.Entries > len(ledger) {
		return out // it moved on meanwhile
	}
	r := s.Replay(req, ledger)
	if string(r.Request.State) != site.State {
		out = append(out, fmt.Sprintf("it stands as %s; the record comes to %s", site.State, r.Request.State))
	}
	if r.Request.Outcome != site.Outcome {
		out = append(out, fmt.Sprintf("its outcome is shown as %q; the record comes to %q", site.Outcome, r.Request.Outcome))
	}
	type key struct {
		clock  string
		branch int
	}
	want := map[key]foi.Deadline{}
	for _, d := range r.Deadlines {
		want[key{d.Clock, d.Branch}] = d
	}
	for _, c := range site.Clocks {
		d, ok := want[key{c.Clock, c.Branch}]
		delete(want, key{c.Clock, c.Branch})
		if !ok {
			out = append(out, fmt.Sprintf("the clock %s is shown, and the record knows none", c.Clock))
		} else if d.DueOn.String() != c.Due || string(d.Status) != c.Status {
			out = append(out, fmt.Sprintf("the clock %s is shown as due on %s, %s; the record comes to %s, %s", c.Clock, c.Due, c.Status, d.DueOn, d.Status))
		}
	}
	for k := range want {
		out = append(out, fmt.Sprintf("the clock %s is not shown", k.clock))
	}
	return out
}

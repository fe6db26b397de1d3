package verify

import (
	"encoding/json"
	"strings"
	"time"
	"unique"

	"qhana/internal/foi"
)

// act is what the law needs of an act. There are millions of them: of what many say alike one copy is kept, and the facts stay as they were
// written until they are counted.
type act struct {
	index   int64
	at      int64 // in microseconds since 1970
	account int64
	who     unique.Handle[doing]
	facts   string
	seq     int32
}

// readAct is an act as it was read, with the case that it is of.
type readAct struct {
	act
	ref     string
	problem error // with reading it
}

// doing is who did what: there are few of them.
type doing struct{ kind, event, role, unit string }

// readActs reads the acts of a piece of the record. Their texts are in memory of their own.
func readActs(first int64, leaves []string) []readAct {
	acts := make([]readAct, len(leaves))
	room := 0
	for i, s := range leaves {
		if !acts[i].scan(s) {
			acts[i] = slowAct(s)
		}
		acts[i].index = first + int64(i)
		room += len(acts[i].facts) + len(acts[i].ref)
	}
	var own strings.Builder
	own.Grow(room)
	for i := range acts {
		own.WriteString(acts[i].facts)
		own.WriteString(acts[i].ref)
	}
	rest := own.String()
	for i := range acts {
		a := &acts[i]
		n, m := len(a.facts), len(a.facts)+len(a.ref)
		a.facts, a.ref, rest = rest[:n], rest[n:m], rest[m:]
	}
	return acts
}

// scan reads an act that is written as acts are.
func (a *readAct) scan(s string) bool {
	c := scanner{s: s}
	ok := c.eat('{')
	var w doing
	text := func(name string, must bool) (out string) {
		if !c.field(name) {
			ok = ok && !must
			return ""
		}
		var read bool
		if out, read = c.text(); !read || out == "" {
			ok = false
		}
		return out
	}
	if c.field("account") {
		var read bool
		a.account, read = c.number()
		ok = ok && read
	}
	var read bool
	a.at, read = instant(text("at", true))
	ok = ok && read
	a.ref = text("case", false)
	text("channel", false)
	if c.field("documents") {
		ok = ok && c.documents()
	}
	w.event = text("event", false)
	if c.field("facts") {
		inner := scanner{s: c.s, i: c.i}
		ok = ok && inner.value()
		a.facts, c.i = c.s[c.i:inner.i], inner.i
	}
	w.kind = text("kind", true)
	text("question", false)
	text("requester", false)
	w.role = text("role", false)
	if c.field("seq") {
		n, read := c.number()
		a.seq = int32(n)
		ok = ok && read && n > 0 && n < 1<<31
	}
	w.unit = text("unit", false)
	ok = ok && c.field("v") && c.eat('1')
	text("words", false)
	if !ok || !c.eat('}') || !c.done() || !known(w.kind) || w.kind == "entry" && (a.ref == "" || a.seq < 1 || w.event == "") {
		return false
	}
	a.who = unique.Make(w)
	return true
}

// documents goes past the documents of an act.
func (c *scanner) documents() bool {
	if !c.eat('[') {
		return false
	}
	for {
		inner := scanner{s: c.s, i: c.i}
		if !inner.eat('{') || !inner.field("hash") || !inner.anyText() || !inner.field("id") || !inner.anyText() || !inner.eat('}') {
			return false
		}
		if c.i = inner.i; c.eat(']') {
			return true
		}
		if !c.eat(',') {
			return false
		}
	}
}

func known(kind string) bool {
	for _, k := range kinds {
		if k == kind {
			return true
		}
	}
	return false
}

// slowAct reads an act that is written in an unusual way, or in a wrong one.
func slowAct(s string) readAct {
	l, err := readLeaf([]byte(s))
	if err != nil {
		return readAct{problem: err}
	}
	at, _ := instant(l.At)
	return readAct{ref: l.Case, act: act{at: at, account: l.Account, facts: string(l.Facts), seq: int32(l.Seq),
		who: unique.Make(doing{kind: l.Kind, event: l.Event, role: l.Role, unit: l.Unit})}}
}

func (a *act) instant() time.Time { return time.UnixMicro(a.at).UTC() }

// entry is the act as an entry of its case's ledger.
func (a *act) entry(e *foi.Entry) error {
	w := a.who.Value()
	*e = foi.Entry{Seq: int(a.seq), At: a.instant(), Event: foi.Event(w.event), By: foi.By{Account: a.account, Role: foi.Role(w.role), Unit: w.unit}}
	if a.facts == "" || scanFacts(a.facts, &e.Facts) {
		return nil
	}
	e.Facts = foi.Facts{}
	return json.Unmarshal([]byte(a.facts), &e.Facts)
}

// scanFacts reads facts that are written as facts are.
func scanFacts(s string, f *foi.Facts) bool {
	c := scanner{s: s}
	if !c.eat('{') {
		return false
	}
	for last := ""; ; {
		key, ok := c.text()
		if !ok || key <= last || !c.eat(':') || !c.fact(key, f) {
			return false
		}
		if last = key; c.eat('}') {
			return c.done()
		}
		if !c.eat(',') {
			return false
		}
	}
}

// fact reads the value of one fact.
func (c *scanner) fact(key string, f *foi.Facts) (ok bool) {
	switch key {
	case "amount":
		return c.whole(&f.Amount)
	case "assignee":
		f.Assignee, ok = c.number()
	case "branch":
		return c.whole(&f.Branch)
	case "calendar":
		return c.day(&f.Calendar)
	case "clock":
		f.Clock, ok = c.text()
	case "closures":
		return c.whole(&f.Closures)
	case "days":
		f.Days, ok = c.text()
	case "definition":
		f.Definition, ok = c.text()
	case "documents":
		return c.texts(&f.Documents)
	case "due":
		return c.day(&f.Due)
	case "exemptions":
		return c.texts(&f.Exemptions)
	case "ground":
		f.Ground, ok = c.text()
	case "late":
		f.Late, ok = true, c.yes()
	case "letter":
		f.Letter, ok = c.text()
	case "message_id":
		f.MessageID, ok = c.text()
	case "milestone":
		f.Milestone, ok = c.text()
	case "notice":
		f.Notice, ok = c.text()
	case "of":
		return c.whole(&f.Of)
	case "old_due":
		return c.day(&f.OldDue)
	case "other":
		f.Other, ok = c.text()
	case "outcome":
		f.Outcome, ok = c.text()
	case "published":
		f.Published, ok = c.text()
	case "reason":
		f.Reason, ok = c.text()
	case "received_at":
		f.ReceivedAt, ok = c.text()
	case "remedy":
		f.Remedy, ok = c.text()
	case "repeat":
		f.Repeat, ok = true, c.yes()
	case "silence":
		f.Silence, ok = c.text()
	case "statute":
		f.Statute, ok = c.text()
	case "step":
		f.Step, ok = c.text()
	case "term_unit":
		f.TermUnit, ok = c.text()
	case "to":
		f.To, ok = c.text()
	case "track":
		f.Track, ok = c.text()
	case "unit":
		f.Unit, ok = c.text()
	case "units":
		return c.texts(&f.Units)
	case "version":
		f.Version, ok = c.text()
	}
	return ok // what is rare the standard library reads
}

func (c *scanner) whole(into *int) bool {
	n, ok := c.number()
	*into = int(n)
	return ok
}

func (c *scanner) day(into *foi.Date) bool {
	s, ok := c.text()
	if !ok {
		return false
	}
	n, ok := dayOf(s)
	*into = foi.Date(n)
	return ok
}

func (c *scanner) texts(into *[]string) bool {
	if !c.eat('[') {
		return false
	}
	for {
		s, ok := c.text()
		if !ok {
			return false
		}
		if *into = append(*into, s); c.eat(']') {
			return true
		}
		if !c.eat(',') {
			return false
		}
	}
}

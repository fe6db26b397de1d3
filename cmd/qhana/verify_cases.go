package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

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
	byCase := map[string][]foi.Entry{}
	var order []string
	var closures []foi.Closure
	var alive time.Time
	l.restores()
	for i, leaf := range l.leaves {
		var a publicAct
		if err := json.Unmarshal(leaf, &a); err != nil {
			wrong = append(wrong, fmt.Sprintf("act %d is not one: %v", i, err))
			continue
		}
		if l.isLost(int64(i)) { // it happened, and the site does not know it any more
			l.lost = append(l.lost, fmt.Sprintf("%s %d %s", a.Case, a.Seq, a.Event))
			continue
		}
		if a.Kind == "heartbeat" {
			alive = a.At
		} else if !alive.IsZero() && a.At.Before(alive.Add(-tolerance)) {
			late = append(late, fmt.Sprintf("act %d, %s %s: it says %s and stands after a sign of life of %s", i, a.Case, a.Event, a.At.Format(time.RFC3339), alive.Format(time.RFC3339)))
		}
		switch a.Kind {
		case "entry":
			e, problem := a.entry()
			if problem != nil {
				wrong = append(wrong, fmt.Sprintf("act %d, %s entry %d: %v", i, a.Case, a.Seq, problem))
				continue
			}
			if byCase[a.Case] == nil {
				order = append(order, a.Case)
			}
			byCase[a.Case] = append(byCase[a.Case], e)
			if at, err := time.Parse(time.RFC3339, e.Facts.ReceivedAt); err == nil && a.Event == string(foi.Filed) {
				late = append(late, fmt.Sprintf("%s: received %s, entered %s later", a.Case, at.Format(time.RFC3339), e.At.Sub(at).Round(time.Minute)))
			}
		case "erasure":
			l.erased++
		case "closure":
			var c publicClosure
			if err := json.Unmarshal(a.Facts, &c); err != nil {
				wrong = append(wrong, fmt.Sprintf("act %d, declaration %d: %v", i, a.Seq, err))
				continue
			}
			closures = append(closures, foi.Closure{No: a.Seq, Calendar: c.Calendar, From: c.From, To: c.To, Unit: c.Unit, Worked: c.Worked, Name: c.Name,
				Source: c.Source, Document: c.Document, Revives: c.Revives, Revokes: c.Revokes, DeclaredAt: a.At})
		}
	}
	law.Declare(closures)
	site, more, err := l.shown(ctx)
	if err != nil {
		return 0, nil, nil, err
	}
	wrong = append(wrong, more...)
	for _, ref := range order {
		for _, d := range compareCase(law, ref, byCase[ref], site[ref]) {
			wrong = append(wrong, ref+": "+d)
		}
		delete(site, ref)
	}
	for ref, s := range site {
		if s.Entries > 0 {
			wrong = append(wrong, ref+": the site shows it and the record does not know it")
		}
	}
	return len(order), late, wrong, nil
}

// publicRestore is a restore from a backup as the record shows it to everybody.
type publicRestore struct {
	At     time.Time  `json:"-"`
	Backup string     `json:"backup"`
	Reason string     `json:"reason"`
	Size   int64      `json:"size"`
	Signed int64      `json:"signed"`
	Fork   bool       `json:"fork"`
	Lost   [][2]int64 `json:"lost"`
}

// restores reads the restores that were declared. Each may only speak of places before its own.
func (l *publicLog) restores() {
	for i, leaf := range l.leaves {
		var a publicAct
		var r publicRestore
		if !bytes.Contains(leaf, []byte(`"kind":"restore"`)) || json.Unmarshal(leaf, &a) != nil || a.Kind != "restore" || json.Unmarshal(a.Facts, &r) != nil {
			continue
		}
		r.At = a.At
		r.Lost = slices.DeleteFunc(r.Lost, func(x [2]int64) bool { return x[1] >= int64(i) })
		l.restored = append(l.restored, r)
	}
}

func (l *publicLog) isLost(index int64) bool {
	for _, r := range l.restored {
		for _, x := range r.Lost {
			if x[0] <= index && index <= x[1] {
				return true
			}
		}
	}
	return false
}

func (a publicAct) entry() (foi.Entry, error) {
	e := foi.Entry{Seq: a.Seq, At: a.At, Event: foi.Event(a.Event), By: foi.By{Account: a.Account, Role: foi.Role(a.Role), Unit: a.Unit}}
	if len(a.Facts) == 0 {
		return e, nil
	}
	return e, json.Unmarshal(a.Facts, &e.Facts)
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

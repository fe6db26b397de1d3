package verify

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"qhana/internal/foi"
)

// restore is a restore from a backup as the record shows it to everybody.
type restore struct {
	At      time.Time  `json:"-"`
	Backup  string     `json:"backup"`
	Reason  string     `json:"reason"`
	Size    int64      `json:"size"`   // acts that the backup had
	Signed  int64      `json:"signed"` // acts that had been signed
	Root    string     `json:"root"`   // of those
	Fork    bool       `json:"fork"`
	Unknown bool       `json:"unknown"`
	Lost    [][2]int64 `json:"lost"`

	place int64
}

// problem is why a restore cannot be what it says: it stands at a place, after the acts that were signed before it, and those between
// what the backup had and what was signed are the only ones that it can have lost.
func (r restore) problem() string {
	switch {
	case r.Size < 0 || r.Signed < 0:
		return "it says no sizes"
	case r.Fork && len(r.Lost) > 0:
		return "it says that the record forked, and also which of its acts were lost"
	case r.Fork:
		return ""
	case r.Signed > r.place:
		return fmt.Sprintf("it says that %d acts had been signed, and stands after %d", r.Signed, r.place)
	}
	last := r.Size - 1
	for _, x := range r.Lost {
		if x[0] > x[1] || x[0] <= last || x[1] >= r.Signed {
			return fmt.Sprintf("it says that the acts %d to %d were lost; it can have lost what lies from %d to %d", x[0], x[1], r.Size, r.Signed-1)
		}
		last = x[1]
	}
	return ""
}

// checkRestores holds what the restores say against the record that they stand in; nothing is believed of one that cannot be true.
func (l *Log) checkRestores(ctx context.Context) error {
	for ; l.checked < len(l.restored); l.checked++ {
		r := &l.restored[l.checked]
		what := r.problem()
		if old, is := l.older(*r); what == "" && is {
			what = fmt.Sprintf("it says that act %d was lost, of %s, and its backup is of %s", old, time.UnixMicro(l.times[old]).UTC().Format(time.RFC3339), r.Backup)
		}
		if what == "" && !r.Fork && r.Root != "" {
			root, err := tlog.TreeHash(r.Signed, hashesOf(ctx, l.site, l.last))
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if err != nil || root.String() != r.Root {
				what = fmt.Sprintf("the %d acts that it says were signed are not the first %d of the record", r.Signed, r.Signed)
			}
		}
		if what != "" {
			l.wrong = append(l.wrong, fmt.Sprintf("act %d, a restore: %s", r.place, what))
			r.Lost = nil
		}
	}
	return nil
}

// older is an act that a restore says was lost and that is older than its backup, which would have it; nil when there is none.
func (l *Log) older(r restore) (index int64, ok bool) {
	at, err := time.Parse(time.RFC3339, r.Backup)
	if err != nil {
		return 0, false
	}
	for _, x := range r.Lost {
		for i := max(x[0], 0); i <= x[1] && i < int64(len(l.times)); i++ {
			if l.times[i] != 0 && l.times[i] < at.Add(-tolerance).UnixMicro() {
				return i, true
			}
		}
	}
	return 0, false
}

// takeOther takes an act that is no entry of a case.
func (l *Log) takeOther(kind string, a readAct) {
	switch kind {
	case "closure":
		if _, ok := a.closure(); !ok {
			l.wrong = append(l.wrong, fmt.Sprintf("act %d, declaration %d: it cannot be read", a.index, a.seq))
		}
	case "admin":
		if _, told, ok := a.replacement(); told && !ok {
			l.wrong = append(l.wrong, fmt.Sprintf("act %d, a declaration about the files of a law: it cannot be read", a.index))
		}
	case "restore":
		var r restore
		if err := json.Unmarshal([]byte(a.facts), &r); err != nil {
			l.wrong = append(l.wrong, fmt.Sprintf("act %d, a restore: %v", a.index, err))
			break
		}
		r.At, r.place = a.instant(), a.index
		l.restored = append(l.restored, r)
	}
	l.rest = append(l.rest, a)
}

// isLost tells whether a restore lost the act at a place.
func (l *Log) isLost(index int64) bool {
	for _, r := range l.restored {
		for _, x := range r.Lost {
			if x[0] <= index && index <= x[1] {
				return true
			}
		}
	}
	return false
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

// closure is the declaration that an act is.
func (a *act) closure() (out foi.Closure, ok bool) {
	var c publicClosure
	if a.who.Value().kind != "closure" || json.Unmarshal([]byte(a.facts), &c) != nil {
		return out, false
	}
	return foi.Closure{No: int(a.seq), Calendar: c.Calendar, From: c.From, To: c.To, Unit: c.Unit, Worked: c.Worked, Name: c.Name,
		Source: c.Source, Document: c.Document, Revives: c.Revives, Revokes: c.Revokes, DeclaredAt: a.instant()}, true
}

// name is what an act is called when it is told that it was lost.
func (a *act) name(ref string) string {
	w := a.who.Value()
	return strings.TrimSpace(fmt.Sprintf("%s %s %d %s", w.kind, ref, a.seq, w.event))
}

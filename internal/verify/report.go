package verify

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// Report is what a visit found.
type Report struct {
	Origin    string
	By        []string
	Size      int64
	Root      string
	At        time.Time // when the newest checkpoint was made, by its own word
	Cases     int
	Erased    int // whose personal data were, as the record says
	Counted   int // due days that were counted a second time
	Answers   int // published ones that were read
	Files     int // of these, with their bytes
	Wrong     []string
	Late      []string // acts that were recorded after the fact
	Lost      []string
	Notes     []string
	Restored  []restore
	Witnesses []witnessed
	Took      Times

	back bool // the record was rolled back
}

// say puts down what is wrong, once.
func (r *Report) say(what string) {
	if !slices.Contains(r.Wrong, what) {
		r.Wrong = append(r.Wrong, what)
	}
}

// report completes what was found with what the record has.
func (l *Log) report(r *Report) *Report {
	r.Wrong = append(slices.Clone(l.wrong), r.Wrong...)
	r.Origin, r.By, r.Size, r.Root, r.At = l.last.origin, l.last.by, l.last.size, l.last.root.String(), l.last.at
	r.Cases, r.Restored, r.Took = len(l.order), l.restored, l.took
	r.Wrong = append(r.Wrong, l.untimely()...)
	if now := l.Now(); r.At.After(now.Add(tolerance)) {
		r.Notes = append(r.Notes, fmt.Sprintf("the newest checkpoint says that it is of %s, and here it is %s", r.At.Format(time.RFC3339), now.UTC().Format(time.RFC3339)))
	}
	if age := l.Now().Sub(r.At); !r.At.IsZero() && age > silent {
		r.Notes = append(r.Notes, fmt.Sprintf("the newest checkpoint is %s old; a record that is alive has one every 10 minutes", age.Round(time.Minute)))
	}
	for i := range l.rest {
		a := &l.rest[i]
		if l.isLost(a.index) {
			r.Lost = append(r.Lost, a.name(a.ref))
		} else if a.who.Value().kind == "erasure" {
			r.Erased++
		}
	}
	if len(l.restored) > 0 {
		for _, c := range l.order {
			for i := range c.acts {
				if a := &c.acts[i]; l.isLost(a.index) {
					r.Lost = append(r.Lost, a.name(c.ref))
				}
			}
		}
	}
	for _, w := range r.Witnesses {
		if !w.at.IsZero() && !r.At.IsZero() && w.at.Sub(r.At) > slowWitness {
			r.Notes = append(r.Notes, fmt.Sprintf("the witness %s signed %s after the checkpoint says that it was made", w.name, w.at.Sub(r.At).Round(time.Second)))
		}
	}
	return r
}

// silent is after how long a record that says nothing is told.
const silent = 15 * time.Minute

// OK tells whether nothing is wrong and no witness is missing.
func (r *Report) OK() bool { return len(r.Wrong) == 0 && !anyMissing(r.Witnesses) }

// few is how many of what is not wrong are named.
const few = 20

// Write says what was found.
func (r *Report) Write(out io.Writer) {
	say := func(format string, args ...any) { _, _ = fmt.Fprintf(out, format, args...) }
	some := func(word string, list []string) {
		for i, one := range list {
			if i == few {
				say("%s … and %d more\n", word, len(list)-i)
				break
			}
			say("%s %s\n", word, one)
		}
	}
	for _, w := range r.Wrong {
		say("WRONG %s\n", w)
	}
	some("AFTER THE FACT", r.Late)
	for _, x := range r.Restored {
		say("RESTORED %s from a backup of %s with %d acts of %d, %q\n", x.At.Format(time.RFC3339), x.Backup, x.Size, x.Signed, x.Reason)
	}
	some("LOST", r.Lost)
	some("NOTE", r.Notes)
	say("record    %s\nsigned by %s\n", r.Origin, strings.Join(r.By, ", "))
	if !r.At.IsZero() {
		say("signed    %s\n", r.At.Format(clock))
	}
	say("acts      %d in %.1f s\ncases     %d recomputed, personal data of %d erased\ndue days  %d counted a second time, day after day\nroot      %s\n", r.Size, r.Took.Read.Seconds(), r.Cases, r.Erased, r.Counted, r.Root)
	if r.Answers > 0 {
		say("answers   %d read as they stand published, with the bytes of %d files\n", r.Answers, r.Files)
	}
	say("%d differences, %d acts recorded after the fact\n", len(r.Wrong), len(r.Late))
	sayWitnesses(out, r.Witnesses)
}

// clock is how an instant is written for people.
const clock = "2006-01-02 15:04:05 MST"

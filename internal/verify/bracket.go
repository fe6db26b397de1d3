package verify

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	formats "github.com/transparency-dev/formats/note"
	"golang.org/x/mod/sumdb/note"
)

// An act's place says when it was entered, whatever the act says: after everything that was signed without it, and before everything that
// was signed with it. What stands around it are the record's signs of life, the checkpoints that were kept, by their own word and by that of
// their witnesses, and the acts of other cases.

// mark says that so many acts were there at an instant, and no more.
type mark struct {
	size int64
	at   time.Time
	what string
}

// marks are what is known of the record's length at some instants, in that order.
func (l *Log) marks() (from, to []mark) {
	for i := range l.rest {
		if a := &l.rest[i]; a.who.Value().kind == "heartbeat" {
			m := mark{a.index, a.instant(), "a sign of life"}
			from, to = append(from, m), append(to, m)
		}
	}
	for i := range l.Kept.list { // the newest checkpoint among them
		s := &l.Kept.list[i]
		if s.Size > l.tree.n || s.Origin != l.last.origin {
			continue
		}
		if !s.marked {
			s.from, s.to = marksOf(s.Note, l.Witnesses)
			s.marked = true
		}
		from, to = append(from, s.from...), append(to, s.to...)
	}
	f, t := marksOf(l.last.note, l.Witnesses) // with those who signed it since it was kept
	from, to = append(from, f...), append(to, t...)
	by := func(a, b mark) int { return cmp.Or(cmp.Compare(a.size, b.size), a.at.Compare(b.at)) }
	slices.SortFunc(from, by)
	slices.SortFunc(to, by)
	return from, to
}

// slowWitness is how much later than a checkpoint was made its witness may sign, so that no act can have come between.
const slowWitness = tolerance

// marksOf are what a checkpoint says of time: what it has is older, and what it has not is younger. A witness who signed long after it
// says that it was made tells only the first.
func marksOf(text string, witnesses []note.Verifier) (from, to []mark) {
	n, err := note.Open([]byte(text), note.VerifierList(witnesses...))
	var unsigned *note.UnverifiedNoteError
	if errors.As(err, &unsigned) { // by a witness, that is
		n = unsigned.Note
	} else if err != nil {
		return nil, nil
	}
	c, err := parseCheckpoint(n.Text)
	if err != nil {
		return nil, nil
	}
	if !c.at.IsZero() {
		m := mark{c.size, c.at, fmt.Sprintf("the checkpoint of %d acts", c.size)}
		from, to = append(from, m), append(to, m)
	}
	for _, s := range n.Sigs {
		at, err := formats.CoSigV1Timestamp(s)
		if err != nil || at.Unix() <= 0 {
			continue
		}
		m := mark{c.size, at.UTC(), fmt.Sprintf("the checkpoint of %d acts that %s signed", c.size, s.Name)}
		if to = append(to, m); c.at.IsZero() || at.Sub(c.at) <= slowWitness {
			from = append(from, m)
		}
	}
	return from, to
}

// namedTimes is how many acts with an impossible time are named; of more it is said how many.
const namedTimes = 50

// untimely are the acts whose time their place contradicts.
func (l *Log) untimely() (out []string) {
	from, to := l.marks()
	told := map[int]bool{}
	say := func(i int, is string, m mark) {
		if told[i] = true; len(told) <= namedTimes {
			out = append(out, fmt.Sprintf("the time of act %d%s is impossible: it says %s and stands %s %s of %s", i, l.called(i), l.when(i), is, m.what, m.at.Format(time.RFC3339)))
		}
	}
	var earliest, latest mark
	next, last := 0, len(to)-1
	for i, us := range l.times {
		for ; next < len(from) && from[next].size <= int64(i); next++ {
			if m := from[next]; earliest.what == "" || m.at.After(earliest.at) {
				earliest = m
			}
		}
		if us != 0 && earliest.what != "" && us < earliest.at.Add(-tolerance).UnixMicro() {
			say(i, "after", earliest)
		}
	}
	for i := len(l.times) - 1; i >= 0; i-- {
		for ; last >= 0 && to[last].size > int64(i); last-- {
			if m := to[last]; latest.what == "" || m.at.Before(latest.at) {
				latest = m
			}
		}
		if latest.what != "" && l.times[i] > latest.at.Add(tolerance).UnixMicro() && !told[i] {
			say(i, "before", latest)
		}
	}
	if more := len(told) - namedTimes; more > 0 {
		out = append(out, fmt.Sprintf("the times of %d more acts are impossible", more))
	}
	return append(out, l.disorder(told)...)
}

// when is the time that an act says.
func (l *Log) when(i int) string { return time.UnixMicro(l.times[i]).UTC().Format(time.RFC3339) }

// disorder are the acts after which others stand that say that they are older. One act may be too young, or the others too old: who
// stands alone is named.
func (l *Log) disorder(told map[int]bool) (out []string) {
	newest, at := int64(math.MinInt64), 0
	first, many, said := 0, 0, 0
	flush := func() {
		if many == 0 {
			return
		}
		if said++; said <= namedTimes && many == 1 {
			out = append(out, fmt.Sprintf("the time of act %d%s is impossible: it says %s and stands after act %d, which says %s", first, l.called(first), l.when(first), at, l.when(at)))
		} else if said <= namedTimes {
			out = append(out, fmt.Sprintf("the time of act %d%s is impossible, or of %d acts from act %d on: it says %s, and they stand after it and say %s and the like", at, l.called(at),
				many, first, l.when(at), l.when(first)))
		}
		many = 0
	}
	for i, us := range l.times {
		switch {
		case us == 0 || told[i]:
		case us >= newest:
			flush()
			newest, at = us, i
		case us < newest-tolerance.Microseconds():
			if many == 0 {
				first = i
			}
			many++
		}
	}
	flush()
	if said > namedTimes {
		out = append(out, fmt.Sprintf("acts are out of order at %d more places", said-namedTimes))
	}
	return out
}

// called is what an act is, for who reads about it.
func (l *Log) called(place int) string {
	index := int64(place)
	for i := range l.rest {
		if l.rest[i].index == index {
			return ", " + l.rest[i].name(l.rest[i].ref)
		}
	}
	for _, c := range l.order {
		if i, ok := slices.BinarySearchFunc(c.acts, index, func(a act, x int64) int { return cmp.Compare(a.index, x) }); ok {
			return ", " + c.acts[i].name(c.ref)
		}
	}
	return ""
}

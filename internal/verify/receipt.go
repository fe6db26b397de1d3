package verify

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"qhana/internal/attached"
	"qhana/internal/foi"
)

// Paper is a file that somebody brings: a receipt, a promise, a PDF with either inside, or all receipts of a case in one bundle.
type Paper struct {
	Name  string
	Bytes []byte
}

// Receipt checks a paper and says what it proves. With the address of the record, today's record is held against it; else no network is
// needed. It ends with ErrWrong when something is wrong with it, and with another error when today's record could not be read.
func (a *Auditor) Receipt(ctx context.Context, p Paper, record string, out io.Writer) error {
	v := &papers{Auditor: a, out: out}
	if record != "" {
		if err := v.open(ctx, record); err != nil {
			return err
		}
	}
	list, err := unpack(p)
	if err != nil {
		v.wrong(p.Name, err)
	}
	for _, one := range list { // all of them first: each says something about when the others were entered
		v.read(one)
	}
	for _, r := range v.good {
		if err := v.tell(ctx, r); err != nil {
			return err
		}
	}
	if len(list) > 0 && list[0].Name != p.Name {
		v.together(len(list))
	}
	if v.failed {
		return ErrWrong
	}
	return nil
}

// Prove checks a receipt alone.
func (a *Auditor) Prove(b []byte) error {
	_, err := a.openReceipt(b)
	return err
}

// papers are those that are checked together.
type papers struct {
	*Auditor
	out    io.Writer
	today  checkpoint
	site   *site // where today's record is; nil without
	good   []receipt
	failed bool
}

func (v *papers) say(format string, args ...any) { _, _ = fmt.Fprintf(v.out, format, args...) }

func (v *papers) wrong(name string, err error) {
	v.failed = true
	v.say("WRONG %s: %v\n", name, err)
}

// open reads today's checkpoint.
func (v *papers) open(ctx context.Context, record string) error {
	v.site = newSite(record)
	b, err := v.site.get(ctx, "/checkpoint")
	if err != nil {
		return err
	}
	if v.today, err = v.Auditor.open(b); err != nil {
		v.wrong(record, fmt.Errorf("the checkpoint: %w", err))
		v.site = nil
		return nil
	}
	if v.today.retired {
		v.wrong(record, fmt.Errorf("the newest checkpoint is signed only by %s", v.today.by[0]))
	}
	if v.Kept != nil && v.Kept.longest().Size > v.today.size {
		v.wrong(record, fmt.Errorf("the record was %d acts long and is %d: it was rolled back", v.Kept.longest().Size, v.today.size))
	}
	return nil
}

// read reads one paper that is no bundle.
func (v *papers) read(p Paper) {
	if attached.IsPDF(p.Bytes) {
		b, err := attached.Receipt(p.Bytes)
		if err != nil {
			v.wrong(p.Name, err)
			return
		}
		p.Bytes = b
	}
	if strings.HasPrefix(string(p.Bytes), promiseHeader) {
		said, err := v.promise(p.Bytes)
		if err != nil {
			v.wrong(p.Name, err)
		}
		v.say("%s", said)
		return
	}
	r, err := v.openReceipt(p.Bytes)
	if err != nil {
		v.wrong(p.Name, err)
		return
	}
	r.name = p.Name
	v.good = append(v.good, r)
}

// tell says what a receipt proves, and what is wrong with it all the same.
func (v *papers) tell(ctx context.Context, r receipt) error {
	l, name := r.leaf, r.name
	v.say("authentic\nact       %s\nrecorded  %s\nplace     %d of %d\nrecord    %s\nsigned by %s\n", strings.TrimSpace(l.Case+" "+l.Event), l.at().Format(clock), r.index+1, r.signed.size,
		r.signed.origin, strings.Join(r.signed.by, ", "))
	if !r.signed.at.IsZero() {
		v.say("signed    %s\n", r.signed.at.Format(clock))
	}
	for _, d := range r.opening.Documents {
		v.say("document  %s, SHA-256 %x\n", d.ID, d.SHA256)
	}
	if what := v.due(r); what != nil {
		v.wrong(name, what)
	}
	witnesses := witnessesOn(r.checkpoint, v.Witnesses)
	v.failed = sayWitnesses(v.out, witnesses) || v.failed
	for _, what := range v.untimely(r, witnesses) {
		v.wrong(name, errors.New(what))
	}
	return v.holds(ctx, name, r)
}

// promised is how soon an act comes into the record at the latest.
const promised = 24 * time.Hour

// untimely holds an act's time against what was signed: with it, and before it.
func (v *papers) untimely(r receipt, witnesses []witnessed) (out []string) {
	at := r.leaf.at()
	says := "the time is impossible: it says " + at.Format(clock) + ", and "
	from, to := marksOf(string(r.checkpoint), v.Witnesses)
	for _, m := range to {
		if at.After(m.at.Add(tolerance)) {
			out = append(out, says+m.what+" has it and is of "+m.at.Format(clock))
		}
	}
	var after mark // the last that had it not
	if v.Kept != nil {
		for _, s := range v.Kept.list {
			if s.Origin == r.signed.origin && s.Size <= r.index {
				f, _ := marksOf(s.Note, v.Witnesses)
				from = append(from, f...)
			}
		}
	}
	for _, o := range v.good {
		if o.signed.origin == r.signed.origin && o.signed.size <= r.index {
			f, _ := marksOf(string(o.checkpoint), v.Witnesses)
			from = append(from, f...)
		}
	}
	for _, m := range from {
		if m.size <= r.index && m.at.After(after.at) {
			after = m
		}
	}
	switch {
	case after.what != "" && at.Before(after.at.Add(-tolerance)):
		out = append(out, says+after.what+" has it not and is of "+after.at.Format(clock))
	case after.what != "":
		v.say("entered   after %s, when %s was without it, and before it was signed\n", after.at.Format(clock), after.what)
	case !r.signed.at.IsZero():
		v.say("entered   before %s; how long before, only an earlier checkpoint or the record itself tells\n", r.signed.at.Format(clock))
	}
	if !r.signed.at.IsZero() && r.signed.at.Sub(at) > promised {
		out = append(out, fmt.Sprintf("it says %s and was signed %s later: an act comes into the record within %s", at.Format(clock), r.signed.at.Sub(at).Round(time.Minute), promised))
	}
	return out
}

// due counts the due day of a filing anew, under the law that it names.
func (v *papers) due(r receipt) error {
	l := r.leaf
	if l.Event != string(foi.Filed) || l.Kind != "entry" {
		return nil
	}
	a := slowAct(string(r.opening.Leaf))
	ledger := make([]foi.Entry, 1)
	if err := a.entry(&ledger[0]); err != nil {
		return fmt.Errorf("its facts cannot be read: %w", err)
	}
	f := &ledger[0].Facts
	if f.Due.IsZero() {
		return nil
	}
	s := v.Law.Under(f.Statute, f.Version)
	switch {
	case s == nil:
		v.say("due       %s, not counted anew: its law %s %s is not known here\n", f.Due, f.Statute, f.Version)
	case s.Definition() != f.Definition:
		v.say("due       %s, not counted anew: the files of its law %s %s here are not those under which it was filed\n", f.Due, f.Statute, f.Version)
	case f.Closures > 0:
		v.say("due       %s, not counted anew: it was counted with %d declarations about the calendar, which the record has\n", f.Due, f.Closures)
	default:
		req := foi.Request{Reference: foi.Reference(l.Case), Statute: f.Statute, Version: f.Version, FiledAt: ledger[0].At, Locale: "es"}
		if due := s.Replay(req, ledger).Request.DueOn; due != f.Due {
			return fmt.Errorf("it says that it was due on %s; the law gives %s", f.Due, due)
		}
		v.say("due       %s, as %s %s has it\n", f.Due, f.Statute, f.Version)
	}
	return nil
}

// holds says whether today's record still has what was signed, and whether a checkpoint that was kept excludes it.
func (v *papers) holds(ctx context.Context, name string, r receipt) error {
	var kept []seen
	if v.Kept != nil {
		kept = v.Kept.list
	}
	for _, s := range kept {
		if s.Origin == r.signed.origin && s.Size == r.signed.size {
			if s.Root != r.signed.root.String() {
				v.wrong(name, fmt.Errorf("another checkpoint of %d acts was kept%s, with another root: the record was forked", s.Size, s.when()))
			} else {
				v.say("kept      its checkpoint was seen%s\n", s.when())
			}
		}
	}
	if v.site == nil {
		return nil
	}
	if v.today.origin != r.signed.origin {
		v.wrong(name, fmt.Errorf("it is of the record %s, and there is that of %s", r.signed.origin, v.today.origin))
		return nil
	}
	err := grew(ctx, v.site, r.signed, v.today)
	var far *away
	switch {
	case err == nil:
		v.say("today     the record of %d acts still has it\n", v.today.size)
	case errors.As(err, &far), ctx.Err() != nil:
		return err
	default:
		v.wrong(name, err)
	}
	return nil
}

// together says what the receipts of a bundle say together.
func (v *papers) together(many int) {
	roots := map[string]tlog.Hash{}
	for _, r := range v.good {
		key := fmt.Sprint(r.signed.origin, " ", r.signed.size)
		if was, ok := roots[key]; ok && was != r.signed.root {
			v.wrong("together", fmt.Errorf("two checkpoints of %d acts have two roots: the record was forked", r.signed.size))
		}
		roots[key] = r.signed.root
	}
	v.say("%d of %d receipts are authentic\n", len(v.good), many)
}

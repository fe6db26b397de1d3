package statute

import (
	"testing"

	"qhana/internal/foi"
)

// Nothing that a shipped law declares does nothing: every term of every version, on every track and for every remedy, is set off by an
// act of somebody, or says until when something may be done, with the law's own length and article.
func TestEveryTermIsStarted(t *testing.T) {
	t.Parallel()
	l := shared(t)
	for _, key := range l.Keys() {
		for _, law := range l.Versions(key) {
			for _, track := range append([]string{""}, law.Tracks()...) {
				startedOn(t, law, track)
			}
			startedRemedies(t, law)
		}
	}
}

// startedOn checks the terms of a law and of one of its tracks.
func startedOn(t *testing.T, law *Statute, track string) {
	t.Helper()
	seen := map[string]TermRule{}
	lead := law.procedure.Body.Lead
	officer := foi.Actor{Account: 1, Grants: []foi.Grant{{Role: foi.TransparencyOfficer, Unit: lead}}}
	signatory := foi.Actor{Account: 2, Grants: []foi.Grant{{Role: foi.Signatory, Unit: law.procedure.Body.Signing}}}
	open := func() *course {
		c := &course{t: t, law: law, req: foi.Request{ID: 1, Reference: "LP-2026-000001-5", Statute: law.Key(), Version: law.Version(), Locale: "es"}}
		c.do("2026-03-02 10:00", officer, foi.Action{Kind: foi.File, Filing: &foi.Filing{Track: track, Locale: "es"}})
		return c
	}
	note := func(c *course) {
		for _, k := range c.law.fold(c.ledger).clocks {
			name := k.Key
			if name == "consultation" {
				name = "third_party"
			}
			seen[name] = k.Term
		}
		for _, w := range law.Windows(c.ledger, law.Today(c.instant("2026-03-02 11:00"))) {
			seen[w.Key] = w.Term
		}
	}
	c := open()
	note(c)
	c.do("2026-03-02 11:00", officer, foi.Action{Kind: foi.Acknowledge})
	if law.Does(foi.ConsultThird) {
		c.do("2026-03-02 11:10", officer, foi.Action{Kind: foi.ConsultThird})
	}
	note(c)
	if c := law.law.Clarification; c.Times > 0 {
		x := open()
		x.do("2026-03-02 11:00", officer, foi.Action{Kind: foi.AskClarification, Ground: c.Grounds[0]})
		note(x)
	}
	if law.law.Fees != nil {
		x := open()
		x.do("2026-03-02 11:00", officer, foi.Action{Kind: foi.AskFee, Fee: 100})
		note(x)
	}
	silent := open()
	silent.lapse("response", 0)
	note(silent)
	c.do("2026-03-02 12:00", officer, foi.Action{Kind: foi.Draft, Outcome: "granted"})
	if law.Does(foi.Sign) {
		c.do("2026-03-02 12:10", officer, foi.Action{Kind: foi.Submit})
		c.do("2026-03-02 12:20", signatory, foi.Action{Kind: foi.Sign})
	}
	c.do("2026-03-02 12:30", officer, foi.Action{Kind: foi.Deliver})
	note(c)
	for name, want := range law.law.Terms {
		if own, differs := law.law.Tracks[track].Terms[name]; differs {
			want = own
		}
		if name == "delivery" && law.SilenceOn(track).Effect != "positive" {
			continue // its own track has it
		}
		if got, ok := seen[name]; !ok || got != want || !got.Cite.complete() {
			t.Errorf("%s %s, track %q: nothing starts %s: %+v", law.Key(), law.Version(), track, name, got)
		}
	}
	for name, want := range law.law.Tracks[track].Terms {
		if got := seen[name]; got != want {
			t.Errorf("%s %s, track %q: nothing starts its %s: %+v", law.Key(), law.Version(), track, name, got)
		}
	}
}

// startedRemedies checks the terms of a law's remedies: the time to file each, and to decide those that are decided here.
func startedRemedies(t *testing.T, law *Statute) {
	t.Helper()
	for _, r := range law.Remedies() {
		if r.File != nil {
			d := newDocket(law)
			d.received, d.asOf = foi.MustDate("2026-03-02"), law.calendar.Newest(foi.MustDate("2026-03-02"))
			if w, ok := d.window(r.Code, d.received); !ok || w.Term != *r.File || !w.Term.Cite.complete() {
				t.Errorf("%s %s: the time to file %s is %+v", law.Key(), law.Version(), r.Code, w)
			}
		}
		if r.Decide != nil {
			c := begin(t, law, "2026-03-02 10:00", foi.Filing{Remedy: r.Code, Of: "LP-2026-000002-3"})
			if got := c.clock("response", 0).Term; got != *r.Decide || !got.Cite.complete() {
				t.Errorf("%s %s: %s is decided within %+v, not %+v", law.Key(), law.Version(), r.Code, got, *r.Decide)
			}
		}
	}
}

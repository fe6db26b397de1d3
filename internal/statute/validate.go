package statute

import (
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"qhana/internal/foi"
)

// complaint takes what is wrong with a file, at a key of it.
type complaint func(file, at, format string, args ...any)

var certainties = map[string]bool{"read": true, "general": true, "to_confirm": true}

// longest is the longest term that is believed, in each unit: ten years.
var longest = map[string]int{working: 2600, calendar: 3660, month: 120, week5: 520, hour: 87600}

// validate reports everything that is wrong with a statute and its procedure together.
func (s *Statute) validate(bad complaint) {
	if s.law.Key == "" {
		bad("statute.yaml", "key", "key: is missing")
	}
	if s.law.Version == "" {
		bad("statute.yaml", "version", "version: is missing")
	}
	if s.law.InForce.IsZero() {
		bad("statute.yaml", "in_force", "in_force: needs the day from which the law holds")
	}
	if s.calendar == nil {
		bad("statute.yaml", "calendar", "calendar %q is not among the calendars", s.law.Calendar)
	}
	s.validateTerms(bad)
	s.validateRules(bad)
	for _, need := range []string{"acknowledge", "branch", "publication"} {
		if s.term(need, "").Amount <= 0 {
			bad("procedure.yaml", "terms."+need+".amount", "terms: %s is missing", need)
		}
	}
	for key, t := range s.procedure.Terms {
		if what := t.problem(); what != "" {
			bad("procedure.yaml", "terms."+key, "terms: %s: %s", key, what)
		}
	}
	s.validateWords(bad)
	s.validateStates(bad)
	s.validateMilestones(bad)
	s.validateApprovals(bad)
}

func (s *Statute) validateTerms(bad complaint) {
	for _, need := range []string{"response", "clarification"} {
		if need == "clarification" && s.law.Clarification.Times == 0 {
			continue
		}
		if s.law.Terms[need].Amount <= 0 {
			bad("statute.yaml", "terms."+need+".amount", "terms: %s is missing", need)
		}
	}
	check := func(at, name string, t TermRule, cited bool) {
		if what := t.problem(); what != "" {
			bad("statute.yaml", at, "%s: %s", name, what)
		}
		if cited && !t.Cite.complete() {
			bad("statute.yaml", at, "terms: %s needs its article and a certainty (read, general, to_confirm)", name)
		}
	}
	for _, key := range sorted(s.law.Terms) {
		if what := s.idle(key); what != "" {
			bad("statute.yaml", "terms."+key, "terms: %s starts nothing: %s", key, what)
		}
		check("terms."+key, key, s.law.Terms[key], true)
	}
	for _, track := range sorted(s.law.Tracks) {
		if !oneOf(s.law.Tracks[track].By, "", "body") {
			bad("statute.yaml", "tracks."+track, "tracks: %s: by %q is not body", track, s.law.Tracks[track].By)
		}
		for _, key := range sorted(s.law.Tracks[track].Terms) {
			if what := s.idle(key); what != "" {
				bad("statute.yaml", "tracks."+track+".terms."+key, "tracks: %s: %s starts nothing: %s", track, key, what)
			}
			check("tracks."+track, track+"."+key, s.law.Tracks[track].Terms[key], false)
		}
		if own := s.law.Tracks[track].Silence; own != nil && (!oneOf(own.Effect, silences...) || !own.Cite.complete()) {
			bad("statute.yaml", "tracks."+track, "tracks: %s: silence needs its effect (negative, positive, complaint, none), article and certainty", track)
		}
		if !s.law.Tracks[track].Cite.complete() {
			bad("statute.yaml", "tracks."+track, "tracks: %s needs its article and a certainty", track)
		}
	}
	for i, r := range s.law.Remedies {
		at := fmt.Sprintf("remedies[%d]", i)
		for _, t := range []*TermRule{r.Opens, r.File, r.Decide} {
			if t != nil {
				own := *t
				if t == r.File {
					own.Calendar = ""
				}
				check(at, r.Code, own, false)
			}
		}
		if r.After != "" && !slices.ContainsFunc(s.law.Remedies, func(o Remedy) bool { return o.Code == r.After }) {
			bad("statute.yaml", at, "remedies: %s comes after %q, which is not a remedy", r.Code, r.After)
		}
		if f := r.File; f != nil && f.Calendar != "" && (s.others[f.Calendar] == nil || r.Decide != nil) {
			bad("statute.yaml", at, "remedies: %s is counted by the calendar %q, which must be among the calendars, and the remedy decided outside", r.Code, f.Calendar)
		}
		if r.Decide != nil && r.File == nil {
			bad("statute.yaml", at, "remedies: %s is decided outside, where nothing here counts: its decide starts nothing without a file", r.Code)
		}
		if !oneOf(r.Against, "", "silence") {
			bad("statute.yaml", at, "remedies: %s is against %q, which is not silence", r.Code, r.Against)
		}
		if r.Code == "" || !r.Cite.complete() {
			bad("statute.yaml", at, "remedies: %s needs its article and a certainty", r.Code)
		}
	}
}

// run are the terms of a law that something sets off, or that say until when something may be done.
var run = []string{"response", "acknowledge", "transfer", "clarification_request", "clarification", "third_party_notice", "third_party", "fee", "notification", "delivery", "resolution"}

// idle says why nothing ever sets a term of the law off, "" when something does.
func (s *Statute) idle(key string) string {
	_, signs := s.procedure.Actions[foi.Sign]
	switch {
	case slices.ContainsFunc(s.law.Suspensions, func(x SuspensionRule) bool { return x.Ground == key && key != FeeGround }):
		return ""
	case !slices.Contains(run, key):
		return "there can be " + strings.Join(run, ", ")
	case key == FeeGround && s.law.Fees == nil:
		return "the law has no fees"
	case key == "notification" && !signs:
		return "nobody signs an answer before it is given under this procedure"
	case strings.HasPrefix(key, "clarification") && s.law.Clarification.Times == 0:
		return "nobody is asked to clarify under this law"
	case key == "delivery" && s.law.Silence.Effect != "positive" && !slices.ContainsFunc(s.Tracks(), func(t string) bool { return s.SilenceOn(t).Effect == "positive" }):
		return "silence grants nothing under this law"
	}
	return ""
}

func (c Cite) complete() bool { return c.Article != "" && certainties[c.Certainty] }

// problem says what is wrong with a term, "" when nothing is.
func (t TermRule) problem() string {
	most, known := longest[t.Unit]
	switch {
	case !known:
		return fmt.Sprintf("unit %q is not one of working, calendar, month, week5, hour", t.Unit)
	case t.Amount < 0 || t.Amount > most:
		return fmt.Sprintf("amount %d is not between 1 and %d", t.Amount, most)
	case !oneOf(t.FirstDay, "", triggerDay, nextWorkingDay):
		return fmt.Sprintf("first_day %q is not trigger_day or next_working_day", t.FirstDay)
	case !oneOf(t.Roll, "", "stays", nextWorking, nextFullWorking, nextUnlessSun):
		return fmt.Sprintf("roll %q is not next_working, next_full_working, next_unless_sun_hol or stays", t.Roll)
	case t.Calendar != "":
		return "has a calendar of its own, which only the time to go to a court can have"
	case !oneOf(t.MonthEnd, "", "last_day", firstOfNextMonth):
		return fmt.Sprintf("month_end %q is not last_day or first_working_day_next_month", t.MonthEnd)
	}
	return ""
}

// silences are what a law may make of an answer that does not come.
var silences = []string{"negative", "positive", "complaint", "none"}

func oneOf(s string, list ...string) bool { return slices.Contains(list, s) }

// validateRules checks everything that is neither a term nor a remedy.
func (s *Statute) validateRules(bad complaint) {
	need := func(at, name string, ok bool, format string, args ...any) {
		if !ok {
			bad("statute.yaml", at, "%s: %s", name, fmt.Sprintf(format, args...))
		}
	}
	law := &s.law
	if law.Receipt.Cutoff != "" && law.Receipt.Cutoff != "closing" {
		_, err := minuteOf(law.Receipt.Cutoff)
		need("receipt.cutoff", "receipt", err == nil, "cutoff %q is not an hour, nor closing", law.Receipt.Cutoff)
	}
	need("receipt", "receipt", oneOf(law.Receipt.NonWorking, "", nextWorking), "nonworking %q is not next_working", law.Receipt.NonWorking)
	need("receipt", "receipt", law.Receipt.Cite.complete(), "needs its article and a certainty")
	need("counting", "counting", law.Counting.Cite.complete(), "needs its article and a certainty")
	need("silence", "silence", oneOf(law.Silence.Effect, silences...), "effect %q is not negative, positive, complaint or none", law.Silence.Effect)
	need("silence", "silence", law.Silence.Cite.complete(), "needs its article and a certainty")
	need("transition", "transition", oneOf(law.Transition.Running, "", "stay", "move"), "running %q is not stay or move", law.Transition.Running)
	need("transition", "transition", law.Transition.Running == "" || law.Transition.Cite.complete(), "needs its article and a certainty")
	if c := law.Clarification; c.Times > 0 {
		need("clarification", "clarification", oneOf(c.Effect, "suspend", "restart") && oneOf(c.Lapse, "withdrawn", "continue"), "needs effect (suspend, restart) and lapse (withdrawn, continue)")
		need("clarification", "clarification", len(c.Grounds) > 0 && c.Cite.complete(), "needs its grounds, article and certainty")
	}
	seen := map[string]bool{}
	for i, x := range law.Extensions {
		at := fmt.Sprintf("extensions[%d]", i)
		need(at, "extensions", len(x.Grounds) > 0 && x.Cite.complete(), "needs its grounds, article and certainty")
		ways := 0
		for _, given := range []bool{x.Amount > 0, x.Double, x.ToDate} {
			if given {
				ways++
			}
		}
		need(at, "extensions", ways == 1, "needs one of amount, double and to_date")
		_, known := longest[x.Unit]
		need(at, "extensions", known || x.Unit == law.Terms["response"].Unit, "unit %q is not known", x.Unit)
		need(at, "extensions", x.Approval == "" || slices.Contains(foi.Roles, x.Approval), "approval: %q is not a role", x.Approval)
		for _, g := range x.Grounds {
			need(at, "extensions", !seen[g], "the ground %s is in two rules", g)
			seen[g] = true
		}
	}
	if f := law.Fees; f != nil {
		need("fees.currency", "fees", len(f.Currency) == 3, "currency %q is not one of three letters", f.Currency)
		need("fees", "fees", f.Cite.complete(), "needs its article and a certainty")
	}
	for i, x := range law.Suspensions {
		at := fmt.Sprintf("suspensions[%d]", i)
		need(at, "suspensions", x.Ground != "" && x.Cite.complete(), "needs its ground, article and certainty")
		switch term := law.Terms[x.Ground].Amount > 0; {
		case x.NoTerm == nil:
			need(at, "suspensions", term, "the clock that stands still on the ground %s can never end: the law's term %s ends it, or no_term says with its article and certainty that the law sets none", x.Ground, x.Ground)
		default:
			need(at+".no_term", "suspensions", !term, "%s has a term, and no_term says that it has none", x.Ground)
			need(at+".no_term", "suspensions", x.NoTerm.complete(), "no_term needs its article and a certainty")
		}
	}
	if law.Start != nil {
		need("start", "start", law.Start.At == "registration" && law.Start.AtLatest.Amount > 0 && law.Start.Cite.complete(), "needs at: registration, at_latest and its article")
	}
	if law.Distance != nil {
		need("distance", "distance", law.Distance.Days > 0 && law.Distance.Cite.complete(), "needs its days and its article")
		for _, key := range law.Distance.Applies {
			need("distance", "distance", s.term(key, "").Amount > 0, "applies to %q, which is not a term", key)
			need("distance", "distance", key == "clarification" || s.Remedy(key).Code != "", "applies to %q, which is nothing that the person has to do", key)
		}
	}
	for i, e := range law.Exemptions {
		for _, test := range e.Tests {
			need(fmt.Sprintf("exemptions[%d]", i), "exemptions", oneOf(test, "harm", "interest"), "%s: the test %q is not harm or interest", e.Code, test)
		}
		need(fmt.Sprintf("exemptions[%d]", i), "exemptions", e.Code != "" && e.Cite.complete(), "%s needs its article and a certainty", e.Code)
	}
	for i, o := range law.NeedExemption {
		need(fmt.Sprintf("needs_exemption[%d]", i), "needs_exemption", slices.Contains(law.Outcomes, o), "%q is not an outcome", o)
	}
}

// placeIn is the line and the column of a key in a file, of the nearest one around it where it does not stand there; 1:1 where
// none does.
func placeIn(source []byte, at string) string {
	f, err := parser.ParseBytes(source, 0, parser.AllowDuplicateMapKey())
	for ; err == nil && at != ""; at = at[:max(0, strings.LastIndexAny(at, ".["))] {
		if n := nodeAt(f, at); n != nil {
			return fmt.Sprintf("%d:%d", n.GetToken().Position.Line, n.GetToken().Position.Column)
		}
	}
	return "1:1"
}

// stands tells whether a key, or one around it other than the outermost, stands in a file.
func stands(source []byte, at string) bool {
	f, err := parser.ParseBytes(source, 0, parser.AllowDuplicateMapKey())
	parts := strings.Split(at, ".")
	return err == nil && nodeAt(f, strings.Join(parts[:min(2, len(parts))], ".")) != nil
}

// nodeAt is what a path of keys leads to, nil when it leads nowhere.
func nodeAt(f *ast.File, at string) ast.Node {
	root := "$."
	if strings.HasPrefix(at, "[") {
		root = "$"
	}
	if p, err := yaml.PathString(root + at); err == nil {
		if n, err := p.FilterFile(f); err == nil && n != nil && n.GetToken() != nil {
			return n
		}
	}
	return nil
}

// moves says where an action leads a request: the engine does, and a procedure's next says the same.
var moves = map[foi.ActionKind]foi.State{
	foi.Acknowledge: foi.Open, foi.OpenBranch: foi.Open, foi.AskClarification: foi.Open, foi.Draft: foi.Open, foi.Submit: foi.Signing, foi.Sign: foi.Signed,
	foi.Decline: foi.Open, foi.DeliverPart: foi.Open, foi.Deliver: foi.Answered, foi.AnswerCounter: foi.Answered, foi.AnswerJoined: foi.Answered,
	foi.Publish: foi.Published, foi.Reopen: foi.Open, foi.Transfer: foi.Transferred, foi.TransferPart: foi.Open, foi.Withdraw: foi.Withdrawn,
}

// validateStates checks that every state is reached, left, watched by a clock, and that an end can be reached from it.
func (s *Statute) validateStates(bad complaint) {
	if a := s.procedure.Attention; a.Soon < 1 || a.Unopened < 1 {
		bad("procedure.yaml", "attention", "attention: soon and unopened are days, at least one")
	}
	reached, next := map[foi.State]bool{foi.Received: true}, map[foi.State][]foi.State{}
	for kind, a := range s.procedure.Actions {
		at := "actions." + string(kind)
		if !slices.Contains(actionKinds, kind) {
			bad("procedure.yaml", at, "actions: %s is not an action", kind)
		}
		if a.Next != moves[kind] {
			bad("procedure.yaml", at, "actions: %s leads to %q, and not to %q", kind, moves[kind], a.Next)
		}
		if len(a.Roles) == 0 {
			bad("procedure.yaml", at, "actions: nobody may %s", kind)
		}
		for _, r := range a.Roles {
			if r != foi.Citizen && r != foi.System && r != foi.ThirdParty && !slices.Contains(foi.Roles, r) {
				bad("procedure.yaml", at, "actions: %s names the role %q, which is not one", kind, r)
			}
		}
		for _, from := range a.From {
			if a.Next != "" && from != a.Next {
				reached[a.Next] = true
				next[from] = append(next[from], a.Next)
			}
		}
		for _, st := range append(slices.Clone(a.From), a.Next) {
			if _, known := s.procedure.States[st]; !known && st != "" {
				bad("procedure.yaml", at, "actions: %s names the state %q, which is not among the states", kind, st)
			}
		}
	}
	for _, st := range sorted(s.procedure.States) {
		rule, at := s.procedure.States[st], "states."+string(st)
		switch {
		case !reached[st]:
			bad("procedure.yaml", at, "states: no action leads to %s", st)
		case rule.Final:
		case len(next[st]) == 0:
			bad("procedure.yaml", at, "states: no action leaves %s, and it is not final", st)
		case rule.Clock == "":
			bad("procedure.yaml", at, "states: %s has no clock and is not final", st)
		case !s.knows(rule.Clock):
			bad("procedure.yaml", at, "states: the clock %s of %s is no term of the law or the procedure", rule.Clock, st)
		case !s.ends(st, next, map[foi.State]bool{}):
			bad("procedure.yaml", at, "states: from %s no final state can be reached", st)
		}
	}
}

// knows tells whether the law or the procedure has a term.
func (s *Statute) knows(key string) bool {
	_, law := s.law.Terms[key]
	_, procedure := s.procedure.Terms[key]
	return law || procedure || s.term(key, "").Amount > 0
}

func (s *Statute) ends(st foi.State, next map[foi.State][]foi.State, seen map[foi.State]bool) bool {
	seen[st] = true
	return s.procedure.States[st].Final || slices.ContainsFunc(next[st], func(n foi.State) bool { return !seen[n] && s.ends(n, next, seen) })
}

// validateMilestones checks that every clock that somebody waits for can end by itself.
func (s *Statute) validateMilestones(bad complaint) {
	for key, names := range s.procedure.Milestones {
		for _, name := range names {
			if !milestoneName.MatchString(name) {
				bad("procedure.yaml", "milestones."+key, "milestones: %s: %q is not remind.N, escalate or lapse", key, name)
			}
		}
	}
	for _, key := range []string{"response", "branch", "clarification", "acknowledge", "publication", "delivery", "notification", "resolution", "fee", "consultation", "correction", "compliance"} {
		if s.term(key, "").Amount > 0 && !slices.Contains(s.procedure.Milestones[key], "lapse") {
			bad("procedure.yaml", "milestones."+key, "milestones: the clock %s can never end: it has no lapse", key)
		}
	}
}

package statute

import (
	"slices"
	"strings"

	"qhana/internal/foi"
)

// Procedure is how a body works its requests, to be read: what its file says, with what it takes from the one that it is like, less
// what its law knows nothing of and what happens by itself.
type Procedure struct {
	Files      []string // in which it stands, its own first
	File       Doing    // how a request comes in
	Stages     []Stage
	Terms      []string // keys of the internal terms
	Milestones []Watch
	Chases     []Chase
	Approvals  []Approval
	Confirms   string // unit that confirms extensions, "" where none is named
	Notices    []Telling
	Attention  Attention
}

// Stage is a state with the clock that runs in it and what may be done there.
type Stage struct {
	State foi.State
	Clock string
	Final bool
	Does  []Doing
}

// Doing is an action with who may do it and the state it leads to, "" where the request stays where it is.
type Doing struct {
	Action foi.ActionKind
	Roles  []foi.Role
	Next   foi.State
	Branch bool // only by the branch's own unit
}

// Watch is a clock with what happens by itself before and when it runs out: "remind.5", "escalate", "lapse".
type Watch struct {
	Clock string
	Names []string
}

// Chase says how a late clock is asked for again: so many working days after it ran out, then every so many, at most so often; from
// the Escalate-th time on those above hear of it, 0 for never.
type Chase struct {
	Clock                         string
	First, Every, Times, Escalate int
}

// Approval is a step before the signature, for answers that end so; for all where none is named.
type Approval struct {
	Step     string
	Unit     string
	Outcomes []string
}

// Telling is an event, of one clock where one is named, with the notices that it sends.
type Telling struct {
	Event   foi.Event
	Clock   string
	Notices []Notified
}

// Notified is a kind of notice with whom it goes to: a role, and whose where it is a unit's: "lead", "signing", "holders", "asked",
// "branch", "confirming". The role "superior" is whoever is above that unit.
type Notified struct {
	Kind  string
	Role  foi.Role
	Where string
}

// Procedure returns the procedure of the body under this version.
func (s *Statute) Procedure() Procedure {
	p := s.procedure
	out := Procedure{Files: s.procedureFiles, File: s.doing(foi.File), Terms: sorted(p.Terms), Attention: p.Attention}
	if s.Term("third_party").Amount > 0 {
		out.Terms = slices.DeleteFunc(out.Terms, func(key string) bool { return key == "consultation" }) // the law's own holds
	}
	for _, st := range states {
		rule, known := p.States[st]
		if !known {
			continue
		}
		stage := Stage{State: st, Clock: rule.Clock, Final: rule.Final}
		for _, kind := range actionKinds {
			if slices.Contains(p.Actions[kind].From, st) && s.offered(kind) && !byItself(p.Actions[kind]) {
				stage.Does = append(stage.Does, s.doing(kind))
			}
		}
		out.Stages = append(out.Stages, stage)
	}
	for _, clock := range sorted(p.Milestones) {
		if s.counts(clock) {
			out.Milestones = append(out.Milestones, Watch{Clock: clock, Names: p.Milestones[clock]})
		}
	}
	for _, clock := range sorted(p.Chase) {
		c := p.Chase[clock]
		out.Chases = append(out.Chases, Chase{Clock: clock, First: c.First, Every: c.Every, Times: c.Times, Escalate: c.Escalate})
	}
	for _, a := range p.Approvals {
		out.Approvals = append(out.Approvals, Approval(a))
	}
	if s.offered(foi.ConfirmExtension) {
		out.Confirms = p.Confirms
	}
	for _, key := range sorted(p.Notices) {
		event, clock, _ := strings.Cut(key, ".")
		if clock != "" && !s.counts(clock) || s.law.Fees == nil && strings.HasPrefix(event, "fee_") || s.law.Clarification.Times == 0 && strings.HasPrefix(event, "clarif") {
			continue
		}
		t := Telling{Event: foi.Event(event), Clock: clock}
		for _, n := range p.Notices[key] {
			role, where, _ := strings.Cut(n.To, "@")
			t.Notices = append(t.Notices, Notified{Kind: n.Kind, Role: foi.Role(role), Where: where})
		}
		out.Notices = append(out.Notices, t)
	}
	return out
}

func (s *Statute) doing(kind foi.ActionKind) Doing {
	rule := s.procedure.Actions[kind]
	return Doing{Action: kind, Roles: rule.Roles, Next: rule.Next, Branch: rule.Unit == "branch"}
}

// counts tells whether a clock ever runs: on every request, or on some track.
func (s *Statute) counts(clock string) bool {
	return s.Term(clock).Amount > 0 || slices.ContainsFunc(s.Tracks(), func(track string) bool { return s.term(clock, track).Amount > 0 })
}

// offered tells whether anybody can ever be offered an action under this version.
func (s *Statute) offered(kind foi.ActionKind) bool {
	switch kind {
	case foi.Extend, foi.RevertExtension:
		return len(s.law.Extensions) > 0
	case foi.ConfirmExtension, foi.RefuseExtension:
		return slices.ContainsFunc(s.law.Extensions, func(x ExtensionRule) bool { return x.Approval != "" })
	case foi.ApproveDraft:
		return len(s.procedure.Approvals) > 0
	}
	return s.used(kind)
}

// byItself tells whether only the system does an action.
func byItself(rule actionRule) bool {
	return !slices.ContainsFunc(rule.Roles, func(r foi.Role) bool { return r != foi.System })
}

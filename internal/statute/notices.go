package statute

import (
	"slices"
	"strconv"
	"strings"

	"qhana/internal/foi"
)

// rulesOf are the notices that the procedure ties to an event: of the clock that it is about, of a chase that has come so far
// that those above must hear of it, else of the event. Where the calendar moved several clocks each has its own, and nobody is
// told twice.
func (d *decision) rulesOf(event foi.Event, facts foi.Facts) []noticeRule {
	key := string(event)
	if event == foi.Recalculated {
		var out []noticeRule
		for _, m := range facts.Moves() {
			rules, own := d.s.procedure.Notices[key+"."+m.Clock]
			if !own {
				rules = d.s.procedure.Notices[key]
			}
			for _, rule := range rules {
				if !slices.Contains(out, rule) {
					out = append(out, rule)
				}
			}
		}
		return out
	}
	if _, n, _ := strings.Cut(facts.Milestone, "."); event == foi.Chased {
		if times, _ := strconv.Atoi(n); times >= d.s.procedure.Chase[facts.Clock].Escalate && d.s.procedure.Chase[facts.Clock].Escalate > 0 {
			key = "chase_escalated"
		}
	}
	if rules, ok := d.s.procedure.Notices[key+"."+facts.Clock]; ok {
		return rules
	}
	return d.s.procedure.Notices[key]
}

// language is the person's own for the person, Spanish for units.
func (d *decision) language(to foi.Recipient) string {
	if to.Role == foi.Citizen && d.locale != "" {
		return d.locale
	}
	return "es"
}

// recipients reads "requester", "unit_head@holders", "superior@branch", "signatory@signing", "transparency_officer@lead".
func (d *decision) recipients(to string, facts foi.Facts, holders []string) []foi.Recipient {
	role, where, _ := strings.Cut(to, "@")
	if where == "" {
		return []foi.Recipient{{Role: foi.Role(role)}}
	}
	var units []string
	switch where {
	case "lead":
		units = []string{d.s.procedure.Body.Lead}
	case "signing":
		if step, waits := d.step(); waits {
			return []foi.Recipient{{Role: foi.Reviewer, Unit: step.Unit}}
		}
		units = []string{d.s.procedure.Body.Signing}
	case "confirming": // the unit that confirms extensions
		if d.s.procedure.Confirms != "" {
			units = []string{d.s.procedure.Confirms}
		}
	case "holders":
		units = holders
	case "asked": // the unit that a question, or its answer, goes to
		units = []string{facts.Unit}
		if facts.Unit == d.s.procedure.Body.Lead {
			role = string(foi.TransparencyOfficer)
		}
	case "left": // the unit from which a branch was taken
		units = []string{d.left}
	case "branch":
		if b := d.branch(facts.Branch); b != nil {
			units = []string{b.Unit}
		}
	}
	out := make([]foi.Recipient, len(units))
	for i, u := range units {
		out[i] = foi.Recipient{Role: foi.Role(role), Unit: u}
		if role == "superior" {
			out[i] = foi.Recipient{Unit: u, Superior: true}
		}
	}
	return out
}

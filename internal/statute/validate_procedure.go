package statute

import (
	"fmt"
	"slices"
	"strings"

	"qhana/internal/foi"
)

// wheres are the units that a procedure's notices can name beside a role.
var wheres = []string{"", "lead", "signing", "holders", "asked", "branch", "left", "confirming"}

// validateApprovals checks that every approval that is asked for is somebody's to give, and that notices go where there is somebody.
func (s *Statute) validateApprovals(bad complaint) {
	for i, a := range s.procedure.Approvals {
		at := fmt.Sprintf("approvals[%d]", i)
		if a.Step == "" || a.Unit == "" {
			bad("procedure.yaml", at, "approvals: a step needs its name and its unit")
		}
		for _, outcome := range a.Outcomes {
			if !slices.Contains(s.law.Outcomes, outcome) {
				bad("procedure.yaml", at, "approvals: %q is not an outcome of the law", outcome)
			}
		}
	}
	confirmed := false
	for i, x := range s.law.Extensions {
		if x.Approval == "" {
			continue
		}
		confirmed = true
		if rule := s.procedure.Actions[foi.ConfirmExtension]; !slices.Contains(rule.Roles, x.Approval) {
			bad("statute.yaml", fmt.Sprintf("extensions[%d]", i), "extensions: nobody could confirm it: %s is not among those who may confirm_extension", x.Approval)
		}
	}
	if s.procedure.Confirms != "" && !confirmed {
		bad("procedure.yaml", "confirms", "confirms: no extension of the law has to be confirmed")
	}
	for _, key := range sorted(s.procedure.Notices) {
		for _, n := range s.procedure.Notices[key] {
			if _, where, _ := strings.Cut(n.To, "@"); !slices.Contains(wheres, where) {
				bad("procedure.yaml", "notices."+key, "notices: %s goes to %q, which is nobody's place: one of %s", key, n.To, strings.Join(wheres[1:], ", "))
			}
		}
	}
}

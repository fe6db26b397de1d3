package statute

import (
	"slices"
	"testing"

	"qhana/internal/foi"
)

// Whatever can be done by a person stands on the procedure of its law, in every state in which it can be done, and nothing else does.
func TestProcedureIsWhatMayBeDone(t *testing.T) {
	l := shared(t)
	for _, key := range []string{"bo-la-paz", "bo-nacional", "mx-lgtaip"} {
		s := l.Statute(key)
		p := s.Procedure()
		if len(p.Stages) != len(s.procedure.States) || len(p.Files) != 2 || len(p.Terms) != len(s.procedure.Terms) {
			t.Fatalf("%s: %d stages, files %v, terms %v", key, len(p.Stages), p.Files, p.Terms)
		}
		for _, stage := range p.Stages {
			for kind, rule := range s.procedure.Actions {
				shown := slices.ContainsFunc(stage.Does, func(d Doing) bool { return d.Action == kind })
				can := slices.Contains(rule.From, stage.State) && s.offered(kind) && !slices.Equal(rule.Roles, []foi.Role{foi.System})
				if shown != can {
					t.Errorf("%s: %s in %s is shown: %v", key, kind, stage.State, shown)
				}
			}
		}
	}
}

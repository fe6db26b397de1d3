package server

import (
	"qhana/internal/foi"
	"qhana/internal/statute"
	"qhana/internal/view"
)

// whySteps are the days of a term, each with what it does. Weekends in a row stand as they are: nothing is left out of
// what somebody checks.
func whySteps(d deskReader, c foi.Case, clock string, branch int) []view.DeskStep {
	var out []view.DeskStep
	for _, step := range d.law.Explain(c.Request, c.Ledger, clock, branch) {
		line := view.DeskStep{Day: step.Day, Count: step.Count, Of: step.Of, Kind: string(step.Kind), Text: view.Say("why.step." + string(step.Kind)),
			Counts: step.Kind == statute.StepCounts || step.Kind == statute.StepDue}
		if step.Extend {
			line.Text = view.Say("why.step.extended")
		}
		if step.Kind == statute.StepDue {
			line.Text = view.Say("why.step.due")
		}
		if step.Kind == statute.StepHoliday {
			line.Text, line.Citation = view.Verbatim(step.Why.Name), step.Why.Source
		}
		out = append(out, line)
	}
	return out
}

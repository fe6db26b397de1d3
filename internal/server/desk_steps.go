package server

import (
	"qhana/internal/foi"
	"qhana/internal/statute"
	"qhana/internal/view"
)

// whySteps are the days of a term, each with what it does. Weekends in a row stand as they are: nothing is left out of
// what somebody checks.
func whySteps(d deskReader, c foi.Case, clock string, branch int) []view.DeskStep {
	return stepLines(d, d.law, d.law.Explain(c.Request, c.Ledger, clock, branch))
}

// stepLines are the days of a term as a page shows them, each with where it stands.
func stepLines(d deskReader, law *statute.Statute, steps []statute.Step) []view.DeskStep {
	var out []view.DeskStep
	for _, step := range steps {
		line := view.DeskStep{Day: step.Day, Count: step.Count, Of: step.Of, Kind: string(step.Kind), Citation: step.Cite.Article,
			ToConfirm: step.Cite.Certainty == "to_confirm", Counts: step.Kind == statute.StepCounts || step.Kind == statute.StepDue}
		key := "why.step." + string(step.Kind)
		if step.Extend && step.Kind == statute.StepCounts {
			key = "why.step.extended"
		}
		if step.Unit == "calendar" && line.Counts || step.Unit == "month" && step.Kind == statute.StepDue {
			key += ".calendar"
		}
		line.Text = view.Say(key)
		switch {
		case step.Kind == statute.StepDue && !step.At.IsZero():
			line.Text = view.Say("why.step.due.hour", "Hour", step.At.In(law.Location()).Format("15:04"))
		case step.Kind == statute.StepHoliday || step.Kind == statute.StepClosed:
			line.Text = view.Verbatim(step.Why.Name(d.locale))
		case step.Kind == statute.StepPaused && step.Ground != "":
			line.Text = view.Say("why.step.paused.why", "Ground", law.Text(d.locale, "ground."+step.Ground))
		}
		out = append(out, line)
	}
	return out
}

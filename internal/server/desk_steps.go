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

// stepLines are the days of a term as a page shows them, each with where it stands: for ordinary days that is said the first time.
func stepLines(d deskReader, law *statute.Statute, steps []statute.Step) []view.DeskStep {
	var out []view.DeskStep
	told := map[string]bool{}
	for _, step := range steps {
		line := view.DeskStep{Day: step.Day, Count: step.Count, Of: step.Of, Kind: string(step.Kind), Citation: step.Cite.Article,
			ToConfirm: step.Cite.Certainty == "to_confirm", Counts: step.Numbered()}
		var args []any
		for name, value := range step.Args(law, d.locale) {
			args = append(args, name, value)
		}
		line.Text = view.Say(step.Key(), args...)
		if told[line.Citation] && (line.Kind == "counts" || line.Kind == "weekend" || line.Kind == "due") {
			line.Citation = ""
		}
		told[line.Citation] = true
		out = append(out, line)
	}
	return out
}

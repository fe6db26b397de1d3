package server

import (
	"slices"

	"qhana/internal/foi"
	"qhana/internal/statute"
	"qhana/internal/view"
)

// spotOutcomes are the outcomes with which somebody who is there can be answered at once: what is withheld is reasoned in writing and
// signed. None where the procedure does not answer so.
func spotOutcomes(law *statute.Statute) []string {
	if !law.Does(foi.AnswerCounter) {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(law.Outcomes()), law.NeedsExemption)
}

func (d deskReader) spotOutcomes(chosen string) []view.Choice {
	var out []view.Choice
	for _, code := range spotOutcomes(d.law) {
		out = append(out, view.Choice{Value: code, Text: view.Verbatim(d.law.Text(d.locale, "outcome."+code)), Chosen: code == chosen})
	}
	return out
}

// spotAnswer is what was answered to somebody who was there, before anything else was done; the zero entry when nothing was.
func spotAnswer(ledger []foi.Entry) foi.Entry {
	i := slices.IndexFunc(ledger, func(e foi.Entry) bool { return e.Event == foi.Drafted })
	if i < 0 || i+1 >= len(ledger) || ledger[i+1].Event != foi.Delivered {
		return foi.Entry{}
	}
	return ledger[i]
}

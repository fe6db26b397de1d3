package server

import (
	"slices"

	"qhana/internal/foi"
	"qhana/internal/statute"
	"qhana/internal/view"
)

// inForce is the law that a request which comes in now is under.
func (s *Server) inForce() *statute.Statute { return s.law.InForce(s.law.Body().Today(s.now())) }

// distantChoice is the one box that says that a person lives elsewhere, with what the law gives for it; none where it gives nothing.
func (d deskReader) distantChoice(chosen bool) []view.Choice {
	rule := d.law.Distance()
	if rule == nil {
		return nil
	}
	var what []string
	add := func(key string) {
		if words := view.DiagramWords(d.locale)(key, 0); !slices.Contains(what, words) {
			what = append(what, words)
		}
	}
	for _, key := range rule.Applies {
		if d.law.Remedy(key).Code != "" {
			add("ask.distant.remedy")
		} else {
			add("ask.distant." + key)
		}
	}
	hint := "ask.distant.hint"
	if rule.Cite.Certainty == "to_confirm" {
		hint += ".to_confirm"
	}
	return []view.Choice{{Value: "si", Text: view.Verbatim(d.law.Text(d.locale, "distance")), Chosen: chosen,
		Hint: view.Say(hint, "N", rule.Days, "What", what, "Cite", rule.Cite.Article)}}
}

// filesAs is the role in which somebody files: those who work here, or the person.
func filesAs(who foi.Actor) foi.Role {
	if who.Has(foi.Citizen) {
		return foi.Citizen
	}
	return foi.Clerk
}

// trackChoices are the kinds of request that the law tells apart, the ordinary one first, of those that are this reader's to choose; none
// where there is only that.
func (d deskReader) trackChoices(chosen string) []view.Choice {
	tracks := d.law.TracksFor(filesAs(d.who))
	if len(tracks) == 0 {
		return nil
	}
	var out []view.Choice
	for _, track := range append([]string{""}, tracks...) {
		term := d.law.TermOn("response", track)
		text := view.Say("ask.track.none")
		if track != "" {
			text = view.Verbatim(d.trackName(track))
		}
		out = append(out, view.Choice{Value: track, Text: text, Chosen: track == chosen,
			Hint: view.Say("ask.track.term", "Term", length(term), "Cite", term.Cite.Article)})
	}
	return out
}

// trackName is what the law calls a kind of request, "" for the ordinary one.
func (d deskReader) trackName(track string) string {
	if track == "" {
		return ""
	}
	return d.law.Text(d.locale, "track."+track)
}

// madeOf is what the person said that the law makes a difference of.
func (d deskReader) madeOf(filed foi.Facts) []view.DeskFact {
	var facts []view.DeskFact
	if filed.Distant {
		facts = append(facts, view.DeskFact{Label: "ask.distant", Text: view.Verbatim(d.law.Text(d.locale, "distance"))})
	}
	if filed.Track != "" {
		facts = append(facts, view.DeskFact{Label: "counter.track", Text: view.Verbatim(d.trackName(filed.Track))})
	}
	return facts
}

// length is how long a term is, in words.
func length(t statute.TermRule) view.Sentence { return view.Say("term."+t.Unit, "Count", t.Amount) }

// trackErrors says that there is no such kind of request under a law for somebody to choose.
func trackErrors(law *statute.Statute, role foi.Role, track string) []view.FieldError {
	if track == "" || slices.Contains(law.TracksFor(role), track) {
		return nil
	}
	return []view.FieldError{{Field: "via", Key: "missing.track"}}
}

// until says until when a remedy can be filed, and of what the distance made longer also why.
func (d deskReader) until(w statute.Window) view.Sentence {
	if rule := d.law.Distance(); w.Far && rule != nil {
		return view.Say("form.remedy.until.distance", "Day", w.Due, "N", rule.Days, "Cite", rule.Cite.Article)
	}
	return view.Say("form.remedy.until", "Day", w.Due)
}

package server

import (
	"context"
	"slices"
	"strings"

	"qhana/internal/foi"
	"qhana/internal/store"
	"qhana/internal/view"
)

// alike are the requests and the published answers that may be about the same as a case that is still being worked on, each with
// the reason.
func (s *Server) alike(ctx context.Context, d deskReader, c foi.Case) ([]view.DeskLikely, error) {
	if c.Request.State != foi.Received && c.Request.State != foi.Open {
		return nil, nil
	}
	requests, published, err := s.store.Likely(ctx, c.Request.ID, d.who)
	var out []view.DeskLikely
	// the likeliest of both first: the page folds the others
	first, other := min(3, len(requests)), min(3, len(published))
	for _, l := range slices.Concat(requests[:first], published[:other], requests[first:], published[other:]) {
		line := view.DeskLikely{Reference: l.Reference, Subject: l.Subject, State: l.State, URL: deskURL(l.Reference), Published: l.Published, Joined: l.Joined}
		if l.Published {
			line.URL = "/respuestas/" + string(l.Reference)
		}
		line.Why = d.whyAlike(l, c)
		out = append(out, line)
	}
	return out, err
}

// joinable gives those of them that can still take the case in the address of the form that joins it to them.
func joinable(list []view.DeskLikely, form string) {
	for i, l := range list {
		if !l.Published && !l.Joined && slices.Contains([]foi.State{foi.Received, foi.Open, foi.Signing, foi.Signed}, l.State) {
			list[i].Join = form + "?otra=" + string(l.Reference)
		}
	}
}

func (d deskReader) whyAlike(l store.Likely, c foi.Case) []view.Sentence {
	var why []view.Sentence
	if words := whole(l.Words, c.Question.Subject+" "+c.Question.Body); len(words) > 0 {
		why = append(why, view.Say("likely.words", "Words", words))
	}
	if l.Person {
		why = append(why, view.Say("likely.person"))
	}
	if l.Zone {
		why = append(why, view.Say("likely.zone"))
	}
	if l.Joined {
		why = append(why, view.Say("likely.joined"))
	}
	if days := int(d.today - foi.DateOf(l.FiledAt, d.law.Location())); days > 0 {
		why = append(why, view.Say("likely.ago", "N", days))
	}
	return why
}

// unaccented takes the accents of Spanish off, as the index does.
var unaccented = strings.NewReplacer("á", "a", "é", "e", "í", "i", "ó", "o", "ú", "u", "ü", "u", "ñ", "n")

// whole finds the words of a text that begin as the index keeps them.
func whole(lexemes []string, text string) []string {
	var out []string
	for _, l := range lexemes {
		for _, word := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return strings.ContainsRune(" \n\t.,;:¿?¡!()\"«»", r) }) {
			if strings.HasPrefix(unaccented.Replace(word), l) {
				out = append(out, word)
				break
			}
		}
		if len(out) == 5 {
			break
		}
	}
	return out
}

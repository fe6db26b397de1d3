package server

import (
	"context"
	"maps"
	"slices"
	"time"

	"qhana/internal/foi"
)

// letGo says why a case that was there for the word of a reader's unit is not there any more: who said it, and when. Of any other case
// it is err.
func (s *Server) letGo(ctx context.Context, d deskReader, ref foi.Reference, err error) error {
	if foi.CodeOf(err) != foi.NotFound {
		return err
	}
	e, none := s.store.LetGo(ctx, ref, d.who)
	if foi.CodeOf(none) == foi.NotFound {
		return err
	} else if none != nil {
		return none
	}
	names, none := s.store.Names(ctx, []int64{e.By.Account})
	if none != nil {
		return none
	}
	key := "let_go." + string(e.Event)
	if e.By.Account == d.who.Account {
		key += ".you"
	}
	return &foi.Error{Code: foi.Conflict, Key: key, Args: map[string]string{"who": names[e.By.Account], "at": e.At.Format(time.RFC3339)}}
}

// tooLate is an error that comes with the words that were typed for what somebody else did meanwhile.
type tooLate struct {
	error
	words []string
}

func (t tooLate) Unwrap() error { return t.error }

// keeping is err with what was typed.
func (t deskTyped) keeping(err error) error {
	late := tooLate{error: err}
	for _, words := range append([]string{t.Summary, t.Text}, slices.Sorted(maps.Values(t.Reasons))...) {
		if !blank(words) {
			late.words = append(late.words, words)
		}
	}
	return late
}

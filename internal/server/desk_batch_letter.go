package server

import (
	"context"
	"maps"
	"sync"

	"golang.org/x/sync/errgroup"

	"qhana/internal/foi"
)

// casesAtOnce is how many cases of a batch are looked at together.
const casesAtOnce = 4

// batchHoles are the requests of a batch whose letter would have a hole, each with the reason: they are refused before anything is done,
// and nobody learns afterwards that a person got no letter. Where no text in force can have one, no case is looked at.
func (s *Server) batchHoles(ctx context.Context, d deskReader, act foi.Action, requests []int64) (map[int64]*foi.Error, error) {
	sure, err := s.paper.Sure(ctx)
	if err != nil || sure {
		return nil, err
	}
	var mu sync.Mutex
	holes := map[int64]*foi.Error{}
	cases, ctx := errgroup.WithContext(ctx)
	cases.SetLimit(casesAtOnce)
	for _, id := range requests {
		cases.Go(func() error {
			err := s.batchLetter(ctx, d, id, act, false)
			if e := unsendable(err); e != nil {
				mu.Lock()
				defer mu.Unlock()
				holes[id] = e
				return nil
			}
			if foi.CodeOf(err) != "" { // the law's refusals are told in turn
				return nil
			}
			return err
		})
	}
	return holes, cases.Wait()
}

// batchLetter tells why an act would be refused on a request of a batch, or why the letters that it sends the person cannot be made, which
// is not asked where no text in force can have a hole; nil when it would be done. Nothing is written.
func (s *Server) batchLetter(ctx context.Context, d deskReader, request int64, act foi.Action, sure bool) error {
	c, err := s.store.CaseByID(ctx, request)
	if err != nil {
		return err
	}
	out, err := s.desk.Preview(c, act, d.who)
	if err != nil || sure {
		return err
	}
	c = after(c, out)
	for _, n := range posted(c, out.Notices, s.now()) {
		_, err := s.paper.Letter(ctx, c, n, "")
		if e := unsendable(err); e != nil {
			return here(e)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// here says of a letter that would have a hole what this case lacks; any other error stays.
func here(e *foi.Error) *foi.Error {
	out := &foi.Error{Code: foi.Refused, Key: e.Key, Args: maps.Clone(e.Args), Cause: e}
	if e.Key == "letters.empty" {
		out.Key = "letters.here"
	}
	return out
}

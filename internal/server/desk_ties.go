package server

import (
	"context"

	"qhana/internal/foi"
	"qhana/internal/store"
	"qhana/internal/view"
)

// ties are the requests that belong to a case, as its reader may see them.
func (s *Server) ties(ctx context.Context, d deskReader, req foi.Request) ([]view.DeskTie, error) {
	list, err := s.store.Ties(ctx, req, d.who)
	return d.tied(req, list, deskURL), err
}

// ownTies are those of the person who asked.
func (s *Server) ownTies(ctx context.Context, d deskReader, req foi.Request) ([]view.DeskTie, error) {
	list, err := s.store.OwnTies(ctx, req)
	return d.tied(req, list, caseURL), err
}

func (d deskReader) tied(req foi.Request, list []store.Tie, url func(foi.Reference) string) []view.DeskTie {
	var out []view.DeskTie
	for _, other := range list {
		tie := view.DeskTie{Reference: other.Reference, Subject: other.Subject, State: other.State, URL: url(other.Reference), Kind: "split"}
		switch {
		case other.ID == req.Parent && req.Remedy != "":
			tie.Kind, tie.Remedy = "of", d.law.Text(d.locale, "remedy."+req.Remedy)
		case other.ID == req.Parent:
			tie.Kind = "parent"
		case other.ID == req.Joined:
			tie.Kind = "joins"
		case other.Joined == req.ID:
			tie.Kind = "joined"
		case other.Remedy != "":
			tie.Kind, tie.Remedy = "remedy", d.law.Text(d.locale, "remedy."+other.Remedy)
		}
		out = append(out, tie)
	}
	return out
}

package server

import (
	"context"
	"strings"

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

// remedy is the name of a remedy, without what the law's words say of its terms.
func (d deskReader) remedy(locale, code string) string {
	name, _, _ := strings.Cut(d.law.Text(locale, "remedy."+code), ",")
	return name
}

func (d deskReader) tied(req foi.Request, list []store.Tie, url func(foi.Reference) string) []view.DeskTie {
	var out []view.DeskTie
	for _, other := range list {
		tie := view.DeskTie{Reference: other.Reference, Subject: other.Subject, State: other.State, URL: url(other.Reference), Kind: "split"}
		switch {
		case other.ID == req.Parent && req.Remedy != "":
			tie.Kind, tie.Remedy = "of", d.remedy(d.locale, req.Remedy)
		case other.ID == req.Parent:
			tie.Kind = "parent"
		case other.ID == req.Joined:
			tie.Kind = "joins"
		case other.Joined == req.ID:
			tie.Kind = "joined"
		case other.Parent != req.ID:
			tie.Kind = "linked"
		case other.Remedy != "":
			tie.Kind, tie.Remedy = "remedy", d.remedy(d.locale, other.Remedy)
		}
		out = append(out, tie)
	}
	return out
}

package server

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"qhana/internal/foi"
	"qhana/internal/store"
	"qhana/internal/view"
)

// sightRows is how many lines of who saw personal data stand on a page.
const sightRows = 50

// sightRoles are the roles that may know who asked, the nearest to the work first.
var sightRoles = []foi.Role{foi.TransparencyOfficer, foi.Signatory, foi.Clerk}

// saw writes down that the reader is about to see who asked, and for what task, before anything of it is shown.
func (s *Server) saw(ctx context.Context, d deskReader, what, why string, cases ...foi.Reference) error {
	seen := foi.Sight{At: s.now(), Account: d.who.Account, Role: d.who.Grants[0].Role, What: what, Why: why, Cases: cases} // whoever is let in has a grant
	for _, role := range sightRoles {
		if d.who.Has(role) {
			seen.Role = role
			break
		}
	}
	return s.store.Saw(ctx, seen)
}

// sawRows is saw for the rows of a list, of those that name a person.
func (s *Server) sawRows(ctx context.Context, d deskReader, what, why string, rows []store.Listed) error {
	if !d.seesPerson() {
		return nil
	}
	var cases []foi.Reference
	for _, row := range rows {
		if row.Requester != "" && !slices.Contains(cases, row.Reference) {
			cases = append(cases, row.Reference)
		}
	}
	return s.saw(ctx, d, what, why, cases...)
}

// whySeen says for what somebody saw who asked. Codes are a word and what it is about: "act:deliver", "queue:late".
func whySeen(seen foi.Sight) view.Sentence {
	word, about, _ := strings.Cut(seen.Why, ":")
	switch {
	case seen.What == foi.SawReveal:
		return view.Verbatim(seen.Why)
	case seen.Why == "":
		return view.Say("sight.why.unknown")
	case word == "act":
		return view.Say("sight.why.act", "Act", view.Say("action."+about))
	case word == "queue":
		return view.Say("sight.why.queue", "Queue", view.Say("queue."+about))
	}
	return view.Say("sight.why." + word)
}

// auditSights lists who saw who asked, the newest first: of one case, or of one official, or all.
func (s *Server) auditSights(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	f := store.SightFilter{Case: oneLine(q.Get("caso")), Limit: sightRows + 1}
	f.Before, _ = strconv.ParseInt(q.Get("desde"), 10, 64)    // none: from the newest
	f.Account, _ = strconv.ParseInt(q.Get("persona"), 10, 64) // none: everybody's
	page := view.AuditSights{Case: f.Case}
	if f.Case != "" {
		ref, err := foi.ParseReference(f.Case)
		if err != nil {
			for _, e := range knownErrors(err) {
				page.Errors = append(page.Errors, view.FieldError{Field: "caso", Key: e.Key, Args: deskNames{}.said(e)})
			}
			return s.render(w, r, http.StatusUnprocessableEntity, view.AuditSightsPage.With(page))
		}
		f.Case, page.Case = string(ref), string(ref)
	}
	list, err := s.store.Sights(r.Context(), f)
	if err != nil {
		return err
	}
	accounts, err := s.store.Accounts(r.Context())
	if err != nil {
		return err
	}
	names := map[int64]string{}
	for _, a := range accounts {
		names[a.ID] = a.Name
	}
	page.Person = names[f.Account]
	for i, seen := range list {
		if i == sightRows {
			next := url.Values{"desde": {fmt.Sprint(list[i-1].ID)}}
			if f.Case != "" {
				next.Set("caso", f.Case)
			}
			if f.Account != 0 {
				next.Set("persona", fmt.Sprint(f.Account))
			}
			page.Next = "/auditoria/miradas?" + next.Encode()
			break
		}
		page.Rows = append(page.Rows, view.AuditSight{No: int(seen.No), At: seen.At, By: names[seen.Account], ByURL: fmt.Sprintf("/auditoria/miradas?persona=%d", seen.Account),
			Role: seen.Role, What: seen.What, Why: whySeen(seen), Cases: seen.Cases})
	}
	return s.render(w, r, http.StatusOK, view.AuditSightsPage.With(page))
}

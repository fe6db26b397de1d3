package server

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"qhana/internal/foi"
	"qhana/internal/view"
)

// savedName is how long the name of a list may be, in characters.
const savedName = 60

// savedLists are the lists that a reader keeps, with their counts; here is the filter that the page shows.
func (s *Server) savedLists(ctx context.Context, d deskReader, here string) ([]view.DeskSaved, error) {
	lists, err := s.store.ListsOf(ctx, d.who.Account)
	if err != nil {
		return nil, err
	}
	var out []view.DeskSaved
	for _, l := range lists {
		q, err := url.ParseQuery(l.Query)
		if err != nil {
			continue
		}
		n, err := s.store.CountRequests(ctx, d.filter(q))
		if foi.CodeOf(err) == foi.Invalid { // a queue of an earlier version
			n = 0
		} else if err != nil {
			return nil, err
		}
		out = append(out, view.DeskSaved{ID: l.ID, Name: l.Name, URL: "/mesa/casos?" + l.Query, Count: int(n), More: n.More(), Here: l.Query == here})
	}
	return out, nil
}

// savedDo keeps a list under a name, or forgets one.
func (s *Server) savedDo(w http.ResponseWriter, r *http.Request) error {
	values, _, err := s.readForm(r, false)
	if err != nil {
		return err
	}
	who := actorOf(r)
	if id, err := strconv.ParseInt(values.Get("quitar"), 10, 64); err == nil {
		if err := s.store.DropList(r.Context(), who.Account, id); err != nil {
			return err
		}
		http.Redirect(w, r, "/mesa/casos", http.StatusSeeOther)
		return nil
	}
	q, err := url.ParseQuery(values.Get("lista"))
	if err != nil {
		return &foi.Error{Code: foi.Invalid, Key: "queue", Cause: err}
	}
	list := url.Values{}
	for _, name := range []string{"cola", "q", "estado", "plazo", "unidad", "orden"} {
		if v := q.Get(name); v != "" {
			list.Set(name, v)
		}
	}
	name := strings.Join(strings.Fields(values.Get("nombre")), " ")
	errs := text("nombre", name, savedName, "saved")
	if errs == nil {
		err := s.store.SaveList(r.Context(), who.Account, name, list.Encode(), s.now())
		if reason, ok := (deskNames{}).refusal(err); ok {
			errs = []view.FieldError{{Field: "nombre", Key: reason.Key[len("error."):], Args: reason.Args}}
		} else if err != nil {
			return err
		}
	}
	if errs != nil {
		return s.showCases(w, r, http.StatusUnprocessableEntity, list, name, errs)
	}
	http.Redirect(w, r, "/mesa/casos?"+list.Encode(), http.StatusSeeOther)
	return nil
}

package server

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"qhana/internal/foi"
	"qhana/internal/store"
	"qhana/internal/view"
)

// deskStates are the states that the list can be filtered by.
var deskStates = []foi.State{foi.Received, foi.Open, foi.Signing, foi.Signed, foi.Answered, foi.Published, foi.Withdrawn, foi.Transferred}

// deskStatuses are how the term to answer may stand, for the filter.
var deskStatuses = []foi.Status{foi.Running, foi.Suspended, foi.Missed, foi.Met, foi.Stopped}

// listTask is what somebody is doing who reads a list: working it off, or looking for something.
func listTask(f store.RequestFilter) string {
	if f.Text != "" || f.Queue == "" {
		return "search"
	}
	return "queue:" + f.Queue
}

// deskCases is the list of requests, by the filters in the address.
func (s *Server) deskCases(w http.ResponseWriter, r *http.Request) error {
	return s.showCases(w, r, http.StatusOK, r.URL.Query(), "", nil)
}

// showCases shows the list that filters make; name is what was typed to keep it under, with what is wrong with it.
func (s *Server) showCases(w http.ResponseWriter, r *http.Request, status int, q url.Values, name string, errs []view.FieldError) error {
	ctx := r.Context()
	d, err := s.reader(ctx, actorOf(r), localeOf(r))
	if err != nil {
		return err
	}
	unticked := q.Get("sin_marcar")
	q.Del("sin_marcar")
	f := d.filter(q)
	queues, list, err := s.listed(ctx, d, f)
	if foi.CodeOf(err) == foi.Invalid { // a cursor that is not ours, a queue that is not there
		http.Redirect(w, r, "/mesa/casos", http.StatusSeeOther)
		return nil
	}
	if err != nil {
		return err
	}
	if f.Text != "" && list.Count == 0 && status == http.StatusOK {
		switch ref, err := s.byNumber(ctx, d, f.Text); {
		case err != nil:
			return err
		case ref != "":
			http.Redirect(w, r, "/mesa/casos?"+url.Values{"cola": {store.QueueAll}, "q": {string(ref)}}.Encode(), http.StatusSeeOther)
			return nil
		}
	}
	if err := s.sawRows(ctx, d, foi.SawList, listTask(f), list.Requests); err != nil {
		return err
	}
	page := view.DeskCases{Text: f.Text, Sort: f.Sort, Person: d.seesPerson(), Rows: d.rows(list.Requests), Count: int(list.Count),
		Many: list.Count.More(), States: choices(deskStates, f.State, "state."), Clocks: choices(deskStatuses, f.Clock, "status."),
		Units: d.unitChoices(f.Unit), Filtered: filtered(f), Queues: queues,
		Clear: "/mesa/casos?" + url.Values{"cola": {f.Queue}}.Encode()}
	if page.Saved, err = s.savedLists(ctx, d, q.Encode()); err != nil {
		return err
	}
	page.Save = strings.TrimPrefix(with(q, "desde", ""), "?")
	page.Queue = view.DeskQueue{Key: f.Queue, Here: true}
	page.Columns, page.Exports = d.columns(q, f), exports(r)
	kinds := slices.DeleteFunc(d.batchKinds(f.Queue), func(k foi.ActionKind) bool { return k == foi.MoveBranch && f.Unit == "" }) // of whom is not said
	page.Bulk, page.List = choices(kinds, foi.ActionKind(unticked), "action."), q.Encode()
	page.Unticked = unticked != ""
	if page.Filtered && f.Queue != store.QueueAll {
		page.Wider = with(q, "cola", store.QueueAll, "desde", "", "orden", "")
	}
	if page.List == "" {
		page.List = "cola=" + f.Queue
	}
	if list.Next != "" {
		page.Next = with(q, "desde", list.Next)
	}
	if f.After != "" {
		page.First = with(q, "desde", "")
	}
	page.Name, page.Errors = name, errs
	return s.render(w, r, status, view.DeskCasesPage.With(page))
}

// listed is a page of a list, and all queues with their counts. A list that is its queue needs that queue's count; any other is looked for
// while the queues are counted.
func (s *Server) listed(ctx context.Context, d deskReader, f store.RequestFilter) (queues []view.DeskQueue, list store.RequestPage, err error) {
	if !filtered(f) {
		queues, counts, err := s.counted(ctx, d, f.Queue)
		if err != nil {
			return nil, list, err
		}
		f.Count = counts[f.Queue]
		list, err = s.store.Requests(ctx, f)
		return queues, list, err
	}
	both, ctx := errgroup.WithContext(ctx)
	both.Go(func() (err error) {
		queues, _, err = s.counted(ctx, d, f.Queue)
		return err
	})
	both.Go(func() (err error) {
		list, err = s.store.Requests(ctx, f)
		return err
	})
	return queues, list, both.Wait()
}

// filter reads the list's filters from its address.
func (d deskReader) filter(q url.Values) store.RequestFilter {
	f := d.queue(q.Get("cola"))
	f.Unit, f.State, f.Clock = q.Get("unidad"), foi.State(q.Get("estado")), foi.Status(q.Get("plazo"))
	f.Text, f.Sort, f.After = strings.TrimSpace(q.Get("q")), q.Get("orden"), q.Get("desde")
	if f.Queue == "" {
		switch {
		case filtered(f):
			f.Queue = store.QueueAll
		case d.who.Has(foi.TransparencyOfficer): // what is late is first in it, and it is seldom empty
			f.Queue = store.QueueAllLive
		default:
			f.Queue = d.queues()[0]
		}
	}
	return f
}

// filtered tells whether a list is less than its queue.
func filtered(f store.RequestFilter) bool {
	return f.Text != "" || f.Unit != "" || f.State != "" || f.Clock != ""
}

// columns are the headings of the list. Only what is live sorts by due day; everything sorts by day of filing.
func (d deskReader) columns(q url.Values, f store.RequestFilter) []view.DeskColumn {
	live := f.Queue != store.QueueAll && f.Queue != store.QueueClosed && f.Queue != store.QueueWatched
	sort := f.Sort
	if sort == "" {
		sort = "-filed"
		if live {
			sort = "due"
		}
		if f.Text != "" {
			sort = ""
		}
	}
	column := func(key string, sorts bool) view.DeskColumn {
		c := view.DeskColumn{Key: key}
		if !sorts {
			return c
		}
		c.Sort, c.URL = "none", with(q, "orden", key, "desde", "")
		switch sort {
		case key:
			c.Sort, c.URL = "ascending", with(q, "orden", "-"+key, "desde", "")
		case "-" + key:
			c.Sort = "descending"
		}
		return c
	}
	columns := []view.DeskColumn{column("due", live), column("reference", false), column("subject", false)}
	if d.seesPerson() {
		columns = append(columns, column("requester", false))
	}
	return append(columns, column("holders", false), column("state", false), column("filed", true))
}

// unitChoices are the units, as options.
func (d deskReader) unitChoices(chosen string) []view.Choice {
	var out []view.Choice
	for _, u := range d.units {
		if u.Active {
			out = append(out, view.Choice{Value: u.Key, Text: view.Verbatim(u.Name(d.locale)), Chosen: u.Key == chosen})
		}
	}
	return out
}

// choices are codes as options, named by the catalogue.
func choices[T ~string](codes []T, chosen T, prefix string) []view.Choice {
	var out []view.Choice
	for _, code := range codes {
		out = append(out, view.Choice{Value: string(code), Text: view.Say(prefix + string(code)), Chosen: code == chosen})
	}
	return out
}

// with is the same page's address with other values; empty ones are left out.
func with(q url.Values, pairs ...string) string {
	out := url.Values{}
	for name, values := range q {
		out[name] = slices.Clone(values)
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		out.Del(pairs[i])
		if pairs[i+1] != "" {
			out.Set(pairs[i], pairs[i+1])
		}
	}
	return "?" + out.Encode()
}

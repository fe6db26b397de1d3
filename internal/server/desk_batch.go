package server

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"golang.org/x/sync/errgroup"

	"qhana/internal/casework"
	"qhana/internal/foi"
	"qhana/internal/store"
	"qhana/internal/view"
)

// watch and unwatch keep an eye on requests, or no longer: nobody else's business, so that they are no actions of the statute.
const (
	watch   foi.ActionKind = "watch"
	unwatch foi.ActionKind = "unwatch"
)

// batchKinds are what a reader can do to many requests of a queue at once.
func (d deskReader) batchKinds(queue string) []foi.ActionKind {
	var out []foi.ActionKind
	add := func(role foi.Role, kinds ...foi.ActionKind) {
		for _, kind := range kinds {
			if d.who.Has(role) && d.law.Does(kind) && queue != store.QueueClosed {
				out = append(out, kind)
			}
		}
	}
	add(foi.TransparencyOfficer, foi.Acknowledge, foi.OpenBranch, foi.Extend, foi.Assign, foi.MoveBranch)
	add(foi.UnitHead, foi.AssignBranch)
	return append(out, watch, unwatch)
}

const (
	batchShown  = 25  // how many requests the page before a batch looks at one by one
	batchTicked = 200 // how many can be ticked: more than a page of a list has
)

// batchAsk is what somebody wants to do to many requests.
type batchAsk struct {
	kind   foi.ActionKind
	from   string // unit whose branches are moved: that of the list
	list   string // filter of a list, as its address has it
	ticked []foi.Reference
	typed  deskTyped
}

func (d deskReader) batchOf(q url.Values) (batchAsk, error) {
	b := batchAsk{kind: foi.ActionKind(q.Get("accion")), typed: deskRead(q)}
	if !slices.Contains(d.batchKinds(""), b.kind) {
		return b, &foi.Error{Code: foi.NotFound, Key: "not_found"}
	}
	if b.from = q.Get("de"); b.from == "" {
		list, _ := url.ParseQuery(q.Get("lista")) // one that cannot be read is of no unit
		b.from = list.Get("unidad")
	}
	if b.kind == foi.MoveBranch && b.from == "" {
		return b, &foi.Error{Code: foi.NotFound, Key: "not_found"}
	}
	if q.Get("todas") == "si" { // nothing else stands for a whole list: who forgot to tick is asked
		b.list = q.Get("lista")
		return b, nil
	}
	for _, c := range q["caso"] {
		if ref, err := foi.ParseReference(c); err == nil {
			b.ticked = append(b.ticked, ref)
		}
	}
	if len(b.ticked) > batchTicked {
		return b, &foi.Error{Code: foi.TooLarge, Key: "batch.many", Args: map[string]string{"most": strconv.Itoa(batchTicked)}}
	}
	return b, nil
}

// ids are the requests that a batch is about, all of them, as its actor may see them: one more than can be done at once tells that
// there are too many.
func (s *Server) batchIDs(ctx context.Context, d deskReader, b batchAsk) ([]int64, error) {
	if b.list == "" {
		return s.store.SeenIDs(ctx, d.who, b.ticked)
	}
	q, err := url.ParseQuery(b.list)
	if err != nil {
		return nil, &foi.Error{Code: foi.Invalid, Key: "form", Cause: err}
	}
	return s.store.RequestIDs(ctx, d.filter(q), casework.MostAtOnce+1)
}

// batchFirst are the first requests of a batch, in the order of their list.
func (s *Server) batchFirst(ctx context.Context, d deskReader, b batchAsk) ([]store.Listed, error) {
	if b.list != "" {
		q, err := url.ParseQuery(b.list)
		if err != nil {
			return nil, &foi.Error{Code: foi.Invalid, Key: "form", Cause: err}
		}
		f := d.filter(q)
		f.After, f.Limit = "", batchShown
		if f.Text == "" {
			f.Count = batchShown // any: how long the list is, is counted beside it
		}
		page, err := s.store.Requests(ctx, f)
		return page.Requests, err
	}
	var out []store.Listed
	for _, ref := range b.ticked[:min(len(b.ticked), batchShown)] {
		page, err := s.store.Requests(ctx, store.RequestFilter{Viewer: d.who, Text: string(ref)})
		if err != nil {
			return nil, err
		}
		out = append(out, page.Requests...)
	}
	return out, nil
}

// batchPage shows what would be done to many requests.
func (s *Server) batchPage(w http.ResponseWriter, r *http.Request) error {
	d, err := s.reader(r.Context(), actorOf(r), localeOf(r))
	if err != nil {
		return err
	}
	b, err := d.batchOf(r.URL.Query())
	if err != nil {
		return err
	}
	if b.list == "" && len(b.ticked) == 0 {
		http.Redirect(w, r, "/mesa/casos?"+untickedList(r.URL.Query()), http.StatusSeeOther)
		return nil
	}
	var ids []int64
	var list []store.Listed
	reads, ctx := errgroup.WithContext(r.Context())
	reads.Go(func() (err error) {
		ids, err = s.batchIDs(ctx, d, b)
		return err
	})
	reads.Go(func() (err error) {
		list, err = s.batchFirst(ctx, d, b)
		return err
	})
	if err := reads.Wait(); err != nil {
		return err
	}
	return s.showBatch(w, r, http.StatusOK, d, b, len(ids), list, nil)
}

// untickedList is the list from which somebody came who ticked nothing, with what they wanted to do.
func untickedList(q url.Values) string {
	back, err := url.ParseQuery(q.Get("lista"))
	if err != nil {
		back = url.Values{}
	}
	back.Set("sin_marcar", q.Get("accion"))
	return back.Encode()
}

// showBatch shows the page before a batch of so many requests, of which list are the first. Too many are refused before anything is filled
// in.
func (s *Server) showBatch(w http.ResponseWriter, r *http.Request, status int, d deskReader, b batchAsk, count int, list []store.Listed, errs []view.FieldError) error {
	if count == 0 {
		http.Redirect(w, r, "/mesa/casos", http.StatusSeeOther)
		return nil
	}
	page := view.DeskBatchNew{Kind: b.kind, From: b.from, Count: count, Most: casework.MostAtOnce, List: b.list, Ticked: b.ticked, Errors: errs, Back: "/mesa/casos?" + b.list}
	if count > casework.MostAtOnce {
		page.Many = true
		return s.render(w, r, http.StatusUnprocessableEntity, view.DeskBatchNewPage.With(page))
	}
	form, err := s.batchForm(r.Context(), d, b)
	if err != nil {
		return err
	}
	page.Form = form
	refusals, err := s.batchTry(r.Context(), d, b, list)
	if err != nil {
		return err
	}
	page.Shown = len(list)
	for i, l := range list {
		item := view.DeskBatchItem{Reference: l.Reference, Subject: l.Subject, URL: deskURL(l.Reference)}
		if refusals[i] != nil {
			item.Refused, _ = (deskNames{}).refusal(refusals[i])
			page.Refused++
		}
		page.Items = append(page.Items, item)
	}
	return s.render(w, r, status, view.DeskBatchNewPage.With(page))
}

// batchTry tells of requests of a batch why each would be refused; nil of one that would not.
func (s *Server) batchTry(ctx context.Context, d deskReader, b batchAsk, list []store.Listed) ([]error, error) {
	refusals := make([]error, len(list))
	if b.kind == watch || b.kind == unwatch {
		return refusals, nil
	}
	sure, err := s.paper.Sure(ctx)
	if err != nil {
		return nil, err
	}
	heads := d.who.Units(foi.UnitHead)
	cases, ctx := errgroup.WithContext(ctx)
	cases.SetLimit(casesAtOnce)
	for at, l := range list {
		act := b.sample(d)
		if act.Kind == foi.AssignBranch || act.Kind == foi.MoveBranch {
			units, missing := heads, "no_branch_of_theirs"
			if act.Kind == foi.MoveBranch {
				units, missing = []string{b.from}, "no_branch_of_unit"
			}
			i := slices.IndexFunc(l.Branches, func(x foi.Branch) bool { return slices.Contains(units, x.Unit) && x.State != foi.BranchIsAnswered })
			if i < 0 {
				refusals[at] = foi.Refusal(missing)
				continue
			}
			act.Branch = l.Branches[i].No
		}
		cases.Go(func() error {
			err := s.batchLetter(ctx, d, l.ID, act, sure)
			if foi.CodeOf(err) == "" {
				return err // nil, or no refusal
			}
			refusals[at] = err
			return nil
		})
	}
	return refusals, cases.Wait()
}

// action is what is done to each request.
func (b batchAsk) action() foi.Action {
	act := foi.Action{Kind: b.kind, From: b.from, Ground: b.typed.Ground, Amount: b.typed.Amount}
	if len(b.typed.Units) > 0 {
		act.Unit = b.typed.Units[0]
	}
	if len(b.typed.People) > 0 {
		act.Account = b.typed.People[0]
	}
	if !blank(b.typed.Text) {
		act.Words = foi.Words{"text": b.typed.Text}
	}
	return act
}

// sample is the action with what has not been filled in yet filled in somehow.
func (b batchAsk) sample(d deskReader) foi.Action {
	act := b.action()
	if act.Ground == "" {
		act.Ground = first(d.law.Extension().Grounds)
	}
	if act.Amount == 0 {
		act.Amount = 1
	}
	if act.Unit == "" {
		act.Unit = "…"
	}
	if act.Account == 0 {
		act.Account = d.who.Account
	}
	if act.Words == nil {
		act.Words = foi.Words{"text": "…"}
	}
	return act
}

func (s *Server) batchForm(ctx context.Context, d deskReader, b batchAsk) (view.DeskForm, error) {
	var f view.DeskForm
	form := deskForms[b.kind]
	if form.person {
		people, err := s.store.Workers(ctx, []foi.Role{foi.UnitHead, foi.UnitOfficial}, d.who.Units(foi.UnitHead)...)
		if b.kind == foi.Assign {
			people, err = s.store.Workers(ctx, []foi.Role{foi.TransparencyOfficer})
		}
		if err != nil {
			return f, err
		}
		f.Groups = append(f.Groups, view.DeskGroup{Name: "persona", Label: "form.person", Hint: "form.person.hint", Choices: personChoices(people, b.typed.People)})
	}
	if form.units || form.unit {
		chosen := ""
		if len(b.typed.Units) > 0 {
			chosen = b.typed.Units[0]
		}
		f.Units = slices.DeleteFunc(d.unitChoices(chosen), func(c view.Choice) bool { return b.kind == foi.MoveBranch && c.Value == b.from })
	}
	if form.ground {
		for _, code := range d.law.Extension().Grounds {
			f.Grounds = append(f.Grounds, view.Choice{Value: code, Text: view.Verbatim(d.law.Text(d.locale, "ground."+code)), Chosen: code == b.typed.Ground})
		}
	}
	if form.amount {
		for n := 1; n <= d.law.Extension().Amount; n++ {
			f.Amounts = append(f.Amounts, view.Choice{Value: strconv.Itoa(n), Text: view.Say(fmt.Sprintf("batch.days.%s", oneOrOther(n)), "N", n), Chosen: n == b.typed.Amount})
		}
	}
	if form.text != absent {
		f.Text = &view.DeskText{Name: "texto", Label: "form.text." + string(b.kind), Hint: hinted("form.text." + string(b.kind)), Value: b.typed.Text, Rows: form.rows, Max: deskMaxText}
	}
	return f, nil
}

func oneOrOther(n int) string {
	if n == 1 {
		return "one"
	}
	return "other"
}

// batchDo begins a batch: each request is asked of the statute when its turn comes; whose letter would have a hole is refused before.
func (s *Server) batchDo(w http.ResponseWriter, r *http.Request) error {
	values, _, err := s.readForm(r, false)
	if err != nil {
		return err
	}
	d, err := s.reader(r.Context(), actorOf(r), localeOf(r))
	if err != nil {
		return err
	}
	b, err := d.batchOf(values)
	if err != nil {
		return err
	}
	ids, err := s.batchIDs(r.Context(), d, b)
	if err != nil {
		return err
	}
	if errs := b.typed.check(b.kind, s.law.Body()); len(errs) > 0 || len(ids) == 0 || len(ids) > casework.MostAtOnce {
		list, err := s.batchFirst(r.Context(), d, b)
		if err != nil {
			return err
		}
		return s.showBatch(w, r, http.StatusUnprocessableEntity, d, b, len(ids), list, errs)
	}
	if b.kind == watch || b.kind == unwatch {
		if err := s.store.SetWatches(r.Context(), d.who.Account, ids, b.kind == watch, s.now()); err != nil {
			return err
		}
		http.Redirect(w, r, "/mesa/casos?cola="+store.QueueWatched, http.StatusSeeOther)
		return nil
	}
	holes, err := s.batchHoles(r.Context(), d, b.action(), ids)
	if err != nil {
		return err
	}
	id, err := s.desk.Begin(r.Context(), b.action(), ids, holes, d.who)
	if err != nil {
		return err
	}
	http.Redirect(w, r, fmt.Sprintf("/mesa/lote/%d", id), http.StatusSeeOther)
	return nil
}

// batchProgress is how far a batch of the reader's has come.
func (s *Server) batchProgress(w http.ResponseWriter, r *http.Request) error {
	id, err := strconv.ParseInt(pathValue(r, "id"), 10, 64)
	if err != nil {
		return &foi.Error{Code: foi.NotFound, Key: "not_found", Cause: err}
	}
	b, err := s.store.Batch(r.Context(), id, actorOf(r).Account)
	if err != nil {
		return err
	}
	d, err := s.reader(r.Context(), actorOf(r), localeOf(r))
	if err != nil {
		return err
	}
	page := view.DeskBatch{Kind: b.Form.Kind, Total: b.Total, Done: b.Done + b.Refused, Refused: b.Refused, Open: b.FinishedAt.IsZero()}
	after, _ := strconv.ParseInt(r.URL.Query().Get("desde"), 10, 64) // none: from the first
	items, err := s.store.BatchItems(r.Context(), id, "refused", after, 101)
	if err != nil {
		return err
	}
	n := deskNames{units: map[string]string{}}
	for _, u := range d.units {
		n.units[u.Key] = u.Name(d.locale)
	}
	for i, item := range items {
		if i == 100 {
			page.Next = "?desde=" + strconv.FormatInt(items[i-1].Request, 10)
			break
		}
		line := view.DeskBatchItem{Reference: item.Reference, Subject: item.Subject, URL: deskURL(item.Reference)}
		if item.Reason != nil {
			line.Refused, _ = n.refusal(item.Reason)
		}
		page.Items = append(page.Items, line)
	}
	if page.Open {
		w.Header().Set("Refresh", "2") // the page loads itself anew, without a script
	}
	return s.render(w, r, http.StatusOK, view.DeskBatchPage.With(page))
}

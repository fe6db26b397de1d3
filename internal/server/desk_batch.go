package server

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"qhana/internal/casework"
	"qhana/internal/foi"
	"qhana/internal/store"
	"qhana/internal/view"
)

// batchKinds are the actions that can be done to many requests at once.
var batchKinds = []foi.ActionKind{foi.Acknowledge, foi.OpenBranch, foi.Extend}

// batchShown is how many requests the page before a batch looks at one by one.
const batchShown = 25

// batchAsk is what somebody wants to do to many requests.
type batchAsk struct {
	kind   foi.ActionKind
	list   string // filter of a list, as its address has it
	ticked []foi.Reference
	typed  deskTyped
}

func batchOf(q url.Values) (batchAsk, error) {
	b := batchAsk{kind: foi.ActionKind(q.Get("accion")), typed: deskRead(q)}
	if !slices.Contains(batchKinds, b.kind) {
		return b, &foi.Error{Code: foi.NotFound, Key: "not_found"}
	}
	if q.Get("todas") == "si" || q.Get("lista") != "" && len(q["caso"]) == 0 {
		b.list = q.Get("lista")
		return b, nil
	}
	for _, c := range q["caso"] {
		if ref, err := foi.ParseReference(c); err == nil && len(b.ticked) < 200 {
			b.ticked = append(b.ticked, ref)
		}
	}
	return b, nil
}

// cases are the requests that a batch is about, as its actor may see them: at most so many.
func (s *Server) batchCases(r *http.Request, d deskReader, b batchAsk, most int) ([]store.Listed, int, error) {
	if b.list == "" {
		var out []store.Listed
		for _, ref := range b.ticked {
			page, err := s.store.Requests(r.Context(), store.RequestFilter{Viewer: d.who, Text: string(ref)})
			if err != nil {
				return nil, 0, err
			}
			out = append(out, page.Requests...)
		}
		return out, len(out), nil
	}
	q, err := url.ParseQuery(b.list)
	if err != nil {
		return nil, 0, &foi.Error{Code: foi.Invalid, Key: "form", Cause: err}
	}
	f := d.filter(q)
	f.After, f.Limit = "", min(most, 200)
	var out []store.Listed
	count := 0
	for {
		page, err := s.store.Requests(r.Context(), f)
		if err != nil {
			return nil, 0, err
		}
		out, count = append(out, page.Requests...), max(count, int(page.Count))
		if page.Next == "" || len(out) >= most {
			return out[:min(len(out), most)], max(count, len(out)), nil
		}
		f.After, f.Count = page.Next, page.Count
	}
}

// batchPage shows what would be done to many requests.
func (s *Server) batchPage(w http.ResponseWriter, r *http.Request) error {
	b, err := batchOf(r.URL.Query())
	if err != nil {
		return err
	}
	return s.showBatch(w, r, http.StatusOK, b, nil)
}

func (s *Server) showBatch(w http.ResponseWriter, r *http.Request, status int, b batchAsk, errs []view.FieldError) error {
	d, err := s.reader(r.Context(), actorOf(r), localeOf(r))
	if err != nil {
		return err
	}
	list, count, err := s.batchCases(r, d, b, batchShown)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		http.Redirect(w, r, "/mesa/casos", http.StatusSeeOther)
		return nil
	}
	page := view.DeskBatchNew{Kind: b.kind, Count: count, List: b.list, Ticked: b.ticked, Errors: errs, Form: d.batchForm(b), Shown: len(list), Back: "/mesa/casos?" + b.list}
	for _, l := range list {
		item := view.DeskBatchItem{Reference: l.Reference, Subject: l.Subject, URL: deskURL(l.Reference)}
		if _, err := s.desk.Preview(r.Context(), l.ID, b.sample(d), d.who); err != nil {
			item.Refused, _ = (deskNames{}).refusal(err)
			page.Refused++
		}
		page.Items = append(page.Items, item)
	}
	return s.render(w, r, status, view.DeskBatchNewPage.With(page))
}

// action is what is done to each request.
func (b batchAsk) action() foi.Action {
	act := foi.Action{Kind: b.kind, Ground: b.typed.Ground, Amount: b.typed.Amount}
	if len(b.typed.Units) > 0 {
		act.Unit = b.typed.Units[0]
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
	if act.Words == nil {
		act.Words = foi.Words{"text": "…"}
	}
	return act
}

func (d deskReader) batchForm(b batchAsk) view.DeskForm {
	var f view.DeskForm
	form := deskForms[b.kind]
	if form.units {
		chosen := ""
		if len(b.typed.Units) > 0 {
			chosen = b.typed.Units[0]
		}
		f.Units = d.unitChoices(chosen)
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
	return f
}

func oneOrOther(n int) string {
	if n == 1 {
		return "one"
	}
	return "other"
}

// batchDo begins a batch: each request is asked of the statute when its turn comes.
func (s *Server) batchDo(w http.ResponseWriter, r *http.Request) error {
	values, _, err := s.readForm(r, false)
	if err != nil {
		return err
	}
	b, err := batchOf(values)
	if err != nil {
		return err
	}
	if errs := b.typed.check(b.kind); len(errs) > 0 {
		return s.showBatch(w, r, http.StatusUnprocessableEntity, b, errs)
	}
	d, err := s.reader(r.Context(), actorOf(r), localeOf(r))
	if err != nil {
		return err
	}
	list, _, err := s.batchCases(r, d, b, casework.MostAtOnce)
	if err != nil {
		return err
	}
	ids := make([]int64, len(list))
	for i, l := range list {
		ids[i] = l.ID
	}
	id, err := s.desk.Begin(r.Context(), b.action(), ids, d.who)
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

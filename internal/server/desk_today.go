package server

import (
	"context"
	"net/http"
	"net/url"

	"golang.org/x/sync/errgroup"

	"qhana/internal/access"
	"qhana/internal/foi"
	"qhana/internal/store"
	"qhana/internal/view"
)

// mentionDays is how long a note that mentions somebody, or an answer to their unit, stands on their page of the day.
const mentionDays = 7

// panelRows is how many rows a panel of the day shows, and panelsAtOnce how many are read at a time.
const (
	panelRows    = 6
	panelsAtOnce = 2
)

// deskPanel is a panel of the day: a queue under a heading.
type deskPanel struct{ key, queue string }

// panels are the queues that a reader's day begins with, by what they do. Whoever does several things, or stands in for somebody who
// does others, has the panels of all.
func (d deskReader) panels() []deskPanel {
	lead, unit := d.who.Has(foi.TransparencyOfficer), d.inUnit()
	var out []deskPanel
	add := func(when bool, key, queue string) {
		if when && d.known(queue) {
			out = append(out, deskPanel{key, queue})
		}
	}
	add(d.who.Has(foi.Signatory), "sign", store.QueueToSign)
	add(d.reviews(), "approve", store.QueueToApprove)
	add(lead || unit || !d.onlyCounter(), "late", store.QueueLate)
	add(true, "soon", store.QueueDueWeek)
	add(lead || d.onlyCounter(), "new", store.QueueNew)
	add(lead, "back", store.QueueBack)
	add(unit && !d.who.SeesAll(), "again", store.QueueBack) // of whoever sees all, these are the transparency unit's
	add(lead, "signed", store.QueueSigned)
	add(lead || unit, "mine", store.QueueMine)
	add(unit, "unit", store.QueueUnit)
	return out
}

// queues are the queues that a reader works with, in order.
func (d deskReader) queues() []string {
	lead, unit, signs, reviews := d.who.Has(foi.TransparencyOfficer), d.inUnit(), d.who.Has(foi.Signatory), d.reviews()
	var out []string
	add := func(when bool, queues ...string) {
		for _, q := range queues {
			if when && d.known(q) {
				out = append(out, q)
			}
		}
	}
	add(signs, store.QueueToSign)
	add(reviews, store.QueueToApprove)
	add(unit && !lead, store.QueueUnit, store.QueueMine)
	add(d.onlyCounter(), store.QueueNew)
	add(true, store.QueueLate, store.QueueDueWeek)
	add(lead || unit && !d.who.SeesAll(), store.QueueNew, store.QueueUnopened, store.QueueBack)
	add(lead, store.QueueMine)
	add(lead && unit, store.QueueUnit)
	add(lead, store.QueueWaitingCitizen)
	add(lead && !reviews, store.QueueToApprove)
	add(lead && !signs, store.QueueToSign)
	add(lead, store.QueueSigned)
	add(true, store.QueueWatched)
	add(d.who.SeesAll(), store.QueueAllLive)
	add(true, store.QueueClosed, store.QueueAll)
	return out
}

// reviews tells whether answers wait for the reader's approval: as a reviewer, or as the head of a unit that approves.
func (d deskReader) reviews() bool {
	return d.law.Reviews(d.who)
}

// inUnit tells whether the reader works on branches.
func (d deskReader) inUnit() bool { return d.who.Has(foi.UnitHead) || d.who.Has(foi.UnitOfficial) }

// onlyCounter tells whether the reader takes requests in and does nothing else with them.
func (d deskReader) onlyCounter() bool {
	return !d.inUnit() && !d.who.Has(foi.TransparencyOfficer) && !d.who.Has(foi.Signatory) && !d.who.Has(foi.Reviewer)
}

// known tells whether the procedure ever fills a queue: where one officer does it all nothing waits for a signature.
func (d deskReader) known(queue string) bool {
	switch queue {
	case store.QueueToApprove:
		return d.law.Does(foi.ApproveDraft)
	case store.QueueToSign, store.QueueSigned:
		return d.law.Does(foi.Sign)
	case store.QueueMine:
		return d.law.Does(foi.Assign) || d.law.Does(foi.AcceptBranch)
	}
	return true
}

// queue is a queue of the reader's, with what the procedure says of it.
func (d deskReader) queue(key string) store.RequestFilter {
	return store.RequestFilter{Viewer: d.who, Queue: key, Until: d.law.Soon(d.today), Unopened: d.law.Forgotten(d.today), Signing: d.law.Authority().Signing, Confirms: d.law.Confirms()}
}

// counted are the reader's queues with their counts; here is the one that the page shows.
func (s *Server) counted(ctx context.Context, d deskReader, here string) ([]view.DeskQueue, map[string]store.Capped, error) {
	counts, err := s.store.QueueCounts(ctx, d.queue(""), d.queues()...) // the others nobody sees
	if err != nil {
		return nil, nil, err
	}
	var queues []view.DeskQueue
	for _, key := range d.queues() {
		n, known := counts[key]
		queues = append(queues, view.DeskQueue{Key: key, Count: int(n), More: n.More(), Counted: known, Here: key == here,
			Urgent: key == store.QueueLate && n > 0})
	}
	return queues, counts, nil
}

// deskToday is the page of the day: what is late, what is due first, what waits for the reader.
func (s *Server) deskToday(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	d, err := s.reader(ctx, actorOf(r), localeOf(r))
	if err != nil {
		return err
	}
	page := view.DeskToday{Day: d.today, Person: d.seesPerson(), Done: doneOf(r)}
	if access.Transparency(d.who) {
		if page.Erasures, err = s.store.ErasuresWaiting(ctx, d.who.Account); err != nil {
			return err
		}
	}
	if err := s.standing(r, &page); err != nil {
		return err
	}
	asked, err := s.store.AskedOf(ctx, d.who, s.now().AddDate(0, 0, -mentionDays))
	if err != nil {
		return err
	}
	for _, a := range asked {
		page.Asked = append(page.Asked, view.DeskAsked{Reference: a.Reference, Subject: a.Subject, URL: deskURL(a.Reference), At: a.At,
			Unit: d.unitName(a.Unit), Person: a.Person, Kind: a.Kind})
	}
	queues, counts, err := s.counted(ctx, d, "")
	if err != nil {
		return err
	}
	page.Queues = queues
	panels := d.panels()
	lists := make([]store.RequestPage, len(panels))
	reads, inTurn := errgroup.WithContext(ctx)
	reads.SetLimit(panelsAtOnce)
	for i, p := range panels {
		f := d.queue(p.queue)
		n, known := counts[p.queue]
		if f.Limit, f.Count = panelRows, n; known && n == 0 {
			continue
		}
		reads.Go(func() (err error) {
			lists[i], err = s.store.Requests(inTurn, f)
			return err
		})
	}
	if err := reads.Wait(); err != nil {
		return err
	}
	var shown []store.Listed
	for i, p := range panels {
		list := lists[i]
		shown = append(shown, list.Requests...)
		panel := view.DeskPanel{Key: p.key, Count: int(list.Count), Many: list.Count.More(), Rows: d.rows(list.Requests)}
		if list.Next != "" {
			panel.More = "/mesa/casos?" + url.Values{"cola": {p.queue}}.Encode()
		}
		page.Panels = append(page.Panels, panel)
	}
	if err := s.sawRows(ctx, d, foi.SawList, "today", shown); err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, view.DeskTodayPage.With(page))
}

// rows are listed requests as the desk shows them.
func (d deskReader) rows(list []store.Listed) []view.DeskRow {
	rows := make([]view.DeskRow, len(list))
	for i, l := range list {
		rows[i] = d.row(l)
	}
	return rows
}

func (d deskReader) row(l store.Listed) view.DeskRow {
	row := view.DeskRow{Reference: l.Reference, Subject: l.Subject, Requester: l.Requester, Holders: d.unitNames(l.Holders),
		State: l.State, FiledOn: foi.DateOf(l.FiledAt, d.law.Location()), Due: requestDue(d.law, d.today, l.Request), URL: deskURL(l.Reference)}
	row.Back, row.Twin = l.Back, l.Twin
	switch l.State {
	case foi.Answered, foi.Published, foi.Withdrawn, foi.Transferred:
		row.Holders = nil // nobody works on it any more
	}
	if d.who.SeesAll() {
		return row
	}
	for _, b := range l.Branches {
		due := branchDue(d.law, d.today, b)
		row.Branches = append(row.Branches, view.DeskRowBranch{No: b.No, State: b.State, Due: due})
		if b.DueOn == l.Due || len(l.Branches) == 1 {
			row.Due = due
		}
	}
	return row
}

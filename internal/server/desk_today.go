package server

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"qhana/internal/foi"
	"qhana/internal/store"
	"qhana/internal/view"
)

// unopenedDays is after how many days without anybody opening it a request counts as forgotten.
const unopenedDays = 3

// mentionDays is how long a note that mentions somebody stands on their page of the day.
const mentionDays = 7

// panelRows is how many rows a panel of the day shows.
const panelRows = 6

// deskPanel is a panel of the day: a queue under a heading.
type deskPanel struct{ key, queue string }

// panels are the queues that a reader's day begins with, by what they do.
func (d deskReader) panels() []deskPanel {
	return slices.DeleteFunc(d.allPanels(), func(p deskPanel) bool { return !d.known(p.queue) })
}

// known tells whether the procedure ever fills a queue: where one officer does it all nothing waits for a unit or a signature.
func (d deskReader) known(queue string) bool {
	switch queue {
	case store.QueueBranchesBack:
		return d.law.Does(foi.OpenBranch)
	case store.QueueToSign, store.QueueSigned:
		return d.law.Does(foi.Sign)
	}
	return true
}

func (d deskReader) allPanels() []deskPanel {
	switch {
	case d.who.Has(foi.TransparencyOfficer):
		return []deskPanel{{"late", store.QueueLate}, {"soon", store.QueueDueWeek}, {"new", store.QueueNew},
			{"back", store.QueueBranchesBack}, {"signed", store.QueueSigned}}
	case d.who.Has(foi.Signatory):
		return []deskPanel{{"sign", store.QueueToSign}, {"late", store.QueueLate}, {"soon", store.QueueDueWeek}}
	case d.who.Has(foi.UnitHead) || d.who.Has(foi.UnitOfficial):
		return []deskPanel{{"late", store.QueueLate}, {"soon", store.QueueDueWeek}, {"mine", store.QueueMine}}
	}
	return []deskPanel{{"new", store.QueueNew}, {"soon", store.QueueDueWeek}}
}

// queues are the queues that a reader works with, in order.
func (d deskReader) queues() []string {
	return slices.DeleteFunc(d.allQueues(), func(q string) bool { return !d.known(q) })
}

func (d deskReader) allQueues() []string {
	switch {
	case d.who.Has(foi.TransparencyOfficer):
		return []string{store.QueueLate, store.QueueDueWeek, store.QueueNew, store.QueueUnopened, store.QueueBranchesBack, store.QueueWaitingCitizen,
			store.QueueToSign, store.QueueSigned, store.QueueWatched, store.QueueAllLive, store.QueueClosed, store.QueueAll}
	case d.who.Has(foi.Signatory):
		return []string{store.QueueToSign, store.QueueLate, store.QueueDueWeek, store.QueueWatched, store.QueueAllLive, store.QueueClosed, store.QueueAll}
	case d.who.Has(foi.UnitHead) || d.who.Has(foi.UnitOfficial):
		return []string{store.QueueMine, store.QueueLate, store.QueueDueWeek, store.QueueNew, store.QueueUnopened, store.QueueWatched, store.QueueClosed, store.QueueAll}
	}
	return []string{store.QueueNew, store.QueueWatched, store.QueueAllLive, store.QueueLate, store.QueueClosed, store.QueueAll}
}

// soonUntil is the last due day that counts as due soon.
func (d deskReader) soonUntil() foi.Date {
	return d.law.Calendar().AsOf(d.today).After(d.today, dueSoon)
}

// counted are the reader's queues with their counts; here is the one that the page shows.
func (s *Server) counted(ctx context.Context, d deskReader, here string) ([]view.DeskQueue, error) {
	counts, err := s.store.QueueCounts(ctx, d.who, d.soonUntil(), d.today-unopenedDays, d.queues()...) // the others nobody sees
	if err != nil {
		return nil, err
	}
	var queues []view.DeskQueue
	for _, key := range d.queues() {
		n, known := counts[key]
		queues = append(queues, view.DeskQueue{Key: key, Count: int(n), More: n.More(), Counted: known, Here: key == here,
			Urgent: key == store.QueueLate && n > 0})
	}
	return queues, nil
}

// deskToday is the page of the day: what is late, what is due first, what waits for the reader.
func (s *Server) deskToday(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	d, err := s.reader(ctx, actorOf(r), localeOf(r))
	if err != nil {
		return err
	}
	page := view.DeskToday{Day: d.today, Person: d.seesPerson()}
	asked, err := s.store.AskedOf(ctx, d.who, s.now().AddDate(0, 0, -mentionDays))
	if err != nil {
		return err
	}
	for _, a := range asked {
		page.Asked = append(page.Asked, view.DeskAsked{Reference: a.Reference, Subject: a.Subject, URL: deskURL(a.Reference), At: a.At,
			Unit: d.unitName(a.Unit), Person: a.Person, Question: a.Question})
	}
	if page.Queues, err = s.counted(ctx, d, ""); err != nil {
		return err
	}
	for _, p := range d.panels() {
		list, err := s.store.Requests(ctx, store.RequestFilter{Viewer: d.who, Queue: p.queue, Until: d.soonUntil(), Limit: panelRows})
		if err != nil {
			return err
		}
		if err := s.sawRows(ctx, d, foi.SawList, list.Requests); err != nil {
			return err
		}
		panel := view.DeskPanel{Key: p.key, Count: int(list.Count), Many: list.Count.More(), Rows: d.rows(list.Requests)}
		if list.Next != "" {
			panel.More = "/mesa/casos?" + url.Values{"cola": {p.queue}}.Encode()
		}
		page.Panels = append(page.Panels, panel)
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

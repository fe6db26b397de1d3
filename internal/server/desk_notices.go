package server

import (
	"crypto/rand"
	"net/http"
	"slices"
	"time"

	ics "github.com/arran4/golang-ical" // RFC 5545 as calendars expect it: folding, escaping, time zones

	"qhana/internal/access"
	"qhana/internal/foi"
	"qhana/internal/store"
	"qhana/internal/view"
)

// feedMost is how many due days a calendar has at most: the soonest.
const feedMost = 500

// deskNotices is the page on which somebody says how they want to be told of what is due.
func (s *Server) deskNotices(w http.ResponseWriter, r *http.Request) error {
	return s.showNotices(w, r, view.DeskNotices{Saved: r.URL.Query().Get("hecho") != ""})
}

func (s *Server) showNotices(w http.ResponseWriter, r *http.Request, page view.DeskNotices) error {
	a := accountOf(r)
	page.Email, page.Base, page.Desk = a.Email, r.URL.Path, areaOf(r.URL.Path) == "desk"
	var err error
	if page.Digest, err = s.store.WantsDigest(r.Context(), a.ID); err != nil {
		return err
	}
	if page.Feed, err = s.store.FeedOf(r.Context(), a.ID); err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, view.DeskNoticesPage.With(page))
}

func (s *Server) deskNoticesDo(w http.ResponseWriter, r *http.Request) error {
	values, _, err := s.readForm(r, false)
	if err != nil {
		return err
	}
	a := accountOf(r)
	switch {
	case values.Get("que") == "correo":
		err = s.store.SetDigest(r.Context(), a.ID, values.Get("correo") == "si")
	case areaOf(r.URL.Path) != "desk": // no due days, no calendar
	case values.Get("calendario") == "quitar":
		err = s.store.SetFeed(r.Context(), a.ID, nil)
	case values.Get("calendario") == "nuevo":
		token := rand.Text()
		if err := s.store.SetFeed(r.Context(), a.ID, access.HashToken(token)); err != nil {
			return err
		}
		return s.showNotices(w, r, view.DeskNotices{Saved: true, Address: siteOf(r) + "/calendario/" + token + ".ics"})
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, r.URL.Path+"?hecho=si", http.StatusSeeOther)
	return nil
}

// deskFeed is somebody's due days as a calendar that other programs read. Its address is the key to it; nothing in it names who
// asked.
func (s *Server) deskFeed(w http.ResponseWriter, r *http.Request) error {
	a, err := s.store.FeedAccount(r.Context(), access.HashToken(pathValue(r, "token")), s.now())
	if err != nil {
		return err
	}
	d, err := s.reader(r.Context(), a.Actor(), localeOf(r))
	if err != nil {
		return err
	}
	rows, err := s.dueOf(r, d)
	if err != nil {
		return err
	}
	words := s.views.Words(d.locale)
	cal := ics.NewCalendarFor("Qhana")
	cal.SetMethod(ics.MethodPublish)
	cal.SetXWRCalName(words("feed.name"))
	for _, row := range rows {
		e := cal.AddEvent(string(row.Reference) + "@" + r.Host)
		e.SetDtStampTime(row.UpdatedAt)
		day := row.Due.Time()
		e.SetAllDayStartAt(day)
		e.SetAllDayEndAt(day.Add(24 * time.Hour))
		e.SetSummary(words("feed.due", "Reference", string(row.Reference), "Subject", row.Subject))
		e.SetURL(siteOf(r) + deskURL(row.Reference))
	}
	w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
	w.Header().Set("Cache-Control", "private, max-age=900")
	_ = cal.SerializeTo(w, ics.WithNewLineWindows) // who has gone meanwhile needs no error page
	return nil
}

// dueOf are the requests that somebody answers for, the soonest due first: what is not answered yet for whoever leads or takes in, the
// branches of one's units, what one is to approve or to sign.
func (s *Server) dueOf(r *http.Request, d deskReader) ([]store.Listed, error) {
	var queues []string
	switch {
	case d.who.Has(foi.TransparencyOfficer) || d.who.Has(foi.Clerk):
		queues = []string{store.QueueAllLive}
	default:
		for _, q := range []struct {
			key  string
			does bool
		}{{store.QueueToSign, d.who.Has(foi.Signatory)}, {store.QueueToApprove, d.reviews()}, {store.QueueUnit, d.inUnit()}} {
			if q.does {
				queues = append(queues, q.key)
			}
		}
	}
	var out []store.Listed
	for _, key := range queues {
		f := d.queue(key)
		f.Limit = 200
		for {
			page, err := s.store.Requests(r.Context(), f)
			if err != nil {
				return nil, err
			}
			for _, l := range page.Requests {
				if !l.Due.IsZero() && !slices.ContainsFunc(out, func(o store.Listed) bool { return o.ID == l.ID }) {
					out = append(out, l)
				}
			}
			if page.Next == "" || len(out) >= feedMost {
				break
			}
			f.After, f.Count = page.Next, page.Count
		}
	}
	slices.SortStableFunc(out, func(a, b store.Listed) int { return int(a.Due - b.Due) })
	return out[:min(len(out), feedMost)], nil
}

// watchDo begins or ends keeping an eye on a case.
func (s *Server) watchDo(w http.ResponseWriter, r *http.Request) error {
	_, c, _, err := s.openCase(r)
	if err != nil {
		return err
	}
	values, _, err := s.readForm(r, false)
	if err != nil {
		return err
	}
	if err := s.store.SetWatch(r.Context(), actorOf(r).Account, c.Request.ID, values.Get("vigilar") == "si", s.now()); err != nil {
		return err
	}
	http.Redirect(w, r, deskURL(c.Request.Reference), http.StatusSeeOther)
	return nil
}

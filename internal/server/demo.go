package server

import (
	"net/http"
	"strconv"
	"time"

	"qhana/internal/foi"
	"qhana/internal/store"
	"qhana/internal/view"
)

// Demo is what only the demo has: an outbox that anybody may read, and a time that can be moved on.
type Demo struct {
	Advance func(time.Duration) error
	Text    func(raw []byte) (string, error) // text part of a whole message
}

// mailRows is how many messages a page of the outbox shows.
const mailRows = 200

// mailList shows the mail that would have been sent.
func (s *Server) mailList(w http.ResponseWriter, r *http.Request) error {
	after, _ := strconv.ParseInt(r.URL.Query().Get("desde"), 10, 64) // anything else is the newest
	list, err := s.store.Mails(r.Context(), after, mailRows)
	if err != nil {
		return err
	}
	var page view.MailList
	for _, m := range list {
		page.Rows = append(page.Rows, mailRow(m))
	}
	if len(list) == mailRows {
		page.Next = "?desde=" + strconv.FormatInt(list[len(list)-1].ID, 10)
	}
	return s.render(w, r, http.StatusOK, view.MailListPage.With(page))
}

func mailRow(m store.Mail) view.MailRow {
	return view.MailRow{ID: m.ID, To: m.Recipient, Subject: m.Subject, At: m.SentAt}
}

// mailMessage shows one message as text, or gives it whole as a file for a mail program.
func (s *Server) mailMessage(w http.ResponseWriter, r *http.Request) error {
	id, err := strconv.ParseInt(pathValue(r, "id"), 10, 64)
	if err != nil {
		return &foi.Error{Code: foi.NotFound, Key: "not_found", Cause: err}
	}
	m, err := s.store.Mail(r.Context(), id)
	if err != nil {
		return err
	}
	if r.URL.Query().Get("entero") != "" {
		w.Header().Set("Content-Type", "message/rfc822")
		w.Header().Set("Content-Disposition", `attachment; filename="aviso.eml"`)
		_, _ = w.Write(m.Raw)
		return nil
	}
	page := view.MailMessage{MailRow: mailRow(m), MessageID: m.MessageID}
	if page.Text, err = s.demo.Text(m.Raw); err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, view.MailMessagePage.With(page))
}

// demoClock shows the demo's time.
func (s *Server) demoClock(w http.ResponseWriter, r *http.Request) error {
	law := s.law.Body()
	today := law.Today(s.now())
	page := view.DemoClock{Now: s.now(), Next: law.Calendar().AsOf(today).After(today, 1)}
	return s.render(w, r, http.StatusOK, view.DemoClockPage.With(page))
}

// demoClockDo moves the demo's time on, to nine in the morning of the n-th working day from now.
func (s *Server) demoClockDo(w http.ResponseWriter, r *http.Request) error {
	values, _, err := s.readForm(r, false)
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(values.Get("dias"))
	if err != nil || n < 1 || n > 60 {
		return &foi.Error{Code: foi.Invalid, Key: "form", Cause: err}
	}
	law := s.law.Body()
	now := s.now()
	today := law.Today(now)
	day := law.Calendar().AsOf(today).After(today, n)
	if err := s.demo.Advance(day.At(9, 0, law.Location()).Sub(now)); err != nil {
		return err
	}
	http.Redirect(w, r, "/dev/reloj", http.StatusSeeOther)
	return nil
}

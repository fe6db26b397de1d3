package server

import (
	"crypto/rand"
	"net/http"

	"qhana/internal/access"
	"qhana/internal/foi"
	"qhana/internal/statute"
	"qhana/internal/view"
)

// askReview shows everything that was answered, before it is sent.
func (s *Server) askReview(w http.ResponseWriter, r *http.Request) error {
	d, err := s.draftOf(r)
	if err != nil {
		return err
	}
	if d.token == "" || d.sent != 0 {
		http.Redirect(w, r, "/pedir", http.StatusSeeOther)
		return nil
	}
	if next := d.next(s.inForce()); next != "/pedir/revisar" {
		http.Redirect(w, r, next, http.StatusSeeOther)
		return nil
	}
	return s.showReview(w, r, http.StatusOK, d)
}

func (s *Server) showReview(w http.ResponseWriter, r *http.Request, status int, d draft) error {
	reader, err := s.reader(r.Context(), foi.TheCitizen(), localeOf(r))
	if err != nil {
		return err
	}
	reader = reader.under(s.inForce())
	clock, _, err := reader.law.ExplainTerm("response", d.form.Track, s.now(), nil, nil)
	if err != nil {
		return err
	}
	page := view.PublicReview{Form: d.form, Zone: reader.zoneName(d.form.Zone), Files: files(d.docs), Term: length(clock.Term), Due: clock.Due,
		Tracks: len(reader.law.TracksFor(foi.Citizen)) > 0, Track: reader.trackName(d.form.Track)}
	if distant := reader.distantChoice(d.form.Distant); distant != nil {
		page.Distant = &distant[0]
	}
	if d.form.Unit != "" {
		page.Unit = reader.unitName(d.form.Unit)
	}
	return s.render(w, r, status, view.PublicReviewPage.With(page))
}

// askSend files the request. Sending twice files once and shows the same receipt.
func (s *Server) askSend(w http.ResponseWriter, r *http.Request) error {
	d, err := s.draftOf(r)
	if err != nil {
		return err
	}
	switch {
	case d.token == "":
		http.Redirect(w, r, "/pedir", http.StatusSeeOther)
		return nil
	case d.sent != 0:
		http.Redirect(w, r, "/pedir/acuse", http.StatusSeeOther)
		return nil
	}
	if next := d.next(s.inForce()); next != "/pedir/revisar" {
		http.Redirect(w, r, next, http.StatusSeeOther)
		return nil
	}
	key, session := access.KeyFromToken(s.pepper, d.token), rand.Text()
	mac := func(ref foi.Reference) []byte { return access.MAC(s.pepper, ref, key) }
	_, err = s.desk.File(r.Context(), d.filing(s.inForce(), localeOf(r)), d.docs, foi.TheCitizen(), mac, s.sending(d, session))
	switch {
	case err == nil:
		setCookie(w, r, caseCookie, session, caseLife)
	case foi.CodeOf(err) != foi.Conflict: // a conflict: somebody pressed twice, and the first one filed it
		return err
	}
	http.Redirect(w, r, "/pedir/acuse", http.StatusSeeOther)
	return nil
}

// filing is the request as the form has it.
func (d draft) filing(law *statute.Statute, locale string) foi.Filing {
	f := d.form
	return foi.Filing{
		Question:  foi.Question{Subject: f.Subject, Body: f.Body},
		Requester: foi.Requester{Name: f.Name, Identity: f.Identity, Email: f.Email, Phone: f.Phone, Address: f.Address, Delivery: f.Delivery},
		Channel:   foi.Web, Locale: locale, Zone: f.Zone, UnitAsked: f.Unit, Track: f.Track, Distant: f.Distant && law.Distance() != nil,
	}
}

// askReceipt shows the receipt of the request that this browser has just sent, for an hour.
func (s *Server) askReceipt(w http.ResponseWriter, r *http.Request) error {
	d, err := s.draftOf(r)
	if err != nil {
		return err
	}
	if d.sent == 0 {
		http.Redirect(w, r, "/seguir", http.StatusSeeOther)
		return nil
	}
	c, err := s.store.CaseByID(r.Context(), d.sent)
	if err != nil {
		return err
	}
	reader, err := s.reader(r.Context(), foi.TheCitizen(), localeOf(r))
	if err != nil {
		return err
	}
	reader = reader.under(s.law.Under(c.Request.Statute, c.Request.Version))
	page := reader.receipt(c, string(access.KeyFromToken(s.pepper, d.token)))
	if page.Promise, err = s.promise(r, c); err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, view.PublicReceiptPage.With(page))
}

// receipt is what a receipt says of a case.
func (d deskReader) receipt(c foi.Case, key string) view.PublicReceipt {
	law, req := d.law, c.Request
	term := law.TermOn("response", c.Ledger[0].Facts.Track)
	words := length(term)
	if term.Unit != "hour" {
		words = view.Say("receipt.term", "Term", words)
	}
	received := law.ReceivedOn(req.FiledAt)
	return view.PublicReceipt{Reference: req.Reference, Key: key, Subject: c.Question.Subject,
		FiledAt: req.FiledAt, ReceivedOn: received, Later: received != law.Today(req.FiledAt), Due: req.DueOn, Term: words,
		Cite: term.Cite.Article, ToConfirm: term.Cite.Certainty == "to_confirm", Email: c.Requester.Email, Remedies: d.remedies()}
}

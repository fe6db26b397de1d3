package server

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"qhana/internal/foi"
	"qhana/internal/paper"
	"qhana/internal/statute"
	"qhana/internal/view"
)

// publicCase is a case as the person who asked sees it: how it stands, who has it, what happened, in plain words.
func (s *Server) publicCase(w http.ResponseWriter, r *http.Request) error {
	return s.own(func(w http.ResponseWriter, r *http.Request, c foi.Case, d deskReader) error {
		return s.showCase(w, r, http.StatusOK, c, d, nil, nil)
	})(w, r)
}

func (s *Server) showCase(w http.ResponseWriter, r *http.Request, status int, c foi.Case, d deskReader, typed map[string]string, errs []view.FieldError, files ...foi.Document) error {
	req := c.Request
	page := view.PublicCase{Request: req, Question: c.Question, Status: standing(c), Due: caseDue(d.law, d.today, c),
		ReceivedOn: d.law.ReceivedOn(req.FiledAt), Holders: d.holders(c), Stages: d.stages(c), Timeline: d.told(c), Errors: errs,
		Documents: d.ownDocuments(c, func(doc foi.Document) bool { return doc.Purpose == foi.Attachment }),
		Form:      view.DeskText{Name: "aclaracion", Label: "case.clarify.label", Hint: "case.clarify.hint", Value: typed["aclaracion"], Rows: 6, Max: askMaxBody}}
	page.Kept, page.KeptFor = s.sealedFiles(req.Reference, foi.TheCitizen(), files), strings.Join(slices.Collect(maps.Keys(typed)), "")
	if done := r.URL.Query().Get("hecho"); slices.Contains([]string{"aclarar", "retirar", "agregar", "recurso", "opinion", "idioma"}, done) {
		page.Done = done
		if done == "retirar" && req.Remedy != "" {
			page.Done = "retirar.remedy"
		}
	}
	if page.Recorded = s.notary != nil; page.Recorded {
		for i, line := range page.Timeline {
			page.Timeline[i].Proof = fmt.Sprintf("%s/constancia/%d", caseURL(req.Reference), line.Seq)
		}
	}
	page.Parts, page.Locale = d.parts(c), req.Locale
	page.More = view.DeskText{Name: "agregado", Label: "case.add.label", Hint: "case.add.hint", Value: typed["agregado"], Rows: 4, Max: askMaxBody}
	var err error
	if page.Ties, err = s.ownTies(r.Context(), d, req); err != nil {
		return err
	}
	if page.Opinion, err = s.store.Opinion(r.Context(), req.ID); err != nil {
		return err
	}
	for _, act := range d.law.Allowed(req, c.Ledger, foi.TheCitizen(), s.now()) {
		switch act.Kind {
		case foi.Clarify:
			page.Asked = lastEntry(c.Ledger, foi.ClarificationAsked).Words.Text()
			page.AskedUntil, page.GoesOn = clockOf(c, "clarification").DueOn, d.law.Clarification().Lapse == "continue"
		case foi.Withdraw:
			page.Withdraw = true
		case foi.AddDocuments:
			page.Add = true
		case foi.FileReview:
			page.Review = true
		}
	}
	page.Erase = ended(req.State)
	if page.Lost = typed["aclaracion"] + typed["agregado"]; page.Asked != "" && typed["aclaracion"] != "" || page.Add && typed["agregado"] != "" {
		page.Lost = "" // it stands in its form
	}
	page.Fee = owed(d.law, c)
	answered := req.State == foi.Answered || req.State == foi.Published
	if page.Answer = d.delivered(c); page.Answer != nil {
		page.Answer.Documents = d.ownDocuments(c, func(doc foi.Document) bool { return doc.Purpose == foi.Release })
	}
	if req.Missed && !answered || answered && req.Outcome != "granted" || page.Review || answered && slices.ContainsFunc(d.law.Recourses(c.Ledger, d.today), func(x statute.Recourse) bool { return x.Until >= d.today }) { // what is said to be all may still lack something
		page.Remedies = d.recourses(c)
	}
	if next := d.law.Recourses(c.Ledger, d.today); req.Remedy != "" && slices.ContainsFunc(next, func(x statute.Recourse) bool { return x.Until >= d.today }) {
		for _, tie := range page.Ties {
			if tie.Kind == "of" { // the next remedy is taken where the first was
				page.Next = tie.URL + "/recurso"
			}
		}
	}
	letters, err := s.store.Letters(r.Context(), req.ID)
	if err != nil {
		return err
	}
	page.Letters = letterLines(letters, caseURL(req.Reference))
	if req.State == foi.Published {
		page.Published = "/respuestas/" + string(req.Reference)
	}
	return s.render(w, r, status, view.PublicCasePage.With(page))
}

// ended tells whether a case is over, but for remedies.
func ended(state foi.State) bool {
	return slices.Contains([]foi.State{foi.Answered, foi.Published, foi.Withdrawn, foi.Transferred}, state)
}

// ownDocuments are documents of the case with their address for the person who asked, who sees no version but the newest.
func (d deskReader) ownDocuments(c foi.Case, keep func(foi.Document) bool) []view.DeskDocument {
	out := d.documents(c, keep)
	for i := range out {
		out[i].URL, out[i].Earlier = caseURL(c.Request.Reference)+"/documento/"+out[i].ID, nil
	}
	return out
}

// clockOf is one term of a case; zero when it has none such.
func clockOf(c foi.Case, key string) foi.Deadline {
	for _, d := range c.Deadlines {
		if d.Clock == key && d.Branch == 0 {
			return d
		}
	}
	return foi.Deadline{}
}

// over are the states in which the person waits for nobody any more.
var over = []foi.State{foi.Answered, foi.Published, foi.Withdrawn, foi.Transferred}

// holders are the units that have the request now, each since when; none where it is over.
func (d deskReader) holders(c foi.Case) []view.PublicHolder {
	var out []view.PublicHolder
	if slices.Contains(over, c.Request.State) {
		return nil
	}
	for _, key := range c.Request.Holders {
		h := view.PublicHolder{Unit: d.unitName(key), Since: foi.DateOf(c.Request.FiledAt, d.law.Location())}
		for _, e := range c.Ledger { // the last event that brought it to the unit's desk
			switch e.Event {
			case foi.BranchReturned, foi.BranchApproved, foi.BranchCancelled, foi.Declined, foi.SignedOff:
				if key == d.law.Authority().Lead {
					h.Since = foi.DateOf(e.At, d.law.Location())
				}
			case foi.ExtensionProposed:
				if key == d.law.Confirms() {
					h.Since = foi.DateOf(e.At, d.law.Location())
				}
			case foi.Submitted:
				if key == d.law.Authority().Signing {
					h.Since = foi.DateOf(e.At, d.law.Location())
				}
			}
		}
		for _, b := range c.Branches {
			if b.Unit == key && b.Live() {
				h.Since, h.Due = b.OpenedOn, b.DueOn
			}
		}
		out = append(out, h)
	}
	return out
}

// stages are what every request goes through, with how far this one is.
func (d deskReader) stages(c foi.Case) []view.PublicStage {
	events := []struct {
		key string
		of  []foi.Event
	}{{"received", []foi.Event{foi.Filed}}, {"work", []foi.Event{foi.Acknowledged, foi.BranchOpened, foi.Drafted}}, {"signed", []foi.Event{foi.SignedOff}},
		{"answered", []foi.Event{foi.Delivered}}, {"published", []foi.Event{foi.PublishedLog}}}
	var out []view.PublicStage
	for _, stage := range events {
		one := view.PublicStage{Key: stage.key}
		for _, e := range c.Ledger {
			if !one.Done && slices.Contains(stage.of, e.Event) {
				one.Done, one.Since = true, foi.DateOf(e.At, d.law.Location())
			}
		}
		out = append(out, one)
	}
	for i := len(out) - 1; i >= 0; i-- {
		if out[i].Done {
			out[i].Here = true
			break
		}
	}
	return out
}

// toldWords are the events whose words are written to the person; all others' stay inside.
var toldWords = []foi.Event{foi.Extended, foi.ClarificationAsked, foi.Clarified, foi.SentOn, foi.ExtensionReverted, foi.ClockSuspended, foi.DocumentsAdded, foi.Reopened, foi.Joined, foi.FeeAsked, foi.PartSentOn, foi.FeeWaived, foi.RulingRecorded}

// told is the ledger as it is told to the person who asked: what concerns them, in plain words, the newest first.
func (d deskReader) told(c foi.Case) []view.DeskEvent {
	n := deskNames{units: map[string]string{}, branches: map[int]foi.Branch{}}
	for _, u := range d.units {
		n.units[u.Key] = u.Name(d.locale)
	}
	for _, b := range c.Branches {
		n.branches[b.No] = b
	}
	var out []view.DeskEvent
	for _, e := range slices.Backward(c.Ledger) {
		key := string(e.Event)
		switch e.Event {
		case foi.Filed, foi.Acknowledged, foi.BranchOpened, foi.BranchReturned, foi.BranchApproved, foi.Extended, foi.ClarificationAsked,
			foi.Clarified, foi.ClarificationLapsed, foi.Submitted, foi.SignedOff, foi.Declined, foi.Delivered, foi.PublishedLog, foi.WithdrawnByPerson,
			foi.SentOn, foi.ExtensionReverted, foi.ClockSuspended, foi.ClockResumed, foi.LawChanged, foi.PartDelivered, foi.DocumentsAdded,
			foi.Reopened, foi.ReviewFiled, foi.ReviewDecided, foi.Joined, foi.SplitOff, foi.ThirdConsulted, foi.ThirdAnswered,
			foi.FeeAsked, foi.FeeReminded, foi.FeePaid, foi.FeeWaived, foi.FeeLapsed, foi.PartSentOn, foi.AppealRecorded, foi.RulingRecorded, foi.Separated:
		case foi.Lapsed, foi.Recalculated:
			if e.Facts.Clock != "response" {
				continue
			}
		default:
			continue
		}
		law, rule, due, from := "", "", e.Facts.Due, e.Facts.OldDue
		if e.Event == foi.LawChanged {
			to := paper.Tell(d.law, d.units, c, foi.Notice{Entry: e.Seq, Locale: d.locale, CreatedAt: e.At})
			if law, rule, due, from = to.Law, to.Rule, to.Due, to.OldDue; due != from {
				key += ".moved"
			} else if !due.IsZero() {
				key += ".same"
			}
		}
		if c.Request.Remedy != "" && (e.Event == foi.Filed || e.Event == foi.WithdrawnByPerson) {
			key += ".remedy"
		}
		line := view.DeskEvent{Seq: e.Seq, At: e.At, Mark: deskLooks[e.Event], Action: e.Event, By: n.actor(e.By),
			Title: view.Say("case.event."+key, "Unit", n.unitOf(e), "Due", due, "From", from, "Other", e.Facts.Other, "Law", law, "Rule", rule,
				"Remedy", d.remedy(d.locale, e.Facts.Remedy), "Outcome", d.outcome(e.Facts.Outcome), "Fee", priced(e.Facts),
				"Body", e.Words["body"], "Part", e.Words["part"], "Number", e.Words["number"])}
		line.By.You = e.By.Role == foi.Citizen
		if line.Mark == "" {
			line.Mark = "work"
		}
		if e.Event == foi.Recalculated {
			line.Text = d.declaredSince(c.Ledger, e)
		}
		if slices.Contains(toldWords, e.Event) {
			line.Text = e.Words.Text()
		}
		out = append(out, line)
	}
	return out
}

// caseDocument gives the person who asked what they attached and what was delivered to them.
func (s *Server) caseDocument(w http.ResponseWriter, r *http.Request) error {
	return s.own(func(w http.ResponseWriter, r *http.Request, c foi.Case, _ deskReader) error {
		doc, err := s.store.CaseDocument(r.Context(), c.Request.ID, pathValue(r, "id"))
		if err != nil {
			return err
		}
		return s.serveDocument(w, r, doc)
	})(w, r)
}

// publicWhy explains a due day to the person who asked, day by day.
func (s *Server) publicWhy(w http.ResponseWriter, r *http.Request) error {
	return s.own(func(w http.ResponseWriter, r *http.Request, c foi.Case, d deskReader) error {
		clock := pathValue(r, "clock")
		dl := clockOf(c, clock)
		if dl.Clock == "" { // the units' own terms stay inside; all others are the person's to see
			return &foi.Error{Code: foi.NotFound, Key: "not_found"}
		}
		page := view.PublicWhy{Reference: c.Request.Reference, DeskWhy: view.DeskWhy{Clock: clock, Due: dl.DueOn, Back: caseURL(c.Request.Reference),
			Cite: d.termOf(c, clock).Cite.Article, Steps: whySteps(d, c, clock, 0), Pause: d.paused(c, clock)}}
		return s.render(w, r, http.StatusOK, view.PublicWhyPage.With(page))
	})(w, r)
}

// outcome is how an answer or a remedy ended, in words; the law's silence has its own.
func (d deskReader) outcome(code string) string {
	if kind, ok := strings.CutPrefix(code, "silence."); ok {
		return d.law.Text(d.locale, "silence."+kind)
	}
	return d.law.Text(d.locale, "outcome."+code)
}

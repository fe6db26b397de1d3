package server

import (
	"fmt"
	"net/http"
	"slices"

	"qhana/internal/foi"
	"qhana/internal/view"
)

// deskCase is the page of one case: facts and terms, timeline and work, what may be done now.
func (s *Server) deskCase(w http.ResponseWriter, r *http.Request) error {
	d, c, n, err := s.openCase(r)
	if err != nil {
		return err
	}
	if err := s.store.MarkSeen(r.Context(), c.Request.ID, d.who, d.today); err != nil {
		return err
	}
	d.replaceable = d.law.Replaceable(c.Ledger, d.who)
	page := view.DeskCase{Request: c.Request, Question: c.Question, Due: caseDue(d.law, d.today, c), Facts: d.facts(c, n.people[c.Request.Owner]),
		Whole: d.seesPerson(), Clocks: d.clocks(c, n), Branches: d.branches(c), Draft: d.draft(c), Documents: d.documents(c, brought),
		Timeline: n.timeline(c.Ledger), Thirds: d.thirds(c), Done: doneOf(r)}
	d.whose(c, n, page.Documents)
	for _, b := range page.Branches {
		d.whose(c, n, b.Documents)
	}
	for i, line := range page.Timeline {
		if line.Action == foi.Recalculated {
			page.Timeline[i].Text = d.declaredSince(c.Ledger, c.Ledger[line.Seq-1])
		}
	}
	if page.Whole {
		if err := s.saw(r.Context(), d, foi.SawCase, "case", c.Request.Reference); err != nil {
			return err
		}
		page.Requester = append(d.person(c.Requester), d.madeOf(c.Ledger[0].Facts)...)
	}
	if gone, err := s.store.ErasureOf(r.Context(), c.Request.ID); err == nil {
		page.Erased, page.ErasedBy = gone.At, erasedBy(gone, localeOf(r))
	} else if foi.CodeOf(err) != foi.NotFound {
		return err
	}
	letters, err := s.store.DeskLetters(r.Context(), c.Request.Reference, d.who)
	if err != nil {
		return err
	}
	page.Letters = letterLines(letters, deskURL(c.Request.Reference))
	if e := lastEntry(c.Ledger, foi.Clarified); e.Seq != 0 {
		page.Clarified = e.Words.Text()
	}
	if c.Request.State == foi.Published {
		page.Published = "/respuestas/" + string(c.Request.Reference)
	}
	if page.Ties, err = s.ties(r.Context(), d, c.Request); err != nil {
		return err
	}
	if page.Watched, err = s.store.Watches(r.Context(), d.who.Account, c.Request.ID); err != nil {
		return err
	}
	if c.Request.Remedy == "" { // a remedy is about its first case, and about no other
		if page.Alike, err = s.alike(r.Context(), d, c); err != nil {
			return err
		}
	}
	page.Alike = slices.DeleteFunc(page.Alike, func(a view.DeskLikely) bool { // its remedies and parts are not the same again
		return slices.ContainsFunc(page.Ties, func(x view.DeskTie) bool { return x.Reference == a.Reference && x.Kind != "linked" })
	})
	if c.Request.Restricted {
		for _, id := range lastEntry(c.Ledger, foi.Restricted).Facts.People {
			page.Readers = append(page.Readers, n.people[id])
		}
	}
	for _, act := range d.law.Allowed(c.Request, c.Ledger, d.who, s.now()) {
		if _, known := deskForms[act.Kind]; !known {
			continue
		}
		if act.Kind == foi.Join {
			joinable(page.Alike, actionURL(c.Request.Reference, act))
		}
		do := view.DeskDo{Kind: act.Kind, Branch: act.Branch, URL: actionURL(c.Request.Reference, act)}
		if b, ok := n.branches[act.Branch]; ok {
			do.Unit = d.unitName(b.Unit)
		}
		if slices.Contains(seldom, act.Kind) {
			page.Seldom = append(page.Seldom, do)
			continue
		}
		page.Do = append(page.Do, do)
	}
	inOrder(page.Do, c.Branches)
	page.Barred = s.barred(d, c)
	return s.render(w, r, http.StatusOK, view.DeskCasePage.With(page))
}

// inOrder puts what moves a case on before what turns it back, and marks the one that comes next.
func inOrder(list []view.DeskDo, branches []foi.Branch) {
	ready := slices.ContainsFunc(branches, func(b foi.Branch) bool { return b.State == foi.BranchIsApproved }) && !slices.ContainsFunc(branches, foi.Branch.Live)
	rank := func(do view.DeskDo) int {
		switch do.Kind {
		case foi.Draft:
			if ready {
				return 0
			}
		case foi.ReturnBranch, foi.SendBackBranch, foi.Decline, foi.RefuseExtension:
			return 2
		case foi.Assign, foi.AssignBranch:
			return 3
		case foi.Note:
			return 4
		}
		return 1
	}
	slices.SortStableFunc(list, func(a, b view.DeskDo) int { return rank(a) - rank(b) })
	if len(list) > 0 && rank(list[0]) < 2 {
		list[0].First = true
	}
}

// seldom are the actions that most cases never need: they stand folded below the others.
var seldom = []foi.ActionKind{foi.RevertExtension, foi.Suspend, foi.Transfer, foi.TransferPart, foi.Withdraw, foi.RecordAppeal, foi.RecordRuling, foi.ConsultThird, foi.AnswerThird, foi.AddDocuments, foi.ReplaceDocument, foi.FileReview, foi.Link, foi.Join,
	foi.Split, foi.Restrict, foi.Unrestrict, foi.Reopen, foi.MoveBranch, foi.RedateBranch, foi.CancelBranch, foi.DeliverPart, foi.Register,
	foi.AskUnit, foi.AskFee, foi.WaiveFee}

// openCase reads the case that a route names, as its reader may see it.
func (s *Server) openCase(r *http.Request) (deskReader, foi.Case, deskNames, error) {
	ctx := r.Context()
	d, err := s.reader(ctx, actorOf(r), localeOf(r))
	if err != nil {
		return d, foi.Case{}, deskNames{}, err
	}
	ref, err := foi.ParseReference(pathValue(r, "reference"))
	if err != nil {
		return d, foi.Case{}, deskNames{}, &foi.Error{Code: foi.NotFound, Key: "not_found", Cause: err}
	}
	c, err := s.store.Case(ctx, ref, d.who)
	if err != nil {
		return d, c, deskNames{}, s.letGo(ctx, d, ref, err)
	}
	d = d.under(s.law.Under(c.Request.Statute, c.Request.Version))
	n, err := s.names(ctx, d, c, !d.who.Has(foi.Auditor))
	return d, c, n, err
}

func actionURL(ref foi.Reference, act foi.Action) string {
	url := deskURL(ref) + "/" + string(act.Kind)
	if act.Branch != 0 {
		url += fmt.Sprintf("?rama=%d", act.Branch)
	}
	return url
}

// facts are what the desk needs to know of a case at a glance.
func (d deskReader) facts(c foi.Case, owner string) []view.DeskFact {
	req := c.Request
	var facts []view.DeskFact
	add := func(cond bool, label string, text view.Sentence) {
		if cond {
			facts = append(facts, view.DeskFact{Label: "desk.case." + label, Text: text})
		}
	}
	add(true, "filed", view.AtInstant(req.FiledAt))
	add(true, "holders", listed(d.unitNames(req.Holders)))
	add(owner != "", "owner", view.Verbatim(owner))
	add(req.Outcome != "", "outcome", view.Verbatim(d.law.Text(d.locale, "outcome."+req.Outcome)))
	add(true, "channel", view.Say("channel."+string(req.Channel)))
	add(req.Locale != "es", "locale", view.Say("locale."+req.Locale))
	add(req.Zone != "", "zone", view.Verbatim(d.zoneName(req.Zone)))
	add(req.UnitAsked != "", "unit_asked", view.Verbatim(d.unitName(req.UnitAsked)))
	return facts
}

func listed(texts []string) view.Sentence {
	var list []view.Sentence
	for _, t := range texts {
		list = append(list, view.Verbatim(t))
	}
	return view.Listed(list...)
}

// person is who asked, for those who write to them.
func (d deskReader) person(p foi.Requester) []view.DeskFact {
	var facts []view.DeskFact
	for _, f := range []struct{ label, text string }{{"name", p.Name}, {"behalf", p.Behalf}, {"identity", p.Identity}, {"email", p.Email}, {"phone", p.Phone}, {"address", p.Address}} {
		if f.text != "" {
			facts = append(facts, view.DeskFact{Label: "desk.case." + f.label, Text: view.Verbatim(f.text)})
		}
	}
	if p.Delivery != "" {
		facts = append(facts, view.DeskFact{Label: "desk.case.delivery", Text: view.Say("delivery." + p.Delivery)})
	}
	if p.Format != "" {
		facts = append(facts, view.DeskFact{Label: "desk.case.format", Text: view.Say("format." + p.Format)})
	}
	return facts
}

// clocks are the terms of a case, the legal one first.
func (d deskReader) clocks(c foi.Case, n deskNames) []view.DeskClock {
	var out []view.DeskClock
	for _, dl := range c.Deadlines {
		k := view.DeskClock{Key: dl.Clock, Branch: dl.Branch, Status: statusOf(dl), Due: deadlineDue(d.law, d.today, dl), Ended: dl.EndedOn,
			Extended: dl.Extended, Why: deskURL(c.Request.Reference) + "/plazo/" + dl.Clock}
		if dl.Clock == "response" && dl.Status == foi.Suspended {
			if k.Since = pause(d.law, c.Ledger).From; !k.Since.IsZero() {
				k.Waited = int(d.today - k.Since)
			}
		}
		if dl.Clock != "response" && dl.Clock != "branch" {
			k.Due.Mark = metMark(k.Due.Mark)
		}
		if dl.Clock == "consultation" && dl.Branch != 0 {
			k.Name = d.thirdName(c, dl.Branch)
			k.Why += fmt.Sprintf("?rama=%d", dl.Branch)
		} else if dl.Branch != 0 {
			k.Name = n.unit(dl.Unit)
			k.Why += fmt.Sprintf("?rama=%d", dl.Branch)
		}
		out = append(out, k)
	}
	slices.SortStableFunc(out, func(a, b view.DeskClock) int { return clockRank(a.Key) - clockRank(b.Key) })
	return out
}

// metMark is the mark of a term that nobody answers but that is kept: acknowledging, publishing.
func metMark(mark string) string {
	switch mark {
	case "answered":
		return "met"
	case "answered_late":
		return "met_late"
	}
	return mark
}

// clockRank sorts terms by whom they concern: the person first, then the body's own.
func clockRank(key string) int {
	return slices.Index([]string{"response", "clarification", "acknowledge", "branch", "publication", "revocatoria"}, key)
}

// statusOf is how a term stands, with what was met late told apart.
func statusOf(d foi.Deadline) string {
	if d.Status == foi.Met && d.Missed {
		return "met_late"
	}
	return string(d.Status)
}

// branches are the units' shares of a case.
func (d deskReader) branches(c foi.Case) []view.DeskBranch {
	var out []view.DeskBranch
	for _, b := range c.Branches {
		out = append(out, d.branch(c, b))
	}
	return out
}

func (d deskReader) branch(c foi.Case, b foi.Branch) view.DeskBranch {
	out := view.DeskBranch{Branch: b, Name: d.unitName(b.Unit), Due: branchDue(d.law, d.today, b), Mine: d.mine(b.Unit)}
	for _, e := range c.Ledger {
		if e.Facts.Branch != b.No {
			continue
		}
		switch e.Event {
		case foi.BranchOpened:
			out.Asked = e.Words.Text()
		case foi.BranchAnswered:
			out.Answer, out.Return = e.Words.Text(), ""
		case foi.BranchReturned, foi.BranchSentBack, foi.BranchCancelled:
			out.Return = e.Words.Text()
		}
	}
	out.Documents = d.documents(c, func(doc foi.Document) bool { return doc.Branch == b.No })
	return out
}

// brought are the documents of the case itself: what the person attached and what the transparency unit added.
func brought(doc foi.Document) bool { return doc.Branch == 0 }

// documents are the documents of a case that keep says.
func (d deskReader) documents(c foi.Case, keep func(foi.Document) bool) []view.DeskDocument {
	var out []view.DeskDocument
	for _, doc := range c.Documents {
		if keep(doc) && foi.Newest(c.Documents, doc.ID) == doc.ID {
			out = append(out, d.versions(c, documentLine(c.Request.Reference, doc), doc))
		}
	}
	return out
}

// draft is the newest draft of the answer; nil when there is none.
func (d deskReader) draft(c foi.Case) *view.DeskDraft {
	return d.drafted(c, lastEntry(c.Ledger, foi.Drafted))
}

// delivered is the answer that the person has, nil when they have none: the newest draft before the newest delivery.
func (d deskReader) delivered(c foi.Case) *view.DeskDraft {
	last := lastEntry(c.Ledger, foi.Delivered)
	return counted(d.drafted(c, lastEntry(c.Ledger[:last.Seq], foi.Drafted)))
}

// counted is an answer as the person has it: of the documents that they do not get they learn how much was withheld, not from which.
func counted(draft *view.DeskDraft) *view.DeskDraft {
	if draft == nil {
		return nil
	}
	var given []view.DeskLeaf
	var rest view.DeskLeaf
	for _, leaf := range draft.Inventory {
		if leaf.Given {
			given = append(given, leaf)
		} else {
			rest.Released, rest.Withheld = rest.Released+leaf.Released, rest.Withheld+leaf.Withheld
		}
	}
	if rest != (view.DeskLeaf{}) {
		given = append(given, rest)
	}
	draft.Inventory = given
	return draft
}

// parts are the answers that were delivered in part, the first one first.
func (d deskReader) parts(c foi.Case) []view.DeskDraft {
	var out []view.DeskDraft
	for _, e := range c.Ledger {
		if e.Event == foi.PartDelivered {
			part := counted(d.drafted(c, lastEntry(c.Ledger[:e.Seq], foi.Drafted)))
			part.Final, part.Documents = true, d.ownDocuments(c, func(doc foi.Document) bool {
				return doc.Purpose == foi.Release && draftHas(c, lastEntry(c.Ledger[:e.Seq], foi.Drafted), doc)
			})
			out = append(out, *part)
		}
	}
	return out
}

func (d deskReader) drafted(c foi.Case, e foi.Entry) *view.DeskDraft {
	if e.Seq == 0 {
		return nil
	}
	out := view.DeskDraft{Code: e.Facts.Outcome, Outcome: d.law.Text(d.locale, "outcome."+e.Facts.Outcome), Adverse: d.law.NeedsExemption(e.Facts.Outcome),
		Summary: e.Words["summary"], Text: e.Words.Text(), Released: e.Facts.Released, Withheld: e.Facts.Withheld}
	switch c.Request.State {
	case foi.Signed, foi.Answered, foi.Published:
		out.Final = true
	}
	for _, leaf := range e.Facts.Inventory {
		line := view.DeskLeaf{Name: leaf.Document, Released: leaf.Released, Withheld: leaf.Withheld}
		for _, doc := range c.Documents {
			if doc.ID == foi.Newest(c.Documents, leaf.Document) {
				line.Name, line.Given = doc.Name, draftHas(c, e, doc)
			}
		}
		if leaf.Exemption != "" {
			line.Exemption = d.law.Text(d.locale, "exemption."+leaf.Exemption)
		}
		out.Inventory = append(out.Inventory, line)
	}
	for _, code := range e.Facts.Exemptions {
		x := d.exemption(code, e.Words["exemption."+code])
		for _, test := range []string{"harm", "interest"} {
			if words := e.Words[test+"."+code]; words != "" {
				x.Tests = append(x.Tests, view.DeskTest{Key: "form.test." + test, Text: words})
			}
		}
		out.Exemptions = append(out.Exemptions, x)
	}
	out.Documents = d.documents(c, func(doc foi.Document) bool { return draftHas(c, e, doc) })
	return &out
}

// draftHas tells whether a draft gives a document: it or an earlier version of it was chosen for it.
func draftHas(c foi.Case, draft foi.Entry, doc foi.Document) bool {
	return slices.ContainsFunc(draft.Facts.Documents, func(id string) bool { return foi.Newest(c.Documents, id) == doc.ID })
}

func (d deskReader) exemption(code, reason string) view.DeskExemption {
	x := view.DeskExemption{Code: code, Name: d.law.Text(d.locale, "exemption."+code), Reason: reason}
	for _, e := range d.law.Exemptions() {
		if e.Code == code {
			x.Citation, x.ToConfirm = e.Cite.Article, e.Cite.Certainty == "to_confirm"
		}
	}
	return x
}

// lastEntry is the newest entry of an event; zero when there is none.
func lastEntry(ledger []foi.Entry, event foi.Event) foi.Entry {
	for _, e := range slices.Backward(ledger) {
		if e.Event == event {
			return e
		}
	}
	return foi.Entry{}
}

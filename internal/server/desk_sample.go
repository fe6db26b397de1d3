package server

import (
	"strconv"
	"strings"

	"qhana/internal/foi"
	"qhana/internal/statute"
	"qhana/internal/view"
)

// sample is the action as it would be with every field filled in somehow: enough to ask the statute whether it is possible
// and what it would change.
func (a deskAct) sample() foi.Action {
	act := foi.Action{Kind: a.kind, Branch: a.branch, Other: a.c.Request.Reference, Account: 1, People: []int64{1}, Position: "consents",
		Words: foi.Words{"text": "…", "title": "…", "question": "…", "answer": "…", "delay": "…", "name": "…", "email": "…", "body": "…", "part": "…", "number": "…"}}
	switch a.kind {
	case foi.RedateBranch:
		if days := a.redates(deskTyped{}); len(days) > 0 {
			n, _ := strconv.Atoi(days[0].Value)
			act.Due = a.day(n)
		}
	case foi.FileReview:
		if open := a.d.law.Reviewable(a.c.Ledger, a.d.today); len(open) > 0 {
			act.Remedy = open[0].Key
		}
	case foi.OpenBranch, foi.MoveBranch:
		for _, u := range a.d.units {
			if u.Active && !a.busy(u.Key) {
				act.Unit = u.Key
				break
			}
		}
	case foi.AnswerThird:
		if open := a.d.law.Consulted(a.c.Ledger); len(open) > 0 {
			act.Third = open[0]
		}
	case foi.RecordAppeal:
		act.Remedy = first(a.d.law.Untaken(a.c.Ledger))
	case foi.RecordRuling:
		act.Remedy, act.Outcome = first(a.d.law.Ruled(a.c.Ledger)), first(statute.ReviewOutcomes)
	case foi.AskUnit:
		act.Unit = first(a.d.law.Askable(a.c.Ledger, a.d.who))
	case foi.ReplaceDocument:
		act.Replaces, act.Documents = first(a.d.law.Replaceable(a.c.Ledger, a.d.who)), []foi.Document{{ID: "…"}}
	case foi.AskFee:
		act.Fee = 100
	case foi.Extend:
		act.Ground, act.Amount = first(a.d.law.Extension().Grounds), a.d.law.Extension().Amount
	case foi.AskClarification:
		act.Ground = first(a.d.law.ClarificationGrounds())
	case foi.Suspend:
		act.Ground = first(a.d.law.SuspensionGrounds())
	case foi.Draft, foi.AmendDraft, foi.AnswerCounter:
		act.Outcome = first(a.d.law.Outcomes())
		if a.c.Request.Remedy != "" {
			act.Outcome = first(statute.ReviewOutcomes)
		}
	}
	return act
}

func first(codes []string) string {
	if len(codes) == 0 {
		return ""
	}
	return codes[0]
}

// busy tells whether a unit has a branch of the case that still owes its answer.
func (a deskAct) busy(unit string) bool {
	for _, b := range a.c.Branches {
		if b.Unit == unit && b.Live() {
			return true
		}
	}
	return false
}

// preview says what will happen. Where that depends on what will be chosen, it says so instead of guessing.
func (a deskAct) preview(t deskTyped) view.DeskPreview {
	act := a.sample()
	if a.form.amount && t.Amount > 0 {
		act.Amount = t.Amount
	}
	chosen := len(t.Units) == 1
	if (a.form.unit || a.form.asks) && chosen {
		act.Unit = t.Units[0]
	}
	out, err := a.d.law.Decide(a.c.Request, a.c.Ledger, act, a.d.who, a.s.now())
	if err != nil {
		return view.DeskPreview{}
	}
	p := a.n.preview(a.c, out)
	switch {
	case a.kind == foi.OpenBranch:
		p.Lines = []view.Sentence{view.Say("preview.units"), view.Say("preview.due.same", "To", a.c.Request.DueOn)}
	case a.kind == foi.Note:
		p.Lines[len(p.Lines)-1] = view.Say("preview.mentions")
	case a.kind == foi.RedateBranch:
		p.Lines = append([]view.Sentence{view.Say("preview.branch.redated", "From", a.n.branches[a.branch].DueOn)}, p.Lines...)
	case (a.form.unit || a.form.asks) && !chosen: // the statute was asked about one of them, to know what else happens
		p.Lines = a.n.anyUnit(p.Lines, act.Unit)
	case a.form.amount && t.Amount == 0:
		for i, line := range p.Lines {
			if line.Key == "preview.due.moves" {
				p.Lines[i] = view.Say("preview.due.choose", "From", a.c.Request.DueOn)
			}
		}
	}
	return p
}

// extended is the due day that an extension by so many days would give; zero when it is not possible.
func (a deskAct) extended(days int) foi.Date {
	act := a.sample()
	act.Amount = days
	out, err := a.d.law.Decide(a.c.Request, a.c.Ledger, act, a.d.who, a.s.now())
	if err != nil {
		return 0
	}
	for _, e := range out.Entries { // one that somebody has to confirm moves nothing yet
		if e.Event == foi.Extended || e.Event == foi.ExtensionProposed {
			return e.Facts.Due
		}
	}
	return out.Request.DueOn
}

// letter is exactly what the person gets: the newest draft.
func (a deskAct) letter() *view.DeskLetter {
	draft := a.d.draft(a.c)
	if draft == nil {
		return nil
	}
	l := view.DeskLetter{To: "delivery." + a.c.Requester.Delivery, Name: a.c.Requester.Name, Draft: *counted(draft)}
	if a.c.Requester.Delivery == "" { // who need not know who asked is not told how they are reached
		l.To = ""
	}
	e := lastEntry(a.c.Ledger, foi.Drafted)
	l.Draft.Documents = a.d.documents(a.c, func(doc foi.Document) bool { // an answer has those of its first parts too
		return draftHas(a.c, e, doc) || doc.Purpose == foi.Release && a.kind != foi.DeliverPart
	})
	for i, doc := range l.Draft.Documents { // as the person has it: given, and without what came before
		doc.Purpose, doc.Earlier, doc.Replace = foi.Release, nil, ""
		l.Draft.Documents[i] = doc
	}
	if draft.Code != "granted" && a.kind != foi.DeliverPart { // of a first part the letter names no remedy: the rest is still owed
		for _, x := range a.d.law.Recourses(a.c.Ledger, a.d.today) {
			if !x.Taken {
				l.Remedies = append(l.Remedies, a.d.law.Text(a.c.Request.Locale, "remedy."+x.Code))
			}
		}
	}
	return &l
}

// prefill is what a form begins with.
func (a deskAct) prefill() deskTyped {
	t := deskTyped{Rev: a.c.Request.Rev, Reasons: map[string]string{}}
	switch a.kind {
	case foi.RedateBranch: // the next day after today's own: most often there is more time to give, and nobody shortens it by mistake
		for _, day := range a.redates(t) {
			n, _ := strconv.Atoi(day.Value)
			if t.Days = n; a.day(n) > a.n.branches[a.branch].DueOn {
				break
			}
		}
	case foi.OpenBranch:
		t.Days = a.d.law.Term("branch").Amount
		if a.c.Request.UnitAsked != "" && !a.busy(a.c.Request.UnitAsked) && len(a.c.Branches) == 0 {
			t.Units = []string{a.c.Request.UnitAsked}
		}
	case foi.Draft, foi.AmendDraft:
		a.prefillDraft(&t)
	case foi.AnswerCounter:
		t.Summary, t.Outcome = a.c.Question.Subject, "granted"
	case foi.ReplaceDocument:
		t.Replaces = a.meant
		if t.Replaces == "" {
			t.Replaces = first(a.d.law.Replaceable(a.c.Ledger, a.d.who))
		}
	case foi.Join:
		t.Other = a.meant
	case foi.AnswerBranch:
		t.Text = a.d.branch(a.c, a.n.branches[a.branch]).Answer
	case foi.Publish:
		if draft := a.d.draft(a.c); draft != nil {
			clean := scrub(a.c.Requester)
			t.Title, t.Question, t.Answer = clean.Replace(draft.Summary), clean.Replace(a.c.Question.Body), clean.Replace(draft.Text)
		}
	}
	return t
}

// prefillDraft begins an answer with the last draft, or with what the units answered and their heads approved.
func (a deskAct) prefillDraft(t *deskTyped) {
	t.Summary = a.c.Question.Subject
	if e := lastEntry(a.c.Ledger, foi.Drafted); e.Seq != 0 {
		t.Outcome, t.Exemptions, t.Text = e.Facts.Outcome, e.Facts.Exemptions, e.Words.Text()
		for _, id := range e.Facts.Documents {
			t.Release = append(t.Release, foi.Newest(a.c.Documents, id))
		}
		if e.Words["summary"] != "" {
			t.Summary = e.Words["summary"]
		}
		for _, code := range t.Exemptions {
			t.Reasons[code] = e.Words["exemption."+code]
			for _, test := range []string{"harm.", "interest."} {
				t.Reasons[test+code] = e.Words[test+code]
			}
		}
		t.Leaves = map[string]deskLeaf{}
		for _, leaf := range e.Facts.Inventory {
			t.Leaves[leaf.Document] = deskLeaf{strconv.Itoa(leaf.Released), strconv.Itoa(leaf.Withheld), leaf.Exemption}
		}
		for i, n := range []int{e.Facts.Released, e.Facts.Withheld} {
			if n > 0 && len(t.Leaves) == 0 {
				t.Pages[i] = strconv.Itoa(n)
			}
		}
		return
	}
	var parts []string
	approved := a.approved()
	for _, b := range approved {
		text := b.Answer
		if len(approved) > 1 {
			text = b.Name + "\n\n" + text
		}
		parts = append(parts, text)
		for _, doc := range b.Documents {
			t.Release = append(t.Release, doc.ID)
		}
	}
	t.Text = strings.Join(parts, "\n\n")
}

// approved are the branches whose answers can be used.
func (a deskAct) approved() []view.DeskBranch {
	var out []view.DeskBranch
	for _, b := range a.d.branches(a.c) {
		if b.State == foi.BranchIsApproved {
			out = append(out, b)
		}
	}
	return out
}

// scrub takes what identifies the person who asked out of a text, where it stands as they wrote it. It helps; it does
// not free the official from looking.
func scrub(p foi.Requester) *strings.Replacer {
	var pairs []string
	for _, known := range []string{p.Name, p.Email, p.Phone, p.Identity, p.Address} {
		if len(strings.TrimSpace(known)) > 3 {
			pairs = append(pairs, known, "[…]")
		}
	}
	return strings.NewReplacer(pairs...)
}

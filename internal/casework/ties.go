package casework

import (
	"context"
	"errors"
	"slices"

	"qhana/internal/foi"
	"qhana/internal/statute"
	"qhana/internal/store"
)

// tie writes into a change what an action ties to rows outside the request: another request, an account.
func (d *Desk) tie(ctx context.Context, tx *store.Tx, c *store.Change, ledger []foi.Entry, act foi.Action, who foi.Actor, law *statute.Statute) error {
	switch act.Kind {
	case foi.OpenBranch, foi.MoveBranch: // the unit may have gone since the form was shown
		works, err := tx.UnitWorks(ctx, act.Unit)
		if err == nil && !works {
			err = &foi.Error{Code: foi.Invalid, Key: "unit_gone", Field: "unit"}
		}
		return err
	case foi.Assign:
		leads, err := tx.Leads(ctx, act.Account)
		if err == nil && !leads {
			err = &foi.Error{Code: foi.Invalid, Key: "missing.account", Field: "account"}
		}
		return err
	case foi.AssignBranch:
		works, err := tx.WorksIn(ctx, act.Account, c.Branches[act.Branch-1].Unit)
		if err == nil && !works {
			err = &foi.Error{Code: foi.Invalid, Key: "missing.account", Field: "account"}
		}
		return err
	case foi.Restrict:
		work, err := tx.WorkOn(ctx, c.Request.ID, act.People)
		if err == nil && !work {
			err = &foi.Error{Code: foi.Invalid, Key: "people_gone", Field: "people"}
		}
		return err
	case foi.Publish: // what will stand published is on record
		c.Entries[len(c.Entries)-1].Facts.Published = disclosure(*c, ledger, act, law).Sum()
	case foi.Separate, foi.Loosen:
		c.Request.Joined = 0
	case foi.Join:
		other, err := tx.Tied(ctx, act.Other, who)
		if err != nil {
			return noOther(err)
		}
		if other.ID == c.Request.ID || other.Joined != 0 || other.Remedy != "" || !slices.Contains([]foi.State{foi.Received, foi.Open, foi.Signing, foi.Signed}, other.State) {
			return noOther(nil)
		}
		c.Request.Joined = other.ID
	}
	return nil
}

// noOther is the error of a reference that names no request which somebody may see, or none that serves; other errors stay.
func noOther(err error) error {
	if err == nil || foi.CodeOf(err) == foi.NotFound {
		return &foi.Error{Code: foi.Invalid, Key: "other", Field: "other", Cause: err}
	}
	return err
}

// follow carries out what a decision means for requests that belong to it: those that were joined get the answer, or come loose where
// there will be none, and the request that a remedy is about learns what became of it.
func (d *Desk) follow(ctx context.Context, tx *store.Tx, c store.Change, ledger []foi.Entry) error {
	if c.Request.State == foi.Withdrawn || c.Request.State == foi.Transferred {
		if err := d.loosen(ctx, tx, c.Request); err != nil {
			return err
		}
	}
	for _, e := range c.Entries {
		delivered := e.Event == foi.Delivered
		if delivered && c.Request.Remedy == "" {
			if err := d.answerJoined(ctx, tx, c, append(slices.Clone(ledger), c.Entries...)); err != nil {
				return err
			}
		}
		outcome := e.Facts.Outcome
		if e.Event == foi.Lapsed && e.Facts.Clock == "response" {
			outcome, delivered = "silence."+e.Facts.Silence, true
		}
		if delivered && c.Request.Remedy != "" && c.Request.Parent != 0 {
			act := foi.Action{Kind: foi.DecideReview, Remedy: c.Request.Remedy, Other: c.Request.Reference, Outcome: outcome}
			if _, err := d.act(ctx, tx, c.Request.Parent, act, foi.TheSystem()); err != nil && foi.CodeOf(err) != foi.Refused {
				return err
			}
		}
	}
	return nil
}

// loosen lets the requests that were joined to one that is over go on by themselves: they still owe their answers.
func (d *Desk) loosen(ctx context.Context, tx *store.Tx, over foi.Request) error {
	ids, err := tx.JoinedTo(ctx, over.ID)
	for _, id := range ids {
		if _, err := d.act(ctx, tx, id, foi.Action{Kind: foi.Loosen, Other: over.Reference}, foi.TheSystem()); err != nil {
			return err
		}
	}
	return err
}

// answerJoined gives the answer of a request to those that were joined to it.
func (d *Desk) answerJoined(ctx context.Context, tx *store.Tx, c store.Change, ledger []foi.Entry) error {
	ids, err := tx.JoinedTo(ctx, c.Request.ID)
	if err != nil || len(ids) == 0 {
		return err
	}
	draft := lastDraft(ledger)
	words, err := tx.EntryWords(ctx, c.Request.ID, draft.Seq)
	if err != nil {
		return err
	}
	for _, id := range ids {
		docs, err := tx.CopyDocuments(ctx, c.Request.ID, id, draft.Facts.Documents, d.instant())
		if err != nil {
			return err
		}
		act := foi.Action{Kind: foi.AnswerJoined, Outcome: draft.Facts.Outcome, Exemptions: draft.Facts.Exemptions, Words: words}
		for _, doc := range docs {
			act.Documents = append(act.Documents, foi.Document{ID: doc, Request: id})
		}
		if _, err := d.act(ctx, tx, id, act, foi.TheSystem()); err != nil && foi.CodeOf(err) != foi.Refused {
			return err
		}
	}
	return nil
}

// Link ties two requests that are about the same matter: each one's ledger names the other.
func (d *Desk) Link(ctx context.Context, request int64, act foi.Action, who foi.Actor) (foi.Request, error) {
	that, err := d.store.Case(ctx, act.Other, who)
	if err != nil {
		return foi.Request{}, noOther(err)
	}
	this, err := d.store.CaseByID(ctx, request)
	if err != nil {
		return foi.Request{}, err
	}
	other := that.Request
	if other.ID == request {
		return foi.Request{}, noOther(nil)
	}
	back := foi.Action{Kind: foi.Link, Other: this.Request.Reference}
	var after foi.Request
	err = d.store.InTx(ctx, func(tx *store.Tx) error {
		acts := []func() error{
			func() (err error) { after, err = d.act(ctx, tx, request, act, who); return err },
			func() error {
				_, err := d.act(ctx, tx, other.ID, back, foi.Actor{Account: who.Account, Grants: who.Grants})
				if foi.CodeOf(err) == foi.Refused { // it names this one already, or is closed to it
					return nil
				}
				return err
			},
		}
		if other.ID < request { // locks are taken in the order of ids, so that two links cannot wait for each other
			slices.Reverse(acts)
		}
		return errors.Join(acts[0](), acts[1]())
	})
	return after, err
}

// Split makes a part of what was asked a request of its own, received when the first was and under its law; the person opens
// it from there.
func (d *Desk) Split(ctx context.Context, request int64, act foi.Action, q foi.Question, who foi.Actor, mac func(foi.Reference) []byte) (foi.Request, error) {
	f := foi.Filing{Question: q, Late: act.Words.Text()}
	return d.child(ctx, request, act, f, nil, who, mac)
}

// FileReview files a remedy: a case of its own with the term that the law gives it, tied to the request.
func (d *Desk) FileReview(ctx context.Context, request int64, act foi.Action, q foi.Question, docs []foi.Document, channel foi.Channel, who foi.Actor, mac func(foi.Reference) []byte) (foi.Request, error) {
	return d.child(ctx, request, act, foi.Filing{Question: q, Remedy: act.Remedy, Channel: channel}, docs, who, mac)
}

// child files a request that belongs to another, for the same person, and enters it on the other's ledger, in one transaction.
func (d *Desk) child(ctx context.Context, request int64, act foi.Action, f foi.Filing, docs []foi.Document, who foi.Actor, mac func(foi.Reference) []byte) (foi.Request, error) {
	parent, err := d.store.CaseByID(ctx, request)
	if err != nil {
		return foi.Request{}, err
	}
	law, err := d.lawOf(parent.Request)
	if err != nil {
		return foi.Request{}, err
	}
	id, ref, err := d.next(ctx, law)
	if err != nil {
		return foi.Request{}, err
	}
	p := parent.Request
	f.Reference, f.KeyMAC, f.Requester, f.Locale, f.Zone, f.Parent, f.Of = ref, mac(ref), parent.Requester, p.Locale, p.Zone, p.ID, p.Reference
	if f.Channel == "" {
		f.Channel = p.Channel
	}
	first := parent.Ledger[0].Facts
	f.Distant = first.Distant
	if f.Remedy == "" { // what was split came when the whole did, and as it did
		f.ReceivedAt = p.FiledAt
		if slices.Contains(law.Tracks(), first.Track) {
			f.Track = first.Track
		}
	}
	if f.Remedy != "" && law.Remedy(f.Remedy).Others {
		if f.Barred, err = d.signers(ctx, parent); err != nil {
			return foi.Request{}, err
		}
	}
	act.Other = ref
	var after foi.Request
	err = d.store.InTx(ctx, func(tx *store.Tx) error {
		whole, err := d.act(ctx, tx, request, act, who)
		if err != nil {
			return err
		}
		if whole.Restricted { // who may not see the whole may not see what belongs to it
			if f.Readers, err = tx.Readers(ctx, request); err != nil {
				return err
			}
		}
		change, err := d.filed(law, id, f, docs, who)
		if err != nil {
			return err
		}
		after = change.Request
		if err := d.register(ctx, tx, f, docs, change, nil); err != nil {
			return err
		}
		if err := tx.SaveDocuments(ctx, id, filedWith(docs)); err != nil || f.Readers == nil {
			return err
		}
		return tx.SaveReaders(ctx, id, f.Readers)
	})
	return after, err
}

// filedWith are documents as they came with the filing. Those of a remedy were in no draft: their rows are not there yet.
func filedWith(docs []foi.Document) []foi.Document {
	out := slices.Clone(docs)
	for i := range out {
		out[i].Entry, out[i].Purpose = 1, foi.Attachment
	}
	return out
}

// signers are the accounts that signed what a remedy is against: the answer, its parts, and what was decided on the remedies before it.
func (d *Desk) signers(ctx context.Context, c foi.Case) ([]int64, error) {
	var out []int64
	add := func(ledger []foi.Entry) {
		for _, e := range ledger {
			if (e.Event == foi.SignedOff || e.Event == foi.PartDelivered) && e.By.Account != 0 && !slices.Contains(out, e.By.Account) {
				out = append(out, e.By.Account)
			}
		}
	}
	add(c.Ledger)
	for _, e := range c.Ledger {
		if e.Event != foi.ReviewFiled {
			continue
		}
		review, err := d.store.RequestByReference(ctx, foi.Reference(e.Facts.Other))
		if err != nil {
			return nil, err
		}
		before, err := d.store.CaseByID(ctx, review.ID)
		if err != nil {
			return nil, err
		}
		add(before.Ledger)
	}
	return out, nil
}

package jobs

import (
	"context"

	"qhana/internal/foi"
	"qhana/internal/ledger"
	"qhana/internal/mail"
	"qhana/internal/paper"
	"qhana/internal/store"
)

// letter gathers what a notice tells its reader.
func (w *noticeWorker) letter(ctx context.Context, n foi.Notice, c foi.Case) (mail.Letter, error) {
	law := w.maker().LawOf(c)
	units, err := w.cfg.Store.Units(ctx)
	if err != nil {
		return mail.Letter{}, err
	}
	name := func(key string) string { return paper.UnitName(units, key, n.Locale, key) }
	body := law.Authority()
	l := mail.Letter{
		Notice: n, Case: c, Base: w.cfg.BaseURL, At: n.CreatedAt, Zone: law.Location(),
		Body: mail.Body{Name: body.Name, Short: body.In(n.Locale), Address: body.Address, Phone: body.Phone, Email: body.Email, Accent: "#1d4f91"},
	}
	entry, told := paper.EntryOf(c.Ledger, n.Entry), paper.Tell(law, units, c, n)
	l.Facts = mail.Facts{Status: c.Request.Clock, Term: told.Term, Due: told.Due, Left: told.Left, Units: told.Units, Outcome: told.Outcome, Ground: told.Ground,
		Silence: told.Silence, Remedies: told.Remedies, OldDue: told.OldDue, Law: told.Law, Rule: told.Rule, Lapse: law.Clarification().Lapse}
	if entry.Event == foi.LawChanged {
		l.Facts.Clock = "response" // the person is told of their answer, whatever else moved
	}
	f := &l.Facts
	for _, b := range c.Branches {
		if b.No == entry.Facts.Branch {
			f.Unit = name(b.Unit)
		}
	}
	for _, d := range c.Deadlines { // how the term stands that the notice is about
		if entry.Event != foi.LawChanged && d.Clock == told.Clock && d.Branch == entry.Facts.Branch {
			f.Status = d.Status
		}
	}
	if entry.Event == foi.UnitAsked || entry.Event == foi.UnitAnswered {
		f.Unit = name(entry.By.Unit)
	}
	for _, e := range c.Ledger { // the fee as it was asked for, whichever entry tells of it
		if e.Event == foi.FeeAsked && e.Seq <= n.Entry {
			f.Fee, f.Currency, f.PayBy = e.Facts.Fee, e.Facts.Currency, 0
		}
	}
	for _, d := range c.Deadlines {
		if d.Clock == "fee" {
			f.PayBy = d.DueOn
		}
	}
	l.Promise, err = w.promise(ctx, n, entry)
	return l, err
}

// promise is the record's word that a filing will stand in it, for who filed it: the same that their page shows, byte for byte.
func (w *noticeWorker) promise(ctx context.Context, n foi.Notice, e foi.Entry) (string, error) {
	if w.cfg.Notary == nil || e.Event != foi.Filed || n.To.Role != foi.Citizen || n.To.Unit != "" {
		return "", nil
	}
	acts, err := w.cfg.Store.Recorded(ctx, []store.Act{{Kind: ledger.Entry, A: n.Request, B: e.Seq}})
	if err != nil || acts[0].Question == nil { // erased since: the act as it was cannot be told any more
		return "", err
	}
	o, err := ledger.Of(acts[0])
	if err != nil {
		return "", err
	}
	b, err := w.cfg.Notary.Promise(ledger.HashOf(o.Leaf), e.At)
	return string(b), err
}

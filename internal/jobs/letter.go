package jobs

import (
	"context"

	"qhana/internal/foi"
	"qhana/internal/ledger"
	"qhana/internal/mail"
	"qhana/internal/statute"
	"qhana/internal/store"
)

// lawOf is the law that a case came in under.
func (w *noticeWorker) lawOf(c foi.Case) *statute.Statute {
	if law := w.cfg.Law.Under(c.Request.Statute, c.Request.Version); law != nil {
		return law
	}
	return w.cfg.Law.Body()
}

// letter gathers what a notice tells its reader.
func (w *noticeWorker) letter(ctx context.Context, n foi.Notice, c foi.Case) (mail.Letter, error) {
	law := w.lawOf(c)
	units, err := w.cfg.Store.Units(ctx)
	if err != nil {
		return mail.Letter{}, err
	}
	name := func(key string) string {
		for _, u := range units {
			if u.Key == key {
				return u.Name(n.Locale)
			}
		}
		return key
	}
	body := law.Authority()
	l := mail.Letter{
		Notice: n, Case: c, Base: w.cfg.BaseURL, At: n.CreatedAt, Zone: law.Location(),
		Body:  mail.Body{Name: body.Name, Short: body.Short, Address: body.Address, Phone: body.Phone, Email: body.Email, Accent: "#1d4f91"},
		Facts: mail.Facts{Status: c.Request.Clock, Term: law.Term("response").Cite.Article},
	}
	entry := entryOf(c.Ledger, n.Entry)
	f := &l.Facts
	f.Due = due(entry, c)
	if today := law.Today(n.CreatedAt); f.Due >= today {
		f.Left = law.WorkingDaysBetween(today, f.Due)
	} else {
		f.Left = -law.WorkingDaysBetween(f.Due, today)
	}
	for _, b := range c.Branches {
		if b.No == entry.Facts.Branch {
			f.Unit = name(b.Unit)
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
	held := entry.Facts.Units
	if len(held) == 0 {
		held = c.Request.Holders
	}
	for _, key := range held {
		f.Units = append(f.Units, name(key))
	}
	words := func(kind, code string) string { return law.Text(n.Locale, kind+"."+code) }
	if entry.Facts.Outcome != "" {
		f.Outcome = words("outcome", entry.Facts.Outcome)
	}
	if entry.Facts.Ground != "" {
		f.Ground = words("ground", entry.Facts.Ground)
	}
	if entry.Facts.Silence != "" {
		f.Silence = words("silence", entry.Facts.Silence)
	}
	for _, r := range law.Remedies() {
		f.Remedies = append(f.Remedies, words("remedy", r.Code)+" ("+r.Cite.Article+")")
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

func entryOf(ledger []foi.Entry, seq int) foi.Entry {
	if seq < 1 || seq > len(ledger) {
		return foi.Entry{}
	}
	return ledger[seq-1]
}

// due is the day that the notice is about: the entry's own, else the response's as it stands.
func due(e foi.Entry, c foi.Case) foi.Date {
	if !e.Facts.Due.IsZero() {
		return e.Facts.Due
	}
	return c.Request.DueOn
}

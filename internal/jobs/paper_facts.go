package jobs

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"qhana/internal/foi"
	"qhana/internal/letter"
	"qhana/internal/mail"
	"qhana/internal/statute"
	"qhana/internal/store"
)

// facts are what the case knows for a letter, in its language, and the lines below its signature.
func (w *noticeWorker) facts(ctx context.Context, l mail.Letter, row store.Letter) (letter.Facts, []string, error) {
	c, law := l.Case, w.lawOf(l.Case)
	entry := entryOf(c.Ledger, l.Notice.Entry)
	units, err := w.cfg.Store.Units(ctx)
	if err != nil {
		return nil, nil, err
	}
	unit := func(key string) string {
		for _, u := range units {
			if u.Key == key {
				return u.Name(row.Locale)
			}
		}
		return l.Body.Name
	}
	ref := string(c.Request.Reference)
	f := letter.Facts{
		"Body": l.Body.Name, "Short": l.Body.Short, "Lead": unit(law.Authority().Lead), "Reference": ref, "Subject": c.Question.Subject,
		"Name": c.Requester.Name, "Behalf": c.Requester.Behalf, "Today": letter.Day(foi.DateOf(l.At, l.Zone), row.Locale), "Received": letter.Moment(c.Request.FiledAt.In(l.Zone), row.Locale),
		"Due": letter.Day(l.Facts.Due, row.Locale), "OldDue": letter.Day(entry.Facts.OldDue, row.Locale), "Article": l.Facts.Term, "Units": strings.Join(l.Facts.Units, "; "),
		"Outcome": l.Facts.Outcome, "Ground": l.Facts.Ground, "Silence": l.Facts.Silence, "Reason": entry.Words.Text(),
		"Page": l.Base + "/caso/" + ref, "Check": l.Base + "/verificar/" + row.Code, "Remedies": letter.List(l.Facts.Remedies),
	}
	if l.Facts.Left > 0 {
		f["Left"] = strconv.Itoa(l.Facts.Left)
	}
	if row.Kind == "clarification" { // a reminder asks again what was asked
		asked := before(c.Ledger, foi.ClarificationAsked, entry.Seq)
		f["Question"], f["Reason"] = asked.Words.Text(), ""
		if asked.Facts.Ground != "" {
			f["Ground"] = law.Text(row.Locale, "ground."+asked.Facts.Ground)
		}
	}
	signers := []string{unit(law.Authority().Lead), letter.Signer(l.Body.Name, row.Locale)}
	if strings.HasPrefix(row.Kind, "delivered_") {
		signed := before(c.Ledger, foi.SignedOff, entry.Seq)
		if f["Signatory"], err = w.nameOf(ctx, signed.By.Account); err != nil {
			return nil, nil, err
		}
		answered(f, c, law, row.Locale, entry)
		if f["Signatory"] != "" {
			signers = []string{f["Signatory"], unit(signed.By.Unit)}
		}
	}
	return f, signers, nil
}

// answered adds what an answer says.
func answered(f letter.Facts, c foi.Case, law *statute.Statute, locale string, entry foi.Entry) {
	draft := before(c.Ledger, foi.Drafted, entry.Seq)
	f["Answer"], f["Reason"] = draft.Words.Text(), ""
	var exemptions, documents []string
	for _, x := range law.Exemptions() {
		if slices.Contains(draft.Facts.Exemptions, x.Code) {
			line := law.Text(locale, "exemption."+x.Code) + " (" + x.Cite.Article + ")"
			if reason := draft.Words["exemption."+x.Code]; reason != "" {
				line += ": " + reason
			}
			exemptions = append(exemptions, line)
		}
	}
	for _, doc := range c.Documents {
		if doc.Purpose == foi.Release {
			documents = append(documents, doc.Name)
		}
	}
	f["Exemptions"], f["Documents"] = letter.List(exemptions), letter.List(documents)
	if entry.Facts.Outcome == "granted" {
		f["Remedies"] = ""
	}
}

// before is the newest entry of an event up to a number.
func before(ledger []foi.Entry, event foi.Event, seq int) foi.Entry {
	for _, e := range slices.Backward(ledger) {
		if e.Event == event && e.Seq <= seq {
			return e
		}
	}
	return foi.Entry{}
}

func (w *noticeWorker) nameOf(ctx context.Context, account int64) (string, error) {
	if account == 0 {
		return "", nil
	}
	a, err := w.cfg.Store.AccountByID(ctx, account)
	if foi.CodeOf(err) == foi.NotFound {
		return "", nil
	}
	return a.Name, err
}

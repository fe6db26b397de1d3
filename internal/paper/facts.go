package paper

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"qhana/internal/foi"
	"qhana/internal/letter"
	"qhana/internal/statute"
)

// facts are what the case knows for a letter, in its language, and the lines below its signature.
func (m Maker) facts(ctx context.Context, c foi.Case, n foi.Notice, text Text, code string) (letter.Facts, []string, error) {
	law, locale := m.LawOf(c), text.Locale
	entry := EntryOf(c.Ledger, n.Entry)
	units, err := m.Store.Units(ctx)
	if err != nil {
		return nil, nil, err
	}
	body, told := law.Authority(), Tell(law, units, c, n)
	unit := func(key string) string { return UnitName(units, key, locale, body.Name) }
	ref := string(c.Request.Reference)
	if code == "" {
		code = "…"
	}
	f := letter.Facts{
		"Body": body.Name, "Short": body.Short, "Lead": unit(body.Lead), "Reference": ref, "Subject": c.Question.Subject,
		"Name": c.Requester.Name, "Behalf": c.Requester.Behalf, "Today": letter.Day(law.Today(n.CreatedAt), locale), "Received": letter.Moment(c.Request.FiledAt.In(law.Location()), locale),
		"Due": letter.Day(told.Due, locale), "OldDue": letter.Day(entry.Facts.OldDue, locale), "Article": told.Term, "Units": strings.Join(told.Units, "; "),
		"Outcome": told.Outcome, "Ground": told.Ground, "Silence": told.Silence, "Reason": entry.Words.Text(),
		"Page": m.Base + "/caso/" + ref, "Check": m.Base + "/verificar/" + code, "Remedies": letter.List(told.Remedies),
	}
	if told.Left > 0 {
		f["Left"] = strconv.Itoa(told.Left)
	}
	if text.Kind == "clarification" { // a reminder asks again what was asked
		asked := Before(c.Ledger, foi.ClarificationAsked, entry.Seq)
		f["Question"], f["Reason"] = asked.Words.Text(), ""
		if asked.Facts.Ground != "" {
			f["Ground"] = law.Text(locale, "ground."+asked.Facts.Ground)
		}
	}
	signers := []string{unit(body.Lead), letter.Signer(body.Name, locale)}
	if strings.HasPrefix(text.Kind, "delivered_") {
		answered(f, c, law, locale, entry)
		if sign := signature(c.Ledger, entry); sign.Seq > 0 {
			if f["Signatory"], err = m.nameOf(ctx, sign.By.Account, locale); err != nil {
				return nil, nil, err
			}
			signers = []string{f["Signatory"], unit(sign.By.Unit)}
		}
	}
	return f, signers, nil
}

// answered adds what an answer says.
func answered(f letter.Facts, c foi.Case, law *statute.Statute, locale string, entry foi.Entry) {
	draft := Before(c.Ledger, foi.Drafted, entry.Seq)
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

// nameOf is the name of who signed.
func (m Maker) nameOf(ctx context.Context, account int64, locale string) (string, error) {
	if account == 0 {
		return letter.Unsigned(locale), nil
	}
	a, err := m.Store.AccountByID(ctx, account)
	return a.Name, err
}

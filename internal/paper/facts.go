package paper

import (
	"context"
	"fmt"
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
		"Body": body.Name, "Short": body.In(locale), "Lead": unit(body.Lead), "Reference": ref, "Subject": c.Question.Subject,
		"Name": c.Requester.Name, "Behalf": c.Requester.Behalf, "Today": letter.Day(law.Today(n.CreatedAt), locale), "Received": letter.Moment(c.Request.FiledAt.In(law.Location()), locale),
		"Due": letter.Day(told.Due, locale), "OldDue": letter.Day(entry.Facts.OldDue, locale), "Article": told.Term, "Units": strings.Join(told.Units, "; "),
		"Outcome": told.Outcome, "Ground": told.Ground, "Silence": told.Silence, "Reason": entry.Words.Text(),
		"Page": m.Base + "/caso/" + ref, "Check": m.Base + "/verificar/" + code, "Remedies": letter.List(told.Remedies),
	}
	if entry.Event == foi.LawChanged {
		f["Law"], f["Rule"], f["OldDue"] = told.Law, told.Rule, letter.Day(told.OldDue, locale)
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
		if lapse := law.Clarification().Lapse; lapse != "" { // the law wants whoever is asked to be warned
			f["Lapse"] = letter.Lapse(lapse, locale)
		}
	}
	m.sendOn(f, c, entry)
	costs(f, c, entry, locale)
	if text.Kind == "third_party" { // of who asked, and what, they learn nothing
		f["Name"], f["Behalf"], f["Question"], f["Reason"] = entry.Words["name"], "", entry.Words.Text(), ""
		f["Link"] = fmt.Sprintf("%s/tercero/%s/%d/%s", m.Base, ref, entry.Seq, entry.Words["token"])
	}
	signers := []string{unit(body.Lead), letter.Signer(body.Name, locale)}
	if strings.HasPrefix(text.Kind, "delivered_") || text.Kind == "part_delivered" {
		answered(f, c, law, locale, entry)
		sign, err := m.signatory(ctx, c, entry)
		if err != nil {
			return nil, nil, err
		}
		if sign.Seq > 0 {
			if f["Signatory"], err = m.nameOf(ctx, sign.By.Account, locale); err != nil {
				return nil, nil, err
			}
			signers = []string{f["Signatory"], unit(sign.By.Unit)}
			if sign.By.Account != 0 {
				signers = append(signers, letter.SignedOn(law.Today(sign.At), locale))
			}
		}
	}
	return f, signers, nil
}

// sendOn adds what is sent on to another body, and to which.
func (m Maker) sendOn(f letter.Facts, c foi.Case, entry foi.Entry) {
	if entry.Event != foi.SentOn && entry.Event != foi.PartSentOn {
		return
	}
	f["Entity"], f["Part"], f["Asked"] = entry.Words["body"], entry.Words["part"], c.Question.Body
	var ways []string
	for _, way := range []string{c.Requester.Email, c.Requester.Phone, c.Requester.Address} {
		if way != "" {
			ways = append(ways, way)
		}
	}
	f["Contact"] = strings.Join(ways, ", ")
}

// costs adds the fee as it was asked for, whichever entry tells of it.
func costs(f letter.Facts, c foi.Case, entry foi.Entry, locale string) {
	asked := Before(c.Ledger, foi.FeeAsked, entry.Seq)
	if asked.Seq == 0 {
		return
	}
	f["Fee"] = letter.Money(asked.Facts.Fee, asked.Facts.Currency, locale)
	if entry.Event == foi.Reminded || entry.Event == foi.FeeReminded {
		f["Reason"] = asked.Words.Text()
	}
	for _, d := range c.Deadlines {
		if d.Clock == "fee" {
			f["PayBy"] = letter.Day(d.DueOn, locale)
		}
	}
}

// signatory is the entry by which what an entry sends was signed: of a first part that entry itself; of a joined request the signature
// stands on the ledger of the one that was answered.
func (m Maker) signatory(ctx context.Context, c foi.Case, entry foi.Entry) (foi.Entry, error) {
	if entry.Event == foi.PartDelivered {
		return entry, nil
	}
	sign, draft := signature(c.Ledger, entry), Before(c.Ledger, foi.Drafted, entry.Seq)
	if sign.Seq > 0 || draft.Facts.Other == "" {
		return sign, nil
	}
	other, err := m.Store.RequestByReference(ctx, foi.Reference(draft.Facts.Other))
	if err != nil {
		return foi.Entry{}, err
	}
	whole, err := m.Store.CaseByID(ctx, other.ID)
	if err != nil {
		return foi.Entry{}, err
	}
	for _, e := range slices.Backward(whole.Ledger) {
		if e.Event == foi.Delivered && !e.At.After(entry.At) {
			return m.signatory(ctx, whole, e)
		}
	}
	return foi.Entry{}, nil
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
			for _, test := range x.Tests { // what the law has weighed is part of why
				if words := draft.Words[test+"."+x.Code]; words != "" {
					line = strings.TrimSuffix(line, ".") + ". " + law.Text(locale, "test."+test) + ": " + words
				}
			}
			exemptions = append(exemptions, line)
		}
	}
	for key, n := range map[string]int{"Released": draft.Facts.Released, "Withheld": draft.Facts.Withheld} {
		if n > 0 {
			f[key] = strconv.Itoa(n)
		}
	}
	for _, doc := range c.Documents {
		if doc.Purpose == foi.Release && (entry.Event != foi.PartDelivered || slices.Contains(draft.Facts.Documents, doc.ID)) {
			line := doc.Name
			for _, leaf := range draft.Facts.Inventory {
				if foi.Newest(c.Documents, leaf.Document) == doc.ID {
					line += letter.Leaves(leaf.Released, leaf.Withheld, law.Text(locale, "exemption."+leaf.Exemption), locale)
				}
			}
			documents = append(documents, line)
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

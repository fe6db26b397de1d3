package paper

import (
	"context"

	"qhana/internal/foi"
	"qhana/internal/letter"
	"qhana/internal/statute"
	"qhana/internal/store"
)

// Maker makes letters.
type Maker struct {
	Store *store.Store
	Law   *statute.Library
	Base  string // address of the site, without a final slash
}

// Letter is a letter that can be printed, with the text that it is made from.
type Letter struct {
	Text
	Sheet letter.Sheet
}

// LawOf is the law that a case came in under.
func (m Maker) LawOf(c foi.Case) *statute.Statute {
	if law := m.Law.Under(c.Request.Statute, c.Request.Version); law != nil {
		return law
	}
	return m.Law.Body()
}

// Letter makes the letter of a notice; the case's ledger holds the entry that causes it. code is the one by which anybody checks
// the letter, "" for a letter that is only looked at. It fails with Invalid and a key below "letters." when there is no such
// letter, or when it would print a fact that the case does not have; which text that was is told then too.
func (m Maker) Letter(ctx context.Context, c foi.Case, n foi.Notice, code string) (Letter, error) {
	entry := EntryOf(c.Ledger, n.Entry)
	out := Letter{Text: Text{Kind: KindOf(c, n), Locale: letter.Locale(n.Locale)}}
	if out.Kind == "" {
		out.Kind = n.Kind
		return out, &foi.Error{Code: foi.Invalid, Key: "letters.none", Args: map[string]string{"kind": n.Kind}}
	}
	body, err := m.choose(ctx, &out.Text, signed(c.Ledger, entry))
	if err != nil {
		return out, err
	}
	n.Locale = out.Locale
	t, err := letter.Parse(body)
	if err != nil {
		return out, err
	}
	f, signers, err := m.facts(ctx, c, n, out.Text, code)
	if err != nil {
		return out, err
	}
	words, err := t.Print(f)
	if err != nil {
		return out, err
	}
	by := m.LawOf(c).Authority()
	out.Sheet = letter.Sheet{
		Locale: out.Locale, Title: letter.Title(out.Kind, out.Locale) + " · " + f["Reference"], Reference: f["Reference"],
		Body:  letter.Authority{Name: by.Name, Address: by.Address, Phone: by.Phone, Email: by.Email, Seal: m.LawOf(c).Seal()},
		Place: letter.PlaceOf(by.Address), Day: f["Today"], Blocks: letter.Blocks(words), Signers: signers, Code: code, Check: f["Check"], At: n.CreatedAt}
	return out, nil
}

// EntryOf is the entry with a number, zero when there is none.
func EntryOf(ledger []foi.Entry, seq int) foi.Entry {
	if seq < 1 || seq > len(ledger) {
		return foi.Entry{}
	}
	return ledger[seq-1]
}

// Before is the newest entry of an event up to a number.
func Before(ledger []foi.Entry, event foi.Event, seq int) foi.Entry {
	for i := min(seq, len(ledger)) - 1; i >= 0; i-- {
		if ledger[i].Event == event {
			return ledger[i]
		}
	}
	return foi.Entry{}
}

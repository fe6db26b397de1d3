package letter

import (
	"time"

	"qhana/internal/foi"
	"qhana/internal/i18n"
)

// Title is what a kind of letter is called in a language.
func Title(kind, locale string) string { return i18n.Of(Locale(locale)).T("letters.kind."+kind, nil) }

// Signer says for whom a unit signs.
func Signer(body, locale string) string {
	return i18n.Of(Locale(locale)).T("letters.paper.signer", map[string]string{"Body": body})
}

// Hidden stands for the name of who asked, for a reader who need not know it.
func Hidden(locale string) string { return i18n.Of(Locale(locale)).T("letters.paper.hidden", nil) }

// Lapse says what happens by the law when nobody clarifies in time.
func Lapse(effect, locale string) string {
	return i18n.Of(Locale(locale)).T("how.clarify.lapse."+effect, nil)
}

// SignedOn says when a letter was signed.
func SignedOn(d foi.Date, locale string) string {
	return i18n.Of(Locale(locale)).T("letters.paper.signed", map[string]string{"Day": Day(d, locale)})
}

// Unsigned stands for the name of who signs, as long as nobody has.
func Unsigned(locale string) string { return i18n.Of(Locale(locale)).T("letters.paper.unsigned", nil) }

// Leaves says how many pages of a document are given, how many are not, and why.
func Leaves(released, withheld int, why, locale string) string {
	key := "letters.paper.leaves"
	if withheld > 0 {
		key = "letters.paper.leaves.withheld"
	}
	c := i18n.Of(Locale(locale))
	return c.T(key, map[string]string{"Released": c.Number(released), "Withheld": c.Number(withheld), "Why": why})
}

// Day is a civil day as letters write it, "" for none.
func Day(d foi.Date, locale string) string {
	if d.IsZero() {
		return ""
	}
	return i18n.Of(Locale(locale)).Day(d.Time())
}

// Until says how long something can still be done, as the end of a line.
func Until(d foi.Date, locale string) string {
	return i18n.Of(Locale(locale)).T("letters.paper.until", map[string]string{"Day": Day(d, locale)})
}

// Promised says what the record's promise is, to readers' programs.
func Promised(locale string) string { return i18n.Of(Locale(locale)).T("ledger.promise", nil) }

// Money is an amount in hundredths of a currency as letters write it.
func Money(hundredths int, currency, locale string) string {
	return i18n.Of(Locale(locale)).Money(hundredths, currency)
}

// Moment is an instant as letters write it, in its own zone.
func Moment(at time.Time, locale string) string { return i18n.Of(Locale(locale)).Moment(at) }

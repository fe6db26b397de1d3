package paper

import (
	"context"
	"strconv"
	"strings"

	"qhana/internal/foi"
	"qhana/internal/letter"
)

// Text names the text of a letter: its kind, its language and the version that the body wrote, 0 for the program's own.
type Text struct {
	Kind, Locale string
	Version      int
}

// String is the text as the ledger names it: "delivered_partly.es.3".
func (t Text) String() string { return t.Kind + "." + t.Locale + "." + strconv.Itoa(t.Version) }

// ParseText reads what String wrote; false when that is none.
func ParseText(s string) (Text, bool) {
	parts := strings.Split(s, ".")
	if len(parts) != 3 {
		return Text{}, false
	}
	n, err := strconv.Atoi(parts[2])
	return Text{Kind: parts[0], Locale: parts[1], Version: n}, err == nil && n >= 0
}

// signed is the text that somebody saw when they signed what the entry sends, or when they sent it; "" when nobody has.
func signed(ledger []foi.Entry, entry foi.Entry) string {
	if entry.Facts.Letter != "" || entry.Event != foi.Delivered {
		return entry.Facts.Letter
	}
	return signature(ledger, entry).Facts.Letter
}

// signature is the entry by which the draft that an entry sends was signed, zero when nobody signed it.
func signature(ledger []foi.Entry, entry foi.Entry) foi.Entry {
	sign := Before(ledger, foi.SignedOff, entry.Seq)
	if sign.Seq < Before(ledger, foi.Drafted, entry.Seq).Seq {
		return foi.Entry{}
	}
	return sign
}

// choose gives the text that a letter is made from: the one that was signed, else the newest.
func (m Maker) choose(ctx context.Context, t *Text, signed string) (string, error) {
	if pinned, ok := ParseText(signed); ok && pinned.Kind == t.Kind {
		*t = pinned
		if t.Version == 0 {
			return letter.Default(t.Kind, t.Locale), nil
		}
		list, err := m.Store.LetterVersions(ctx, t.Kind, t.Locale, t.Version+1, 1)
		if err != nil {
			return "", err
		}
		if len(list) == 1 && list[0].Version == t.Version {
			return bodyOf(list[0].Body, *t), nil
		}
	}
	newest, err := m.Store.LetterTemplate(ctx, t.Kind, t.Locale)
	t.Version = newest.Version
	return bodyOf(newest.Body, *t), err
}

// bodyOf is a version's text; an empty one brings the program's own back.
func bodyOf(body string, t Text) string {
	if body == "" {
		return letter.Default(t.Kind, t.Locale)
	}
	return body
}

// Sure tells that no letter can have a hole for what a case happens to lack: every text in force asks before it names what may be missing,
// as those do that come with the program, and as those must that are saved.
func (m Maker) Sure(ctx context.Context) (bool, error) {
	own, err := m.Store.LetterTemplates(ctx)
	for _, t := range own {
		if t.Body != "" && letter.Sure(t.Kind, t.Body) != nil {
			return false, err
		}
	}
	return true, err
}
